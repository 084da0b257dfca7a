//! An agency's roster as a list in the columns of the import: what leaves the house, so each page of it is a disclosure.

use domain::{Class, ClassSet, FieldAction, Purpose, WorkerId};
use envelope::{CivilId, Passport, Phone, Place, Sealed};
use policy::Permit;
use store::tables::identities::{self, Sealed as Kept};
use store::tables::roster;
use store::tables::workers::Facts;
use store::{Recorded, Tx};

use super::draft::WorkerDraft;
use super::see::agency;
use super::write;
use crate::admit::{self, OpenWorker};
use crate::caller::Caller;
use crate::vocabulary::{COUNTRIES, FITNESS, LANGUAGES, SKILLS, Vocabulary, WORK};
use crate::{AppError, Desk, House, Limit, record};

/// LIMIT: workers of one list, and what is held of it in memory.
const WORKERS_MAX: usize = 100_000;

/// A worker with what the policy opens of them.
struct Opened {
    id: WorkerId,
    facts: Facts,
    kept: Kept,
    permit: Permit,
}

/// The caller's roster as CSV, newest first, in the reader's words. Names and papers are opened for the purpose that the caller
/// states, by one record for each hundred workers, which each of them finds; whom the policy does not open is left out, and where it opens
/// none it says so.
pub async fn export(
    house: &House,
    caller: &Caller,
    say: &(dyn Fn(&str) -> String + Sync),
) -> Result<Vec<u8>, AppError> {
    house.proven_lately(caller.proof)?;
    let mut drafts: Vec<WorkerDraft> = Vec::new();
    let mut after = None;
    loop {
        let (page, next, record) = house.write(caller, move |tx, desk, caller| page(tx, desk, caller, after)).await?;
        house.linked(record).await?;
        for opened in page {
            drafts.extend(draft(house, opened).await?);
        }
        if next.is_none() || drafts.len() >= WORKERS_MAX {
            return Ok(write::roster(&drafts, say));
        }
        after = next;
    }
}

/// For which purposes this caller may have their roster; none for whoever may not have it at all.
pub fn export_purposes(desk: &Desk, caller: &Caller) -> Vec<Purpose> {
    let ask = admit::own_draft(caller);
    let object = policy::ObjectRef { kind: "worker", id: uuid::Uuid::nil(), version: 0 };
    let may = |purpose: &Purpose| {
        let ask = ask.with_stated_purpose(*purpose);
        desk.policy.admit_fields(&ask, FieldAction::Reveal, object, WANTED).is_ok()
    };
    Purpose::ALL.iter().copied().filter(may).collect()
}

type Page = (Vec<Opened>, Option<WorkerId>, domain::ids::RecordId);

fn page(tx: &mut Tx, desk: &Desk, caller: &Caller, after: Option<WorkerId>) -> Result<Recorded<Page>, AppError> {
    let org = agency(tx, desk, caller)?;
    let limit = Limit::new(100).expect("within the limits of a page");
    let mut rows = roster::page(tx, org, &roster::Filter::default(), after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id);
    let (mut opened, mut refused) = (Vec::new(), None);
    let mut draft = None;
    for open in admit::standings(tx, desk, rows, caller)? {
        // Of whoever was erased nothing is left.
        let Some(kept) = identities::get(tx, open.row.id)? else { continue };
        let permit = match desk.policy.admit_fields(&open.ask(caller), FieldAction::Reveal, open.object(), WANTED) {
            Ok(permit) => permit,
            Err(denial) => {
                refused = Some(denial);
                continue;
            }
        };
        draft = Some(match draft {
            None => record::allowed(desk, caller, &permit, 0),
            Some(draft) => audit::Draft::object(draft, audit::Object::new("worker", open.row.id.0)),
        });
        let OpenWorker { row, .. } = open;
        opened.push(Opened { id: row.id, facts: row.facts, kept, permit });
    }
    match (draft, refused) {
        (Some(draft), _) => Ok(Recorded::with((opened, next, draft.id), draft)),
        (None, Some(denial)) => Err(record::denied(desk, caller, denial)),
        (None, None) => {
            let draft = record::plain(desk, caller, FieldAction::Reveal.as_str(), 0);
            Ok(Recorded::with((opened, next, draft.id), draft))
        }
    }
}

/// What a list opens of each worker.
const WANTED: ClassSet = ClassSet::EMPTY
    .with(Class::WorkerName)
    .with(Class::WorkerIdentity)
    .with(Class::WorkerContact)
    .with(Class::WorkerSensitiveResult);

/// The worker in the columns of the import; nobody where a needed one is empty, as in a record entered by hand.
async fn draft(house: &House, opened: Opened) -> Result<Option<WorkerDraft>, AppError> {
    use Class::{WorkerContact as Contact, WorkerIdentity as Identity, WorkerSensitiveResult as Examined};

    let Opened { id, facts, kept, permit } = opened;
    let key = house.key_of(id.0).await?;
    let open = |column: &'static str, class: Class, bytes: Option<Vec<u8>>| -> Result<Option<String>, AppError> {
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { return Ok(None) };
        let place = Place { org: key.org(), table: "worker_identity", row: id.0, column };
        let value = Sealed::<String>::from_bytes(bytes).open(&key, &place, class, &permit);
        value.map(Some).map_err(|error| AppError::unopened(&place, error))
    };
    let day = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let name = open("name", Class::WorkerName, Some(kept.name))?;
    let birth_date = day(open("birth_date", Identity, Some(kept.birth_date))?);
    let passport = open("passport", Identity, kept.passport)?.and_then(|text| Passport::parse(&text).ok());
    let (Some(full_name), Some(birth_date), Some(passport_number)) = (name, birth_date, passport) else {
        return Ok(None);
    };
    let phone = |text: Option<String>| text.and_then(|text| Phone::parse(&text).ok());
    let words = |list: &Vocabulary, words: &[String]| words.iter().filter_map(|word| list.token(word)).collect();
    Ok(Some(WorkerDraft {
        full_name,
        first_name: facts.first_name,
        birth_date,
        origin: COUNTRIES.token(&facts.origin).unwrap_or_default(),
        languages: words(&LANGUAGES, &facts.languages),
        skills: words(&SKILLS, &facts.skills),
        work: words(&WORK, &facts.work),
        experience_years: u8::try_from(facts.experience_years).ok(),
        available_from: Some(facts.available_from),
        wage_minor: facts.wage_minor,
        passport_number,
        passport_expiry: day(open("passport_until", Identity, kept.passport_until)?),
        civil_id: open("civil_id", Identity, kept.civil_id)?.and_then(|text| CivilId::parse(&text).ok()),
        phone: phone(open("phone", Contact, kept.phone)?),
        kin_name: open("kin_name", Contact, kept.kin_name)?,
        kin_phone: phone(open("kin_phone", Contact, kept.kin_phone)?),
        fitness_result: open("fitness", Examined, kept.fitness)?.and_then(|word| FITNESS.token(&word)),
        fitness_date: day(open("fitness_on", Examined, kept.fitness_on)?),
        work_history: facts.history,
    }))
}
