//! The first step of an import: the file is read, sealed and kept, and what it says by itself is told.

use store::Recorded;
use store::tables::imports as table;

use super::answers::{Answers, Look, Stored, apart, headings};
use super::faults::FileFault;
use super::file;
use super::mapping::Mapping;
use super::read::Limits;
use super::see::{Import, shown};
use super::trouble::ImportError;
use crate::caller::Caller;
use crate::once::{self, Once};
use crate::{AppError, House, record, workers};

/// What is kept of a file's name, in characters.
const NAME_MAX: usize = 120;
/// LIMIT: files that one agency has lying here.
pub const FILES_MAX: usize = 100;

/// A file that was sent.
pub struct NewFile {
    /// Its name, as the sender calls it.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What is said about it already.
    pub answers: Answers,
    /// How much of it is taken.
    pub limits: Limits,
}

/// Reads a file and keeps it sealed. Columns that nobody named are those that the agency chose for these headings before, else
/// those that the headings say. Nothing is kept of a file that cannot be read, nor for whoever may not draft today.
pub async fn begin(house: &House, caller: &Caller, new: NewFile, once: Once) -> Result<(Import, Look), ImportError> {
    let org = caller.org.ok_or(AppError::NotFound)?;
    house
        .read(caller, move |tx, desk, caller| {
            workers::may_draft(tx, desk, caller, org)?;
            if table::kept(tx, org)? >= i64::try_from(FILES_MAX).unwrap_or(i64::MAX) {
                return Err(AppError::Conflict("imports_many"));
            }
            Ok(())
        })
        .await?;
    let NewFile { name, bytes, mut answers, limits } = new;
    let asked = answers.clone();
    let (bytes, sheet) = apart(move || {
        let sheet = asked.read(&bytes, &limits)?;
        Ok((bytes, sheet))
    })
    .await?;
    if sheet.rows.is_empty() {
        return Err(FileFault::NoRows.into());
    }
    if answers.mapping.is_none() {
        let hash = headings(&sheet.header);
        let kept = house.read(caller, move |tx, _, _| Ok(table::mapping(tx, org, &hash)?)).await?;
        let remembered = kept.and_then(|kept| serde_json::from_value::<Mapping>(kept).ok());
        answers.mapping = remembered.filter(|mapping| mapping.columns(&sheet.header).is_ok());
    }
    let rules = answers.rules(house.packs.load().in_force());
    let look = Look::of(sheet, &answers, &rules)?;
    if look.missing.is_none() && answers.mapping.is_none() {
        answers.mapping = Some(look.columns.mapping(&look.sheet.header));
    }
    let desk = house.desk();
    let id = desk.id(0);
    let fresh = house.fresh_key(org, id).await?;
    let parts = file::seal(house, &fresh.key.files(), id, &bytes)?;
    let row = table::Import {
        id,
        org,
        by: caller.actor_id(),
        role: caller.role,
        state: "read".to_owned(),
        file_name: name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect(),
        answers: to_json(&Stored { answers, on: desk.today() }),
        rows: i64::try_from(look.sheet.rows.len()).unwrap_or(i64::MAX),
        next_row: 0,
        accepted: 0,
        known: 0,
        refused: 0,
        chosen: None,
        stopped: None,
        at: desk.now,
        ended_at: None,
        kept_until: Some(desk.now.saturating_add(file::KEPT).unwrap_or(desk.now)),
        version: 1,
    };
    let begun = shown(&row)?;
    house
        .write(caller, move |tx, desk, caller| {
            workers::may_draft(tx, desk, caller, org)?;
            file::keep_key(tx, id, &fresh.row, desk.now)?;
            table::insert(tx, &row, &parts)?;
            once::keep(tx, desk, once.as_ref(), &id.to_string())?;
            let draft = record::plain(desk, caller, "import_begun", 0)
                .object(audit::Object::new("import", id))
                .fact("rows", audit::Fact::Number(row.rows));
            Ok(Recorded::with((), draft))
        })
        .await?;
    Ok((begun, look))
}

pub(super) fn to_json(stored: &Stored) -> serde_json::Value {
    serde_json::to_value(stored).expect("answers serialise")
}
