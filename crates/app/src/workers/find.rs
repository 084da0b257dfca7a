//! Looks for workers on the caller's own roster.

use domain::ids::{Reference, ReferenceKind};
use store::Tx;
use store::tables::{Limit, workers};

use super::see::{Roster, page};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// The workers of the caller's own roster that somebody looks for: by reference, else by how the first name begins.
pub fn called(tx: &mut Tx, desk: &Desk, caller: &Caller, typed: &str, limit: Limit) -> Result<Roster, AppError> {
    let org = caller.org.filter(|_| !caller.is_operator()).ok_or(AppError::NotFound)?;
    let rows = match Reference::parse(ReferenceKind::Worker, typed) {
        Some(reference) => {
            workers::by_reference(tx, reference.as_str())?.filter(|row| row.org == org).into_iter().collect()
        }
        None => workers::called(tx, org, typed, limit)?,
    };
    let counts = workers::counts(tx, org)?;
    page(tx, desk, caller, rows, limit).map(|(workers, _)| Roster { workers, next: None, counts })
}
