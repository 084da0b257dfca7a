//! Sessions that somebody else's sign-in opened act for the organisations that its settings name, and for no others.

use domain::OrgId;
use domain::ids::SessionId;
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

/// Refuses another way in to whoever somebody else's sign-in let in: it would last longer than what opened this session, and be bound
/// to nothing. The conflict `sso_elsewhere`.
pub(crate) fn by_own_means(tx: &mut Tx, session: SessionId) -> Result<(), AppError> {
    if is_bound(tx, session.0)? { Err(AppError::Conflict("sso_elsewhere")) } else { Ok(()) }
}

/// Whether somebody else's sign-in opened this session, or asked this second challenge.
pub(super) fn is_bound(tx: &mut Tx, id: Uuid) -> Result<bool, AppError> {
    Ok(!table::bound(tx, id)?.is_empty())
}

/// The session that this challenge opens is bound as the challenge was.
pub(super) fn carry(tx: &mut Tx, challenge: Uuid, session: Uuid) -> Result<(), AppError> {
    let bound = table::bound(tx, challenge)?;
    Ok(table::bind(tx, session, &bound)?)
}
