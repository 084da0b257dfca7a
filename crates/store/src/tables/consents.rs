//! Consent receipts: what a worker agreed to, in which words and language, how and when; and when it was taken back.

use domain::ids::ConsentId;
use domain::{CaseId, UserId, WorkerId};
use jiff::Timestamp;

use crate::{Row, StoreError, Tx, params};

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The identifier.
    pub id: ConsentId,
    /// Whose consent.
    pub worker: WorkerId,
    /// For one case only, or for none in particular.
    pub case: Option<CaseId>,
    /// The type, as the domain spells it.
    pub kind: String,
    /// Which version of the text was shown.
    pub text_version: String,
    /// In which language.
    pub language: String,
    /// How it was given.
    pub method: String,
    /// Who gave it: the worker, or an agency user who recorded it on paper.
    pub given_by: UserId,
    /// When.
    pub given_at: Timestamp,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<Receipt, StoreError> {
    Ok(Receipt {
        id: row.get("id")?,
        worker: row.get("worker")?,
        case: row.get("case_id")?,
        kind: row.get("kind")?,
        text_version: row.get("text_version")?,
        language: row.get("language")?,
        method: row.get("method")?,
        given_by: row.get("given_by")?,
        given_at: row.get("given_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
    })
}

/// Keeps a receipt of a worker whom this scope may write for.
pub fn insert(tx: &mut Tx, new: &Receipt) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into consent (id, org, worker, case_id, kind, text_version, language, method, given_by, given_at) \
         select $1, w.org, w.id, $3, $4, $5, $6, $7, $8, $9 from worker w where w.id = $2 and {write:worker w}",
        params![
            new.id,
            new.worker,
            new.case,
            &new.kind,
            &new.text_version,
            &new.language,
            &new.method,
            new.given_by,
            new.given_at
        ],
    )?)
}

/// All receipts of a worker, newest first.
pub fn of_worker(tx: &mut Tx, worker: WorkerId) -> Result<Vec<Receipt>, StoreError> {
    tx.all(
        "select c.id, c.worker, c.case_id, c.kind, c.text_version, c.language, c.method, c.given_by, c.given_at, c.withdrawn_at \
         from consent c where c.worker = $1 and {read:consent c} order by c.id desc",
        params![worker],
        read,
    )
}

/// Takes back every living receipt of one type; says how many there were.
pub fn withdraw(tx: &mut Tx, worker: WorkerId, kind: &str, at: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update consent set withdrawn_at = $3 where worker = $1 and kind = $2 and withdrawn_at is null and {write:consent}",
        params![worker, kind, at],
    )
}
