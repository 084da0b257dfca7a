//! The invited person's side: what they are asked, yes, and no.

use domain::ids::MembershipId;
use domain::{Role, Side};
use jiff::Timestamp;
use store::tables::invitations as table;
use store::tables::organisations::{self, Organisation};
use store::tables::people::{self, Membership};
use store::tables::{sign_in as sessions, workers};
use store::{Recorded, Scope, StoreError, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::sign_in::Who;
use crate::{AppError, House, record};

/// An invitation as the invited person reads it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its name.
    pub id: Uuid,
    /// Who invites; none for a household of one's own.
    pub organisation: Option<Organisation>,
    /// As what.
    pub role: Role,
    /// Until when, in real time.
    pub expires_at: Timestamp,
}

/// What this person is invited to.
pub async fn waiting(house: &House, who: &Who) -> Result<Vec<Waiting>, AppError> {
    let (user, now) = (who.user(), house.desk().real);
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut found = Vec::new();
            for one in table::of_person(tx, user, now)? {
                let organisation = match one.org {
                    Some(org) => organisations::get(tx, org)?,
                    None => None,
                };
                found.push(Waiting { id: one.id, organisation, role: one.role, expires_at: one.expires_at });
            }
            Ok(found)
        })
        .await
}

const fn supervises(one: Role, other: Role) -> bool {
    matches!((Side::of(one), Side::of(other)), (Side::Operator, Side::Agency))
}

/// Says yes: the person becomes a member, and this session acts for the organisation from now on. A conflict, and the
/// invitation waits on, when they would be staff of an agency and one of its workers at once.
pub async fn accept(house: &House, who: &Who, id: Uuid) -> Result<MembershipId, AppError> {
    let desk = house.desk();
    let (user, session) = (who.user(), who.signed.session.id);
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            let invited = mine(tx, user, id, desk.real)?;
            let org = invited.org.ok_or(AppError::NotFound)?;
            if !table::end(tx, id, Some(user), desk.real)? {
                return Err(AppError::NotFound);
            }
            let all = people::memberships(tx, user)?;
            // Whoever supervises agencies works for none.
            if all.iter().any(|m| supervises(m.role, invited.role) || supervises(invited.role, m.role)) {
                return Err(AppError::Conflict("staff_of_two_sides"));
            }
            let here: Vec<Membership> = all.into_iter().filter(|m| m.org == org).collect();
            // Nobody signs for both sides of one contract.
            if here.iter().any(|m| (m.role == Role::Worker) != (invited.role == Role::Worker)) {
                return Err(AppError::Conflict("both_sides"));
            }
            // Whoever has just this role there already has nothing to gain; the invitation is used up all the same.
            let known = here.into_iter().find(|m| m.role == invited.role);
            let member =
                known.clone().unwrap_or(Membership { id: MembershipId(desk.id(0)), user, org, role: invited.role });
            if known.is_none() {
                people::insert_membership(tx, &member, desk.now)?;
            }
            if let Some(worker) = invited.worker {
                workers::set_person(tx, worker, user).map_err(|error| match error {
                    StoreError::Stale => AppError::Conflict("worker_has_sign_in"),
                    other => other.into(),
                })?;
            }
            crate::sign_in::sso::may_act(tx, session.0, org)?;
            sessions::choose(tx, session, member.id)?;
            let caller = Caller::member(user, org, invited.role, "en");
            let mut draft = record::plain(&desk, &caller, "invitation_accepted", 0)
                .object(audit::Object::new("invitation", id))
                .object(audit::Object::new("user", user.0));
            if let Some(worker) = invited.worker {
                draft = draft.object(audit::Object::new("worker", worker.0));
            }
            Ok(Recorded::with(member.id, draft))
        })
        .await
}

/// Says no. Nobody is told why.
pub async fn decline(house: &House, who: &Who, id: Uuid) -> Result<(), AppError> {
    let desk = house.desk();
    let user = who.user();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            let invited = mine(tx, user, id, desk.real)?;
            if !table::end(tx, id, None, desk.real)? {
                return Err(AppError::NotFound);
            }
            let caller = Caller { user: Some(user), org: invited.org, ..Caller::anonymous("en") };
            let draft =
                record::plain(&desk, &caller, "invitation_declined", 0).object(audit::Object::new("invitation", id));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// One of this person's own living invitations; anybody else's is answered like an unused name.
fn mine(tx: &mut Tx, user: domain::UserId, id: Uuid, now: Timestamp) -> Result<table::Invitation, AppError> {
    table::of_person(tx, user, now)?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)
}
