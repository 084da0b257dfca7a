//! Consent receipts: what a worker agreed to, in which words, in which language, when; and when they took it back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, ConsentId, WorkerId};
pub use crate::words::{ConsentKind, ConsentMethod};

/// The receipt of one consent. It is kept after withdrawal: that consent was once given stays provable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The identifier.
    pub id: ConsentId,
    /// Who consented.
    pub worker: WorkerId,
    /// For one case only; `None` for the roster.
    pub case: Option<CaseId>,
    /// To what.
    pub kind: ConsentKind,
    /// Which version of the words they were shown.
    pub text_version: String,
    /// In which language (BCP 47, for example `si`).
    pub language: String,
    /// How it was given.
    pub method: ConsentMethod,
    /// When.
    pub at: Timestamp,
    /// When it was taken back, if it was.
    pub withdrawn_at: Option<Timestamp>,
}

impl Receipt {
    /// Whether this consent stands at this moment. A withdrawal works at once.
    pub fn is_live(&self, at: Timestamp) -> bool {
        self.at <= at && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }

    /// The receipt taken back. A second withdrawal leaves the first one's time.
    #[must_use]
    pub fn withdraw(mut self, at: Timestamp) -> Self {
        self.withdrawn_at.get_or_insert(at);
        self
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_withdrawal_works_at_once_and_the_receipt_stays() {
        let second = |n| Timestamp::from_second(n).expect("a time");
        let receipt = Receipt {
            id: ConsentId(Uuid::nil()),
            worker: WorkerId(Uuid::nil()),
            case: None,
            kind: ConsentKind::Listing,
            text_version: "2026-1".to_owned(),
            language: "si".to_owned(),
            method: ConsentMethod::InApp,
            at: second(100),
            withdrawn_at: None,
        };
        assert!(!receipt.is_live(second(99)) && receipt.is_live(second(100)));
        let withdrawn = receipt.withdraw(second(200)).withdraw(second(300));
        assert!(withdrawn.is_live(second(199)) && !withdrawn.is_live(second(200)));
        assert_eq!(withdrawn.withdrawn_at, Some(second(200)));
    }
}
