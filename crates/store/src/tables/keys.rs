//! Wrapped keys. What unwraps them never stands in the database.

use domain::OrgId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// A wrapped key of an organisation or of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// The organisation whose epoch key wraps it, or whose epoch key it is.
    pub org: OrgId,
    /// The epoch.
    pub epoch: i64,
    /// The ciphertext.
    pub wrapped: Vec<u8>,
}

/// Adds an organisation's epoch key.
pub fn insert_org(tx: &mut Tx, key: &WrappedKey, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "insert into org_key (org, epoch, wrapped, created_at) values ($1, $2, $3, $4)",
        params![key.org, key.epoch, key.wrapped.clone(), at],
    )?;
    Ok(())
}

/// All epoch keys of an organisation, oldest first.
pub fn of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<WrappedKey>, StoreError> {
    tx.all(
        "select org, epoch, wrapped from org_key where org = $1 and {read:org_key} order by epoch",
        params![org],
        |row| Ok(WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? }),
    )
}

/// Adds a person's data key. In an organisation's scope the key must be that organisation's.
pub fn insert_subject(tx: &mut Tx, subject: Uuid, key: &WrappedKey, at: Timestamp) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::Org(_) => {
            "insert into subject_key (subject, org, epoch, wrapped, created_at) \
             select $1, o.id, $3, $4, $5 from organisation o where o.id = $2 and o.id = :org and {read:organisation o}"
        }
        _ => "insert into subject_key (subject, org, epoch, wrapped, created_at) values ($1, $2, $3, $4, $5)",
    };
    super::one(tx.run(sql, params![subject, key.org, key.epoch, key.wrapped.clone(), at])?)
}

/// The data keys of these people; whoever has none is left out.
pub fn of_subjects(tx: &mut Tx, subjects: &[Uuid]) -> Result<Vec<(Uuid, WrappedKey)>, StoreError> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select subject, org, epoch, wrapped from subject_key where subject in ({}) and {{read:subject_key}}",
        crate::places(1, subjects.len())
    );
    let values: Vec<crate::Value> = subjects.iter().map(|subject| (*subject).into()).collect();
    tx.all(&sql, &values, |row| {
        let key = WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? };
        Ok((row.get("subject")?, key))
    })
}

/// A person's data key.
pub fn of_subject(tx: &mut Tx, subject: Uuid) -> Result<Option<WrappedKey>, StoreError> {
    tx.maybe(
        "select org, epoch, wrapped from subject_key where subject = $1 and {read:subject_key}",
        params![subject],
        |row| Ok(WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? }),
    )
}
