//! A refund after the arrival: the stage that counts on the day of leaving, and its share.

use jiff::civil::Date;

use super::rules::{Base, MonthCounts, RefundRules, Share, Stage, Until};
use super::working::{Figure, Sum, Working, WorkingWord as W};
use super::{RefundError, RefundInput};
use crate::money::{BasisPoints, portion};

/// Where in the guarantee the worker left.
#[derive(Clone, Copy)]
struct Served {
    counts: MonthCounts,
    arrived_on: Date,
    left_on: Date,
    /// The stage before the one that counts, and its last day.
    before: Option<(Until, Date)>,
}

pub(super) fn reckon(rules: &RefundRules, input: &RefundInput, mut working: Working) -> Result<Working, RefundError> {
    if let Some(why) = rules.forfeits(input.findings) {
        return Ok(working.nothing(why));
    }
    let guarantee = input.guarantee.ok_or(RefundError::NoArrival)?;
    let (arrived_on, left_on) = (guarantee.arrived_on, input.left_on.ok_or(RefundError::NoEnd)?);
    if left_on < arrived_on {
        return Err(RefundError::EndBeforeArrival { arrived_on, left_on });
    }
    working.write(W::Arrived, Figure::Day { on: arrived_on });
    working.write(W::Left, Figure::Day { on: left_on });
    let mut before = None;
    for stage in &rules.stages {
        let last = stage.until.date(guarantee);
        if left_on <= last {
            working.write(W::Within, Figure::Day { on: last });
            let served = Served { counts: rules.month_counts, arrived_on, left_on, before };
            let sum = share(stage, input, served, &mut working)?;
            return Ok(working.ends(sum));
        }
        before = Some((stage.until, last));
    }
    if let Some((_, last)) = before {
        working.write(W::After, Figure::Day { on: last });
    }
    Ok(working.nothing(W::NothingOwed))
}

fn share(stage: &Stage, input: &RefundInput, served: Served, working: &mut Working) -> Result<Sum, RefundError> {
    let base = match stage.base {
        Base::Total => input.total_minor,
        Base::ServiceFee => {
            working.write(W::ServiceFee, Figure::Sum { minor: input.service_minor });
            input.service_minor
        }
    };
    let minor = match stage.share {
        Share::Full | Share::ReplacementOrFull => {
            working.write(W::AllOfIt, Figure::Sum { minor: base });
            base
        }
        Share::ProRataOverMonths(over) => pro_rata(base, over, served, working)?,
        Share::ProRataOverContract => pro_rata(base, input.contract_months, served, working)?,
        Share::LessPerMonthBasisPoints(each) => less_per_month(base, each, served, working),
        Share::AtLeastBasisPoints(least) => {
            let minor = least.of(base);
            let figure = Figure::Share { of_minor: base, share_basis_points: least, times: 1, is_minor: minor };
            working.write(W::AtLeast, figure);
            minor
        }
    };
    let minor = if stage.less_government_fee {
        working.write(W::LessGovernmentFee, Figure::Sum { minor: input.government_fee_minor });
        (minor - input.government_fee_minor).max(0)
    } else {
        minor
    };
    if stage.share == Share::ReplacementOrFull {
        working.write(W::OrReplacement, Figure::None);
    }
    Ok(match stage.share {
        Share::AtLeastBasisPoints(_) => Sum::AtLeast { minor },
        _ => Sum::Exactly { minor },
    })
}

/// For each month that is left of so many.
fn pro_rata(base: i64, over: u16, served: Served, working: &mut Working) -> Result<i64, RefundError> {
    let over = u32::from(over);
    let months = served.counts.between(served.arrived_on, served.left_on).min(over);
    let left = over - months;
    let minor = portion(base, left, over).ok_or(RefundError::ContractMonths)?;
    served.write_months(months, working);
    working.write(W::MonthsLeft, Figure::Months { months: left });
    working.write(W::Portion, Figure::Portion { of_minor: base, times: left, over, is_minor: minor });
    Ok(minor)
}

/// All but a share for each month since the stage began. Rounded once, and never below nothing.
fn less_per_month(base: i64, each: BasisPoints, served: Served, working: &mut Working) -> i64 {
    let months = served.months_in_stage();
    let lost = u32::from(u16::from(each)).saturating_mul(months).min(10_000);
    let minor = portion(base, lost, 10_000).unwrap_or(base);
    if let Some((_, last)) = served.before {
        working.write(W::Since, Figure::Day { on: last });
    }
    served.write_months(months, working);
    let figure = Figure::Share { of_minor: base, share_basis_points: each, times: months, is_minor: minor };
    working.write(W::LessPerMonth, figure);
    base - minor
}

impl Served {
    fn months_in_stage(self) -> u32 {
        match self.before {
            // Counted from the arrival, so that a month that ends on a 30th does not move the next one off the 31st.
            Some((Until::Months(n), _)) => {
                self.counts.between(self.arrived_on, self.left_on).saturating_sub(u32::from(n))
            }
            Some((_, last)) => self.counts.between(last, self.left_on),
            None => self.counts.between(self.arrived_on, self.left_on),
        }
    }

    fn write_months(self, months: u32, working: &mut Working) {
        let what = match self.counts {
            MonthCounts::Begun => W::MonthsBegun,
            MonthCounts::Full => W::MonthsFull,
        };
        working.write(what, Figure::Months { months });
    }
}
