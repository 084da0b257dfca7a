//! Value added tax: its rates, each from a day on.

use jiff::civil::Date;
use serde::Deserialize;

use crate::money::BasisPoints;

/// `[vat]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatRules {
    /// On services, from these days on, oldest first.
    pub rates: Vec<VatRate>,
}

/// A rate of `[vat]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatRate {
    /// The first day.
    pub from: Date,
    /// The rate.
    pub basis_points: BasisPoints,
}

impl VatRules {
    /// The rate on this day (Muscat); none before the first.
    pub fn rate_on(&self, day: Date) -> BasisPoints {
        let last = self.rates.iter().rev().find(|rate| rate.from <= day);
        last.map_or_else(BasisPoints::default, |rate| rate.basis_points)
    }

    pub(super) fn wrong(&self) -> Option<&'static str> {
        let ordered = self.rates.windows(2).all(|pair| pair[0].from < pair[1].from);
        if ordered { None } else { Some("the rates stand in the order of their days, each day once") }
    }
}
