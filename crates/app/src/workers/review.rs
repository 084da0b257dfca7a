//! The operator's queue of profile checks: who waits, since when, until when, from which agency.

use domain::{Role, RosterTimer, StateToken};
use jiff::Timestamp;
use policy::Seen;
use store::Tx;
pub use store::tables::review_queue::{After, Line};
use store::tables::{Limit, change_requests, organisations, review_queue};

use super::see::{WorkerRecord, sealed_classes};
use crate::admit;
use crate::caller::Caller;
use crate::{AppError, Desk};

/// A profile that waits for the operator, or for its agency's answer.
pub struct Waiting {
    /// The record as far as the reviewer may see it.
    pub worker: Seen<WorkerRecord>,
    /// Where it stands: `roster:consented` waits for a review, `roster:reviewed` for the listing.
    pub state: StateToken,
    /// The agency's code.
    pub agency: String,
    /// Since when it waits.
    pub since: Timestamp,
    /// Until when an answer of the operator's is owed; none while it waits for the agency.
    pub due: Option<Timestamp>,
    /// The agency was asked for a change and has answered: how many fields it has edited.
    pub changed: Option<usize>,
}

/// How many wait, and how many of them are late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// For a moderator.
    pub waiting: i64,
    /// Of these, past their due time.
    pub late: i64,
    /// For an agency's answer.
    pub asked: i64,
}

/// One page of a line, the longest wait first, which is the earliest due: all of them have the same working days.
pub fn reviews(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    line: Line,
    after: Option<After>,
    limit: Limit,
) -> Result<(Vec<Waiting>, Option<After>), AppError> {
    if !reviews_people(caller)? {
        return Ok((Vec::new(), None));
    }
    let mut rows = review_queue::page(tx, line, after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(open) = admit::standings(tx, desk, vec![row], caller)?.pop() else { continue };
        let waits = open.record.waits_since();
        let since = waits.or(open.record.asked_since).unwrap_or(open.row.updated_at);
        let answered = change_requests::open(tx, open.row.id)?.filter(|request| request.answered_at.is_some());
        let record = WorkerRecord::of(&open.row, open.standing);
        waiting.push(Waiting {
            worker: desk.policy.view(&open.ask(caller)).unopened(sealed_classes()).of(record),
            state: open.standing,
            agency: organisations::get(tx, open.row.org)?.and_then(|org| org.code).unwrap_or_default(),
            since,
            due: waits.map(|since| desk.pack().roster_due(RosterTimer::ReviewDue, since)),
            changed: answered.map(|request| request.changed.len()),
        });
    }
    let last = waiting.last().filter(|_| more);
    let next = last.map(|last| (last.since, domain::WorkerId(*last.worker.key(&WorkerRecord::ID))));
    Ok((waiting, next))
}

/// How many wait; each number is at most one more than `most`.
pub fn counted(tx: &mut Tx, desk: &Desk, caller: &Caller, most: Limit) -> Result<Counted, AppError> {
    if !reviews_people(caller)? {
        return Ok(Counted { waiting: 0, late: 0, asked: 0 });
    }
    let late = desk.pack().roster_overdue_before(RosterTimer::ReviewDue, desk.now);
    Ok(Counted {
        waiting: review_queue::count(tx, Line::Waiting, most)?,
        late: review_queue::count_before(tx, Line::Waiting, Some(late), most)?,
        asked: review_queue::count(tx, Line::Asked, most)?,
    })
}

/// Whether the caller decides about profiles; nobody but the operator's staff may ask.
fn reviews_people(caller: &Caller) -> Result<bool, AppError> {
    if caller.is_operator() { Ok(caller.role == Role::Moderator) } else { Err(AppError::NotFound) }
}
