//! Founding: the operator, agencies, customers, and the people in them. For commands of the operator's own machine and the
//! demo; every act is recorded as the system's.

use domain::ids::{MembershipId, Reference, ReferenceKind};
use domain::{OrgId, Role, UserId};
use envelope::{CivilId, Phone, Place};
use jiff::civil::Date;
use store::tables::customers::{self, Customer};
use store::tables::keys;
use store::tables::organisations::{self, Organisation};
use store::tables::people::{self, Membership, Person};
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
use crate::sign_in::Address;
use crate::{AppError, House, record};

const SETUP: Scope = Scope::System(Job::Housekeeping);

/// An organisation to be founded.
#[derive(Debug, Clone)]
pub enum Found {
    /// The one operator.
    Operator {
        /// Its name.
        name: String,
        /// Its name in Arabic.
        name_ar: String,
    },
    /// An agency with its licence as the operator checked it.
    Agency {
        /// `AG-021`.
        code: String,
        /// Its trade name.
        name: String,
        /// Its trade name in Arabic.
        name_ar: String,
        /// The last day of its licence.
        licence_until: Date,
    },
    /// A household or company.
    Customer(Household),
}

/// A customer's own facts, as they give them.
#[derive(Debug, Clone)]
pub struct Household {
    /// The name.
    pub name: String,
    /// The civil ID's number.
    pub civil_id: CivilId,
    /// The address.
    pub address: String,
    /// The telephone number.
    pub phone: Phone,
    /// The area.
    pub area: String,
    /// The household in one line.
    pub household: String,
    /// The duties in one line.
    pub duties: String,
    /// Whether the operator has verified the identity already.
    pub verified: bool,
}

/// Founds an organisation with its key.
pub async fn organisation(house: &House, found: Found) -> Result<OrgId, AppError> {
    let desk = house.desk();
    let id = OrgId(desk.id(0));
    let reference = desk.reference(ReferenceKind::Organisation, 0);
    let org_key = house.keyring.new_org(id);
    let fresh = match &found {
        Found::Customer(_) => Some(house.fresh_key(id, id.0).await?),
        Found::Operator { .. } | Found::Agency { .. } => None,
    };
    let sealed = match (&found, &fresh) {
        (Found::Customer(home), Some(fresh)) => {
            let seal = |column, value: &str| {
                let place = Place { org: id, table: "customer", row: id.0, column };
                Some(fresh.key.seal(&place, &value.to_owned()).as_bytes().to_vec())
            };
            Some(Customer {
                name: seal("name", &home.name),
                civil_id: seal("civil_id", home.civil_id.as_str()),
                address: seal("address", &home.address),
                phone: seal("phone", home.phone.as_str()),
                civil_id_index: Some(house.indexes.in_org(id, &home.civil_id).as_bytes().to_vec()),
                area: Some(home.area.clone()),
                household: Some(home.household.clone()),
                duties: Some(home.duties.clone()),
                verified_at: home.verified.then_some(desk.now),
                privacy_notice: Some("2026-1".to_owned()),
                version: 1,
            })
        }
        _ => None,
    };
    let demo = house.demo;
    house
        .store
        .write(SETUP, move |tx: &mut Tx| {
            organisations::insert(tx, &row(id, &reference, &found, demo, desk.now))?;
            let wrapped = keys::WrappedKey { org: id, epoch: org_key.epoch.into(), wrapped: org_key.bytes.clone() };
            keys::insert_org(tx, &wrapped, desk.now)?;
            if let (Some(customer), Some(fresh)) = (&sealed, &fresh) {
                keys::insert_subject(tx, id.0, &fresh.row, desk.now)?;
                customers::insert(tx, id, customer)?;
            }
            let caller = Caller { org: Some(id), ..Caller::system() };
            let draft = record::plain(&desk, &caller, "organisation_founded", 0)
                .object(audit::Object::new("organisation", id.0));
            Ok(Recorded::with(id, draft))
        })
        .await
}

fn row(id: OrgId, reference: &Reference, found: &Found, demo: bool, now: jiff::Timestamp) -> Organisation {
    let mut organisation = Organisation {
        id,
        kind: String::new(),
        reference: reference.to_string(),
        code: None,
        name: None,
        name_ar: None,
        licence: None,
        licence_until: None,
        licence_checked_at: None,
        demo,
        created_at: now,
        version: 1,
    };
    match found {
        Found::Operator { name, name_ar } => {
            "operator".clone_into(&mut organisation.kind);
            (organisation.name, organisation.name_ar) = (Some(name.clone()), Some(name_ar.clone()));
        }
        Found::Agency { code, name, name_ar, licence_until } => {
            "agency".clone_into(&mut organisation.kind);
            organisation.code = Some(code.clone());
            (organisation.name, organisation.name_ar) = (Some(name.clone()), Some(name_ar.clone()));
            organisation.licence = Some("valid".to_owned());
            organisation.licence_until = Some(*licence_until);
            organisation.licence_checked_at = Some(now);
        }
        Found::Customer(_) => "customer".clone_into(&mut organisation.kind),
    }
    organisation
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

/// Records a licence check by the operator: valid until a day, or lapsed.
pub async fn licence(house: &House, org: OrgId, until: Option<Date>) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(SETUP, move |tx: &mut Tx| {
            let now = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
            let word = if until.is_some() { "valid" } else { "lapsed" };
            organisations::set_licence(tx, org, now.version, word, until, desk.now)?;
            let draft = record::plain(&desk, &Caller::system(), "licence_checked", 0)
                .object(audit::Object::new("organisation", org.0))
                .fact("licence", audit::Fact::Word(word.to_owned()));
            Ok(Recorded::with((), draft))
        })
        .await
}
