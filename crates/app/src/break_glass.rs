//! Looking where no task leads, in an emergency: one asks, a second person answers, for thirty minutes and one case; those whose
//! data it is are told afterwards, and another person reviews it.

use domain::{EmergencyReason, Relation, Role, StepToken, Verdict};
use jiff::{SignedDuration, Timestamp};
use policy::Permit;
use serde_json::json;
use store::tables::Limit;
use store::tables::break_glass as table;
pub use store::tables::break_glass::BreakGlass;
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::once::Once;
use crate::tells::in_text;
use crate::{AppError, Desk, House, record};

/// How long the case stands open after the second person's yes (docs/domain.md, "Emergencies").
pub const OPEN_FOR: SignedDuration = SignedDuration::from_mins(30);
/// How long a request waits for the second person; an emergency of yesterday is none.
pub const ANSWER_WITHIN: SignedDuration = SignedDuration::from_hours(2);
/// In what time somebody reviews it.
pub const REVIEW_WITHIN: SignedDuration = SignedDuration::from_hours(72);
/// LIMIT: signs of the text that goes with a request.
pub const MESSAGE_MAX: usize = 280;
/// The job that tells those concerned when the time is over.
pub const TELL: &str = "tell-break-glass";
/// The action of the record that they were told: from then on the worker and the household read of it in their own logs.
pub(crate) const TOLD: &str = "break_glass_told";

/// How a request stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for the second person.
    Asked,
    /// Nobody answered in time.
    Lapsed,
    /// The second person said no.
    Refused,
    /// The case is open to whoever asked.
    Open,
    /// The time is over and nobody has reviewed it yet.
    Unreviewed,
    /// It was reviewed.
    Reviewed,
}

impl Standing {
    /// Where a request stands at this moment.
    pub fn of(row: &BreakGlass, now: Timestamp) -> Self {
        match (row.reviewed_at, row.yes, row.ends_at) {
            (Some(_), ..) => Self::Reviewed,
            (None, Some(false), _) => Self::Refused,
            (None, Some(true), Some(ends)) if ends > now => Self::Open,
            (None, Some(true), _) => Self::Unreviewed,
            (None, None, _) if row.asked_at.saturating_add(ANSWER_WITHIN).is_ok_and(|until| until <= now) => {
                Self::Lapsed
            }
            (None, None, _) => Self::Asked,
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Lapsed => "lapsed",
            Self::Refused => "refused",
            Self::Open => "open",
            Self::Unreviewed => "unreviewed",
            Self::Reviewed => "reviewed",
        }
    }
}

/// A request as staff see it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The request.
    pub row: BreakGlass,
    /// The case's reference.
    pub case: String,
    /// How it stands.
    pub standing: Standing,
    /// Until when it is to be reviewed.
    pub review_by: Option<Timestamp>,
    /// Whether the caller may answer it, or review it.
    pub yours: bool,
}

/// A request as it is sent.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Why.
    pub reason: EmergencyReason,
    /// What is to be added, without names and numbers; may be empty.
    pub message: String,
}

/// Asks to look at a case. The other staff are told at once.
pub async fn ask(house: &House, caller: &Caller, key: Key, ask: Ask, once: Once) -> Result<Uuid, AppError> {
    house.proven_lately(caller.proof)?;
    let id = house.desk().id(1);
    let asked = move |tx: &mut Tx, desk: &Desk, caller: &Caller| asked(tx, desk, caller, &key, &ask, id);
    house.write_once(caller, once, &id.to_string(), asked).await
}

fn asked(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    ask: &Ask,
    id: Uuid,
) -> Result<Recorded<Uuid>, AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let permit = open.step(desk, caller, StepToken::AskBreakGlass)?;
    let message = checked(&ask.message)?;
    let since = desk.now.saturating_sub(ANSWER_WITHIN).unwrap_or(desk.now);
    let person = caller.actor_id();
    if table::waits(tx, open.row.id, person, since)? || table::is_broken(tx, open.row.id, person, desk.now)? {
        return Err(AppError::Conflict("break_glass_asked"));
    }
    let new = BreakGlass {
        id,
        case: open.row.id,
        reason: ask.reason.as_str().to_owned(),
        message,
        asked_by: person,
        asked_at: desk.now,
        yes: None,
        answered_by: None,
        answered_at: None,
        ends_at: None,
        told_at: None,
        verdict: None,
        reviewed_by: None,
        reviewed_at: None,
    };
    table::insert(tx, &new)?;
    let args = json!({ "case": open.row.reference });
    notices::tell_operator(tx, desk, "task-break-glass", &format!("break-glass:{}", new.id), &args)?;
    let draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("break_glass", new.id))
        .fact("reason", audit::Fact::Word(new.reason));
    Ok(Recorded::with(new.id, draft))
}

/// The text without blanks around it. Refused when it is too long, or tells a number or an address: it stands in clear.
fn checked(message: &str) -> Result<String, AppError> {
    let message = message.trim();
    if message.chars().count() > MESSAGE_MAX || message.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(AppError::invalid("/message", "change_message_long"));
    }
    if !in_text(message, "").is_empty() {
        return Err(AppError::invalid("/message", "change_message_tells"));
    }
    Ok(message.to_owned())
}

