//! Records on their way to the log: left in the business transaction, stamped so that the sequencer sees what was altered,
//! deleted or put in by other hands.

use crate::engine::entry::Entry;
use crate::engine::error::StoreError;
use crate::engine::tx::Tx;
use crate::params;
use audit::{Stamp, Writer};

/// The stamps that a transaction took. Where it comes to nothing, they are given back as void.
pub(super) struct Left {
    pub given: Vec<Stamp>,
    pub outcome: Result<(), StoreError>,
}

/// Leaves the records of a transaction: its last statements before the commit.
pub(super) fn leave(tx: &mut Tx, writer: &Writer, entries: &[Entry]) -> Left {
    let mut left = Left { given: Vec::with_capacity(entries.len()), outcome: Ok(()) };
    for entry in entries {
        let stamp = writer.stamp(&entry.record);
        left.outcome = insert(tx, entry, &stamp);
        left.given.push(stamp);
        if left.outcome.is_err() {
            break;
        }
    }
    left
}

fn insert(tx: &mut Tx, entry: &Entry, stamp: &Stamp) -> Result<(), StoreError> {
    let counter = i64::try_from(stamp.counter).map_err(|_| StoreError::Damaged("stamps are used up".into()))?;
    tx.run(
        "insert into audit_pending (id, writer, counter, org, subject, object, at, body, ingest_mac, void) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            entry.record.id(),
            stamp.writer,
            counter,
            entry.org,
            entry.subject,
            entry.object,
            entry.at,
            entry.record.bytes(),
            stamp.mac,
            stamp.void.clone()
        ],
    )
    .map(drop)
}
