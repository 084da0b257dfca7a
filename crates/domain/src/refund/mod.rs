//! What goes back to the customer, and how it is reckoned: the rule is data of the pack, the working is data that prints.
//!
//! Pure sums and dates. Never who approves or pays (the case does that), nor how a working is worded (the pages do that).

mod formula;
mod months;
mod rules;
#[cfg(test)]
mod tests;
mod working;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::rules::{Base, MonthCounts, RefundRules, Share, Stage, Until};
pub use self::working::{Figure, Line, Sum, Working, WorkingWord};
use crate::money::Currency;

/// What goes back to the customer when a case ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundRule {
    /// Nothing was paid, or nothing is owed.
    Nothing,
    /// All of it.
    Full,
    /// All but documented costs, up to the pack's cap.
    LessActualCost,
    /// All but government fees already approved.
    LessGovernmentFee,
    /// What the printed formula says (guarantee).
    ByFormula,
    /// Nothing, because the employer abused the worker. The worker's own costs stay covered.
    Forfeited,
}

/// What a refund is reckoned from. Sums are minor units of the case's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundInput {
    /// What the ending of the case says.
    pub rule: RefundRule,
    /// What all sums are in; for the print.
    pub currency: Currency,
    /// What the customer was to pay altogether.
    pub total_minor: i64,
    /// What of it is the service fee, with its tax.
    pub service_minor: i64,
    /// What of it goes to the government.
    pub government_minor: i64,
    /// What of it was the deposit.
    pub deposit_minor: i64,
    /// What the customer paid.
    pub paid_minor: i64,
    /// How long the contract is: 1 to 120 months.
    pub contract_months: u16,
    /// The guarantee, for a refund by formula.
    pub guarantee: Option<Guarantee>,
    /// The last day that counts as served, in Muscat; for a refund by formula.
    pub left_on: Option<Date>,
    /// Costs that the agency documented, for a customer who cancels.
    pub costs_minor: i64,
    /// Government fees that were approved already and cannot come back.
    pub government_fee_minor: i64,
    /// What was found about the employer.
    pub findings: Findings,
}

/// The guarantee of a case, as it was set at the arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarantee {
    /// The day of arrival.
    pub arrived_on: Date,
    /// Its last day.
    pub until: Date,
}

/// What the operator found about the employer. Which of it takes the refund away is said by the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Findings {
    /// The employer abused the worker.
    pub employer_abuse: bool,
    /// The employer broke employment law, or committed an offence against the worker.
    pub employer_offence: bool,
    /// The employer named the worker to the agency, which so chose nobody.
    pub employer_named: bool,
}

/// What a case does not know by itself. The default is: nothing was found, and the day of the claim counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// The day on which the worker left. `None`: the day of the claim.
    pub left_on: Option<Date>,
    /// Costs that the agency documented, minor units.
    pub costs_minor: i64,
    /// Government fees that were approved already, minor units.
    pub government_fee_minor: i64,
    /// What was found about the employer. Abuse that the claim's ruling names counts without it.
    pub findings: Findings,
}

/// Why there is no working, or no cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// A sum below zero.
    #[error("{0} is below zero")]
    Negative(&'static str),
    /// A part is more than the whole that it is part of.
    #[error("{part} is {minor}, above {whole_minor} ({whole})")]
    Above {
        /// Which sum.
        part: &'static str,
        /// How much it is.
        minor: i64,
        /// What it may not exceed.
        whole: &'static str,
        /// How much that is.
        whole_minor: i64,
    },
    /// A formula was asked for a worker who did not arrive.
    #[error("the day of arrival is missing")]
    NoArrival,
    /// A formula was asked without the day on which the placement ended.
    #[error("the day on which the worker left is missing")]
    NoEnd,
    /// The placement ends before it began.
    #[error("the worker left on {left_on}, before arriving on {arrived_on}")]
    EndBeforeArrival {
        /// The day of arrival.
        arrived_on: Date,
        /// The day that was given as the end.
        left_on: Date,
    },
    /// Months cannot be counted so.
    #[error("a contract has 1 to 120 months")]
    ContractMonths,
    /// Sums beyond what can be counted.
    #[error("the sums are beyond what can be counted")]
    TooLarge,
}

/// Reckons a refund and keeps each step of the reckoning.
///
/// # Errors
/// For sums below zero, costs or fees above what was paid, a part above the total, a formula without its dates, or an end before
/// the arrival. Nothing is corrected silently: whoever entered it enters it anew.
pub fn compute(rules: &RefundRules, input: &RefundInput) -> Result<Working, RefundError> {
    check(input)?;
    let mut working = Working::of(input);
    let paid = input.paid_minor;
    Ok(match input.rule {
        RefundRule::Nothing => working.nothing(WorkingWord::NothingOwed),
        RefundRule::Forfeited => working.nothing(WorkingWord::EmployerAbuse),
        RefundRule::Full => {
            working.write(WorkingWord::AllOfIt, Figure::Sum { minor: paid });
            working.ends(Sum::Exactly { minor: paid })
        }
        RefundRule::LessActualCost => {
            let cap = rules.cancel_cost_cap_basis_points.of(input.deposit_minor);
            working.write(WorkingWord::CostsDocumented, Figure::Sum { minor: input.costs_minor });
            working.write(WorkingWord::CostsCap, Figure::Sum { minor: cap });
            let costs = input.costs_minor.min(cap);
            working.write(WorkingWord::LessCosts, Figure::Sum { minor: costs });
            working.ends(Sum::Exactly { minor: paid - costs })
        }
        RefundRule::LessGovernmentFee => {
            let fee = input.government_fee_minor;
            working.write(WorkingWord::LessGovernmentFee, Figure::Sum { minor: fee });
            working.ends(Sum::Exactly { minor: paid - fee })
        }
        RefundRule::ByFormula => formula::reckon(rules, input, working)?,
    })
}

fn check(input: &RefundInput) -> Result<(), RefundError> {
    let sums = [
        ("the total", input.total_minor),
        ("the service fee", input.service_minor),
        ("the government's part", input.government_minor),
        ("the deposit", input.deposit_minor),
        ("what was paid", input.paid_minor),
        ("the documented costs", input.costs_minor),
        ("the approved government fee", input.government_fee_minor),
    ];
    if let Some((name, _)) = sums.iter().find(|(_, minor)| *minor < 0) {
        return Err(RefundError::Negative(name));
    }
    let [total, service, government, deposit, paid, costs, fee] = sums;
    let pairs = [
        (service, total),
        (government, total),
        (deposit, total),
        (paid, total),
        (costs, paid),
        (fee, government),
        (fee, paid),
    ];
    match pairs.into_iter().find(|(part, whole)| part.1 > whole.1) {
        Some(((part, minor), (whole, whole_minor))) => Err(RefundError::Above { part, minor, whole, whole_minor }),
        None if !(1..=120).contains(&input.contract_months) => Err(RefundError::ContractMonths),
        None => Ok(()),
    }
}
