//! Asks somebody to join: sealed on the edge, left with its key, its message and its record in one transaction.

use domain::office::{NAME_MAX, first_role, may_invite};
use domain::{OrgId, Role, StepToken, UserId, WorkerId};
use envelope::Place;
use jiff::SignedDuration;
use serde_json::json;
use store::tables::invitations::{self as table, Invitation};
use store::tables::keys::{self, WrappedKey};
use store::tables::{organisations, people};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{DAYS, WAITING_MAX};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::once::{self, Once};
use crate::sign_in::{self, Address, Started};
use crate::{AppError, Desk, House, notices, record};

/// Who is invited.
#[derive(Debug, Clone)]
pub struct Invitee {
    /// Their name, if the inviter gives it.
    pub name: Option<String>,
    /// The language of the message: `en` or `ar`.
    pub language: &'static str,
    /// Where they are reached.
    pub address: Address,
    /// As what.
    pub role: Role,
}

/// The rows of an invitation that is not yet left.
#[derive(Clone)]
pub(crate) struct Prepared {
    row: Invitation,
    key: WrappedKey,
}

/// Seals an invitation on the edge, under a key of the person to be.
pub(crate) async fn prepare(
    house: &House,
    desk: &Desk,
    org: OrgId,
    worker: Option<WorkerId>,
    invitee: &Invitee,
) -> Result<Prepared, AppError> {
    if invitee.name.as_ref().is_some_and(|name| name.chars().count() > NAME_MAX) {
        return Err(AppError::invalid("/person", "name_length"));
    }
    let person = UserId(desk.id(0x20));
    let fresh = house.fresh_key(org, person.0).await?;
    let (channel, text) = (invitee.address.channel(), invitee.address.text());
    let own = Place { org, table: "address", row: person.0, column: channel };
    let name = Place { org, table: "app_user", row: person.0, column: "name" };
    let seal = |text: &String| fresh.key.seal(&name, text).as_bytes().to_vec();
    let row = Invitation {
        id: desk.id(0x21),
        org: Some(org),
        role: invitee.role,
        worker,
        person,
        channel: channel.to_owned(),
        index: invitee.address.index(&house.indexes),
        address: fresh.key.seal_for_delivery(&own, &text.to_owned()).as_bytes().to_vec(),
        name: invitee.name.as_ref().filter(|name| !name.is_empty()).map(seal),
        language: invitee.language.to_owned(),
        by: UserId(Uuid::nil()),
        created_at: desk.real,
        expires_at: desk.real.saturating_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(desk.real),
        accepted_by: None,
    };
    Ok(Prepared { row, key: fresh.row })
}

impl Prepared {
    /// Leaves the invitation and its message.
    pub(crate) fn insert(
        &self,
        tx: &mut Tx,
        desk: &Desk,
        caller: &Caller,
        organisation: Option<&str>,
    ) -> Result<(), AppError> {
        if let Some(org) = self.row.org {
            table::lapse(tx, org, &self.row.channel, &self.row.index, desk.real)?;
            if table::of_org(tx, org, desk.real)?.len() >= WAITING_MAX {
                return Err(AppError::Conflict("invitations_many"));
            }
        }
        keys::insert_subject(tx, self.row.person.0, &self.key, desk.now)?;
        table::insert(tx, &Invitation { by: caller.actor_id(), ..self.row.clone() })?;
        let template = match (self.row.role, organisation) {
            (Role::Worker, _) => "invitation-worker",
            (_, Some(_)) => "invitation",
            (_, None) => "invitation-household",
        };
        let args = json!({ "organisation": organisation.unwrap_or_default(), "days": DAYS });
        notices::message(tx, desk, self.row.person, template, &format!("invitation:{}", self.row.id), &args)
    }

    /// The invitation in a record.
    pub(crate) fn object(&self) -> audit::Object {
        audit::Object::new("invitation", self.row.id)
    }
}

/// Invites somebody into an organisation: a member's own, or as its first member by the operator.
pub async fn invite(house: &House, caller: &Caller, key: Key, invitee: Invitee, once: Once) -> Result<Uuid, AppError> {
    house.proven_lately(caller.proof)?;
    let desk = house.desk();
    let org = house.read(caller, move |tx, _, _| admit::organisation(tx, &key)).await?;
    let own = caller.org == Some(org.id);
    // Other organisations are known by name to many; that nobody else may invite into them is answered as for unused names.
    if !own && !caller.is_operator() {
        return house.noted(caller, Err(AppError::NotFound)).await;
    }
    let role = invitee.role;
    let prepared = prepare(house, &desk, org.id, None, &invitee).await?;
    let (scope, caller) = (caller.scope(), caller.clone());
    house
        .store
        .write(scope, move |tx: &mut Tx| {
            let permit = admit::office(&desk, &caller, StepToken::Invite, org.id, org.version)?;
            let first = first_role(&org.kind);
            let has_first = people::members(tx, org.id)?.iter().any(|member| member.role == first);
            if !may_invite(caller.role, &org.kind, own, has_first).contains(&role) {
                return Err(AppError::invalid("/role", "role_not_yours"));
            }
            prepared.insert(tx, &desk, &caller, org.name.as_deref())?;
            once::keep(tx, &desk, once.as_ref(), &prepared.row.id.to_string())?;
            let draft = record::allowed(&desk, &caller, &permit, 0)
                .object(prepared.object())
                .fact("role", audit::Fact::Word(role.as_str().to_owned()));
            Ok(Recorded::with(prepared.row.id, draft))
        })
        .await
}

