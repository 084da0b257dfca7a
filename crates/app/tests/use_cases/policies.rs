//! Policy sets are proposed, approved by a second person, and in force on every node with its next answer.

use crate::house::TestHouse;
use app::policies::{self, Standing};
use app::ports::PolicyFiles;
use app::{AppError, Caller, House, catalogue, explorer};
use audit::Fact;
use domain::{Class, Overlay, Role, StateToken, UserId};
use policy::{PolicySet, Question, Sight, Table, Why};
use store::tables::{Limit, policy_sets};
use store::{Job, Scope, Tx};
use uuid::Uuid;

crate::both::on_both!(
    what_narrows_is_in_force_on_another_node_with_its_next_answer,
    what_widens_waits_for_somebody_else_and_for_a_day_at_most,
    a_set_that_was_compared_with_another_one_lapses,
    two_who_act_at_the_same_moment_leave_one_set_in_force,
    a_stored_set_that_does_not_hold_is_answered_by_nobody,
    a_set_under_which_a_kept_test_answers_otherwise_is_refused,
    the_history_of_a_rule_names_the_sets_that_brought_it_changed_it_and_took_it_out,
);

const SYSTEM: Scope = Scope::System(Job::Housekeeping);

/// The shipped rules without some, as the text that this house's compiler takes.
fn without(prefix: &str, mark: char) -> PolicyFiles {
    let shipped = policy::shipped().expect("fresh");
    let rules =
        shipped.rules().iter().filter(|rule| prefix.is_empty() || !rule.id.starts_with(prefix)).cloned().collect();
    let table = Table::new(PolicySet { hash: mark.to_string().repeat(64).into(), rules });
    PolicyFiles::from([("set.cedar".to_owned(), String::from_utf8(table.to_bytes()).expect("text"))])
}

fn admin(t: &TestHouse, nth: u128) -> Caller {
    Caller::member(UserId(Uuid::from_u128(nth)), t.moderator.org.expect("the operator"), Role::PlatformAdmin, "en")
}

async fn propose(t: &TestHouse, by: &Caller, files: PolicyFiles) -> Result<policies::Proposed, AppError> {
    policies::propose(&t.house, by, files, None).await
}

async fn standing(t: &TestHouse, number: i64) -> (Standing, i64) {
    let read = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| policies::one(tx, desk, caller, number);
    let set = t.house.read(&admin(t, 1), read).await.expect("a set");
    (set.standing, set.row.version)
}

async fn head(t: &TestHouse) -> i64 {
    let read = |tx: &mut Tx| -> Result<_, AppError> { Ok(policy_sets::head(tx)?) };
    t.house.store.read(SYSTEM, read).await.expect("read").number
}

/// How a visitor of this node sees what is published.
async fn public(house: &House) -> Sight {
    let visitor = Caller::anonymous("en");
    let page = catalogue::page(house, &visitor, catalogue::Filter::default(), None, Limit::PAGE).await;
    page.expect("a page");
    let desk = house.desk();
    app::admit::public_eyes(&desk, &visitor).sight(Class::PublicProfile)
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("a conflict was expected: {other:?}"),
    }
}

async fn what_narrows_is_in_force_on_another_node_with_its_next_answer(t: &TestHouse) {
    let other = t.beside();
    t.staff(Role::Auditor).await;
    let token = t.token("email", "auditor@people.example").await.expect("signed in");
    assert_eq!(public(&other).await, Sight::Visible);
    let set = propose(t, &admin(t, 1), without("public.", 'a')).await.expect("proposed");
    assert!(set.in_force && set.widens.is_empty() && !set.narrows.is_empty(), "{set:?}");
    assert_ne!(other.desk().policy.hash(), t.house.desk().policy.hash(), "nobody has told the other node");
    assert_eq!(public(&other).await, Sight::Hidden, "a visitor's next answer");
    // and by the session of somebody who is signed in
    let third = t.beside();
    assert_eq!(third.desk().policy.hash(), policy::shipped().expect("fresh").hash());
    app::sign_in::whoami(&third, &token, "api").await.expect("still signed in");
    assert_eq!(third.desk().policy.hash(), "a".repeat(64));

    let event = t.recorded("propose_policy").await.remove(0);
    assert_eq!(event.facts.get("in_force"), Some(&Fact::Flag(true)));
    assert_eq!(event.facts.get("widens"), Some(&Fact::Number(0)));
    assert_eq!(event.facts.get("new_set"), Some(&Fact::Hash([0xaa; 32])));
    assert!(event.facts.contains_key("changes") && event.facts.contains_key("old_set"), "{:?}", event.facts);
}

