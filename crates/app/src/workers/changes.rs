//! One change that a moderator asks of the agency: asked with a reason and a short text, answered by sending the record to the
//! check again, and shown with what was changed in between.

use domain::worker::RosterEdited;
use domain::{ChangeReason, Side, StateToken, StepToken, WorkerId};
use jiff::Timestamp;
use policy::Seen;
use serde_json::json;
use store::tables::Limit;
use store::tables::change_requests::{self, ChangeRequest};
use store::tables::review_queue::{self, Line};
use store::tables::roster_events::{self, RosterHappened};
use store::tables::workers::Facts;
use store::{Recorded, Tx};

use super::see::{WorkerRecord, sealed_classes};
use super::step::{keep, set_timers};
use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::tells::in_text;
use crate::{AppError, Desk, notices, record};

/// LIMIT: signs of the text that goes with a request.
pub const MESSAGE_MAX: usize = 280;

/// A change that was asked for and that no moderator has settled yet.
#[derive(Debug)]
pub struct Change {
    /// Why.
    pub reason: ChangeReason,
    /// What was added; empty when nothing was.
    pub message: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When the agency sent the record to the check again; none while it is the agency's turn.
    pub answered_at: Option<Timestamp>,
    /// The names of the fields that were edited since.
    pub changed: Vec<String>,
    /// The record in clear as it stood when the change was asked, as far as the caller may see it.
    pub before: Seen<WorkerRecord>,
}

/// The change that is open about a worker, for their agency and the operator.
pub fn change(tx: &mut Tx, desk: &Desk, caller: &Caller, open: &OpenWorker) -> Result<Option<Change>, AppError> {
    // What is between the operator and the agency is no part of the person's own record.
    if !matches!(Side::of(caller.role), Side::Agency | Side::Operator) {
        return Ok(None);
    }
    let Some(found) = change_requests::open(tx, open.row.id)? else { return Ok(None) };
    let reason = ChangeReason::parse(&found.reason)
        .map_err(|_| store::StoreError::Damaged(format!("change_request.reason of {}", found.id)))?;
    let row = store::tables::workers::Worker { facts: found.facts, ..open.row.clone() };
    let before = WorkerRecord::of(&row, open.standing);
    Ok(Some(Change {
        reason,
        message: found.message,
        asked_at: found.asked_at,
        answered_at: found.answered_at,
        changed: found.changed,
        before: desk.policy.view(&open.ask(caller)).unopened(sealed_classes()).of(before),
    }))
}

/// The workers among these whose agency is to change something, and why: for their own agency's roster.
pub fn changes_asked(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    workers: &[WorkerId],
) -> Result<Vec<(WorkerId, ChangeReason)>, AppError> {
    let mut found = Vec::new();
    for worker in workers {
        let open = admit::worker(tx, desk, caller, &Key::Id(worker.0))?;
        let asked = change(tx, desk, caller, &open)?.filter(|change| change.answered_at.is_none());
        found.extend(asked.map(|change| (*worker, change.reason)));
    }
    Ok(found)
}

/// The workers of the caller's own roster whose record the agency is to change, the longest asked first: one page.
pub fn asked(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    limit: Limit,
) -> Result<Vec<(Seen<WorkerRecord>, ChangeReason)>, AppError> {
    let mut found = Vec::new();
    for row in review_queue::page(tx, Line::Asked, None, limit)?.into_iter().take(limit.get() as usize) {
        let Some(open) = admit::standings(tx, desk, vec![row], caller)?.pop() else { continue };
        let Some(change) = change(tx, desk, caller, &open)? else { continue };
        let record = WorkerRecord::of(&open.row, open.standing);
        found.push((desk.policy.view(&open.ask(caller)).unopened(sealed_classes()).of(record), change.reason));
    }
    Ok(found)
}

/// A request as a moderator writes it.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// Why.
    pub reason: ChangeReason,
    /// What is to be done, without names and numbers; may be empty.
    pub message: String,
}

/// Asks the agency for one change. It is the agency's turn then, and the clock of the check stops.
pub fn ask_change(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    version: i64,
    new: &NewChange,
) -> Result<Recorded<()>, AppError> {
    let open = admit::worker(tx, desk, caller, key)?;
    // Whoever may decide about the record may ask for a change of it.
    let decides = if open.standing == StateToken::RosterReviewed { StepToken::List } else { StepToken::Review };
    let permit = open.step(desk, caller, decides)?;
    if open.row.version != version {
        return Err(AppError::Stale { given: version });
    }
    let message = checked_message(&new.message, &open.row.facts.first_name)?;
    let asked = open.record.ask_change(desk.now, desk.pack()).ok_or(AppError::Conflict("change_not_now"))?;
    change_requests::close(tx, open.row.id, desk.now)?;
    let request = ChangeRequest {
        id: desk.id(1),
        worker: open.row.id,
        reason: new.reason.as_str().to_owned(),
        message,
        asked_by: caller.actor_id(),
        asked_at: desk.now,
        facts: open.row.facts.clone(),
        changed: Vec::new(),
        answered_at: None,
    };
    change_requests::insert(tx, &request)?;
    hand_over(tx, desk, caller, &open, &asked, "ask_change")?;
    let args = json!({ "record": open.row.reference });
    let key = format!("change-asked:{}:{}", open.row.id, asked.worker.version);
    notices::tell_org(tx, desk, open.row.org, "change-asked", &key, &args)?;
    let draft =
        record::allowed(desk, caller, &permit, 0).fact("asked", audit::Fact::Word(new.reason.as_str().to_owned()));
    Ok(Recorded::with((), draft))
}

