//! Answers of the policies that are kept as tests: who keeps them, what breaks them, what stays on record.

use std::sync::Arc;

use crate::house::TestHouse;
use app::explorer::{self, About, Broken, NOTE_MAX, NewTest, Verdict, saved_tests_hold};
use app::{AppError, Caller};
use domain::{Class, Overlay, Role, StateToken, StepToken};
use policy::{Extent, PolicySet, Question, Standing, Table, Why};
use store::{Job, Scope, Tx};
use uuid::Uuid;

crate::both::on_both!(
    an_answer_is_kept_once_with_its_record_and_taken_away_with_another,
    a_set_that_answers_otherwise_breaks_the_test_and_says_how,
    an_answer_that_is_none_and_a_note_that_is_too_long_are_refused,
    whoever_does_not_answer_for_the_policies_neither_asks_nor_keeps,
);

const SYSTEM: Scope = Scope::System(Job::Housekeeping);

fn question(role: Role, state: StateToken) -> Question {
    Question { role, standing: Standing::Usual, why: Why::Working, state, overlay: Overlay::None }
}

fn name_of_a_held_worker() -> NewTest {
    NewTest {
        question: question(Role::Customer, StateToken::Held),
        about: About::Class(Class::WorkerName),
        expected: Some(Verdict::Seen(Extent::Hidden)),
        note: "No name before the agreement.".to_owned(),
    }
}

async fn keep(t: &TestHouse, by: &Caller, new: NewTest) -> Result<Uuid, AppError> {
    t.house.write(by, move |tx, desk, caller| explorer::keep(tx, desk, caller, &new)).await
}

async fn broken(t: &TestHouse, table: Table) -> Vec<Broken> {
    let table = Arc::new(table);
    let read = move |tx: &mut Tx| saved_tests_hold(tx, &table);
    t.house.store.read(SYSTEM, read).await.expect("read")
}

fn shipped() -> Table {
    policy::shipped().expect("the shipped table")
}

async fn an_answer_is_kept_once_with_its_record_and_taken_away_with_another(t: &TestHouse) {
    let id = keep(t, &t.moderator, name_of_a_held_worker()).await.expect("kept");
    t.advance(1).await;
    let twice = keep(t, &t.moderator, name_of_a_held_worker()).await.expect_err("kept already");
    assert!(matches!(twice, AppError::Conflict("test_kept")), "{twice:?}");
    let (kept, unreadable) = t.house.read(&t.moderator, explorer::list).await.expect("a list");
    assert_eq!((kept.len(), unreadable.len()), (1, 0));
    assert!(kept[0].holds() && kept[0].test.id == id && kept[0].rule == "default.deny", "{:?}", kept[0]);
    assert_eq!(kept[0].test.note, "No name before the agreement.");
    let remove = |id| t.house.write(&t.moderator, move |tx, desk, caller| explorer::remove(tx, desk, caller, id));
    remove(id).await.expect("taken away");
    assert!(matches!(remove(id).await, Err(AppError::NotFound)));
    assert_eq!(t.house.read(&t.moderator, explorer::list).await.expect("a list").0.len(), 0);
    assert_eq!(t.recorded("keep_test").await.len(), 2, "kept and taken away; what was refused changed nothing");
}

async fn a_set_that_answers_otherwise_breaks_the_test_and_says_how(t: &TestHouse) {
    let step = NewTest {
        question: question(Role::AgencyUser, StateToken::Held),
        about: About::Step(StepToken::Accept),
        expected: None,
        note: String::new(),
    };
    keep(t, &t.moderator, step).await.expect("kept");
    t.advance(1).await;
    keep(t, &t.moderator, name_of_a_held_worker()).await.expect("kept");
    assert!(broken(t, shipped()).await.is_empty());
    // Without a rule nobody may do anything: the step's answer is another one, the hidden name's is not.
    let found = broken(t, Table::empty()).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let Broken::Otherwise(kept) = &found[0] else { panic!("readable: {found:?}") };
    assert_eq!((kept.test.expected, kept.now), (Verdict::Allowed(true), Verdict::Allowed(false)));
    // Without a forbid nothing changes here; with a permit for everybody the name is no longer hidden.
    let mut rules = shipped().rules().to_vec();
    let mut wide = rules.iter().find(|rule| &*rule.id == "own.worker").or(rules.first()).expect("a rule").clone();
    wide.id = "test.wide".into();
    for cover in &mut wide.fields {
        cover.0 = [(1 << 14) - 1, (1 << 6) - 1, (1 << 6) - 1, (1 << 18) - 1, (1 << 35) - 1, 15, (1 << 21) - 1];
    }
    assert!(!wide.fields.is_empty());
    rules.push(wide);
    let found = broken(t, Table::new(PolicySet { hash: "e".repeat(64).into(), rules })).await;
    let Some(Broken::Otherwise(kept)) = found.first() else { panic!("one: {found:?}") };
    assert_eq!((kept.now, kept.rule.as_str()), (Verdict::Seen(Extent::Visible), "test.wide"));
}

async fn an_answer_that_is_none_and_a_note_that_is_too_long_are_refused(t: &TestHouse) {
    let wrong = NewTest { expected: Some(Verdict::Seen(Extent::Visible)), ..name_of_a_held_worker() };
    let long = NewTest { note: "x".repeat(NOTE_MAX + 1), ..name_of_a_held_worker() };
    for (new, pointer) in [(wrong, "/expected"), (long, "/note")] {
        match keep(t, &t.moderator, new).await {
            Err(AppError::Invalid(faults)) => assert_eq!(faults[0].pointer, pointer),
            other => panic!("{pointer}: {other:?}"),
        }
    }
}

async fn whoever_does_not_answer_for_the_policies_neither_asks_nor_keeps(t: &TestHouse) {
    for caller in [&t.finance, &t.agency_admin, &t.customer] {
        assert!(matches!(t.house.read(caller, explorer::in_force).await, Err(AppError::Denied(..))), "{}", caller.role);
        assert!(matches!(t.house.read(caller, explorer::list).await, Err(AppError::Denied(..))), "{}", caller.role);
        let kept = keep(t, caller, name_of_a_held_worker()).await;
        assert!(matches!(kept, Err(AppError::Denied(..))), "{}", caller.role);
    }
    let auditor = Caller { role: Role::Auditor, ..t.moderator.clone() };
    assert!(t.house.read(&auditor, explorer::in_force).await.is_ok());
    assert!(matches!(keep(t, &auditor, name_of_a_held_worker()).await, Err(AppError::Denied(..))), "looks only");
}
