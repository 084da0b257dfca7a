//! The members of an organisation: other roles, duties kept apart, leaving, and that somebody always runs it.

use crate::house::TestHouse;
use app::admit::Key;
use app::invitations::{self, Invitee};
use app::organisations;
use app::sign_in::{self, Address, Who};
use app::{AppError, Caller, Proof};
use domain::ids::MembershipId;
use domain::{Role, UserId};
use jiff::SignedDuration;

crate::both::on_both!(
    a_role_is_changed_by_whoever_runs_the_organisation_and_counts_at_the_next_request,
    two_who_remove_each_other_leave_one_of_them,
    two_who_lower_each_other_leave_one_of_them,
    a_member_leaves_and_the_last_who_runs_it_does_not,
    duties_that_one_person_must_not_hold_are_refused_by_their_rule,
    a_change_of_role_wants_a_fresh_proof,
    what_somebody_invited_to_is_over_when_they_go,
);

async fn id_of(t: &TestHouse, by: &Caller, user: UserId) -> MembershipId {
    let members = t.house.read(by, organisations::members).await.expect("read");
    members.iter().find(|member| member.user == user).expect("a member").id
}

async fn change(t: &TestHouse, by: &Caller, id: MembershipId, role: Role) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| organisations::change_role(tx, desk, caller, id, role)).await
}

async fn end(t: &TestHouse, by: &Caller, id: MembershipId) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| organisations::end_membership(tx, desk, caller, id)).await
}

/// Somebody more who runs the first agency.
async fn second_admin(t: &TestHouse) -> Caller {
    let user = t.agency.user.expect("a person");
    let id = id_of(t, &t.agency_admin, user).await;
    change(t, &t.agency_admin, id, Role::AgencyAdmin).await.expect("raised");
    Caller { role: Role::AgencyAdmin, ..t.agency.clone() }
}

async fn a_role_is_changed_by_whoever_runs_the_organisation_and_counts_at_the_next_request(t: &TestHouse) {
    let user = t.agency.user.expect("a person");
    let id = id_of(t, &t.agency_admin, user).await;
    let token = t.token("email", "p3@people.example").await.expect("signed in");
    let role = async || {
        let who = sign_in::whoami(&t.house, &token, "api").await.expect("a session");
        who.signed.acting.expect("a membership").1
    };
    assert_eq!(role().await, Role::AgencyUser);
    assert!(matches!(change(t, &t.agency, id, Role::AgencyAdmin).await, Err(AppError::Denied(..))), "not by herself");
    assert!(matches!(change(t, &t.other_agency, id, Role::AgencyAdmin).await, Err(AppError::NotFound)));
    for not_ours in [Role::Worker, Role::Moderator, Role::Customer] {
        assert!(matches!(change(t, &t.agency_admin, id, not_ours).await, Err(AppError::Invalid(_))), "{not_ours}");
    }
    let same = change(t, &t.agency_admin, id, Role::AgencyUser).await;
    assert!(matches!(same, Err(AppError::Conflict("role_held"))), "{same:?}");
    change(t, &t.agency_admin, id, Role::AgencyAdmin).await.expect("changed");
    assert_eq!(role().await, Role::AgencyAdmin, "the same token");
    t.rounds().await;
    let sent = t.sent.0.lock().expect("not poisoned").clone();
    assert!(sent.iter().any(|(to, text)| to == "p3@people.example" && text.starts_with("role-changed")), "{sent:?}");
    let recorded = t.recorded("role_changed").await;
    let facts = serde_json::to_value(&recorded[0].facts).expect("facts");
    assert_eq!((&facts["role"], &facts["to"]), (&"agency_user".into(), &"agency_admin".into()));

    let own = id_of(t, &t.agency_admin, t.agency_admin.user.expect("a person")).await;
    let lowered = change(t, &t.agency_admin, own, Role::AgencyUser).await;
    assert!(matches!(lowered, Err(AppError::Conflict("role_own"))), "{lowered:?}");
}

/// How many run the first agency.
async fn admins(t: &TestHouse) -> usize {
    let members = t.house.read(&t.agency_admin, organisations::members).await.expect("read");
    members.iter().filter(|member| member.role == Role::AgencyAdmin).count()
}

async fn two_who_remove_each_other_leave_one_of_them(t: &TestHouse) {
    let second = second_admin(t).await;
    let one = id_of(t, &second, t.agency_admin.user.expect("a person")).await;
    let two = id_of(t, &second, second.user.expect("a person")).await;
    let (a, b) = tokio::join!(end(t, &t.agency_admin, two), end(t, &second, one));
    assert_eq!(admins(t).await, 1, "{a:?} {b:?}");
    assert!(a.is_ok() != b.is_ok());
}

async fn two_who_lower_each_other_leave_one_of_them(t: &TestHouse) {
    let second = second_admin(t).await;
    let one = id_of(t, &second, t.agency_admin.user.expect("a person")).await;
    let two = id_of(t, &second, second.user.expect("a person")).await;
    let (a, b) =
        tokio::join!(change(t, &t.agency_admin, two, Role::AgencyUser), change(t, &second, one, Role::AgencyUser));
    assert_eq!(admins(t).await, 1, "{a:?} {b:?}");
}

