//! The third step: the file is to be taken in. A job does it in chunks of rows, each a transaction of its own with its workers,
//! what became of its lines, how far it came, and its record. Killed between two chunks it goes on with the next one.

use std::collections::HashSet;

use domain::OrgId;
use jiff::civil::Date;
use serde_json::json;
use store::tables::imports::{self as table, Taken};
use store::tables::people;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::answers::{Look, apart, headings};
use super::draft::{RowOutcome, WorkerDraft};
use super::file;
use super::preview::known_by;
use super::read::{Limits, Sheet};
use super::see::{Import, found, shown, stored};
use super::trouble::ImportError;
use super::values;
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::once::{self, Once};
use crate::workers::{self, Facts, NewWorker, Ready};
use crate::{AppError, Desk, House, record};

/// The job's verb.
pub(crate) const TAKE: &str = "take-import";
/// Rows of one transaction. Identifiers and references of one request are enough for 255.
const CHUNK: usize = 200;
/// Chunks of one go of the job: then whatever else waits has its turn.
pub(crate) const SLICE: usize = 25;
/// LIMIT: imports that one agency has under way.
pub const UNDER_WAY_MAX: i64 = 4;
/// How often a chunk is tried when another import enters the same people at the same moment.
const TRIES: usize = 8;

/// Which rows of a file are taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Chosen {
    /// Every row.
    #[default]
    All,
    /// Those of these lines.
    Only(Vec<u32>),
    /// Every row but those of these lines.
    Without(Vec<u32>),
}

impl Chosen {
    /// The lines as they are kept; none: all.
    fn lines(self, sheet: &Sheet) -> Result<Option<Vec<u32>>, AppError> {
        let (named, leaves) = match self {
            Self::All => return Ok(None),
            Self::Without(lines) if lines.is_empty() => return Ok(None),
            Self::Only(lines) => (lines, false),
            Self::Without(lines) => (lines, true),
        };
        if named.is_empty() {
            return Err(AppError::invalid("/lines", "lines_wanted"));
        }
        if named.len() > Limits::default().rows {
            return Err(AppError::invalid(if leaves { "/without" } else { "/lines" }, "lines_many"));
        }
        let rows = sheet.rows.iter().map(|row| row.line);
        let there: HashSet<u32> = rows.clone().collect();
        // Ranges may span empty lines; whoever leaves somebody out must have named them.
        if leaves && named.iter().any(|line| !there.contains(line)) {
            return Err(AppError::invalid("/without", "lines_elsewhere"));
        }
        let named: HashSet<u32> = named.into_iter().collect();
        let lines: Vec<u32> = rows.filter(|line| named.contains(line) != leaves).collect();
        match (lines.is_empty(), leaves) {
            (true, true) => Err(AppError::invalid("/without", "lines_none_left")),
            (true, false) => Err(AppError::invalid("/lines", "lines_elsewhere")),
            _ => Ok(Some(lines)),
        }
    }
}

/// Has the rows of a file taken in: all, or the chosen ones. An import that a licence stopped goes on where it stood.
pub async fn take(
    house: &House,
    caller: &Caller,
    id: Uuid,
    version: i64,
    chosen: Chosen,
    once: Once,
) -> Result<Import, ImportError> {
    let (_, look) = super::look(house, caller, id, None).await?;
    if let Some(missing) = look.missing {
        return Err(missing.into());
    }
    let hash = headings(&look.sheet.header);
    let lines = chosen.lines(&look.sheet)?;
    drop(look.sheet);
    let taken = house.write(caller, move |tx, desk, caller| {
        let mut row = found(tx, desk, caller, id)?;
        workers::may_draft(tx, desk, caller, row.org)?;
        if row.version != version {
            return Err(AppError::Stale { given: version });
        }
        let goes_on = row.state == "done" && row.stopped.is_some();
        if row.state != "read" && !goes_on {
            return Err(AppError::Conflict("import_taken"));
        }
        if table::under_way(tx, row.org)? >= UNDER_WAY_MAX {
            return Err(AppError::Conflict("imports_under_way"));
        }
        "running".clone_into(&mut row.state);
        (row.stopped, row.ended_at) = (None, None);
        if !goes_on {
            row.chosen = lines.as_ref().map(|lines| json!(lines));
        }
        table::save(tx, &row)?;
        row.version += 1;
        if let Some(mapping) = stored(&row)?.answers.mapping {
            table::remember(tx, row.org, &hash, &json!(mapping), desk.now)?;
        }
        notices::long_job(tx, desk, TAKE, id, row.version)?;
        once::keep(tx, desk, once.as_ref(), &id.to_string())?;
        let draft = record::plain(desk, caller, "import_taken", 0)
            .object(audit::Object::new("import", id).at(version))
            .fact("chosen", audit::Fact::Flag(row.chosen.is_some()));
        Ok(Recorded::with(shown(&row)?, draft))
    });
    Ok(taken.await?)
}

