//! Founding: an organisation with its key, and for a household its sealed record; by the operator, or by the household itself.

use domain::ids::{MembershipId, Reference, ReferenceKind};
use domain::office::NAME_MAX;
use domain::{OrgId, Role, StepToken};
use jiff::Timestamp;
use jiff::civil::Date;
use store::tables::customers::{self, Customer};
use store::tables::keys::{self, WrappedKey};
use store::tables::organisations::{self, Organisation};
use store::tables::people::{self, Membership};
use store::tables::sign_in as sessions;
use store::{Recorded, Scope, Tx};

use crate::admit;
use crate::caller::Caller;
use crate::invitations::{self, Invitee};
use crate::once::{self, Once};
use crate::sign_in::Who;
use crate::{AppError, Desk, House, record, root_rotation};

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
    /// A household or company, without its facts: its first member gives them.
    Customer,
}

/// The rows of a new organisation.
#[derive(Clone)]
struct Founding {
    row: Organisation,
    org_key: WrappedKey,
    customer: Option<(WrappedKey, Customer)>,
}

/// Makes keys and rows on the edge; the organisation is there when [`Founding::insert`] is committed.
async fn prepare(house: &House, desk: &Desk, found: &Found) -> Result<Founding, AppError> {
    let id = OrgId(desk.id(0));
    root_rotation::ready(house).await?;
    let key = house.keyring.new_org(id)?;
    let org_key = WrappedKey { org: id, epoch: key.epoch.into(), wrapped: key.bytes };
    let customer = match found {
        Found::Customer => Some((house.fresh_key(id, id.0).await?.row, Customer { version: 1, ..Customer::default() })),
        Found::Operator { .. } | Found::Agency { .. } => None,
    };
    let reference = desk.reference(ReferenceKind::Organisation, 0);
    Ok(Founding { row: row(id, &reference, found, desk.demo, desk.now), org_key, customer })
}

impl Founding {
    /// The organisation to be.
    const fn id(&self) -> OrgId {
        self.row.id
    }

    /// Founds it. A code that an agency has already is the conflict `code_taken`.
    fn insert(&self, tx: &mut Tx, desk: &Desk) -> Result<(), AppError> {
        organisations::insert(tx, &self.row)?;
        keys::insert_org(tx, &self.org_key, desk.now)?;
        if let Some(until) = self.row.licence_until {
            super::licence::run_until(tx, self.row.id, Some(until))?;
        }
        if let Some((key, customer)) = &self.customer {
            keys::insert_subject(tx, self.row.id.0, key, desk.now)?;
            customers::insert(tx, self.row.id, customer)?;
        }
        Ok(())
    }
}

fn row(id: OrgId, reference: &Reference, found: &Found, demo: bool, now: Timestamp) -> Organisation {
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
        Found::Customer => "customer".clone_into(&mut organisation.kind),
    }
    organisation
}

/// What the operator enters: an organisation, and who is to run it.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The agency or household.
    pub found: Found,
    /// Its first member; invited in the same transaction.
    pub first: Option<Invitee>,
    /// The client's key, so that the same request founds once.
    pub once: Once,
}

/// Enters an agency or a household, and invites its first member.
pub async fn enter(house: &House, caller: &Caller, ask: Entered) -> Result<OrgId, AppError> {
    house.proven_lately(caller.proof)?;
    if !caller.is_operator() || matches!(ask.found, Found::Operator { .. }) {
        return house.noted(caller, Err(AppError::NotFound)).await;
    }
    let desk = house.desk();
    fit(&desk, &ask.found)?;
    let founding = prepare(house, &desk, &ask.found).await?;
    let first = match &ask.first {
        Some(first) => Some(invitations::prepare(house, &desk, founding.id(), None, first).await?),
        None => None,
    };
    let (scope, caller) = (caller.scope(), caller.clone());
    house
        .store
        .write(scope, move |tx: &mut Tx| {
            let permit = admit::office(&desk, &caller, StepToken::Found, founding.id(), 0)?;
            founding.insert(tx, &desk)?;
            let mut recorded = Recorded::with(founding.id(), record::allowed(&desk, &caller, &permit, 0));
            if let Some(first) = &first {
                let permit = admit::office(&desk, &caller, StepToken::Invite, founding.id(), 1)?;
                first.insert(tx, &desk, &caller, founding.row.name.as_deref())?;
                recorded = recorded.and(record::allowed(&desk, &caller, &permit, 1).object(first.object()));
            }
            once::keep(tx, &desk, ask.once.as_ref(), &founding.id().to_string())?;
            Ok(recorded)
        })
        .await
}

