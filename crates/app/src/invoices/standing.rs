//! Whether an invoice is paid: read from the case's own account, never from a column that could differ from it.

use domain::case::{Case, State};
use domain::invoice::InvoiceKind;
use jiff::Timestamp;
use store::tables::invoices::Invoice;

use crate::cases::owed;

/// How an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// So much is to be paid, minor units; late once its day is over.
    Open {
        /// What is left.
        left_minor: i64,
        /// Whether a part of it came in.
        part: bool,
        /// Whether its day is over.
        late: bool,
    },
    /// Paid in full.
    Paid,
    /// Taken back: the case ended before it was paid.
    Credited,
    /// Deducted from what the platform pays out to the agency.
    Deducted,
    /// A credit note: nothing is to be paid.
    Note,
}

impl Standing {
    /// The word of it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open { late: true, .. } => "late",
            Self::Open { part: true, .. } => "part",
            Self::Open { .. } => "open",
            Self::Paid => "paid",
            Self::Credited => "credited",
            Self::Deducted => "deducted",
            Self::Note => "note",
        }
    }

    /// What is left to pay.
    pub const fn left_minor(&self) -> i64 {
        match self {
            Self::Open { left_minor, .. } => *left_minor,
            _ => 0,
        }
    }

    /// How this invoice of this case stands now.
    pub fn of(invoice: &Invoice, case: &Case, now: Timestamp) -> Self {
        let account = case.account;
        let due = match (invoice.kind, &case.state) {
            (InvoiceKind::CreditNote, _) => return Self::Note,
            (InvoiceKind::Commission, _) => return Self::Deducted,
            (InvoiceKind::Deposit, State::Signed { .. }) | (InvoiceKind::Balance, State::Arrived { .. }) => owed(case),
            (InvoiceKind::Deposit, _) if account.paid_minor > 0 => return Self::Paid,
            (InvoiceKind::Balance, state)
                if state.agreement().is_some_and(|all| account.paid_minor >= all.total_minor) =>
            {
                return Self::Paid;
            }
            _ => None,
        };
        let Some(left_minor) = due else { return Self::Credited };
        let late = left_minor > 0 && invoice.due_at.is_some_and(|due| due < now);
        Self::Open { left_minor, part: account.unapplied_minor > 0, late }
    }
}
