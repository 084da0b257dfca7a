//! What a side writes down for itself about a case or a worker: read by that side alone, told by no other page, count, message or
//! log. A note is sealed with the worker's key, so that it is forgotten with the person.

use domain::ids::RecordId;
use domain::{CaseId, Class, ClassSet, FieldAction, OrgId, Role, Side, WorkerId};
use envelope::{Place, Sealed};
use jiff::Timestamp;
use policy::{Ask, ObjectRef, Permit};
use store::tables::notes as table;
use store::{Recorded, Tx};
use uuid::Uuid;

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::once::Once;
use crate::{AppError, Desk, House, record};

/// LIMIT: signs of a note.
pub const TEXT_MAX: usize = 2_000;
/// LIMIT: notes of one side about one case or record.
pub const NOTES_MAX: u32 = 100;

/// What a note is about.
#[derive(Debug, Clone)]
pub enum About {
    /// A case.
    Case(Key),
    /// A roster record itself.
    Worker(Key),
}

/// A note as its side reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The identifier.
    pub id: Uuid,
    /// In which role it was written.
    pub role: Role,
    /// Whether the reader wrote it.
    pub own: bool,
    /// Whether the reader may take it away.
    pub removable: bool,
    /// When.
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

/// Where a note stands, and the question about it.
struct Spot {
    case: Option<CaseId>,
    worker: WorkerId,
    /// The worker's agency, under whose key the worker's own is.
    org: OrgId,
    ask: Ask,
}

fn place(tx: &mut Tx, desk: &Desk, caller: &Caller, about: &About) -> Result<Spot, AppError> {
    match about {
        About::Case(key) => {
            let open = admit::case(tx, desk, caller, key)?;
            // A note is its writer's own, whatever they are to the case.
            let ask = open.ask_owned(caller, caller.org);
            Ok(Spot { case: Some(open.row.id), worker: open.row.worker, org: open.row.agency, ask })
        }
        About::Worker(key) => {
            let open = admit::worker(tx, desk, caller, key)?;
            Ok(Spot { case: None, worker: open.row.id, org: open.row.org, ask: open.ask(caller) })
        }
    }
}

const CLASS: ClassSet = ClassSet::EMPTY.with(Class::InternalNotes);

fn permit(desk: &Desk, caller: &Caller, at: &Spot, action: FieldAction, note: Uuid) -> Result<Permit, AppError> {
    let object = ObjectRef { kind: "note", id: note, version: 0 };
    desk.policy.admit_fields(&at.ask, action, object, CLASS).map_err(|denial| record::denied(desk, caller, denial))
}

fn sealed_at(org: OrgId, note: Uuid) -> Place {
    Place { org, table: "note", row: note, column: "text" }
}

/// The side that a note belongs to; whoever has none keeps no notes.
fn side(role: Role) -> &'static str {
    if Side::of(role) == Side::Operator { "operator" } else { "agency" }
}

/// The notes of the caller's own side, newest first. [`AppError::Denied`] for whoever keeps none.
pub async fn list(house: &House, caller: &Caller, about: About) -> Result<Vec<Note>, AppError> {
    let (at, rows, permits) = house
        .read(caller, move |tx, desk, caller| {
            let at = place(tx, desk, caller, &about)?;
            drop(permit(desk, caller, &at, FieldAction::View, at.worker.0)?);
            let rows = table::about(tx, at.worker, at.case, NOTES_MAX)?;
            let permits: Result<Vec<Permit>, AppError> =
                rows.iter().map(|row| permit(desk, caller, &at, FieldAction::View, row.id)).collect();
            Ok((at, rows, permits?))
        })
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = house.key_of(at.worker.0).await?;
    let mut notes = Vec::with_capacity(rows.len());
    for (row, permit) in rows.into_iter().zip(permits) {
        let place = sealed_at(at.org, row.id);
        let text = Sealed::<String>::from_bytes(row.text_sealed)
            .open(&key, &place, Class::InternalNotes, &permit)
            .map_err(|error| AppError::unopened(&place, error))?;
        let own = caller.user == Some(row.author);
        let removable = own || caller.role == Role::AgencyAdmin;
        notes.push(Note { id: row.id, role: row.role, own, removable, at: row.at, text });
    }
    Ok(notes)
}

/// Writes a note down.
pub async fn add(house: &House, caller: &Caller, about: About, text: &str, once: Once) -> Result<Uuid, AppError> {
    let text = checked(text)?;
    let id = house.desk().id(1);
    let first = about.clone();
    let (worker, org) = house
        .read(caller, move |tx, desk, caller| {
            let at = place(tx, desk, caller, &first)?;
            drop(permit(desk, caller, &at, FieldAction::Edit, id)?);
            Ok((at.worker, at.org))
        })
        .await?;
    let key = house.key_of(worker.0).await?;
    let sealed = key.seal(&sealed_at(org, id), &text).as_bytes().to_vec();
    house
        .write_once(caller, once, &id.to_string(), move |tx, desk, caller| {
            let at = place(tx, desk, caller, &about)?;
            let permit = permit(desk, caller, &at, FieldAction::Edit, id)?;
            if table::about(tx, at.worker, at.case, NOTES_MAX)?.len() >= NOTES_MAX as usize {
                return Err(AppError::Conflict("notes_many"));
            }
            let new = table::Note {
                id,
                org: caller.org.ok_or(AppError::NotFound)?,
                side: side(caller.role).to_owned(),
                case: at.case,
                worker: at.worker,
                author: caller.actor_id(),
                role: caller.role,
                text_sealed: sealed.clone(),
                at: desk.now,
            };
            table::insert(tx, &new)?;
            Ok(Recorded::with(id, record::allowed(desk, caller, &permit, 0)))
        })
        .await
}

fn checked(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(AppError::invalid("/text", "note_length"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
        return Err(AppError::invalid("/text", "control_character"));
    }
    Ok(text.to_owned())
}

/// Takes a note away: whoever wrote it, or the admin of their agency.
pub fn remove(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<RecordId>, AppError> {
    if !matches!(Side::of(caller.role), Side::Agency | Side::Operator) {
        return Err(AppError::NotFound);
    }
    let note = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let about = match note.case {
        Some(case) => About::Case(Key::Id(case.0)),
        None => About::Worker(Key::Id(note.worker.0)),
    };
    let at = place(tx, desk, caller, &about)?;
    let permit = permit(desk, caller, &at, FieldAction::Edit, id)?;
    if caller.user != Some(note.author) && caller.role != Role::AgencyAdmin {
        return Err(AppError::Conflict("note_of_another"));
    }
    table::remove(tx, id)?;
    let draft = record::allowed(desk, caller, &permit, 0).fact("removed", audit::Fact::Flag(true));
    Ok(Recorded::with(draft.id, draft))
}
