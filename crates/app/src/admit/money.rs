//! Who may count the money of all cases, and say what stands on invoices.

use domain::{OrgId, Overlay, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{Ask, ObjectRef, Permit};

use super::acts_for;
use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// How the caller stands to the money of the house: it is the task of finance. To an organisation's own invoices: whose it is.
pub(crate) fn money_ask(caller: &Caller, org: Option<OrgId>) -> Ask {
    let mut relations = RelationSet::NONE;
    if caller.role == Role::Finance {
        relations = relations.with(Relation::Assigned);
    }
    if org.is_some() && acts_for(caller) == org && !caller.is_operator() {
        relations = relations.with(Relation::OwnOrg);
    }
    Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_working_purpose()
}

/// Whether the caller may do this with the money of the house.
pub(crate) fn may_count(desk: &Desk, caller: &Caller, step: StepToken) -> bool {
    desk.policy.may_step(&money_ask(caller, None), step)
}

/// May the caller do this with the money of the house?
pub(crate) fn money(desk: &Desk, caller: &Caller, step: StepToken, object: ObjectRef) -> Result<Permit, AppError> {
    desk.policy
        .admit_step(&money_ask(caller, None), step, object)
        .map_err(|denial| record::denied(desk, caller, denial))
}