/// The second person's answer. A yes opens the case for thirty minutes to whoever asked, and to nobody else.
pub fn answer(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, yes: bool) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let (row, open, permit) = found(tx, desk, caller, id, StepToken::AnswerBreakGlass)?;
    if row.asked_by == caller.actor_id() {
        return Err(AppError::Conflict("break_glass_own"));
    }
    if Standing::of(&row, desk.now) != Standing::Asked {
        return Err(AppError::Conflict("break_glass_answered"));
    }
    let ends_at = yes.then(|| desk.now.saturating_add(OPEN_FOR).unwrap_or(desk.now));
    table::answer(tx, id, yes, caller.actor_id(), desk.now, ends_at)?;
    if yes {
        notices::job(tx, desk, TELL, id, 1)?;
    }
    let args = json!({ "case": open.row.reference });
    let template = if yes { "break-glass-open" } else { "break-glass-refused" };
    notices::message(tx, desk, row.asked_by, template, &format!("{template}:{id}"), &args)?;
    let draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("break_glass", id))
        .fact("yes", audit::Fact::Flag(yes));
    Ok(Recorded::with((), draft))
}

/// What another person than the two found of it, once the time is over.
pub fn review(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, verdict: Verdict) -> Result<Recorded<()>, AppError> {
    let (row, open, permit) = found(tx, desk, caller, id, StepToken::ReviewBreakGlass)?;
    if row.asked_by == caller.actor_id() || row.answered_by == Some(caller.actor_id()) {
        return Err(AppError::Conflict("break_glass_own"));
    }
    if Standing::of(&row, desk.now) != Standing::Unreviewed {
        return Err(AppError::Conflict("break_glass_not_over"));
    }
    table::review(tx, id, verdict.as_str(), caller.actor_id(), desk.now)?;
    if verdict == Verdict::Unjustified {
        let args = json!({ "case": open.row.reference });
        notices::tell_operator(tx, desk, "break-glass-unjustified", &format!("break-glass-unjustified:{id}"), &args)?;
    }
    let draft = record::allowed(desk, caller, &permit, 0)
        .object(audit::Object::new("break_glass", id))
        .fact("verdict", audit::Fact::Word(verdict.as_str().to_owned()));
    Ok(Recorded::with((), draft))
}

fn found(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    step: StepToken,
) -> Result<(BreakGlass, OpenCase, Permit), AppError> {
    if !caller.looks_in_emergencies() {
        return Err(AppError::NotFound);
    }
    let row = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let open = admit::case(tx, desk, caller, &Key::Id(row.case.0))?;
    let permit = open.step(desk, caller, step)?;
    Ok((row, open, permit))
}

/// Where a page ended: when it was asked, and its identifier.
pub type After = (Timestamp, Uuid);

/// One page of the requests that nobody has reviewed, or of those that somebody has, newest first: for those who may ask, and for
/// auditors.
pub fn list(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    reviewed: bool,
    after: Option<After>,
    limit: Limit,
) -> Result<(Vec<Request>, Option<After>), AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    // Other staff are told of none.
    if !caller.looks_in_emergencies() && caller.role != Role::Auditor {
        return Ok((Vec::new(), None));
    }
    let mut rows = table::page(tx, reviewed, after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|(last, _)| (last.asked_at, last.id));
    Ok((rows.into_iter().map(|(row, case)| seen(desk, caller, row, case)).collect(), next))
}

fn seen(desk: &Desk, caller: &Caller, row: BreakGlass, case: String) -> Request {
    let standing = Standing::of(&row, desk.now);
    let me = caller.actor_id();
    let yours = caller.looks_in_emergencies()
        && row.asked_by != me
        && match standing {
            Standing::Asked => true,
            Standing::Unreviewed => row.answered_by != Some(me),
            _ => false,
        };
    let review_by = row.ends_at.and_then(|ends| ends.saturating_add(REVIEW_WITHIN).ok());
    Request { row, case, standing, review_by, yours }
}

/// Tells those whose data it is: the worker and the household. While somebody is protected it waits, for the message could
/// endanger her; whoever lifts the protection lets it go out.
pub(crate) async fn tell(house: &House, id: Uuid) -> Result<Done, AppError> {
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Timers), move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(row) = table::get(tx, id)?.filter(|row| row.told_at.is_none()) else {
                return Ok(Recorded::housekeeping(Done::Done));
            };
            let open = admit::case(tx, &desk, &Caller::system(), &Key::Id(row.case.0))?;
            let worker = admit::worker(tx, &desk, &Caller::system(), &Key::Id(open.row.worker.0))?;
            let protected = domain::Overlay::Safeguarding;
            // Nor while somebody else looks at the same case: those concerned would read of that too.
            if table::is_open(tx, row.case, desk.now)?
                || open.case.overlay() == protected
                || worker.overlay == protected
            {
                return Ok(Recorded::housekeeping(Done::Waits));
            }
            let args = json!({ "case": open.row.reference });
            let key = format!("break-glass-over:{id}");
            notices::tell_worker(tx, &desk, open.row.worker.0, "break-glass-over", &key, &args)?;
            notices::tell_org(tx, &desk, open.row.customer, "break-glass-over", &key, &args)?;
            table::told(tx, id, desk.now)?;
            let draft = record::plain(&desk, &Caller::system(), TOLD, 0)
                // The case first: a reader's log finds the notices of a case by it.
                .object(audit::Object::new("case", row.case.0))
                .object(audit::Object::new("break_glass", id))
                .object(audit::Object::new("worker", open.row.worker.0))
                .told(open.row.customer);
            Ok(Recorded::with(Done::Done, draft))
        })
        .await
}

/// The question that policies are asked about an emergency: for the case's own page.
pub fn may_ask(desk: &Desk, caller: &Caller, open: &OpenCase) -> bool {
    caller.looks_in_emergencies()
        && !open.relations.has(Relation::BreakGlass)
        && desk.policy.may_step(&open.ask(caller), StepToken::AskBreakGlass)
}
