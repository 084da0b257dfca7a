//! Holds: an exclusive, time-limited claim of one case on one worker. Two unique indexes have the last word.

use domain::ids::HoldId;
use domain::{CaseId, OrgId, WorkerId};
use jiff::Timestamp;

use crate::{Row, StoreError, Tx, params};

/// A live hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The identifier.
    pub id: HoldId,
    /// The worker.
    pub worker: WorkerId,
    /// For which case.
    pub case: CaseId,
    /// Which of the customer's two places it takes: 1 or 2.
    pub slot: i64,
    /// Whether the customer's identity was verified when it was made.
    pub firm: bool,
    /// Until when it holds, unless the case moves on.
    pub until: Timestamp,
}

/// The unique index that lets one hold live per worker.
pub const ONE_PER_WORKER: &str = "hold_worker_live";
/// The unique index that lets two holds live per customer.
pub const TWO_PER_CUSTOMER: &str = "hold_slot_live";

fn read(row: &Row<'_>) -> Result<Hold, StoreError> {
    Ok(Hold {
        id: row.get("id")?,
        worker: row.get("worker")?,
        case: row.get("case_id")?,
        slot: row.get("slot")?,
        firm: row.get("firm")?,
        until: row.get("until_at")?,
    })
}

/// Places a hold. Refused with a conflict of [`ONE_PER_WORKER`] or [`TWO_PER_CUSTOMER`].
pub fn place(tx: &mut Tx, new: &Hold, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into hold (id, worker, case_id, customer_org, agency_org, slot, firm, until_at, live, lapsed, created_at) \
         select $1, c.worker, c.id, c.customer_org, c.agency_org, $3, $4, $5, $6, $7, $8 \
         from case_file c where c.id = $2 and {read:case_file c}",
        params![new.id, new.case, new.slot, new.firm, new.until, true, false, at],
    )?)
}

/// The customer's places that are free, lowest first.
pub fn free_slots(tx: &mut Tx, customer: OrgId) -> Result<Vec<i64>, StoreError> {
    let taken: Vec<i64> = tx.all(
        "select h.slot from hold h where h.customer_org = $1 and h.live and {read:hold h}",
        params![customer],
        |row| row.get("slot"),
    )?;
    Ok([1, 2].into_iter().filter(|slot| !taken.contains(slot)).collect())
}

/// The live hold of a case.
pub fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<Hold>, StoreError> {
    tx.maybe(
        "select h.id, h.worker, h.case_id, h.slot, h.firm, h.until_at from hold h \
         where h.case_id = $1 and h.live and {read:hold h}",
        params![case],
        read,
    )
}

/// Moves the end of a case's live hold: further steps keep the worker for as long as the case runs.
pub fn extend(tx: &mut Tx, case: CaseId, firm: bool, until: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update hold set until_at = $2, firm = $3 where case_id = $1 and live and {write:hold}",
        params![case, until, firm],
    )?;
    Ok(())
}

/// Frees the worker. The catalogue follows by itself. `lapsed` when a clock ended it.
pub fn release(tx: &mut Tx, case: CaseId, lapsed: bool, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update hold set live = $2, lapsed = $3, ended_at = $4 where case_id = $1 and live and {write:hold}",
        params![case, false, lapsed, at],
    )?;
    Ok(())
}

/// The case whose live hold on this worker is past its time: it is ended before another one is tried.
pub fn overdue(tx: &mut Tx, worker: WorkerId, now: Timestamp) -> Result<Option<CaseId>, StoreError> {
    tx.maybe(
        "select h.case_id from hold h where h.worker = $1 and h.live and h.until_at <= $2 and {read:hold h}",
        params![worker, now],
        |row| row.get("case_id"),
    )
}

/// When this customer's last hold on this worker lapsed.
pub fn last_lapse(tx: &mut Tx, customer: OrgId, worker: WorkerId) -> Result<Option<Timestamp>, StoreError> {
    tx.one(
        "select max(h.ended_at) as lapsed from hold h \
         where h.customer_org = $1 and h.worker = $2 and h.lapsed and {read:hold h}",
        params![customer, worker],
        |row| row.get("lapsed"),
    )
}
