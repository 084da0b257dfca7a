//! The members of an organisation: what they are in it, and how a membership ends.

use domain::ids::MembershipId;
use domain::office::{first_role, may_invite};
use domain::{Role, StepToken, duties};
use policy::Permit;
use serde_json::json;
use store::tables::invitations;
use store::tables::organisations::{self, Organisation};
use store::tables::people::{self, Membership};
use store::{Recorded, Tx};

use crate::admit;
use crate::caller::Caller;
use crate::{AppError, Desk, notices, record};

/// The members of the caller's own organisation.
pub fn members(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Vec<Membership>, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    Ok(people::members(tx, org)?)
}

/// Ends somebody's membership of the caller's own organisation; it counts from their very next request on, and what they invited to is
/// over. Whoever may invite members may end memberships, and everybody their own. The last of those who run the organisation stays, and a
/// worker's own sign-in is the worker's.
pub fn end_membership(tx: &mut Tx, desk: &Desk, caller: &Caller, id: MembershipId) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let (org, found) = member(tx, caller, id)?;
    let own = found.as_ref().is_some_and(|one| Some(one.user) == caller.user);
    let draft = if own {
        record::plain(desk, caller, "member_left", 0)
    } else {
        let permit = runs(desk, caller, &org)?;
        record::plain(desk, caller, "member_removed", 0).relation(permit.relations())
    };
    let leaving = found.ok_or(AppError::NotFound)?;
    admit::stays_run(tx, &org, &leaving)?;
    if !people::end_membership(tx, id, desk.now)? {
        return Err(AppError::NotFound);
    }
    invitations::end_by(tx, org.id, leaving.user, desk.real)?;
    if !own {
        tell(tx, desk, &org, &leaving, "member-removed")?;
    }
    Ok(Recorded::with((), about(draft, &leaving)))
}

/// Gives a member of the caller's own organisation another role. Their sessions have it from their next request on, and they are
/// told. Nobody changes their own. Conflicts: `role_own`, `role_held`, `last_admin`, and the rules of [`duties`].
pub fn change_role(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: MembershipId,
    role: Role,
) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let (org, found) = member(tx, caller, id)?;
    let permit = runs(desk, caller, &org)?;
    let member = found.ok_or(AppError::NotFound)?;
    if !may_invite(caller.role, &org.kind, true, true).contains(&role) {
        return Err(AppError::invalid("/role", "role_not_yours"));
    }
    if Some(member.user) == caller.user {
        return Err(AppError::Conflict("role_own"));
    }
    admit::stays_run(tx, &org, &member)?;
    let here = people::members(tx, org.id)?;
    let others: Vec<&Membership> = here.iter().filter(|one| one.user == member.user && one.id != id).collect();
    if member.role == role || others.iter().any(|one| one.role == role) {
        return Err(AppError::Conflict("role_held"));
    }
    if let Some(duty) = duties::conflict(role, others.iter().map(|one| (one.role, true))) {
        return Err(AppError::Conflict(duty.rule));
    }
    if !people::set_role(tx, id, member.role, role)? {
        return Err(AppError::NotFound);
    }
    invitations::end_by(tx, org.id, member.user, desk.real)?;
    tell(tx, desk, &org, &member, "role-changed")?;
    let draft = about(record::plain(desk, caller, "role_changed", 0), &member).relation(permit.relations());
    Ok(Recorded::with((), draft.fact("to", audit::Fact::Word(role.as_str().to_owned()))))
}

/// The caller's own organisation, and this member of it. A worker's sign-in hangs under the agency and is
/// none; a worker sees no members at all.
fn member(tx: &mut Tx, caller: &Caller, id: MembershipId) -> Result<(Organisation, Option<Membership>), AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    let org = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
    if caller.role == Role::Worker {
        return Ok((org, None));
    }
    let found = people::members(tx, org.id)?.into_iter().find(|one| one.id == id && one.role != Role::Worker);
    Ok((org, found))
}

/// Whether the caller runs this organisation, their own.
fn runs(desk: &Desk, caller: &Caller, org: &Organisation) -> Result<Permit, AppError> {
    let permit = admit::office(desk, caller, StepToken::Invite, org.id, org.version)?;
    if caller.role == first_role(&org.kind) { Ok(permit) } else { Err(AppError::NotFound) }
}

fn about(draft: audit::Draft, member: &Membership) -> audit::Draft {
    draft
        .object(audit::Object::new("user", member.user.0))
        .fact("role", audit::Fact::Word(member.role.as_str().to_owned()))
}

fn tell(tx: &mut Tx, desk: &Desk, org: &Organisation, member: &Membership, template: &str) -> Result<(), AppError> {
    let args = json!({ "organisation": org.name.as_deref().unwrap_or(&org.reference) });
    notices::message(tx, desk, member.user, template, &format!("{template}:{}:{}", member.id, desk.id(0x23)), &args)
}
