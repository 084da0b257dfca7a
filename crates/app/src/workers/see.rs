//! What a caller may see of a worker, through the policy's eyes.

use domain::reidentification::Age;
use domain::{Class, ClassSet, FieldAction, StateToken, WorkerId};
use envelope::{Place, Sealed, SubjectKey};
use jiff::civil::Date;
use policy::{Field, ObjectRef, Permit, Seen, View};
use store::tables::Limit;
use store::tables::workers::{self, Worker};
use store::tables::{identities, roster};
use store::{Recorded, Tx};

use super::marks::Marks;
use super::masks::masks;
use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::{AppError, Desk, House, record, told};

/// A worker's record as views are built from it. Sealed values are empty unless they were opened with a record of it.
#[derive(Debug, Clone, Default)]
pub struct WorkerRecord {
    /// The identifier.
    pub id: uuid::Uuid,
    /// The agency's reference.
    pub reference: String,
    /// Grows by one with each change.
    pub version: i64,
    /// Where the record stands.
    pub state: String,
    /// The first name.
    pub first_name: String,
    /// The age, or the band that is told of it.
    pub age: Age,
    /// Country of origin.
    pub origin: String,
    /// Languages.
    pub languages: Vec<String>,
    /// Skills.
    pub skills: Vec<String>,
    /// Kinds of work.
    pub work: Vec<String>,
    /// Years of experience.
    pub experience_years: i64,
    /// From which day on.
    pub available_from: Date,
    /// The monthly wage asked, in baisa.
    pub wage_minor: Option<i64>,
    /// Work history without names.
    pub history: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The birth date.
    pub birth_date: Option<String>,
    /// The passport's number.
    pub passport: Option<String>,
    /// The civil ID's number.
    pub civil_id: Option<String>,
    /// The worker's telephone number.
    pub phone: Option<String>,
    /// The next of kin's name.
    pub kin_name: Option<String>,
    /// The next of kin's telephone number.
    pub kin_phone: Option<String>,
    /// The fitness result.
    pub fitness: Option<String>,
}

policy::fields! {
    WorkerRecord {
        /// The identifier.
        ID = id: uuid::Uuid, key;
        /// The agency's reference.
        REFERENCE = reference: String, key;
        /// Grows by one with each change.
        VERSION = version: i64, key;
        /// Where the record stands.
        STATE = state: String, CaseState => "roster:listed";
        /// The first name.
        FIRST_NAME = first_name: String, WorkerFirstName, policy::mask::initial => "Selam";
        /// The age, or the band that is told of it.
        AGE = age: Age, PublicProfile => 31;
        /// Country of origin.
        ORIGIN = origin: String, ExtendedProfile => "ET";
        /// Languages.
        LANGUAGES = languages: Vec<String>, PublicProfile => "ar,am";
        /// Skills.
        SKILLS = skills: Vec<String>, PublicProfile => "cooking,child-care";
        /// Kinds of work.
        WORK = work: Vec<String>, PublicProfile => "housekeeper";
        /// Years of experience.
        EXPERIENCE_YEARS = experience_years: i64, PublicProfile => 6;
        /// From which day on.
        AVAILABLE_FROM = available_from: Date, PublicProfile => "2027-02-01";
        /// The monthly wage asked, in baisa.
        WAGE_MINOR = wage_minor: Option<i64>, ExtendedProfile => 120_000;
        /// Work history without names.
        HISTORY = history: Option<String>, ExtendedProfile => "Four years with a family of five, two years in a bakery";
        /// The full name.
        NAME = name: Option<String>, WorkerName or WorkerPermitFields => "Selam Tesfaye Alemu";
        /// The birth date.
        BIRTH_DATE = birth_date: Option<String>, WorkerIdentity or WorkerPermitFields => "1995-04-12";
        /// The passport's number.
        PASSPORT = passport: Option<String>, WorkerIdentity or WorkerPermitFields, policy::mask::number => "EP0000417".to_owned();
        /// The civil ID's number.
        CIVIL_ID = civil_id: Option<String>, WorkerIdentity, policy::mask::number => "00000093".to_owned();
        /// The worker's telephone number.
        PHONE = phone: Option<String>, WorkerContact => "+96890000417";
        /// The next of kin's name.
        KIN_NAME = kin_name: Option<String>, WorkerContact => "Hana Tesfaye";
        /// The next of kin's telephone number.
        KIN_PHONE = kin_phone: Option<String>, WorkerContact => "+251900000417";
        /// The fitness result.
        FITNESS = fitness: Option<String>, WorkerSensitiveResult => "fit";
    }
}

