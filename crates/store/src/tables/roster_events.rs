//! What happened to a roster record, for its agency, its person and the operator.

use domain::{Role, StateToken, UserId, WorkerId};
use jiff::Timestamp;

use super::{Binds, Limit};
use crate::{StoreError, Tx, params};

/// Something that happened to a roster record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterHappened {
    /// The record's version after it.
    pub n: i64,
    /// A step's word, or `edit`.
    pub what: String,
    /// The state before.
    pub from: StateToken,
    /// The state after.
    pub to: StateToken,
    /// Whose doing it was.
    pub side: String,
    /// In which role.
    pub role: Role,
    /// Who; shown to nobody, kept for the operator's questions.
    pub actor: UserId,
    /// When.
    pub at: Timestamp,
}

/// Adds to what happened.
pub fn add(tx: &mut Tx, worker: WorkerId, event: &RosterHappened) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into worker_event (worker, n, org, what, from_state, to_state, side, role, actor, at) \
         select w.id, $2, w.org, $3, $4, $5, $6, $7, $8, $9 from worker w where w.id = $1 and {read:worker w}",
        params![worker, event.n, &event.what, event.from, event.to, &event.side, event.role, event.actor, event.at],
    )?)
}

/// Whether a case of this worker was signed, or left by her during the hold, and since then she neither rested nor was listed
/// anew by the operator: while the case runs it keeps her from the catalogue, and when it is over the rest does.
pub fn rest_is_owed(tx: &mut Tx, worker: WorkerId) -> Result<bool, StoreError> {
    let owed: i64 = tx.one(
        "select count(*) as n from case_file c join case_event e on e.case_id = c.id where c.worker = $1 \
         and (e.to_state = 'signed' or (e.to_state = 'worker_withdrew' and e.from_state <> 'enquiry')) \
         and not exists (select 1 from worker_event r where r.worker = c.worker and r.at >= e.at \
         and (r.what = 'rest' or (r.what = 'list' and r.from_state = 'roster:reviewed')) \
         and {read:worker_event r}) and {read:case_file c} and {read:case_event e}",
        params![worker],
        |row| row.get("n"),
    )?;
    Ok(owed > 0)
}

/// One page of what happened, newest first, with one more when another page follows.
pub fn page(
    tx: &mut Tx,
    worker: WorkerId,
    before: Option<i64>,
    limit: Limit,
) -> Result<Vec<RosterHappened>, StoreError> {
    let mut binds = Binds::new(worker);
    let keyset = before.map_or(String::new(), |before| format!("and e.n < {}", binds.add(before)));
    let sql = format!(
        "select e.n, e.what, e.from_state, e.to_state, e.side, e.role, e.actor, e.at from worker_event e \
         where e.worker = $1 {keyset} and {{read:worker_event e}} order by e.n desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, |row| {
        Ok(RosterHappened {
            n: row.get("n")?,
            what: row.get("what")?,
            from: row.get("from_state")?,
            to: row.get("to_state")?,
            side: row.get("side")?,
            role: row.get("role")?,
            actor: row.get("actor")?,
            at: row.get("at")?,
        })
    })
}
