//! From what happened to the accounts. Read from the case before the step and after it, so that nothing but the case decides.

use super::{Account as A, Kind, Transaction};
use crate::case::{Agreement, Case, MoneyEvent as M, State};
use crate::money::Currency;
use crate::pack::Pack;

/// The entries of one step, in their order. Events that move nothing (a fee that falls due, money that is frozen) have none.
pub fn post(before: &Case, after: &Case, events: impl IntoIterator<Item = M>, pack: &Pack) -> Vec<Transaction> {
    let agreement = after.state.agreement().or_else(|| before.state.agreement());
    let of = Posting { before, agreement, pack, currency: pack.rules().money.currency };
    let mut posted: Vec<_> = events.into_iter().flat_map(|event| of.event(event)).collect();
    posted.retain(|transaction| !transaction.lines.is_empty());
    posted
}

struct Posting<'a> {
    before: &'a Case,
    agreement: Option<&'a Agreement>,
    pack: &'a Pack,
    currency: Currency,
}

impl Posting<'_> {
    fn event(&self, event: M) -> Vec<Transaction> {
        match event {
            M::GovernmentFeeDue(_) | M::Frozen | M::Unfrozen => Vec::new(),
            M::CommissionAccrued => vec![self.commission()],
            M::CommissionReversed => vec![self.commission().reversed(Kind::CommissionReversed)],
            M::DepositHeld(minor) => vec![self.entry(Kind::DepositHeld).moving(A::Bank, A::Held, minor)],
            M::BalanceInvoiced(minor) => vec![self.invoice(minor)],
            M::BalanceReversed(minor) => vec![self.invoice(minor).reversed(Kind::BalanceReversed)],
            M::BalanceReceived(minor) => {
                let received = self.entry(Kind::BalanceReceived).moving(A::Bank, A::Receivable, minor);
                vec![received.moving(A::Billed, A::Held, minor)]
            }
            M::Earned(minor) => vec![self.earn(self.entry(Kind::Earned), minor)],
            M::RefundApproved(minor) => {
                let lapsed = self.lapsed().map(|old| self.approval(old).reversed(Kind::RefundReversed));
                lapsed.into_iter().chain([self.approval(minor)]).collect()
            }
            M::Refunded(minor) => {
                let left = (self.before.account.held_minor - minor).max(0);
                vec![self.earn(self.entry(Kind::Refunded).moving(A::Refundable, A::Bank, minor), left)]
            }
        }
    }

    fn entry(&self, kind: Kind) -> Transaction {
        Transaction::new(kind, self.currency)
    }

    /// The platform's share of the service fee, owed by the agency and by nobody else.
    fn commission(&self) -> Transaction {
        let share = self.pack.rules().money.commission_basis_points;
        let fee = self.agreement.map_or(0, |agreement| agreement.service_minor);
        self.entry(Kind::CommissionAccrued).moving(A::CommissionDue, A::Commission, share.of(fee))
    }

    fn invoice(&self, minor: i64) -> Transaction {
        self.entry(Kind::BalanceInvoiced).moving(A::Receivable, A::Billed, minor)
    }

    /// What is held becomes others': first what permits cost, then the tax, the rest is the agency's.
    fn earn(&self, entry: Transaction, minor: i64) -> Transaction {
        let had = self.parts(self.before.account.earned_minor);
        let has = self.parts(self.before.account.earned_minor + minor);
        has.into_iter().zip(had).fold(entry, |entry, ((account, has), (_, had))| {
            entry.moving(A::Held, account, has - had) //
        })
    }

    /// Taken from what is held; beyond that from what was earned, the agency's share first.
    fn approval(&self, minor: i64) -> Transaction {
        let held = minor.min(self.before.account.held_minor);
        let earned = self.before.account.earned_minor;
        let entry = self.entry(Kind::RefundApproved).moving(A::Held, A::Refundable, held);
        let (had, left) = (self.parts(earned), self.parts((earned - (minor - held)).max(0)));
        had.into_iter().zip(left).fold(entry, |entry, ((account, had), (_, left))| {
            entry.moving(account, A::Refundable, had - left) //
        })
    }

    /// How an earned sum stands on the accounts.
    fn parts(&self, earned: i64) -> [(A, i64); 3] {
        let (fees, vat) = self.agreement.map_or((0, 0), |agreed| (agreed.government_minor, agreed.vat_minor));
        let fees = fees.min(earned);
        let vat = vat.min(earned - fees);
        [(A::FeesAtCost, fees), (A::Vat, vat), (A::Earned, earned - fees - vat)]
    }

    /// A refund that was approved and that time took back.
    fn lapsed(&self) -> Option<i64> {
        match &self.before.state {
            State::RefundDue { approval, paid_at: None, .. } => approval.map(|approval| approval.amount_minor),
            _ => None,
        }
    }
}
