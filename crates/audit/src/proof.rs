//! Proofs as files: that a record is in the log (`inclusion`), and that a log only grew (`growth`). JSON, at most 2 KiB for
//! ten million records; the form is told in `docs/proofs.md`.

use serde::{Deserialize, Serialize};

use crate::checkpoint::Checkpoint;
use crate::hash::{Hash, from_hex, leaf, to_hex};
use crate::tree::{Step, proves, proves_growth, steps};

/// A proof file is at most this long: 64 hashes and what stands around them.
pub const MAX_PROOF_BYTES: usize = 8 * 1024;

/// A proof: what is claimed, about which log, and the hashes that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A record is in the log.
    Inclusion {
        /// The log's origin.
        origin: String,
        /// The record's number, less one.
        index: u64,
        /// The size of the tree that the proof leads to.
        size: u64,
        /// From the leaf's sibling upwards.
        hashes: Vec<Hash>,
    },
    /// The log of `size` records begins with that of `old`.
    Growth {
        /// The log's origin.
        origin: String,
        /// The size then.
        old: u64,
        /// The size now.
        size: u64,
        /// In the order of RFC 9162.
        hashes: Vec<Hash>,
    },
}

/// Why a proof cannot be read, or does not show what it claims.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not a proof file.
    #[error("this is no proof of version 1: one JSON object with v, kind, origin, index or old, size and hashes")]
    Form,
    /// A proof of the other kind.
    #[error(
        "this proof is of the other kind: a record is shown by one of kind `inclusion`, growth by one of kind `growth`"
    )]
    Kind,
    /// About another log than the checkpoint.
    #[error("the proof is about {proof}, the checkpoint about {checkpoint}")]
    Origin {
        /// The proof's origin.
        proof: String,
        /// The checkpoint's.
        checkpoint: String,
    },
    /// About another size than the checkpoint.
    #[error(
        "the proof is about a log of {proof} records, the checkpoint about one of {checkpoint}: they were not made together"
    )]
    Size {
        /// The proof's size.
        proof: u64,
        /// The checkpoint's.
        checkpoint: u64,
    },
    /// A record behind the end.
    #[error("the proof is about record {n}, and the log of the checkpoint ends at {size}")]
    Beyond {
        /// The record's number.
        n: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// The hashes do not lead to the root.
    #[error(
        "the record and the proof do not lead to the checkpoint's root: this record does not stand in the log under number {n}, \
         or the record or the proof was changed"
    )]
    NotThere {
        /// The record's number.
        n: u64,
    },
    /// The hashes do not lead from one root to the other.
    #[error(
        "the log of {size} records does not begin with that of {old}: it was written anew, or the proof or a checkpoint was changed"
    )]
    NotGrown {
        /// The size then.
        old: u64,
        /// The size now.
        size: u64,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Wire {
    Inclusion { v: u8, origin: String, index: u64, size: u64, hashes: Vec<String> },
    Growth { v: u8, origin: String, old: u64, size: u64, hashes: Vec<String> },
}

impl Proof {
    /// The file.
    pub fn to_json(&self) -> String {
        let spell = |hashes: &[Hash]| hashes.iter().map(to_hex).collect();
        let wire = match self {
            Self::Inclusion { origin, index, size, hashes } => {
                Wire::Inclusion { v: 1, origin: origin.clone(), index: *index, size: *size, hashes: spell(hashes) }
            }
            Self::Growth { origin, old, size, hashes } => {
                Wire::Growth { v: 1, origin: origin.clone(), old: *old, size: *size, hashes: spell(hashes) }
            }
        };
        serde_json::to_string(&wire).expect("words and numbers are JSON") + "\n"
    }

    /// Reads a file, strictly.
    pub fn parse(json: &[u8]) -> Result<Self, ProofError> {
        if json.len() > MAX_PROOF_BYTES {
            return Err(ProofError::Form);
        }
        let read = |hashes: Vec<String>| hashes.iter().map(|hash| from_hex(hash)).collect::<Option<Vec<_>>>();
        match serde_json::from_slice(json).map_err(|_| ProofError::Form)? {
            Wire::Inclusion { v: 1, origin, index, size, hashes } => {
                read(hashes).map(|hashes| Self::Inclusion { origin, index, size, hashes })
            }
            Wire::Growth { v: 1, origin, old, size, hashes } => {
                read(hashes).map(|hashes| Self::Growth { origin, old, size, hashes })
            }
            Wire::Inclusion { .. } | Wire::Growth { .. } => None,
        }
        .ok_or(ProofError::Form)
    }

    /// Checks that these bytes stand in the log of the checkpoint; gives the record's number.
    pub fn shows(&self, event: &[u8], checkpoint: &Checkpoint) -> Result<u64, ProofError> {
        let Self::Inclusion { origin, index, size, hashes } = self else { return Err(ProofError::Kind) };
        same_log(origin, *size, checkpoint)?;
        let n = index.checked_add(1).filter(|n| n <= size);
        let n = n.ok_or(ProofError::Beyond { n: index.saturating_add(1), size: *size })?;
        match proves(&leaf(event), *index, *size, hashes, &checkpoint.root) {
            true => Ok(n),
            false => Err(ProofError::NotThere { n }),
        }
    }

    /// The steps of an inclusion from these bytes to whatever root they lead to; none for a proof of growth, and for one that has
    /// not as many hashes as its place wants.
    pub fn steps(&self, event: &[u8]) -> Option<Vec<Step>> {
        match self {
            Self::Inclusion { index, size, hashes, .. } => steps(&leaf(event), *index, *size, hashes),
            Self::Growth { .. } => None,
        }
    }

    /// Checks that the log of one checkpoint only grew into that of the other.
    pub fn shows_growth(&self, before: &Checkpoint, now: &Checkpoint) -> Result<(), ProofError> {
        let Self::Growth { origin, old, size, hashes } = self else { return Err(ProofError::Kind) };
        same_log(origin, *old, before)?;
        same_log(origin, *size, now)?;
        match proves_growth(*old, &before.root, *size, &now.root, hashes) {
            true => Ok(()),
            false => Err(ProofError::NotGrown { old: *old, size: *size }),
        }
    }
}

fn same_log(origin: &str, size: u64, checkpoint: &Checkpoint) -> Result<(), ProofError> {
    if origin != checkpoint.origin {
        return Err(ProofError::Origin { proof: origin.to_owned(), checkpoint: checkpoint.origin.clone() });
    }
    if size != checkpoint.size {
        return Err(ProofError::Size { proof: size, checkpoint: checkpoint.size });
    }
    Ok(())
}
