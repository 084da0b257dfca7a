//! What people show beside their code: authenticators, and the codes for the day on which theirs is lost.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// An authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// The identifier.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The shared secret, sealed under the person's own key.
    pub secret: Vec<u8>,
    /// When it was shown to work; none: it counts for nothing yet.
    pub confirmed_at: Option<Timestamp>,
}

const COLUMNS: &str = "f.id, f.user_id, f.secret_sealed, f.confirmed_at";

fn read(row: &Row<'_>) -> Result<Factor, StoreError> {
    Ok(Factor {
        id: row.get("id")?,
        user: row.get("user_id")?,
        secret: row.get("secret_sealed")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

/// The person's authenticator, shown to work or not yet. There is one at most.
pub fn of(tx: &mut Tx, user: UserId) -> Result<Option<Factor>, StoreError> {
    let sql = format!("select {COLUMNS} from factor f where f.user_id = $1 and {{read:factor f}}");
    tx.maybe(&sql, params![user], read)
}

/// The newest step of time that the authenticator answered for; none before it was shown to work.
pub fn last_step(tx: &mut Tx, id: Uuid) -> Result<Option<i64>, StoreError> {
    tx.maybe("select f.last_step from factor f where f.id = $1 and {read:factor f}", params![id], |row| {
        row.get::<Option<i64>>("last_step")
    })
    .map(Option::flatten)
}

/// Begins with an authenticator; one that was begun and never shown to work gives way. False when one is in use.
pub fn begin(tx: &mut Tx, new: &Factor, at: Timestamp) -> Result<bool, StoreError> {
    tx.run("delete from factor where user_id = $1 and confirmed_at is null and {write:factor}", params![new.user])?;
    let added = tx.run(
        "insert into factor (id, user_id, secret_sealed, created_at) values ($1, $2, $3, $4) on conflict do nothing",
        params![new.id, new.user, new.secret.clone(), at],
    )?;
    Ok(added == 1)
}

/// It was shown to work. False when it was before, or is there no more.
pub fn confirm(tx: &mut Tx, id: Uuid, step: i64, at: Timestamp) -> Result<bool, StoreError> {
    let confirmed = tx.run(
        "update factor set confirmed_at = $3, last_step = $2 where id = $1 and confirmed_at is null and {write:factor}",
        params![id, step, at],
    )?;
    Ok(confirmed == 1)
}

/// Answers for a step of time that is newer than every step answered for so far. False for one that was used: no code works twice
/// (RFC 6238, section 5.2).
pub fn take_step(tx: &mut Tx, id: Uuid, step: i64) -> Result<bool, StoreError> {
    let taken = tx.run(
        "update factor set last_step = $2 where id = $1 and last_step < $2 and confirmed_at is not null and {write:factor}",
        params![id, step],
    )?;
    Ok(taken == 1)
}

/// Takes the authenticator away, and the codes that stood in for it. False when there was none.
pub fn remove(tx: &mut Tx, user: UserId) -> Result<bool, StoreError> {
    tx.run("delete from recovery_code where user_id = $1 and {write:recovery_code}", params![user])?;
    Ok(tx.run("delete from factor where user_id = $1 and {write:factor}", params![user])? > 0)
}

/// Replaces the person's recovery codes by these, as keyed hashes.
pub fn replace_codes(tx: &mut Tx, user: UserId, hashes: &[[u8; 32]], at: Timestamp) -> Result<(), StoreError> {
    tx.run("delete from recovery_code where user_id = $1 and {write:recovery_code}", params![user])?;
    for hash in hashes {
        tx.run(
            "insert into recovery_code (user_id, code_hash, created_at) values ($1, $2, $3)",
            params![user, &hash[..], at],
        )?;
    }
    Ok(())
}

/// Uses a recovery code up. False when there is none such, or it was used.
pub fn use_code(tx: &mut Tx, user: UserId, hash: &[u8], at: Timestamp) -> Result<bool, StoreError> {
    let used = tx.run(
        "update recovery_code set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null and {write:recovery_code}",
        params![user, hash, at],
    )?;
    Ok(used == 1)
}

/// How many recovery codes are left.
pub fn codes_left(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as left_over from recovery_code where user_id = $1 and used_at is null and {read:recovery_code}",
        params![user],
        |row| row.get("left_over"),
    )
}