/// The sealed columns: each opens as its own class, or as a part of the permit form to whoever fills that in.
pub(crate) const SEALED: &[Field<WorkerRecord, Option<String>>] = &[
    WorkerRecord::NAME,
    WorkerRecord::BIRTH_DATE,
    WorkerRecord::PASSPORT,
    WorkerRecord::CIVIL_ID,
    WorkerRecord::PHONE,
    WorkerRecord::KIN_NAME,
    WorkerRecord::KIN_PHONE,
    WorkerRecord::FITNESS,
];

/// All of their classes.
pub(crate) fn sealed_classes() -> ClassSet {
    SEALED.iter().fold(ClassSet::EMPTY, |set, field| set.with(field.class))
}

/// What may be opened in a view, with a record; the rest of the sealed classes opens by a disclosure only. The result of
/// the examination is in view of the worker alone.
pub(super) const VIEWABLE: &[Class] = &[Class::WorkerName, Class::WorkerContact, Class::WorkerSensitiveResult];

/// The class under which a sealed column opens where these classes do: its own, else the one that it is a part of.
pub(crate) fn opens_as(field: &Field<WorkerRecord, Option<String>>, open: impl Fn(Class) -> bool) -> Option<Class> {
    [Some(field.class), field.also].into_iter().flatten().find(|class| open(*class))
}

/// Of each sealed field of this class, the class that it is a part of as well; a class without sealed fields has one part.
pub(crate) fn also_of(class: Class) -> Vec<Option<Class>> {
    let mut parts: Vec<_> = SEALED.iter().filter(|field| field.class == class).map(|field| field.also).collect();
    if parts.is_empty() {
        parts.push(None);
    }
    parts
}

/// The sealed columns that these eyes may open for the purpose that they state.
pub fn openable(view: &View) -> impl Iterator<Item = &'static str> {
    SEALED.iter().filter(|field| opens_as(field, |class| view.revealable(class)).is_some()).map(|field| field.name)
}

impl WorkerRecord {
    /// The record without its sealed values.
    pub(crate) fn of(row: &Worker, standing: StateToken) -> Self {
        let facts = row.facts.clone();
        Self {
            id: row.id.0,
            reference: row.reference.clone(),
            version: row.version,
            state: standing.as_str().to_owned(),
            first_name: facts.first_name,
            age: Age::of(facts.age),
            origin: facts.origin,
            languages: facts.languages,
            skills: facts.skills,
            work: facts.work,
            experience_years: facts.experience_years,
            available_from: facts.available_from,
            wage_minor: facts.wage_minor,
            history: facts.history,
            ..Self::default()
        }
    }

    /// Puts an opened value where it belongs.
    pub(crate) fn put(&mut self, column: &str, value: String) {
        let place = match column {
            "name" => &mut self.name,
            "birth_date" => &mut self.birth_date,
            "passport" => &mut self.passport,
            "civil_id" => &mut self.civil_id,
            "phone" => &mut self.phone,
            "kin_name" => &mut self.kin_name,
            "kin_phone" => &mut self.kin_phone,
            "fitness" => &mut self.fitness,
            _ => return,
        };
        *place = Some(value);
    }
}

