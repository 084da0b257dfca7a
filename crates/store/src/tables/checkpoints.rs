//! The tree of the log as others may have it: checkpoints that were signed, and proofs out of the tiles.

use audit::Hash;
use jiff::Timestamp;

use crate::engine::tree;
use crate::{Row, StoreError, Tx, params};

/// A signed checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The epoch of the log; it grows when the log goes on from a restored copy.
    pub epoch: i64,
    /// How many records it speaks of.
    pub size: i64,
    /// When it was signed.
    pub at: Timestamp,
    /// The signed note.
    pub note: String,
}

fn read(row: &Row<'_>) -> Result<Kept, StoreError> {
    Ok(Kept { epoch: row.get("epoch")?, size: row.get("size")?, at: row.get("at")?, note: row.get("note")? })
}

/// Keeps a checkpoint; one of the same epoch and size is there already when several nodes sign, and says the same.
pub fn keep(tx: &mut Tx, checkpoint: &Kept) -> Result<(), StoreError> {
    let Kept { epoch, size, at, note } = checkpoint;
    tx.run(
        "insert into audit_checkpoint (epoch, size, at, note) values ($1, $2, $3, $4) on conflict do nothing",
        params![*epoch, *size, *at, note.as_str()],
    )
    .map(drop)
}

/// The last checkpoint; none before the first.
pub fn newest(tx: &mut Tx) -> Result<Option<Kept>, StoreError> {
    let sql = "select c.epoch, c.size, c.at, c.note from audit_checkpoint c where {read:audit_checkpoint c} \
        order by c.epoch desc, c.size desc limit 1";
    tx.maybe(sql, params![], read)
}

/// At most a thousand checkpoints after this epoch and size, in their order.
pub fn after(tx: &mut Tx, epoch: i64, size: i64) -> Result<Vec<Kept>, StoreError> {
    let sql = "select c.epoch, c.size, c.at, c.note from audit_checkpoint c \
        where (c.epoch, c.size) > ($1, $2) and {read:audit_checkpoint c} order by c.epoch, c.size limit 1000";
    tx.all(sql, params![epoch, size], read)
}

/// The root over the first `size` records, from the tiles; `None` for none.
pub fn root(tx: &mut Tx, size: u64) -> Result<Option<Hash>, StoreError> {
    tree::root(tx, size)
}

/// The proof that the record with the number `index + 1` is in the log of `size` records.
pub fn inclusion(tx: &mut Tx, index: u64, size: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    tree::with_subtrees(tx, |subtree| audit::tree::prove(index, size, subtree))
}

/// The proof that the log of `size` records begins with that of `old`.
pub fn growth(tx: &mut Tx, old: u64, size: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    tree::with_subtrees(tx, |subtree| audit::tree::prove_growth(old, size, subtree))
}

/// A tile as it is kept, for verification and for whoever reads the log as tiles.
pub fn tile(tx: &mut Tx, level: u32, index: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    tree::kept(tx, level, index)
}

/// The hashes of a tile, of leaves also of the open one.
pub fn hashes(tx: &mut Tx, level: u32, index: u64) -> Result<Vec<Hash>, StoreError> {
    tree::hashes(tx, level, index)
}
