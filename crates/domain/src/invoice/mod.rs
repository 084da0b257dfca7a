//! What is invoiced: lines with their tax, how an agreement is cut into its milestones, and how a refund is cut onto what was invoiced.
//!
//! The one place where a share of a sum is rounded: the tax of the whole is exact (halves away from zero), and its parts are cut so that
//! together they are the whole. [`ROUNDING`] names that rule on every invoice.

mod draft;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::case::Agreement;
use crate::money::BasisPoints;
use crate::words::{UnknownWord, words};

pub use draft::{Draft, commission_line, drafts};

/// The rule by which every sum here is rounded and cut; stored with each invoice.
pub const ROUNDING: &str = "whole-then-parts/1";

words! {
    /// What a paper of money is.
    InvoiceKind, "kind of invoice" {
        Deposit = "deposit",
        Balance = "balance",
        Commission = "commission",
        CreditNote = "credit_note",
    }
}

words! {
    /// What a line of an invoice is for. INVARIANT: nothing here is a worker's to pay.
    InvoiceItem, "item of an invoice" {
        ServiceFee = "service_fee",
        Travel = "travel",
        Insurance = "insurance",
        GovernmentFee = "government_fee",
        Commission = "commission",
    }
}

impl InvoiceItem {
    /// Whether tax is due on it: on services. What is passed on at cost (permits, journeys, insurance) is outside its scope.
    pub const fn is_taxed(self) -> bool {
        matches!(self, Self::ServiceFee | Self::Commission)
    }
}

/// One line, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceLine {
    /// For what.
    pub item: InvoiceItem,
    /// Without tax.
    pub net_minor: i64,
    /// The tax on it.
    pub vat_minor: i64,
}

impl InvoiceLine {
    /// With tax.
    pub const fn gross_minor(&self) -> i64 {
        self.net_minor + self.vat_minor
    }

    /// This much of it, with the tax that is in that much: halves of a minor unit away from zero.
    fn part(&self, gross: i64) -> Self {
        let vat = share(gross, self.vat_minor, self.gross_minor());
        Self { net_minor: gross - vat, vat_minor: vat, ..*self }
    }

    fn less(&self, part: &Self) -> Self {
        Self { net_minor: self.net_minor - part.net_minor, vat_minor: self.vat_minor - part.vat_minor, ..*self }
    }
}

/// What lines come to: without tax, and the tax.
pub fn sums(lines: &[InvoiceLine]) -> (i64, i64) {
    lines.iter().fold((0, 0), |(net, vat), line| (net + line.net_minor, vat + line.vat_minor))
}

/// What lines come to with tax.
pub fn total(lines: &[InvoiceLine]) -> i64 {
    let (net, vat) = sums(lines);
    net + vat
}

impl Agreement {
    /// All that the customer pays, line by line.
    pub fn lines(&self) -> Vec<InvoiceLine> {
        let line = |item, net_minor, vat_minor| InvoiceLine { item, net_minor, vat_minor };
        let lines = [
            line(InvoiceItem::ServiceFee, self.service_minor, self.vat_minor),
            line(InvoiceItem::Travel, self.travel_minor, 0),
            line(InvoiceItem::Insurance, self.insurance_minor, 0),
            line(InvoiceItem::GovernmentFee, self.government_minor, 0),
        ];
        lines.into_iter().filter(|line| line.gross_minor() != 0).collect()
    }

    /// The lines of the deposit: of each line of the whole its share, so that they come to the deposit exactly.
    pub fn deposit_lines(&self) -> Vec<InvoiceLine> {
        cut(&self.lines(), self.deposit_minor)
    }

    /// The lines of the balance: the whole without the deposit.
    pub fn balance_lines(&self) -> Vec<InvoiceLine> {
        without(&self.lines(), &self.deposit_lines())
    }

    /// The lines of what was paid: nothing, the deposit, or everything.
    pub fn paid_lines(&self, paid_minor: i64) -> Vec<InvoiceLine> {
        match paid_minor {
            ..=0 => Vec::new(),
            paid if paid >= self.total_minor => self.lines(),
            _ => self.deposit_lines(),
        }
    }
}

/// Of each line its share of this much of the whole: largest remainders first, the earlier line among equals.
fn cut(lines: &[InvoiceLine], gross: i64) -> Vec<InvoiceLine> {
    let whole = total(lines);
    if whole <= 0 {
        return Vec::new();
    }
    let gross = gross.clamp(0, whole);
    let exact = |line: &InvoiceLine| i128::from(line.gross_minor()) * i128::from(gross);
    let floor = |line: &InvoiceLine| small(exact(line) / i128::from(whole));
    let mut parts: Vec<i64> = lines.iter().map(floor).collect();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|at| (-(exact(&lines[*at]) % i128::from(whole)), *at));
    let left = gross - parts.iter().sum::<i64>();
    for at in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[at] += 1;
    }
    let lines = lines.iter().zip(parts).map(|(line, part)| line.part(part));
    lines.filter(|line| line.gross_minor() != 0).collect()
}

/// Lines less others of theirs.
fn without(lines: &[InvoiceLine], others: &[InvoiceLine]) -> Vec<InvoiceLine> {
    let less = |line: &InvoiceLine| {
        let other = others.iter().find(|other| other.item == line.item);
        other.map_or(*line, |other| line.less(other))
    };
    lines.iter().map(less).filter(|line| line.gross_minor() != 0).collect()
}

/// Which of these lines this much gives back: the service and its tax first, then journey and insurance, what went to the
/// government last. `None` for more than they are, or less than nothing.
pub fn credited(lines: &[InvoiceLine], gross: i64) -> Option<Vec<InvoiceLine>> {
    if gross < 0 || gross > total(lines) {
        return None;
    }
    let mut left = gross;
    let mut back = Vec::new();
    for item in InvoiceItem::ALL {
        for line in lines.iter().filter(|line| line.item == *item) {
            let part = line.gross_minor().min(left);
            left -= part;
            back.push(line.part(part));
        }
    }
    back.retain(|line| line.gross_minor() != 0);
    Some(back)
}

/// The line by which the platform asks an agency for its commission.
pub fn commission(net_minor: i64, rate: BasisPoints) -> InvoiceLine {
    InvoiceLine { item: InvoiceItem::Commission, net_minor, vat_minor: rate.of(net_minor) }
}

/// `sum * part / whole`, halves away from zero; 0 where the whole is nothing.
fn share(sum: i64, part: i64, whole: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let (product, whole) = (i128::from(sum) * i128::from(part), i128::from(whole));
    small((product.abs() * 2 + whole) / (whole * 2) * product.signum())
}

fn small(wide: i128) -> i64 {
    i64::try_from(wide).expect("a share is no more than the whole was")
}

/// The number on an invoice: the issuer's series, the year, and a count without gaps: `INV-2026-00017`. LIMIT: 99,999,999 a year.
pub fn number(kind: InvoiceKind, issued_on: Date, n: i64) -> String {
    format!("{}-{}-{n:05}", kind.series(), issued_on.year())
}

impl InvoiceKind {
    /// The letters before its number. Each series of an issuer and year is counted by itself.
    pub const fn series(self) -> &'static str {
        match self {
            Self::Deposit | Self::Balance => "INV",
            Self::Commission => "COM",
            Self::CreditNote => "CRN",
        }
    }
}
