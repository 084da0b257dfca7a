//! What the operator does about an application: one looks at the papers, another agrees and founds it, somebody lets it go live once
//! nothing is missing. Or it is refused.

use domain::{OrgId, Role, StepToken};
use jiff::SignedDuration;
use serde_json::json;
use store::tables::agency_applications::{self as table, Application, Move};
use store::tables::invitations::{self as invited, Invitation};
use store::tables::organisations;
use store::{Recorded, Tx};
use uuid::Uuid;

use super::WAIT_DAYS;
use super::list::looked;
use crate::caller::Caller;
use crate::invitations::DAYS;
use crate::organisations::licence;
use crate::organisations::{Found, fit, prepare};
use crate::{AppError, Desk, House, admit, notices, record};

/// Why an application is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The register does not know it so.
    Register,
    /// The licence is not in force, or another's.
    Licence,
    /// It is here already.
    Double,
    /// The papers do not fit together.
    Papers,
}

impl Refusal {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Register, Self::Licence, Self::Double, Self::Papers];

    /// The word that stands in the row and the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Licence => "licence",
            Self::Double => "double",
            Self::Papers => "papers",
        }
    }

    /// Reads it.
    pub fn parse(word: &str) -> Result<Self, AppError> {
        let found = Self::ALL.iter().copied().find(|one| one.as_str() == word);
        found.ok_or_else(|| AppError::invalid("/reason", "application_reason"))
    }
}

/// The application as it was read, in a state that this step begins from.
fn open(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    version: i64,
    from: &[&str],
) -> Result<Application, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let kept = table::get(tx, id, desk.real)?.filter(|kept| kept.state != "asked").ok_or(AppError::NotFound)?;
    if kept.version != version {
        return Err(AppError::Stale { given: version });
    }
    if from.contains(&kept.state.as_str()) { Ok(kept) } else { Err(AppError::Conflict("application_not_now")) }
}

fn object(id: Uuid, version: i64) -> audit::Object {
    audit::Object::new("application", id).at(version)
}

/// The first of two people has looked at the register and the licence.
pub fn check(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, version: i64) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let permit = admit::office(desk, caller, StepToken::Found, OrgId(id), version)?;
    let kept = open(tx, desk, caller, id, version, &["waiting"])?;
    if kept.licence_until < desk.today() {
        return Err(AppError::Conflict("application_licence_over"));
    }
    table::step(tx, &kept, &Move::Checked(caller.actor_id()), desk.real)?;
    let draft = record::plain(desk, caller, "application_checked", 0).object(object(id, version));
    Ok(Recorded::with((), draft.relation(permit.relations())))
}

/// The second person agrees: the agency is founded with this code, its licence not counted yet, and whoever applied is invited to run
/// it. Conflicts: `second_person` for whoever looked at the papers, `code_taken`, `application_register` where an agency was founded with
/// this number of the register.
pub async fn approve(house: &House, caller: &Caller, id: Uuid, version: i64, code: &str) -> Result<OrgId, AppError> {
    house.proven_lately(caller.proof)?;
    let read = house.read(caller, move |tx, desk, caller| {
        // Decided again, and recorded, in the transaction that acts.
        admit::office(desk, caller, StepToken::Found, OrgId(id), version).map(drop)?;
        open(tx, desk, caller, id, version, &["checked"])
    });
    let kept = read.await?;
    let found = Found::Agency {
        code: code.to_owned(),
        name: kept.name.clone(),
        name_ar: kept.name_ar.clone(),
        licence_until: kept.licence_until,
    };
    let desk = house.desk();
    fit(&desk, &found)?;
    let founding = prepare(house, &desk, &found).await?.unverified();
    let (scope, caller) = (caller.scope(), caller.clone());
    house
        .store
        .write(scope, move |tx: &mut Tx| {
            let permit = admit::office(&desk, &caller, StepToken::Found, founding.id(), 0)?;
            let kept = open(tx, &desk, &caller, id, version, &["checked"])?;
            if kept.checked.is_some_and(|(by, _)| Some(by) == caller.user) {
                return Err(AppError::Conflict("second_person"));
            }
            founding.insert(tx, &desk)?;
            invite(tx, &desk, &caller, &kept, founding.id())?;
            table::step(tx, &kept, &Move::Founded(caller.actor_id(), founding.id()), desk.real)?;
            let draft = record::allowed(&desk, &caller, &permit, 0).object(object(id, version));
            Ok(Recorded::with(founding.id(), draft))
        })
        .await
}

