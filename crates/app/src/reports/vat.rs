//! The tax report: what was invoiced and credited, by month and rate, the platform's own invoices apart from the agencies'.

use std::collections::BTreeMap;

use domain::calendar::muscat;
use domain::invoice::InvoiceKind;
use jiff::civil::Date;
use store::tables::invoices::{self, Invoice};
use store::{StoreError, Tx};

use super::{Period, minor};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// Invoices are read in stretches of so many.
const STRETCH: u32 = 1000;

/// One month at one rate, of the platform or of all agencies. Minor units, each column more than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vat {
    /// The first day of the month.
    pub month: Date,
    /// The platform's own invoices, for commission; else the agencies' to their customers.
    pub of_platform: bool,
    /// The rate on services that day, in hundredths of a percent.
    pub basis_points: u16,
    /// Services invoiced, without tax.
    pub net_minor: i64,
    /// The tax on them.
    pub tax_minor: i64,
    /// Services credited, without tax.
    pub credited_net_minor: i64,
    /// The tax on them.
    pub credited_tax_minor: i64,
    /// Passed on at cost, outside the scope of the tax: invoiced less credited.
    pub outside_minor: i64,
}

impl Vat {
    /// Tax of invoices less that of credit notes: what is owed to the state.
    pub const fn owed_minor(&self) -> i64 {
        self.tax_minor.saturating_sub(self.credited_tax_minor)
    }

    /// All that was invoiced with tax, less what was credited.
    pub const fn gross_minor(&self) -> i64 {
        let services = self.net_minor.saturating_sub(self.credited_net_minor);
        services.saturating_add(self.owed_minor()).saturating_add(self.outside_minor)
    }
}

#[derive(Default)]
struct Sums {
    net: i128,
    tax: i128,
    credited_net: i128,
    credited_tax: i128,
    outside: i128,
}

impl Sums {
    fn add(&mut self, paper: &Invoice) {
        let credits = paper.kind == InvoiceKind::CreditNote;
        for line in &paper.body.lines {
            let (net, tax) = (i128::from(line.net_minor), i128::from(line.vat_minor));
            match (line.item.is_taxed(), credits) {
                (true, false) => (self.net, self.tax) = (self.net + net, self.tax + tax),
                (true, true) => {
                    (self.credited_net, self.credited_tax) = (self.credited_net + net, self.credited_tax + tax);
                }
                (false, false) => self.outside += net,
                (false, true) => self.outside -= net,
            }
        }
    }
}

/// The report of a period: oldest month first, agencies before the platform.
pub fn vat_report(tx: &mut Tx, desk: &Desk, caller: &Caller, period: Period) -> Result<Vec<Vat>, AppError> {
    super::open(desk, caller)?;
    let mut months: BTreeMap<(Date, bool, u16), Sums> = BTreeMap::new();
    let add = |paper: &Invoice| {
        let month = muscat(paper.issued_at).first_of_month();
        let key = (month, paper.kind == InvoiceKind::Commission, paper.body.vat_basis_points);
        months.entry(key).or_default().add(paper);
    };
    each(tx, period, add)?;
    let row = |((month, of_platform, basis_points), sums): ((Date, bool, u16), Sums)| Vat {
        month,
        of_platform,
        basis_points,
        net_minor: minor(sums.net),
        tax_minor: minor(sums.tax),
        credited_net_minor: minor(sums.credited_net),
        credited_tax_minor: minor(sums.credited_tax),
        outside_minor: minor(sums.outside),
    };
    Ok(months.into_iter().map(row).collect())
}

/// All rows together, each side for itself or both; `month` is that of the first one. `None` of no rows.
pub fn total<'a>(rows: impl IntoIterator<Item = &'a Vat>) -> Option<Vat> {
    rows.into_iter().copied().reduce(|sum, row| Vat {
        net_minor: sum.net_minor.saturating_add(row.net_minor),
        tax_minor: sum.tax_minor.saturating_add(row.tax_minor),
        credited_net_minor: sum.credited_net_minor.saturating_add(row.credited_net_minor),
        credited_tax_minor: sum.credited_tax_minor.saturating_add(row.credited_tax_minor),
        outside_minor: sum.outside_minor.saturating_add(row.outside_minor),
        ..sum
    })
}

/// Every paper of a period, oldest first.
pub(super) fn each(tx: &mut Tx, period: Period, mut take: impl FnMut(&Invoice)) -> Result<(), StoreError> {
    let (moments, mut after) = (period.moments(), None);
    loop {
        let papers = invoices::between(tx, moments, after, STRETCH)?;
        papers.iter().for_each(&mut take);
        match papers.last() {
            Some(last) if papers.len() == STRETCH as usize => after = Some((last.issued_at, last.id)),
            _ => return Ok(()),
        }
    }
}
