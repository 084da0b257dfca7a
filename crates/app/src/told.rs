//! Who is told of a look at which data: the agency of a look at its workers' records, the household of an emergency.
//!
//! An agency is told of the ordinary course of things and of nothing else. That somebody asked for help must not be read off who
//! looked, nor off the gap where a look should stand; so what may serve a person's protection is never told, whoever needed it.

use audit::Draft;
use domain::{Class, ClassSet, OrgId, Overlay, Purpose, Relation, RelationSet, Role, StateToken};
use policy::{Ask, Permit, Sight};

use crate::caller::Caller;
use crate::{AppError, Desk};

/// Whose log somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A person's own, of every roster that they are on.
    Worker(domain::UserId),
    /// A household's.
    Household(OrgId),
    /// An agency's, of its own roster.
    Agency(OrgId),
}

/// Whose log the caller reads, where policy lets them read one.
pub(crate) fn reader(desk: &Desk, caller: &Caller) -> Result<Reader, AppError> {
    let (reader, relation) = match (caller.role, caller.user, caller.org) {
        (Role::Worker, Some(person), _) => (Reader::Worker(person), Relation::Subject),
        (Role::Customer | Role::CustomerApprover, _, Some(org)) => (Reader::Household(org), Relation::OwnOrg),
        (Role::AgencyUser | Role::AgencyAdmin, _, Some(org)) => (Reader::Agency(org), Relation::OwnOrg),
        _ => return Err(AppError::NotFound),
    };
    let ask = Ask::new(caller.role, RelationSet::NONE.with(relation), StateToken::None, Overlay::None);
    match desk.policy.view(&ask).sight(Class::Audit) {
        Sight::Visible => Ok(reader),
        Sight::Masked | Sight::Hidden => Err(AppError::NotFound),
    }
}

/// The record of a look at a worker, with the way to it for the worker's agency where the agency is told.
pub(crate) fn of_look(desk: &Desk, caller: &Caller, permit: &Permit, agency: OrgId, draft: Draft) -> Draft {
    let told = caller.org != Some(agency)
        && is_ordinary(permit)
        && classes(desk, Role::AgencyAdmin, permit.role(), permit.classes()) != ClassSet::EMPTY;
    if told { draft.told(agency) } else { draft }
}

/// Whether a look belongs to the ordinary course of a case or of a roster. What protects people, answers their own requests or is
/// an emergency does not; nor does anything while a case stands still, for no reader may tell one standstill from another.
fn is_ordinary(permit: &Permit) -> bool {
    use Purpose as P;
    let by = matches!(permit.role(), Role::Customer | Role::CustomerApprover | Role::Moderator);
    let still = matches!(permit.overlay(), Overlay::Safeguarding | Overlay::Frozen);
    let purpose = permit.purpose().is_some_and(|given| {
        matches!(
            given.purpose,
            P::Browse
                | P::Select
                | P::Assess
                | P::Interview
                | P::Contract
                | P::Permit
                | P::Arrival
                | P::Placement
                | P::Verify
                | P::Billing
        )
    });
    by && !still && purpose
}

/// The classes of a look that somebody in this role is told of: those that they see of their own worker themselves, and of a look
/// by the operator no contact. When the operator's staff ring a worker up is between them.
pub(crate) fn classes(desk: &Desk, reader: Role, looked: Role, classes: ClassSet) -> ClassSet {
    let ask = Ask::new(reader, RelationSet::NONE.with(Relation::OwnOrg), StateToken::None, Overlay::None);
    let eyes = desk.policy.view(&ask);
    let household = matches!(looked, Role::Customer | Role::CustomerApprover);
    let told = |class: &Class| eyes.sight(*class) != Sight::Hidden && (household || *class != Class::WorkerContact);
    classes.iter().filter(told).fold(ClassSet::EMPTY, ClassSet::with)
}