/// Takes in the next chunks of an import, `most` of them. It may run twice, also at the same time: a chunk that somebody else
/// has done is done.
pub async fn carry_on(house: &House, id: Uuid, most: usize) -> Result<Done, AppError> {
    let system = Scope::System(Job::Timers);
    let row = house.store.read(system, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::get(tx, id)?) }).await?;
    let Some(row) = row.filter(|row| row.state == "running") else { return Ok(Done::Done) };
    let caller = on_behalf(&row);
    let (bytes, kept) = (file::open(house, &caller, id).await?, stored(&row)?);
    let (rules, on) = (kept.answers.rules(house.packs.load().in_force()), kept.on);
    let read = apart(move || {
        let sheet = kept.answers.read(&bytes, &Limits::default())?;
        let outcomes = Look::of(sheet, &kept.answers, &rules)?.outcomes(on, &rules);
        Ok(outcomes)
    });
    let outcomes = read.await.map_err(ImportError::of_a_job)?;
    let chosen: Option<HashSet<u32>> = row.chosen.and_then(|lines| serde_json::from_value(lines).ok());
    let first = usize::try_from(row.next_row).unwrap_or(usize::MAX).min(outcomes.len());
    let mut from = first;
    for chunk in outcomes[first..].chunks(CHUNK).take(most) {
        match tried(house, &caller, id, from, outcomes.len(), chunk, chosen.as_ref(), on).await {
            Ok(()) => from += chunk.len(),
            Err(AppError::Stale { .. }) => return Ok(Done::Elsewhere),
            Err(error) => return stopped(house, id, error).await,
        }
    }
    Ok(if from >= outcomes.len() { Done::Done } else { Done::Again })
}

/// Whoever took it, in the role in which they did.
fn on_behalf(row: &table::Import) -> Caller {
    let user = Some(row.by).filter(|user| !user.0.is_nil());
    Caller { user, org: Some(row.org), role: row.role, ..Caller::system() }
}

