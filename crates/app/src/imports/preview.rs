//! The second step: the file as its answers read it, and what each row would do. Nothing changes but the answers.

use envelope::{BlindIndex, BlindIndexKey};
use store::tables::identities::{self, Indexes};
use store::tables::imports as table;
use store::{Recorded, Tx};
use uuid::Uuid;

use super::answers::{Answers, Look, Stored, apart};
use super::begin::to_json;
use super::draft::{RowOutcome, WorkerDraft};
use super::faults::{Reason, RowFault};
use super::field::WorkerField;
use super::file;
use super::read::Limits;
use super::see::{Import, found, shown};
use super::trouble::ImportError;
use crate::caller::Caller;
use crate::{AppError, Desk, House, record, workers};
use domain::OrgId;

/// Rows that one look at the roster compares.
const CHUNK: usize = 200;

/// What would become of a file.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The import, with the answers as they are kept now.
    pub import: Import,
    /// What was read.
    pub look: Look,
    /// Rows that would become workers, with their lines.
    pub accepted: Vec<(u32, Box<WorkerDraft>)>,
    /// Rows whose worker is on the roster already.
    pub known: usize,
    /// Rows that say something that cannot be.
    pub refused: usize,
    /// All that is wrong, known workers included, in the order of the lines.
    pub faults: Vec<RowFault>,
}

/// The file as it was read by the answers that it has; another sheet of it by what its headings say.
pub async fn look(
    house: &House,
    caller: &Caller,
    id: Uuid,
    sheet: Option<String>,
) -> Result<(Import, Look), ImportError> {
    let import = house.read(caller, move |tx, desk, caller| super::status(tx, desk, caller, id)).await?;
    let bytes = file::open(house, caller, id).await?;
    let answers = match sheet {
        Some(name) => Answers { sheet: Some(name), ..Answers::default() },
        None => import.answers.clone(),
    };
    let rules = answers.rules(house.packs.load().in_force());
    let look = apart(move || Ok(Look::of(answers.read(&bytes, &Limits::default())?, &answers, &rules)?)).await?;
    Ok((import, look))
}

/// What would become of each row if the file were taken in with these answers, which are kept with it.
pub async fn preview(house: &House, caller: &Caller, id: Uuid, answers: Answers) -> Result<Preview, ImportError> {
    let row = house.read(caller, move |tx, desk, caller| open(tx, desk, caller, id)).await?;
    let bytes = file::open(house, caller, id).await?;
    let (rules, on) = (answers.rules(house.packs.load().in_force()), house.desk().today());
    let asked = answers.clone();
    let (look, outcomes) = apart(move || {
        let look = Look::of(asked.read(&bytes, &Limits::default())?, &asked, &rules)?;
        if let Some(missing) = &look.missing {
            return Err(missing.clone().into());
        }
        let outcomes = look.outcomes(on, &rules);
        Ok((look, outcomes))
    })
    .await?;
    let mapping = answers.mapping.clone().unwrap_or_else(|| look.columns.mapping(&look.sheet.header));
    let kept = Answers { mapping: Some(mapping), ..answers };
    let (state, rows) = (to_json(&Stored { answers: kept, on }), look.sheet.rows.len());
    let version = row.version;
    let import = house
        .write(caller, move |tx, desk, caller| {
            let mut row = open(tx, desk, caller, id)?;
            if row.version != version {
                return Err(AppError::Stale { given: version });
            }
            row.answers = state.clone();
            row.rows = i64::try_from(rows).unwrap_or(i64::MAX);
            table::save(tx, &row)?;
            row.version += 1;
            let draft =
                record::plain(desk, caller, "import_previewed", 0).object(audit::Object::new("import", id).at(version));
            Ok(Recorded::with(shown(&row)?, draft))
        })
        .await?;
    let mut preview = Preview { import, look, accepted: Vec::new(), known: 0, refused: 0, faults: Vec::new() };
    let mut sound = Vec::new();
    for outcome in outcomes {
        match outcome {
            RowOutcome::Ready { line, worker } => sound.push((line, worker)),
            RowOutcome::Refused(faults) => {
                preview.refused += 1;
                preview.faults.extend(faults);
            }
        }
    }
    let known = compare(house, caller, row.org, &sound).await?;
    for ((line, worker), known) in sound.into_iter().zip(known) {
        match known {
            None => preview.accepted.push((line, worker)),
            Some(field) => {
                preview.known += 1;
                preview.faults.push(preview.look.on_roster(line, field));
            }
        }
    }
    preview.faults.sort_by_key(|fault| fault.line);
    Ok(preview)
}

impl Look {
    /// The row's worker is on the roster already, known by this field.
    pub(super) fn on_roster(&self, line: u32, field: WorkerField) -> RowFault {
        let column = self.columns.of(field).map(|index| self.sheet.header.column(index));
        RowFault { line, column, field: Some(field), reason: Reason::OnRoster }
    }
}

/// An import that is not taken in yet, for whoever may draft today.
fn open(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<table::Import, AppError> {
    let row = found(tx, desk, caller, id)?;
    workers::may_draft(tx, desk, caller, row.org)?;
    if row.state == "read" { Ok(row) } else { Err(AppError::Conflict("import_taken")) }
}

/// For each of these, the field by which the roster knows them.
async fn compare(
    house: &House,
    caller: &Caller,
    org: OrgId,
    sound: &[(u32, Box<WorkerDraft>)],
) -> Result<Vec<Option<WorkerField>>, AppError> {
    let mut compared = Vec::with_capacity(sound.len());
    for chunk in sound.chunks(CHUNK) {
        let hashes: Vec<Indexes> = chunk.iter().map(|(_, draft)| indexes(&house.indexes, org, draft)).collect();
        let look = move |tx: &mut Tx, _: &Desk, _: &Caller| {
            hashes.iter().map(|indexes| known_by(tx, org, indexes)).collect::<Result<Vec<_>, AppError>>()
        };
        compared.extend(house.read(caller, look).await?);
    }
    Ok(compared)
}

/// The field by which the roster knows a worker with these hashes.
pub(super) fn known_by(tx: &mut Tx, org: OrgId, indexes: &Indexes) -> Result<Option<WorkerField>, AppError> {
    Ok(match identities::known(tx, org, indexes)? {
        (true, _) => Some(WorkerField::PassportNumber),
        (_, true) => Some(WorkerField::CivilId),
        (false, false) => None,
    })
}

fn indexes(keys: &BlindIndexKey, org: OrgId, draft: &WorkerDraft) -> Indexes {
    let bytes = |index: BlindIndex| index.as_bytes().to_vec();
    Indexes {
        passport: Some(bytes(keys.in_org(org, &draft.passport_number))),
        civil_id: draft.civil_id.as_ref().map(|number| bytes(keys.in_org(org, number))),
        phone: None,
    }
}
