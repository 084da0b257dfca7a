//! Undoing an import: while nobody has begun to work with any of its workers, all of them are erased, and the file with them.
//! One that was never taken in has no workers: undoing it destroys its file.

use store::tables::imports as table;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::file;
use super::see::{Import, found, shown};
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::once::{self, Once};
use crate::{AppError, House, record, workers};

/// The job's verb.
pub(crate) const UNDO: &str = "undo-import";
/// Workers of one transaction.
const CHUNK: u32 = 100;

/// What came of the wish to undo an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// Its workers are being erased.
    Begun(Box<Import>),
    /// So many of its workers are no untouched drafts any more: somebody edited or invited them, or asked for their consent.
    Touched(i64),
}

/// Has an import undone, if all of its workers are untouched drafts.
pub async fn undo(house: &House, caller: &Caller, id: Uuid, version: i64, once: Once) -> Result<Undone, AppError> {
    let touched = house
        .read(caller, move |tx, desk, caller| {
            found(tx, desk, caller, id)?;
            Ok(table::touched(tx, id)?)
        })
        .await?;
    if touched > 0 {
        return Ok(Undone::Touched(touched));
    }
    house
        .write(caller, move |tx, desk, caller| {
            let mut row = found(tx, desk, caller, id)?;
            if row.version != version {
                return Err(AppError::Stale { given: version });
            }
            if row.state != "done" && row.state != "read" {
                return Err(AppError::Conflict("import_not_done"));
            }
            if table::touched(tx, id)? > 0 {
                return Err(AppError::Conflict("import_touched"));
            }
            "undoing".clone_into(&mut row.state);
            table::save(tx, &row)?;
            row.version += 1;
            notices::long_job(tx, desk, UNDO, id, row.version)?;
            once::keep(tx, desk, once.as_ref(), &id.to_string())?;
            let draft = record::plain(desk, caller, "import_undo_asked", 0)
                .object(audit::Object::new("import", id).at(version));
            Ok(Recorded::with(Undone::Begun(Box::new(shown(&row)?)), draft))
        })
        .await
}

/// Erases the next workers of an import that is being undone, `most` chunks of them. It may run twice. A worker with whom
/// somebody began to work meanwhile stays.
pub async fn carry_undo(house: &House, id: Uuid, most: usize) -> Result<Done, AppError> {
    for _ in 0..most {
        let desk = house.desk();
        let written = house.store.write(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
            let undoing = table::get(tx, id)?.filter(|row| row.state == "undoing");
            let Some(mut row) = undoing else { return Ok(Recorded::housekeeping((Vec::new(), true))) };
            let (mut gone, mut records) = (Vec::new(), Vec::new());
            let workers = table::untouched(tx, id, CHUNK)?;
            for (nth, worker) in (1u16..).zip(&workers) {
                let (keys, draft) = workers::erase_undone(tx, &desk, *worker, nth)?;
                gone.extend(keys);
                records.push(draft.org(Some(row.org)));
            }
            row.accepted -= i64::try_from(workers.len()).unwrap_or(i64::MAX);
            let ends = workers.len() < CHUNK as usize;
            if ends {
                "undone".clone_into(&mut row.state);
                row.ended_at = Some(desk.now);
                file::destroy(tx, &mut row)?;
                gone.push(id);
            }
            table::save(tx, &row)?;
            let action = if ends { "import_undone" } else { "import_chunk_undone" };
            let draft = record::plain(&desk, &Caller::system(), action, 0)
                .org(Some(row.org))
                .object(audit::Object::new("import", id))
                .fact("left", audit::Fact::Number(row.accepted));
            Ok(records.into_iter().fold(Recorded::with((gone, ends), draft), Recorded::and))
        });
        let (gone, ends) = written.await?;
        // Out of reach since the commit; now out of this process's memory as well.
        for subject in gone {
            house.keyring.forget(subject);
        }
        if ends {
            return Ok(Done::Done);
        }
    }
    Ok(Done::Again)
}
