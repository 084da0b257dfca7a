//! What verification can find, in words that say what it is and what to do.

use std::collections::BTreeSet;

use super::TreeReport;
use crate::chain::Head;
use crate::ledger::Fault;

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
    /// The record is sound, and what it is found by (id, time, organisation, subjects, object, marks for the search) is not what it says.
    #[error(
        "record {n} is sound, but the columns that find it were changed, or the marks that lead a search to it: readers of the log do not see it where it belongs"
    )]
    Misfiled {
        /// The number.
        n: u64,
    },
    /// The record's leaf is not the one that the tree has, and the tile above bears the tree out.
    #[error("record {n}: the tree has another leaf for it; its bytes were changed after they joined the tree")]
    Leaf {
        /// The number.
        n: u64,
    },
    /// A kept tile of the tree is absent, cut, or not what the records below it give.
    #[error(
        "tile {level}/{index} of the tree is missing or was changed: it does not hold what its records give; proofs that use it do not check"
    )]
    Tile {
        /// Its level; 0 holds leaves.
        level: u32,
        /// Its place on the level.
        index: u64,
    },
    /// A signed checkpoint is not of this tree.
    #[error(
        "the checkpoint of {size} records in {place} does not fit: the log ends before it, or has another root at that size; records \
         were changed or cut after it was signed, or an older database was put back"
    )]
    Checkpoint {
        /// How many records it speaks of.
        size: u64,
        /// Where it is kept.
        place: String,
    },
    /// A kept checkpoint cannot be read or is not signed by the log's key.
    #[error("the checkpoint of {size} records in {place} is not signed by the log's key: {why}")]
    Unsigned {
        /// How many records it is kept under.
        size: u64,
        /// Where it is kept.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// What the database names as the log's end is not the last record.
    #[error(
        "the head in the database does not name record {last}, the last there is: it was changed, or records were cut or put in behind \
         it; no server starts on it"
    )]
    Head {
        /// The last record there is.
        last: u64,
    },
    /// A case does not stand where its last record left it.
    #[error(
        "the case {reference} stands at `{stands}` in version {version}, and {left}: its row was changed or put in by other hands; \
         compare both with a backup"
    )]
    Strayed {
        /// The case.
        reference: String,
        /// Where its row says that it stands.
        stands: String,
        /// The row's version.
        version: i64,
        /// Where its last record left it, or that there is none.
        left: String,
    },
    /// Cases that the log speaks of are not in the database.
    #[error(
        "{gone} cases that the log speaks of are not in the database: their rows were taken out; compare with a backup"
    )]
    CasesGone {
        /// How many.
        gone: u64,
    },
    /// `installation.json` names another epoch than the log is in.
    #[error(
        "installation.json says that the log is in epoch {said}, its last checkpoint is of epoch {signed}: the file was changed, or \
         database and file are not of one backup; put back the file that belongs to this database"
    )]
    Epoch {
        /// The epoch in the file.
        said: u32,
        /// The epoch of the last checkpoint; 1 where none was signed.
        signed: u32,
    },
    /// What stays of a record whose body was dropped is not what was linked.
    #[error("record {n}, whose body was dropped: the leaf or link that stays of it was changed")]
    Remains {
        /// The number.
        n: u64,
    },
    /// Bodies are gone, and no record of the log says that they were dropped.
    #[error(
        "the bodies of {count} records from {first} to {last} are gone, and no closing in the log says that they were dropped"
    )]
    Dropped {
        /// The first number.
        first: u64,
        /// The last number.
        last: u64,
        /// How many.
        count: u64,
    },
    /// A closing says that it dropped other bodies than those that are gone.
    #[error(
        "record {n} says which bodies from {first} to {last} were dropped, and others are gone: one was taken away beside it, or put \
         back"
    )]
    Closed {
        /// The closing's record.
        n: u64,
        /// The first number that it dropped.
        first: u64,
        /// The last number that it dropped.
        last: u64,
    },
    /// The books do not hold.
    #[error("{0}")]
    Books(Fault),
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
    /// Rows whose body was dropped: of these the leaf stays.
    pub dropped: u64,
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

impl Finding {
    fn edited(&self) -> Option<u64> {
        match self {
            Self::Edited { n } => Some(*n),
            _ => None,
        }
    }
}

impl Report {
    pub(super) fn new(start: Head) -> Self {
        Self {
            rows: 0,
            verified: 0,
            dropped: 0,
            last: start,
            period: 0,
            findings: Vec::new(),
            unlisted: 0,
            tail_checked: false,
        }
    }

    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.unlisted == 0
    }

    /// Adds the report of the stretch that follows this one.
    pub fn join(mut self, next: Self) -> Self {
        self.rows += next.rows;
        self.verified += next.verified;
        self.dropped += next.dropped;
        self.unlisted += next.unlisted;
        (self.last, self.period) = (next.last, next.period);
        self.tail_checked |= next.tail_checked;
        for finding in next.findings {
            self.find(finding);
        }
        self
    }

    /// Adds what the check of the tree over the same records found.
    pub fn and_tree(mut self, tree: TreeReport) -> Self {
        self.unlisted += tree.unlisted;
        tree.findings.into_iter().for_each(|finding| self.find(finding));
        self
    }

    /// A record that was edited is found by other columns than its bytes say now: that follows, and is no second fault.
    pub(super) fn leave_out_what_follows(&mut self) {
        let edited: BTreeSet<u64> = self.findings.iter().filter_map(Finding::edited).collect();
        self.findings.retain(|finding| !matches!(finding, Finding::Misfiled { n } if edited.contains(n)));
    }

    /// Adds one more thing that is wrong.
    pub fn find(&mut self, finding: Finding) {
        if self.findings.len() < super::MAX_LISTED {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }
}
