//! Sessions that somebody else's sign-in opened act for the organisations that its settings name, and for no others.

use domain::OrgId;
use store::Tx;
use store::tables::linked as table;
use uuid::Uuid;

use crate::AppError;

/// Refuses to act for an organisation in a session that somebody else's sign-in opened for others:
/// the conflict `sso_elsewhere`.
pub(super) fn may_act(tx: &mut Tx, session: Uuid, org: OrgId) -> Result<(), AppError> {
    let bound = table::bound(tx, session)?;
    if bound.is_empty() || bound.contains(&org) { Ok(()) } else { Err(AppError::Conflict("sso_elsewhere")) }
}

/// The session that this challenge opens is bound as the challenge was.
pub(super) fn carry(tx: &mut Tx, challenge: Uuid, session: Uuid) -> Result<(), AppError> {
    let bound = table::bound(tx, challenge)?;
    Ok(table::bind(tx, session, &bound)?)
}
