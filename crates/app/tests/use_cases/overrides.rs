//! A scanner that is wrong: what it holds opens by two officers for some days, new signatures mend it, and what is refused takes no place.

use app::documents::{self, NewDocument, Overruling, Standing};
use app::{AppError, Caller, Limit, Proof};
use domain::{DocumentState, Purpose, Role, WorkerId};
use testkit::papers::pdf;
use uuid::Uuid;

use crate::documents::{a_worker, filed, one, opened, passport, state};
use crate::house::TestHouse;
use crate::house::files::HARM;

crate::both::on_both!(
    two_officers_open_what_is_held_for_some_days,
    nobody_does_both_halves_and_only_who_may_takes_part,
    what_is_asked_has_limits_and_a_no_leaves_it_closed,
    an_officer_ends_it_by_hand,
    a_proof_of_an_hour_ago_is_none,
    new_signatures_mend_a_false_alarm,
    a_version_that_is_refused_takes_no_place,
);

async fn held(t: &TestHouse) -> (WorkerId, Uuid) {
    let worker = a_worker(t).await;
    let harm = pdf(std::str::from_utf8(HARM).expect("text"), "");
    let paper = filed(t, &t.agency, passport(worker), &harm).await.expect("filed");
    t.rounds().await;
    assert_eq!(state(t, paper.id).await, DocumentState::Held);
    (worker, paper.id)
}

async fn ask(t: &TestHouse, officer: &Caller, document: Uuid, days: i64, reason: &str) -> Result<Uuid, AppError> {
    let reason = reason.to_owned();
    let work =
        move |tx: &mut _, desk: &_, caller: &_| documents::ask_override(tx, desk, caller, document, days, &reason);
    t.house.write(officer, work).await
}

async fn answer(t: &TestHouse, officer: &Caller, id: Uuid, yes: bool) -> Result<(), AppError> {
    t.house.write(officer, move |tx, desk, caller| documents::answer_override(tx, desk, caller, id, yes)).await
}

async fn end(t: &TestHouse, officer: &Caller, id: Uuid) -> Result<(), AppError> {
    t.house.write(officer, move |tx, desk, caller| documents::end_override(tx, desk, caller, id)).await
}

async fn list(t: &TestHouse, caller: &Caller) -> Result<Vec<Overruling>, AppError> {
    let seen = t.house.read(caller, |tx, desk, caller| documents::overrides(tx, desk, caller, None, Limit::PAGE)).await;
    seen.map(|(list, _)| list)
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("a conflict, not {other:?}"),
    }
}

fn fault<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Invalid(faults)) => faults[0].reason,
        other => panic!("a fault, not {other:?}"),
    }
}

const WHY: &str = "The form of the embassy, which the scanner takes for something else.";

async fn two_officers_open_what_is_held_for_some_days(t: &TestHouse) {
    let (_, id) = held(t).await;
    let admin = t.staff(Role::PlatformAdmin).await;
    let asked = ask(t, &t.moderator, id, 3, WHY).await.expect("asked");
    assert_eq!(
        conflict(opened(t, &t.agency_admin, id, Purpose::Verify).await),
        "document_held",
        "asking opens nothing"
    );
    let seen = list(t, &admin).await.expect("staff");
    assert!(seen[0].standing == Standing::Waiting && seen[0].answers && seen[0].row.reason == WHY);
    answer(t, &admin, asked, true).await.expect("agreed");
    assert_eq!(state(t, id).await, DocumentState::Overruled);
    assert!(!opened(t, &t.agency_admin, id, Purpose::Verify).await.expect("it opens").is_empty());
    // For nobody who could not open a clean one.
    for stranger in [&t.other_agency, &t.customer] {
        let tried = opened(t, stranger, id, Purpose::Verify).await;
        assert!(matches!(tried, Err(AppError::NotFound)), "{tried:?}");
    }
    assert!(matches!(opened(t, &t.agency, id, Purpose::Verify).await, Err(AppError::Denied(..))));
    t.pass(71);
    t.rounds().await;
    assert_eq!(state(t, id).await, DocumentState::Overruled, "three days are not over");
    t.pass(2);
    t.rounds().await;
    assert_eq!(state(t, id).await, DocumentState::Held);
    assert_eq!(conflict(opened(t, &t.agency_admin, id, Purpose::Verify).await), "document_held");
    assert_eq!(list(t, &admin).await.expect("staff")[0].standing, Standing::Ended);
    app::jobs::tidy(&t.house).await.expect("tidied");
    for (word, number) in [("ask_override", 1), ("answer_override", 1), ("document_override_ended", 1)] {
        let records = t.recorded(word).await;
        assert_eq!(records.len(), number, "{word}");
        assert!(records[0].object.iter().any(|object| object.id == id), "{word} names the document");
        assert!(records[0].object.iter().any(|object| object.kind == "worker"), "{word} is found by the worker");
    }
}

