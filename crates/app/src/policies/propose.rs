//! Somebody proposes a policy set. What only narrows, or changes no access, is in force at once; what widens waits.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::StepToken;
use policy::{Change, ObjectRef, Table};
use store::Recorded;
use store::tables::policy_sets::{self as table, PolicySet};
use store::{Scope, Tx};
use uuid::Uuid;

use super::{BYTES_MAX, FILES_MAX, NAME_MAX, apart, compile, force, kept};
use crate::admit;
use crate::caller::Caller;
use crate::error::Fault;
use crate::once::{self, Once};
use crate::ports::PolicyFiles;
use crate::{AppError, House, explorer, record};

/// What came of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The set's number.
    pub number: i64,
    /// Whether it is in force; else it waits for a second person.
    pub in_force: bool,
    /// What it opens.
    pub widens: Vec<Change>,
    /// What it closes.
    pub narrows: Vec<Change>,
}

/// Proposes a set: its `.cedar` files by name. The words are the program's, so that the schema need not be sent; one that is
/// must be the same. [`AppError::Policies`] names every fault with file and line; a set under which a kept test answers otherwise
/// is `policy_tests`.
pub async fn propose(house: &House, caller: &Caller, files: PolicyFiles, once: Once) -> Result<Proposed, AppError> {
    house.proven_lately(caller.proof)?;
    let command = caller.user.is_none() && caller.role == domain::Role::System;
    if !caller.is_operator() && !command {
        return Err(AppError::NotFound);
    }
    let desk = house.desk();
    if !command {
        // Who may not propose is refused before anything is compiled for them; the transaction asks again.
        let refused = admit::policies(&desk, caller, StepToken::ProposePolicy, object(0, 1)).err();
        if let Some(refused) = refused {
            return house.noted(caller, Err(refused)).await;
        }
    }
    fit(&files)?;
    let new = compile(house, files.clone()).await?;
    may_go_on(&new)?;
    let (present, wanted) = (Arc::clone(&desk.policy), Arc::clone(&new));
    let diff = apart(move || policy::diff(&present, &wanted)).await?;
    let rules = explorer::compared(&desk.policy, &new);
    let wanted = Arc::clone(&new);
    let scope = if command { Scope::System(store::Job::Housekeeping) } else { caller.scope() };
    let (by, hash, texts) = (caller.clone(), new.hash().to_owned(), serde_json::to_value(&files).unwrap_or_default());
    let outcome = house
        .store
        .write(scope, move |tx: &mut Tx| -> Result<Recorded<Proposed>, AppError> {
            let head = force::head(tx, &desk)?;
            if hash == desk.policy.hash() {
                return Err(AppError::Conflict("policy_in_force"));
            }
            let number = table::next_number(tx)?;
            let object = object(number, 1);
            let draft = if command {
                record::plain(&desk, &by, StepToken::ProposePolicy.as_str(), 0)
                    .object(audit::Object::new(object.kind, object.id))
            } else {
                let permit = admit::policies(&desk, &by, StepToken::ProposePolicy, object)?;
                record::allowed(&desk, &by, &permit, 0)
            };
            let set = PolicySet {
                number,
                hash: hash.clone(),
                proposed_by: by.user,
                proposed_at: desk.now,
                base: head.number,
                widens: kept::write(&diff.widens),
                narrows: kept::write(&diff.narrows),
                rules: rules.clone(),
                in_force_at: None,
                version: 1,
            };
            if !explorer::saved_tests_hold(tx, &wanted)?.is_empty() {
                return Err(AppError::Conflict("policy_tests"));
            }
            table::insert(tx, &set, &texts)?;
            let in_force = diff.widens.is_empty();
            if in_force {
                table::put_in_force(tx, number, &hash, head.number, desk.now)?;
            }
            once::keep(tx, &desk, once.as_ref(), &number.to_string())?;
            let draft = force::facts(draft, &desk, &set, (&diff.widens, &diff.narrows), in_force);
            let proposed = Proposed { number, in_force, widens: diff.widens.clone(), narrows: diff.narrows.clone() };
            Ok(Recorded::with(proposed, draft))
        })
        .await;
    let proposed = house.noted(caller, outcome).await?;
    if proposed.in_force {
        house.policy.store(Arc::clone(&new));
    }
    Ok(proposed)
}

/// A set as an object of decisions and records: its number, in the house's own range of identifiers.
pub(super) fn object(number: i64, version: i64) -> ObjectRef {
    let number = u128::try_from(number).unwrap_or(0);
    ObjectRef { kind: "policy_set", id: Uuid::from_u128(number), version }
}

/// What can be said of the files without reading them.
fn fit(files: &BTreeMap<String, String>) -> Result<(), AppError> {
    let mut faults = Vec::new();
    if files.is_empty() || files.len() > FILES_MAX {
        faults.push(Fault { pointer: "/files".to_owned(), reason: "policy_files" });
    }
    if files.values().map(String::len).sum::<usize>() > BYTES_MAX {
        faults.push(Fault { pointer: "/files".to_owned(), reason: "policy_bytes" });
    }
    for name in files.keys() {
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b));
        let ending =
            Path::new(name).extension().is_some_and(|ending| ending == "cedar") || name == "access.cedarschema";
        if !plain || !ending || name.len() > NAME_MAX || name.starts_with('.') {
            faults.push(Fault { pointer: "/files".to_owned(), reason: "policy_name" });
            break;
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}

/// A set under which nobody could change the policies any more would be the last one.
fn may_go_on(new: &Table) -> Result<(), AppError> {
    let steps = [StepToken::ProposePolicy, StepToken::ApprovePolicy];
    let going = steps.iter().all(|step| new.may_step(&admit::policy_ask(domain::Role::PlatformAdmin), *step));
    if going { Ok(()) } else { Err(AppError::Conflict("policy_last")) }
}
