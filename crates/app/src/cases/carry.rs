//! Carries out what the domain says follows from a step, in the step's own transaction.

use domain::case::{Case, Clock, Effect, Event, Moved, Notice, State, Task, TimerChange};
use domain::ids::HoldId;
use domain::{OrgId, Role, Side, StateToken, StepToken, TimerKind};
use jiff::Timestamp;
use serde_json::json;
use store::Tx;
use store::tables::cases::{self, CaseRow, Happened};
use store::tables::holds::{self, Hold};
use store::tables::timers;

use crate::notices::{self, ARRIVAL_CODE};
use crate::{AppError, Desk};

/// Effects, timers and the timeline. `row` is the case after the step.
pub(super) fn out(tx: &mut Tx, desk: &Desk, row: &CaseRow, moved: &Moved) -> Result<(), AppError> {
    for effect in &moved.effects {
        carry(tx, desk, row, &moved.case, effect)?;
    }
    for change in &moved.timers {
        match change {
            TimerChange::Set { kind, clock: Clock::DueAt(due) } => {
                timers::set_for_case(tx, row.id.0, kind.as_str(), Some(*due), None)?;
            }
            TimerChange::Set { kind, clock: Clock::LeftMicros(left) } => {
                timers::set_for_case(tx, row.id.0, kind.as_str(), None, Some(*left))?;
            }
            TimerChange::Clear { kind } => timers::clear(tx, row.id.0, kind.as_str())?,
        }
    }
    if moved.event.step == StepToken::RecordTravel {
        // Told on arrival, so it is with the worker before the journey. The relay derives it: it is stored nowhere.
        let key = format!("{ARRIVAL_CODE}:{}:{}", row.id, row.version);
        let args = json!({ "case": row.reference, "id": row.id });
        notices::tell_worker(tx, desk, row.worker.0, ARRIVAL_CODE, &key, &args)?;
    }
    if moved.is_first_approval() {
        return Ok(());
    }
    let event = &moved.event;
    let happened = Happened {
        n: event.version,
        step: event.step,
        from: event.from,
        to: event.to,
        side: told(event).0.as_str().to_owned(),
        role: told(event).1,
        actor: event.by.user,
        at: event.at,
    };
    Ok(cases::happened(tx, row.id, &happened)?)
}

/// Whom the timeline names. Who asked for safety is the worker's to tell: the parties read that the case stands still, from the
/// operator. Who said that a meeting did not take place is nobody's to read: it would sound like whose fault it was.
fn told(event: &Event) -> (Side, Role) {
    match event.step {
        _ if event.is_confidential() => (Side::Operator, Role::System),
        StepToken::MarkMissed => (Side::System, Role::System),
        _ => (event.by.side(), event.by.role),
    }
}

fn carry(tx: &mut Tx, desk: &Desk, row: &CaseRow, case: &Case, effect: &Effect) -> Result<(), AppError> {
    match effect {
        Effect::PlaceHold { until, firm } => place(tx, desk, row, *until, *firm)?,
        Effect::ExtendHold { until, firm } => holds::extend(tx, row.id, *firm, until.unwrap_or(FOR_THE_CASE))?,
        Effect::ReleaseHold { lapsed } => holds::release(tx, row.id, *lapsed, desk.now)?,
        Effect::RestWorker => notices::job(tx, desk, "rest-worker", row.worker.0, row.version)?,
        Effect::OpenAccess { to } => {
            if let Some(org) = party(row, *to) {
                cases::open_access(tx, row.id, org)?;
            }
        }
        Effect::CloseAccess { to } => {
            if let Some(org) = party(row, *to) {
                cases::close_access(tx, row.id, org)?;
            }
        }
        Effect::KeepQuote { quote } => {
            let body = serde_json::to_value(quote).expect("a quote serialises");
            cases::save_quote(tx, row.id, &body, desk.now)?;
        }
        Effect::InviteReplacement => tell(tx, desk, row, Side::Customer, "replacement-invited")?,
        Effect::Notify { whom, notice: notice @ Notice::Reminder(kind) } if is_of_meeting(*kind) => {
            let State::MeetingSet { slot, .. } = &case.state else { return Ok(()) };
            let args = json!({ "case": row.reference, "at": slot.starts_at.to_string() });
            tell_with(tx, desk, row, *whom, template(*notice), &args)?;
        }
        Effect::Notify { whom, notice } => tell(tx, desk, row, *whom, template(*notice))?,
        Effect::Alert { task } => alert(tx, desk, row, *task)?,
        // Posted in the case's books, all of a step's together.
        Effect::Money { .. } => {}
    }
    Ok(())
}

