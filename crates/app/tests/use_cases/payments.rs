//! Money that comes in and goes back: noted by one person, confirmed by another, read from the bank's file; in the books only then.

use app::admit::Key;
use app::cases::payment_reference;
use app::invoices::PaymentView;
use app::payments::{self, Noted, Read, Unread};
use app::{AppError, Caller, Limit, Proof};
use domain::attest::Statement;
use domain::case::Case;
use domain::{CaseId, Role, StateToken};
use exchange::statement::StatementError;
use serde_json::{Value, json};
use store::Tx;
use uuid::Uuid;

use crate::both;
use crate::house::TestHouse;
use crate::journey::steps::{quote, terms};

both::on_both!(
    cash_at_an_agencys_counter_is_in_the_books_once_a_second_person_confirms_it,
    nobody_confirms_what_they_noted_or_twice_and_a_no_leaves_the_books_alone,
    what_is_noted_has_limits_and_each_side_notes_what_it_can_know,
    a_part_waits_for_the_rest_and_what_is_too_much_goes_back_by_two_people,
    a_proof_of_an_hour_ago_confirms_nothing,
    a_foreign_payment_answers_like_an_unused_one,
    a_banks_file_pays_what_it_names_and_the_same_file_again_changes_nothing,
    what_names_nothing_waits_for_a_person_who_puts_it_to_a_case_or_leaves_it,
    a_file_with_a_wrong_line_is_refused_whole,
    the_balance_that_came_in_needs_no_statement_at_the_hand_over,
);

const DEPOSIT: i64 = (900_000 + 45_000 + 141_000 + 40_000) / 2;
const TOTAL: i64 = 2 * DEPOSIT;

/// A case that all three have signed, and its worker.
async fn signed(t: &TestHouse, customer: &Caller, passport: &str, email: &str) -> (CaseId, Caller) {
    let (_, person, profile) = t.listed(passport, email).await;
    let case = t.enquire(customer, &profile).await.expect("an enquiry");
    let agency = &t.agency;
    let now = async |caller, step: Value, said: &[Statement]| {
        t.try_step(caller, case, step.clone(), said.to_vec(), None)
            .await
            .unwrap_or_else(|error| panic!("{step}: {error:?}"));
    };
    now(customer, json!({"step":"hold"}), &[]).await;
    now(agency, json!({"step":"accept"}), &[Statement::ConflictChecked]).await;
    let starts = t.clock_now() + jiff::SignedDuration::from_hours(24);
    let slots = json!([{"starts_at": starts, "minutes": 30, "place": "video"}]);
    now(agency, json!({"step":"propose_meeting","weekend":true,"slots":slots}), &[]).await;
    now(customer, json!({"step":"choose_slot","slot":0}), &[]).await;
    now(&person, json!({"step":"agree_meeting"}), &[]).await;
    t.advance(26).await;
    now(customer, json!({"step":"answer","yes":true}), &[]).await;
    now(&person, json!({"step":"answer","yes":true}), &[]).await;
    now(agency, json!({"step":"offer","quote":quote(),"terms":terms()}), &[]).await;
    let sign = json!({"step":"sign","terms_sha256":"a".repeat(64)});
    now(customer, sign.clone(), &[]).await;
    now(&t.agency_admin, sign.clone(), &[Statement::WorkerHasCopy]).await;
    now(&person, sign, &[]).await;
    (case, person)
}

async fn one_signed(t: &TestHouse) -> CaseId {
    signed(t, &t.customer, "EP5151511", "alem@people.example").await.0
}

async fn note(
    t: &TestHouse,
    by: &Caller,
    case: CaseId,
    [method, way]: [&str; 2],
    minor: i64,
) -> Result<Uuid, AppError> {
    let (method, way) = (method.to_owned(), way.to_owned());
    let ask = Noted { case: Key::Id(case.0), method, way, amount_minor: minor, once: None };
    t.house.write(by, move |tx, desk, caller| payments::note_payment(tx, desk, caller, &ask)).await
}

async fn answer(t: &TestHouse, by: &Caller, id: Uuid, yes: bool) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| payments::answer_payment(tx, desk, caller, id, yes)).await
}

async fn waiting(t: &TestHouse, by: &Caller) -> Result<Vec<PaymentView>, AppError> {
    t.house.read(by, payments::waiting).await
}

