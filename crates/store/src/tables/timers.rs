//! Timers: what becomes due, and how much is left while a clock is stopped.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// A timer that has become due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The case, worker or agency.
    pub object: Uuid,
    /// What is due, as the domain spells it.
    pub kind: String,
    /// When it was due.
    pub due_at: Timestamp,
}

/// Sets a timer of a case, or moves it: due at a moment, or standing still with so many microseconds left.
pub fn set_for_case(
    tx: &mut Tx,
    case: Uuid,
    kind: &str,
    due_at: Option<Timestamp>,
    left_micros: Option<i64>,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into timer (object, kind, customer_org, agency_org, due_at, left_micros) \
         select c.id, $2, c.customer_org, c.agency_org, $3, $4 from case_file c where c.id = $1 and {read:case_file c} \
         on conflict (object, kind) do update set due_at = excluded.due_at, left_micros = excluded.left_micros",
        params![case, kind, due_at, left_micros],
    )?)
}

/// Sets a timer of a worker's roster record, or moves it.
pub fn set_for_worker(tx: &mut Tx, worker: Uuid, kind: &str, due_at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into timer (object, kind, agency_org, due_at) \
         select w.id, $2, w.org, $3 from worker w where w.id = $1 and {read:worker w} \
         on conflict (object, kind) do update set due_at = excluded.due_at, left_micros = null",
        params![worker, kind, due_at],
    )?)
}

/// Sets a timer of an agency, or moves it.
pub fn set_for_agency(tx: &mut Tx, agency: Uuid, kind: &str, due_at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into timer (object, kind, agency_org, due_at) \
         select o.id, $2, o.id, $3 from organisation o where o.id = $1 and o.kind = 'agency' and {read:organisation o} \
         on conflict (object, kind) do update set due_at = excluded.due_at, left_micros = null",
        params![agency, kind, due_at],
    )?)
}

/// Takes a timer away.
pub fn clear(tx: &mut Tx, object: Uuid, kind: &str) -> Result<(), StoreError> {
    tx.run("delete from timer where object = $1 and kind = $2 and {write:timer}", params![object, kind])?;
    Ok(())
}

/// A timer as it stands: its kind, when it is due, and the microseconds left while it is stopped.
pub type Standing = (String, Option<Timestamp>, Option<i64>);

/// The timers of an object.
pub fn of(tx: &mut Tx, object: Uuid) -> Result<Vec<Standing>, StoreError> {
    tx.all(
        "select t.kind, t.due_at, t.left_micros from timer t where t.object = $1 and {read:timer t} order by t.kind",
        params![object],
        |row| Ok((row.get("kind")?, row.get("due_at")?, row.get("left_micros")?)),
    )
}

/// What has become due, earliest first.
pub fn due(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Due>, StoreError> {
    let sql = format!(
        "select t.object, t.kind, t.due_at from timer t where t.due_at <= $1 and {{read:timer t}} \
         order by t.due_at, t.object limit {most}"
    );
    tx.all(&sql, params![now], |row| {
        Ok(Due { object: row.get("object")?, kind: row.get("kind")?, due_at: row.get("due_at")? })
    })
}

/// When the next timer becomes due.
pub fn next(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.one("select min(t.due_at) as next from timer t where {read:timer t}", params![], |row| row.get("next"))
}

/// Asks again later; false when the timer is gone, or was set anew since it was read as due.
pub fn postpone(tx: &mut Tx, due: &Due, until: Timestamp) -> Result<bool, StoreError> {
    let postponed = tx.run(
        "update timer set due_at = $4 where object = $1 and kind = $2 and due_at = $3 and {write:timer}",
        params![due.object, &due.kind, due.due_at, until],
    )?;
    Ok(postponed == 1)
}
