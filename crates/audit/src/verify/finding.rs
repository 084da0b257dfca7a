//! What verification can find, in words that say what it is and what to do.

use crate::chain::Head;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The bytes of the record are not those that were linked (or bytes and link were both changed).
    #[error("record {n}: its bytes are not those that were linked; it was edited or forged")]
    Edited {
        /// The number.
        n: u64,
    },
    /// The record's bytes are sound, its stored link was changed.
    #[error("record {n}: its bytes are sound, but its stored link was changed")]
    LinkEdited {
        /// The number.
        n: u64,
    },
    /// Records are absent.
    #[error("records {from} to {to} are missing")]
    Missing {
        /// The first absent number.
        from: u64,
        /// The last absent number.
        to: u64,
    },
    /// Records were taken out (`by` > 0) or put in (`by` < 0) and the rest renumbered.
    #[error("at record {n} {} records were {} and the rest renumbered", by.abs(), if *by > 0 { "taken out" } else { "put in" })]
    Renumbered {
        /// The first number that is wrong.
        n: u64,
        /// How many, and which way.
        by: i64,
    },
    /// The record under this number was linked under another.
    #[error("record {n} holds what was linked as record {belongs}: records were swapped or copied")]
    Reordered {
        /// Where it stands.
        n: u64,
        /// Where it belongs.
        belongs: u64,
    },
    /// A number came twice or after a greater one.
    #[error("record {n} came after record {after}: the numbers do not ascend")]
    OutOfOrder {
        /// The number.
        n: u64,
        /// The number before it.
        after: u64,
    },
    /// The record before it is damaged or missing, so the chain alone cannot prove this one.
    #[error("record {n} cannot be proved by the chain, because the link before it is lost; compare it with a backup")]
    Unproven {
        /// The number.
        n: u64,
    },
    /// The head kept outside is further than the log.
    #[error(
        "the log ends at record {last}, the head kept outside says {expected}: the tail was cut or an older database restored"
    )]
    TailCut {
        /// The last record there is.
        last: u64,
        /// The last record there was.
        expected: u64,
    },
    /// The log has another record under the number of the head kept outside.
    #[error(
        "record {n} is not the one in the head kept outside: this log is a fork, such as a restored backup that went on"
    )]
    Fork {
        /// The number of the outside head.
        n: u64,
    },
    /// The record is sound, and what it is found by (id, time, organisation, subjects, object) is not what it says.
    #[error(
        "record {n} is sound, but the columns that find it were changed: readers of the log do not see it where it belongs"
    )]
    Misfiled {
        /// The number.
        n: u64,
    },
    /// Not one link fits.
    #[error("no link fits this key: it is the key of another log or period, or every record was replaced")]
    WrongKey,
}

/// The outcome of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Report {
    /// Rows read.
    pub rows: u64,
    /// Rows whose link fits.
    pub verified: u64,
    /// The last row, or the start when there was none.
    pub last: Head,
    /// The key period at the end.
    pub period: u32,
    /// What is wrong, at most a thousand one by one.
    pub findings: Vec<Finding>,
    /// What is wrong beyond those.
    pub unlisted: u64,
    /// Whether a head from outside was given; without one a cut tail or a fork cannot be found.
    pub tail_checked: bool,
}

impl Report {
    pub(super) fn new(start: Head) -> Self {
        Self { rows: 0, verified: 0, last: start, period: 0, findings: Vec::new(), unlisted: 0, tail_checked: false }
    }

    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.unlisted == 0
    }

    /// Adds the report of the stretch that follows this one.
    pub fn join(mut self, next: Self) -> Self {
        self.rows += next.rows;
        self.verified += next.verified;
        self.unlisted += next.unlisted;
        (self.last, self.period) = (next.last, next.period);
        self.tail_checked |= next.tail_checked;
        for finding in next.findings {
            self.find(finding);
        }
        self
    }

    pub(super) fn find(&mut self, finding: Finding) {
        if self.findings.len() < super::MAX_LISTED {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }
}
