//! Enters a worker on the agency's roster: sealed on the edge, stored in one transaction with its key and its record.

use audit::Draft;
use domain::case::Actor;
use domain::ids::ReferenceKind;
use domain::worker::{RosterFacts, Worker as RosterRecord};
use domain::{OrgId, Overlay, Relation, RelationSet, StateToken, StepToken, WorkerId};
use envelope::{CivilId, Passport, Phone, Place};
use jiff::civil::Date;
use policy::{Ask, ObjectRef, Permit};
use store::tables::identities::{self, Indexes, Sealed};
use store::tables::keys;
use store::tables::listed::{self, NameToken, Papers};
use store::tables::organisations::{self, Organisation};
use store::tables::workers::{self, Facts, Worker};
use store::{Recorded, Tx};

use super::step::{happened, set_timers};
use super::{find, papers};
use crate::caller::Caller;
use crate::once::{self, Once};
use crate::vault::Wrapping;
use crate::{AppError, Desk, House, record};

/// A worker as an agency enters them.
#[derive(Clone)]
pub struct NewWorker {
    /// The full name, as in the passport.
    pub name: String,
    /// The birth date.
    pub birth_date: Date,
    /// What a case may see in clear.
    pub facts: Facts,
    /// The passport's number.
    pub passport: Option<Passport>,
    /// Its last day.
    pub passport_until: Option<Date>,
    /// The civil ID's number.
    pub civil_id: Option<CivilId>,
    /// The worker's own telephone number.
    pub phone: Option<Phone>,
    /// The next of kin's name.
    pub kin_name: Option<String>,
    /// The next of kin's telephone number.
    pub kin_phone: Option<Phone>,
    /// The fitness result.
    pub fitness: Option<String>,
    /// The day of the fitness result.
    pub fitness_on: Option<Date>,
}

impl std::fmt::Debug for NewWorker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewWorker(<sealed>)")
    }
}

/// Enters a worker and returns the identifier. The same passport or civil ID on this roster is a conflict.
pub async fn draft(house: &House, caller: &Caller, new: NewWorker) -> Result<WorkerId, AppError> {
    draft_once(house, caller, new, None).await
}

/// The same for a request that may be sent again.
pub async fn draft_once(house: &House, caller: &Caller, new: NewWorker, once: Once) -> Result<WorkerId, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    let desk = house.desk();
    let ready = ready(house, house.wrapping(org).await?, &desk, 0, &new)?;
    let by = caller;
    let caller = caller.clone();
    let outcome = house
        .store
        .write(caller.scope(), move |tx: &mut Tx| {
            let draft = enter(tx, &desk, &caller, org, &ready, 0)?;
            found_by_name(tx, std::iter::once(&ready))?;
            once::keep(tx, &desk, once.as_ref(), &ready.id.to_string())?;
            Ok(Recorded::with(ready.id, draft))
        })
        .await;
    house.noted(by, outcome).await
}

