//! The refund of a case, from what the case itself knows and from what was found.

use jiff::civil::Date;

use super::{Agreement, Case, State};
use crate::calendar;
use crate::pack::Pack;
use crate::refund::{Found, Guarantee, RefundError, RefundInput, Working, compute};
use crate::words::StateToken;

impl Case {
    /// What would go back to the customer, were the case to end now, with its working. `pack` is the one that the case is
    /// pinned to. While no claim was brought, [`Found::left_on`] says for which day it is asked.
    ///
    /// # Errors
    /// See [`compute`].
    pub fn refund_working(&self, pack: &Pack, found: &Found) -> Result<Working, RefundError> {
        let rules = pack.rules();
        let agreed = |minor: fn(&Agreement) -> i64| self.state.agreement().map_or(0, minor);
        let input = RefundInput {
            rule: self.refund_rule(pack),
            currency: rules.money.currency,
            total_minor: agreed(|agreement| agreement.total_minor),
            service_minor: agreed(|agreement| agreement.service_minor.saturating_add(agreement.vat_minor)),
            government_minor: agreed(|agreement| agreement.government_minor),
            deposit_minor: agreed(|agreement| agreement.deposit_minor),
            paid_minor: self.account.paid_minor,
            contract_months: rules.refund.contract_months,
            guarantee: self
                .state
                .arrival()
                .map(|arrival| Guarantee { arrived_on: arrival.arrived_on, until: arrival.guarantee_until }),
            left_on: found.left_on.or_else(|| self.claimed_on()),
            costs_minor: found.costs_minor,
            government_fee_minor: found.government_fee_minor,
            findings: found.findings,
        };
        compute(&rules.refund, &input)
    }

    /// The day, in Muscat, on which the claim was brought that the case stands in or ended with.
    pub fn claimed_on(&self) -> Option<Date> {
        match (&self.state, self.state.end()) {
            (State::Claim { .. }, _) => Some(calendar::muscat(self.since)),
            (_, Some(end)) if end.from == StateToken::Claim => Some(calendar::muscat(end.since)),
            _ => None,
        }
    }
}
