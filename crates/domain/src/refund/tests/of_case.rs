//! The refund of a case: the day of its claim counts, through a ruling, an approval and a replacement that did not come.

use jiff::SignedDuration;

use crate::calendar::{days_after, muscat};
use crate::case::{Ruling, Step};
use crate::refund::{Found, RefundError, Sum, WorkingWord};
use crate::sample::Journey;
use crate::words::{Role, StateToken as S, Statement, StepToken as Do, TimerKind};

/// A claim so many days after the arrival, which holds.
fn claimed(days: i64) -> Journey {
    let mut journey = Journey::to(S::InGuarantee);
    let arrived_on = journey.case.state.arrival().expect("arrived").arrived_on;
    while muscat(journey.at) < days_after(arrived_on, u16::try_from(days).expect("few")) {
        journey.wait(SignedDuration::from_hours(1));
    }
    journey.go(Do::Claim, Role::Customer);
    journey.go(Do::RuleClaim, Role::Moderator);
    journey
}

fn sum(journey: &Journey) -> Result<Sum, RefundError> {
    journey.case.refund_working(&journey.pack, &Found::default()).map(|working| working.sum)
}

#[test]
fn a_claim_of_day_180_brings_all_back_and_one_of_day_181_nothing() {
    let approve = |amount_minor| Step::ApproveRefund { amount_minor };
    for days in [179, 180] {
        let journey = claimed(days);
        assert_eq!(sum(&journey), Ok(Sum::Exactly { minor: 800_001 }), "day {days}");
        assert_eq!(journey.rule(&approve(800_002), Role::Moderator), "refund_by_rule");
        assert!(journey.attempt(&approve(800_001), Role::Moderator).is_ok());
    }
    let journey = claimed(181);
    assert_eq!(sum(&journey), Ok(Sum::Exactly { minor: 0 }));
    assert_eq!(journey.rule(&approve(1), Role::Moderator), "refund_by_rule");
    assert!(journey.attempt(&approve(0), Role::Moderator).is_ok());
}

#[test]
fn the_day_of_the_claim_counts_however_long_ruling_approval_and_replacement_take() {
    let mut journey = claimed(180);
    let day = journey.case.claimed_on();
    assert_eq!(day, Some(muscat(journey.at)));
    let mut replaced = journey.clone();
    journey.wait(SignedDuration::from_hours(24 * 13));
    journey.heard();
    journey.take(&Step::ApproveRefund { amount_minor: 800_001 }, Role::Moderator);
    assert_eq!((journey.case.claimed_on(), sum(&journey)), (day, Ok(Sum::Exactly { minor: 800_001 })));

    replaced.go(Do::ChooseReplacement, Role::Customer);
    replaced.run_out(TimerKind::ReplacementOpen);
    assert_eq!((replaced.case.claimed_on(), sum(&replaced)), (day, Ok(Sum::Exactly { minor: 800_001 })));
    replaced.heard();
    replaced.take(&Step::ApproveRefund { amount_minor: 800_001 }, Role::Moderator);
}

#[test]
fn before_a_claim_it_is_asked_for_a_day() {
    let journey = Journey::to(S::InGuarantee);
    let arrived_on = journey.case.state.arrival().expect("arrived").arrived_on;
    assert_eq!((journey.case.claimed_on(), sum(&journey)), (None, Err(RefundError::NoEnd)));
    let on = |days| Found { left_on: Some(days_after(arrived_on, days)), ..Found::default() };
    let would = |days| journey.case.refund_working(&journey.pack, &on(days)).map(|working| working.sum_minor());
    assert_eq!((would(180), would(181)), (Ok(800_001), Ok(0)));
}

#[test]
fn each_ending_before_the_arrival_has_its_working() {
    let found = Found { costs_minor: 300_000, government_fee_minor: 141_000, ..Found::default() };
    let of = |state| {
        let journey = Journey::to(state);
        let working = journey.case.refund_working(&journey.pack, &found).expect("a working");
        let approve = Step::ApproveRefund { amount_minor: working.sum_minor() };
        let allowed = journey.attempt(&approve, Role::Moderator).is_ok();
        (working.sum_minor(), allowed)
    };
    assert_eq!(of(S::CancelledByCustomer), (400_001 - 200_001, true), "half of the deposit, halves away from zero");
    assert_eq!(of(S::CancelledByAgency), (400_001, true));
    assert_eq!(of(S::WorkerWithdrew), (400_001, true));
    assert_eq!(of(S::PermitRefused), (259_001, true));
    let early = Journey::to(S::Declined);
    assert_eq!(sum(&early), Ok(Sum::Exactly { minor: 0 }));
}

#[test]
fn abuse_by_the_employer_forfeits_and_the_working_says_so() {
    let mut journey = Journey::to(S::Claim);
    journey.take(&Step::RuleClaim { ruling: Ruling::Founded, employer_abuse: true }, Role::Moderator);
    let working = journey.case.refund_working(&journey.pack, &Found::default()).expect("a working");
    assert_eq!(working.sum, Sum::Exactly { minor: 0 });
    assert!(working.lines.iter().any(|line| line.what == WorkingWord::EmployerAbuse));
}

#[test]
fn no_sum_is_approved_whose_working_cannot_be_reckoned() {
    let mut journey = claimed(20);
    journey.case.account.paid_minor = 900_000;
    assert!(matches!(sum(&journey), Err(RefundError::Above { .. })), "more was paid than was agreed");
    assert_eq!(journey.rule(&Step::ApproveRefund { amount_minor: 1 }, Role::Moderator), "refund_by_rule");
    journey.case.account.paid_minor = 800_001;
    journey.unsaid(Statement::FormulaPrinted);
    assert_eq!(journey.rule(&Step::ApproveRefund { amount_minor: 1 }, Role::Moderator), "refund_by_rule");
}