async fn what_widens_waits_for_somebody_else_and_for_a_day_at_most(t: &TestHouse) {
    let (first, second) = (admin(t, 1), admin(t, 2));
    propose(t, &first, without("public.", 'a')).await.expect("narrower");
    let wider = propose(t, &first, without("", 'b')).await.expect("proposed");
    assert!(!wider.in_force && !wider.widens.is_empty());
    assert_eq!(standing(t, wider.number).await, (Standing::Waiting, 1));
    assert_eq!(conflict(policies::approve(&t.house, &first, wider.number, 1).await), "policy_own");
    let stale = policies::approve(&t.house, &second, wider.number, 2).await;
    assert!(matches!(stale, Err(AppError::Stale { .. })), "{stale:?}");
    let moderator = policies::approve(&t.house, &t.moderator, wider.number, 1).await;
    assert!(matches!(moderator, Err(AppError::Denied(..))), "{moderator:?}");
    let agency = policies::approve(&t.house, &t.agency_admin, wider.number, 1).await;
    assert!(matches!(agency, Err(AppError::NotFound)), "{agency:?}");
    assert_eq!(public(&t.house).await, Sight::Hidden);
    t.pass(25);
    assert_eq!(conflict(policies::approve(&t.house, &second, wider.number, 1).await), "policy_late");
    assert_eq!(standing(t, wider.number).await.0, Standing::Lapsed);
    let again = propose(t, &first, without("", 'c')).await.expect("proposed again");
    t.pass(23);
    assert!(policies::approve(&t.house, &second, again.number, 1).await.expect("approved"));
    assert_eq!((public(&t.house).await, standing(t, again.number).await.0), (Sight::Visible, Standing::InForce));
    assert_eq!(conflict(policies::approve(&t.house, &second, again.number, 2).await), "policy_in_force");
}

async fn a_set_that_was_compared_with_another_one_lapses(t: &TestHouse) {
    let (first, second) = (admin(t, 1), admin(t, 2));
    propose(t, &first, without("public.", 'a')).await.expect("narrower");
    let wider = propose(t, &first, without("", 'b')).await.expect("wider").number;
    propose(t, &first, without("p", 'c')).await.expect("narrower, or the same");
    assert_eq!(conflict(policies::approve(&t.house, &second, wider, 1).await), "policy_base");
    assert_eq!(standing(t, wider).await.0, Standing::Lapsed);
    let last = propose(t, &first, without("steps.", 'd')).await;
    assert_eq!(conflict(last), "policy_last");
    let same = propose(t, &first, without("p", 'c')).await;
    assert_eq!(conflict(same), "policy_in_force");
}

async fn two_who_act_at_the_same_moment_leave_one_set_in_force(t: &TestHouse) {
    let (first, second) = (admin(t, 1), admin(t, 2));
    let (a, b) =
        tokio::join!(propose(t, &first, without("public.", 'a')), propose(t, &second, without("own.worker_sees", 'b')));
    let done = [&a, &b].into_iter().filter(|one| one.as_ref().is_ok_and(|set| set.in_force)).count();
    assert_eq!(done, 1, "{a:?} {b:?}");
    let in_force = head(t).await;
    assert_eq!(standing(t, in_force).await.0, Standing::InForce);

    // A command has nobody behind it: both must approve, and the second to come must look again.
    let wider = policies::propose(&t.house, &Caller::system(), without("", 'c'), None).await.expect("proposed").number;
    let approve = |by: Caller, version| async move { policies::approve(&t.house, &by, wider, version).await };
    let (one, other) = tokio::join!(approve(first.clone(), 1), approve(second.clone(), 1));
    let passed = [&one, &other].into_iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(passed, 1, "{one:?} {other:?}");
    assert!(head(t).await < wider, "one is not two");
    let late = if one.is_ok() { second } else { first };
    assert!(approve(late, 2).await.expect("approved"), "now both");
    assert_eq!(head(t).await, wider);
}

