//! Looking where no task leads, in an emergency: asked by one, answered by a second, reviewed by another.

use domain::{CaseId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlass {
    /// The identifier.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// Why, as the domain spells it.
    pub reason: String,
    /// What was added, without names and numbers; empty when nothing was.
    pub message: String,
    /// By whom.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// What the second person said.
    pub yes: Option<bool>,
    /// Who that was.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Until when it opens.
    pub ends_at: Option<Timestamp>,
    /// When those concerned were told.
    pub told_at: Option<Timestamp>,
    /// What the review found, as the domain spells it.
    pub verdict: Option<String>,
    /// Who reviewed it.
    pub reviewed_by: Option<UserId>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
}

const COLUMNS: &str = "b.id, b.case_id, b.reason, b.message, b.asked_by, b.asked_at, b.yes, b.answered_by, b.answered_at, \
    b.ends_at, b.told_at, b.verdict, b.reviewed_by, b.reviewed_at";

fn read(row: &Row<'_>) -> Result<BreakGlass, StoreError> {
    Ok(BreakGlass {
        id: row.get("id")?,
        case: row.get("case_id")?,
        reason: row.get("reason")?,
        message: row.get("message")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        yes: row.get("yes")?,
        answered_by: row.get("answered_by")?,
        answered_at: row.get("answered_at")?,
        ends_at: row.get("ends_at")?,
        told_at: row.get("told_at")?,
        verdict: row.get("verdict")?,
        reviewed_by: row.get("reviewed_by")?,
        reviewed_at: row.get("reviewed_at")?,
    })
}

/// Keeps a request.
pub fn insert(tx: &mut Tx, new: &BreakGlass) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into break_glass (id, case_id, reason, message, asked_by, asked_at) select $1, c.id, $3, $4, $5, $6 \
         from case_file c where c.id = $2 and {read:case_file c}",
        params![new.id, new.case, &new.reason, &new.message, new.asked_by, new.asked_at],
    )?)
}

/// One by its identifier.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<BreakGlass>, StoreError> {
    let sql = format!("select {COLUMNS} from break_glass b where b.id = $1 and {{read:break_glass b}}");
    tx.maybe(&sql, params![id], read)
}

/// Whether this person may look at this case now.
pub fn is_broken(tx: &mut Tx, case: CaseId, by: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "select count(*) as n from break_glass b where b.case_id = $1 and b.asked_by = $2 and b.ends_at > $3 \
        and {read:break_glass b}";
    tx.one(sql, params![case, by, now], |row| Ok(row.get::<i64>("n")? > 0))
}

/// Whether anybody may look at this case now.
pub fn is_open(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<bool, StoreError> {
    let sql =
        "select count(*) as n from break_glass b where b.case_id = $1 and b.ends_at > $2 and {read:break_glass b}";
    tx.one(sql, params![case, now], |row| Ok(row.get::<i64>("n")? > 0))
}

/// Whether this person has a request about this case that nobody has answered since this moment.
pub fn waits(tx: &mut Tx, case: CaseId, by: UserId, since: Timestamp) -> Result<bool, StoreError> {
    let sql = "select count(*) as n from break_glass b where b.case_id = $1 and b.asked_by = $2 and b.yes is null \
        and b.asked_at > $3 and {read:break_glass b}";
    tx.one(sql, params![case, by, since], |row| Ok(row.get::<i64>("n")? > 0))
}

/// One page of those that are not reviewed yet, or of those that are, each with its case's reference, newest first, with one more
/// when another page follows.
pub fn page(
    tx: &mut Tx,
    reviewed: bool,
    after: Option<(Timestamp, Uuid)>,
    limit: Limit,
) -> Result<Vec<(BreakGlass, String)>, StoreError> {
    let mut binds = Binds::none();
    let which = if reviewed { "is not null" } else { "is null" };
    let keyset = after
        .map_or(String::new(), |(at, id)| format!("and (b.asked_at, b.id) < ({}, {})", binds.add(at), binds.add(id)));
    let sql = format!(
        "select {COLUMNS}, c.reference from break_glass b join case_file c on c.id = b.case_id \
         where b.reviewed_at {which} {keyset} and {{read:break_glass b}} and {{read:case_file c}} \
         order by b.asked_at desc, b.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, |row| Ok((read(row)?, row.get("reference")?)))
}

/// Keeps what the second person said. Whoever comes later finds it answered.
pub fn answer(
    tx: &mut Tx,
    id: Uuid,
    yes: bool,
    by: UserId,
    at: Timestamp,
    ends_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "update break_glass set yes = $2, answered_by = $3, answered_at = $4, ends_at = $5 where id = $1 and yes is null \
         and {write:break_glass}",
        params![id, yes, by, at, ends_at],
    )?)
}

/// Keeps that those concerned were told.
pub fn told(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update break_glass set told_at = $2 where id = $1 and told_at is null and {write:break_glass}",
        params![id, at],
    )?)
}

/// Keeps what the review found.
pub fn review(tx: &mut Tx, id: Uuid, verdict: &str, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update break_glass set verdict = $2, reviewed_by = $3, reviewed_at = $4 where id = $1 and reviewed_at is null \
         and {write:break_glass}",
        params![id, verdict, by, at],
    )?)
}
