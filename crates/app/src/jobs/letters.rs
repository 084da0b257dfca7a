//! What could not be delivered: the operator looks at it, and has it tried again or says how it was dealt with.

use domain::{OrgId, Role};
use jiff::{SignedDuration, Timestamp};
use store::tables::Limit;
pub use store::tables::outbox::Missed;
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
    /// A page of these.
    pub letters: Vec<Letter>,
    /// Where the next page starts.
    pub next: Option<After>,
    /// What became of text messages, where a provider says so.
    pub texts: Texts,
}

/// What the network said of the text messages of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// How many arrived.
    pub delivered: i64,
    /// How many did not.
    pub missed: i64,
    /// Of how many nothing was said yet.
    pub unsaid: i64,
    /// The newest that did not arrive.
    pub letters: Vec<Missed>,
}

/// The last letter of a page: when it was given up, and its identifier.
pub type After = (Timestamp, Uuid);

/// How somebody dealt with a letter in another way.
pub const SETTLED: [&str; 3] = ["told_otherwise", "not_needed", "address_wrong"];

/// What the operator's staff sees of the outbox.
pub fn letters(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<After>,
    limit: Limit,
) -> Result<Letters, AppError> {
    if !caller.is_operator() {
        return Err(AppError::NotFound);
    }
    let (waiting, dead) = outbox::counts(tx)?;
    let mut found = outbox::dead(tx, after, limit)?;
    let more = found.len() > limit.get() as usize;
    found.truncate(limit.get() as usize);
    let letters: Vec<Letter> = found.into_iter().filter_map(letter).collect();
    let next = letters.last().filter(|_| more).map(|last| (last.dead_at, last.id));
    Ok(Letters { waiting, dead, letters, next, texts: texts(tx, desk)? })
}

/// How long what the network said is shown, in hours.
const TEXTS_HOURS: i64 = 24;

fn texts(tx: &mut Tx, desk: &Desk) -> Result<Texts, AppError> {
    let since = desk.real.saturating_sub(SignedDuration::from_hours(TEXTS_HOURS)).unwrap_or(desk.real);
    let mut texts = Texts { letters: outbox::missed(tx, since, Limit::PAGE)?, ..Texts::default() };
    for (said, times) in outbox::receipts(tx, since)? {
        let count = match said.as_deref() {
            Some("delivered") => &mut texts.delivered,
            Some(_) => &mut texts.missed,
            None => &mut texts.unsaid,
        };
        *count += times;
    }
    Ok(texts)
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

/// Whether this caller may have a letter tried again or settle it: staff who act. Who audits or pays only looks.
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

/// Says that a letter was dealt with in another way, by a word of [`SETTLED`]: it is never sent again, and its address is
/// forgotten.
pub fn settle(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, how: &str) -> Result<Recorded<()>, AppError> {
    if !caller.is_operator() || !may_retry(caller) {
        return Err(AppError::NotFound);
    }
    let Some(how) = SETTLED.iter().find(|word| **word == how) else {
        return Err(AppError::invalid("/how", "settled_how"));
    };
    if !outbox::settle(tx, id, desk.real)? {
        return Err(AppError::NotFound);
    }
    let draft = record::plain(desk, caller, "delivery_settled", 0)
        .object(audit::Object::new("notice", id))
        .fact("how", audit::Fact::Word((*how).to_owned()));
    Ok(Recorded::with((), draft))
}
