//! What engages workers, asked once for a whole page of them: live holds, and cases under way or standing still.

use domain::{Overlay, StateToken, WorkerId};
use jiff::Timestamp;

use super::Binds;
use super::cases::standing_in;
use crate::{StoreError, Tx};

/// Which of these workers somebody holds, as far as this scope may know of it.
pub fn held(tx: &mut Tx, workers: &[WorkerId]) -> Result<Vec<WorkerId>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select h.worker from hold h where h.worker in ({}) and h.live and {{read:hold h}}",
        crate::places(1, workers.len())
    );
    let values: Vec<crate::Value> = workers.iter().map(|worker| (*worker).into()).collect();
    tx.all(&sql, &values, |row| row.get("worker"))
}

/// Where cases about these workers stand, of those in one of these states or standing still under an overlay; newest first.
pub fn cases(
    tx: &mut Tx,
    workers: &[WorkerId],
    states: &[StateToken],
) -> Result<Vec<(WorkerId, StateToken, Overlay)>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let mut binds = Binds::none();
    let workers: Vec<String> = workers.iter().map(|worker| binds.add(*worker)).collect();
    let such = standing_in(&mut binds, states);
    let sql = format!(
        "select c.worker, c.state, c.overlay from case_file c where c.worker in ({}) and {such} and {{read:case_file c}} \
         order by c.id desc",
        workers.join(", ")
    );
    tx.all(&sql, &binds.values, |row| Ok((row.get("worker")?, row.get("state")?, row.get("overlay")?)))
}

/// The case that engages a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engagement {
    /// The worker.
    pub worker: WorkerId,
    /// The case.
    pub reference: String,
    /// Where it stands.
    pub state: StateToken,
    /// Since when and until when it holds the worker, while it does.
    pub hold: Option<(Timestamp, Timestamp)>,
}

/// The cases that hold one of these workers, or are about one and in one of these states or standing still; newest first.
pub fn by(tx: &mut Tx, workers: &[WorkerId], states: &[StateToken]) -> Result<Vec<Engagement>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let mut binds = Binds::none();
    let workers: Vec<String> = workers.iter().map(|worker| binds.add(*worker)).collect();
    let such = standing_in(&mut binds, states);
    let sql = format!(
        "select c.worker, c.reference, c.state, h.created_at, h.until_at from case_file c \
         left join hold h on h.case_id = c.id and h.live and {{read:hold h}} \
         where c.worker in ({}) and (h.id is not null or {such}) and {{read:case_file c}} order by c.id desc",
        workers.join(", ")
    );
    tx.all(&sql, &binds.values, |row| {
        let since: Option<Timestamp> = row.get("created_at")?;
        Ok(Engagement {
            worker: row.get("worker")?,
            reference: row.get("reference")?,
            state: row.get("state")?,
            hold: since.zip(row.get("until_at")?),
        })
    })
}
