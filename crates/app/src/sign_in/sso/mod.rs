//! Signing in by somebody else's sign-in: linked to a person once, and good for the organisations that the settings name.
//!
//! What a provider says gives nobody a role. A session that it opened acts for those organisations alone, whatever else the person
//! is, so that whoever rules over one agency's sign-in rules over nothing else.

mod attempt;
mod enter;
mod linked;
mod provider;

use domain::OrgId;
use store::Tx;
use store::tables::linked as table;
use uuid::Uuid;

pub use attempt::{Attempt, Begun, begin, take};
pub use enter::{enter, failed};
pub use linked::{Identity, identities, link, opened_by, serves, unlink};
pub use provider::{Ask, Asking, OPERATOR, Provider, Rules, Shown, Unshown};

use crate::AppError;

/// How long somebody has for what the provider asks of them.
pub const MINUTES: i64 = 10;

/// Refuses to act for an organisation in a session that somebody else's sign-in opened for others:
/// the conflict `sso_elsewhere`.
pub(crate) fn may_act(tx: &mut Tx, session: Uuid, org: OrgId) -> Result<(), AppError> {
    let bound = table::bound(tx, session)?;
    if bound.is_empty() || bound.contains(&org) { Ok(()) } else { Err(AppError::Conflict("sso_elsewhere")) }
}

/// The session that this challenge opens is bound as the challenge was.
pub(crate) fn carry(tx: &mut Tx, challenge: Uuid, session: Uuid) -> Result<(), AppError> {
    let bound = table::bound(tx, challenge)?;
    Ok(table::bind(tx, session, &bound)?)
}
