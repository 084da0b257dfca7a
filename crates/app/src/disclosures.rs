//! Disclosures: one address for opening what is sealed; and what the log tells a worker, a household or an agency of who looked.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use audit::{Decision, Draft, Event};
use domain::ids::RecordId;
use domain::{CaseId, ClassSet, OrgId, Purpose, Role, Side, WorkerId};
use jiff::Timestamp;
use store::Tx;
use store::tables::records::{self, About, Event as Listed};
use store::tables::{Limit, cases as cases_table, organisations, workers};
use uuid::Uuid;

use crate::caller::Caller;
use crate::told::{self, Reader};
use crate::workers::{Disclosed, Through};
use crate::{AppError, Desk, House, break_glass, cases};

/// Opens the named fields for a stated purpose, all or none: of the worker, or of the household of a case.
pub async fn open(
    house: &House,
    caller: &Caller,
    through: Through,
    fields: Vec<String>,
    purpose: Purpose,
) -> Result<Disclosed, AppError> {
    match through {
        Through::Case(key) if fields.iter().any(|field| cases::is_of_customer(field)) => {
            cases::disclose(house, caller, key, fields, purpose).await
        }
        through => crate::workers::disclose(house, caller, through, fields, purpose).await,
    }
}

/// An event about the data of whoever asks. No number, no order in the log, no name of whoever it was: role and firm only.
#[derive(Debug, Clone)]
pub struct SeenOfMe {
    /// The event.
    pub id: RecordId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: String,
    /// In which role.
    pub role: Role,
    /// What for.
    pub purpose: Option<Purpose>,
    /// Which classes of data, as far as the reader is told of them.
    pub classes: ClassSet,
    /// Whether it was allowed.
    pub allowed: bool,
    /// Whether the reader did it, or their own household.
    pub own: bool,
    /// The firm for which it was done, if it was one: an agency or the operator.
    pub firm: Option<Firm>,
    /// The reference of the worker whose record it was: for the worker's agency.
    pub worker: Option<String>,
    /// The reference of the case through which it was done: for the worker's agency.
    pub case: Option<String>,
}

/// A firm as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firm {
    /// An agency's code.
    pub code: Option<String>,
    /// The trade name.
    pub name: Option<String>,
    /// The trade name in Arabic script.
    pub name_ar: Option<String>,
}

/// One page of what the log tells the reader, newest first: a worker and a household of everything about them, an agency of the
/// looks by others at its workers' records ([`crate::told`] says which). What the reader did is marked, and left out by whoever
/// shows it.
pub fn mine(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    before: Option<Uuid>,
    limit: Limit,
) -> Result<(Vec<SeenOfMe>, Option<RecordId>), AppError> {
    let reader = told::reader(desk, caller)?;
    let before = before.map(RecordId);
    let mut events = match reader {
        Reader::Agency(org) => records::told(tx, org, before, limit)?,
        // Of every roster that they are on: who looked at a person is told to the person.
        Reader::Worker(person) => listed(tx, About::Person(person), before, limit)?,
        Reader::Household(org) => listed(tx, About::Object(org.0), before, limit)?,
    };
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.id);
    let mut seen = Vec::with_capacity(events.len());
    let mut emergencies = Emergencies::default();
    for event in events {
        let Ok(parsed) = Event::parse(&event.body) else { continue };
        let draft = parsed.draft;
        let told = match reader {
            Reader::Agency(org) => of_roster(tx, desk, caller, org, event.id, draft)?,
            // Who looks into what somebody may have done warns nobody, and a message could endanger the worker: an emergency is told
            // when those concerned have been told.
            Reader::Worker(_) | Reader::Household(_) if is_emergency(&draft) && !emergencies.told(tx, &draft)? => None,
            Reader::Worker(_) => Some(of_person(tx, event.id, draft, |role| role == Role::Worker)?),
            Reader::Household(org) => {
                let own = draft.org == Some(org);
                Some(of_person(tx, event.id, draft, |role| own && Side::of(role) == Side::Customer)?)
            }
        };
        seen.extend(told);
    }
    Ok((seen, next))
}

