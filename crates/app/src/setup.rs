//! Founding: the operator, agencies, customers, and the people in them. For commands of the operator's own machine and the
//! demo; every act is recorded as the system's.

use domain::ids::MembershipId;
use domain::office::STAFF;
use domain::{OrgId, Role, UserId};
use envelope::Place;
use store::tables::invitations as invited;
use store::tables::keys;
use store::tables::organisations as table;
use store::tables::people::{self, Membership, Person};
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
use crate::invitations::{self, Invitee};
use crate::organisations;
pub use crate::organisations::Found;
use crate::sign_in::Address;
use crate::{AppError, House, record};

const SETUP: Scope = Scope::System(Job::Housekeeping);

/// Founds an organisation with its key.
pub async fn organisation(house: &House, found: Found) -> Result<OrgId, AppError> {
    organisations::found(house, SETUP, found, None).await
}

/// Invites somebody of the operator's own staff; the first time, founds the operator under `name`. Refused with
/// `operator_exists` once somebody is a member or invited, unless `another` asks for just that.
pub async fn operator(
    house: &House,
    name: (String, String),
    invitee: Invitee,
    another: bool,
) -> Result<OrgId, AppError> {
    if !STAFF.contains(&invitee.role) {
        return Err(AppError::invalid("/role", "role_not_yours"));
    }
    let now = house.desk().real;
    let there = house
        .store
        .read(SETUP, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(operator) = table::operator(tx)? else { return Ok(None) };
            let known = people::members(tx, operator.id)?.len() + invited::of_org(tx, operator.id, now)?.len();
            Ok(Some((operator.id, known)))
        })
        .await?;
    match there {
        None => {
            let found = Found::Operator { name: name.0, name_ar: name.1 };
            organisations::found(house, SETUP, found, Some(invitee)).await
        }
        Some((_, known)) if known > 0 && !another => Err(AppError::Conflict("operator_exists")),
        Some((operator, _)) => {
            invitations::invite_as_system(house, SETUP, operator, invitee).await?;
            Ok(operator)
        }
    }
}

/// Enters an agency or a household and invites its first member.
pub async fn enter(house: &House, found: Found, first: Invitee) -> Result<OrgId, AppError> {
    organisations::found(house, SETUP, found, Some(first)).await
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name.
    pub name: String,
    /// `en` or `ar`.
    pub language: &'static str,
    /// Where they sign in: each address belongs to one person of the installation.
    pub addresses: Vec<Address>,
}

/// Adds a person with a role in an organisation. The person's own key hangs under that organisation's.
pub async fn person(house: &House, org: OrgId, role: Role, new: NewPerson) -> Result<UserId, AppError> {
    let desk = house.desk();
    let user = UserId(desk.id(0));
    let fresh = house.fresh_key(org, user.0).await?;
    let name = Place { org, table: "app_user", row: user.0, column: "name" };
    let for_delivery = |column, value: &str| {
        let place = Place { org, table: "address", row: user.0, column };
        fresh.key.seal_for_delivery(&place, &value.to_owned()).as_bytes().to_vec()
    };
    let person = Person {
        id: user,
        name_sealed: Some(fresh.key.seal(&name, &new.name).as_bytes().to_vec()),
        language: new.language.to_owned(),
        demo: house.demo,
    };
    let addresses: Vec<people::Address> = new
        .addresses
        .iter()
        .map(|address| people::Address {
            channel: address.channel().to_owned(),
            index: address.index(&house.indexes),
            mailbox: address.mailbox(&house.indexes),
            sealed: for_delivery(address.channel(), address.text()),
        })
        .collect();
    house
        .store
        .write(SETUP, move |tx: &mut Tx| {
            keys::insert_subject(tx, user.0, &fresh.row, desk.now)?;
            people::insert(tx, &person, desk.now)?;
            for address in &addresses {
                people::insert_address(tx, user, address, desk.real)?;
            }
            let membership = Membership { id: MembershipId(desk.id(1)), user, org, role };
            people::insert_membership(tx, &membership, desk.now)?;
            let caller = Caller { org: Some(org), ..Caller::system() };
            let draft = record::plain(&desk, &caller, "member_added", 0).object(audit::Object::new("user", user.0));
            Ok(Recorded::with(user, draft))
        })
        .await
}

/// Makes somebody who signs in already a member of one more organisation; they choose for which they act.
pub async fn membership(house: &House, user: UserId, org: OrgId, role: Role) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(SETUP, move |tx: &mut Tx| -> Result<_, AppError> {
            let membership = Membership { id: MembershipId(desk.id(0)), user, org, role };
            people::insert_membership(tx, &membership, desk.now)?;
            let caller = Caller { org: Some(org), ..Caller::system() };
            let draft = record::plain(&desk, &caller, "member_added", 0).object(audit::Object::new("user", user.0));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// Gives a worker on a roster a sign-in of their own, in the agency's name but with a role that sees only their own data.
pub async fn worker_sign_in(house: &House, worker: domain::WorkerId, user: UserId) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(SETUP, move |tx: &mut Tx| -> Result<_, AppError> {
            store::tables::workers::set_person(tx, worker, user)?;
            let draft = record::plain(&desk, &Caller::system(), "worker_sign_in_given", 0)
                .object(audit::Object::new("worker", worker.0))
                .object(audit::Object::new("user", user.0));
            Ok(Recorded::with((), draft))
        })
        .await
}
