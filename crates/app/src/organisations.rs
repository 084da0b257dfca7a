//! Organisations as their members and the operator see them.

use store::Tx;
use store::tables::organisations::{self, Organisation};
use store::tables::people::{self, Membership};

use crate::caller::Caller;
use crate::{AppError, Desk};

/// The caller's own organisation; for the operator, every one.
pub fn list(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Vec<Organisation>, AppError> {
    if caller.is_operator() {
        return Ok(organisations::all(tx)?);
    }
    let own = caller.org.map(|org| organisations::get(tx, org)).transpose()?.flatten();
    Ok(own.into_iter().collect())
}

/// The members of the caller's own organisation.
pub fn members(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Vec<Membership>, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    Ok(people::members(tx, org)?)
}
