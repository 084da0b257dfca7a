//! The working of a refund: who reads it, that printing it counts, that nothing above it goes back, and once; and who is told of invoices
//! that are overdue.

use app::admit::Key;
use app::refunds::{self, RefundView};
use app::{AppError, Caller};
use domain::attest::Statement;
use domain::refund::RefundRule;
use domain::{CaseId, Role, StateToken};
use serde_json::{Value, json};

use crate::house::TestHouse;

crate::both::on_both!(
    the_working_of_a_claim_is_read_by_whoever_sees_the_money_and_by_nobody_else,
    printing_counts_as_the_statement_and_nothing_above_the_working_goes_back_and_all_of_it_once,
    before_an_end_each_way_has_its_sum_and_after_it_there_is_the_working,
    an_overdue_invoice_is_told_after_a_day_a_week_and_two_and_finance_once_a_day,
    nobody_is_reminded_while_a_case_stands_still,
);

/// What the household of [`TestHouse::deposited`] pays altogether.
const TOTAL: i64 = 1_126_000;

async fn refund(t: &TestHouse, caller: &Caller, case: CaseId) -> Result<RefundView, AppError> {
    t.house.read(caller, move |tx, desk, caller| refunds::refund(tx, desk, caller, &Key::Id(case.0))).await
}

async fn print(t: &TestHouse, caller: &Caller, case: CaseId) -> Result<(), AppError> {
    t.house.write(caller, move |tx, desk, caller| refunds::print(tx, desk, caller, &Key::Id(case.0))).await
}

async fn now(t: &TestHouse, caller: &Caller, case: CaseId, step: Value, said: &[Statement]) {
    let taken = t.try_step(caller, case, step.clone(), said.to_vec(), None).await;
    taken.unwrap_or_else(|error| panic!("{step}: {error:?}"));
}

/// A case whose worker arrived and whose balance is invoiced; and the worker.
async fn arrived(t: &TestHouse) -> (CaseId, Caller) {
    let (case, _, person) = t.deposited_about().await;
    let today = domain::calendar::muscat(t.clock_now());
    let promised = domain::calendar::days_after(today, 10);
    let papers = [Statement::PapersComplete, Statement::CustomerEligible];
    now(t, &t.agency, case, json!({"step":"file_permit"}), &papers).await;
    now(t, &t.agency, case, json!({"step":"record_permit","granted_on":today}), &[]).await;
    let travel = json!({"step":"record_travel","promised_on":promised});
    now(t, &t.agency, case, travel, &[Statement::PermitScansClean]).await;
    t.advance(24 * 10).await;
    let arrival = json!({"step":"record_arrival","arrived_on":promised});
    let said = vec![Statement::ArrivalProven, Statement::MedicalBooked];
    let code = Some(t.house.arrival_code(case));
    t.try_step(&t.agency, case, arrival, said, code).await.expect("arrived");
    assert_eq!(t.state(case).await, StateToken::Arrived);
    (case, person)
}

/// A claim of the household's, soon after the hand-over; and the worker.
async fn claimed(t: &TestHouse) -> (CaseId, Caller) {
    let (case, person) = arrived(t).await;
    t.state_of_facts(&t.finance, case, &[Statement::BalanceSettled]).await;
    let papers = &[Statement::ContractRegistered, Statement::CustodyEntered, Statement::Insured];
    t.state_of_facts(&t.agency, case, papers).await;
    now(t, &t.customer, case, json!({"step":"hand_over"}), &[]).await;
    now(t, &person, case, json!({"step":"hand_over"}), &[]).await;
    t.advance(24).await;
    now(t, &t.customer, case, json!({"step":"claim","cause":"not_as_offered"}), &[]).await;
    (case, person)
}

fn rule<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Refused(refusal)) => refusal.rule,
        other => panic!("{other:?}"),
    }
}

async fn the_working_of_a_claim_is_read_by_whoever_sees_the_money_and_by_nobody_else(t: &TestHouse) {
    let (case, person) = claimed(t).await;
    for reader in [&t.customer, &t.agency_admin, &t.moderator, &t.finance] {
        let view = refund(t, reader, case).await.unwrap_or_else(|error| panic!("{}: {error:?}", reader.role));
        let working = view.working.expect("a working");
        assert_eq!((working.rule, working.sum_minor()), (RefundRule::ByFormula, TOTAL), "{}", reader.role);
        let prints = matches!(reader.role, Role::Moderator | Role::Finance);
        assert_eq!((view.prints, view.printed_at), (prints, None), "{}", reader.role);
    }
    for stranger in [&person, &t.agency, &t.other_customer, &t.other_agency] {
        assert!(matches!(refund(t, stranger, case).await, Err(AppError::NotFound)), "{}", stranger.role);
    }
    for reader in [&t.customer, &t.agency_admin, &t.agency, &t.other_agency] {
        assert!(matches!(print(t, reader, case).await, Err(AppError::NotFound)), "{}", reader.role);
    }
    assert_eq!(refund(t, &t.customer, case).await.expect("theirs").printed_at, None);
}

