//! Changes that a moderator asks an agency for in a worker's record: one open at a time, with the agency's answer.

use domain::{UserId, WorkerId};
use jiff::Timestamp;
use uuid::Uuid;

use super::workers::Facts;
use crate::{Row, StoreError, Tx, params};

/// A change that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRequest {
    /// The identifier.
    pub id: Uuid,
    /// The worker.
    pub worker: WorkerId,
    /// Why, as the domain spells it.
    pub reason: String,
    /// What was added, without names and numbers; empty when nothing was.
    pub message: String,
    /// By whom.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// The facts in clear as they stood then.
    pub facts: Facts,
    /// The names of the fields that the agency has edited since.
    pub changed: Vec<String>,
    /// When the agency sent the record to the check again.
    pub answered_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<ChangeRequest, StoreError> {
    Ok(ChangeRequest {
        id: row.get("id")?,
        worker: row.get("worker")?,
        reason: row.get("reason")?,
        message: row.get("message")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        facts: super::json(row, "facts")?,
        changed: super::json(row, "changed")?,
        answered_at: row.get("answered_at")?,
    })
}

/// Keeps a request. A second open one about the same worker is a conflict.
pub fn insert(tx: &mut Tx, new: &ChangeRequest) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into change_request (id, worker, org, reason, message, asked_by, asked_at, facts, changed) \
         select $1, w.id, w.org, $3, $4, $5, $6, $7, $8 from worker w where w.id = $2 and {read:worker w}",
        params![
            new.id,
            new.worker,
            &new.reason,
            &new.message,
            new.asked_by,
            new.asked_at,
            super::as_json(&new.facts),
            super::as_json(&new.changed)
        ],
    )?)
}

/// The request about a worker that no moderator has closed yet, if there is one.
pub fn open(tx: &mut Tx, worker: WorkerId) -> Result<Option<ChangeRequest>, StoreError> {
    tx.maybe(
        "select c.id, c.worker, c.reason, c.message, c.asked_by, c.asked_at, c.facts, c.changed, c.answered_at \
         from change_request c where c.worker = $1 and c.closed_at is null and {read:change_request c}",
        params![worker],
        read,
    )
}

/// Keeps the names of what was edited since a request was made.
pub fn set_changed(tx: &mut Tx, id: Uuid, changed: &[String]) -> Result<(), StoreError> {
    super::one(tx.run(
        "update change_request set changed = $2 where id = $1 and closed_at is null and {write:change_request}",
        params![id, super::as_json(&changed)],
    )?)
}

/// The agency sends the record to the check again.
pub fn answer(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update change_request set answered_at = $2 where id = $1 and answered_at is null and closed_at is null \
         and {write:change_request}",
        params![id, at],
    )?)
}

/// A moderator has decided: whatever was asked about this worker is settled, and what was said and stood there before is forgotten.
pub fn close(tx: &mut Tx, worker: WorkerId, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update change_request set closed_at = $2, message = '', facts = '{}' where worker = $1 and closed_at is null \
         and {write:change_request}",
        params![worker, at],
    )?;
    Ok(())
}
