//! The published examples, and what comes back on the days around each border.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{ARRIVED, Country};
use crate::calendar::{Term, days_after, months_after};
use crate::refund::{Figure, Findings, Line, MonthCounts, RefundInput, RefundRule, Sum, WorkingWord as W, compute};

fn line(what: W, figure: Figure) -> Line {
    Line { what, figure }
}

const fn sum(minor: i64) -> Figure {
    Figure::Sum { minor }
}

const fn day(on: Date) -> Figure {
    Figure::Day { on }
}

#[test]
fn in_the_emirates_fifteen_thousand_left_in_month_fifteen_are_five_thousand_six_hundred_and_twenty_five() {
    let country = Country::emirates();
    let (arrived, left) = (date(2026, 1, 10), date(2027, 3, 25));
    let working = compute(&country.refund, &country.paid(1_500_000, arrived, left)).expect("a working");
    assert_eq!(working.sum, Sum::Exactly { minor: 562_500 });
    assert_eq!(
        working.lines,
        [
            line(W::Total, sum(1_500_000)),
            line(W::Paid, sum(1_500_000)),
            line(W::Arrived, day(arrived)),
            line(W::Left, day(left)),
            line(W::Within, day(date(2028, 1, 10))),
            line(W::MonthsBegun, Figure::Months { months: 15 }),
            line(W::MonthsLeft, Figure::Months { months: 9 }),
            line(W::Portion, Figure::Portion { of_minor: 1_500_000, times: 9, over: 24, is_minor: 562_500 }),
            line(W::Refund, sum(562_500)),
        ]
    );
    let text = serde_json::to_string(&working).expect("JSON");
    assert_eq!(serde_json::from_str::<crate::refund::Working>(&text).ok(), Some(working));
}

#[test]
fn in_the_emirates_all_comes_back_for_six_months_and_nothing_after_two_years_or_for_a_worker_named_by_the_employer() {
    let country = Country::emirates();
    let at = |left| country.sum(&country.paid(1_500_000, ARRIVED, left));
    assert_eq!(at(date(2026, 7, 31)), 1_500_000, "the last day of six months");
    assert_eq!(at(date(2026, 8, 1)), 1_500_000 / 24 * 17, "the seventh month began");
    assert_eq!((at(date(2027, 12, 31)), at(date(2028, 1, 1)), at(date(2028, 2, 1))), (62_500, 0, 0));
    let mut named = country.paid(1_500_000, ARRIVED, date(2026, 3, 1));
    named.findings.employer_named = true;
    assert_eq!(country.sum(&named), 0);
    assert_eq!(country.refund_pay, Term::Days(30));
}

#[test]
fn in_saudi_arabia_the_months_that_are_left_of_the_contract_come_back_within_ninety_days() {
    let country = Country::saudi();
    let at = |left| country.sum(&country.paid(1_500_000, date(2026, 3, 1), left));
    assert_eq!(at(date(2026, 5, 10)), 1_312_500, "in month 3: 15,000.00 x 21 / 24");
    assert_eq!(at(date(2026, 3, 1)), 1_500_000, "on the day of arrival");
    assert_eq!((at(date(2026, 5, 30)), at(date(2026, 5, 31))), (1_312_500, 0), "day 90 and day 91");
    let mut shorter = country.paid(1_000_000, date(2026, 3, 1), date(2026, 5, 10));
    shorter.contract_months = 21;
    assert_eq!(country.sum(&shorter), 857_143, "10,000.00 x 18 / 21, rounded once");
    shorter.contract_months = 2;
    assert_eq!(country.sum(&shorter), 0, "a contract that was over has no months left");
}

#[test]
fn in_qatar_fifteen_percent_go_for_each_month_after_the_first_three_and_the_government_fees_with_them() {
    let country = Country::qatar();
    let mut input = country.paid(1_200_000, ARRIVED, date(2026, 4, 30));
    (input.government_minor, input.government_fee_minor) = (50_000, 50_000);
    assert_eq!(country.sum(&input), 1_200_000, "the last day of three months");
    for (left, comes_back) in [
        (date(2026, 5, 1), 1_200_000 - 180_000 - 50_000),
        (date(2026, 5, 31), 1_200_000 - 180_000 - 50_000),
        (date(2026, 6, 1), 1_200_000 - 360_000 - 50_000),
        (date(2026, 10, 31), 1_200_000 - 1_080_000 - 50_000),
        (date(2026, 11, 1), 0),
    ] {
        assert_eq!(country.sum(&RefundInput { left_on: Some(left), ..input.clone() }), comes_back, "{left}");
    }
    let late = compute(&country.refund, &RefundInput { left_on: Some(date(2026, 6, 1)), ..input.clone() });
    let lines = late.expect("a working").lines;
    assert!(lines.contains(&line(W::Since, day(date(2026, 4, 30)))), "{lines:?}");
    assert!(lines.contains(&line(W::MonthsBegun, Figure::Months { months: 2 })), "{lines:?}");
    for findings in [
        Findings { employer_abuse: true, ..Findings::default() },
        Findings { employer_offence: true, ..Findings::default() },
    ] {
        assert_eq!(country.sum(&RefundInput { findings, ..input.clone() }), 0, "lost on the first day as well");
    }
}

