//! The log's tables: records with their links, and the head.
//!
//! Only two threads write here, one per log: SQLite's writer, or the sequencer that holds PostgreSQL's lock.

use super::config::Log;
use super::entry::Entry;
use super::error::StoreError;
use super::statement::{Value, places};
use super::tree;
use super::tx::Tx;
use crate::params;
use audit::{Chain, Head, Link};
use domain::ids::RecordId;

const INSERT: &str =
    "insert into audit_event (n, id, org, subject, object, case_id, actor, action, purpose, at, body, mac) values";
/// Columns of a record.
const COLUMNS: usize = 12;

/// Adds a record at its place in the chain.
pub(super) fn append(tx: &mut Tx, entry: &Entry, link: Link) -> Result<(), StoreError> {
    const ONE: &str = "insert into audit_event (n, id, org, subject, object, case_id, actor, action, purpose, at, body, mac) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    tx.run(ONE, &values(entry, link)?).map(drop)
}

fn values(entry: &Entry, link: Link) -> Result<[Value; COLUMNS], StoreError> {
    Ok([
        number(link.n)?.into(),
        entry.record.id().into(),
        entry.org.into(),
        entry.subject.into(),
        entry.object.into(),
        entry.case.into(),
        entry.actor.into(),
        entry.action.as_str().into(),
        entry.purpose.map(domain::Purpose::as_str).into(),
        entry.at.into(),
        entry.record.bytes().into(),
        link.mac.into(),
    ])
}

/// Adds several records, 25 per statement: over a connection each statement is a round trip.
pub(super) fn append_all(tx: &mut Tx, entries: &[Entry], links: &[Link]) -> Result<(), StoreError> {
    for (entries, links) in entries.chunks(25).zip(links.chunks(25)) {
        if entries.len() < 25 {
            entries.iter().zip(links).try_for_each(|(entry, link)| append(tx, entry, *link))?;
            continue;
        }
        let rows: Vec<String> =
            (0..entries.len()).map(|row| format!("({})", places(row * COLUMNS + 1, COLUMNS))).collect();
        let values =
            entries.iter().zip(links).map(|(entry, link)| values(entry, *link)).collect::<Result<Vec<_>, _>>()?;
        tx.run(&format!("{INSERT} {}", rows.join(", ")), &values.concat())?;
    }
    Ok(())
}

/// Stores the head, in the transaction that added its last record.
pub(super) fn set_head(tx: &mut Tx, head: Head) -> Result<(), StoreError> {
    tx.run(
        "insert into audit_head (one, n, mac) values (1, $1, $2) \
         on conflict (one) do update set n = excluded.n, mac = excluded.mac",
        params![number(head.n)?, head.mac],
    )
    .map(drop)
}

/// The head as stored; `None` while the log is empty.
pub(super) fn stored_head(tx: &mut Tx) -> Result<Option<Head>, StoreError> {
    tx.maybe("select n, mac from audit_head where one = 1", params![], |row| {
        Ok(Head { n: row.get::<i64>("n")?.unsigned_abs(), mac: row.get("mac")? })
    })
}

/// Takes up the chain where the database stands.
///
/// The stored head must be that of the last record, its link must be of our key, and the head file outside, if there is one,
/// must not know more than the database: otherwise somebody cut or replaced the log.
pub(super) fn resume(tx: &mut Tx, log: &Log, outside: Option<Head>) -> Result<Chain, StoreError> {
    let empty = Chain::begin(log.key.clone(), log.id);
    let stored = stored_head(tx)?;
    let last = tx.maybe("select n, mac, body from audit_event order by n desc limit 1", params![], |row| {
        let head = Head { n: row.get::<i64>("n")?.unsigned_abs(), mac: row.get("mac")? };
        Ok((head, row.get::<Vec<u8>>("body")?))
    })?;
    let head = stored.unwrap_or_else(|| empty.head());
    match last {
        None if head.n == 0 => {}
        Some((last, body)) if last == head => {
            let previous = match head.n {
                0 | 1 => empty.head().mac,
                n => link_of(tx, n - 1)?,
            };
            if log.key.period() == 0 && log.key.link(head.n, &previous, &audit::leaf(&body)) != head.mac {
                return Err(damaged("the last record was not linked with this installation's chain key"));
            }
        }
        _ => return Err(damaged("the log's last record is not the one that its head names")),
    }
    if let Some(outside) = outside {
        let known = match outside.n {
            0 => Some(empty.head().mac),
            n if n <= head.n => Some(link_of(tx, n)?),
            _ => None,
        };
        if known != Some(outside.mac) {
            return Err(damaged(
                "the head kept outside is not in the log: its tail was cut, or an older copy was put back. Find the newest \
                 database; if this is all there is, `amana audit continue` goes on with it, and says so in the log for ever",
            ));
        }
    }
    for outside in &log.outside {
        if outside.size > head.n || tree::root(tx, outside.size)? != Some(outside.root) {
            return Err(damaged(&format!(
                "the checkpoint of {} records in {} is not in the log, which has {}: its tail was cut, it was written anew, or an \
                 older copy was put back. Find the newest database; if this is all there is, `amana audit continue` goes on with \
                 it, and says so in the log for ever",
                outside.size, outside.place, head.n
            )));
        }
    }
    Ok(Chain::resume(log.key.clone(), head, tree::stored(tx, head.n)?))
}

/// Wakes the sequencer, on whichever node it works (PostgreSQL).
pub(super) fn wake(tx: &mut Tx) -> Result<(), StoreError> {
    tx.run("select pg_notify('amana_log', '')", params![]).map(drop)
}

/// Whether a record stands in the chain.
pub(super) fn is_linked(tx: &mut Tx, record: RecordId) -> Result<bool, StoreError> {
    Ok(tx.maybe("select n from audit_event where id = $1", params![record], |row| row.get::<i64>("n"))?.is_some())
}

fn link_of(tx: &mut Tx, n: u64) -> Result<audit::Hash, StoreError> {
    let sql = "select mac from audit_event where n = $1 union all select mac from audit_closed where n = $2";
    let found = tx.maybe(sql, params![number(n)?, number(n)?], |row| row.get("mac"))?;
    found.ok_or_else(|| damaged("a record is missing before the log's end"))
}

fn number(n: u64) -> Result<i64, StoreError> {
    i64::try_from(n).map_err(|_| damaged("the log's numbers are used up"))
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(what.to_owned())
}
