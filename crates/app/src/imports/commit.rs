//! Takes a roster that was read into the agency's own: a worker for each sound row, a reason for each other one.
//!
//! Rows go in one by one, several at a time, each in a transaction of its own: a crash or a full disk leaves the rows before
//! it, and the same file tried again finds them known.

use std::collections::HashSet;

use envelope::{BlindIndex, BlindIndexKey};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use store::tables::idempotency;
use store::tables::identities::{self, Indexes};
use store::tables::imports::{self, Import};
use store::{Recorded, Tx};

use super::draft::{RowOutcome, WorkerDraft};
use super::faults::{Reason, RowFault};
use super::field::WorkerField;
use super::mapping::Columns;
use super::read::Sheet;
use super::values;
use crate::caller::Caller;
use crate::workers::{self, Facts, NewWorker};
use crate::{AppError, House, record};
use domain::{OrgId, WorkerId};

/// Rows under way at the same time: they share the store's commits.
const AT_ONCE: usize = 16;
/// Rows that one look at the roster compares.
const CHUNK: usize = 200;
/// What is kept of a file's name, in characters.
const NAME_MAX: usize = 120;

/// A roster that was read and mapped.
#[derive(Debug, Clone, Copy)]
pub struct Roster<'a> {
    /// The file's name, as the agency calls it.
    pub file_name: &'a str,
    /// What was read.
    pub sheet: &'a Sheet,
    /// Which column holds which field.
    pub columns: &'a Columns,
    /// What each row says.
    pub outcomes: &'a [RowOutcome],
}

/// What became of a roster, or would: each row is accepted, known or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Rows that became workers, or would.
    pub accepted: usize,
    /// Rows whose worker is on the roster already.
    pub known: usize,
    /// Rows that say something that cannot be.
    pub refused: usize,
    /// The new workers with their lines, in order; empty after a dry run.
    pub workers: Vec<(u32, WorkerId)>,
    /// All that is wrong, known workers included, in the order of the lines.
    pub faults: Vec<RowFault>,
}

/// Enters every sound row on the caller's roster and records the import. A dry run says the same and changes nothing.
///
/// Whether the caller may draft at all is asked before the first row; after that only the store can stop an import.
pub async fn commit(house: &House, caller: &Caller, roster: Roster<'_>, dry_run: bool) -> Result<Imported, AppError> {
    commit_once(house, caller, roster, dry_run, None).await
}

/// The same for a request with a key. What became of the rows is kept with it; a crash before leaves the rows before it, which
/// the same request finds known.
pub async fn commit_once(
    house: &House,
    caller: &Caller,
    roster: Roster<'_>,
    dry_run: bool,
    once: Option<(idempotency::Key, Vec<u8>)>,
) -> Result<Imported, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    house.read(caller, move |tx, desk, caller| workers::may_draft(tx, desk, caller, org)).await?;
    let mut imported = Imported { accepted: 0, known: 0, refused: 0, workers: Vec::new(), faults: Vec::new() };
    let mut ready = Vec::new();
    for outcome in roster.outcomes {
        match outcome {
            RowOutcome::Ready { line, worker } => ready.push((*line, worker.as_ref())),
            RowOutcome::Refused(faults) => {
                imported.refused += 1;
                imported.faults.extend(faults.iter().cloned());
            }
        }
    }
    let entered =
        if dry_run { compare(house, caller, org, &ready).await? } else { enter(house, caller, &ready).await? };
    for (line, outcome) in entered {
        match outcome {
            Entered::New(worker) => {
                imported.accepted += 1;
                imported.workers.extend(worker.map(|worker| (line, worker)));
            }
            Entered::Known(field) => {
                imported.known += 1;
                let column = roster.columns.of(field).map(|index| roster.sheet.header.column(index));
                imported.faults.push(RowFault { line, column, field: Some(field), reason: Reason::OnRoster });
            }
        }
    }
    imported.faults.sort_by_key(|fault| fault.line);
    if !dry_run {
        keep(house, caller, org, roster.file_name, &imported, once).await?;
    }
    Ok(imported)
}

/// The answer that this request got before, rendered again: its rows are on the roster now, and were new then. `outcome` is
/// what was kept with the key. The new workers are not named a second time.
pub async fn repeat(house: &House, caller: &Caller, roster: Roster<'_>, outcome: &str) -> Result<Imported, AppError> {
    let new: HashSet<u32> = outcome.split(',').filter_map(|line| line.parse().ok()).collect();
    let mut seen = commit_once(house, caller, roster, true, None).await?;
    let known = seen.faults.len();
    seen.faults.retain(|fault| !(fault.reason == Reason::OnRoster && new.contains(&fault.line)));
    let were_new = known - seen.faults.len();
    seen.known -= were_new;
    seen.accepted = new.len();
    Ok(seen)
}

/// What became of a sound row.
enum Entered {
    New(Option<WorkerId>),
    Known(WorkerField),
}

