//! The tree's tables: tiles, written in the transaction that links their records, and what is read out of them.
//!
//! Only two threads write tiles, as with the records themselves. Whoever reads derives the open tile of leaves from the records.

use super::error::StoreError;
use super::strip;
use super::tx::Tx;
use crate::params;
use audit::tiles::{ReadError, Reader, WIDTH};
use audit::{Hash, Tile, Tree, leaf};

/// Keeps the tiles that a batch changed, and the strips of those that it completed. Level 0 is written once; above, a tile grows.
pub(super) fn keep(tx: &mut Tx, tiles: &[Tile]) -> Result<(), StoreError> {
    const ONCE: &str = "insert into audit_tile (level, idx, hashes) values ($1, $2, $3)";
    const GROWS: &str = "insert into audit_tile (level, idx, hashes) values ($1, $2, $3) \
        on conflict (level, idx) do update set hashes = excluded.hashes";
    for tile in tiles {
        let sql = if tile.level == 0 { ONCE } else { GROWS };
        tx.run(sql, params![i64::from(tile.level), number(tile.index)?, tile.hashes.concat()])?;
    }
    strip::keep(tx, tiles)
}

/// The tree over the first `size` records, as its open tiles have it.
pub(super) fn stored(tx: &mut Tx, size: u64) -> Result<Tree, StoreError> {
    let tree = Tree::resume(size, |level, index, count| match level {
        0 => leaves(tx, index).map(|mut leaves| {
            leaves.truncate(count);
            leaves
        }),
        _ => Ok::<_, StoreError>(kept(tx, level, index)?.unwrap_or_default()),
    })?;
    tree.ok_or_else(|| {
        let what = "the tree's open tiles are not those of its log: a tile was changed or taken out; `amana audit verify` says which";
        StoreError::Damaged(what.to_owned())
    })
}

/// A tile as it is kept.
pub(crate) fn kept(tx: &mut Tx, level: u32, index: u64) -> Result<Option<Vec<Hash>>, StoreError> {
    let sql = "select t.hashes from audit_tile t where t.level = $1 and t.idx = $2 and {read:audit_tile t}";
    let kept = tx.maybe(sql, params![i64::from(level), number(index)?], |row| row.get::<Vec<u8>>("hashes"))?;
    let (kept, rest) = match &kept {
        None => return Ok(None),
        Some(bytes) => bytes.as_chunks(),
    };
    if !rest.is_empty() {
        return Err(StoreError::Damaged(format!("tile {level}/{index} of the tree is cut within a hash")));
    }
    Ok(Some(kept.to_vec()))
}

/// The hashes of a tile, of leaves also of the open one.
pub(crate) fn hashes(tx: &mut Tx, level: u32, index: u64) -> Result<Vec<Hash>, StoreError> {
    match kept(tx, level, index)? {
        Some(kept) => Ok(kept),
        None if level == 0 => leaves(tx, index),
        None => Ok(Vec::new()),
    }
}

/// Works with the hashes of complete subtrees; a tile that is missing is [`StoreError::Damaged`].
pub(crate) fn with_subtrees<T>(
    tx: &mut Tx,
    work: impl FnOnce(&mut dyn FnMut(u32, u64) -> Result<Hash, ReadError<StoreError>>) -> Result<T, ReadError<StoreError>>,
) -> Result<T, StoreError> {
    let mut reader = Reader::new(|level, index| hashes(tx, level, index));
    work(&mut |level, index| reader.subtree(level, index)).map_err(|error| match error {
        ReadError::Unread(error) => error,
        missing @ ReadError::Missing { .. } => {
            StoreError::Damaged(format!("{missing}; `amana audit verify` says more"))
        }
    })
}

/// The root over the first `size` records; `None` for none.
pub(crate) fn root(tx: &mut Tx, size: u64) -> Result<Option<Hash>, StoreError> {
    with_subtrees(tx, |subtree| audit::tree::root(size, subtree))
}

/// The leaves of the records of one tile, as far as there are any.
fn leaves(tx: &mut Tx, index: u64) -> Result<Vec<Hash>, StoreError> {
    let first = index.saturating_mul(WIDTH as u64);
    let sql =
        "select e.n, e.body from audit_event e where e.n > $1 and e.n <= $2 and {read:audit_event e} order by e.n";
    let to = first.saturating_add(WIDTH as u64);
    let found = tx.all(sql, params![number(first)?, number(to)?], |row| {
        Ok((row.get::<i64>("n")?.unsigned_abs(), leaf(&row.get::<Vec<u8>>("body")?)))
    })?;
    let dense = (first + 1..).zip(found).take_while(|(n, (found, _))| n == found);
    Ok(dense.map(|(_, (_, leaf))| leaf).collect())
}

fn number(n: u64) -> Result<i64, StoreError> {
    i64::try_from(n).map_err(|_| StoreError::Damaged("the log's numbers are used up".to_owned()))
}
