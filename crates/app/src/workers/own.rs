//! The roster record of the worker who asks.

use domain::{Role, StepToken};
use store::Tx;
use store::tables::{catalogue, workers};

use super::step::open_steps;
use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// The roster record of the worker who asks.
pub fn own(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Own, AppError> {
    let person = caller.user.filter(|_| caller.role == Role::Worker).ok_or(AppError::NotFound)?;
    let agency = caller.org.ok_or(AppError::NotFound)?;
    let row = workers::of_person(tx, person, agency)?.ok_or(AppError::NotFound)?;
    let profile = catalogue::reference_of(tx, row.id)?;
    let open = admit::standing(tx, desk, row, caller)?;
    let steps = open_steps(desk, caller, &open);
    Ok(Own { key: Key::Id(open.row.id.0), open, profile, steps })
}

/// A worker's own record.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its name in every use case.
    pub key: Key,
    /// The record, loaded for its person.
    pub open: OpenWorker,
    /// The published profile, while there is one.
    pub profile: Option<String>,
    /// The steps open to the person now.
    pub steps: Vec<StepToken>,
}
