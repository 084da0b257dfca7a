//! Organisations and their members: founded and checked by the operator, kept by their own people.

mod check;
mod found;
mod household;
pub(crate) mod licence;
mod members;
mod phone;
mod reveal;

pub use check::{Checked, check, unchecked};
pub use found::{Entered, Found, enter, found, register};
pub(crate) use found::{fit, prepare};
pub use household::{HouseholdFacts, Identity, fill, own_household};
pub use members::{change_role, end_membership, members};
pub use phone::{ask_phone_code, prove_phone};
pub(crate) use reveal::name_and_number;
pub use store::tables::customers::Unchecked;
pub use store::tables::organisations::Organisation as Row;

use std::collections::BTreeMap;

use domain::{Class, OrgId};
use policy::Sight;
use store::Tx;
use store::tables::organisations::{self, Organisation};
use store::tables::{Limit, customers};

use crate::caller::Caller;
use crate::{AppError, Desk, admit};

/// Whether the caller's own agency may begin something new today.
pub fn trades(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<bool, AppError> {
    admit::trades(tx, desk, caller.org.ok_or(AppError::NotFound)?)
}

/// The caller's own organisation; for the operator, every one. The last day of a licence is told to whom policy shows it.
pub fn list(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Vec<Organisation>, AppError> {
    if caller.is_operator() {
        return Ok(told(desk, caller, organisations::all(tx)?));
    }
    let own = caller.org.map(|org| organisations::get(tx, org)).transpose()?.flatten();
    Ok(told(desk, caller, own.into_iter().collect()))
}

fn told(desk: &Desk, caller: &Caller, mut found: Vec<Organisation>) -> Vec<Organisation> {
    for org in &mut found {
        let sight = admit::office_eyes(desk, caller, org.id).sight(Class::AgencyLegal);
        org.licence_until = org.licence_until.filter(|_| sight == Sight::Visible);
    }
    found
}

/// One page of the same, in the order in which they came, and after whom the next one begins.
pub fn page(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<OrgId>,
    limit: Limit,
) -> Result<(Vec<Organisation>, Option<OrgId>), AppError> {
    if !caller.is_operator() {
        return Ok((if after.is_none() { list(tx, desk, caller)? } else { Vec::new() }, None));
    }
    let mut found = organisations::page(tx, after, limit)?;
    let more = found.len() > limit.get() as usize;
    found.truncate(limit.get() as usize);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok((told(desk, caller, found), next))
}

/// The version of each household's own record, which a check of its identity names.
pub fn record_versions(tx: &mut Tx) -> Result<BTreeMap<OrgId, i64>, AppError> {
    Ok(customers::versions(tx)?.into_iter().collect())
}