/// The text without blanks around it. Refused when it is too long, or when it tells a name, a place, a number or an address:
/// it stands in clear.
fn checked_message(message: &str, first_name: &str) -> Result<String, AppError> {
    let message = message.trim();
    if message.chars().count() > MESSAGE_MAX || message.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(AppError::invalid("/message", "change_message_long"));
    }
    if !in_text(message, first_name).is_empty() {
        return Err(AppError::invalid("/message", "change_message_tells"));
    }
    Ok(message.to_owned())
}

/// The agency sends the record to the check again.
pub fn answer_change(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    version: i64,
) -> Result<Recorded<()>, AppError> {
    let open = super::edit::agency_only(admit::worker(tx, desk, caller, key)?, caller)?;
    let permit = super::edit::wanted(desk, caller, &open).map_err(|denial| record::denied(desk, caller, denial))?;
    if open.row.version != version {
        return Err(AppError::Stale { given: version });
    }
    let request = change_requests::open(tx, open.row.id)?.filter(|request| request.answered_at.is_none());
    let answered = open.record.answer_change(desk.now, desk.pack());
    let (Some(request), Some(answered)) = (request, answered) else {
        return Err(AppError::Conflict("nothing_asked"));
    };
    change_requests::answer(tx, request.id, desk.now)?;
    hand_over(tx, desk, caller, &open, &answered, "answer_change")?;
    let changed = i64::try_from(request.changed.len()).unwrap_or(i64::MAX);
    let draft = record::allowed(desk, caller, &permit, 0)
        .fact("answered", audit::Fact::Flag(true))
        .fact("changed", audit::Fact::Number(changed));
    Ok(Recorded::with((), draft))
}

/// The record in the other side's hands, with its clock and its line in the timeline.
fn hand_over(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenWorker,
    after: &RosterEdited,
    what: &str,
) -> Result<(), AppError> {
    keep(tx, desk, open, &after.worker)?;
    set_timers(tx, open.row.id, &after.timers)?;
    let happened = RosterHappened {
        n: after.worker.version,
        what: what.to_owned(),
        from: after.from,
        to: after.worker.state.token(),
        side: Side::of(caller.role).as_str().to_owned(),
        role: caller.role,
        actor: caller.actor_id(),
        at: desk.now,
    };
    Ok(roster_events::add(tx, open.row.id, &happened)?)
}

/// Keeps the names of what an edit changed with the request that it answers, if there is one.
pub(super) fn edited(
    tx: &mut Tx,
    worker: WorkerId,
    before: &Facts,
    after: &Facts,
    sealed: impl Iterator<Item = &'static str>,
) -> Result<(), AppError> {
    let Some(request) = change_requests::open(tx, worker)? else { return Ok(()) };
    let mut changed = request.changed;
    for name in names_of(before, after).into_iter().chain(sealed) {
        if !changed.iter().any(|known| known == name) {
            changed.push(name.to_owned());
        }
    }
    Ok(change_requests::set_changed(tx, request.id, &changed)?)
}

/// The fields in clear that differ.
fn names_of(before: &Facts, after: &Facts) -> Vec<&'static str> {
    [
        ("first_name", before.first_name != after.first_name),
        ("age", before.age != after.age),
        ("origin", before.origin != after.origin),
        ("languages", before.languages != after.languages),
        ("skills", before.skills != after.skills),
        ("work", before.work != after.work),
        ("experience_years", before.experience_years != after.experience_years),
        ("available_from", before.available_from != after.available_from),
        ("wage_minor", before.wage_minor != after.wage_minor),
        ("history", before.history != after.history),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_nobody_and_is_short() {
        assert_eq!(checked_message("  Write the years only.\n", "Selam").expect("sound"), "Write the years only.");
        let reason = |message: &str| match checked_message(message, "Selam") {
            Err(AppError::Invalid(faults)) => faults[0].reason,
            other => panic!("{message}: {other:?}"),
        };
        assert_eq!(reason("Selam did not write this"), "change_message_tells");
        assert_eq!(reason("call 96812345"), "change_message_tells");
        assert_eq!(reason(&"a".repeat(MESSAGE_MAX + 1)), "change_message_long");
        assert_eq!(reason("a\u{0}b"), "change_message_long");
        assert!(checked_message(&"\u{627}".repeat(MESSAGE_MAX), "Selam").is_ok(), "signs are counted, not bytes");
    }
}
