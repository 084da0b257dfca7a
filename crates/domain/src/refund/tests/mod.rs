//! The rules of five countries, bad input, sums cut onto invoices. The packs here are test data: an installation offers none of them.

mod bad;
mod countries;
mod of_case;
mod prospects;

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::{Findings, Guarantee, RefundInput, RefundRule, RefundRules};
use crate::calendar::{Term, days_after};
use crate::money::Currency;

/// What a pack says of refunds, wherever in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Country {
    currency: Currency,
    guarantee_days: u16,
    refund_pay: Term,
    refund: RefundRules,
}

impl Country {
    fn read(text: &str) -> Self {
        let country: Self = toml::from_str(text).expect("the test data is sound");
        assert_eq!(country.refund.wrong(country.guarantee_days), None);
        country
    }

    fn saudi() -> Self {
        Self::read(include_str!("sa.toml"))
    }

    fn emirates() -> Self {
        Self::read(include_str!("ae.toml"))
    }

    fn qatar() -> Self {
        Self::read(include_str!("qa.toml"))
    }

    fn singapore() -> Self {
        Self::read(include_str!("sg.toml"))
    }

    fn oman() -> Self {
        let pack = crate::sample::pack();
        let rules = pack.rules();
        Self {
            currency: rules.money.currency,
            guarantee_days: rules.guarantee.days,
            refund_pay: pack.clock(crate::words::TimerKind::RefundPay).expect("a clock of every pack"),
            refund: rules.refund.clone(),
        }
    }

    fn all() -> [Self; 5] {
        [Self::oman(), Self::saudi(), Self::emirates(), Self::qatar(), Self::singapore()]
    }

    /// All of this was paid; the worker arrived and left then.
    fn paid(&self, total_minor: i64, arrived_on: Date, left_on: Date) -> RefundInput {
        RefundInput {
            rule: RefundRule::ByFormula,
            currency: self.currency,
            total_minor,
            service_minor: 0,
            government_minor: 0,
            deposit_minor: total_minor / 2,
            paid_minor: total_minor,
            contract_months: self.refund.contract_months,
            guarantee: Some(Guarantee { arrived_on, until: days_after(arrived_on, self.guarantee_days) }),
            left_on: Some(left_on),
            costs_minor: 0,
            government_fee_minor: 0,
            findings: Findings::default(),
        }
    }

    fn sum(&self, input: &RefundInput) -> i64 {
        super::compute(&self.refund, input).expect("sound input").sum_minor()
    }
}

/// A day of arrival in a month of 31 days.
const ARRIVED: Date = date(2026, 1, 31);
