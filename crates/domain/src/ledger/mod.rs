//! The books of a case: double entry, one currency in one book, and nothing that was posted is ever changed.
//!
//! What happened to the money is said by [`crate::case::MoneyEvent`]; [`post`] says what that means in accounts. The link that
//! holds entries together, and where they are kept, are others' matter.

mod posting;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::case;
use crate::money::Currency;
use crate::words::{Class, UnknownWord, words};

pub use posting::{post, unapplied};

words! {
    /// The accounts of a case. INVARIANT: none is a worker's, so no entry can charge one.
    Account, "account" {
        Bank = "bank",
        Receivable = "receivable",
        Billed = "billed",
        Held = "held",
        Unapplied = "unapplied",
        Refundable = "refundable",
        Earned = "earned",
        FeesAtCost = "fees_at_cost",
        Vat = "vat",
        CommissionDue = "commission_due",
        Commission = "commission",
        CommissionVat = "commission_vat",
    }
}

words! {
    /// The two columns of a book.
    Side, "side" {
        Debit = "debit",
        Credit = "credit",
    }
}

words! {
    /// What an entry is about.
    Kind, "kind of entry" {
        CommissionAccrued = "commission_accrued",
        CommissionReversed = "commission_reversed",
        CommissionInvoiced = "commission_invoiced",
        PaymentReceived = "payment_received",
        PaymentReturned = "payment_returned",
        DepositInvoiced = "deposit_invoiced",
        DepositReversed = "deposit_reversed",
        DepositHeld = "deposit_held",
        BalanceInvoiced = "balance_invoiced",
        BalanceReversed = "balance_reversed",
        BalanceReceived = "balance_received",
        Earned = "earned",
        RefundApproved = "refund_approved",
        RefundReversed = "refund_reversed",
        Refunded = "refunded",
    }
}

/// Whose claim or debt an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The platform itself.
    Platform,
    /// The household or company.
    Customer,
    /// The agency.
    Agency,
    /// The state: taxes, and what permits cost.
    State,
}

impl Account {
    /// Whose claim or debt it is. There is no word for a worker here.
    pub const fn holder(self) -> Holder {
        match self {
            Self::Bank | Self::Commission => Holder::Platform,
            Self::Receivable | Self::Billed | Self::Held | Self::Unapplied | Self::Refundable => Holder::Customer,
            Self::Earned | Self::CommissionDue => Holder::Agency,
            Self::FeesAtCost | Self::Vat | Self::CommissionVat => Holder::State,
        }
    }

    /// The column in which it grows.
    pub const fn grows(self) -> Side {
        match self {
            Self::Bank | Self::Receivable | Self::CommissionDue => Side::Debit,
            _ => Side::Credit,
        }
    }

    /// The class of data that its lines are: the customer's side of the money, or what the platform takes from the agency.
    pub const fn class(self) -> Class {
        match self {
            Self::CommissionDue | Self::Commission | Self::CommissionVat => Class::InternalMoney,
            _ => Class::CustomerMoney,
        }
    }
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

impl Kind {
    /// The kind of the entry that one of this kind takes back; `None` for one that takes nothing back.
    pub const fn reverses(self) -> Option<Self> {
        match self {
            Self::CommissionReversed => Some(Self::CommissionAccrued),
            Self::DepositReversed => Some(Self::DepositInvoiced),
            Self::BalanceReversed => Some(Self::BalanceInvoiced),
            Self::RefundReversed => Some(Self::RefundApproved),
            _ => None,
        }
    }
}

/// One line of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub account: Account,
    /// The column.
    pub side: Side,
    /// Minor units; more than 0.
    pub minor: i64,
}

/// What is posted at once: its debits are its credits, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    kind: Kind,
    currency: Currency,
    lines: Vec<Line>,
}

impl Transaction {
    fn new(kind: Kind, currency: Currency) -> Self {
        Self { kind, currency, lines: Vec::new() }
    }

    /// The same sum on both sides; nothing where it is nothing.
    #[must_use]
    fn moving(mut self, debit: Account, credit: Account, minor: i64) -> Self {
        debug_assert!(minor >= 0, "a sum is moved the other way by naming the accounts the other way round");
        if minor > 0 {
            self.add(debit, Side::Debit, minor);
            self.add(credit, Side::Credit, minor);
        }
        self
    }

    /// This entry taken back: the same lines in the other columns.
    #[must_use]
    fn reversed(self, kind: Kind) -> Self {
        let lines = self.lines.into_iter().map(|line| Line { side: line.side.other(), ..line }).collect();
        Self { kind, lines, ..self }
    }

    fn add(&mut self, account: Account, side: Side, minor: i64) {
        match self.lines.iter_mut().find(|line| line.account == account && line.side == side) {
            Some(line) => line.minor += minor,
            None => self.lines.push(Line { account, side, minor }),
        }
    }

    /// What it is about.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// In which currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Its lines, each account and column once.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

/// What stands on each account of one book. Wide enough for whatever sums somebody writes into a table by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances([i128; Account::COUNT]);

impl Balances {
    /// Adds a line.
    pub fn add(&mut self, line: Line) {
        let signed = if line.side == line.account.grows() { line.minor } else { -line.minor };
        self.0[line.account.index()] += i128::from(signed);
    }

    /// What stands on this account, in minor units: more than 0 in the column in which it grows.
    pub fn of(&self, account: Account) -> i128 {
        self.0[account.index()]
    }

    /// Whether all debits are all credits.
    pub fn is_even(&self) -> bool {
        let column =
            |side| Account::ALL.iter().filter(|account| account.grows() == side).map(|one| self.of(*one)).sum::<i128>();
        column(Side::Debit) == column(Side::Credit)
    }

    /// Whether these are the books of a case whose account says this. Says which of the two differs where they do.
    pub fn fit(&self, account: &case::Account) -> Result<(), Misfit> {
        use Account as A;
        let case = [account.paid_minor, account.held_minor, account.earned_minor, account.refunded_minor];
        let [paid, held, earned, refunded] = case.map(i128::from);
        let (shares, vat, refundable) =
            (self.of(A::Earned) + self.of(A::FeesAtCost), self.of(A::Vat), self.of(A::Refundable));
        let (open, unapplied) = (self.of(A::Receivable) - self.of(A::Billed), i128::from(account.unapplied_minor));
        let (bank, all) = (paid - refunded + unapplied, self.of(A::Held) + shares + vat + refundable - open);
        // An approved refund has left held and earned in the books, and leaves them in the case when it is paid. Tax is owed to the
        // state from the invoice on, so of what is earned it may stand there already.
        let released = shares <= earned && (refundable != 0 || earned <= shares + vat);
        let commission = self.of(A::Commission) + self.of(A::CommissionVat);
        let checks = [
            ("bank", self.of(A::Bank), bank, self.of(A::Bank) == bank),
            ("held, earned and refundable", all, held + earned, all == held + earned),
            ("earned", shares, earned, released),
            ("received and not applied", self.of(A::Unapplied), unapplied, self.of(A::Unapplied) == unapplied),
            ("receivable", self.of(A::Receivable), self.of(A::Billed), (0..=vat).contains(&open)),
            ("commission", commission, self.of(A::CommissionDue), commission == self.of(A::CommissionDue)),
        ];
        match checks.into_iter().find(|(.., fits)| !fits) {
            Some((what, books, case, _)) => Err(Misfit { what, books, case }),
            None => Ok(()),
        }
    }
}

/// Where the books of a case differ from what the case says of its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// What is compared.
    pub what: &'static str,
    /// What the books say, minor units.
    pub books: i128,
    /// What it should be, minor units.
    pub case: i128,
}