#[test]
fn in_singapore_at_least_half_of_the_service_fee_comes_back_unless_the_employer_broke_the_law() {
    let country = Country::singapore();
    let mut input = country.paid(300_000, ARRIVED, date(2026, 7, 31));
    input.service_minor = 200_001;
    let working = compute(&country.refund, &input).expect("a working");
    assert_eq!(working.sum, Sum::AtLeast { minor: 100_001 }, "a half is rounded up: never below half");
    assert!(working.owes(100_001) && working.owes(300_000) && !working.owes(100_000) && !working.owes(300_001));
    input.left_on = Some(date(2026, 8, 1));
    assert_eq!(country.sum(&input), 0, "after six months");
    input.left_on = Some(ARRIVED);
    input.findings.employer_offence = true;
    assert_eq!(country.sum(&input), 0);
}

#[test]
fn in_oman_all_comes_back_until_day_180_and_nothing_from_day_181_on() {
    let country = Country::oman();
    let at = |days| compute(&country.refund, &country.paid(1_126_000, ARRIVED, days_after(ARRIVED, days)));
    for (days, comes_back) in [(0, 1_126_000), (179, 1_126_000), (180, 1_126_000), (181, 0), (730, 0)] {
        assert_eq!(at(days).map(|working| working.sum), Ok(Sum::Exactly { minor: comes_back }), "day {days}");
    }
    let lines = at(180).expect("a working").lines;
    assert!(lines.contains(&line(W::OrReplacement, Figure::None)), "the household may take another worker");
    assert!(at(181).expect("a working").lines.contains(&line(W::After, day(days_after(ARRIVED, 180)))));
    let mut abused = country.paid(1_126_000, ARRIVED, ARRIVED);
    abused.findings.employer_abuse = true;
    assert_eq!(country.sum(&abused), 0);
    abused.findings = Findings { employer_abuse: false, employer_offence: true, employer_named: true };
    assert_eq!(country.sum(&abused), 1_126_000, "what the pack does not name takes nothing away");
}

#[test]
fn before_the_arrival_the_ending_decides() {
    let country = Country::oman();
    let of = |rule, costs_minor, government_fee_minor| {
        let input = country.paid(1_126_000, ARRIVED, ARRIVED);
        let (paid_minor, government_minor) = (563_000, 141_000);
        let input = RefundInput { rule, government_minor, paid_minor, costs_minor, government_fee_minor, ..input };
        country.sum(&RefundInput { guarantee: None, left_on: None, ..input })
    };
    assert_eq!(of(RefundRule::Full, 0, 0), 563_000);
    assert_eq!(of(RefundRule::LessActualCost, 100_000, 0), 463_000);
    assert_eq!(of(RefundRule::LessActualCost, 563_000, 0), 563_000 - 281_500, "half of the deposit at most");
    assert_eq!(of(RefundRule::LessGovernmentFee, 0, 141_000), 422_000);
    assert_eq!((of(RefundRule::Nothing, 0, 0), of(RefundRule::Forfeited, 0, 0)), (0, 0));
}

#[test]
fn months_end_on_the_same_day_or_on_the_last_one() {
    let months = |to| (MonthCounts::Begun.between(ARRIVED, to), MonthCounts::Full.between(ARRIVED, to));
    for (to, begun, full) in [
        (date(2026, 1, 30), 0, 0),
        (date(2026, 1, 31), 0, 0),
        (date(2026, 2, 1), 1, 0),
        (date(2026, 2, 27), 1, 0),
        (date(2026, 2, 28), 1, 1),
        (date(2026, 3, 1), 2, 1),
        (date(2026, 3, 30), 2, 1),
        (date(2026, 3, 31), 2, 2),
        (date(2027, 1, 31), 12, 12),
    ] {
        assert_eq!(months(to), (begun, full), "{to}");
    }
}

#[test]
fn full_months_leave_the_begun_one_to_the_household() {
    let mut country = Country::emirates();
    country.refund.month_counts = MonthCounts::Full;
    let input = country.paid(1_500_000, date(2026, 1, 10), date(2027, 3, 25));
    assert_eq!(country.sum(&input), 625_000, "14 months are full, 10 are left");
}

proptest! {
    #[test]
    fn who_stays_longer_gets_no_more_back_and_nobody_more_than_was_paid(
        total in 0..2_000_000_i64, one in 0..900_u16, other in 0..900_u16, arrived in 0..366_u16, full: bool,
    ) {
        let arrived = days_after(date(2027, 6, 1), arrived);
        for mut country in Country::all() {
            country.refund.month_counts = if full { MonthCounts::Full } else { MonthCounts::Begun };
            let at = |days| country.sum(&RefundInput {
                service_minor: total / 2,
                ..country.paid(total, arrived, days_after(arrived, days))
            });
            let (soon, late) = (at(one.min(other)), at(one.max(other)));
            prop_assert!(0 <= late && late <= soon && soon <= total);
        }
    }

    #[test]
    fn months_are_the_least_that_reach_the_day_and_the_most_that_do_not_pass_it(start in 0..1_500_u16, days in 0..3_000_u16) {
        let from = days_after(date(2026, 1, 1), start);
        let to = days_after(from, days);
        let after = |months: u32| months_after(from, i32::try_from(months).expect("few"));
        let (begun, full) = (MonthCounts::Begun.between(from, to), MonthCounts::Full.between(from, to));
        prop_assert!(after(full) <= to && to < after(full + 1));
        prop_assert!(to <= after(begun) && (begun == 0 || after(begun - 1) < to));
    }
}