async fn a_stored_set_that_does_not_hold_is_answered_by_nobody(t: &TestHouse) {
    propose(t, &admin(t, 1), without("public.", 'a')).await.expect("narrower");
    let other = t.beside();
    let broken = |tx: &mut Tx| -> Result<_, AppError> {
        let files = serde_json::json!({ "set.cedar": "cut" });
        let set = policy_sets::get(tx, 1)?.expect("there");
        let set = policy_sets::PolicySet { number: 2, hash: "e".repeat(64), ..set };
        policy_sets::insert(tx, &set, &files)?;
        policy_sets::put_in_force(tx, 2, &set.hash, 1, set.proposed_at)?;
        let draft = audit::Draft::new(
            domain::ids::RecordId(Uuid::from_u128(77)),
            set.proposed_at,
            audit::Actor::Job("command".to_owned()),
            Role::System,
            "test",
        );
        Ok(store::Recorded::with((), draft))
    };
    t.house.store.write(SYSTEM, broken).await.expect("written");
    let loaded = policies::load(&other).await;
    assert!(matches!(&loaded, Err(AppError::Policies(faults)) if faults[0].file == "set.cedar"), "{loaded:?}");
    let visitor = Caller::anonymous("en");
    let page = catalogue::page(&other, &visitor, catalogue::Filter::default(), None, Limit::PAGE).await;
    assert!(matches!(page, Err(AppError::Store(_))), "nothing is answered by other policies");
}

async fn a_set_under_which_a_kept_test_answers_otherwise_is_refused(t: &TestHouse) {
    let question = Question {
        role: Role::Anonymous,
        standing: policy::Standing::Usual,
        why: Why::Working,
        state: StateToken::RosterListed,
        overlay: Overlay::None,
    };
    let about = explorer::About::Class(Class::PublicProfile);
    let new = explorer::NewTest { question, about, expected: None, note: String::new() };
    let keep = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| explorer::keep(tx, desk, caller, &new);
    let id = t.house.write(&admin(t, 1), keep).await.expect("kept");
    assert_eq!(conflict(propose(t, &admin(t, 1), without("public.", 'a')).await), "policy_tests");
    assert_eq!((head(t).await, public(&t.house).await), (0, Sight::Visible), "nothing changed");
    propose(t, &admin(t, 1), without("customer.assess", 'b')).await.expect("what the test does not ask for may change");
    let remove = move |tx: &mut Tx, desk: &app::Desk, caller: &Caller| explorer::remove(tx, desk, caller, id);
    t.house.write(&admin(t, 1), remove).await.expect("taken away");
    propose(t, &admin(t, 2), without("public.", 'c')).await.expect("nothing stands in its way");
}

async fn the_history_of_a_rule_names_the_sets_that_brought_it_changed_it_and_took_it_out(t: &TestHouse) {
    use explorer::Became::{Brought, Changed, Gone};
    let history = async || {
        let moderator = &t.moderator;
        t.house.read(moderator, explorer::with_history).await.expect("for those who answer for the policies").1
    };
    let of = async |rule: &str| {
        let moments = history().await.of(rule);
        moments.into_iter().map(|moment| (moment.set, moment.became, moment.at.is_some())).collect::<Vec<_>>()
    };
    let shipped = policy::shipped().expect("fresh");
    let rule = shipped.rules().iter().find(|rule| rule.id.starts_with("public.")).expect("a public rule").id.clone();
    assert_eq!(of(&rule).await, [(0, Brought, false)], "it came with the program");
    propose(t, &admin(t, 1), without("public.", 'a')).await.expect("narrower");
    assert_eq!(of(&rule).await[0], (1, Gone, true));
    let wider = propose(t, &admin(t, 1), without("", 'b')).await.expect("proposed").number;
    assert_eq!(of(&rule).await[0], (1, Gone, true), "what waits has done nothing");
    policies::approve(&t.house, &admin(t, 2), wider, 1).await.expect("approved");
    assert_eq!(of(&rule).await, [(2, Brought, true), (1, Gone, true), (0, Brought, false)]);
    let mut rules = shipped.rules().to_vec();
    let other = rules.iter_mut().find(|one| one.id == rule).expect("the rule");
    other.why.push_str(" Said anew.");
    let table = Table::new(PolicySet { hash: "c".repeat(64).into(), rules });
    let files = PolicyFiles::from([("set.cedar".to_owned(), String::from_utf8(table.to_bytes()).expect("text"))]);
    assert!(propose(t, &admin(t, 1), files).await.expect("proposed").in_force, "no access changes");
    assert_eq!(of(&rule).await[0], (3, Changed, true));
    assert_eq!(of("openings.customer_name").await, [(0, Brought, false)], "untouched");
}
