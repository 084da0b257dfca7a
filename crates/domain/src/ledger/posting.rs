//! From what happened to the accounts. Read from the case before the step and after it, so that nothing but the case decides.

use super::{Account as A, Kind, Transaction};
use crate::case::{Agreement, Case, MoneyEvent as M, State};
use crate::invoice::{InvoiceLine, commission_line, credited, sums};
use crate::money::Currency;
use crate::pack::Pack;

/// The entries of one step, in their order. Events that move nothing (a fee that falls due, money that is frozen) have none.
pub fn post(before: &Case, after: &Case, events: impl IntoIterator<Item = M>, pack: &Pack) -> Vec<Transaction> {
    let agreement = after.state.agreement().or_else(|| before.state.agreement());
    let of = Posting { before, after, agreement, pack, currency: pack.rules().money.currency };
    let mut posted: Vec<_> = events.into_iter().flat_map(|event| of.event(event)).collect();
    posted.retain(|transaction| !transaction.lines.is_empty());
    posted
}

/// Money of a customer came in (or, less than nothing, went back) that pays for nothing yet.
pub fn unapplied(minor: i64, currency: Currency) -> Transaction {
    if minor < 0 {
        return Transaction::new(Kind::PaymentReturned, currency).moving(A::Unapplied, A::Bank, -minor);
    }
    Transaction::new(Kind::PaymentReceived, currency).moving(A::Bank, A::Unapplied, minor)
}

struct Posting<'a> {
    before: &'a Case,
    after: &'a Case,
    agreement: Option<&'a Agreement>,
    pack: &'a Pack,
    currency: Currency,
}

/// Where a customer's money of a case stands: `paid = held + vat + fees + agency`.
#[derive(Clone, Copy)]
struct Standing {
    held: i64,
    vat: i64,
    fees: i64,
    agency: i64,
}