/// Newest first: way, sum, state and receipt.
async fn all(t: &TestHouse) -> Vec<(String, i64, String, Option<String>)> {
    let read = |tx: &mut Tx, desk: &app::Desk, caller: &Caller| payments::payments(tx, desk, caller, None, Limit::PAGE);
    let (found, _) = t.house.read(&t.finance, read).await.expect("finance");
    let told = |view: PaymentView| {
        let payment = view.payment;
        (payment.way, payment.amount_minor, payment.state, payment.receipt)
    };
    found.into_iter().map(told).collect()
}

/// What stands ready on a case and pays for nothing yet, and what was paid.
async fn account(t: &TestHouse, case: CaseId) -> (i64, i64) {
    let case: Case = serde_json::from_value(t.row(case).await.body).expect("a case");
    (case.account.unapplied_minor, case.account.paid_minor)
}

fn conflict<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> &'static str {
    match outcome {
        Err(AppError::Conflict(word)) => word,
        other => panic!("a conflict, not {other:?}"),
    }
}

fn fault<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> (String, &'static str) {
    match outcome {
        Err(AppError::Invalid(faults)) => (faults[0].pointer.clone(), faults[0].reason),
        other => panic!("a fault, not {other:?}"),
    }
}

async fn cash_at_an_agencys_counter_is_in_the_books_once_a_second_person_confirms_it(t: &TestHouse) {
    let case = one_signed(t).await;
    let paid = note(t, &t.agency, case, ["cash", "in"], DEPOSIT).await.expect("noted");
    assert_eq!((t.state(case).await, account(t, case).await), (StateToken::Signed, (0, 0)), "it is in no book");
    let seen = waiting(t, &t.finance).await.expect("finance");
    assert!(seen.len() == 1 && seen[0].answers && seen[0].payment.id == paid);
    let key = Key::Id(case.0);
    let till = t
        .house
        .read(&t.agency_admin, move |tx, desk, caller| payments::at_the_counter(tx, desk, caller, &key))
        .await
        .expect("their case");
    assert!(till.len() == 1 && !till[0].answers && till[0].payment.state == "noted", "the agency sees that it waits");

    answer(t, &t.finance, paid, true).await.expect("confirmed");
    assert_eq!(t.state(case).await, StateToken::DepositPaid, "what is paid in full goes on");
    assert_eq!(account(t, case).await, (0, DEPOSIT));
    assert!(waiting(t, &t.finance).await.expect("finance").is_empty());
    let receipt = Some("RCT-2026-00001".to_owned());
    assert_eq!(all(t).await, [("in".to_owned(), DEPOSIT, "confirmed".to_owned(), receipt)]);
    for word in ["note_payment", "confirm_payment", "confirm_deposit"] {
        assert_eq!(t.recorded(word).await.len(), 1, "{word}");
    }
}

async fn nobody_confirms_what_they_noted_or_twice_and_a_no_leaves_the_books_alone(t: &TestHouse) {
    let case = one_signed(t).await;
    let second = t.staff(Role::Finance).await;
    let paid = note(t, &t.finance, case, ["bank", "in"], DEPOSIT).await.expect("noted");
    assert!(!waiting(t, &t.finance).await.expect("finance")[0].answers);
    assert!(waiting(t, &second).await.expect("finance")[0].answers);
    assert_eq!(conflict(answer(t, &t.finance, paid, true).await), "payment_own");
    assert_eq!(conflict(answer(t, &t.finance, paid, false).await), "payment_own");
    answer(t, &second, paid, false).await.expect("refused");
    assert_eq!((t.state(case).await, account(t, case).await), (StateToken::Signed, (0, 0)));
    for yes in [true, false] {
        assert_eq!(conflict(answer(t, &second, paid, yes).await), "payment_over");
    }
    let again = note(t, &t.finance, case, ["bank", "in"], DEPOSIT).await.expect("noted");
    answer(t, &second, again, true).await.expect("confirmed");
    assert_eq!(conflict(answer(t, &second, again, true).await), "payment_over");
    assert_eq!(account(t, case).await, (0, DEPOSIT), "once");
    let mut states: Vec<_> = all(t).await.into_iter().map(|(_, _, state, receipt)| (state, receipt)).collect();
    states.sort();
    let first = Some("RCT-2026-00001".to_owned());
    assert_eq!(states, [("confirmed".to_owned(), first), ("refused".to_owned(), None)], "a no takes no number");
}

