//! The members of an organisation, and how a membership ends.

use domain::ids::MembershipId;
use domain::office::first_role;
use domain::{Role, StepToken};
use store::tables::organisations;
use store::tables::people::{self, Membership};
use store::{Recorded, Tx};

use crate::admit;
use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// The members of the caller's own organisation.
pub fn members(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Vec<Membership>, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    Ok(people::members(tx, org)?)
}

/// Ends somebody's membership of the caller's own organisation; it counts from their very next request on. Whoever may
/// invite members may end memberships. The last of those who run the organisation stays, and a worker's own sign-in is the
/// worker's.
pub fn end_membership(tx: &mut Tx, desk: &Desk, caller: &Caller, id: MembershipId) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let org = caller.org.ok_or(AppError::NotFound)?;
    let row = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
    let permit = admit::office(desk, caller, StepToken::Invite, org, row.version)?;
    let members = people::members(tx, org)?;
    let leaving =
        members.iter().find(|member| member.id == id && member.role != Role::Worker).ok_or(AppError::NotFound)?;
    let first = first_role(&row.kind);
    if caller.role != first {
        return Err(AppError::NotFound);
    }
    if leaving.role == first && members.iter().filter(|member| member.role == first).count() == 1 {
        return Err(AppError::Conflict("last_admin"));
    }
    if !people::end_membership(tx, id, desk.now)? {
        return Err(AppError::NotFound);
    }
    let draft = record::plain(desk, caller, "member_removed", 0)
        .object(audit::Object::new("user", leaving.user.0))
        .relation(permit.relations())
        .fact("role", audit::Fact::Word(leaving.role.as_str().to_owned()));
    Ok(Recorded::with((), draft))
}