async fn enter(house: &House, caller: &Caller, ready: &[(u32, &WorkerDraft)]) -> Result<Vec<(u32, Entered)>, AppError> {
    let today = house.desk().today();
    let rows: Vec<_> = ready.iter().map(|(line, draft)| (*line, new_worker(draft, today))).collect();
    let one = |(line, new)| {
        let (house, caller) = (house.clone(), caller.clone());
        async move {
            let entered = match workers::draft(&house, &caller, new).await {
                Ok(worker) => Entered::New(Some(worker)),
                Err(AppError::Conflict("duplicate_passport")) => Entered::Known(WorkerField::PassportNumber),
                Err(AppError::Conflict("duplicate_civil_id")) => Entered::Known(WorkerField::CivilId),
                Err(error) => return Err(error),
            };
            Ok((line, entered))
        }
    };
    stream::iter(rows).map(one).buffered(AT_ONCE).try_collect().await
}

/// The same answer by looking only.
async fn compare(
    house: &House,
    caller: &Caller,
    org: OrgId,
    ready: &[(u32, &WorkerDraft)],
) -> Result<Vec<(u32, Entered)>, AppError> {
    let mut compared = Vec::with_capacity(ready.len());
    for chunk in ready.chunks(CHUNK) {
        let rows: Vec<_> = chunk.iter().map(|(line, draft)| (*line, indexes(&house.indexes, org, draft))).collect();
        let look = move |tx: &mut Tx, _: &crate::Desk, _: &Caller| {
            let known = |(line, indexes): &(u32, Indexes)| {
                let entered = match identities::known(tx, org, indexes)? {
                    (true, _) => Entered::Known(WorkerField::PassportNumber),
                    (_, true) => Entered::Known(WorkerField::CivilId),
                    (false, false) => Entered::New(None),
                };
                Ok((*line, entered))
            };
            rows.iter().map(known).collect::<Result<Vec<_>, AppError>>()
        };
        compared.extend(house.read(caller, look).await?);
    }
    Ok(compared)
}

fn indexes(keys: &BlindIndexKey, org: OrgId, draft: &WorkerDraft) -> Indexes {
    let bytes = |index: BlindIndex| index.as_bytes().to_vec();
    Indexes {
        passport: Some(bytes(keys.in_org(org, &draft.passport_number))),
        civil_id: draft.civil_id.as_ref().map(|number| bytes(keys.in_org(org, number))),
        phone: None,
    }
}

async fn keep(
    house: &House,
    caller: &Caller,
    org: OrgId,
    file_name: &str,
    imported: &Imported,
    once: Option<(idempotency::Key, Vec<u8>)>,
) -> Result<(), AppError> {
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let (accepted, refused) = (count(imported.accepted), count(imported.known + imported.refused));
    let lines = imported.workers.iter().map(|(line, _)| line.to_string()).collect::<Vec<_>>().join(",");
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    house
        .write(caller, move |tx, desk, caller| {
            let import = Import {
                id: desk.id(0),
                org,
                by: caller.actor_id(),
                file_name: file_name.clone(),
                accepted,
                refused,
                at: desk.now,
            };
            imports::insert(tx, &import)?;
            if let Some((key, body_hash)) = &once {
                let outcome = idempotency::Outcome { body_hash: body_hash.clone(), object: Some(lines.clone()) };
                idempotency::keep(tx, key, &outcome, desk.now)?;
            }
            let draft = record::plain(desk, caller, "roster_imported", 0)
                .object(audit::Object::new("import", import.id))
                .fact("accepted", audit::Fact::Number(accepted))
                .fact("refused", audit::Fact::Number(refused));
            Ok(Recorded::with((), draft))
        })
        .await
}

/// A row as the roster keeps it. What the file does not say: no experience, available from today.
fn new_worker(draft: &WorkerDraft, today: Date) -> NewWorker {
    let words = |tokens: &[&'static str]| tokens.iter().map(|token| (*token).to_owned()).collect();
    NewWorker {
        name: draft.full_name.clone(),
        birth_date: draft.birth_date,
        facts: Facts {
            first_name: draft.first_name.clone(),
            age: values::age_years(draft.birth_date, today).into(),
            age_on: today,
            origin: draft.origin.to_owned(),
            languages: words(&draft.languages),
            skills: words(&draft.skills),
            work: words(&draft.work),
            experience_years: draft.experience_years.unwrap_or(0).into(),
            available_from: draft.available_from.unwrap_or(today),
            wage_minor: draft.wage_minor,
            history: draft.work_history.clone(),
        },
        passport: Some(draft.passport_number.clone()),
        passport_until: draft.passport_expiry,
        civil_id: draft.civil_id.clone(),
        phone: draft.phone.clone(),
        kin_name: draft.kin_name.clone(),
        kin_phone: draft.kin_phone.clone(),
        fitness: draft.fitness_result.map(str::to_owned),
        fitness_on: draft.fitness_date,
    }
}
