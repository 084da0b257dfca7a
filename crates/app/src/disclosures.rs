//! Who saw my data: what the log says about one worker, for that worker.

use audit::{Decision, Event};
use domain::ids::RecordId;
use domain::{ClassSet, Purpose, Role};
use jiff::Timestamp;
use store::Tx;
use store::tables::records::{self, About};
use store::tables::{Limit, workers};

use crate::caller::Caller;
use crate::{AppError, Desk};

/// An event about the person who asks. No number, no order in the log, no name of whoever it was: role and organisation only.
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
    /// Which classes of data.
    pub classes: ClassSet,
    /// Whether it was allowed.
    pub allowed: bool,
}

/// One page of everything recorded about the worker who asks, newest first.
pub fn mine(
    tx: &mut Tx,
    _: &Desk,
    caller: &Caller,
    before: Option<uuid::Uuid>,
    limit: Limit,
) -> Result<(Vec<SeenOfMe>, Option<RecordId>), AppError> {
    let person = caller.user.filter(|_| caller.role == Role::Worker).ok_or(AppError::NotFound)?;
    let worker = workers::of_person(tx, person)?.ok_or(AppError::NotFound)?;
    let before = match before {
        Some(id) => records::place_of(tx, RecordId(id))?,
        None => None,
    };
    let mut events = records::page(tx, About::Subject(worker.id.0), before, limit)?;
    let more = events.len() > limit.get() as usize;
    events.truncate(limit.get() as usize);
    let next = events.last().filter(|_| more).map(|last| last.id);
    let seen = events
        .into_iter()
        .filter_map(|event| {
            let draft = Event::parse(&event.body).ok()?.draft;
            Some(SeenOfMe {
                id: event.id,
                at: event.at,
                action: draft.action,
                role: draft.role,
                purpose: draft.purpose,
                classes: draft.class,
                allowed: draft.decision == Decision::Allow,
            })
        })
        .collect();
    Ok((seen, next))
}
