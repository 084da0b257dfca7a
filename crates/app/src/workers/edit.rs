//! Edits a worker's facts after the draft: on the version that was seen, sealed on the edge, one transaction with its record.
//!
//! What the operator checks cannot change behind their back: such an edit sends the record back to the check.

use domain::{Class, ClassSet, FieldAction, OrgId, StateToken, WorkerId};
use envelope::{CivilId, Passport, Phone, Place, SubjectKey};
use jiff::civil::Date;
use policy::{Denial, Permit};
use store::tables::catalogue;
use store::tables::identities::{self, Indexes, Sealed};
use store::tables::listed::{self, NameToken};
use store::tables::roster_events::{self, RosterHappened};
use store::tables::workers::{self, Facts};
use store::{Recorded, Tx};

use super::step::{line_up, set_timers};
use super::{find, papers};
use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// What is to be changed; what is left out stays as it is.
#[derive(Clone, Default)]
pub struct Edit {
    /// The facts in clear, all of them as they are to be; none when they stay.
    pub facts: Option<Facts>,
    /// The full name.
    pub name: Option<String>,
    /// The birth date; the age follows from it.
    pub birth_date: Option<Date>,
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

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Edit(<sealed>)")
    }
}

/// The sealed columns that an edit gives anew, with their ciphertext.
type Given = Vec<(&'static str, Class, Vec<u8>)>;

impl Edit {
    fn seal(&self, key: &SubjectKey, org: OrgId, worker: WorkerId) -> Given {
        use Class::{WorkerContact as Contact, WorkerIdentity as Identity, WorkerSensitiveResult as Result};
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let values: [(&str, Class, Option<String>); 10] = [
            ("name", Class::WorkerName, self.name.clone()),
            ("birth_date", Identity, day(self.birth_date)),
            ("passport", Identity, self.passport.as_ref().map(|number| number.as_str().to_owned())),
            ("passport_until", Identity, day(self.passport_until)),
            ("civil_id", Identity, self.civil_id.as_ref().map(|number| number.as_str().to_owned())),
            ("phone", Contact, self.phone.as_ref().map(|number| number.as_str().to_owned())),
            ("kin_name", Contact, self.kin_name.clone()),
            ("kin_phone", Contact, self.kin_phone.as_ref().map(|number| number.as_str().to_owned())),
            ("fitness", Result, self.fitness.clone()),
            ("fitness_on", Result, day(self.fitness_on)),
        ];
        let sealed = |(column, class, value): (&'static str, Class, Option<String>)| {
            let place = Place { org, table: "worker_identity", row: worker.0, column };
            value.map(|value| (column, class, key.seal(&place, &value).as_bytes().to_vec()))
        };
        values.into_iter().filter_map(sealed).collect()
    }
}

/// Edits a worker of the caller's own roster. Refused while a hold or an agreement rests on what stands there;
/// a number that another record of the roster has is a conflict.
pub async fn edit(house: &House, caller: &Caller, key: Key, version: i64, edit: Edit) -> Result<(), AppError> {
    let first = key.clone();
    let (worker, org) = house
        .read(caller, move |tx, desk, caller| {
            let open = admit::worker(tx, desk, caller, &first)?;
            Ok((open.row.id, open.row.org))
        })
        .await?;
    let subject = house.key_of(worker.0).await?;
    let given = edit.seal(&subject, org, worker);
    let index = |of: Option<envelope::BlindIndex>| of.map(|index| index.as_bytes().to_vec());
    let indexes = Indexes {
        passport: index(edit.passport.as_ref().map(|number| house.indexes.in_org(org, number))),
        civil_id: index(edit.civil_id.as_ref().map(|number| house.indexes.in_org(org, number))),
        phone: index(edit.phone.as_ref().map(|number| house.indexes.in_org(org, number))),
    };
    let elsewhere = [
        ("passport", index(edit.passport.as_ref().map(|number| house.indexes.moderation(number)))),
        ("civil_id", index(edit.civil_id.as_ref().map(|number| house.indexes.moderation(number)))),
    ];
    let names = edit.name.as_ref().map(|name| find::tokens(&house.indexes.names_in(org), name));
    house
        .write(caller, move |tx, desk, caller| {
            let (names, indexes, elsewhere) = (names.as_deref(), &indexes, &elsewhere);
            let changed = Changed { edit: &edit, given: &given, names, indexes, elsewhere };
            apply(tx, desk, caller, &key, version, &changed)
        })
        .await
}

/// The facts in clear of a worker who can be edited now, with the version and the reference. What is sealed is not
/// read for it: it stays unless it is given anew.
pub fn editable(tx: &mut Tx, desk: &Desk, caller: &Caller, key: &Key) -> Result<(Facts, i64, String), AppError> {
    let open = agency_only(admit::worker(tx, desk, caller, key)?, caller)?;
    if let Err(denial) = wanted(desk, caller, &open) {
        return Err(record::denied(desk, caller, denial));
    }
    open.record.edit(false, open.held, open.case, desk.now, desk.pack())?;
    Ok((open.row.facts, open.row.version, open.row.reference))
}

/// Whether the caller could edit the record as it stands.
pub fn may_edit(desk: &Desk, caller: &Caller, open: &OpenWorker) -> bool {
    wanted(desk, caller, open).is_ok() && open.record.edit(false, open.held, open.case, desk.now, desk.pack()).is_ok()
}

/// Only the agency writes here: the person concerned asks it to.
pub(super) fn agency_only(open: OpenWorker, caller: &Caller) -> Result<OpenWorker, AppError> {
    if caller.role == domain::Role::Worker { Err(AppError::NotFound) } else { Ok(open) }
}

/// What policy says to an edit of what every edit is about.
pub(super) fn wanted(desk: &Desk, caller: &Caller, open: &OpenWorker) -> Result<Permit, Denial> {
    let classes = ClassSet::EMPTY.with(Class::PublicProfile);
    desk.policy.admit_fields(&open.ask(caller), FieldAction::Edit, open.object(), classes)
}

/// An edit with what was sealed for it.
struct Changed<'a> {
    edit: &'a Edit,
    given: &'a Given,
    names: Option<&'a [NameToken]>,
    indexes: &'a Indexes,
    elsewhere: &'a [(&'static str, Option<Vec<u8>>)],
}

