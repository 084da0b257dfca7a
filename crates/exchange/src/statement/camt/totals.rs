//! The bank's own counts and sums of its entries (`TxsSummry`), worked out again.

use domain::money::{Currency, Money};

use super::super::fault::Wrong;
use super::super::shown;
use super::super::xml::Element;
use super::Reading;

/// Counts and sums of entries, in minor units. LIMIT: 20,000 entries of at most 10^12 stay far below what can be counted.
#[derive(Default)]
pub(super) struct Totals {
    credits: (usize, i64),
    debits: (usize, i64),
}

impl Totals {
    pub fn add(&mut self, minor: i64) {
        let (count, sum) = if minor < 0 { &mut self.debits } else { &mut self.credits };
        *count += 1;
        *sum += minor.abs();
    }

    pub fn net(&self) -> i64 {
        self.credits.1 - self.debits.1
    }

    fn of(&self, part: &str) -> (usize, i64) {
        match part {
            "TtlCdtNtries" => self.credits,
            "TtlDbtNtries" => self.debits,
            _ => (self.credits.0 + self.debits.0, self.credits.1 + self.debits.1),
        }
    }
}

impl Reading {
    /// Some banks count what is only announced, some do not: one of the two must be right for all figures.
    pub(super) fn summary(&mut self, statement: Element<'_>, booked: &Totals, all: &Totals) {
        let Some(summary) = statement.find(&["TxsSummry"]) else { return };
        let wrong = differences(summary, booked, self.expected);
        if wrong.is_empty() || differences(summary, all, self.expected).is_empty() {
            return;
        }
        for (line, wrong) in wrong {
            self.faults.push(line, None, wrong);
        }
    }
}

fn differences(summary: Element<'_>, totals: &Totals, currency: Currency) -> Vec<(usize, Wrong)> {
    let mut wrong = Vec::new();
    let mut differs = |element: Element<'_>, what, found: String| {
        wrong.push((element.line(), Wrong::Total { what, said: shown(element.text()), found }));
    };
    let printed = |minor| Money { minor, currency }.to_string();
    for part in ["TtlNtries", "TtlCdtNtries", "TtlDbtNtries"] {
        let Some(element) = summary.find(&[part]) else { continue };
        let (count, sum) = totals.of(part);
        if let Some(said) = element.find(&["NbOfNtries"]).filter(|said| said.text().parse() != Ok(count)) {
            differs(said, part, count.to_string());
        }
        if let Some(said) = element.find(&["Sum"]).filter(|said| decimal(said.text(), currency) != Some(sum)) {
            differs(said, part, printed(sum));
        }
    }
    // the net sum and its side stand in an element of their own in newer versions
    let Some(total) = summary.find(&["TtlNtries"]) else { return wrong };
    let net = total.find(&["TtlNetNtry"]).and_then(|net| Some((net.find(&["Amt"])?, net.says(&["CdtDbtInd"])?)));
    let older = || Some((total.find(&["TtlNetNtryAmt"])?, total.says(&["CdtDbtInd"])?));
    if let Some((said, side)) = net.or_else(older) {
        let sign = if side == "DBIT" { -1 } else { 1 };
        if decimal(said.text(), currency).map(|minor| minor * sign) != Some(totals.net()) {
            differs(said, "TtlNetNtry", printed(totals.net()));
        }
    }
    wrong
}

/// A sum, which is a plain decimal number of the standard: it may have more zeros than the currency has decimals.
fn decimal(text: &str, currency: Currency) -> Option<i64> {
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    Money::parse(short, currency).map(|money| money.minor)
}
