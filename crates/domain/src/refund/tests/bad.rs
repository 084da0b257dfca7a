//! Input that makes no sense is refused by name; sums at the end of what can be counted are exact or refused, never wrapped.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{ARRIVED, Country};
use crate::calendar::days_before;
use crate::refund::{RefundError as E, RefundInput, RefundRule, compute};

fn refused(change: impl Fn(&mut RefundInput)) -> E {
    let country = Country::oman();
    let mut input = country.paid(1_000, ARRIVED, ARRIVED);
    assert!(compute(&country.refund, &input).is_ok());
    change(&mut input);
    compute(&country.refund, &input).expect_err("it makes no sense")
}

#[test]
fn sums_below_zero_are_refused_by_name() {
    type Change = fn(&mut RefundInput);
    let changes: [(Change, &str); 7] = [
        (|i| i.total_minor = -1, "the total"),
        (|i| i.service_minor = -1, "the service fee"),
        (|i| i.government_minor = -1, "the government's part"),
        (|i| i.deposit_minor = -1, "the deposit"),
        (|i| i.paid_minor = -1, "what was paid"),
        (|i| i.costs_minor = i64::MIN, "the documented costs"),
        (|i| i.government_fee_minor = -1, "the approved government fee"),
    ];
    for (change, name) in changes {
        assert_eq!(refused(change), E::Negative(name));
    }
}

#[test]
fn costs_and_fees_above_what_was_paid_are_refused_and_not_cut() {
    let above = |part, minor, whole, whole_minor| E::Above { part, minor, whole, whole_minor };
    assert_eq!(refused(|i| i.costs_minor = 1_001), above("the documented costs", 1_001, "what was paid", 1_000));
    assert_eq!(refused(|i| i.paid_minor = 1_001), above("what was paid", 1_001, "the total", 1_000));
    let fee = "the approved government fee";
    assert_eq!(refused(|i| i.government_fee_minor = 1), above(fee, 1, "the government's part", 0));
    let unpaid = |i: &mut RefundInput| (i.paid_minor, i.government_minor, i.government_fee_minor) = (100, 141, 141);
    assert_eq!(refused(unpaid), above(fee, 141, "what was paid", 100));
    assert_eq!(
        refused(|i| i.costs_minor = 1_001).to_string(),
        "the documented costs is 1001, above 1000 (what was paid)"
    );
}

#[test]
fn a_formula_needs_its_dates_in_their_order_and_months_that_can_be_counted() {
    assert_eq!(refused(|i| i.guarantee = None), E::NoArrival);
    assert_eq!(refused(|i| i.left_on = None), E::NoEnd);
    let left_on = days_before(ARRIVED, 1);
    assert_eq!(refused(|i| i.left_on = Some(left_on)), E::EndBeforeArrival { arrived_on: ARRIVED, left_on });
    assert_eq!(
        (refused(|i| i.contract_months = 0), refused(|i| i.contract_months = 121)),
        (E::ContractMonths, E::ContractMonths)
    );
}

#[test]
fn the_largest_sum_is_reckoned_exactly() {
    let country = Country::emirates();
    let mut input = country.paid(i64::MAX, date(2026, 1, 10), date(2027, 3, 25));
    assert_eq!(country.sum(&input), 3_458_764_513_820_540_928, "9/24 of it is ...927.625");
    input.left_on = Some(Date::MAX);
    assert_eq!(country.sum(&input), 0);
    let qatar = Country::qatar();
    let input = qatar.paid(i64::MAX, date(2026, 1, 10), date(2026, 4, 11));
    assert_eq!(qatar.sum(&input), i64::MAX - 1_383_505_805_528_216_371, "15 % of it is ...371.05");
}

#[test]
fn who_paid_a_part_gets_no_more_than_that_part_back() {
    let country = Country::emirates();
    let mut input = country.paid(1_500_000, date(2026, 1, 10), date(2027, 3, 25));
    input.paid_minor = 500_000;
    let working = compute(&country.refund, &input).expect("a working");
    assert_eq!(working.sum_minor(), 500_000);
    assert!(working.lines.iter().any(|line| line.what == crate::refund::WorkingWord::PaidOnly));
}

const RULES: [RefundRule; 6] = [
    RefundRule::Nothing,
    RefundRule::Full,
    RefundRule::LessActualCost,
    RefundRule::LessGovernmentFee,
    RefundRule::ByFormula,
    RefundRule::Forfeited,
];

proptest! {
    #[test]
    fn whatever_is_given_a_working_lies_between_nothing_and_what_was_paid_or_is_refused(
        sums: [i64; 7], country in 0..5_usize, rule in 0..6_usize, months: u16, left in -4_371_587..2_932_896_i32, small: bool,
    ) {
        let country = &Country::all()[country];
        let left_on = date(1970, 1, 1).saturating_add(jiff::Span::new().days(left));
        // Mostly sums that fit each other, so that more than refusals is tried.
        let sum = |nth: usize| if small { sums[nth].rem_euclid(1 << (12 + nth)) } else { sums[nth] };
        let input = RefundInput {
            rule: RULES[rule],
            total_minor: sum(6),
            paid_minor: sum(5),
            deposit_minor: sum(4),
            government_minor: sum(3),
            service_minor: sum(2),
            government_fee_minor: sum(1),
            costs_minor: sum(0),
            contract_months: if small { 1 + months % 120 } else { months },
            ..country.paid(0, ARRIVED, left_on)
        };
        if let Ok(working) = compute(&country.refund, &input) {
            prop_assert!((0..=input.paid_minor).contains(&working.sum_minor()));
            let last = working.lines.last().map(|line| line.figure);
            prop_assert_eq!(last, Some(crate::refund::Figure::Sum { minor: working.sum_minor() }));
            prop_assert!(working.owes(working.sum_minor()) && working.allows(working.sum_minor()));
            prop_assert!(!working.allows(-1) && !working.allows(input.paid_minor.saturating_add(1)) || input.paid_minor == i64::MAX);
        }
    }
}
