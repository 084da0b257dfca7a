//! Statements about what happened outside the product, by the role that may make them.

use domain::{Role, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is stated, as the domain spells it.
    pub statement: String,
    /// In which role.
    pub role: Role,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// Keeps a statement about a case.
pub fn about_case(tx: &mut Tx, case: Uuid, new: &Statement) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into attested (object, statement, role, by_user, at, customer_org, agency_org) \
         select c.id, $2, $3, $4, $5, c.customer_org, c.agency_org from case_file c where c.id = $1 and {read:case_file c}",
        params![case, &new.statement, new.role, new.by, new.at],
    )?)
}

/// Keeps a statement about a worker's roster record.
pub fn about_worker(tx: &mut Tx, worker: Uuid, new: &Statement) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into attested (object, statement, role, by_user, at, agency_org) \
         select w.id, $2, $3, $4, $5, w.org from worker w where w.id = $1 and {read:worker w}",
        params![worker, &new.statement, new.role, new.by, new.at],
    )?)
}

/// Everything stated about an object, oldest first.
pub fn of(tx: &mut Tx, object: Uuid) -> Result<Vec<Statement>, StoreError> {
    tx.all(
        "select a.statement, a.role, a.by_user, a.at from attested a where a.object = $1 and {read:attested a} order by a.at",
        params![object],
        |row| {
            Ok(Statement {
                statement: row.get("statement")?,
                role: row.get("role")?,
                by: row.get("by_user")?,
                at: row.get("at")?,
            })
        },
    )
}