/// The contact of the application becomes the invitation of whoever will run the agency, under the key that it is sealed with.
fn invite(tx: &mut Tx, desk: &Desk, caller: &Caller, kept: &Application, org: OrgId) -> Result<(), AppError> {
    let contact = kept.contact.clone().ok_or(AppError::NotFound)?;
    let row = Invitation {
        id: desk.id(0x21),
        org: Some(org),
        role: Role::AgencyAdmin,
        worker: None,
        person: kept.person,
        channel: contact.channel,
        index: contact.index,
        address: contact.sealed,
        name: None,
        language: kept.language.clone(),
        by: caller.actor_id(),
        created_at: desk.real,
        expires_at: desk.real.saturating_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(desk.real),
        accepted_by: None,
    };
    invited::insert(tx, &row)?;
    let args = json!({ "organisation": kept.name, "days": DAYS });
    notices::message(tx, desk, kept.person, "application-founded", &format!("invitation:{}", row.id), &args)
}

/// Refuses an application, for a reason that whoever applied is told.
pub fn refuse(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    version: i64,
    reason: Refusal,
) -> Result<Recorded<()>, AppError> {
    let permit = admit::office(desk, caller, StepToken::Found, OrgId(id), version)?;
    let kept = open(tx, desk, caller, id, version, &["waiting", "checked"])?;
    let until = desk.real.saturating_add(SignedDuration::from_hours(24 * WAIT_DAYS)).unwrap_or(desk.real);
    table::step(tx, &kept, &Move::Refused(caller.actor_id(), reason.as_str(), until), desk.real)?;
    let template = match reason {
        Refusal::Register => "application-refused-register",
        Refusal::Licence => "application-refused-licence",
        Refusal::Double => "application-refused-double",
        Refusal::Papers => "application-refused-papers",
    };
    notices::message(tx, desk, kept.person, template, &format!("application-refused:{id}"), &json!({}))?;
    let draft = record::plain(desk, caller, "application_refused", 0)
        .object(object(id, version))
        .relation(permit.relations())
        .fact("reason", audit::Fact::Word(reason.as_str().to_owned()));
    Ok(Recorded::with((), draft))
}

/// The agency goes live: its licence counts from now until its last day. The conflict `agency_incomplete` while its list names something
/// that is missing.
pub async fn go_live(house: &House, caller: &Caller, id: Uuid, version: i64) -> Result<(), AppError> {
    house.proven_lately(caller.proof)?;
    let read = house.read(caller, move |tx, desk, caller| {
        // Decided again, and recorded, in the transaction that acts.
        admit::office(desk, caller, StepToken::Check, OrgId(id), version).map(drop)?;
        open(tx, desk, caller, id, version, &["founded"])
    });
    let kept = read.await?;
    // Who has a second factor is seen from the sign-in alone, so before the transaction; whoever lost it since acts for nobody.
    if !looked(house, kept).await?.is_complete() {
        return Err(AppError::Conflict("agency_incomplete"));
    }
    house
        .write(caller, move |tx, desk, caller| {
            let kept = open(tx, desk, caller, id, version, &["founded"])?;
            let org = kept.org.ok_or(AppError::NotFound)?;
            let agency = organisations::get(tx, org)?.ok_or(AppError::NotFound)?;
            let permit = admit::office(desk, caller, StepToken::Check, org, agency.version)?;
            if kept.licence_until < desk.today() {
                return Err(AppError::Conflict("agency_incomplete"));
            }
            organisations::set_licence(tx, org, agency.version, "valid", Some(kept.licence_until), desk.now)?;
            licence::run_until(tx, org, Some(kept.licence_until))?;
            table::step(tx, &kept, &Move::Live(caller.actor_id()), desk.real)?;
            let args = json!({ "organisation": agency.code });
            notices::tell_org(tx, desk, org, "agency-live", &format!("agency-live:{org}"), &args)?;
            let draft = record::allowed(desk, caller, &permit, 0).object(object(id, version));
            Ok(Recorded::with((), draft.fact("found", audit::Fact::Word("live".to_owned()))))
        })
        .await
}
