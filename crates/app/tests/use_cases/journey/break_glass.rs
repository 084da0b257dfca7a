//! Looking where no task leads, in an emergency: a second person, half an hour, one case, told afterwards, reviewed.

use app::admit::Key;
use app::break_glass::{self, Ask, Request, Standing};
use app::workers::{self, Through};
use app::{AppError, Caller};
use domain::{CaseId, EmergencyReason, Purpose, Role, Verdict};
use serde_json::json;
use store::tables::Limit;
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    a_second_person_opens_one_case_for_half_an_hour_to_whoever_asked,
    nobody_answers_or_reviews_their_own_and_nobody_else_asks,
    those_concerned_are_told_when_it_is_over,
    while_it_is_open_nobody_is_told,
    while_another_looks_at_the_same_case_nobody_is_told,
    while_somebody_is_protected_nobody_is_told,
    under_protection_it_is_the_welfare_officers,
);

async fn ask(t: &TestHouse, by: &Caller, case: CaseId) -> Result<Uuid, AppError> {
    let ask = Ask { reason: EmergencyReason::Danger, message: String::new() };
    break_glass::ask(&t.house, by, Key::Id(case.0), ask, None).await
}

async fn answer(t: &TestHouse, by: &Caller, id: Uuid, yes: bool) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| break_glass::answer(tx, desk, caller, id, yes)).await
}

async fn review(t: &TestHouse, by: &Caller, id: Uuid, verdict: Verdict) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| break_glass::review(tx, desk, caller, id, verdict)).await
}

async fn list(t: &TestHouse, by: &Caller, reviewed: bool) -> Vec<Request> {
    let read = move |tx: &mut store::Tx, desk: &app::Desk, caller: &Caller| {
        break_glass::list(tx, desk, caller, reviewed, None, Limit::PAGE).map(|(rows, _)| rows)
    };
    t.house.read(by, read).await.expect("a list")
}

/// What opening the worker's passport through this case comes to, in an emergency.
async fn passport(t: &TestHouse, by: &Caller, case: CaseId) -> Result<usize, AppError> {
    let fields = vec!["passport".to_owned()];
    let opened = workers::disclose(&t.house, by, Through::Case(Key::Id(case.0)), fields, Purpose::BreakGlass).await;
    opened.map(|opened| opened.values.len())
}

async fn case(t: &TestHouse) -> (CaseId, Caller) {
    let (_, person, profile) = t.listed("EP7000001", "glass@people.example").await;
    (t.enquire(&t.customer, &profile).await.expect("a case"), person)
}

async fn a_second_person_opens_one_case_for_half_an_hour_to_whoever_asked(t: &TestHouse) {
    let (case, _) = case(t).await;
    let (welfare, dpo) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    assert!(matches!(passport(t, &welfare, case).await, Err(AppError::Denied(..))), "the purpose alone opens nothing");
    let id = ask(t, &welfare, case).await.expect("asked");
    assert!(matches!(passport(t, &welfare, case).await, Err(AppError::Denied(..))), "nor does asking");
    assert!(matches!(ask(t, &welfare, case).await, Err(AppError::Conflict("break_glass_asked"))));
    answer(t, &dpo, id, true).await.expect("a second person");
    assert_eq!(passport(t, &welfare, case).await.expect("opened"), 1);
    assert_eq!(t.household(&welfare, case, &["customer_name"], Purpose::BreakGlass).await.expect("opened").len(), 1);
    for other in [&dpo, &t.moderator] {
        assert!(matches!(passport(t, other, case).await, Err(AppError::Denied(..))), "to nobody else");
    }
    t.pass_seconds(30 * 60);
    assert!(matches!(passport(t, &welfare, case).await, Err(AppError::Denied(..))), "the time is over");
    let again = ask(t, &welfare, case).await.expect("asked anew");
    answer(t, &dpo, again, false).await.expect("answered");
    assert!(matches!(passport(t, &welfare, case).await, Err(AppError::Denied(..))), "a no opens nothing");
    assert_eq!(
        list(t, &dpo, false).await.iter().map(|one| one.standing).collect::<Vec<_>>(),
        [Standing::Refused, Standing::Unreviewed]
    );
    let late = ask(t, &welfare, case).await.expect("asked once more");
    t.pass(2);
    assert!(matches!(answer(t, &dpo, late, true).await, Err(AppError::Conflict("break_glass_answered"))), "too late");
}

