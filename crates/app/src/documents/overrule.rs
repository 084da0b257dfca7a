//! A scanner that is wrong: one officer asks for a document that it holds back, a second one agrees who neither asked nor filed it. It
//! opens for some days only, for whoever policy lets, and is held again after that. All of it is on record.

use domain::{DocumentState, StepToken};
use jiff::{SignedDuration, Timestamp};
use policy::{Ask, ObjectRef, Permit};
use store::tables::Limit;
use store::tables::document_overrides::{self as table, Override};
use store::tables::documents::{self, Document};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::look::about;
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::tells::in_text;
use crate::{AppError, Desk, House, admit, record};

/// LIMIT: days that an override holds.
pub const DAYS_MAX: i64 = 30;
/// LIMIT: characters of the reason.
pub const REASON_MAX: usize = 280;
/// The job that ends one.
pub(crate) const END: &str = "end-override";

const JOB: Scope = Scope::System(Job::Housekeeping);
const BATCH: u32 = 64;
const ENDED: &str = "document_override_ended";

/// How an override stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A second officer is to answer.
    Waiting,
    /// The second officer said no, or nothing is left to be opened.
    Declined,
    /// The document opens.
    Holds,
    /// Its time is over, or somebody ended it.
    Ended,
}

impl Standing {
    fn of(row: &Override, document: &Document, now: Timestamp) -> Self {
        match (row.yes, row.ends_at) {
            (None, _) if document.state == DocumentState::Held => Self::Waiting,
            (Some(true), Some(ends)) if row.ended_at.is_none() && now < ends => Self::Holds,
            (Some(true), _) => Self::Ended,
            (None | Some(false), _) => Self::Declined,
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Declined => "declined",
            Self::Holds => "holds",
            Self::Ended => "ended",
        }
    }
}

/// An override as staff see it, with its document; nothing of what is in that.
#[derive(Debug, Clone)]
pub struct Overruling {
    /// The request.
    pub row: Override,
    /// What it is about.
    pub document: Document,
    /// How it stands.
    pub standing: Standing,
    /// Whether the caller may answer it: an officer who neither asked nor filed the document.
    pub answers: bool,
    /// Whether the caller may end it.
    pub ends: bool,
}

/// The last of a page of overrides.
pub type After = (Timestamp, Uuid);

fn asks(caller: &Caller) -> Ask {
    admit::reset_ask(caller.role)
}

fn permit(desk: &Desk, caller: &Caller, step: StepToken, row: &Document) -> Result<Permit, AppError> {
    let object = ObjectRef { kind: "document", id: row.id, version: row.version };
    desk.policy.admit_step(&asks(caller), step, object).map_err(|denial| record::denied(desk, caller, denial))
}

/// Whether somebody may ask, and whether they may answer.
pub fn may_overrule(desk: &Desk, caller: &Caller) -> (bool, bool) {
    let ask = asks(caller);
    (desk.policy.may_step(&ask, StepToken::AskOverride), desk.policy.may_step(&ask, StepToken::AnswerOverride))
}

fn known(tx: &mut Tx, caller: &Caller, id: Uuid) -> Result<Document, AppError> {
    let row = if caller.is_operator() { documents::get(tx, id)? } else { None };
    row.filter(|row| row.state != DocumentState::Destroyed).ok_or(AppError::NotFound)
}

fn held(row: &Document) -> Result<(), AppError> {
    if row.state == DocumentState::Held { Ok(()) } else { Err(AppError::Conflict("override_not_held")) }
}

/// Asks for a document that the scanner holds back to be opened for so many days. Conflicts: `override_own` (they filed it),
/// `override_not_held`, `override_waits` (it is asked for already).
pub fn ask_override(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    document: Uuid,
    days: i64,
    reason: &str,
) -> Result<Recorded<Uuid>, AppError> {
    desk.proven_lately(caller.proof)?;
    let row = known(tx, caller, document)?;
    let permit = permit(desk, caller, StepToken::AskOverride, &row)?;
    held(&row)?;
    let me = caller.actor_id();
    if row.uploaded_by == me {
        return Err(AppError::Conflict("override_own"));
    }
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(AppError::invalid("/days", "override_days"));
    }
    let new = Override {
        id: desk.id(1),
        document,
        reason: checked(reason)?,
        asked_by: me,
        asked_at: desk.real,
        days,
        yes: None,
        answered_by: None,
        answered_at: None,
        ends_at: None,
        ended_at: None,
    };
    table::insert(tx, &new)?;
    let key = format!("override:{}", new.id);
    notices::tell_operator(tx, desk, "task-document-override", &key, &serde_json::json!({}))?;
    let draft = about(record::allowed(desk, caller, &permit, 0), &row)
        .object(audit::Object::new("document_override", new.id))
        .fact("days", audit::Fact::Number(days));
    Ok(Recorded::with(new.id, draft))
}

