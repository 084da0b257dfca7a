//! Proofs that a record is in the log, read out of the tiles; each is checked as a stranger would.

use std::time::Instant;

use audit::{Checkpoint, Proof};
use store::Store;
use store::tables::{checkpoints, records};

use super::{SCOPE, told};
use crate::machine;

/// Proofs that are made.
const PROOFS: u64 = 2_000;

/// What they took.
pub struct Made {
    /// Processor microseconds of one: record and tiles read, subtrees hashed, the file written and checked.
    pub cpu_us: f64,
    /// 99 of 100 were made within so many microseconds.
    pub p99_us: f64,
    /// Bytes of hashes, at most.
    pub hashes: usize,
    /// Bytes of `proof.json`, at most.
    pub json: usize,
}

/// Proves records from all over a log of this size.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub fn measure(store: &Store, size: u64) -> Result<Made, String> {
    let root = store.read_now(SCOPE, move |tx| checkpoints::root(tx, size)).map_err(told)?;
    let origin = "amana/0192f1c0-0000-7000-8000-0000000000aa".to_owned();
    let checkpoint = Checkpoint { origin: origin.clone(), size, root: root.ok_or("an empty log")? };
    let (mut times, mut hashes_max, mut json_max) = (Vec::new(), 0, 0);
    let before = machine::thread_seconds();
    for nth in 0..PROOFS {
        // the last one, and others from all over
        let index = if nth == 0 { size - 1 } else { nth.wrapping_mul(0x9e37_79b9_7f4a_7c15) % size };
        let began = Instant::now();
        let (event, hashes) = store
            .read_now(SCOPE, move |tx| {
                Ok((records::bytes(tx, index.cast_signed() + 1)?, checkpoints::inclusion(tx, index, size)?))
            })
            .map_err(told)?;
        let (event, hashes) = (event.ok_or("no record")?, hashes.ok_or("no proof")?);
        hashes_max = hashes_max.max(hashes.len() * 32);
        let json = Proof::Inclusion { origin: origin.clone(), index, size, hashes }.to_json();
        times.push(began.elapsed().as_secs_f64() * 1e6);
        json_max = json_max.max(json.len());
        let shown = Proof::parse(json.as_bytes()).and_then(|proof| proof.shows(&event, &checkpoint));
        if shown != Ok(index + 1) {
            return Err(format!("the proof of record {} of {size} does not hold: {shown:?}", index + 1));
        }
    }
    let cpu_us = (machine::thread_seconds() - before) * 1e6 / PROOFS as f64;
    times.sort_by(f64::total_cmp);
    Ok(Made { cpu_us, p99_us: times[times.len() * 99 / 100], hashes: hashes_max, json: json_max })
}