/// Invites somebody as the operator's own machine does: for commands. Recorded as the system's.
pub async fn invite_as_system(house: &House, scope: Scope, org: OrgId, invitee: Invitee) -> Result<Uuid, AppError> {
    let desk = house.desk();
    let role = invitee.role;
    let prepared = prepare(house, &desk, org, None, &invitee).await?;
    house
        .store
        .write(scope, move |tx: &mut Tx| {
            let row = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
            let caller = Caller { org: Some(org), ..Caller::system() };
            prepared.insert(tx, &desk, &caller, row.name.as_deref())?;
            let draft = record::plain(&desk, &caller, "invite", 0)
                .object(prepared.object())
                .fact("role", audit::Fact::Word(role.as_str().to_owned()));
            Ok(Recorded::with(prepared.row.id, draft))
        })
        .await
}

/// An agency asks a worker of its roster to sign in for herself. One sign-in for each worker: who has one keeps it.
pub async fn invite_worker(
    house: &House,
    caller: &Caller,
    key: Key,
    language: &'static str,
    address: Address,
    once: Once,
) -> Result<Uuid, AppError> {
    house.proven_lately(caller.proof)?;
    let org = caller.org.ok_or(AppError::NotFound)?;
    let desk = house.desk();
    let wanted = key.clone();
    let worker = house.read(caller, move |tx, desk, caller| Ok(admit::worker(tx, desk, caller, &wanted)?.row)).await?;
    // A case shows a household a worker of another's roster; only the roster's own agency may invite.
    if worker.org != org {
        return house.noted(caller, Err(AppError::NotFound)).await;
    }
    let invitee = Invitee { name: None, language, address, role: Role::Worker };
    let prepared = prepare(house, &desk, org, Some(worker.id), &invitee).await?;
    house
        .write(caller, move |tx, desk, caller| {
            let open = admit::worker(tx, desk, caller, &key)?;
            let permit = open.step(desk, caller, StepToken::Invite)?;
            if open.row.person.is_some() {
                return Err(AppError::Conflict("worker_has_sign_in"));
            }
            let agency = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
            prepared.insert(tx, desk, caller, agency.name.as_deref())?;
            once::keep(tx, desk, once.as_ref(), &prepared.row.id.to_string())?;
            let draft = record::allowed(desk, caller, &permit, 0).object(prepared.object());
            Ok(Recorded::with(prepared.row.id, draft))
        })
        .await
}

/// The living invitations of the caller's own organisation.
pub fn living(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Vec<Invitation>, AppError> {
    let org = caller.org.filter(|_| caller.role != Role::Worker).ok_or(AppError::NotFound)?;
    Ok(table::of_org(tx, org, desk.real)?)
}

/// Takes an invitation back. Whoever may invite may also take back, their own organisation's and, for the operator, any.
pub fn withdraw(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<()>, AppError> {
    // A worker's own eyes do not reach the table at all.
    if caller.role == Role::Worker {
        return Err(AppError::NotFound);
    }
    let found = table::living(tx, id, desk.real)?.ok_or(AppError::NotFound)?;
    let org = found.org.ok_or(AppError::NotFound)?;
    let permit = match found.worker {
        Some(worker) => admit::worker(tx, desk, caller, &Key::Id(worker.0))?.step(desk, caller, StepToken::Invite)?,
        None => admit::office(desk, caller, StepToken::Invite, org, 0)?,
    };
    if !table::end(tx, id, None, desk.real)? {
        return Err(AppError::NotFound);
    }
    let draft = record::plain(desk, caller, "invitation_withdrawn", 0)
        .object(audit::Object::new("invitation", id))
        .relation(permit.relations());
    Ok(Recorded::with((), draft))
}

/// Sends a code to an address that need not be known here, so that a household can register itself: it waits like an
/// invitation into nothing yet, under the operator's key. Known addresses get the same answer.
pub async fn register(house: &House, caller: &Caller, address: Address) -> Result<Started, AppError> {
    let desk = house.desk();
    let operator = house
        .store
        .read(Scope::SignIn, |tx: &mut Tx| -> Result<_, AppError> { Ok(organisations::operator(tx)?) })
        .await?;
    if let Some(operator) = operator {
        let invitee = Invitee { name: None, language: caller.language, address: address.clone(), role: Role::Customer };
        let mut prepared = prepare(house, &desk, operator.id, None, &invitee).await?;
        prepared.row.org = None;
        let (network, mailbox) = (sign_in::network_of(house, caller), address.mailbox(&house.indexes));
        house
            .store
            .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
                let Prepared { row, key } = &prepared;
                sign_in::count(tx, &desk, &row.channel, (&row.index, &mailbox), &network)?;
                if table::registering(tx, &row.channel, &row.index, desk.real)? {
                    return Ok(Recorded::housekeeping(()));
                }
                keys::insert_subject(tx, row.person.0, key, desk.now)?;
                table::insert(tx, row)?;
                let draft =
                    record::plain(&desk, &Caller::anonymous("en"), "registration_asked", 0).object(prepared.object());
                Ok(Recorded::with((), draft))
            })
            .await?;
    }
    sign_in::start(house, caller, address).await
}
