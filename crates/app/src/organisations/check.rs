//! What the operator looked at: an agency's licence, a household's identity.

use domain::StepToken;
use jiff::civil::Date;
use store::tables::customers::{self, Unchecked};
use store::{Recorded, Tx};

use super::licence;
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// What was looked at, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// The licence is in force until this day.
    LicenceUntil(Date),
    /// The licence is not in force.
    LicenceLapsed,
    /// The identity card is the household's own.
    Identity,
}

/// Writes down a check of what was looked at: the organisation's `version` for a licence, the household's own record's
/// `version` for an identity. [`AppError::Stale`] when it has changed since, so that nobody vouches for what they did not see.
pub fn check(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    version: i64,
    checked: Checked,
) -> Result<Recorded<()>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let row = admit::organisation(tx, key)?;
    let permit = admit::office(desk, caller, StepToken::Check, row.id, row.version)?;
    let word = match (checked, row.kind.as_str()) {
        (Checked::LicenceUntil(until), "agency") => {
            if until < desk.today() {
                return Err(AppError::invalid("/licence_until", "day_past"));
            }
            // An agency that applied begins when its list is complete, and not by a look at its licence alone.
            if row.licence.as_deref() == Some("unverified") {
                return Err(AppError::Conflict("agency_not_live"));
            }
            licence::keep(tx, desk, &row, version, Some(until))?;
            "valid"
        }
        (Checked::LicenceLapsed, "agency") => {
            licence::keep(tx, desk, &row, version, None)?;
            "lapsed"
        }
        (Checked::Identity, "customer") => {
            let known = customers::get(tx, row.id)?.ok_or(AppError::NotFound)?;
            if known.civil_id.is_none() || known.name.is_none() {
                return Err(AppError::Conflict("identity_missing"));
            }
            customers::verify(tx, row.id, version, caller.actor_id(), desk.now)?;
            "identity"
        }
        _ => return Err(AppError::invalid("/check", "check_unfit")),
    };
    let draft = record::allowed(desk, caller, &permit, 0).fact("found", audit::Fact::Word(word.to_owned()));
    Ok(Recorded::with((), draft))
}

/// The households whose identity is given and waits to be looked at, for the operator.
pub fn unchecked(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Vec<Unchecked>, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    Ok(customers::unchecked(tx, store::tables::Limit::PAGE)?)
}