async fn nobody_does_both_halves_and_only_who_may_takes_part(t: &TestHouse) {
    let (_, id) = held(t).await;
    let (admin, auditor) = (t.staff(Role::PlatformAdmin).await, t.staff(Role::Auditor).await);
    for (caller, known) in [(&t.finance, true), (&auditor, true), (&t.agency_admin, false), (&t.customer, false)] {
        let tried = ask(t, caller, id, 3, WHY).await;
        let refused =
            if known { matches!(tried, Err(AppError::Denied(..))) } else { matches!(tried, Err(AppError::NotFound)) };
        assert!(refused, "{} {tried:?}", caller.role);
    }
    // Whoever filed it, in whatever role they come back.
    let operator = admin.org.expect("the operator");
    let filer = Caller::member(t.agency.user.expect("somebody"), operator, Role::PlatformAdmin, "en");
    assert_eq!(conflict(ask(t, &filer, id, 3, WHY).await), "override_own");
    let asked = ask(t, &admin, id, 3, WHY).await.expect("asked");
    assert_eq!(conflict(ask(t, &t.moderator, id, 3, WHY).await), "override_waits");
    assert_eq!(conflict(answer(t, &admin, asked, true).await), "override_own");
    assert_eq!(conflict(answer(t, &filer, asked, true).await), "override_own");
    for (caller, known) in [(&t.moderator, true), (&auditor, true), (&t.agency_admin, false)] {
        let tried = answer(t, caller, asked, true).await;
        let refused =
            if known { matches!(tried, Err(AppError::Denied(..))) } else { matches!(tried, Err(AppError::NotFound)) };
        assert!(refused, "{} {tried:?}", caller.role);
    }
    assert_eq!(state(t, id).await, DocumentState::Held);
    let seen = list(t, &auditor).await.expect("the auditor sees it");
    assert!(seen.len() == 1 && !seen[0].answers && !seen[0].ends);
    assert!(matches!(list(t, &t.agency_admin).await, Err(AppError::NotFound)));
    let dpo = t.staff(Role::Dpo).await;
    answer(t, &dpo, asked, true).await.expect("a second one");
    assert_eq!(conflict(answer(t, &dpo, asked, false).await), "override_over");
}

async fn what_is_asked_has_limits_and_a_no_leaves_it_closed(t: &TestHouse) {
    let (worker, id) = held(t).await;
    let dpo = t.staff(Role::Dpo).await;
    for days in [0, 31, i64::MAX, i64::MIN] {
        assert_eq!(fault(ask(t, &t.moderator, id, days, WHY).await), "override_days");
    }
    assert_eq!(fault(ask(t, &t.moderator, id, 3, "  ").await), "override_reason");
    assert_eq!(fault(ask(t, &t.moderator, id, 3, &"x".repeat(281)).await), "change_message_long");
    assert_eq!(fault(ask(t, &t.moderator, id, 3, "call 96812345").await), "change_message_tells");
    let asked = ask(t, &t.moderator, id, 30, WHY).await.expect("asked");
    answer(t, &dpo, asked, false).await.expect("said no");
    assert_eq!(state(t, id).await, DocumentState::Held);
    assert_eq!(list(t, &dpo).await.expect("staff")[0].standing, Standing::Declined);
    ask(t, &t.moderator, id, 1, WHY).await.expect("asked anew");
    let clean = filed(t, &t.agency, passport(worker), &pdf("sound", "")).await.expect("filed");
    t.rounds().await;
    assert_eq!(conflict(ask(t, &t.moderator, clean.id, 3, WHY).await), "override_not_held");
    assert!(matches!(ask(t, &t.moderator, Uuid::nil(), 3, WHY).await, Err(AppError::NotFound)));
    assert!(matches!(answer(t, &dpo, Uuid::nil(), true).await, Err(AppError::NotFound)));
}

