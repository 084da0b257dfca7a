//! People and organisations come in by invitation: the operator's first person, agencies, households, members, workers.

use crate::house::{TestHouse, new_worker};
use app::admit::Key;
use app::invitations::{self, Invitee};
use app::organisations::{self, Checked, Entered, Found, HouseholdFacts, Identity};
use app::sign_in::{self, Address, Who};
use app::{AppError, Caller, setup, workers};
use audit::{Decision, Fact};
use domain::ids::MembershipId;
use domain::{Role, UserId};
use envelope::{CivilId, Phone};
use store::tables::{keys, people};
use store::{Job, Scope, Tx};

crate::both::on_both!(
    an_invited_person_signs_in_says_yes_and_acts,
    a_second_organisation_finds_the_person_who_is_there_already,
    the_first_person_of_the_operator_is_invited_once,
    the_operator_enters_an_agency_and_its_admin_brings_in_the_others,
    who_may_not_invite_is_refused_and_the_refusal_recorded,
    an_invitation_ends_by_itself_and_its_key_with_it,
    nobody_answers_what_went_to_somebody_else,
    a_worker_signs_in_for_herself_once,
    nobody_is_staff_of_an_agency_and_one_of_its_workers,
    a_household_registers_itself_and_asks_for_a_worker_after_it_said_who_it_is,
    a_member_who_is_removed_acts_no_more,
    a_refresh_token_that_comes_again_ends_the_session_and_its_person_is_told,
    repeated_refusals_are_one_record_and_one_sum,
);

fn invitee(email: &str, role: Role) -> Invitee {
    let address = Address::parse("email", email).expect("an address");
    Invitee { name: Some("Zahra Al Lawati".into()), language: "en", address, role }
}

async fn acting(t: &TestHouse, who: &Who) -> Caller {
    // The session is read anew, as on each request.
    let user = who.user();
    let found = sign_in::memberships(&t.house, user).await.expect("read");
    let (membership, _) = found.memberships.into_iter().next_back().expect("a membership");
    Caller::member(user, membership.org, membership.role, "en")
}

async fn accepts(t: &TestHouse, channel: &str, to: &str) -> Caller {
    let who = t.signs_in(channel, to).await.expect("signed in");
    assert_eq!(
        who.caller().is_some(),
        !sign_in::memberships(&t.house, who.user()).await.expect("read").memberships.is_empty()
    );
    let waiting = invitations::waiting(&t.house, &who).await.expect("read");
    invitations::accept(&t.house, &who, waiting[0].id).await.expect("accepted");
    acting(t, &who).await
}

async fn an_invited_person_signs_in_says_yes_and_acts(t: &TestHouse) {
    let org = t.agency_admin.org.expect("an agency");
    let ask = invitee("zahra@people.example", Role::AgencyUser);
    invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), ask.clone(), None).await.expect("invited");
    let twice = invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), ask, None).await;
    assert!(matches!(twice, Err(AppError::Conflict("invited_already"))), "{twice:?}");
    t.rounds().await;
    assert_eq!(t.sent.0.lock().expect("not poisoned").front().expect("a message").1, "invitation ");
    let zahra = accepts(t, "email", "zahra@people.example").await;
    assert_eq!((zahra.org, zahra.role), (Some(org), Role::AgencyUser));
    workers::draft(&t.house, &zahra, new_worker("EP7000001")).await.expect("may do what the role may");
    assert_eq!(t.recorded("invitation_accepted").await.len(), 1);
}

async fn a_second_organisation_finds_the_person_who_is_there_already(t: &TestHouse) {
    let first = t.agency_admin.org.expect("an agency");
    let second = t.other_agency.org.expect("an agency");
    for (admin, org) in [(&t.agency_admin, first), (&t.other_agency, second)] {
        let ask = invitee("zahra@people.example", Role::AgencyUser);
        invitations::invite(&t.house, admin, Key::Id(org.0), ask, None).await.expect("invited");
    }
    let one = accepts(t, "email", "zahra@people.example").await;
    let two = accepts(t, "email", "zahra@people.example").await;
    assert_eq!(one.user, two.user, "one person");
    let found = sign_in::memberships(&t.house, two.user.expect("a person")).await.expect("read").memberships;
    let orgs: Vec<_> = found.iter().map(|(membership, _)| membership.org).collect();
    assert!(orgs.len() == 2 && orgs.contains(&first) && orgs.contains(&second));
    app::jobs::tidy(&t.house).await.expect("tidied");
    accepts_nothing(t, "zahra@people.example").await;
}

