//! How somebody stands to an organisation and to the policies themselves, and what they may do about them.

use domain::office::first_role;
use domain::{OrgId, Overlay, Purpose, Relation, RelationSet, Role, StateToken, StepToken};
use policy::{Ask, ObjectRef, Permit, View};
use store::Tx;
use store::tables::organisations::Organisation;
use store::tables::people::{self, Membership};
use uuid::Uuid;

use super::{acts_for, stated};
use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// How the caller stands to an organisation.
fn in_office(caller: &Caller, org: OrgId) -> RelationSet {
    let mut relations = RelationSet::NONE;
    if acts_for(caller) == Some(org) {
        relations = relations.with(Relation::OwnOrg);
    }
    // Organisations are the daily task of those who look after the platform.
    if matches!(caller.role, Role::Moderator | Role::PlatformAdmin) {
        relations = relations.with(Relation::Assigned);
    }
    relations
}

/// The eyes on what is kept of an organisation. Whose task they are looks at them to verify them, unless another purpose is stated.
pub(crate) fn office_eyes(desk: &Desk, caller: &Caller, org: OrgId) -> View {
    let relations = in_office(caller, org);
    let task = relations.has(Relation::Assigned).then_some(Purpose::Verify);
    let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None);
    desk.policy.view(&stated(ask, &Caller { purpose: caller.purpose.or(task), ..caller.clone() }))
}

/// May the caller take this step about an organisation?
pub(crate) fn office(
    desk: &Desk,
    caller: &Caller,
    step: StepToken,
    org: OrgId,
    version: i64,
) -> Result<Permit, AppError> {
    let relations = in_office(caller, org);
    let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_working_purpose();
    desk.policy
        .admit_step(&ask, step, ObjectRef { kind: "organisation", id: org.0, version })
        .map_err(|denial| record::denied(desk, caller, denial))
}

/// What somebody in this role asks who wants to change the policies. They are the daily task of those who run the machines.
pub(crate) fn policy_ask(role: Role) -> Ask {
    let task = role == Role::PlatformAdmin;
    let relations = if task { RelationSet::NONE.with(Relation::Assigned) } else { RelationSet::NONE };
    Ask::new(role, relations, StateToken::None, Overlay::None).with_working_purpose()
}

/// May the caller take this step about the policies?
pub(crate) fn policies(desk: &Desk, caller: &Caller, step: StepToken, set: ObjectRef) -> Result<Permit, AppError> {
    desk.policy.admit_step(&policy_ask(caller.role), step, set).map_err(|denial| record::denied(desk, caller, denial))
}

/// How somebody in this role stands to a second factor that was lost: it is the task of those who look after people and of those who
/// answer for the way in.
pub(crate) fn reset_ask(role: Role) -> Ask {
    let task = matches!(role, Role::Moderator | Role::Support | Role::Dpo | Role::PlatformAdmin);
    let relations = if task { RelationSet::NONE.with(Relation::Assigned) } else { RelationSet::NONE };
    Ask::new(role, relations, StateToken::None, Overlay::None).with_working_purpose()
}

/// May the caller ask for this reset of a second factor, or answer it?
pub(crate) fn reset(desk: &Desk, caller: &Caller, step: StepToken, id: Uuid) -> Result<Permit, AppError> {
    desk.policy
        .admit_step(&reset_ask(caller.role), step, ObjectRef { kind: "factor_reset", id, version: 0 })
        .map_err(|denial| record::denied(desk, caller, denial))
}

/// How somebody in this role stands to the policies: they are the task of those who answer for them.
pub(crate) fn explorer_ask(role: Role) -> Ask {
    let task = matches!(role, Role::Moderator | Role::Dpo | Role::Auditor | Role::PlatformAdmin);
    let relations = if task { RelationSet::NONE.with(Relation::Assigned) } else { RelationSet::NONE };
    Ask::new(role, relations, StateToken::None, Overlay::None).with_working_purpose()
}

/// May the caller ask what the policies say, or keep what they say as a test? `id` is the test's.
pub(crate) fn explorer(desk: &Desk, caller: &Caller, step: StepToken, id: Uuid) -> Result<Permit, AppError> {
    desk.policy
        .admit_step(&explorer_ask(caller.role), step, ObjectRef { kind: "policy", id, version: 0 })
        .map_err(|denial| record::denied(desk, caller, denial))
}

/// Refuses what would leave an organisation without anybody who runs it: `last_admin`. Two who would do it at the same moment come
/// one after the other, and the second is refused.
pub(crate) fn stays_run(tx: &mut Tx, org: &Organisation, leaving: &Membership) -> Result<(), AppError> {
    let first = first_role(&org.kind);
    if leaving.role != first {
        return Ok(());
    }
    people::hold_members(tx, org.id, first)?;
    let others = people::members(tx, org.id)?.into_iter().any(|one| one.role == first && one.id != leaving.id);
    if others { Ok(()) } else { Err(AppError::Conflict("last_admin")) }
}
