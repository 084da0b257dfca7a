//! What the policies in force say: asked by those who answer for them, about nobody's data.
//!
//! Pages, the interface and the command ask here, so that all of them get one answer. Nothing here decides about a record.

mod answer;
mod fields;
mod history;
mod kept;
mod pretend;

use std::sync::Arc;

use domain::{Role, StateToken, StepToken};
use policy::Table;
use store::Tx;
use uuid::Uuid;

pub use answer::{About, Told, Verdict, about_class, ask, steps_in};
pub use fields::{Asked, Record, asked, of_class};
pub(crate) use history::compared;
pub use history::{Became, History, Moment};
pub use kept::{Broken, Kept, NOTE_MAX, NewTest, SavedTest, count_kept, keep, list, remove, saved_tests_hold};
pub use pretend::{Pace, Pretend, SIDES, seen_by};

use crate::admit;
use crate::caller::Caller;
use crate::{AppError, Desk};

/// The set in force, for a caller who may ask what it says. A denial is recorded, the asking is not: nobody's data is told.
pub fn in_force(_: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Arc<Table>, AppError> {
    drop(admit::explorer(desk, caller, StepToken::Explain, Uuid::nil())?);
    Ok(Arc::clone(&desk.policy))
}

/// The same, with what became of its rules.
pub fn with_history(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<(Arc<Table>, History), AppError> {
    let table = in_force(tx, desk, caller)?;
    Ok((table, history::history(tx)?))
}

/// Whether this role may ask what the policies say.
pub fn may_ask(policy: &Table, role: Role) -> bool {
    may(policy, role, StepToken::Explain)
}

/// Whether this role may keep an answer as a test and take one away.
pub fn may_keep(policy: &Table, role: Role) -> bool {
    may(policy, role, StepToken::KeepTest)
}

fn may(policy: &Table, role: Role, step: StepToken) -> bool {
    policy.may_step(&admit::explorer_ask(role), step)
}

/// The states of a placement, on its way and its exits, in the order of the words.
pub fn case_states() -> impl Iterator<Item = StateToken> {
    let way = StateToken::Enquiry..=StateToken::PermitRefused;
    StateToken::ALL.iter().copied().filter(move |state| way.contains(state))
}
