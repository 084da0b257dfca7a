//! The queue: which papers wait for whose eyes, since when, until when; and how one stands for whoever filed it.

use domain::case::ENGAGING;
use domain::{
    CheckReason, CheckResult, DocumentKind, DocumentOwner, DocumentRule, OrgId, Purpose, Role, RosterTimer, WorkerId,
};
use jiff::Timestamp;
use jiff::civil::Date;
use store::Tx;
use store::tables::document_checks::{self as table, Opinion};
use store::tables::documents::{self as document_table, Document};
use store::tables::{Limit, cases, organisations, workers as worker_table};
use uuid::Uuid;

use crate::admit::Key;
use crate::caller::Caller;
use crate::documents::{self as papers, Of};
use crate::{AppError, Desk};

/// By which way a moderator comes to a paper now, and what for.
#[derive(Debug, Clone)]
pub struct Way {
    /// The case through which it is read; none: on the roster, or the agency's own.
    pub case: Option<Key>,
    /// What for.
    pub purpose: Purpose,
}

/// A paper that waits for an opinion.
#[derive(Debug, Clone)]
pub struct Task {
    /// The document.
    pub id: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// Whose.
    pub owner: DocumentOwner,
    /// The worker's reference, the agency's code, or the household's reference.
    pub reference: String,
    /// Whose organisation filed it.
    pub org: OrgId,
    /// The code of the agency that filed it; none: a household did.
    pub agency: Option<String>,
    /// The worker whose typed fields it is compared with.
    pub worker: Option<WorkerId>,
    /// The paper's last day, as it was typed.
    pub expires_on: Option<Date>,
    /// Since when it waits: filed, or looked at by the first.
    pub since: Timestamp,
    /// Until when somebody should have looked: the pack's days for a review.
    pub due: Timestamp,
    /// Whether that has passed.
    pub late: bool,
    /// What the first one found, if somebody did.
    pub first: Option<Opinion>,
    /// Whether the reader may say what they find: neither the first again, nor whoever filed it.
    pub yours: bool,
    /// By which way the reader opens it.
    pub way: Way,
}

/// How a paper stands for whoever filed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has compared it yet.
    Waits,
    /// One has, and a second is to look.
    Second,
    /// It is settled.
    Settled {
        /// What was found.
        result: CheckResult,
        /// Why it was not accepted.
        reason: Option<CheckReason>,
        /// When.
        at: Timestamp,
    },
}

/// How many wait; each number is at most one more than was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// For a moderator.
    pub waiting: i64,
    /// Of these, past their time.
    pub late: i64,
}

/// Checking papers is a moderator's task; nobody else of the operator's staff has a queue, and nobody beside them knows that there is one.
pub(super) fn checks(caller: &Caller) -> Result<bool, AppError> {
    if caller.is_operator() { Ok(caller.role == Role::Moderator) } else { Err(AppError::NotFound) }
}

/// One page of what waits, the oldest first, and where the next page begins. What policy opens to no moderator now is nobody's task.
pub fn waiting(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    after: Option<Uuid>,
    limit: Limit,
) -> Result<(Vec<Task>, Option<Uuid>), AppError> {
    if !checks(caller)? {
        return Ok((Vec::new(), None));
    }
    let mut rows = table::waiting(tx, after, limit)?;
    let more = rows.len() > limit.get() as usize;
    rows.truncate(limit.get() as usize);
    let next = rows.last().filter(|_| more).map(|last| last.id);
    let mut tasks = Vec::with_capacity(rows.len());
    for row in rows {
        tasks.extend(task(tx, desk, caller, &row)?);
    }
    Ok((tasks, next))
}

/// How many wait, and how many of them too long.
pub fn counted(tx: &mut Tx, desk: &Desk, caller: &Caller, most: Limit) -> Result<Counted, AppError> {
    if !checks(caller)? {
        return Ok(Counted { waiting: 0, late: 0 });
    }
    let late = desk.pack().roster_overdue_before(RosterTimer::ReviewDue, desk.real);
    Ok(Counted { waiting: table::count(tx, Timestamp::MAX, most)?, late: table::count(tx, late, most)? })
}