async fn nobody_answers_or_reviews_their_own_and_nobody_else_asks(t: &TestHouse) {
    let (case, person) = case(t).await;
    let (welfare, dpo) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    for other in [&t.customer, &t.agency, &t.finance, &person] {
        assert!(matches!(ask(t, other, case).await, Err(AppError::Denied(..) | AppError::NotFound)), "{}", other.role);
    }
    let strangers = [&t.other_agency, &t.other_customer];
    for other in strangers {
        assert!(matches!(ask(t, other, case).await, Err(AppError::NotFound)), "a case of nobody's");
    }
    let id = ask(t, &welfare, case).await.expect("asked");
    assert!(matches!(answer(t, &welfare, id, true).await, Err(AppError::Conflict("break_glass_own"))));
    for other in [&t.finance, &t.agency, &t.customer] {
        assert!(matches!(answer(t, other, id, true).await, Err(AppError::NotFound)), "{}", other.role);
    }
    assert!(list(t, &t.finance, false).await.is_empty(), "other staff are told of none");
    answer(t, &dpo, id, true).await.expect("answered");
    assert!(matches!(answer(t, &t.moderator, id, false).await, Err(AppError::Conflict("break_glass_answered"))));
    assert!(matches!(
        review(t, &t.moderator, id, Verdict::Justified).await,
        Err(AppError::Conflict("break_glass_not_over"))
    ));
    t.pass(1);
    for own in [&welfare, &dpo] {
        let reviewed = review(t, own, id, Verdict::Justified).await;
        assert!(matches!(reviewed, Err(AppError::Conflict("break_glass_own"))), "neither of the two");
    }
    review(t, &t.moderator, id, Verdict::Unjustified).await.expect("a third person");
    assert!(list(t, &dpo, false).await.is_empty());
    let found = list(t, &t.staff(Role::Auditor).await, true).await;
    assert_eq!((found.len(), found[0].row.verdict.as_deref(), found[0].yours), (1, Some("unjustified"), false));
}

fn told(t: &TestHouse, to: &str) -> bool {
    let over = |(address, text): &(String, String)| address == to && text.starts_with("break-glass-over");
    t.sent.0.lock().expect("sent").iter().any(over)
}

async fn looked(t: &TestHouse, case: CaseId) {
    let (welfare, dpo) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    let id = ask(t, &welfare, case).await.expect("asked");
    answer(t, &dpo, id, true).await.expect("answered");
}

async fn those_concerned_are_told_when_it_is_over(t: &TestHouse) {
    let (case, _) = case(t).await;
    looked(t, case).await;
    t.pass_seconds(30 * 60);
    t.rounds().await;
    assert!(told(t, "glass@people.example"), "the worker");
    assert!(told(t, "p6@people.example") || told(t, "+96892000006"), "the household");
    assert!(list(t, &t.moderator, false).await[0].row.told_at.is_some());
}

async fn while_it_is_open_nobody_is_told(t: &TestHouse) {
    let (case, _) = case(t).await;
    looked(t, case).await;
    t.rounds().await;
    assert!(!told(t, "glass@people.example"));
}

async fn while_somebody_is_protected_nobody_is_told(t: &TestHouse) {
    let (case, _) = case(t).await;
    looked(t, case).await;
    t.try_step(&t.moderator, case, json!({"step":"pause","overlay":"safeguarding"}), vec![], None)
        .await
        .expect("protected");
    t.pass_seconds(30 * 60);
    t.rounds().await;
    assert!(!told(t, "glass@people.example"), "a message could endanger her");
    assert_eq!(list(t, &t.moderator, false).await[0].row.told_at, None, "it waits");
}

async fn under_protection_it_is_the_welfare_officers(t: &TestHouse) {
    let (case, _) = case(t).await;
    let (welfare, dpo) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    t.try_step(&t.moderator, case, json!({"step":"pause","overlay":"safeguarding"}), vec![], None)
        .await
        .expect("protected");
    let hers = ask(t, &t.moderator, case).await.expect("asked");
    answer(t, &dpo, hers, true).await.expect("answered");
    assert!(
        matches!(passport(t, &t.moderator, case).await, Err(AppError::Denied(..))),
        "her data is for those who protect"
    );
    let own = ask(t, &welfare, case).await.expect("asked");
    answer(t, &dpo, own, true).await.expect("answered");
    assert_eq!(passport(t, &welfare, case).await.expect("opened"), 1);
}

async fn while_another_looks_at_the_same_case_nobody_is_told(t: &TestHouse) {
    let (case, _) = case(t).await;
    let (welfare, dpo) = (t.staff(Role::WelfareOfficer).await, t.staff(Role::Dpo).await);
    let first = ask(t, &welfare, case).await.expect("asked");
    answer(t, &dpo, first, true).await.expect("answered");
    t.pass_seconds(20 * 60);
    let second = ask(t, &t.moderator, case).await.expect("asked");
    answer(t, &dpo, second, true).await.expect("answered");
    t.pass_seconds(10 * 60);
    t.rounds().await;
    assert!(!told(t, "glass@people.example"), "the first is over, the second is not");
    t.pass(1);
    t.rounds().await;
    assert!(told(t, "glass@people.example"), "both are over");
}
