//! Verifying a log from its rows as `amana audit verify` does, on one thread: columns against bytes, chain, tiles.

use audit::{Head, TreeCheck, Verifier};
use store::tables::checkpoints;
use store::tables::inspect::{self, Body};
use store::{Store, StoreError};

use super::{LOG, SCOPE, cpu, key, told};

/// Verifies all of a log of so many records. How many, and processor seconds of this process, which does nothing else.
pub fn whole(store: &Store, size: u64) -> Result<(u64, f64), String> {
    let head: Option<Head> = store.read_now(SCOPE, inspect::head).map_err(told)?;
    let before = cpu();
    let mut verifier = Verifier::new(key(), LOG, head);
    let tile = |level, index| store.read_now(SCOPE, move |tx| checkpoints::tile(tx, level, index));
    let mut tree = TreeCheck::new(tile, Vec::new());
    let mut after = 0;
    loop {
        let rows = store.read_now(SCOPE, move |tx| inspect::stretch(tx, after, i64::MAX)).map_err(told)?;
        let Some(last) = rows.last() else { break };
        after = last.n.cast_signed();
        for row in &rows {
            let Body::Kept(bytes) = &row.body else { return Err("a log whose bodies were dropped".to_owned()) };
            let leaf = verifier.push(row.n, bytes, &row.mac);
            tree.push(row.n, leaf).map_err(told)?;
            if !row.in_its_place {
                verifier.misfiled(row.n);
            }
        }
    }
    let tree = tree.finish().map_err(|error: StoreError| told(error))?;
    let report = verifier.finish().and_tree(tree);
    let seconds = cpu() - before;
    match report.is_sound() && report.verified == size {
        true => Ok((report.verified, seconds)),
        false => Err(format!("the log of {size} records does not verify: {report:?}")),
    }
}
