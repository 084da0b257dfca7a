//! Filling a log through the store, a thousand records in a transaction.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use store::tables::inspect;
use store::{Recorded, Store, StoreError};

use super::{BATCH, Figure, SCOPE, cpu, drafts, open, told};

/// How the last of the records went in.
pub struct Filled {
    /// Processor microseconds of one record: seal, rows, indexes, chain, tree, write-ahead log, checkpoints.
    pub cpu_us: f64,
    /// Records a second, on disk.
    pub per_second: f64,
}

/// At most so many of the last records are what is measured.
const MEASURED: u64 = 200_000;

/// Appends the records `from..to`; what is measured are the last of them. Ends when all stand in the chain.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub fn fill(store: &Store, from: u64, to: u64) -> Result<Filled, String> {
    let measured = to - (to - from).min(MEASURED);
    append(store, from, measured)?;
    let (began, before) = (Instant::now(), cpu());
    append(store, measured, to)?;
    let (seconds, used, records) = (began.elapsed().as_secs_f64(), cpu() - before, (to - measured) as f64);
    Ok(Filled { cpu_us: used * 1e6 / records, per_second: records / seconds })
}

/// Appends the records `from..to`.
pub fn append(store: &Store, from: u64, to: u64) -> Result<(), String> {
    for first in (from..to).step_by(BATCH as usize) {
        let last = to.min(first + BATCH);
        let written = store.write_now(SCOPE, move |_| {
            let one = Recorded::with((), drafts::draft(first));
            Ok::<_, StoreError>((first + 1..last).fold(one, |all, nth| all.and(drafts::draft(nth))))
        });
        written.map_err(told)?;
    }
    loop {
        let head = store.read_now(SCOPE, inspect::head).map_err(told)?;
        match head.map_or(0, |head| head.n) {
            n if n == to => return Ok(()),
            n if n > to => return Err(format!("{n} records stand in the log, {to} were written")),
            _ => sleep(Duration::from_millis(1)),
        }
    }
}

/// What would search the whole log where there were no strips: as many pages more to write.
const INDEXES: &str = "create index by_case on audit_event (case_id) where case_id is not null;
    create index by_actor on audit_event (actor) where actor is not null;
    create index by_action on audit_event (action);
    create index by_purpose on audit_event (purpose) where purpose is not null;
    create index by_time on audit_event (at);";

/// The same records into a log as it is and into one with an index for each way to search, by turns.
pub fn with_and_without_indexes(folder: &Path, records: u64) -> Result<Vec<Figure>, String> {
    let (as_is, indexed) = (folder.join("as_is"), folder.join("indexed"));
    drop(open(&indexed)?);
    let edited = Connection::open(indexed.join("amana.db")).and_then(|db| db.execute_batch(INDEXES));
    edited.map_err(|error| error.to_string())?;
    let stores = [open(&as_is)?, open(&indexed)?];
    let (mut used, part) = ([0.0; 2], records / 10);
    for turn in 0..10 {
        let order = if turn % 2 == 0 { [0, 1] } else { [1, 0] };
        for which in order {
            let before = cpu();
            append(&stores[which], turn * part, (turn + 1) * part)?;
            used[which] += cpu() - before;
        }
    }
    let each = |used: f64| used * 1e6 / (part * 10) as f64;
    Ok(vec![
        ("append in batches".to_owned(), each(used[0]), "us of CPU/record"),
        ("append in batches, searched by five indexes".to_owned(), each(used[1]), "us of CPU/record"),
    ])
}
