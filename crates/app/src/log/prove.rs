//! Proofs to take away: a record, the way to a root, and the signed root.

use audit::hash::to_hex;
use audit::{Proof, leaf};
use store::tables::{checkpoints, closing, records};
use store::{StoreError, Tx};

use super::sign::{LogSigner, draw};
use crate::ports::Signed;

/// Everything that shows a stranger that a record is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The record's number.
    pub n: u64,
    /// Its bytes, as they were hashed.
    pub event: Vec<u8>,
    /// The way from its leaf to the root.
    pub proof: Proof,
    /// The signed root.
    pub checkpoint: Signed,
}

/// What a verifier finds on its way from some bytes to a root. Hashes are in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The leaf of the bytes.
    pub leaf: String,
    /// From the leaf upwards.
    pub steps: Vec<Step>,
    /// Where the way leads.
    pub root: String,
    /// Whether that is the signed root.
    pub holds: bool,
}

/// A neighbour joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whether it stands on the left.
    pub on_the_left: bool,
    /// The neighbour, as the log gives it.
    pub neighbour: String,
    /// What both give together.
    pub joined: String,
}

impl Proven {
    /// Walks the proof from these bytes: those of the record, or of a copy that somebody changed.
    pub fn check(&self, event: &[u8]) -> Checked {
        let leaf = to_hex(&leaf(event));
        let steps = self.proof.steps(event).unwrap_or_default();
        let root = steps.last().map_or_else(|| leaf.clone(), |step| to_hex(&step.joined));
        let told = |step: &audit::tree::Step| Step {
            on_the_left: step.on_the_left,
            neighbour: to_hex(&step.neighbour),
            joined: to_hex(&step.joined),
        };
        Checked { holds: root == self.checkpoint.root_in_hex(), steps: steps.iter().map(told).collect(), leaf, root }
    }
}

/// Everything that shows that the log only grew since a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// The proof.
    pub proof: Proof,
    /// The signed root now.
    pub checkpoint: Signed,
}

/// The proof of one record. `None` where there is no such record.
///
/// It leads to the last checkpoint that is kept, so that all who ask meanwhile hold the same one; for a younger record, to one
/// that is signed now.
pub fn prove(tx: &mut Tx, log: &LogSigner, n: u64) -> Result<Option<Proven>, StoreError> {
    match records::bytes(tx, i64::try_from(n).unwrap_or(i64::MAX))? {
        Some(event) => lead(tx, log, n, event),
        None => Ok(None),
    }
}

/// The same of a record whose body was dropped, from the bytes that an archive holds. `None` where they are not those of the leaf
/// that stays, or the record has its body.
pub fn prove_archived(tx: &mut Tx, log: &LogSigner, n: u64, event: Vec<u8>) -> Result<Option<Proven>, StoreError> {
    match closing::dropped(tx, i64::try_from(n).unwrap_or(i64::MAX))? {
        Some(left) if left.leaf == leaf(&event) => lead(tx, log, n, event),
        _ => Ok(None),
    }
}

fn lead(tx: &mut Tx, log: &LogSigner, n: u64, event: Vec<u8>) -> Result<Option<Proven>, StoreError> {
    let number = i64::try_from(n).unwrap_or(i64::MAX);
    let kept = checkpoints::newest(tx)?.filter(|kept| kept.size >= number && kept.epoch == i64::from(log.epoch()));
    let kept = kept.map(|kept| log.open(&kept.note)).transpose().map_err(StoreError::Damaged)?;
    let signed = match kept {
        Some(signed) => Some(signed),
        None => draw(tx, log)?,
    };
    let Some(checkpoint) = signed else { return Ok(None) };
    let (index, size) = (n - 1, checkpoint.size);
    let Some(hashes) = checkpoints::inclusion(tx, index, size)? else { return Ok(None) };
    let proof = Proof::Inclusion { origin: log.origin(), index, size, hashes };
    Ok(Some(Proven { n, event, proof, checkpoint }))
}

/// The proof that the log only grew since a checkpoint of the same epoch. `None` when the log is not that long.
pub fn growth(tx: &mut Tx, log: &LogSigner, old: u64) -> Result<Option<Growth>, StoreError> {
    let Some(checkpoint) = draw(tx, log)? else { return Ok(None) };
    let size = checkpoint.size;
    let Some(hashes) = checkpoints::growth(tx, old, size)? else { return Ok(None) };
    Ok(Some(Growth { proof: Proof::Growth { origin: log.origin(), old, size, hashes }, checkpoint }))
}
