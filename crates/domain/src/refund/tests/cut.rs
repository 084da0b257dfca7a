//! A refund cut onto the lines of an invoice.

use proptest::prelude::*;

use crate::case::Item;
use crate::money::BasisPoints;
use crate::refund::{Part, RefundError as E, credit};
use crate::sample;

const ITEMS: [Item; 5] = [Item::ServiceFee, Item::Vat, Item::GovernmentFee, Item::Travel, Item::Insurance];

fn vat() -> BasisPoints {
    BasisPoints::try_from(500).expect("5 %")
}

fn parts(minor: [i64; 5]) -> Vec<Part> {
    ITEMS.into_iter().zip(minor).map(|(item, minor)| Part { item, minor }).collect()
}

fn cut(minor: [i64; 5], amount: i64) -> Vec<i64> {
    credit(&parts(minor), vat(), amount).expect("a cut").into_iter().map(|part| part.minor).collect()
}

#[test]
fn the_fee_goes_back_with_its_tax_then_travel_then_insurance_and_the_governments_part_last() {
    let invoiced = [600_000, 30_000, 141_000, 90_000, 29_001];
    assert_eq!(cut(invoiced, 0), [0, 0, 0, 0, 0]);
    assert_eq!(cut(invoiced, 105_000), [100_000, 5_000, 0, 0, 0]);
    assert_eq!(cut(invoiced, 100_000), [95_238, 4_762, 0, 0, 0], "100,000 x 5 / 105 = 4,761.9");
    assert_eq!(cut(invoiced, 630_001), [600_000, 30_000, 0, 1, 0]);
    assert_eq!(cut(invoiced, 720_001), [600_000, 30_000, 0, 90_000, 1]);
    assert_eq!(cut(invoiced, 749_002), [600_000, 30_000, 1, 90_000, 29_001]);
    assert_eq!(cut(invoiced, 890_001), invoiced);
}

#[test]
fn the_customers_lines_are_those_of_the_quote_and_the_agencys_are_not_among_them() {
    let lines = sample::quote().customer_parts();
    assert_eq!(lines.iter().map(|part| part.minor).collect::<Vec<_>>(), [600_000, 30_000, 141_000, 29_001]);
    assert!(lines.iter().all(|part| part.item != Item::Travel), "the agency pays the journey");
    assert_eq!(credit(&lines, vat(), 800_001).as_deref(), Ok(&lines[..]));
}

#[test]
fn a_second_credit_takes_what_the_first_one_left() {
    let invoiced = parts([600_000, 30_000, 141_000, 90_000, 29_001]);
    let first = credit(&invoiced, vat(), 333_333).expect("a cut");
    let left: Vec<Part> = invoiced
        .iter()
        .zip(&first)
        .map(|(line, back)| Part { item: line.item, minor: line.minor - back.minor })
        .collect();
    assert_eq!(credit(&left, vat(), 890_001 - 333_333).as_deref(), Ok(&left[..]));
    assert!(credit(&left, vat(), 890_001 - 333_332).is_err());
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let invoiced = [600_000, 30_000, 141_000, 90_000, 29_001];
    let refused = |parts: &[Part], amount| credit(parts, vat(), amount).expect_err("it cannot be cut");
    let whole_minor = 890_001;
    let above = E::Above { part: "the refund", minor: 890_002, whole: "what was invoiced", whole_minor };
    assert_eq!(refused(&parts(invoiced), 890_002), above);
    assert_eq!(refused(&parts(invoiced), -1), E::Negative("the refund"));
    assert_eq!(refused(&parts([1, -1, 0, 0, 0]), 0), E::Negative("an invoiced line"));
    assert_eq!(refused(&parts([i64::MAX, 1, 0, 0, 0]), 0), E::TooLarge);
    assert_eq!(refused(&[parts(invoiced), parts(invoiced)].concat(), 1), E::ItemTwice);
    assert!(refused(&[], 1).to_string().contains("above 0 (what was invoiced)"));
}

proptest! {
    #[test]
    fn the_parts_sum_to_the_amount_and_none_is_above_its_line(
        lines: [u32; 5], amount in any::<prop::sample::Index>(), rate in 0..=10_000_u16, order in Just(ITEMS.to_vec()).prop_shuffle(),
    ) {
        let of = |item: Item| i64::from(lines[ITEMS.iter().position(|one| *one == item).expect("in the list")]);
        let invoiced: Vec<Part> = order.into_iter().map(|item| Part { item, minor: of(item) }).collect();
        let total: i64 = invoiced.iter().map(|part| part.minor).sum();
        let amount = i64::try_from(amount.index(usize::try_from(total).expect("64 bits") + 1)).expect("as it was");
        let rate = BasisPoints::try_from(rate).expect("a share");
        let back = credit(&invoiced, rate, amount).expect("a cut");
        prop_assert_eq!(back.iter().map(|part| part.minor).sum::<i64>(), amount);
        for (line, back) in invoiced.iter().zip(&back) {
            prop_assert_eq!(line.item, back.item);
            prop_assert!((0..=line.minor).contains(&back.minor), "{:?} of {:?}", back, line);
        }
        prop_assert_eq!(credit(&invoiced, rate, total), Ok(invoiced));
    }

    #[test]
    fn the_tax_that_goes_back_is_the_rates_share_of_the_fee_that_goes_back(fee in 0..1_000_000_000_i64, part in 0..=10_000_u16) {
        let tax = vat().of(fee);
        let amount = BasisPoints::try_from(part).expect("a share").of(fee + tax);
        let back = cut([fee, tax, 0, 0, 0], amount);
        // Not every sum is a fee with its tax: 5 % of 9 is 0 and of 10 is 1, so nothing costs 10. Then they are 1 apart.
        prop_assert!((back[1] - vat().of(back[0])).abs() <= 1, "{back:?}");
        let again = back[0] + vat().of(back[0]);
        let exact = cut([fee, tax, 0, 0, 0], again.min(fee + tax));
        prop_assert_eq!(exact[1], vat().of(exact[0]));
    }
}