impl Posting<'_> {
    fn event(&self, event: M) -> Vec<Transaction> {
        match event {
            M::GovernmentFeeDue(_) | M::Frozen | M::Unfrozen => Vec::new(),
            M::CommissionAccrued => vec![self.commission()],
            M::CommissionReversed => vec![self.commission().reversed(Kind::CommissionReversed)],
            M::CommissionInvoiced => {
                let vat = commission_line(self.after, self.pack).map_or(0, |line| line.vat_minor);
                vec![self.entry(Kind::CommissionInvoiced).moving(A::CommissionDue, A::CommissionVat, vat)]
            }
            M::DepositInvoiced(_) => vec![self.invoiced(Kind::DepositInvoiced, &self.deposit())],
            M::DepositReversed(_) => {
                vec![self.invoiced(Kind::DepositInvoiced, &self.deposit()).reversed(Kind::DepositReversed)]
            }
            M::DepositHeld(minor) => vec![self.received(Kind::DepositHeld, minor, &self.deposit())],
            M::BalanceInvoiced(_) => vec![self.invoiced(Kind::BalanceInvoiced, &self.balance())],
            M::BalanceReversed(_) => {
                vec![self.invoiced(Kind::BalanceInvoiced, &self.balance()).reversed(Kind::BalanceReversed)]
            }
            M::BalanceReceived(minor) => vec![self.received(Kind::BalanceReceived, minor, &self.balance())],
            M::Earned(minor) => {
                // What a hand-over earns, it received in the same step.
                let paid = self.after.account.paid_minor;
                let had = self.standing(paid, self.before.account.earned_minor);
                let has = self.standing(paid, self.before.account.earned_minor + minor);
                let entry = self.entry(Kind::Earned).moving(A::Held, A::FeesAtCost, has.fees - had.fees);
                vec![entry.moving(A::Held, A::Earned, has.agency - had.agency)]
            }
            M::RefundApproved(minor) => {
                let lapsed = self.lapsed().map(|old| self.approval(old).0.reversed(Kind::RefundReversed));
                lapsed.into_iter().chain([self.approval(minor).0]).collect()
            }
            M::Refunded(minor) => {
                let (_, left) = self.approval(minor);
                let fees = self.agreement.map_or(0, |agreed| agreed.government_minor - left.fees).clamp(0, left.held);
                let entry = self.entry(Kind::Refunded).moving(A::Refundable, A::Bank, minor);
                vec![entry.moving(A::Held, A::FeesAtCost, fees).moving(A::Held, A::Earned, left.held - fees)]
            }
        }
    }

    fn entry(&self, kind: Kind) -> Transaction {
        Transaction::new(kind, self.currency)
    }

    fn deposit(&self) -> Vec<InvoiceLine> {
        self.agreement.map(Agreement::deposit_lines).unwrap_or_default()
    }

    fn balance(&self) -> Vec<InvoiceLine> {
        self.agreement.map(Agreement::balance_lines).unwrap_or_default()
    }

    /// The platform's share of the service fee, owed by the agency and by nobody else.
    fn commission(&self) -> Transaction {
        let fee = self.agreement.map_or(0, |agreement| agreement.service_minor);
        let share = self.pack.rules().money.commission_basis_points;
        self.entry(Kind::CommissionAccrued).moving(A::CommissionDue, A::Commission, share.of(fee))
    }

    /// The customer owes it; the tax in it is owed to the state from now on.
    fn invoiced(&self, kind: Kind, lines: &[InvoiceLine]) -> Transaction {
        let (net, vat) = sums(lines);
        self.entry(kind).moving(A::Receivable, A::Billed, net).moving(A::Receivable, A::Vat, vat)
    }

    /// It came in: some of it before, which paid for nothing until now.
    fn received(&self, kind: Kind, minor: i64, lines: &[InvoiceLine]) -> Transaction {
        let before = self.before.account.applies(minor);
        let entry = self.entry(kind).moving(A::Unapplied, A::Receivable, before);
        entry.moving(A::Bank, A::Receivable, minor - before).moving(A::Billed, A::Held, sums(lines).0)
    }

    /// How a sum that was paid stands, so much of it earned: the tax is the state's in any case, then what permits cost, the rest is
    /// the agency's.
    fn standing(&self, paid: i64, earned: i64) -> Standing {
        let (gov, vat) = self.agreement.map_or((0, 0), |agreed| {
            (agreed.government_minor, sums(&agreed.paid_lines(paid)).1) //
        });
        let shares = earned - vat.min(earned);
        let fees = gov.min(shares);
        Standing { held: paid - vat - shares, vat, fees, agency: shares - fees }
    }

    /// Taken from what is held, its tax from the state; beyond that from what was earned, the agency's share first. And what is left.
    fn approval(&self, minor: i64) -> (Transaction, Standing) {
        let account = &self.before.account;
        let mut left = self.standing(account.paid_minor, account.earned_minor);
        let paid = self.agreement.map(|agreed| agreed.paid_lines(account.paid_minor)).unwrap_or_default();
        let vat = credited(&paid, minor).map_or(0, |lines| sums(&lines).1).min(left.vat);
        left.vat -= vat;
        let mut entry = self.entry(Kind::RefundApproved).moving(A::Vat, A::Refundable, vat);
        let mut rest = minor - vat;
        for (account, stands) in
            [(A::Held, &mut left.held), (A::Earned, &mut left.agency), (A::FeesAtCost, &mut left.fees)]
        {
            let taken = rest.min(*stands);
            (*stands, rest) = (*stands - taken, rest - taken);
            entry = entry.moving(account, A::Refundable, taken);
        }
        (entry, left)
    }

    /// A refund that was approved and that time took back.
    fn lapsed(&self) -> Option<i64> {
        match &self.before.state {
            State::RefundDue { approval, paid_at: None, .. } => approval.map(|approval| approval.amount_minor),
            _ => None,
        }
    }
}
