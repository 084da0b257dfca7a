//! What each event posts, that it is even, and that nobody can be charged who must not.

use super::{Account as A, Balances, Holder, Kind, Line, Misfit, Side, Transaction, post};
use crate::case::{Case, Effect, MoneyEvent, Moved, Ruling, Step};
use crate::money::Currency;
use crate::sample::Journey;
use crate::words::{Role, StateToken as S, StepToken as Do, TimerKind};

fn posted(before: &Case, moved: &Moved, journey: &Journey) -> Vec<Transaction> {
    let events = moved.effects.iter().filter_map(|effect| match effect {
        Effect::Money { event } => Some(*event),
        _ => None,
    });
    post(before, &moved.case, events, &journey.pack)
}

/// Takes a step; gives what it posted as text: `deposit_held: bank +400000, held +400000`.
fn take(journey: &mut Journey, step: &Step, role: Role, books: &mut Balances) -> Vec<String> {
    let before = journey.case.clone();
    let moved = journey.take(step, role).clone();
    said(&posted(&before, &moved, journey), books)
}

fn said(posted: &[Transaction], books: &mut Balances) -> Vec<String> {
    let sign = |line: &Line| if line.side == line.account.grows() { "+" } else { "-" };
    posted.iter().flat_map(Transaction::lines).for_each(|line| books.add(*line));
    let lines = |one: &Transaction| {
        one.lines().iter().map(|line| format!("{} {}{}", line.account, sign(line), line.minor)).collect::<Vec<_>>()
    };
    posted.iter().map(|one| format!("{}: {}", one.kind(), lines(one).join(", "))).collect()
}

#[test]
fn the_straight_way_posts_the_deposit_the_balance_and_what_is_earned() {
    let (mut journey, mut books) = (Journey::to(S::Signed), Balances::default());
    let mut signed = Journey::to(S::Offered).case;
    signed.account = journey.case.account;
    assert_eq!(
        said(&posted(&signed, &journey.last, &journey), &mut books),
        [
            "commission_accrued: commission_due +48000, commission +48000",
            "deposit_invoiced: receivable +400001, billed +385001, vat +15000",
        ]
    );
    let deposit = crate::sample::step(Do::ConfirmDeposit, journey.at);
    assert_eq!(
        take(&mut journey, &deposit, Role::Finance, &mut books),
        ["deposit_held: bank +400001, receivable -400001, billed -385001, held +385001"],
        "half of 800.001, the half baisa rounded up"
    );
    let mut journey = Journey::to(S::Arrived);
    let before = Journey::to(S::Travel).case;
    assert_eq!(
        said(&posted(&before, &journey.last, &journey), &mut books),
        ["balance_invoiced: receivable +400000, billed +385000, vat +15000"]
    );
    // A part of the balance came in before: it is used first.
    said(&[super::unapplied(150_000, Currency::Omr)], &mut books);
    journey.case = journey.case.came_in(150_000).expect("a sum");
    assert_eq!(take(&mut journey, &Step::HandOver {}, Role::Customer, &mut books), Vec::<String>::new());
    assert_eq!(
        take(&mut journey, &Step::HandOver {}, Role::Worker, &mut books),
        [
            "balance_received: unapplied -150000, receivable -400000, bank +250000, billed -385000, held +385000",
            "earned: held -690001, fees_at_cost +141000, earned +549001",
        ],
        "the reserve of a tenth stays held"
    );
    assert_eq!(books.fit(&journey.case.account), Ok(()));
    journey.run_out(TimerKind::ProbationEnds);
    let before = journey.case.clone();
    journey.run_out(TimerKind::GuaranteeEnds);
    let reserve = said(&posted(&before, &journey.last, &journey), &mut books);
    assert_eq!(
        reserve,
        ["earned: held -80000, earned +80000", "commission_invoiced: commission_due +2400, commission_vat +2400"]
    );
    assert_eq!((books.of(A::Held), books.of(A::Bank), books.fit(&journey.case.account)), (0, 800_001, Ok(())));
}