async fn accepts_nothing(t: &TestHouse, to: &str) {
    let who = t.signs_in("email", to).await.expect("signed in");
    assert!(invitations::waiting(&t.house, &who).await.expect("read").is_empty());
}

async fn the_first_person_of_the_operator_is_invited_once(t: &TestHouse) {
    let names = || ("Amana".to_owned(), "أمانة".to_owned());
    let ask = invitee("admin@operator.example", Role::PlatformAdmin);
    let refused = setup::operator(&t.house, names(), ask.clone(), false).await;
    assert!(matches!(refused, Err(AppError::Conflict("operator_exists"))), "{refused:?}");
    let worker = setup::operator(&t.house, names(), invitee("x@people.example", Role::AgencyAdmin), true).await;
    assert!(matches!(worker, Err(AppError::Invalid(_))), "only staff");
    setup::operator(&t.house, names(), ask, true).await.expect("asked for explicitly");
    let admin = accepts(t, "email", "admin@operator.example").await;
    assert_eq!((admin.org, admin.role), (t.moderator.org, Role::PlatformAdmin));
    let moderator = invitee("moderator@operator.example", Role::Moderator);
    let org = admin.org.expect("the operator");
    invitations::invite(&t.house, &admin, Key::Id(org.0), moderator, None).await.expect("staff invites staff");
}

async fn the_operator_enters_an_agency_and_its_admin_brings_in_the_others(t: &TestHouse) {
    let agency = |code: &str, until: &str| Found::Agency {
        code: code.into(),
        name: "Dana Recruitment".into(),
        name_ar: "دانة".into(),
        licence_until: until.parse().expect("a day"),
    };
    let enter = async |code: &str, until: &str, email: &str| {
        let first = Some(invitee(email, Role::AgencyAdmin));
        organisations::enter(&t.house, &t.moderator, Entered { found: agency(code, until), first, once: None }).await
    };
    let org = enter("AG-100", "2027-06-30", "dana@agency.example").await.expect("entered");
    for (code, until) in [("AG-1", "2027-06-30"), ("AG-x21", "2027-06-30"), ("AG-101", "2020-01-01")] {
        assert!(
            matches!(enter(code, until, "other@agency.example").await, Err(AppError::Invalid(_))),
            "{code} {until}"
        );
    }
    let taken = enter("AG-100", "2027-06-30", "other@agency.example").await;
    assert!(matches!(taken, Err(AppError::Conflict("code_taken"))), "{taken:?}");
    let admin = accepts(t, "email", "dana@agency.example").await;
    assert_eq!((admin.org, admin.role), (Some(org), Role::AgencyAdmin));
    let user = invitee("user@agency.example", Role::AgencyUser);
    invitations::invite(&t.house, &admin, Key::Id(org.0), user, None).await.expect("invited");
    accepts(t, "email", "user@agency.example").await;
    let by_operator = invitee("spy@operator.example", Role::AgencyAdmin);
    let refused = invitations::invite(&t.house, &t.moderator, Key::Id(org.0), by_operator, None).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "the agency has its admin: {refused:?}");

    let (key, past) = (Key::Id(org.0), Key::Id(org.0));
    let lapse = |version| {
        let key = key.clone();
        t.house.write(&t.moderator, move |tx, desk, caller| {
            organisations::check(tx, desk, caller, &key, version, Checked::LicenceLapsed)
        })
    };
    lapse(1).await.expect("checked");
    assert!(matches!(lapse(1).await, Err(AppError::Stale { .. })));
    let drafted = workers::draft(&t.house, &admin, new_worker("EP7000002")).await;
    assert!(matches!(drafted, Err(AppError::Refused(_))), "without a licence nobody is entered");
    let own = t
        .house
        .write(&admin, move |tx, desk, caller| {
            organisations::check(
                tx,
                desk,
                caller,
                &past,
                1,
                Checked::LicenceUntil("2028-01-01".parse().expect("a day")),
            )
        })
        .await;
    assert!(matches!(own, Err(AppError::NotFound)), "nobody checks their own licence");
}

