//! A closing: the record by which the log says that the bodies of old records were dropped from it, and exactly of which.
//!
//! Of a dropped record its number, leaf and link stay, so chain, tree and proofs hold as before. The record of the closing holds a
//! hash over all that stayed of those that it dropped: a body that went without a record, or beside it, is found.

use crate::draft::{Draft, Fact};
use crate::hash::{Hash, remains};

/// The action of a closing's record.
pub const CLOSED: &str = "log_closed";

/// What stays of the records that one closing dropped, added up in the order of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remains {
    /// The first number; 0 for none.
    pub first: u64,
    /// The last number.
    pub last: u64,
    /// How many.
    pub count: u64,
    /// `h_0 = 0`, `h_i = SHA-256("audit-closed/v1" || h_{i-1} || be64(n) || leaf || link)`.
    pub hash: Hash,
}

impl Remains {
    /// One record more; numbers ascend.
    pub fn add(&mut self, n: u64, leaf: &Hash, mac: &Hash) {
        self.hash = remains(&self.hash, n, leaf, mac);
        self.first = if self.count == 0 { n } else { self.first };
        (self.last, self.count) = (n, self.count + 1);
    }
}

/// What the record of a closing says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// What it left.
    pub remains: Remains,
    /// The root of the tree over all records up to the last one that it dropped.
    pub root: Hash,
    /// SHA-256 of the archive file that holds the bodies; none when none was made.
    pub archive: Option<Hash>,
}

impl Closing {
    /// Says it in the draft of a record.
    #[must_use]
    pub fn on(&self, mut draft: Draft) -> Draft {
        let number = |n: u64| Fact::Number(i64::try_from(n).unwrap_or(i64::MAX));
        let Remains { first, last, count, hash } = self.remains;
        CLOSED.clone_into(&mut draft.action);
        let draft = draft.fact("first", number(first)).fact("last", number(last)).fact("count", number(count));
        let draft = draft.fact("remains", Fact::Hash(hash)).fact("root", Fact::Hash(self.root));
        match self.archive {
            Some(archive) => draft.fact("archive", Fact::Hash(archive)),
            None => draft,
        }
    }

    /// Reads it in a record; `None` in any other.
    pub fn of(draft: &Draft) -> Option<Self> {
        let number = |name| match draft.facts.get(name) {
            Some(Fact::Number(n)) => u64::try_from(*n).ok(),
            _ => None,
        };
        let hash = |name| match draft.facts.get(name) {
            Some(Fact::Hash(hash)) => Some(*hash),
            _ => None,
        };
        if draft.action != CLOSED {
            return None;
        }
        let (first, last, count) = (number("first")?, number("last")?, number("count")?);
        let remains = Remains { first, last, count, hash: hash("remains")? };
        Some(Self { remains, root: hash("root")?, archive: hash("archive") })
    }
}
