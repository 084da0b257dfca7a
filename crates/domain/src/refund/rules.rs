//! The `[refund]` section of a pack: the closed vocabulary in which a jurisdiction says what comes back. No sums are reckoned here.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Findings, Guarantee, WorkingWord, months};
use crate::calendar;
use crate::money::BasisPoints;

/// LIMIT: no source has more than three.
const STAGES_MAX: usize = 8;
/// LIMIT: ten years.
const MONTHS_MAX: u16 = 120;
/// LIMIT: ten years.
const DAYS_MAX: u16 = 3660;

/// `[refund]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundRules {
    /// When a customer cancels after the deposit: the largest share of it that documented costs may take.
    pub cancel_cost_cap_basis_points: BasisPoints,
    /// Whether a finding that the employer abused the worker forfeits refund and replacement.
    pub forfeit_on_employer_abuse: bool,
    /// Whether a finding that the employer broke the law forfeits the refund.
    pub forfeit_on_employer_offence: bool,
    /// Whether there is no refund for a worker whom the employer named.
    pub exclude_employer_named: bool,
    /// How long a contract is: 1 to 120 months.
    pub contract_months: u16,
    /// How a part of a month counts as served.
    pub month_counts: MonthCounts,
    /// What comes back after the arrival, in the order of time: 1 to 8. After the last one, nothing.
    pub stages: Vec<Stage>,
}

/// `[[refund.stages]]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its last day.
    pub until: Until,
    /// Of which sum.
    pub base: Base,
    /// Which share of it.
    pub share: Share,
    /// Whether government fees that were approved stay paid.
    pub less_government_fee: bool,
}

/// The last day of a stage, counted from the day of arrival, which is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Until {
    /// The last day of the case's guarantee, as it was set at the arrival.
    Guarantee,
    /// So many days after the arrival: 1 to 3660.
    Days(u16),
    /// The same day of the month so many months after the arrival, or that month's last day: 1 to 120.
    Months(u16),
}

/// Of which sum a share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// All that the customer was to pay.
    Total,
    /// The agency's service fee, with its tax.
    ServiceFee,
}

/// Which share of the base comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// All of it.
    Full,
    /// All of it, or another worker instead: the customer chooses.
    ReplacementOrFull,
    /// For each month that is left of so many.
    ProRataOverMonths(u16),
    /// For each month that is left of the contract.
    ProRataOverContract,
    /// All but this share of the base for each month served since the stage began.
    LessPerMonthBasisPoints(BasisPoints),
    /// This share or more: how much more is for the parties to agree.
    AtLeastBasisPoints(BasisPoints),
}

/// How a part of a month counts as served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthCounts {
    /// A month that began is served.
    Begun,
    /// A month counts once it is full.
    Full,
}

impl RefundRules {
    /// What is wrong with the figures, if anything is.
    pub(crate) fn wrong(&self, guarantee_days: u16) -> Option<&'static str> {
        let months = |n: u16| (1..=MONTHS_MAX).contains(&n);
        let until = |stage: &Stage| match stage.until {
            Until::Guarantee => true,
            Until::Days(days) => (1..=DAYS_MAX).contains(&days),
            Until::Months(n) => months(n),
        };
        let share = |stage: &Stage| match stage.share {
            Share::ProRataOverMonths(n) => months(n),
            _ => true,
        };
        // On one scale, whatever the day of arrival: a month is 365/12 days.
        let length = |stage: &Stage| match stage.until {
            Until::Guarantee => u32::from(guarantee_days) * 12,
            Until::Days(days) => u32::from(days) * 12,
            Until::Months(n) => u32::from(n) * 365,
        };
        match () {
            () if !months(self.contract_months) => Some("contract_months is 1 to 120"),
            () if !(1..=STAGES_MAX).contains(&self.stages.len()) => Some("a refund has 1 to 8 stages"),
            () if !self.stages.iter().all(until) => Some("a stage lasts 1 to 3660 days or 1 to 120 months"),
            () if !self.stages.iter().all(share) => Some("pro rata is over 1 to 120 months"),
            () if !self.stages.is_sorted_by(|one, next| length(one) < length(next)) => {
                Some("each stage ends after the one before it")
            }
            () => None,
        }
    }

    /// The finding for which nothing comes back, if one is such.
    pub(super) const fn forfeits(&self, found: Findings) -> Option<WorkingWord> {
        match () {
            () if found.employer_abuse && self.forfeit_on_employer_abuse => Some(WorkingWord::EmployerAbuse),
            () if found.employer_offence && self.forfeit_on_employer_offence => Some(WorkingWord::EmployerOffence),
            () if found.employer_named && self.exclude_employer_named => Some(WorkingWord::EmployerNamed),
            () => None,
        }
    }
}

impl Until {
    /// The last day of the stage in this guarantee.
    pub fn date(self, guarantee: Guarantee) -> Date {
        match self {
            Self::Guarantee => guarantee.until,
            Self::Days(days) => calendar::days_after(guarantee.arrived_on, days),
            Self::Months(n) => calendar::months_after(guarantee.arrived_on, i32::from(n)),
        }
    }
}

impl MonthCounts {
    /// The months served from one day to a later one; none if it is not later.
    pub fn between(self, from: Date, to: Date) -> u32 {
        let full = months::full(from, to);
        let begun = full + u32::from(months::after(from, full) < to);
        match self {
            Self::Begun => begun,
            Self::Full => full,
        }
    }
}