/// One of them. What waits for nobody is answered like an unused name.
pub fn one(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Task, AppError> {
    if !checks(caller)? {
        return Err(AppError::NotFound);
    }
    let row = document_table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let compared = DocumentRule::of(row.kind, row.owner_kind).is_some_and(DocumentRule::is_compared);
    if !compared || !row.state.opens() || row.replaced_at.is_some() {
        return Err(AppError::NotFound);
    }
    task(tx, desk, caller, &row)?.ok_or(AppError::NotFound)
}

/// Whether nobody else is to look.
pub(super) fn is_settled(opinions: &[Opinion]) -> bool {
    opinions.last().is_some_and(|last| last.nth == 2 || !last.second)
}

fn task(tx: &mut Tx, desk: &Desk, caller: &Caller, row: &Document) -> Result<Option<Task>, AppError> {
    // Read once: what somebody else says meanwhile is found when the opinion is kept.
    let opinions = table::of(tx, row.id)?;
    if is_settled(&opinions) {
        return Ok(None);
    }
    let first = opinions.into_iter().next();
    let Some(way) = way(tx, desk, caller, row)? else { return Ok(None) };
    let org = organisations::get(tx, row.org)?.ok_or(AppError::NotFound)?;
    let reference = match row.worker {
        Some(worker) => worker_table::get(tx, worker)?.map(|row| row.reference).unwrap_or_default(),
        None => org.code.clone().unwrap_or(org.reference),
    };
    let agency = org.code;
    let since = first.as_ref().map_or(row.uploaded_at, |first| first.at);
    let due = desk.pack().roster_due(RosterTimer::ReviewDue, since);
    let was_there = |user| Some(user) == caller.user;
    Ok(Some(Task {
        id: row.id,
        kind: row.kind,
        owner: row.owner_kind,
        reference,
        org: row.org,
        agency,
        worker: row.worker,
        expires_on: row.expires_on,
        since,
        due,
        late: due < desk.real,
        yours: !was_there(row.uploaded_by) && !first.as_ref().is_some_and(|first| was_there(first.by)),
        first,
        way,
    }))
}

/// On the roster to verify it; or through the worker's case, while policy opens it there for the permit or the journey.
fn way(tx: &mut Tx, desk: &Desk, caller: &Caller, row: &Document) -> Result<Option<Way>, AppError> {
    let mut ways = vec![Way { case: None, purpose: Purpose::Verify }];
    if let Some(worker) = row.worker {
        for case in cases::of_worker(tx, worker, ENGAGING)? {
            let through = |purpose| Way { case: Some(Key::Id(case.id.0)), purpose };
            ways.extend([Purpose::Permit, Purpose::Arrival].map(through));
        }
    }
    for way in ways {
        match papers::one(tx, desk, &caller.clone().for_purpose(way.purpose), row.id, way.case.as_ref()) {
            Ok(paper) if paper.openable => return Ok(Some(way)),
            Ok(_) | Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// How one paper stands; none where its kind is compared by nobody, or before it is clean.
pub fn standing(tx: &mut Tx, paper: &papers::Paper) -> Result<Option<Standing>, AppError> {
    if !paper.rule.is_compared() || !paper.state.opens() || paper.replaced {
        return Ok(None);
    }
    let opinions = table::of(tx, paper.id)?;
    Ok(Some(match opinions.last() {
        None => Standing::Waits,
        Some(_) if !is_settled(&opinions) => Standing::Second,
        Some(last) => Standing::Settled { result: last.result, reason: last.reason, at: last.at },
    }))
}

/// How the papers of an owner stand, for whoever may know of them.
pub fn of(tx: &mut Tx, desk: &Desk, caller: &Caller, of: &Of) -> Result<Vec<(Uuid, Standing)>, AppError> {
    let mut found = Vec::new();
    for paper in papers::list(tx, desk, caller, of, false)? {
        found.extend(standing(tx, &paper)?.map(|standing| (paper.id, standing)));
    }
    Ok(found)
}