/// The ciphertext of one sealed column.
pub(crate) fn column<'a>(sealed: &'a identities::Sealed, name: &str) -> Option<&'a Vec<u8>> {
    match name {
        "name" => Some(&sealed.name),
        "birth_date" => Some(&sealed.birth_date),
        "passport" => sealed.passport.as_ref(),
        "civil_id" => sealed.civil_id.as_ref(),
        "phone" => sealed.phone.as_ref(),
        "kin_name" => sealed.kin_name.as_ref(),
        "kin_phone" => sealed.kin_phone.as_ref(),
        "fitness" => sealed.fitness.as_ref(),
        _ => None,
    }
}

/// Opens the columns of the classes that a permit names. After the record is durable, on the edge, never in the writer.
pub(crate) async fn open_columns(
    house: &House,
    worker: WorkerId,
    sealed: &identities::Sealed,
    permit: &Permit,
) -> Result<Vec<(&'static str, String)>, AppError> {
    let wanted = wanted_columns(sealed, permit);
    // Of whoever was erased nothing is left to open, and no key to open it with.
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let key = house.key_of(worker.0).await?;
    open_with(&key, worker, &wanted, permit)
}

/// A sealed column that a permit names: its name, as which class it opens, its bytes.
type Wanted<'a> = (&'static str, Class, &'a Vec<u8>);

fn wanted_columns<'a>(sealed: &'a identities::Sealed, permit: &Permit) -> Vec<Wanted<'a>> {
    let wanted = |field: &Field<WorkerRecord, Option<String>>| {
        let class = opens_as(field, |class| permit.classes().has(class))?;
        Some((field.name, class, column(sealed, field.name).filter(|bytes| !bytes.is_empty())?))
    };
    SEALED.iter().filter_map(wanted).collect()
}

fn open_with(
    key: &SubjectKey,
    worker: WorkerId,
    wanted: &[Wanted<'_>],
    permit: &Permit,
) -> Result<Vec<(&'static str, String)>, AppError> {
    let mut opened = Vec::with_capacity(wanted.len());
    for (name, class, bytes) in wanted {
        let place = Place { org: key.org(), table: "worker_identity", row: worker.0, column: name };
        let value = Sealed::<String>::from_bytes((*bytes).clone())
            .open(key, &place, *class, permit)
            .map_err(|error| AppError::unopened(&place, error))?;
        opened.push((*name, value));
    }
    Ok(opened)
}

/// A record for its own agency, its own person, or staff with a task. What is opened of it is recorded first.
pub async fn get(house: &House, caller: &Caller, key: Key) -> Result<Seen<WorkerRecord>, AppError> {
    let first = key.clone();
    let (open, view, masks, kept) = house
        .read(caller, move |tx, desk, caller| {
            let open = admit::worker(tx, desk, caller, &first)?;
            let view = desk.policy.view(&open.ask(caller));
            let masks =
                masks(&desk.policy, &view, open.object()).map_err(|denial| record::denied(desk, caller, denial))?;
            let kept = if masks.is_some() { identities::get(tx, open.row.id)? } else { None };
            Ok((open, view, masks, kept))
        })
        .await?;
    let mut shown = WorkerRecord::of(&open.row, open.standing);
    if let (Some(masks), Some(kept)) = (masks, &kept) {
        masks.put(house, kept, &mut shown).await?;
    }
    let wanted = VIEWABLE
        .iter()
        .filter(|class| view.visible().has(**class))
        .fold(ClassSet::EMPTY, |set, class| set.with(*class));
    if wanted != ClassSet::EMPTY {
        let (sealed, permit) = house
            .write(caller, move |tx, desk, caller| {
                let open = admit::worker(tx, desk, caller, &key)?;
                let permit = open.fields(desk, caller, FieldAction::View, wanted)?;
                let sealed = identities::get(tx, open.row.id)?.unwrap_or_default();
                let draft = record::allowed(desk, caller, &permit, 0);
                let draft = told::of_look(desk, caller, &permit, open.row.org, draft);
                Ok(Recorded::with((sealed, permit), draft))
            })
            .await?;
        for (name, value) in open_columns(house, open.row.id, &sealed, &permit).await? {
            shown.put(name, value);
        }
    }
    Ok(view.unopened(sealed_classes().without(wanted)).of(shown))
}

/// A page of a roster.
pub struct Roster {
    /// The workers.
    pub workers: Vec<Seen<WorkerRecord>>,
    /// What is missing of each, and which papers end: of one's own roster only.
    pub marks: Vec<Marks>,
    /// Where the next page starts.
    pub next: Option<WorkerId>,
}

/// How many workers of the caller's own roster stand in each state.
pub fn counts(tx: &mut Tx, _: &Desk, caller: &Caller) -> Result<Vec<(StateToken, i64)>, AppError> {
    let org = caller.org.filter(|_| !caller.is_operator()).ok_or(AppError::NotFound)?;
    Ok(roster::counts(tx, org)?)
}

/// One page of everything that waits in one state, for moderators.
pub fn queue(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    state: StateToken,
    after: Option<WorkerId>,
    limit: Limit,
) -> Result<Roster, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    if !admit::works_on_workers(caller.role) {
        return Ok(Roster { workers: Vec::new(), marks: Vec::new(), next: None });
    }
    let size = limit.get() as usize;
    let mut page: Vec<OpenWorker> = Vec::with_capacity(size + 1);
    let mut from = after;
    // Who must not be told of leaves no gap in the page.
    loop {
        let rows = workers::queue(tx, state, from, limit)?;
        let more = rows.len() > size;
        from = rows.last().map(|last| last.id);
        page.extend(admit::standings(tx, desk, rows, caller)?);
        if !more || page.len() > size {
            break;
        }
    }
    let more = page.len() > size;
    page.truncate(size);
    let next = page.last().filter(|_| more).map(|last| last.row.id);
    let seen = |open: &OpenWorker| {
        let record = WorkerRecord::of(&open.row, open.standing);
        desk.policy.view(&open.ask(caller)).unopened(sealed_classes()).of(record)
    };
    Ok(Roster { workers: page.iter().map(seen).collect(), marks: Vec::new(), next })
}

