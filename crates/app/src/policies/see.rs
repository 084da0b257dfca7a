//! Policy sets as the operator's staff sees them: how each stands, and what it opens and closes.

use domain::StepToken;
use policy::Change;
use store::Tx;
use store::tables::Limit;
use store::tables::policy_sets::{self as table, PolicySet};

use super::{PERSONS, kept, waits};
use crate::admit;
use crate::caller::Caller;
use crate::{AppError, Desk};

/// How a set stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It decides.
    InForce,
    /// It decided once.
    Replaced,
    /// It waits for somebody else.
    Waiting,
    /// Nobody approved it in time, or another came in force meanwhile.
    Lapsed,
}

impl Standing {
    /// The spelling in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Replaced => "replaced",
            Self::Waiting => "waiting",
            Self::Lapsed => "lapsed",
        }
    }
}

/// One set with what it changes.
#[derive(Debug, Clone)]
pub struct Set {
    /// The row.
    pub row: PolicySet,
    /// How it stands.
    pub standing: Standing,
    /// What it opens.
    pub widens: Vec<Change>,
    /// What it closes.
    pub narrows: Vec<Change>,
    /// How many more people it waits for; 0 when it does not wait.
    pub missing: usize,
    /// Whether the caller proposed it.
    pub own: bool,
    /// Whether the caller may approve it now.
    pub approves: bool,
}

/// The hash of the set in force, and the newest sets before this number.
pub fn list(tx: &mut Tx, desk: &Desk, caller: &Caller, before: Option<i64>) -> Result<(String, Vec<Set>), AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let head = table::head(tx)?.number;
    let rows = table::newest(tx, before, Limit::PAGE)?;
    let sets = rows.into_iter().map(|row| set(tx, desk, caller, row, head)).collect::<Result<_, _>>()?;
    Ok((desk.policy.hash().to_owned(), sets))
}

/// One set.
pub fn one(tx: &mut Tx, desk: &Desk, caller: &Caller, number: i64) -> Result<Set, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let head = table::head(tx)?.number;
    let row = table::get(tx, number)?.ok_or(AppError::NotFound)?;
    set(tx, desk, caller, row, head)
}

fn set(tx: &mut Tx, desk: &Desk, caller: &Caller, row: PolicySet, head: i64) -> Result<Set, AppError> {
    let standing = match row.in_force_at {
        Some(_) if row.number == head => Standing::InForce,
        Some(_) => Standing::Replaced,
        None if waits(&row, desk.now) && row.base == head => Standing::Waiting,
        None => Standing::Lapsed,
    };
    let waiting = standing == Standing::Waiting;
    let behind = if waiting { table::approvals(tx, row.number)? } else { Vec::new() };
    let missing = PERSONS.saturating_sub(behind.len() + usize::from(row.proposed_by.is_some()));
    let own = row.proposed_by.is_some() && row.proposed_by == caller.user;
    let may = desk.policy.may_step(&admit::policy_ask(caller.role), StepToken::ApprovePolicy);
    Ok(Set {
        standing,
        widens: kept::read(&row.widens)?,
        narrows: kept::read(&row.narrows)?,
        missing: if waiting { missing } else { 0 },
        own,
        approves: waiting && may && !own && !behind.contains(&caller.actor_id()),
        row,
    })
}
