//! What the platform takes, by agency: accrued when a case is signed, invoiced when it is completed, taken back with a refund.

use std::collections::BTreeMap;

use domain::OrgId;
use domain::invoice::InvoiceKind;
use domain::ledger::Kind;
use store::Tx;
use store::tables::{ledger, organisations};

use super::vat::each;
use super::{Period, minor};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// The commission of one agency, minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commission {
    /// Its public code.
    pub code: String,
    /// Its trade name, and the same in Arabic.
    pub name: (String, String),
    /// Accrued, without tax.
    pub accrued_minor: i64,
    /// Taken back, without tax.
    pub reversed_minor: i64,
    /// Invoiced, without tax.
    pub invoiced_minor: i64,
    /// The tax on what was invoiced.
    pub tax_minor: i64,
}

#[derive(Default)]
struct Sums {
    accrued: i128,
    reversed: i128,
    invoiced: i128,
    tax: i128,
}

/// The commission of a period, by the agencies' codes.
pub fn commission(tx: &mut Tx, desk: &Desk, caller: &Caller, period: Period) -> Result<Vec<Commission>, AppError> {
    super::open(desk, caller)?;
    let mut agencies: BTreeMap<OrgId, Sums> = BTreeMap::new();
    for (agency, kind, sum) in ledger::commissions(tx, period.moments())? {
        let sums = agencies.entry(agency).or_default();
        match Kind::parse(&kind) {
            Ok(Kind::CommissionAccrued) => sums.accrued += i128::from(sum),
            Ok(Kind::CommissionReversed) => sums.reversed += i128::from(sum),
            _ => {}
        }
    }
    each(tx, period, |paper| {
        if paper.kind == InvoiceKind::Commission {
            let sums = agencies.entry(paper.agency).or_default();
            sums.invoiced += i128::from(paper.net_minor);
            sums.tax += i128::from(paper.vat_minor);
        }
    })?;
    let mut found = Vec::new();
    for (agency, sums) in agencies {
        let org = organisations::get(tx, agency)?;
        let (code, name, name_ar) = org.map_or((None, None, None), |org| (org.code, org.name, org.name_ar));
        let name = name.unwrap_or_default();
        let name_ar = name_ar.filter(|name| !name.is_empty()).unwrap_or_else(|| name.clone());
        found.push(Commission {
            code: code.unwrap_or_default(),
            name: (name, name_ar),
            accrued_minor: minor(sums.accrued),
            reversed_minor: minor(sums.reversed),
            invoiced_minor: minor(sums.invoiced),
            tax_minor: minor(sums.tax),
        });
    }
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}