async fn printing_counts_as_the_statement_and_nothing_above_the_working_goes_back_and_all_of_it_once(t: &TestHouse) {
    let (case, _) = claimed(t).await;
    let ruling = json!({"step":"rule_claim","ruling":"founded","employer_abuse":false});
    now(t, &t.moderator, case, ruling, &[Statement::WorkerHeard, Statement::LodgingAssured]).await;
    let approve = async |amount_minor: i64| {
        let step = json!({"step":"approve_refund","amount_minor":amount_minor});
        t.try_step(&t.moderator, case, step, vec![], None).await
    };
    assert_eq!(rule(approve(TOTAL).await), "refund_by_rule", "it was not printed");
    print(t, &t.moderator, case).await.expect("printed");
    let record = t.recorded("attest").await;
    let printed = record.iter().find(|draft| draft.facts.contains_key("formula_printed")).expect("on record");
    assert_eq!(printed.role, Role::Moderator);
    assert!(refund(t, &t.customer, case).await.expect("theirs").printed_at.is_some());
    assert_eq!(rule(approve(TOTAL + 1).await), "refund_by_rule", "above the working");
    approve(TOTAL).await.expect("approved");
    let view = refund(t, &t.finance, case).await.expect("a refund");
    assert_eq!((view.approved_minor, view.refunded_minor), (Some(TOTAL), 0));
    assert!(view.pay_until.is_some());

    let other = t.staff(Role::Finance).await;
    let pay = || json!({"step":"pay_refund","amount_minor":TOTAL});
    let both =
        tokio::join!(t.try_step(&t.finance, case, pay(), vec![], None), t.try_step(&other, case, pay(), vec![], None),);
    assert!(both.0.is_ok() != both.1.is_ok(), "one of two: {both:?}");
    let view = refund(t, &t.customer, case).await.expect("theirs");
    assert_eq!((view.refunded_minor, view.working.expect("kept").sum_minor()), (TOTAL, TOTAL));
    assert_eq!(rule(t.try_step(&t.finance, case, pay(), vec![], None).await), "not_paid");
}

async fn before_an_end_each_way_has_its_sum_and_after_it_there_is_the_working(t: &TestHouse) {
    let (case, deposit) = t.deposited().await;
    let view = refund(t, &t.customer, case).await.expect("theirs");
    assert!(view.working.is_none() && !view.prints);
    let sums: Vec<_> = view.prospects.iter().map(|one| (one.least_minor, one.most_minor)).collect();
    let half = deposit - deposit / 2;
    assert_eq!(sums[..4], [(half, deposit), (deposit, deposit), (deposit - 141_000, deposit), (TOTAL, TOTAL)]);

    now(t, &t.customer, case, json!({"step":"cancel"}), &[]).await;
    let view = refund(t, &t.customer, case).await.expect("theirs");
    let working = view.working.expect("a working");
    assert_eq!((working.rule, working.sum_minor()), (RefundRule::LessActualCost, deposit));
    assert_eq!((view.least_minor, view.prospects.len()), (Some(half), 0));
    assert!(matches!(refund(t, &t.moderator, case).await, Err(AppError::NotFound)), "no claim, so no money of theirs");

    t.state_of_facts(&t.agency, case, &[Statement::CostsDocumented]).await;
    let approve = json!({"step":"approve_refund","amount_minor":deposit - 100_000});
    now(t, &t.moderator, case, approve, &[]).await;
    let working = refund(t, &t.finance, case).await.expect("a refund").working.expect("a working");
    assert_eq!(working.sum_minor(), deposit - 100_000, "what was documented is read from what was approved");
}

/// How many messages by this template left.
fn told(t: &TestHouse, template: &str) -> usize {
    t.sent.0.lock().expect("not poisoned").iter().filter(|(_, text)| text.contains(template)).count()
}

/// A day goes by; whatever is told once a day is looked at twice.
async fn a_day(t: &TestHouse) {
    t.advance(24).await;
    for _ in 0..2 {
        app::jobs::tidy(&t.house).await.expect("tidied");
        t.rounds().await;
    }
}

async fn an_overdue_invoice_is_told_after_a_day_a_week_and_two_and_finance_once_a_day(t: &TestHouse) {
    let _ = arrived(t).await;
    let mut days = Vec::new();
    for day in 1..=24 {
        let before = told(t, "invoice-overdue");
        a_day(t).await;
        if told(t, "invoice-overdue") > before {
            days.push(day);
        }
    }
    // Three days to pay in, then one, seven and fourteen.
    assert_eq!((days, told(t, "invoice-overdue")), (vec![4, 10, 17], 3));
    assert_eq!(told(t, "task-invoices-late"), 21, "each day from the fourth on");
    let sent = t.sent.0.lock().expect("not poisoned");
    let finance = sent.iter().filter(|(_, text)| text.contains("task-invoices-late"));
    assert!(finance.into_iter().all(|(to, _)| to == "p2@people.example"), "and nobody but finance");
}

async fn nobody_is_reminded_while_a_case_stands_still(t: &TestHouse) {
    let (case, _) = arrived(t).await;
    now(t, &t.moderator, case, json!({"step":"pause","overlay":"dispute"}), &[]).await;
    for _ in 0..5 {
        a_day(t).await;
    }
    assert_eq!((told(t, "invoice-overdue"), told(t, "task-invoices-late")), (0, 0));
    now(t, &t.moderator, case, json!({"step":"lift","overlay":"dispute"}), &[]).await;
    a_day(t).await;
    assert_eq!((told(t, "invoice-overdue"), told(t, "task-invoices-late")), (1, 1));
}