async fn who_may_not_invite_is_refused_and_the_refusal_recorded(t: &TestHouse) {
    let own = t.agency.org.expect("an agency");
    let other = t.other_agency.org.expect("an agency");
    let ask = |role| invitee("zahra@people.example", role);
    let by_user = invitations::invite(&t.house, &t.agency, Key::Id(own.0), ask(Role::AgencyUser), None).await;
    assert!(matches!(by_user, Err(AppError::Denied(..))), "{by_user:?}");
    let elsewhere = invitations::invite(&t.house, &t.agency_admin, Key::Id(other.0), ask(Role::AgencyUser), None).await;
    assert!(matches!(elsewhere, Err(AppError::NotFound)), "{elsewhere:?}");
    for role in [Role::Moderator, Role::Customer, Role::Worker, Role::System] {
        let refused = invitations::invite(&t.house, &t.agency_admin, Key::Id(own.0), ask(role), None).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{role}: {refused:?}");
    }
    let finance = Entered { found: Found::Customer, first: Some(ask(Role::Customer)), once: None };
    let refused = organisations::enter(&t.house, &t.finance, finance).await;
    assert!(matches!(refused, Err(AppError::Denied(..))), "{refused:?}");
    let left = t.house.read(&t.agency_admin, invitations::living).await.expect("read");
    assert!(left.is_empty(), "nothing is left behind");
}

async fn key_count(t: &TestHouse, subject: UserId) -> usize {
    let found = t
        .house
        .store
        .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(keys::of_subject(tx, subject.0)?)
        })
        .await;
    usize::from(found.expect("read").is_some())
}

async fn an_invitation_ends_by_itself_and_its_key_with_it(t: &TestHouse) {
    let org = t.agency_admin.org.expect("an agency");
    let ask = invitee("late@people.example", Role::AgencyUser);
    invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), ask.clone(), None).await.expect("invited");
    let waiting = t.house.read(&t.agency_admin, invitations::living).await.expect("read");
    let person = waiting[0].person;
    assert_eq!(key_count(t, person).await, 1);
    t.advance(24 * invitations::DAYS + 1).await;
    assert!(t.house.read(&t.agency_admin, invitations::living).await.expect("read").is_empty());
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(key_count(t, person).await, 0, "name and address can be opened no more");
    let started =
        sign_in::start(&t.house, &Caller::anonymous("en"), ask.address.clone()).await.expect("the same answer as ever");
    t.rounds().await;
    assert_eq!(t.code("late@people.example"), None);
    assert!(sign_in::finish(&t.house, &Caller::anonymous("en"), started.challenge, "000000", "api").await.is_err());
    invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), ask, None).await.expect("may be invited again");
}

async fn nobody_answers_what_went_to_somebody_else(t: &TestHouse) {
    let org = t.agency_admin.org.expect("an agency");
    for email in ["one@people.example", "two@people.example"] {
        let ask = invitee(email, Role::AgencyUser);
        invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), ask, None).await.expect("invited");
    }
    let one = t.signs_in("email", "one@people.example").await.expect("signed in");
    let two = t.signs_in("email", "two@people.example").await.expect("signed in");
    let of_two = invitations::waiting(&t.house, &two).await.expect("read")[0].id;
    assert!(matches!(invitations::accept(&t.house, &one, of_two).await, Err(AppError::NotFound)));
    assert!(matches!(invitations::decline(&t.house, &one, of_two).await, Err(AppError::NotFound)));
    invitations::decline(&t.house, &two, of_two).await.expect("no");
    assert!(matches!(invitations::accept(&t.house, &two, of_two).await, Err(AppError::NotFound)), "a no is a no");
    let id = t.house.read(&t.agency_admin, invitations::living).await.expect("read")[0].id;
    let foreign =
        t.house.write(&t.other_agency, move |tx, desk, caller| invitations::withdraw(tx, desk, caller, id)).await;
    assert!(matches!(foreign, Err(AppError::NotFound)));
    t.house
        .write(&t.agency_admin, move |tx, desk, caller| invitations::withdraw(tx, desk, caller, id))
        .await
        .expect("taken back");
    assert!(invitations::waiting(&t.house, &one).await.expect("read").is_empty());
}

async fn a_worker_signs_in_for_herself_once(t: &TestHouse) {
    let worker = workers::draft(&t.house, &t.agency, new_worker("EP7000003")).await.expect("a draft");
    let key = Key::Id(worker.0);
    let ask = async |caller: &Caller, phone: &str| {
        let address = Address::parse("sms", phone).expect("a number");
        invitations::invite_worker(&t.house, caller, key.clone(), "en", address, None).await
    };
    assert!(matches!(ask(&t.other_agency, "+96892555001").await, Err(AppError::NotFound)));
    assert!(matches!(ask(&t.customer, "+96892555001").await, Err(AppError::NotFound)));
    ask(&t.agency, "+96892555001").await.expect("invited");
    let she = accepts(t, "sms", "+96892555001").await;
    assert_eq!(she.role, Role::Worker);
    let own = t.house.read(&she, workers::own).await.expect("her own record");
    assert_eq!(own.open.row.id, worker);
    let again = ask(&t.agency, "+96892555002").await;
    assert!(matches!(again, Err(AppError::Conflict("worker_has_sign_in"))), "{again:?}");
}

