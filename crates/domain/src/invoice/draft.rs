//! Which papers a step calls for, read from the same events as the books: so that papers and books cannot say two things.

use super::{InvoiceKind, InvoiceLine, commission, credited};
use crate::calendar;
use crate::case::{Agreement, Case, MoneyEvent as M};
use crate::pack::Pack;

/// A paper that is to be issued: it has lines, and no number yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is.
    pub kind: InvoiceKind,
    /// Its lines; at least one.
    pub lines: Vec<InvoiceLine>,
    /// The invoices of the case that a credit note gives back from.
    pub credits: Vec<InvoiceKind>,
}

/// The papers of one step, in their order.
pub fn drafts(before: &Case, after: &Case, events: impl IntoIterator<Item = M>, pack: &Pack) -> Vec<Draft> {
    let Some(agreed) = after.state.agreement().or_else(|| before.state.agreement()) else { return Vec::new() };
    let drafts = events.into_iter().filter_map(|event| draft(before, after, agreed, event, pack));
    drafts.filter(|draft| !draft.lines.is_empty()).collect()
}

fn draft(before: &Case, after: &Case, agreed: &Agreement, event: M, pack: &Pack) -> Option<Draft> {
    let (kind, lines, credits) = match event {
        M::DepositInvoiced(_) => (InvoiceKind::Deposit, agreed.deposit_lines(), Vec::new()),
        M::BalanceInvoiced(_) => (InvoiceKind::Balance, agreed.balance_lines(), Vec::new()),
        M::CommissionInvoiced => {
            (InvoiceKind::Commission, commission_line(after, pack).into_iter().collect(), Vec::new())
        }
        M::DepositReversed(_) => (InvoiceKind::CreditNote, agreed.deposit_lines(), vec![InvoiceKind::Deposit]),
        M::BalanceReversed(_) => (InvoiceKind::CreditNote, agreed.balance_lines(), vec![InvoiceKind::Balance]),
        M::Refunded(minor) => {
            let paid = before.account.paid_minor;
            let all = [InvoiceKind::Deposit, InvoiceKind::Balance];
            let credits = if paid >= agreed.total_minor { &all[..] } else { &all[..1] };
            (InvoiceKind::CreditNote, credited(&agreed.paid_lines(paid), minor)?, credits.to_vec())
        }
        _ => return None,
    };
    Some(Draft { kind, lines, credits })
}

/// What the platform asks the agency for, were it asked on the day since which the case stands where it does; `None` for nothing.
pub fn commission_line(case: &Case, pack: &Pack) -> Option<InvoiceLine> {
    let rules = pack.rules();
    let fee = rules.money.commission_basis_points.of(case.state.agreement()?.service_minor);
    let line = commission(fee, rules.vat.rate_on(calendar::muscat(case.since)));
    Some(line).filter(|line| line.net_minor > 0)
}
