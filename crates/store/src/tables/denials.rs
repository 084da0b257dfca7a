//! Repeated denials are counted here; the first is a record at once, the rest one summary when the window closes.

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::{StoreError, Tx, params};

/// A window in which the same denial was repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// The hash of who was denied what.
    pub key_hash: Vec<u8>,
    /// How often, the first included.
    pub times: i64,
    /// The record of the first.
    pub draft: Json,
}

/// Counts a denial. True when it is the first of its window.
pub fn count(
    tx: &mut Tx,
    key_hash: &[u8],
    draft: &Json,
    now: Timestamp,
    closes_at: Timestamp,
) -> Result<bool, StoreError> {
    let times: i64 = tx.one(
        "insert into denial_window (key_hash, opened_at, closes_at, times, draft) values ($1, $2, $3, 1, $4) \
         on conflict (key_hash) do update set times = denial_window.times + 1 returning times",
        params![key_hash, now, closes_at, draft],
        |row| row.get("times"),
    )?;
    Ok(times == 1)
}

/// Takes the windows that have closed.
pub fn take_closed(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Window>, StoreError> {
    let sql = format!(
        "delete from denial_window where key_hash in (select d.key_hash from denial_window d where d.closes_at <= $1 \
         and {{read:denial_window d}} limit {most}) and {{write:denial_window}} returning key_hash, times, draft"
    );
    tx.all(&sql, params![now], |row| {
        Ok(Window { key_hash: row.get("key_hash")?, times: row.get("times")?, draft: row.get("draft")? })
    })
}
