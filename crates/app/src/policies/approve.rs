//! A second person approves a set that widens access, and so puts it in force.

use std::sync::Arc;

use domain::StepToken;
use store::tables::policy_sets as table;
use store::{Recorded, Tx};

use super::propose::object;
use super::{PERSONS, compile, files_of, force, kept, waits};
use crate::admit;
use crate::caller::Caller;
use crate::{AppError, House, explorer, record};

/// Approves this version of a set that waits; answers whether it is in force now. It takes [`PERSONS`] different people, the
/// one who proposed among them; a set that a command proposed has nobody behind it yet. [`AppError::Conflict`]: `policy_own`,
/// `policy_approved` (by the same person already), `policy_late` (24 hours are over), `policy_base` (another set came in force
/// since: its differences were not these), `policy_tests` (a kept test answers otherwise under it).
pub async fn approve(house: &House, caller: &Caller, number: i64, version: i64) -> Result<bool, AppError> {
    house.proven_lately(caller.proof)?;
    if !caller.is_operator() {
        return house.noted(caller, Err(AppError::NotFound)).await;
    }
    let texts = house
        .read(caller, move |tx, desk, caller| {
            drop(admit::policies(desk, caller, StepToken::ApprovePolicy, object(number, version))?);
            table::files(tx, number)?.ok_or(AppError::NotFound)
        })
        .await?;
    // Compiled and proved again: what was proposed under another program must hold under this one.
    let new = compile(house, files_of(&texts)?).await?;
    let (hash, wanted) = (new.hash().to_owned(), Arc::clone(&new));
    let in_force = house
        .write(caller, move |tx: &mut Tx, desk, caller| {
            let permit = admit::policies(desk, caller, StepToken::ApprovePolicy, object(number, version))?;
            let set = table::get(tx, number)?.ok_or(AppError::NotFound)?;
            let by = caller.actor_id();
            if set.in_force_at.is_some() {
                return Err(AppError::Conflict("policy_in_force"));
            }
            if set.proposed_by == Some(by) {
                return Err(AppError::Conflict("policy_own"));
            }
            if !waits(&set, desk.now) {
                return Err(AppError::Conflict("policy_late"));
            }
            if force::head(tx, desk)?.number != set.base {
                return Err(AppError::Conflict("policy_base"));
            }
            if set.version != version {
                return Err(AppError::Stale { given: version });
            }
            if set.hash != hash {
                return Err(store::StoreError::Damaged("policy_set.files is not what its hash names".to_owned()).into());
            }
            // A test that was kept since it was proposed counts as well.
            if !explorer::saved_tests_hold(tx, &wanted)?.is_empty() {
                return Err(AppError::Conflict("policy_tests"));
            }
            table::approve(tx, number, version, by, desk.now)?;
            let behind = table::approvals(tx, number)?.len() + usize::from(set.proposed_by.is_some());
            let in_force = behind >= PERSONS;
            if in_force {
                table::put_in_force(tx, number, &set.hash, set.base, desk.now)?;
            }
            let (widens, narrows) = (kept::read(&set.widens)?, kept::read(&set.narrows)?);
            let draft =
                force::facts(record::allowed(desk, caller, &permit, 0), desk, &set, (&widens, &narrows), in_force);
            Ok(Recorded::with(in_force, draft))
        })
        .await?;
    if in_force {
        house.policy.store(Arc::clone(&new));
    }
    Ok(in_force)
}
