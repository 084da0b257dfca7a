//! Windows of repeated denials that have closed. The engine opens them and counts (`engine/denials.rs`).

use jiff::Timestamp;

use crate::{StoreError, Tx, params};

/// A window in which the same denial was repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// How often, the first included.
    pub times: i64,
    /// The bytes of the first one's record.
    pub record: Vec<u8>,
}

/// Takes the windows that have closed.
pub fn take_closed(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Window>, StoreError> {
    let sql = format!(
        "delete from denial_window where key_hash in (select d.key_hash from denial_window d where d.closes_at <= $1 \
         and {{read:denial_window d}} limit {most}) and {{write:denial_window}} returning times, record"
    );
    tx.all(&sql, params![now], |row| Ok(Window { times: row.get("times")?, record: row.get("record")? }))
}

/// How many windows are open.
pub fn open(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select count(*) as open from denial_window d where {read:denial_window d}", params![], |row| {
        row.get("open")
    })
}