async fn an_officer_ends_it_by_hand(t: &TestHouse) {
    let (_, id) = held(t).await;
    let dpo = t.staff(Role::Dpo).await;
    let asked = ask(t, &t.moderator, id, 30, WHY).await.expect("asked");
    assert_eq!(conflict(end(t, &t.moderator, asked).await), "override_over", "it has not begun");
    answer(t, &dpo, asked, true).await.expect("agreed");
    assert!(matches!(end(t, &t.finance, asked).await, Err(AppError::NotFound)));
    end(t, &t.moderator, asked).await.expect("ended");
    assert_eq!(conflict(opened(t, &t.agency_admin, id, Purpose::Verify).await), "document_held");
    assert_eq!(conflict(end(t, &dpo, asked).await), "override_over");
    t.pass(31 * 24);
    t.rounds().await;
    assert_eq!(t.recorded("document_override_ended").await.len(), 1, "once");
}

async fn a_proof_of_an_hour_ago_is_none(t: &TestHouse) {
    let (_, id) = held(t).await;
    let mut late = t.moderator.clone();
    late.proof = Proof::Session { at: t.clock_now(), second: true };
    t.pass(1);
    assert!(matches!(ask(t, &late, id, 3, WHY).await, Err(AppError::StepUp)));
    let asked = ask(t, &t.moderator, id, 3, WHY).await.expect("asked");
    let mut second = t.staff(Role::Dpo).await;
    second.proof = late.proof;
    assert!(matches!(answer(t, &second, asked, true).await, Err(AppError::StepUp)));
}

async fn new_signatures_mend_a_false_alarm(t: &TestHouse) {
    let (_, id) = held(t).await;
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
    assert_eq!(state(t, id).await, DocumentState::Held, "the same signatures say the same");
    "words 2".clone_into(&mut t.scanner.signatures.lock().expect("not poisoned"));
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
    assert_eq!(state(t, id).await, DocumentState::Held, "they find it still");
    assert_eq!(t.recorded("document_held").await.len(), 1, "which is told once");
    "words 3".clone_into(&mut t.scanner.signatures.lock().expect("not poisoned"));
    *t.scanner.finds.lock().expect("not poisoned") = b"something else".to_vec();
    app::jobs::tidy(&t.house).await.expect("tidied");
    t.rounds().await;
    assert_eq!(state(t, id).await, DocumentState::Clean);
}

async fn a_version_that_is_refused_takes_no_place(t: &TestHouse) {
    let worker = a_worker(t).await;
    let first = filed(t, &t.agency, passport(worker), &pdf("one", "")).await.expect("filed");
    t.rounds().await;
    let later = NewDocument { replaces: Some(first.paper), ..passport(worker) };
    let script = pdf("", "/OpenAction <</S /JavaScript /JS (app.alert(1))>>");
    let second = filed(t, &t.agency, later.clone(), &script).await.expect("filed");
    t.rounds().await;
    assert_eq!(state(t, second.id).await, DocumentState::Refused);
    let stands = one(t, &t.agency, first.id).await.expect("theirs");
    assert_eq!((stands.state, stands.replaced), (DocumentState::Clean, false), "the one before it stands");
    t.pass(29 * 24);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert_eq!(state(t, second.id).await, DocumentState::Refused, "for a month it is told why");
    t.pass(10 * 24);
    app::jobs::tidy(&t.house).await.expect("tidied");
    assert!(matches!(one(t, &t.agency, second.id).await, Err(AppError::NotFound)));
    assert_eq!(state(t, first.id).await, DocumentState::Clean, "what was sound is kept");
    let third = filed(t, &t.agency, later, &pdf("three", "")).await.expect("filed");
    assert_eq!(third.nth, 3);
}