/// One chunk. Another import that enters the same person at the same moment makes it look again, and so does another process at
/// this very job: its second look finds the chunk done.
#[expect(clippy::too_many_arguments, reason = "one call of one loop")]
async fn tried(
    house: &House,
    caller: &Caller,
    id: Uuid,
    from: usize,
    rows: usize,
    chunk: &[RowOutcome],
    chosen: Option<&HashSet<u32>>,
    on: Date,
) -> Result<(), AppError> {
    let mut tries = 0;
    loop {
        let desk = house.desk();
        let ready = sealed(house, caller, &desk, chunk, chosen, on).await?;
        let by = caller.clone();
        let written = house
            .store
            .write(caller.scope(), move |tx: &mut Tx| enter(tx, &desk, &by, &Chunk { id, from, rows, dealt: &ready }));
        match written.await {
            Err(AppError::Conflict("duplicate_passport" | "duplicate_civil_id" | "moved_at_once")) if tries < TRIES => {
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

/// A row with what is to be done about it.
enum Row {
    Refused,
    Left,
    New(u32, Box<Ready>),
}

async fn sealed(
    house: &House,
    caller: &Caller,
    desk: &Desk,
    chunk: &[RowOutcome],
    chosen: Option<&HashSet<u32>>,
    on: Date,
) -> Result<Vec<Row>, AppError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    let under = house.wrapping(org).await?;
    let mut rows = Vec::with_capacity(chunk.len());
    for (nth, outcome) in (0u8..).zip(chunk) {
        let wanted = |line: &u32| chosen.is_none_or(|lines| lines.contains(line));
        rows.push(match outcome {
            RowOutcome::Ready { line, worker } if wanted(line) => {
                let ready = workers::ready(house, under, desk, nth, &new_worker(worker, on))?;
                Row::New(*line, Box::new(ready))
            }
            RowOutcome::Refused(faults) if faults.first().is_some_and(|fault| wanted(&fault.line)) => Row::Refused,
            _ => Row::Left,
        });
    }
    Ok(rows)
}

struct Chunk<'a> {
    id: Uuid,
    from: usize,
    rows: usize,
    dealt: &'a [Row],
}

fn enter(tx: &mut Tx, desk: &Desk, caller: &Caller, chunk: &Chunk<'_>) -> Result<Recorded<()>, AppError> {
    let mut row = table::get(tx, chunk.id)?.ok_or(AppError::NotFound)?;
    if row.state != "running" || usize::try_from(row.next_row) != Ok(chunk.from) {
        return Err(AppError::Stale { given: row.version });
    }
    still_there(tx, caller, row.org)?;
    workers::may_draft(tx, desk, caller, row.org)?;
    let (mut records, mut entered) = (Vec::new(), Vec::new());
    for (nth, one) in (1u16..).zip(chunk.dealt) {
        let (line, ready) = match one {
            Row::New(line, ready) => (*line, ready),
            Row::Refused => {
                row.refused += 1;
                continue;
            }
            Row::Left => continue,
        };
        let known = known_by(tx, row.org, &ready.indexes)?;
        if known.is_none() {
            records.push(workers::enter(tx, desk, caller, row.org, ready, nth)?);
            entered.push(&**ready);
            row.accepted += 1;
        } else {
            row.known += 1;
        }
        let worker = known.is_none().then_some(ready.id);
        let known_field = known.map(|field| field.as_str().to_owned());
        table::took(tx, row.id, &Taken { line: line.into(), worker, known_field })?;
    }
    workers::found_by_name(tx, entered.into_iter())?;
    row.next_row += i64::try_from(chunk.dealt.len()).unwrap_or(i64::MAX);
    let ends = chunk.from + chunk.dealt.len() >= chunk.rows;
    if ends {
        end(&mut row, desk, None);
    }
    table::save(tx, &row)?;
    let draft = record::plain(desk, caller, if ends { "roster_imported" } else { "roster_chunk_imported" }, 0)
        .object(audit::Object::new("import", row.id))
        .fact("accepted", audit::Fact::Number(row.accepted))
        .fact("known", audit::Fact::Number(row.known))
        .fact("refused", audit::Fact::Number(row.refused));
    Ok(records.into_iter().fold(Recorded::with((), draft), Recorded::and))
}

fn end(row: &mut table::Import, desk: &Desk, stopped: Option<&str>) {
    "done".clone_into(&mut row.state);
    row.stopped = stopped.map(str::to_owned);
    row.ended_at = Some(desk.now);
    row.kept_until = Some(desk.now.saturating_add(file::KEPT).unwrap_or(desk.now));
}

/// Whoever took it is still a member in that role; a command of the operator's machine needs no membership.
fn still_there(tx: &mut Tx, caller: &Caller, org: OrgId) -> Result<(), AppError> {
    let Some(user) = caller.user else { return Ok(()) };
    let is_there = people::members(tx, org)?.iter().any(|member| member.user == user && member.role == caller.role);
    if is_there { Ok(()) } else { Err(AppError::NotFound) }
}

/// What policy or the lifecycle refuse ends the import where it stands; anything else is tried again by the relay.
async fn stopped(house: &House, id: Uuid, error: AppError) -> Result<Done, AppError> {
    let why = match &error {
        AppError::Refused(_) => "licence",
        AppError::Denied(..) | AppError::NotFound => "not_permitted",
        _ => return Err(error),
    };
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Timers), move |tx: &mut Tx| -> Result<_, AppError> {
            let running = table::get(tx, id)?.filter(|row| row.state == "running");
            let Some(mut row) = running else { return Ok(Recorded::housekeeping(Done::Done)) };
            end(&mut row, &desk, Some(why));
            table::save(tx, &row)?;
            let draft = record::plain(&desk, &Caller::system(), "import_stopped", 0)
                .org(Some(row.org))
                .object(audit::Object::new("import", id))
                .fact("why", audit::Fact::Word(why.to_owned()));
            Ok(Recorded::with(Done::Done, draft))
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
