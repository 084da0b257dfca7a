//! The operator's queue of profile checks: who waits, since when, from which agency.

use domain::attest::Statement;
use domain::worker::RosterState;
use domain::{RosterTimer, StateToken, WorkerId};
use jiff::Timestamp;
use policy::Seen;
use store::tables::{Limit, attested, organisations};
use store::{Recorded, Tx};

use super::see::{WorkerRecord, queue};
use super::step::statements;
use crate::admit::{self, Key, OpenWorker};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// A profile that waits for the operator.
pub struct Waiting {
    /// The record as far as the reviewer may see it.
    pub worker: Seen<WorkerRecord>,
    /// The queue: `roster:consented` waits for a review, `roster:reviewed` for the listing.
    pub state: StateToken,
    /// The agency's code.
    pub agency: String,
    /// Since when it waits.
    pub since: Option<Timestamp>,
    /// Until when an answer is owed.
    pub due: Option<Timestamp>,
    /// Whether the agency was asked for a change and has not answered it.
    pub asked: bool,
}

/// The change that the agency was asked for and has not made yet: the latest word of [`Statement::CHANGES`].
pub fn change_asked(tx: &mut Tx, open: &OpenWorker) -> Result<Option<Statement>, AppError> {
    let mut asked = statements(attested::of(tx, open.row.id.0)?);
    asked.retain(|said| Statement::CHANGES.contains(&said.statement) && open.record.counts(said));
    Ok(asked.last().map(|said| said.statement))
}

/// The workers among these of whom a change was asked, and which: for their own agency's roster.
pub fn changes_asked(
    tx: &mut Tx,
    _: &Desk,
    caller: &Caller,
    workers: &[WorkerId],
) -> Result<Vec<(WorkerId, Statement)>, AppError> {
    let mut found = Vec::new();
    for worker in workers {
        let open = admit::worker(tx, caller, &Key::Id(worker.0))?;
        found.extend(change_asked(tx, &open)?.map(|asked| (*worker, asked)));
    }
    Ok(found)
}

/// Asks the agency for one change. Its answer is an edit, after which the record waits for the check anew.
pub fn ask_change(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    what: Statement,
) -> Result<Recorded<()>, AppError> {
    let open = admit::worker(tx, caller, key)?;
    if !Statement::CHANGES.contains(&what) {
        return Err(AppError::invalid("/attest", "not_your_statement"));
    }
    if !QUEUES.contains(&open.standing) || change_asked(tx, &open)?.is_some() {
        return Err(AppError::Conflict("change_not_now"));
    }
    super::attest(tx, desk, caller, key, &[what])
}

/// The queues of profile checks, in the order in which a profile passes them.
pub const QUEUES: [StateToken; 2] = [StateToken::RosterConsented, StateToken::RosterReviewed];

/// Where the next page of the queues starts: in which of them, after whom.
pub type Next = Option<(StateToken, WorkerId)>;

/// One page of the queues. `after` stands in the first of them; the second follows when the first is through.
pub fn reviews(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    queues: &[StateToken],
    after: Option<WorkerId>,
    limit: Limit,
) -> Result<(Vec<Waiting>, Next), AppError> {
    let mut waiting = Vec::new();
    let mut after = after;
    for state in queues {
        let found = queue(tx, desk, caller, *state, after.take(), limit)?;
        for worker in found.workers {
            let open = admit::worker(tx, caller, &Key::Id(*worker.key(&WorkerRecord::ID)))?;
            let since = since(&open.record.state);
            waiting.push(Waiting {
                worker,
                state: *state,
                agency: organisations::get(tx, open.row.org)?.and_then(|org| org.code).unwrap_or_default(),
                since,
                asked: change_asked(tx, &open)?.is_some(),
                due: since.map(|since| desk.pack().roster_due(RosterTimer::ReviewDue, since)),
            });
        }
        if let Some(last) = found.next {
            return Ok((waiting, Some((*state, last))));
        }
    }
    Ok((waiting, None))
}

const fn since(state: &RosterState) -> Option<Timestamp> {
    match state {
        RosterState::Consented { at, .. } | RosterState::Reviewed { at, .. } => Some(*at),
        _ => None,
    }
}
