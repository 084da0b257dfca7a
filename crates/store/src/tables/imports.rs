//! Roster imports: what was read, when and by whom.

use domain::{OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The identifier.
    pub id: Uuid,
    /// The agency.
    pub org: OrgId,
    /// Who did it.
    pub by: UserId,
    /// The file's name, cut to 120 characters.
    pub file_name: String,
    /// How many rows became workers.
    pub accepted: i64,
    /// How many were refused.
    pub refused: i64,
    /// When.
    pub at: Timestamp,
}

/// Adds an import of the scope's own organisation.
pub fn insert(tx: &mut Tx, new: &Import) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into import (id, org, by_user, file_name, accepted, refused, at) select $1, o.id, $3, $4, $5, $6, $7 \
         from organisation o where o.id = $2 and o.id = :org and {read:organisation o}",
        params![new.id, new.org, new.by, &new.file_name, new.accepted, new.refused, new.at],
    )?)
}

/// The latest imports of an organisation.
pub fn latest(tx: &mut Tx, org: OrgId) -> Result<Vec<Import>, StoreError> {
    tx.all(
        "select i.id, i.org, i.by_user, i.file_name, i.accepted, i.refused, i.at from import i \
         where i.org = $1 and {read:import i} order by i.id desc limit 24",
        params![org],
        |row| {
            Ok(Import {
                id: row.get("id")?,
                org: row.get("org")?,
                by: row.get("by_user")?,
                file_name: row.get("file_name")?,
                accepted: row.get("accepted")?,
                refused: row.get("refused")?,
                at: row.get("at")?,
            })
        },
    )
}