/// A new worker sealed under a key of their own: what a transaction writes.
#[derive(Clone)]
pub(crate) struct Ready {
    /// The identifier.
    pub id: WorkerId,
    /// The keyed hashes by which this roster would know them.
    pub indexes: Indexes,
    reference: String,
    facts: Facts,
    key: keys::WrappedKey,
    sealed: Sealed,
    names: Vec<NameToken>,
    papers: Papers,
    elsewhere: [(&'static str, Option<Vec<u8>>); 2],
}

/// Seals the `nth` new worker of a request.
pub(crate) fn ready(house: &House, under: Wrapping, desk: &Desk, nth: u8, new: &NewWorker) -> Result<Ready, AppError> {
    let (org, id) = (under.org, WorkerId(desk.id(nth.into())));
    let fresh = house.fresh(under, id.0)?;
    let seal = |column: &'static str, value: &str| {
        let place = Place { org, table: "worker_identity", row: id.0, column };
        fresh.key.seal(&place, &value.to_owned()).as_bytes().to_vec()
    };
    let sealed = Sealed {
        name: seal("name", &new.name),
        birth_date: seal("birth_date", &new.birth_date.to_string()),
        passport: new.passport.as_ref().map(|number| seal("passport", number.as_str())),
        passport_until: new.passport_until.map(|day| seal("passport_until", &day.to_string())),
        civil_id: new.civil_id.as_ref().map(|number| seal("civil_id", number.as_str())),
        phone: new.phone.as_ref().map(|number| seal("phone", number.as_str())),
        kin_name: new.kin_name.as_deref().map(|name| seal("kin_name", name)),
        kin_phone: new.kin_phone.as_ref().map(|number| seal("kin_phone", number.as_str())),
        fitness: new.fitness.as_deref().map(|result| seal("fitness", result)),
        fitness_on: new.fitness_on.map(|day| seal("fitness_on", &day.to_string())),
    };
    let index = |of: Option<envelope::BlindIndex>| of.map(|index| index.as_bytes().to_vec());
    let indexes = Indexes {
        passport: index(new.passport.as_ref().map(|number| house.indexes.in_org(org, number))),
        civil_id: index(new.civil_id.as_ref().map(|number| house.indexes.in_org(org, number))),
        phone: index(new.phone.as_ref().map(|number| house.indexes.in_org(org, number))),
    };
    let elsewhere = [
        ("passport", index(new.passport.as_ref().map(|number| house.indexes.moderation(number)))),
        ("civil_id", index(new.civil_id.as_ref().map(|number| house.indexes.moderation(number)))),
    ];
    let reference = desk.reference(ReferenceKind::Worker, nth).to_string();
    let names = find::tokens(&house.indexes.names_in(org), &new.name);
    let papers = papers::kept(new.passport_until, new.fitness_on);
    Ok(Ready { id, reference, facts: new.facts.clone(), key: fresh.row, sealed, names, papers, indexes, elsewhere })
}

/// Writes a worker who was made ready; the record is the transaction's `record`th.
pub(crate) fn enter(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    org: OrgId,
    ready: &Ready,
    record: u16,
) -> Result<Draft, AppError> {
    let id = ready.id;
    let (agency, permit) = may(tx, desk, caller, org, id)?;
    let by = Actor { role: caller.role, org: caller.org, user: caller.actor_id() };
    let evidence = RosterFacts {
        licence_valid: agency.licence_valid(desk.today()),
        age_years: u16::try_from(ready.facts.age).ok(),
        ..RosterFacts::default()
    };
    let moved = RosterRecord::draft(id, org, &by, &evidence, desk.now, desk.pack())?;
    let row = Worker {
        id,
        org,
        person: None,
        reference: ready.reference.clone(),
        state: moved.worker.state.token(),
        body: serde_json::to_value(&moved.worker).expect("a roster record serialises"),
        facts: ready.facts.clone(),
        created_by: by.user,
        created_at: desk.now,
        updated_at: desk.now,
        version: moved.worker.version,
    };
    keys::insert_subject(tx, id.0, &ready.key, desk.now)?;
    workers::insert(tx, &row)?;
    identities::insert(tx, id, &ready.sealed, &ready.indexes)?;
    listed::insert(tx, id, &ready.names, &ready.papers)?;
    for (kind, value) in &ready.elsewhere {
        if let Some(value) = value {
            identities::insert_moderation(tx, id, kind, value)?;
        }
    }
    happened(tx, &moved)?;
    set_timers(tx, id, &moved.timers)?;
    Ok(record::allowed(desk, caller, &permit, record))
}

/// Makes the workers who were entered in this transaction found by their names: all at once, which is much cheaper.
pub(crate) fn found_by_name<'a>(tx: &mut Tx, entered: impl Iterator<Item = &'a Ready>) -> Result<(), AppError> {
    let named: Vec<_> = entered.map(|ready| (ready.id, ready.names.as_slice())).collect();
    Ok(listed::find_by(tx, &named)?)
}

/// Whether the caller may enter workers on this agency's roster today: for whoever is about to enter many.
pub fn may_draft(tx: &mut Tx, desk: &Desk, caller: &Caller, org: OrgId) -> Result<(), AppError> {
    let (agency, _) = may(tx, desk, caller, org, WorkerId(desk.id(0)))?;
    let by = Actor { role: caller.role, org: caller.org, user: caller.actor_id() };
    let evidence = RosterFacts { licence_valid: agency.licence_valid(desk.today()), ..RosterFacts::default() };
    RosterRecord::draft(WorkerId(desk.id(0)), org, &by, &evidence, desk.now, desk.pack())?;
    Ok(())
}

/// Whether policy lets the caller enter workers on this agency's roster at all, whatever its licence says today.
pub(crate) fn may(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    org: OrgId,
    id: WorkerId,
) -> Result<(Organisation, Permit), AppError> {
    let agency = organisations::get(tx, org)?.filter(|org| org.kind == "agency").ok_or(AppError::NotFound)?;
    let object = ObjectRef { kind: "worker", id: id.0, version: 0 };
    let relations = RelationSet::NONE.with(Relation::OwnOrg);
    let ask = Ask::new(caller.role, relations, StateToken::None, Overlay::None).with_working_purpose();
    let permit = desk
        .policy
        .admit_step(&ask, StepToken::Draft, object)
        .map_err(|denial| record::denied(desk, caller, denial))?;
    Ok((agency, permit))
}