fn apply(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    version: i64,
    changed: &Changed<'_>,
) -> Result<Recorded<()>, AppError> {
    let open = agency_only(admit::worker(tx, desk, caller, key)?, caller)?;
    let before = &open.row.facts;
    let mut facts = changed.edit.facts.clone().unwrap_or_else(|| before.clone());
    // The age speaks of the birth date, never of what somebody types.
    (facts.age, facts.age_on) = match changed.edit.birth_date {
        Some(birth) => (i64::from(domain::calendar::years_between(birth, desk.today())), desk.today()),
        None => (before.age, before.age_on),
    };
    let classes = classes(before, &facts, changed.given);
    if classes == ClassSet::EMPTY {
        return Err(AppError::invalid("", "nothing_changed"));
    }
    let permit = open.fields(desk, caller, FieldAction::Edit, classes)?;
    if open.row.version != version {
        return Err(AppError::Stale { given: version });
    }
    let is_checked = |class: Class| !matches!(class, Class::WorkerContact);
    let sealed_matters = changed.given.iter().any(|(_, class, _)| is_checked(*class));
    let edited =
        open.record.edit(sealed_matters || matters(before, &facts), open.held, open.case, desk.now, desk.pack())?;
    let to = edited.worker.state.token();
    let availability = facts.available_from;
    let row = workers::Worker {
        facts,
        state: to,
        body: serde_json::to_value(&edited.worker).expect("a roster record serialises"),
        updated_at: desk.now,
        ..open.row.clone()
    };
    workers::edit(tx, version, &row)?;
    line_up(tx, &edited.worker)?;
    let columns = changed.given.iter().map(|(column, ..)| *column);
    super::changes::edited(tx, open.row.id, before, &row.facts, columns)?;
    if to == StateToken::RosterListed && availability != before.available_from {
        catalogue::set_available(tx, open.row.id, availability)?;
    }
    if !changed.given.is_empty() {
        let mut sealed = identities::get(tx, open.row.id)?.ok_or(AppError::NotFound)?;
        changed.given.iter().for_each(|(column, _, bytes)| put(&mut sealed, column, bytes.clone()));
        identities::replace(tx, open.row.id, &sealed, changed.indexes)?;
        if let Some(names) = changed.names {
            listed::rename(tx, open.row.id, names)?;
        }
        listed::set_papers(tx, open.row.id, &papers::kept(changed.edit.passport_until, changed.edit.fitness_on))?;
        for (kind, value) in changed.elsewhere {
            if let Some(value) = value {
                identities::replace_moderation(tx, open.row.id, kind, value)?;
            }
        }
    }
    set_timers(tx, open.row.id, &edited.timers)?;
    let happened = RosterHappened {
        n: edited.worker.version,
        what: FieldAction::Edit.as_str().to_owned(),
        from: edited.from,
        to,
        side: domain::Side::of(caller.role).as_str().to_owned(),
        role: caller.role,
        actor: caller.actor_id(),
        at: desk.now,
    };
    roster_events::add(tx, open.row.id, &happened)?;
    let draft = record::allowed(desk, caller, &permit, 0).fact("to", audit::Fact::Word(to.as_str().to_owned()));
    Ok(Recorded::with((), draft))
}

/// Whether something changed that the operator looks at before a profile is listed: all but availability and the wage asked.
fn matters(before: &Facts, after: &Facts) -> bool {
    let unchecked = Facts { available_from: before.available_from, wage_minor: before.wage_minor, ..after.clone() };
    unchecked != *before
}

fn classes(before: &Facts, after: &Facts, given: &Given) -> ClassSet {
    let mut classes = given.iter().fold(ClassSet::EMPTY, |set, (_, class, _)| set.with(*class));
    let public = |facts: &Facts| {
        let lists = (facts.languages.clone(), facts.skills.clone(), facts.work.clone());
        (lists, facts.age, facts.experience_years, facts.available_from)
    };
    if public(before) != public(after) {
        classes = classes.with(Class::PublicProfile);
    }
    if (&before.origin, before.wage_minor, &before.history) != (&after.origin, after.wage_minor, &after.history) {
        classes = classes.with(Class::ExtendedProfile);
    }
    if before.first_name != after.first_name {
        classes = classes.with(Class::WorkerFirstName);
    }
    classes
}

fn put(sealed: &mut Sealed, column: &str, bytes: Vec<u8>) {
    match column {
        "name" => sealed.name = bytes,
        "birth_date" => sealed.birth_date = bytes,
        "passport" => sealed.passport = Some(bytes),
        "passport_until" => sealed.passport_until = Some(bytes),
        "civil_id" => sealed.civil_id = Some(bytes),
        "phone" => sealed.phone = Some(bytes),
        "kin_name" => sealed.kin_name = Some(bytes),
        "kin_phone" => sealed.kin_phone = Some(bytes),
        "fitness" => sealed.fitness = Some(bytes),
        _ => sealed.fitness_on = Some(bytes),
    }
}
