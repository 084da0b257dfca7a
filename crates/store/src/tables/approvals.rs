//! The first of two people's approvals of one step on one version of an object.

use domain::{StepToken, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// Keeps a first approval.
pub fn give(
    tx: &mut Tx,
    object: Uuid,
    version: i64,
    step: StepToken,
    by: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::Org(_) => {
            "insert into approval (object, version, step, by_user, at) select c.id, $2, $3, $4, $5 from case_file c \
             where c.id = $1 and {read:case_file c} on conflict do nothing"
        }
        _ => {
            "insert into approval (object, version, step, by_user, at) values ($1, $2, $3, $4, $5) on conflict do nothing"
        }
    };
    tx.run(sql, params![object, version, step, by, at])?;
    Ok(())
}

/// Who approved this step on this version first, and when.
pub fn first(
    tx: &mut Tx,
    object: Uuid,
    version: i64,
    step: StepToken,
) -> Result<Option<(UserId, Timestamp)>, StoreError> {
    tx.maybe(
        "select a.by_user, a.at from approval a where a.object = $1 and a.version = $2 and a.step = $3 and {read:approval a}",
        params![object, version, step],
        |row| Ok((row.get("by_user")?, row.get("at")?)),
    )
}

/// Takes the first approval away, once the second has come or its time is over.
pub fn clear(tx: &mut Tx, object: Uuid) -> Result<(), StoreError> {
    tx.run("delete from approval where object = $1 and {write:approval}", params![object])?;
    Ok(())
}
