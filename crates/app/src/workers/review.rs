//! The operator's queue of profile checks: who waits, since when, from which agency.

use domain::worker::RosterState;
use domain::{RosterTimer, StateToken, WorkerId};
use jiff::Timestamp;
use policy::Seen;
use store::Tx;
use store::tables::{Limit, organisations};

use super::see::{WorkerRecord, queue};
use crate::admit::{self, Key};
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
                due: since.map(|since| desk.pack.roster_due(RosterTimer::ReviewDue, since)),
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