/// The reason without blanks around it. Refused when there is none, or when it tells a name, a number or an address: it stands in clear.
fn checked(reason: &str) -> Result<String, AppError> {
    let reason = reason.trim();
    let long = reason.chars().count() > REASON_MAX || reason.chars().any(|c| c.is_control() && c != '\n' && c != '\r');
    match () {
        () if reason.is_empty() => Err(AppError::invalid("/reason", "override_reason")),
        () if long => Err(AppError::invalid("/reason", "change_message_long")),
        () if !in_text(reason, "").is_empty() => Err(AppError::invalid("/reason", "change_message_tells")),
        () => Ok(reason.to_owned()),
    }
}

/// The second officer's answer; a yes opens it at once. Conflicts: `override_own` (they asked, or filed it), `override_over`,
/// `override_not_held`.
pub fn answer_override(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    id: Uuid,
    yes: bool,
) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let asked = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let row = known(tx, caller, asked.document)?;
    let permit = permit(desk, caller, StepToken::AnswerOverride, &row)?;
    let me = caller.actor_id();
    if asked.asked_by == me || row.uploaded_by == me {
        return Err(AppError::Conflict("override_own"));
    }
    let ends_at = desk.real.saturating_add(SignedDuration::from_hours(24 * asked.days)).unwrap_or(desk.real);
    if !table::answer(tx, id, yes, me, desk.real, yes.then_some(ends_at))? {
        return Err(AppError::Conflict("override_over"));
    }
    if yes {
        held(&row)?;
        documents::save(tx, &Document { state: DocumentState::Overruled, ..row.clone() })?;
        notices::job_at(tx, desk, END, id, ends_at)?;
    }
    let draft = about(record::allowed(desk, caller, &permit, 0), &row)
        .object(audit::Object::new("document_override", id))
        .fact("yes", audit::Fact::Flag(yes))
        .fact("days", audit::Fact::Number(asked.days));
    Ok(Recorded::with((), draft))
}

/// Ends one before its time, by whoever may ask for one or answer. Conflict: `override_over`.
pub fn end_override(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<()>, AppError> {
    let (may_ask, may_answer) = may_overrule(desk, caller);
    if !caller.is_operator() || !(may_ask || may_answer) {
        return Err(AppError::NotFound);
    }
    let row = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    if row.yes != Some(true) || row.ended_at.is_some() {
        return Err(AppError::Conflict("override_over"));
    }
    ended(tx, desk, caller, &row, 0)
}

/// The document is held again, as if nobody had asked.
fn ended(tx: &mut Tx, desk: &Desk, caller: &Caller, over: &Override, nth: u16) -> Result<Recorded<()>, AppError> {
    table::end(tx, over.id, desk.real)?;
    let Some(row) = documents::get(tx, over.document)? else { return Err(AppError::NotFound) };
    if row.state == DocumentState::Overruled {
        documents::save(tx, &Document { state: DocumentState::Held, ..row.clone() })?;
    }
    let document = audit::Object::new("document", row.id).at(row.version);
    let draft = about(record::plain(desk, caller, ENDED, nth).object(document), &row)
        .object(audit::Object::new("document_override", over.id))
        .fact("kind", audit::Fact::Word(row.kind.as_str().to_owned()));
    Ok(Recorded::with((), draft))
}

/// Overrides, newest first, with their documents: for staff, the auditor among them.
pub fn overrides(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<After>,
    limit: Limit,
) -> Result<(Vec<Overruling>, Option<After>), AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let mut rows = table::page(tx, after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| (last.asked_at, last.id));
    let (may_ask, may_answer) = may_overrule(desk, caller);
    let me = caller.actor_id();
    let mut seen = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(document) = documents::get(tx, row.document)? else { continue };
        let standing = Standing::of(&row, &document, desk.real);
        let mine = row.asked_by == me || document.uploaded_by == me;
        seen.push(Overruling {
            answers: may_answer && standing == Standing::Waiting && !mine,
            ends: (may_ask || may_answer) && standing == Standing::Holds,
            row,
            document,
            standing,
        });
    }
    Ok((seen, next))
}

/// Ends one whose time is over. The job may come twice, and early where a clock was set back.
pub(crate) async fn end_due(house: &House, id: Uuid) -> Result<Done, AppError> {
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let row = table::get(tx, id)?.filter(|row| row.yes == Some(true) && row.ended_at.is_none());
            let Some(row) = row else { return Ok(Recorded::housekeeping(Done::Done)) };
            if row.ends_at.is_some_and(|ends| desk.real < ends) {
                return Ok(Recorded::housekeeping(Done::Waits));
            }
            ended(tx, &desk, &Caller::system(), &row, 0).map(|done| done.map(|()| Done::Done))
        })
        .await
}

/// The same for all whose time is over, in case a job was lost.
pub(crate) async fn end_overrides(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    house
        .store
        .write(JOB, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut all = Recorded::housekeeping(());
            for (nth, over) in (0u16..).zip(table::over(tx, desk.real, BATCH)?) {
                all = all.join(ended(tx, &desk, &Caller::system(), &over, nth)?);
            }
            Ok(all)
        })
        .await
}