/// The full names of a page of the caller's own workers: one record that names them all, then the values.
pub async fn names(house: &House, caller: &Caller, ids: Vec<WorkerId>) -> Result<Vec<(WorkerId, String)>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = house
        .write(caller, move |tx, desk, caller| {
            let sealed = identities::names(tx, &ids)?;
            let mut permits = Vec::new();
            let mut draft = record::plain(desk, caller, FieldAction::View.as_str(), 0).class(Class::WorkerName);
            let known = admit::workers(tx, desk, caller, &ids)?;
            for (worker, bytes) in sealed {
                let open = known.iter().find(|open| open.row.id == worker).ok_or(AppError::NotFound)?;
                let object: ObjectRef = open.object();
                let wanted = ClassSet::EMPTY.with(Class::WorkerName);
                let Ok(permit) = desk.policy.admit_fields(&open.ask(caller), FieldAction::View, object, wanted) else {
                    continue;
                };
                draft = draft.object(audit::Object::new("worker", worker.0)).relation(permit.relations());
                permits.push((worker, bytes, permit));
            }
            Ok(Recorded::with(permits, draft))
        })
        .await?;
    let keys = house.keys_of(found.iter().map(|(worker, ..)| worker.0).collect()).await?;
    let mut names = Vec::with_capacity(found.len());
    for (worker, bytes, permit) in found {
        // Of whoever was erased meanwhile nothing is left to open.
        let Some(key) = keys.get(&worker.0) else { continue };
        let sealed = identities::Sealed { name: bytes, ..identities::Sealed::default() };
        let opened = open_with(key, worker, &wanted_columns(&sealed, &permit), &permit)?;
        names.extend(opened.into_iter().filter(|(column, _)| *column == "name").map(|(_, name)| (worker, name)));
    }
    Ok(names)
}