/// One page of what the log would tell a worker about themself, newest first: for the officer who answers one without a sign-in.
pub(crate) fn of_worker(
    tx: &mut Tx,
    worker: WorkerId,
    before: Option<uuid::Uuid>,
    limit: Limit,
) -> Result<(Vec<SeenOfMe>, Option<uuid::Uuid>), AppError> {
    let mut events = listed(tx, About::Subject(worker.0), before.map(RecordId), limit)?;
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.id.0);
    let mut seen = Vec::with_capacity(events.len());
    for event in events {
        let Ok(parsed) = Event::parse(&event.body) else { continue };
        seen.push(of_person(tx, event.id, parsed.draft, |_| false)?);
    }
    Ok((seen, next))
}

fn listed(tx: &mut Tx, about: About, before: Option<RecordId>, limit: Limit) -> Result<Vec<Listed>, AppError> {
    let before = match before {
        Some(id) => records::place_of(tx, id)?,
        None => None,
    };
    Ok(records::page(tx, about, before, limit)?)
}

fn of_person(tx: &mut Tx, id: RecordId, draft: Draft, own: impl Fn(Role) -> bool) -> Result<SeenOfMe, AppError> {
    Ok(SeenOfMe {
        id,
        at: draft.ts,
        role: draft.role,
        purpose: draft.purpose,
        classes: draft.class,
        allowed: draft.decision == Decision::Allow,
        own: own(draft.role),
        firm: firm(tx, &draft)?,
        worker: None,
        case: None,
        action: draft.action,
    })
}

/// A look at a record of this agency's roster. Of others who stand in the same record it says nothing.
fn of_roster(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    org: OrgId,
    id: RecordId,
    draft: Draft,
) -> Result<Option<SeenOfMe>, AppError> {
    let classes = told::classes(desk, caller.role, draft.role, draft.class);
    if classes == ClassSet::EMPTY || draft.decision != Decision::Allow {
        return Ok(None);
    }
    let (mut worker, mut case) = (None, None);
    for object in &draft.object {
        match object.kind.as_str() {
            "worker" if worker.is_none() => {
                let row = workers::get(tx, WorkerId(object.id))?.filter(|row| row.org == org);
                worker = row.map(|row| row.reference);
            }
            "case" if case.is_none() => case = cases_table::get(tx, CaseId(object.id))?.map(|row| row.reference),
            _ => {}
        }
    }
    let seen = of_person(tx, id, draft, |_| false)?;
    Ok(Some(SeenOfMe { classes, worker, case, ..seen }))
}

/// Firms and the operator are known by name; a household is a household, and a worker acts for nobody.
fn firm(tx: &mut Tx, draft: &Draft) -> Result<Option<Firm>, AppError> {
    let org = match draft.org.filter(|_| draft.role != Role::Worker) {
        Some(org) => organisations::get(tx, org)?.filter(|org| org.kind != "customer"),
        None => None,
    };
    Ok(org.map(|org| Firm { code: org.code, name: org.name, name_ar: org.name_ar }))
}

fn is_emergency(draft: &Draft) -> bool {
    draft.purpose == Some(Purpose::BreakGlass)
}

/// LIMIT: records of one case that are gone through for the notices of its emergencies, the newest first; older ones stay untold.
const OF_CASE: u32 = 100;

/// When those concerned were told of emergencies, by case: read once for a page.
#[derive(Default)]
struct Emergencies(HashMap<Uuid, Vec<Timestamp>>);

impl Emergencies {
    /// Whether the reader was told that the emergency is over in which this was done.
    fn told(&mut self, tx: &mut Tx, draft: &Draft) -> Result<bool, AppError> {
        let Some(case) = draft.object.iter().find(|object| object.kind == "case").map(|object| object.id) else {
            return Ok(false);
        };
        let told = match self.0.entry(case) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(notices(tx, case)?),
        };
        Ok(told.iter().any(|told| *told > draft.ts))
    }
}

/// When the emergencies of this case were told to whoever reads: the wall shows them those that they were told of.
fn notices(tx: &mut Tx, case: Uuid) -> Result<Vec<Timestamp>, AppError> {
    let events = records::page(tx, About::Object(case), None, Limit::new(OF_CASE).unwrap_or(Limit::PAGE))?;
    let drafts = events.iter().filter_map(|event| Event::parse(&event.body).ok()).map(|event| event.draft);
    Ok(drafts.filter(|draft| draft.action == break_glass::TOLD).map(|draft| draft.ts).collect())
}
