//! Second factors that were lost: asked for by one officer, answered by a second, refused by the person, carried out once.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reset {
    /// The identifier.
    pub id: Uuid,
    /// Whose second factor.
    pub user: UserId,
    /// Why: a word.
    pub reason: String,
    /// By whom.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// What the second officer said.
    pub yes: Option<bool>,
    /// Who that was.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// When its person said no.
    pub refused_at: Option<Timestamp>,
    /// When it was carried out.
    pub done_at: Option<Timestamp>,
}

const COLUMNS: &str =
    "r.id, r.user_id, r.reason, r.asked_by, r.asked_at, r.yes, r.answered_by, r.answered_at, r.refused_at, r.done_at";

fn read(row: &Row<'_>) -> Result<Reset, StoreError> {
    Ok(Reset {
        id: row.get("id")?,
        user: row.get("user_id")?,
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        yes: row.get("yes")?,
        answered_by: row.get("answered_by")?,
        answered_at: row.get("answered_at")?,
        refused_at: row.get("refused_at")?,
        done_at: row.get("done_at")?,
    })
}

/// Keeps a request.
pub fn insert(tx: &mut Tx, new: &Reset) -> Result<(), StoreError> {
    tx.run(
        "insert into factor_reset (id, user_id, reason, asked_by, asked_at) values ($1, $2, $3, $4, $5)",
        params![new.id, new.user, &new.reason, new.asked_by, new.asked_at],
    )
    .map(drop)
}

/// One by its identifier.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Reset>, StoreError> {
    let sql = format!("select {COLUMNS} from factor_reset r where r.id = $1 and {{read:factor_reset r}}");
    tx.maybe(&sql, params![id], read)
}

/// The person's request that nobody has answered or refused, asked after `since`.
pub fn waiting(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<Option<Reset>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from factor_reset r where r.user_id = $1 and r.asked_at > $2 and r.answered_at is null \
         and r.refused_at is null and {{read:factor_reset r}} order by r.asked_at desc limit 1"
    );
    tx.maybe(&sql, params![user, since], read)
}

/// A page and one more, newest first.
pub fn page(tx: &mut Tx, after: Option<(Timestamp, Uuid)>, limit: Limit) -> Result<Vec<Reset>, StoreError> {
    let mut binds = Binds::none();
    let keyset = after
        .map_or(String::new(), |(at, id)| format!("and (r.asked_at, r.id) < ({}, {})", binds.add(at), binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from factor_reset r where {{read:factor_reset r}} {keyset} \
         order by r.asked_at desc, r.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Writes down what the second officer said. False when it was answered or refused before.
pub fn answer(tx: &mut Tx, id: Uuid, yes: bool, by: UserId, at: Timestamp) -> Result<bool, StoreError> {
    let answered = tx.run(
        "update factor_reset set yes = $2, answered_by = $3, answered_at = $4 \
         where id = $1 and answered_at is null and refused_at is null and {write:factor_reset}",
        params![id, yes, by, at],
    )?;
    Ok(answered == 1)
}

/// Its person said no. False when it was carried out, refused, or answered by a no before.
pub fn refuse(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let refused = tx.run(
        "update factor_reset set refused_at = $2 where id = $1 and done_at is null and refused_at is null \
         and (yes is null or yes = $3) and {write:factor_reset}",
        params![id, at, true],
    )?;
    Ok(refused == 1)
}

/// Keeps that it was carried out. False when it was before, was refused, or nobody agreed.
pub fn done(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let done = tx.run(
        "update factor_reset set done_at = $2 where id = $1 and yes = $3 and done_at is null and refused_at is null \
         and {write:factor_reset}",
        params![id, at, true],
    )?;
    Ok(done == 1)
}
