//! Who may erase a household or a person with an account.

use domain::{Overlay, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{Ask, ObjectRef, Permit};
use uuid::Uuid;

use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// May the caller erase this household or person? It is the daily task of the data-protection officer.
pub(crate) fn erasure(
    desk: &Desk,
    caller: &Caller,
    kind: &'static str,
    id: Uuid,
    version: i64,
) -> Result<Permit, AppError> {
    let relations = match caller.role {
        Role::Dpo => RelationSet::NONE.with(Relation::Assigned),
        _ => RelationSet::NONE,
    };
    let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_working_purpose();
    desk.policy
        .admit_step(&ask, StepToken::Erase, ObjectRef { kind, id, version })
        .map_err(|denial| record::denied(desk, caller, denial))
}