async fn what_is_noted_has_limits_and_each_side_notes_what_it_can_know(t: &TestHouse) {
    let case = one_signed(t).await;
    for minor in [0, -1, i64::MIN, payments::AMOUNT_MAX + 1, 1_000_000_000_000_000] {
        let refused = fault(note(t, &t.finance, case, ["cash", "in"], minor).await);
        assert_eq!(refused, ("/amount_minor".to_owned(), "payment_amount"), "{minor}");
    }
    for (by, method, way, wrong) in [
        (&t.finance, "card", "in", ("/method", "payment_method")),
        (&t.finance, "", "in", ("/method", "payment_method")),
        (&t.finance, "cash", "back", ("/way", "payment_way")),
        (&t.agency, "bank", "in", ("/method", "payment_method")),
        (&t.agency, "cash", "out", ("/way", "payment_way")),
    ] {
        let (place, word) = fault(note(t, by, case, [method, way], 1).await);
        assert_eq!((place.as_str(), word), wrong, "{method} {way} by {}", by.role);
    }
    for by in [&t.customer, &t.moderator, &t.other_agency, &t.other_customer] {
        let refused = note(t, by, case, ["cash", "in"], 1).await;
        assert!(matches!(refused, Err(AppError::Denied(..) | AppError::NotFound)), "{}: {refused:?}", by.role);
    }
    for by in [&t.agency_admin, &t.customer, &t.moderator] {
        assert!(matches!(waiting(t, by).await, Err(AppError::NotFound)), "{}", by.role);
    }
    assert!(all(t).await.is_empty());
}

async fn a_part_waits_for_the_rest_and_what_is_too_much_goes_back_by_two_people(t: &TestHouse) {
    let case = one_signed(t).await;
    let second = t.staff(Role::Finance).await;
    let moved = async |way: &str, minor: i64| {
        let noted = note(t, &t.finance, case, ["cash", way], minor).await?;
        answer(t, &second, noted, true).await
    };
    moved("in", 1).await.expect("a baisa");
    moved("in", DEPOSIT - 2).await.expect("nearly all");
    assert_eq!((t.state(case).await, account(t, case).await), (StateToken::Signed, (DEPOSIT - 1, 0)));
    moved("in", 101).await.expect("the rest, and more");
    assert_eq!((t.state(case).await, account(t, case).await), (StateToken::DepositPaid, (100, DEPOSIT)));

    assert_eq!(conflict(moved("out", 101).await), "payment_more_than_there");
    let both = [
        note(t, &t.finance, case, ["cash", "out"], 60).await.expect("noted"),
        note(t, &t.finance, case, ["cash", "out"], 60).await.expect("noted"),
    ];
    assert_eq!(conflict(answer(t, &t.finance, both[0], true).await), "payment_own");
    answer(t, &second, both[0], true).await.expect("sent back");
    assert_eq!(conflict(answer(t, &second, both[1], true).await), "payment_more_than_there");
    answer(t, &second, both[1], false).await.expect("refused");
    assert_eq!(account(t, case).await, (40, DEPOSIT));
    assert_eq!(all(t).await.iter().filter(|(.., receipt)| receipt.is_some()).count(), 4);
}

async fn a_proof_of_an_hour_ago_confirms_nothing(t: &TestHouse) {
    let case = one_signed(t).await;
    let paid = note(t, &t.agency, case, ["cash", "in"], DEPOSIT).await.expect("noted");
    let mut late = t.finance.clone();
    late.proof = Proof::Session { at: t.clock_now(), second: true };
    t.pass(1);
    assert!(matches!(answer(t, &late, paid, true).await, Err(AppError::StepUp)));
    assert!(matches!(read(t, &late, "Date,Description,Amount\n").await, Err(Unread::App(AppError::StepUp))));
    assert_eq!(t.state(case).await, StateToken::Signed);
}