async fn nobody_is_staff_of_an_agency_and_one_of_its_workers(t: &TestHouse) {
    let org = t.agency_admin.org.expect("an agency");
    let of_worker = async |passport: &str, address: Address| {
        let worker = workers::draft(&t.house, &t.agency, new_worker(passport)).await.expect("a draft");
        let asked = invitations::invite_worker(&t.house, &t.agency, Key::Id(worker.0), "en", address, None).await;
        asked.expect("invited");
    };
    let of_staff = async |email: &str| {
        let ask = invitee(email, Role::AgencyUser);
        invitations::invite(&t.house, &t.agency_admin, Key::Id(org.0), ask, None).await.expect("invited");
    };
    let refused = async |email: &str| {
        let who = t.signs_in("email", email).await.expect("signed in");
        let waiting = invitations::waiting(&t.house, &who).await.expect("read");
        let outcome = invitations::accept(&t.house, &who, waiting[0].id).await;
        assert!(matches!(outcome, Err(AppError::Conflict("both_sides"))), "{outcome:?}");
        let left = invitations::waiting(&t.house, &who).await.expect("read");
        assert_eq!(left.len(), 1, "the invitation is not used up");
    };
    let email = |at: &str| Address::parse("email", at).expect("an address");
    of_staff("staff@people.example").await;
    accepts(t, "email", "staff@people.example").await;
    of_worker("EP7000008", email("staff@people.example")).await;
    refused("staff@people.example").await;
    of_worker("EP7000009", email("worker@people.example")).await;
    accepts(t, "email", "worker@people.example").await;
    of_staff("worker@people.example").await;
    refused("worker@people.example").await;
}

async fn a_household_registers_itself_and_asks_for_a_worker_after_it_said_who_it_is(t: &TestHouse) {
    let address = || Address::parse("sms", "+96892555010").expect("a number");
    let visitor = Caller::anonymous("en");
    let started = invitations::register(&t.house, &visitor, address()).await.expect("a code");
    t.rounds().await;
    let code = t.code("+96892555010").expect("a code");
    let opened = sign_in::finish(&t.house, &visitor, started.challenge, &code, "api").await.expect("signed in");
    let opened = opened.session().expect("a session");
    let who = sign_in::whoami(&t.house, opened.access.as_str(), "api").await.expect("signed in");
    organisations::register(&t.house, &who).await.expect("a household");
    assert!(matches!(organisations::register(&t.house, &who).await, Err(AppError::NotFound)), "one for each code");
    let home = acting(t, &who).await;
    assert_eq!(home.role, Role::Customer);
    let facts = |identity| HouseholdFacts {
        identity,
        area: "Al Hail, Seeb".into(),
        household: "Two adults, one child".into(),
        duties: "Child care".into(),
    };
    let nameless = organisations::fill(&t.house, &home, 1, facts(None)).await;
    assert!(matches!(nameless, Err(AppError::Invalid(_))), "{nameless:?}");
    let identity = || Identity {
        name: "Omar Al Saadi".into(),
        civil_id: CivilId::parse("87654321").expect("a number"),
        address: "Way 12, Al Hail".into(),
        phone: Phone::parse("+96892555010").expect("a number"),
    };
    organisations::fill(&t.house, &home, 1, facts(Some(identity()))).await.expect("kept");
    assert!(matches!(organisations::fill(&t.house, &home, 1, facts(None)).await, Err(AppError::Stale { .. })));
    let waiting = t.house.read(&t.moderator, organisations::unchecked).await.expect("read");
    assert_eq!(waiting.len(), 1);
    let key = Key::Id(home.org.expect("a household").0);
    let looked = async |version: i64| {
        let key = key.clone();
        let check = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| {
            organisations::check(tx, desk, caller, &key, version, Checked::Identity)
        };
        t.house.write(&t.moderator, check).await
    };
    // While the moderator looked, the household gave other words: those were not looked at.
    organisations::fill(&t.house, &home, waiting[0].version, facts(Some(identity()))).await.expect("kept");
    let unseen = looked(waiting[0].version).await;
    assert!(matches!(unseen, Err(AppError::Stale { .. })), "{unseen:?}");
    assert!(t.house.read(&home, organisations::own_household).await.expect("its own").verified_at.is_none());
    looked(waiting[0].version + 1).await.expect("looked at");
    let kept = t.house.read(&home, organisations::own_household).await.expect("its own");
    assert!(kept.verified_at.is_some() && kept.privacy_notice.is_some() && kept.phone.is_some());
    assert!(t.house.read(&t.moderator, organisations::unchecked).await.expect("read").is_empty());
}

