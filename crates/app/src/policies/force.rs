//! The set in force: what the database says, and the table that this process answers by.

use std::sync::Arc;

use audit::{Draft, Fact};
use policy::Change;
use store::tables::policy_sets::{self as table, Head, PolicySet};
use store::{Scope, Tx};

use super::{compile, files_of};
use crate::{AppError, Desk, House};

/// The head, if this request's desk still answers by it; else whoever asked looks again.
pub(super) fn head(tx: &mut Tx, desk: &Desk) -> Result<Head, AppError> {
    let head = table::head(tx)?;
    match &head.hash {
        Some(hash) if hash != desk.policy.hash() => Err(AppError::Stale { given: head.number }),
        _ => Ok(head),
    }
}

/// What a record says of a change of the policies. The sentences stand with the set; their number and hash stand here, so
/// that they cannot be rewritten unseen.
pub(super) fn facts(
    draft: Draft,
    desk: &Desk,
    set: &PolicySet,
    (widens, narrows): (&[Change], &[Change]),
    in_force: bool,
) -> Draft {
    let count = |changes: &[Change]| i64::try_from(changes.len()).unwrap_or(i64::MAX);
    draft
        .fact("number", Fact::Number(set.number))
        .fact("old_set", Fact::Hash(crate::record::set_hash(desk.policy.hash())))
        .fact("new_set", Fact::Hash(crate::record::set_hash(&set.hash)))
        .fact("widens", Fact::Number(count(widens)))
        .fact("narrows", Fact::Number(count(narrows)))
        .fact("changes", Fact::Hash(super::kept::hash(widens, narrows)))
        .fact("in_force", Fact::Flag(in_force))
}

impl House {
    /// Answers by the set in force from here on. `head` is the hash that this very request read from the database; none for
    /// the set that the program was built with. One string is compared; only another set is fetched and compiled.
    pub(crate) async fn follow(&self, head: Option<&str>) -> Result<(), AppError> {
        match head {
            Some(head) if self.policy.load().hash() != head => self.reload().await,
            _ => Ok(()),
        }
    }

    async fn reload(&self) -> Result<(), AppError> {
        match load(self).await {
            Ok(()) => Ok(()),
            Err(AppError::Policies(faults)) => {
                let why = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                tracing::error!(%why, "the policies in force do not hold for this program; nothing is answered by others");
                Err(store::StoreError::Overloaded.into())
            }
            Err(error) => Err(error),
        }
    }
}

/// Loads the set in force from the database: at start, and whenever another node has put one in force.
/// [`AppError::Policies`] when it does not hold for this program.
pub async fn load(house: &House) -> Result<(), AppError> {
    let stored = house
        .store
        .read(Scope::System(store::Job::Housekeeping), |tx: &mut Tx| -> Result<_, AppError> {
            let head = table::head(tx)?;
            Ok(match head.hash {
                Some(hash) => table::files(tx, head.number)?.map(|files| (hash, files)),
                None => None,
            })
        })
        .await?;
    let Some((hash, files)) = stored else { return Ok(()) };
    if house.policy.load().hash() == hash {
        return Ok(());
    }
    let table = compile(house, files_of(&files)?).await?;
    if table.hash() != hash {
        return Err(store::StoreError::Damaged("policy_set.files is not what its hash names".to_owned()).into());
    }
    house.policy.store(Arc::clone(&table));
    Ok(())
}