/// Founds an organisation as the operator's own machine does: for commands and the demo. Recorded as the system's.
pub async fn found(house: &House, scope: Scope, found: Found, first: Option<Invitee>) -> Result<OrgId, AppError> {
    let desk = house.desk();
    fit(&desk, &found)?;
    let founding = prepare(house, &desk, &found).await?;
    let first = match &first {
        Some(first) => Some(invitations::prepare(house, &desk, founding.id(), None, first).await?),
        None => None,
    };
    house
        .store
        .write(scope, move |tx: &mut Tx| {
            let id = founding.id();
            founding.insert(tx, &desk)?;
            let caller = Caller { org: Some(id), ..Caller::system() };
            let draft = record::plain(&desk, &caller, "organisation_founded", 0)
                .object(audit::Object::new("organisation", id.0));
            let mut recorded = Recorded::with(id, draft);
            if let Some(first) = &first {
                first.insert(tx, &desk, &caller, founding.row.name.as_deref())?;
                recorded = recorded.and(record::plain(&desk, &caller, "invite", 1).object(first.object()));
            }
            Ok(recorded)
        })
        .await
}

/// A person who is signed in founds their own household, and acts for it from then on. One each.
pub async fn register(house: &House, who: &Who) -> Result<MembershipId, AppError> {
    let desk = house.desk();
    let founding = prepare(house, &desk, &Found::Customer).await?;
    let (user, session) = (who.user(), who.signed.session.id);
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            let org = founding.id();
            let invited = store::tables::invitations::of_person(tx, user, desk.real)?;
            let registering = invited.iter().find(|one| one.org.is_none()).ok_or(AppError::NotFound)?;
            founding.insert(tx, &desk)?;
            store::tables::invitations::settle(tx, registering.id, org, user, desk.real)?;
            let member = Membership { id: MembershipId(desk.id(1)), user, org, role: Role::Customer };
            people::insert_membership(tx, &member, desk.now)?;
            crate::sign_in::sso::may_act(tx, session.0, org)?;
            sessions::choose(tx, session, member.id)?;
            let caller = Caller::member(user, org, Role::Customer, "en");
            let draft = record::plain(&desk, &caller, "household_registered", 0)
                .object(audit::Object::new("organisation", org.0));
            Ok(Recorded::with(member.id, draft))
        })
        .await
}

fn fit(desk: &Desk, found: &Found) -> Result<(), AppError> {
    let named = |name: &str, pointer: &str| {
        let length = name.trim().chars().count();
        if (1..=NAME_MAX).contains(&length) { Ok(()) } else { Err(AppError::invalid(pointer, "name_length")) }
    };
    match found {
        Found::Operator { name, name_ar } => named(name, "/name").and_then(|()| named(name_ar, "/name_ar")),
        Found::Agency { code, name, name_ar, licence_until } => {
            let digits = code.strip_prefix("AG-").unwrap_or_default();
            if !(3..=6).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(AppError::invalid("/code", "code_form"));
            }
            named(name, "/name")?;
            named(name_ar, "/name_ar")?;
            if *licence_until < desk.today() {
                return Err(AppError::invalid("/licence_until", "day_past"));
            }
            Ok(())
        }
        Found::Customer => Ok(()),
    }
}
