//! The weekly catalogues of all stored objects: what was looked at and what was wrong.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Limit, as_json, json};
use crate::{Row, StoreError, Tx, params};

/// What is wrong with one document or object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// `missing`, `orphaned`, `damaged`, `undecryptable`, `outlived`.
    pub what: String,
    /// Of which document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Uuid>,
    /// Which object.
    pub object: String,
    /// Whether it was mended: an orphan removed, what was past its time destroyed.
    pub mended: bool,
}

/// One catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The identifier.
    pub id: Uuid,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// The last document that was looked at.
    pub after: Option<Uuid>,
    /// How many objects were read to their end.
    pub checked: i64,
    /// How many of them were sound.
    pub sound: i64,
    /// What was wrong, at most some hundreds.
    pub findings: Vec<Finding>,
}

const COLUMNS: &str = "k.id, k.begun_at, k.done_at, k.after_id, k.checked, k.sound, k.findings";

fn read(row: &Row<'_>) -> Result<Catalogue, StoreError> {
    Ok(Catalogue {
        id: row.get("id")?,
        begun_at: row.get("begun_at")?,
        done_at: row.get("done_at")?,
        after: row.get("after_id")?,
        checked: row.get("checked")?,
        sound: row.get("sound")?,
        findings: json(row, "findings")?,
    })
}

/// Begins one.
pub fn insert(tx: &mut Tx, new: &Catalogue) -> Result<(), StoreError> {
    tx.run(
        "insert into document_catalogue (id, begun_at, checked, sound, findings) values ($1, $2, 0, 0, $3)",
        params![new.id, new.begun_at, as_json(&new.findings)],
    )
    .map(drop)
}

/// One by its identifier.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Catalogue>, StoreError> {
    let sql = format!("select {COLUMNS} from document_catalogue k where k.id = $1 and {{read:document_catalogue k}}");
    tx.maybe(&sql, params![id], read)
}

/// The newest ones, newest first.
pub fn newest(tx: &mut Tx, limit: Limit) -> Result<Vec<Catalogue>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from document_catalogue k where {{read:document_catalogue k}} order by k.begun_at desc, k.id desc limit {}",
        limit.get()
    );
    tx.all(&sql, params![], read)
}

/// Saves how far it came. In the scope of a job.
pub fn save(tx: &mut Tx, catalogue: &Catalogue) -> Result<(), StoreError> {
    super::one(tx.run(
        "update document_catalogue set done_at = $2, after_id = $3, checked = $4, sound = $5, findings = $6 where id = $1",
        params![
            catalogue.id,
            catalogue.done_at,
            catalogue.after,
            catalogue.checked,
            catalogue.sound,
            as_json(&catalogue.findings)
        ],
    )?)
}

/// Forgets those that were begun before then. In the scope of a job.
pub fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.run("delete from document_catalogue where begun_at < $1 and done_at is not null", params![before])
}
