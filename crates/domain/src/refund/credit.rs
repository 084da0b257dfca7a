//! How a refund is cut onto the lines that were invoiced, so that a credit note can name each item and its tax.

use serde::{Deserialize, Serialize};

use super::RefundError;
use crate::item::Item;
use crate::money::{BasisPoints, portion};

/// What of a sum falls to one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Which item.
    pub item: Item,
    /// How much, minor units.
    pub minor: i64,
}

/// After fee and tax, which go back together: what the agency arranged, and last what is the government's.
const THEN: [Item; 3] = [Item::Travel, Item::Insurance, Item::GovernmentFee];

/// Cuts a refund onto what was invoiced: one part for each line, in the lines' order, zeros included.
///
/// The service fee and its tax go back first and together: of the sum with tax the tax is `rate / (1 + rate)`, rounded once,
/// the fee is the rest. Then travel, insurance, and government fees last. The parts sum to the amount, none is above its
/// line, and the refund of everything is every line. To cut a second credit, give what the first one left of each line.
///
/// # Errors
/// For a sum below zero, an item that stands twice, sums beyond counting, or more than was invoiced.
pub fn credit(invoiced: &[Part], vat_rate: BasisPoints, amount_minor: i64) -> Result<Vec<Part>, RefundError> {
    let total = check(invoiced, amount_minor)?;
    if amount_minor > total {
        let (part, whole) = ("the refund", "what was invoiced");
        return Err(RefundError::Above { part, minor: amount_minor, whole, whole_minor: total });
    }
    let of = |item: Item| invoiced.iter().find(|part| part.item == item).map_or(0, |part| part.minor);
    let (fee, vat) = (of(Item::ServiceFee), of(Item::Vat));
    let with_tax = amount_minor.min(fee + vat);
    let rate = u32::from(u16::from(vat_rate));
    let tax = portion(with_tax, rate, 10_000 + rate).ok_or(RefundError::TooLarge)?;
    // Neither the fee nor its tax goes beyond its own line.
    let tax = tax.max(with_tax - fee).min(vat).min(with_tax);
    let mut left = amount_minor - with_tax;
    let rest = THEN.map(|item| {
        let minor = left.min(of(item));
        left -= minor;
        Part { item, minor }
    });
    let cut = |item: Item| match item {
        Item::ServiceFee => with_tax - tax,
        Item::Vat => tax,
        other => rest.iter().find(|part| part.item == other).map_or(0, |part| part.minor),
    };
    Ok(invoiced.iter().map(|part| Part { item: part.item, minor: cut(part.item) }).collect())
}

/// The sum of the lines, once they are possible.
fn check(invoiced: &[Part], amount_minor: i64) -> Result<i64, RefundError> {
    if amount_minor < 0 {
        return Err(RefundError::Negative("the refund"));
    }
    if invoiced.iter().any(|part| part.minor < 0) {
        return Err(RefundError::Negative("an invoiced line"));
    }
    if invoiced.iter().enumerate().any(|(nth, part)| invoiced[..nth].iter().any(|earlier| earlier.item == part.item)) {
        return Err(RefundError::ItemTwice);
    }
    invoiced.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.minor)).ok_or(RefundError::TooLarge)
}
