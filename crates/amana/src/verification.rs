//! Verifying the log from its rows: every leaf and link anew, and the end against the head kept outside.

use std::path::PathBuf;

use audit::{Head, Report, Verifier};
use store::tables::inspect;
use store::{Job, Scope, Store, StoreError, Tx};

use crate::answer::Failure;
use crate::progress::Progress;
use crate::secrets::ORIGIN;
use crate::site::{Found, Site};

/// What is to be verified.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The first record; 1 for the whole log.
    pub from: u64,
    /// The chain's origin key, when the operator brings it.
    pub chain_key: Option<PathBuf>,
    /// The head kept outside.
    pub expected: Option<Head>,
}

impl Ask {
    /// The whole log.
    pub const fn whole(expected: Option<Head>) -> Self {
        Self { from: 1, chain_key: None, expected }
    }
}

/// Verifies a log.
///
/// A check that begins in the middle takes the link before its first record for granted, so it proves less.
pub fn verify_log(store: &Store, found: &Found, ask: &Ask) -> Result<Report, Failure> {
    let origin = found.keys.path().join(ORIGIN);
    let key = match &ask.chain_key {
        Some(file) => found.keys.chain_from(file)?,
        None if origin.is_file() => found.keys.chain_from(&origin)?,
        None => found.keys.chain()?,
    };
    if key.period() > 0 {
        return Err(Failure::Usage(format!(
            "the server's chain key is of period {}; bring the origin key with --chain-key FILE to verify from the begin",
            key.period()
        )));
    }
    let stored = stored_head(store, found)?;
    let mut verifier = match ask.from {
        0 | 1 => Verifier::new(key, found.installation.log_id(), ask.expected),
        from => Verifier::after(key, before(store, from, stored)?, ask.expected),
    };
    let mut after = i64::try_from(ask.from.saturating_sub(1)).unwrap_or(i64::MAX);
    let mut progress = Progress::new("verifying", stored.n.saturating_sub(ask.from));
    loop {
        let rows = read(store, move |tx| inspect::stretch(tx, after))?;
        for row in &rows {
            verifier.push(row.n, &row.bytes, &row.mac);
            if !row.in_its_place {
                verifier.misfiled(row.n);
            }
        }
        progress.add(rows.len() as u64);
        match rows.last() {
            Some(last) if rows.len() == inspect::STRETCH => after = i64::try_from(last.n).unwrap_or(i64::MAX),
            _ => break,
        }
    }
    Ok(verifier.finish())
}

/// The head as the database has it; that of an empty log where there is no record.
pub fn stored_head(store: &Store, found: &Found) -> Result<Head, Failure> {
    match read(store, inspect::head)? {
        Some(head) => Ok(head),
        None => Ok(Head { n: 0, mac: found.keys.chain()?.genesis(found.installation.log_id()) }),
    }
}

/// The head that the server last wrote outside of the database.
pub fn head_outside(site: &Site, found: &Found) -> Result<Option<Head>, Failure> {
    let file = site.head_file();
    let line = match std::fs::read_to_string(&file) {
        Ok(line) => line,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::io(&file, &error)),
    };
    match Head::parse(&line) {
        Some((log, head)) if log == found.installation.log_id() => Ok(Some(head)),
        _ => Err(Failure::Unsafe(format!("{} is no head of this log; it was changed, or put here", file.display()))),
    }
}

fn before(store: &Store, from: u64, stored: Head) -> Result<Head, Failure> {
    let n = i64::try_from(from - 1).unwrap_or(i64::MAX);
    read(store, move |tx| inspect::link(tx, n))?
        .ok_or_else(|| Failure::Usage(format!("there is no record {n} to begin after; the log ends at {}", stored.n)))
}

fn read<T: Send + 'static>(
    store: &Store,
    closure: impl Fn(&mut Tx) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    store
        .read_now(Scope::System(Job::Housekeeping), closure)
        .map_err(|error| Failure::Failed(format!("the database cannot be read: {error}")))
}
