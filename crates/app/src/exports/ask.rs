//! An export is asked: of one's own data, or by the data-protection officer of a worker's who has no sign-in.

use audit::Object;
use domain::{Class, ClassSet, Purpose, Role};
use jiff::SignedDuration;
use store::tables::exports as table;
use store::{Recorded, Tx};
use uuid::Uuid;

use super::BUILD;
use super::see::{MyExport, shown};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::once::Once;
use crate::tells::in_text;
use crate::workers;
use crate::{AppError, Desk, House, notices, record};

/// LIMIT: exports of the same data that one person asks for within 24 hours.
pub const A_DAY: usize = 3;
/// LIMIT: signs of the reason that an officer gives.
pub const REASON_MAX: usize = 280;
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Everything of a roster record that its person takes along.
pub(super) const OF_WORKER: ClassSet = ClassSet::EMPTY
    .with(Class::PublicProfile)
    .with(Class::ExtendedProfile)
    .with(Class::WorkerFirstName)
    .with(Class::WorkerName)
    .with(Class::WorkerIdentity)
    .with(Class::WorkerContact)
    .with(Class::WorkerSensitiveResult);

/// Asks for what is held about the caller. [`AppError::Conflict`] `export_making` while one is being made, and `exports_a_day`
/// after [`A_DAY`] of them within 24 hours.
pub async fn ask(house: &House, caller: &Caller, once: Once) -> Result<MyExport, AppError> {
    house.proven_lately(caller.proof)?;
    let id = house.desk().id(1);
    house.write_once(caller, once, &id.to_string(), move |tx, desk, caller| asked(tx, desk, caller, id)).await
}

fn asked(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<MyExport>, AppError> {
    let subject = subject(tx, desk, caller)?;
    let new = keep(tx, desk, caller, id, &subject, None, String::new())?;
    let draft = record::plain(desk, caller, "export_asked", 0).object(subject).object(Object::new("data_export", id));
    Ok(Recorded::with(shown(tx, desk, new)?, draft))
}

/// Whose key seals what the caller asks of themself, as an object of the record: the worker's, the household's, or their own.
fn subject(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Object, AppError> {
    let person = caller.user.ok_or(AppError::NotFound)?;
    Ok(match (caller.role, caller.org) {
        (Role::Worker, _) => Object::new("worker", workers::own(tx, desk, caller)?.open.row.id.0),
        (Role::Customer, Some(org)) => Object::new("customer", org.0),
        (_, Some(_)) => Object::new("user", person.0),
        (_, None) => return Err(AppError::NotFound),
    })
}

/// Asks for what is held about a worker who has no sign-in and asked outside of the product. It is on record as a disclosure, so that
/// the worker reads of it in their own list if they ever sign in. [`AppError::Conflict`] `export_signs_in` where they ask themself.
pub async fn ask_about(
    house: &House,
    caller: &Caller,
    key: Key,
    reason: &str,
    once: Once,
) -> Result<MyExport, AppError> {
    house.proven_lately(caller.proof)?;
    let id = house.desk().id(1);
    let caller = caller.clone().for_purpose(Purpose::SubjectRequest);
    let reason = reason.to_owned();
    house
        .write_once(&caller, once, &id.to_string(), move |tx, desk, caller| {
            let (open, permit) = admit::requested(tx, desk, caller, &key, OF_WORKER)?;
            let reason = checked(&reason)?;
            if open.row.person.is_some() {
                return Err(AppError::Conflict("export_signs_in"));
            }
            let subject = Object::new("worker", open.row.id.0);
            let new = keep(tx, desk, caller, id, &subject, Some(open.row.id), reason)?;
            let draft = record::allowed(desk, caller, &permit, 0).object(Object::new("data_export", id));
            Ok(Recorded::with(shown(tx, desk, new)?, draft))
        })
        .await
}

/// Whether the caller answers the requests of people who have no sign-in.
pub const fn may_ask_about(caller: &Caller) -> bool {
    matches!(caller.role, Role::Dpo)
}

/// The reason without blanks around it. Refused when there is none, or when it tells a number or an address: it stands in clear.
fn checked(reason: &str) -> Result<String, AppError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::invalid("/reason", "export_reason"));
    }
    if reason.chars().count() > REASON_MAX || reason.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(AppError::invalid("/reason", "change_message_long"));
    }
    if !in_text(reason, "").is_empty() {
        return Err(AppError::invalid("/reason", "change_message_tells"));
    }
    Ok(reason.to_owned())
}

fn keep(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    subject: &Object,
    worker: Option<domain::WorkerId>,
    reason: String,
) -> Result<table::Export, AppError> {
    let (Some(person), Some(org)) = (caller.user, caller.org) else { return Err(AppError::NotFound) };
    let since = desk.real.saturating_sub(DAY).unwrap_or(desk.real);
    if table::asked_since(tx, person, subject.id, since)?.len() >= A_DAY {
        return Err(AppError::Conflict("exports_a_day"));
    }
    let new = table::Export {
        id,
        org,
        person,
        role: caller.role,
        subject: subject.id,
        worker,
        reason,
        state: "asked".to_owned(),
        bytes: 0,
        asked_at: desk.real,
        ready_at: None,
        ends_at: None,
        version: 1,
    };
    table::insert(tx, &new)?;
    notices::long_job(tx, desk, BUILD, id, 1)?;
    Ok(new)
}