#[test]
fn a_refund_leaves_the_books_in_two_steps_and_takes_the_commission_back() {
    let (mut journey, mut books) = (Journey::to(S::Claim), Balances::default());
    for line in [
        Line { account: A::Bank, side: Side::Debit, minor: 800_001 },
        Line { account: A::Held, side: Side::Credit, minor: 80_000 },
        Line { account: A::FeesAtCost, side: Side::Credit, minor: 141_000 },
        Line { account: A::Vat, side: Side::Credit, minor: 30_000 },
        Line { account: A::Earned, side: Side::Credit, minor: 549_001 },
    ] {
        books.add(line);
    }
    take(
        &mut journey,
        &Step::RuleClaim { ruling: Ruling::Founded, employer_abuse: false },
        Role::Moderator,
        &mut books,
    );
    assert_eq!(
        take(&mut journey, &Step::ApproveRefund { amount_minor: 700_000 }, Role::Moderator, &mut books),
        [
            "refund_approved: vat -30000, refundable +700000, held -80000, earned -549001, fees_at_cost -40999",
            "commission_reversed: commission_due -48000, commission -48000",
        ],
        "its tax, then what is held, then the agency's share, the fees last"
    );
    assert_eq!(
        take(&mut journey, &Step::PayRefund { amount_minor: 700_000 }, Role::Finance, &mut books),
        ["refunded: refundable -700000, bank -700000"]
    );
    assert_eq!(books.of(A::Bank), 100_001);
}

#[test]
fn a_reversing_entry_is_the_entry_in_the_other_columns() {
    let entry = Transaction::new(Kind::BalanceInvoiced, Currency::Omr).moving(A::Receivable, A::Billed, 7);
    let mut books = Balances::default();
    for one in [entry.clone(), entry.reversed(Kind::BalanceReversed)] {
        one.lines().iter().for_each(|line| books.add(*line));
    }
    assert_eq!(books, Balances::default());
    for kind in Kind::ALL {
        assert_eq!(kind.reverses().is_some(), kind.as_str().ends_with("_reversed"), "{kind}");
    }
}

#[test]
fn there_is_no_account_from_which_a_worker_could_be_charged() {
    for account in A::ALL {
        // The compiler holds it: a holder has four words, and none of them is a worker.
        match account.holder() {
            Holder::Platform | Holder::Customer | Holder::Agency | Holder::State => {}
        }
        assert!(!account.as_str().contains("worker") && !account.as_str().contains("wage"), "{account}");
    }
}

#[test]
fn what_only_the_agency_and_the_platform_know_never_shares_an_entry_with_the_customers_money() {
    let sums = [MoneyEvent::CommissionAccrued, MoneyEvent::CommissionReversed, MoneyEvent::DepositHeld(5)]
        .into_iter()
        .chain([MoneyEvent::BalanceInvoiced(5), MoneyEvent::BalanceReceived(5), MoneyEvent::Earned(5)])
        .chain([MoneyEvent::RefundApproved(5), MoneyEvent::Refunded(5)]);
    let journey = Journey::to(S::HandedOver);
    let posted = post(&journey.case, &journey.case, sums, &journey.pack);
    assert!(posted.len() >= 8, "{posted:?}");
    for one in posted {
        let class = one.lines()[0].account.class();
        assert!(one.lines().iter().all(|line| line.account.class() == class), "{one:?}");
    }
}

#[test]
fn books_that_do_not_fit_the_case_say_where_they_differ() {
    let mut books = Balances::default();
    books.add(Line { account: A::Bank, side: Side::Debit, minor: 5 });
    books.add(Line { account: A::Held, side: Side::Credit, minor: 5 });
    let said = crate::case::Account::default().receive(4);
    assert_eq!(books.fit(&said), Err(Misfit { what: "bank", books: 5, case: 4 }));
    assert!(books.is_even());
    books.add(Line { account: A::Bank, side: Side::Debit, minor: i64::MAX });
    books.add(Line { account: A::Bank, side: Side::Debit, minor: i64::MAX });
    assert!(!books.is_even(), "sums beyond any case are counted, not wrapped");
}
