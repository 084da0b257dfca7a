//! Overrides of the scanner's word: asked for by one officer, answered by a second, over after their time.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// Two who ask for one document in the same moment: the unique key that has the last word.
pub const WAITS: &str = "document_override_waits";

/// An override and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The identifier.
    pub id: Uuid,
    /// Which document.
    pub document: Uuid,
    /// Why, without names and numbers.
    pub reason: String,
    /// Who asked.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// For how many days.
    pub days: i64,
    /// What the second officer said.
    pub yes: Option<bool>,
    /// Who that was.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Until when it holds.
    pub ends_at: Option<Timestamp>,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

const COLUMNS: &str = "v.id, v.document, v.reason, v.asked_by, v.asked_at, v.days, v.yes, v.answered_by, v.answered_at, v.ends_at, v.ended_at";

fn read(row: &Row<'_>) -> Result<Override, StoreError> {
    Ok(Override {
        id: row.get("id")?,
        document: row.get("document")?,
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        days: row.get("days")?,
        yes: row.get("yes")?,
        answered_by: row.get("answered_by")?,
        answered_at: row.get("answered_at")?,
        ends_at: row.get("ends_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Keeps what was asked.
pub fn insert(tx: &mut Tx, new: &Override) -> Result<(), StoreError> {
    tx.run(
        "insert into document_override (id, document, reason, asked_by, asked_at, days) values ($1, $2, $3, $4, $5, $6)",
        params![new.id, new.document, &new.reason, new.asked_by, new.asked_at, new.days],
    )
    .map(drop)
}

/// One by its identifier.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Override>, StoreError> {
    let sql = format!("select {COLUMNS} from document_override v where v.id = $1 and {{read:document_override v}}");
    tx.maybe(&sql, params![id], read)
}

/// A page and one more, newest first; `after` is the last of the page before.
pub fn page(tx: &mut Tx, after: Option<(Timestamp, Uuid)>, limit: Limit) -> Result<Vec<Override>, StoreError> {
    let mut binds = Binds::none();
    let keyset = after
        .map_or(String::new(), |(at, id)| format!("and (v.asked_at, v.id) < ({}, {})", binds.add(at), binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from document_override v where {{read:document_override v}} {keyset} \
         order by v.asked_at desc, v.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Writes down what the second officer said, and until when it holds. False when somebody answered before.
pub fn answer(
    tx: &mut Tx,
    id: Uuid,
    yes: bool,
    by: UserId,
    at: Timestamp,
    ends_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let answered = tx.run(
        "update document_override set yes = $2, answered_by = $3, answered_at = $4, ends_at = $5 \
         where id = $1 and yes is null and {write:document_override}",
        params![id, yes, by, at, ends_at],
    )?;
    Ok(answered == 1)
}

/// How many hold at this moment.
pub fn holding(tx: &mut Tx, now: Timestamp) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as number from document_override v where v.yes and v.ends_at > $1 and v.ended_at is null \
         and {read:document_override v}",
        params![now],
        |row| row.get("number"),
    )
}

/// Those whose time is over. In the scope of a job.
pub fn over(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Override>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document_override v where v.ends_at <= $1 and v.ended_at is null and {{read:document_override v}} \
         order by v.ends_at limit {most}"
    );
    tx.all(&sql, params![now], read)
}

/// Keeps that it was ended.
pub fn end(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update document_override set ended_at = $2 where id = $1 and ended_at is null and {write:document_override}",
        params![id, at],
    )?)
}
