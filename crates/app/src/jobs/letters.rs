//! What could not be delivered: the operator looks at it and has it tried again.

use domain::{OrgId, Role};
use jiff::Timestamp;
use store::tables::Limit;
use store::tables::outbox::{self, Notice};
use store::{Recorded, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::{AppError, Desk, record};

/// A notice that was given up. It names neither an address nor a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The identifier.
    pub id: Uuid,
    /// `message` or `job`.
    pub kind: String,
    /// The message's template, or the job's verb.
    pub what: String,
    /// The organisation that it concerns.
    pub org: Option<OrgId>,
    /// `sms` or `email`, where it was asked for.
    pub channel: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed last.
    pub fault: String,
    /// When it was given up, in real time.
    pub dead_at: Timestamp,
}

/// What waits and what was given up, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// Notices that wait or are under way.
    pub waiting: i64,
    /// How many were given up.
    pub dead: i64,
    /// The newest of these.
    pub letters: Vec<Letter>,
}

/// What the operator's staff sees of the outbox.
pub fn letters(tx: &mut Tx, _: &Desk, caller: &Caller, limit: Limit) -> Result<Letters, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let (waiting, dead) = outbox::counts(tx)?;
    let letters = outbox::dead(tx, limit)?.into_iter().filter_map(letter).collect();
    Ok(Letters { waiting, dead, letters })
}

fn letter(notice: Notice) -> Option<Letter> {
    Some(Letter {
        id: notice.id,
        what: notice.template,
        kind: notice.kind,
        org: notice.org,
        channel: notice.channel,
        attempts: notice.attempts,
        fault: notice.last_error.unwrap_or_default(),
        dead_at: notice.dead_at?,
    })
}

/// Whether this caller may have a letter tried again: staff who act. Who audits or pays only looks.
pub const fn may_retry(caller: &Caller) -> bool {
    matches!(caller.role, Role::Moderator | Role::Support | Role::PlatformAdmin)
}

/// Has a letter tried again from the first attempt.
pub fn retry(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<()>, AppError> {
    if !caller.is_operator() || !may_retry(caller) {
        return Err(AppError::NotFound);
    }
    if !outbox::revive(tx, id, desk.real)? {
        return Err(AppError::NotFound);
    }
    let draft = record::plain(desk, caller, "delivery_retried", 0).object(audit::Object::new("notice", id));
    Ok(Recorded::with((), draft))
}