/// "As long as the case wants it": a moment that no clock reaches.
const FOR_THE_CASE: Timestamp = Timestamp::constant(253_402_207_200, 0);

fn place(tx: &mut Tx, desk: &Desk, row: &CaseRow, until: Timestamp, firm: bool) -> Result<(), AppError> {
    // Two at once may take the same free place; the index lets one of them through.
    let slot = holds::free_slots(tx, row.customer)?.first().copied().ok_or(AppError::Conflict("hold_limit"))?;
    let hold = Hold { id: HoldId(desk.id(10)), worker: row.worker, case: row.id, slot, firm, until };
    Ok(holds::place(tx, &hold, desk.now)?)
}

fn party(row: &CaseRow, side: Side) -> Option<OrgId> {
    match side {
        Side::Customer => Some(row.customer),
        Side::Agency => Some(row.agency),
        Side::Worker | Side::Operator | Side::System => None,
    }
}

fn tell(tx: &mut Tx, desk: &Desk, row: &CaseRow, whom: Side, template: &str) -> Result<(), AppError> {
    let args = json!({ "case": row.reference, "state": row.state.as_str() });
    tell_with(tx, desk, row, whom, template, &args)
}

fn tell_with(
    tx: &mut Tx,
    desk: &Desk,
    row: &CaseRow,
    whom: Side,
    template: &str,
    args: &serde_json::Value,
) -> Result<(), AppError> {
    let key = format!("{template}:{}:{}", row.id, row.version);
    match whom {
        Side::Customer => notices::tell_org(tx, desk, row.customer, template, &key, args),
        Side::Agency => notices::tell_org(tx, desk, row.agency, template, &key, args),
        Side::Worker => notices::tell_worker(tx, desk, row.worker.0, template, &key, args),
        Side::Operator => notices::tell_operator(tx, desk, template, &key, args),
        Side::System => Ok(()),
    }
}

fn alert(tx: &mut Tx, desk: &Desk, row: &CaseRow, task: Task) -> Result<(), AppError> {
    let word = match task {
        Task::Overdue(_) => "task-overdue",
        Task::Stuck(_) => "task-stuck",
        Task::RefundOwed => "task-refund-owed",
        Task::HearWorker => "task-hear-worker",
        Task::Safeguard => "task-safeguard",
    };
    tell(tx, desk, row, Side::Operator, word)
}

const fn is_of_meeting(kind: TimerKind) -> bool {
    matches!(kind, TimerKind::MeetingDayBefore | TimerKind::MeetingHourBefore)
}

const fn template(notice: Notice) -> &'static str {
    match notice {
        Notice::YourTurn(_) => "your-turn",
        Notice::Moved(_) => "case-moved",
        Notice::Reminder(TimerKind::MeetingDayBefore) => "meeting-day-before",
        Notice::Reminder(TimerKind::MeetingHourBefore) => "meeting-hour-before",
        Notice::Reminder(_) => "reminder",
        Notice::Paused => "case-paused",
        Notice::Resumed => "case-resumed",
    }
}

/// The earliest running clock that does more than remind, shown as "by when".
pub(super) fn next_due(case: &Case) -> Option<Timestamp> {
    let closed = matches!(case.state.token(), StateToken::Archived | StateToken::Completed);
    case.due_at().filter(|_| !closed)
}