async fn a_foreign_payment_answers_like_an_unused_one(t: &TestHouse) {
    let case = one_signed(t).await;
    let paid = note(t, &t.finance, case, ["cash", "in"], DEPOSIT).await.expect("noted");
    for by in [&t.agency_admin, &t.other_agency, &t.customer, &t.other_customer] {
        for id in [paid, Uuid::nil()] {
            let refused = answer(t, by, id, true).await;
            assert!(matches!(refused, Err(AppError::NotFound)), "{} {refused:?}", by.role);
        }
    }
    assert!(matches!(answer(t, &t.finance, Uuid::nil(), true).await, Err(AppError::NotFound)));
    let key = Key::Id(case.0);
    for by in [&t.customer, &t.other_agency] {
        let key = key.clone();
        let till = t.house.read(by, move |tx, desk, caller| payments::at_the_counter(tx, desk, caller, &key)).await;
        assert!(matches!(till, Err(AppError::NotFound)), "{}", by.role);
    }
    assert_eq!(t.state(case).await, StateToken::Signed);
}

async fn read(t: &TestHouse, by: &Caller, text: &str) -> Result<Read, Unread> {
    payments::read_file(&t.house, by, text.as_bytes().to_vec()).await
}

/// What waits: sum, words and the case that may be meant.
async fn open_lines(t: &TestHouse) -> Vec<(Uuid, i64, String, Option<String>)> {
    let found = t.house.read(&t.finance, payments::bank).await.expect("finance").open;
    found.into_iter().map(|open| (open.line.id, open.line.amount_minor, open.line.words, open.suggested)).collect()
}

async fn put(t: &TestHouse, by: &Caller, line: Uuid, case: CaseId) -> Result<(), AppError> {
    let key = Key::Id(case.0);
    t.house.write(by, move |tx, desk, caller| payments::pay_line(tx, desk, caller, line, &key)).await
}

async fn leave(t: &TestHouse, by: &Caller, line: Uuid) -> Result<(), AppError> {
    t.house.write(by, move |tx, desk, caller| payments::leave_line(tx, desk, caller, line)).await
}

async fn a_banks_file_pays_what_it_names_and_the_same_file_again_changes_nothing(t: &TestHouse) {
    let first = one_signed(t).await;
    let (second, _) = signed(t, &t.other_customer, "EP5151512", "hana@people.example").await;
    let names = [t.row(first).await.reference, t.row(second).await.reference].map(|name| payment_reference(&name));
    let file = format!(
        "Date,Description,Amount\n2026-01-05,Transfer from Salma {},563.000\n2026-01-05,{} part,100.000\n\
         2026-01-05,Account fee,-0.525\n2026-01-06,Salma without a word,12.000\n",
        names[0], names[1]
    );
    let done = read(t, &t.finance, &file).await.expect("read");
    assert_eq!(done, Read { lines: 3, known: 0, paid: 2 });
    assert_eq!(t.state(first).await, StateToken::DepositPaid);
    assert_eq!((t.state(second).await, account(t, second).await), (StateToken::Signed, (100_000, 0)));
    let open = open_lines(t).await;
    assert_eq!(open.iter().map(|(_, minor, words, _)| (*minor, words.as_str())).collect::<Vec<_>>(), [(12_000, "")]);

    assert_eq!(read(t, &t.finance, &file).await.expect("read"), Read { lines: 3, known: 3, paid: 0 });
    let more = format!("{file}2026-01-07,{} rest,463.000\n", names[1]);
    assert_eq!(read(t, &t.finance, &more).await.expect("read"), Read { lines: 4, known: 3, paid: 1 });
    assert_eq!(t.state(second).await, StateToken::DepositPaid);
    assert_eq!(all(t).await.len(), 3, "each line once");
    for by in [&t.agency_admin, &t.customer, &t.moderator] {
        assert!(matches!(read(t, by, &file).await, Err(Unread::App(AppError::NotFound))), "{}", by.role);
    }
}

