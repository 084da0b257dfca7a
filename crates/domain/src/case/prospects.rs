//! What would go back to the customer, by how the case ends: said before anybody pays, reckoned by the same rules as the refund itself.

use jiff::civil::Date;

use super::{Agreement, Case};
use crate::calendar::days_after;
use crate::pack::Pack;
use crate::refund::{Findings, Guarantee, RefundInput, RefundRule, Stage, Sum, Working, compute};

/// How a case may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The household cancels before the arrival.
    Household,
    /// The agency cancels, the worker withdraws, or the arrival is late.
    Others,
    /// The permit is refused.
    Permit,
    /// The worker leaves in this stage after the arrival.
    Stage(Stage),
    /// After the last stage.
    Later,
    /// The employer abused the worker.
    Abuse,
}

/// What would go back then, minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prospect {
    /// How it ends.
    pub ending: Ending,
    /// At least this.
    pub least_minor: i64,
    /// At most this.
    pub most_minor: i64,
}

impl Case {
    /// What would go back by how the case ends from here, in the order of time; nothing before an offer and after an end. Before the
    /// arrival the deposit is taken as paid, after it everything. `today` stands for the day of an arrival that lies ahead.
    pub fn refund_prospects(&self, pack: &Pack, today: Date) -> Vec<Prospect> {
        let Some(agreement) = self.state.agreement().filter(|_| self.state.end().is_none()) else { return Vec::new() };
        let arrived = self
            .state
            .arrival()
            .map(|arrival| Guarantee { arrived_on: arrival.arrived_on, until: arrival.guarantee_until });
        let mut prospects = Vec::new();
        if arrived.is_none() {
            prospects.extend(before_arrival(agreement, pack));
        }
        let days = pack.rules().guarantee.days;
        let guarantee = arrived.unwrap_or(Guarantee { arrived_on: today, until: days_after(today, days) });
        prospects.extend(after_arrival(agreement, pack, guarantee));
        prospects
    }
}

fn before_arrival(agreement: &Agreement, pack: &Pack) -> Vec<Prospect> {
    let deposit = agreement.deposit_minor;
    let fee = agreement.government_minor.min(deposit);
    let of = |rule, costs_minor, government_fee_minor| {
        let input = RefundInput { costs_minor, government_fee_minor, ..input(agreement, pack, rule, deposit) };
        compute(&pack.rules().refund, &input).ok().map(|working| working.sum_minor())
    };
    let between = |ending, least: Option<i64>, most: Option<i64>| {
        Some(Prospect { ending, least_minor: least?, most_minor: most? })
    };
    let (cancelled, refused) = (RefundRule::LessActualCost, RefundRule::LessGovernmentFee);
    let all = of(RefundRule::Full, 0, 0);
    [
        between(Ending::Household, of(cancelled, deposit, 0), of(cancelled, 0, 0)),
        between(Ending::Others, all, all),
        between(Ending::Permit, of(refused, 0, fee), of(refused, 0, 0)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn after_arrival(agreement: &Agreement, pack: &Pack, guarantee: Guarantee) -> Vec<Prospect> {
    let rules = &pack.rules().refund;
    let on = |left_on| {
        let input = RefundInput {
            guarantee: Some(guarantee),
            left_on: Some(left_on),
            ..input(agreement, pack, RefundRule::ByFormula, agreement.total_minor)
        };
        compute(rules, &input).ok()
    };
    let most = |working: &Working| match working.sum {
        Sum::Exactly { minor } => minor,
        Sum::AtLeast { .. } => working.paid_minor,
    };
    let (mut prospects, mut first) = (Vec::new(), guarantee.arrived_on);
    for stage in &rules.stages {
        let last = stage.until.date(guarantee);
        if let Some((begun, over)) = on(first).zip(on(last)) {
            let (least_minor, most_minor) = (begun.sum_minor().min(over.sum_minor()), most(&begun).max(most(&over)));
            prospects.push(Prospect { ending: Ending::Stage(*stage), least_minor, most_minor });
        }
        first = days_after(last, 1);
    }
    prospects.push(Prospect { ending: Ending::Later, least_minor: 0, most_minor: 0 });
    if rules.forfeit_on_employer_abuse {
        prospects.push(Prospect { ending: Ending::Abuse, least_minor: 0, most_minor: 0 });
    }
    prospects
}

/// The refund of this agreement, of which so much was paid, with nothing documented and nothing found.
fn input(agreement: &Agreement, pack: &Pack, rule: RefundRule, paid_minor: i64) -> RefundInput {
    let rules = pack.rules();
    RefundInput {
        rule,
        currency: rules.money.currency,
        total_minor: agreement.total_minor,
        service_minor: agreement.service_minor.saturating_add(agreement.vat_minor),
        government_minor: agreement.government_minor,
        deposit_minor: agreement.deposit_minor,
        paid_minor,
        contract_months: rules.refund.contract_months,
        guarantee: None,
        left_on: None,
        costs_minor: 0,
        government_fee_minor: 0,
        findings: Findings::default(),
    }
}