async fn a_member_leaves_and_the_last_who_runs_it_does_not(t: &TestHouse) {
    let own = id_of(t, &t.agency, t.agency.user.expect("a person")).await;
    end(t, &t.agency, own).await.expect("whoever may remove nobody may go");
    assert_eq!(t.recorded("member_left").await.len(), 1);
    let last = id_of(t, &t.agency_admin, t.agency_admin.user.expect("a person")).await;
    let stays = end(t, &t.agency_admin, last).await;
    assert!(matches!(stays, Err(AppError::Conflict("last_admin"))), "{stays:?}");
    // A household with two members, and the operator's last officer.
    let admin = t.staff(Role::PlatformAdmin).await;
    let officer = id_of(t, &admin, admin.user.expect("a person")).await;
    let stays = end(t, &admin, officer).await;
    assert!(matches!(stays, Err(AppError::Conflict("last_admin"))), "{stays:?}");
    let home = t.customer.org.expect("a household");
    let approver = invitee("approver@people.example", Role::CustomerApprover);
    invitations::invite(&t.house, &t.customer, Key::Id(home.0), approver, None).await.expect("invited");
    let who = accepted(t, "approver@people.example").await.expect("accepted");
    let approver = Caller::member(who.user(), home, Role::CustomerApprover, "en");
    let (hers, first) =
        (id_of(t, &approver, who.user()).await, id_of(t, &approver, t.customer.user.expect("a person")).await);
    assert!(matches!(end(t, &approver, first).await, Err(AppError::Denied(..))), "an approver removes nobody");
    end(t, &approver, hers).await.expect("and may go");
    let stays = end(t, &t.customer, first).await;
    assert!(matches!(stays, Err(AppError::Conflict("last_admin"))), "{stays:?}");
}

fn invitee(email: &str, role: Role) -> Invitee {
    Invitee { name: None, language: "en", address: Address::parse("email", email).expect("an address"), role }
}

async fn accepted(t: &TestHouse, to: &str) -> Result<Who, AppError> {
    let who = t.signs_in("email", to).await.expect("signed in");
    let waiting = invitations::waiting(&t.house, &who).await.expect("read");
    invitations::accept(&t.house, &who, waiting[0].id).await.map(|_| who)
}

async fn duties_that_one_person_must_not_hold_are_refused_by_their_rule(t: &TestHouse) {
    let admin = t.staff(Role::PlatformAdmin).await;
    let org = admin.org.expect("the operator");
    // p1 is a moderator, p2 finance.
    for (email, role, rule) in [
        ("p1@people.example", Role::Finance, "duties_money"),
        ("p1@people.example", Role::Auditor, "duties_log"),
        ("p2@people.example", Role::PlatformAdmin, "duties_machines"),
    ] {
        let id = invitations::invite(&t.house, &admin, Key::Id(org.0), invitee(email, role), None).await;
        let id = id.expect("invited");
        let refused = accepted(t, email).await;
        assert!(matches!(refused, Err(AppError::Conflict(found)) if found == rule), "{email} {role}: {refused:?}");
        t.house
            .write(&admin, move |tx, desk, caller| invitations::withdraw(tx, desk, caller, id))
            .await
            .expect("it waits on, and is taken back");
    }
    invitations::invite(&t.house, &admin, Key::Id(org.0), invitee("p1@people.example", Role::Support), None)
        .await
        .expect("invited");
    accepted(t, "p1@people.example").await.expect("these two go together");
    // Changing the second role comes to the same rules.
    let members = t.house.read(&admin, organisations::members).await.expect("read");
    let support = members.iter().find(|member| member.role == Role::Support).expect("a member").id;
    let refused = change(t, &admin, support, Role::Auditor).await;
    assert!(matches!(refused, Err(AppError::Conflict("duties_log"))), "{refused:?}");
    let twice = change(t, &admin, support, Role::Moderator).await;
    assert!(matches!(twice, Err(AppError::Conflict("role_held"))), "{twice:?}");
}

async fn a_change_of_role_wants_a_fresh_proof(t: &TestHouse) {
    let id = id_of(t, &t.agency_admin, t.agency.user.expect("a person")).await;
    let long_ago = t.clock_now() - SignedDuration::from_mins(6);
    let stale = t.agency_admin.clone().by(Proof::Session { at: long_ago, second: true });
    assert!(matches!(change(t, &stale, id, Role::AgencyAdmin).await, Err(AppError::StepUp)));
    assert!(matches!(end(t, &stale, id).await, Err(AppError::StepUp)));
}

async fn what_somebody_invited_to_is_over_when_they_go(t: &TestHouse) {
    let second = second_admin(t).await;
    let org = Key::Id(second.org.expect("an agency").0);
    for (by, email) in [(&second, "theirs@people.example"), (&t.agency_admin, "ours@people.example")] {
        let guest = invitee(email, Role::AgencyUser);
        invitations::invite(&t.house, by, org.clone(), guest, None).await.expect("invited");
    }
    let id = id_of(t, &t.agency_admin, second.user.expect("a person")).await;
    end(t, &t.agency_admin, id).await.expect("removed");
    assert!(t.signs_in("email", "theirs@people.example").await.is_err(), "nobody is waited for there");
    accepted(t, "ours@people.example").await.expect("another's invitation stands");
}