async fn a_member_who_is_removed_acts_no_more(t: &TestHouse) {
    let user = t.agency.user.expect("a person");
    let members = t.house.read(&t.agency_admin, organisations::members).await.expect("read");
    let id = |user: UserId| members.iter().find(|member| member.user == user).expect("a member").id;
    let end = async |by: &Caller, id: MembershipId| {
        t.house.write(by, move |tx, desk, caller| organisations::end_membership(tx, desk, caller, id)).await
    };
    let last = end(&t.agency_admin, id(t.agency_admin.user.expect("a person"))).await;
    assert!(matches!(last, Err(AppError::Conflict("last_admin"))), "{last:?}");
    assert!(matches!(end(&t.other_agency, id(user)).await, Err(AppError::NotFound)));
    let admin = id(t.agency_admin.user.expect("a person"));
    assert!(matches!(end(&t.agency, admin).await, Err(AppError::Denied(..))));
    let who = t.signs_in("email", "p3@people.example").await.expect("signed in");
    assert_eq!(who.user(), user);
    end(&t.agency_admin, id(user)).await.expect("removed");
    let left = t
        .house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(people::memberships(tx, user)?) })
        .await;
    assert!(left.expect("read").is_empty());
}

async fn a_refresh_token_that_comes_again_ends_the_session_and_its_person_is_told(t: &TestHouse) {
    let visitor = Caller::anonymous("en");
    let address = Address::parse("email", "p1@people.example").expect("an address");
    let started = sign_in::start(&t.house, &visitor, address).await.expect("a code");
    t.rounds().await;
    let code = t.code("p1@people.example").expect("a code");
    let opened = sign_in::finish(&t.house, &visitor, started.challenge, &code, "api").await.expect("signed in");
    let opened = opened.session().expect("a session");
    let sign_in::Renewal { access, refresh: next, .. } =
        sign_in::renew(&t.house, opened.refresh.as_str(), None).await.expect("renewed");
    assert!(sign_in::whoami(&t.house, opened.access.as_str(), "api").await.is_err(), "the old one is dead");
    let who = sign_in::whoami(&t.house, access.as_str(), "api").await.expect("the new one lives");
    assert_eq!(sign_in::sessions(&t.house, who.user()).await.expect("read").len(), 1);

    let stolen = sign_in::renew(&t.house, opened.refresh.as_str(), None).await;
    assert!(matches!(stolen, Err(AppError::SignedOut)), "used before");
    assert!(sign_in::whoami(&t.house, access.as_str(), "api").await.is_err(), "nobody keeps the session");
    assert!(matches!(sign_in::renew(&t.house, next.as_str(), None).await, Err(AppError::SignedOut)));
    assert!(sign_in::sessions(&t.house, who.user()).await.expect("read").is_empty());
    t.rounds().await;
    assert_eq!(t.sent.0.lock().expect("not poisoned").front().expect("a message").1, "session-stolen ");
    assert_eq!(t.recorded("refresh_token_reused").await.len(), 1);
    let unknown = sign_in::renew(&t.house, "no such token", None).await;
    assert!(matches!(unknown, Err(AppError::SignedOut)), "the same answer");
}

async fn repeated_refusals_are_one_record_and_one_sum(t: &TestHouse) {
    let own = t.agency.org.expect("an agency");
    for _ in 0..5 {
        let ask = invitee("zahra@people.example", Role::AgencyUser);
        let refused = invitations::invite(&t.house, &t.agency, Key::Id(own.0), ask, None).await;
        assert!(matches!(refused, Err(AppError::Denied(..))));
    }
    assert_eq!(t.recorded("invite").await.len(), 1, "the first at once, the repeats are counted");
    t.advance(1).await;
    let sums = t.recorded("denials_repeated").await;
    assert_eq!((sums.len(), sums[0].decision), (1, Decision::Deny));
    assert_eq!(sums[0].facts.get("times"), Some(&Fact::Number(4)));
    assert_eq!(sums[0].actor, t.agency.actor(), "whose refusals they were");
}