async fn what_names_nothing_waits_for_a_person_who_puts_it_to_a_case_or_leaves_it(t: &TestHouse) {
    let case = one_signed(t).await;
    let reference = t.row(case).await.reference;
    let file = "Date,Description,Amount\n2026-01-05,Transfer 4711,563.000\n2026-01-06,Rent 12,80.000\n";
    assert_eq!(read(t, &t.finance, file).await.expect("read"), Read { lines: 2, known: 0, paid: 0 });
    let open = open_lines(t).await;
    let of = |at: usize| (open[at].1, open[at].2.as_str(), open[at].3.clone());
    assert_eq!(of(0), (DEPOSIT, "4711", Some(reference)), "the one that is due with this sum");
    assert_eq!(of(1), (80_000, "12", None));
    let (paid, rent) = (open[0].0, open[1].0);
    for by in [&t.agency_admin, &t.customer, &t.moderator] {
        for line in [paid, Uuid::nil()] {
            assert!(matches!(put(t, by, line, case).await, Err(AppError::NotFound)), "{}", by.role);
            assert!(matches!(leave(t, by, line).await, Err(AppError::NotFound)), "{}", by.role);
        }
    }
    assert!(matches!(put(t, &t.finance, Uuid::nil(), case).await, Err(AppError::NotFound)));
    assert!(matches!(put(t, &t.finance, paid, CaseId(Uuid::nil())).await, Err(AppError::NotFound)));
    assert_eq!(open_lines(t).await.len(), 2);

    put(t, &t.finance, paid, case).await.expect("put there");
    assert_eq!(t.state(case).await, StateToken::DepositPaid);
    leave(t, &t.finance, rent).await.expect("left");
    for line in [paid, rent] {
        assert_eq!(conflict(put(t, &t.finance, line, case).await), "bank_line_over");
        assert_eq!(conflict(leave(t, &t.finance, line).await), "bank_line_over");
    }
    assert!(open_lines(t).await.is_empty());
    assert_eq!(account(t, case).await, (0, DEPOSIT));
}

async fn a_file_with_a_wrong_line_is_refused_whole(t: &TestHouse) {
    let case = one_signed(t).await;
    let name = payment_reference(&t.row(case).await.reference);
    let head = format!("Date,Description,Amount\n2026-01-05,{name},563.000\n");
    for (wrong, line) in [("2026-01-06,half", 3), ("2026-01-06,x,1.0001", 3), ("31.31.2026,x,1.000", 3)] {
        match read(t, &t.finance, &format!("{head}{wrong}\n")).await {
            Err(Unread::File(StatementError::Wrong(faults))) => assert_eq!(faults.first[0].line, line, "{wrong}"),
            other => panic!("{wrong}: {other:?}"),
        }
    }
    assert!(matches!(read(t, &t.finance, "").await, Err(Unread::File(StatementError::Empty))));
    assert_eq!(t.state(case).await, StateToken::Signed, "not even its sound line");
    assert!(open_lines(t).await.is_empty() && all(t).await.is_empty());
}

async fn the_balance_that_came_in_needs_no_statement_at_the_hand_over(t: &TestHouse) {
    let (case, person) = signed(t, &t.customer, "EP5151513", "saba@people.example").await;
    let (customer, agency) = (&t.customer, &t.agency);
    let paid = async |minor: i64| {
        let noted = note(t, agency, case, ["cash", "in"], minor).await.expect("noted");
        answer(t, &t.finance, noted, true).await.expect("confirmed");
    };
    let now = async |step: Value, said: &[Statement], code: Option<String>| {
        t.try_step(agency, case, step.clone(), said.to_vec(), code)
            .await
            .unwrap_or_else(|error| panic!("{step}: {error:?}"));
    };
    paid(DEPOSIT).await;
    now(json!({"step":"file_permit"}), &[Statement::PapersComplete, Statement::CustomerEligible], None).await;
    let today = domain::calendar::muscat(t.clock_now());
    now(json!({"step":"record_permit","granted_on":today}), &[], None).await;
    let promised = domain::calendar::days_after(today, 10);
    now(json!({"step":"record_travel","promised_on":promised}), &[Statement::PermitScansClean], None).await;
    t.advance(24 * 10).await;
    let code = t.house.arrival_code(case);
    let said = [Statement::ArrivalProven, Statement::MedicalBooked];
    now(json!({"step":"record_arrival","arrived_on":promised}), &said, Some(code)).await;
    assert_eq!(t.state(case).await, StateToken::Arrived);

    paid(TOTAL - DEPOSIT).await;
    assert_eq!(account(t, case).await, (TOTAL - DEPOSIT, DEPOSIT), "it waits for the hand-over");
    t.state_of_facts(agency, case, &[Statement::ContractRegistered, Statement::CustodyEntered, Statement::Insured])
        .await;
    t.step(customer, &[agency], case, json!({"step":"hand_over"}), &[], StateToken::Arrived).await;
    t.step(&person, &[], case, json!({"step":"hand_over"}), &[], StateToken::HandedOver).await;
    assert_eq!(account(t, case).await, (0, TOTAL));
}
