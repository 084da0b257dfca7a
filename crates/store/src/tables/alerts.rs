//! What people were told of their sign-in, with a link that undoes it. The link's token stands here only as a keyed hash.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use super::factors::Factor;
use crate::{StoreError, Tx, params};

/// Something that can be undone, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Who was told.
    pub user: UserId,
    /// Of what: a word.
    pub kind: String,
    /// The factor, the passkey, the session or the reset.
    pub object: Uuid,
    /// The sealed secret of an authenticator that was taken away, and the last step that it answered for.
    pub kept: Option<(Vec<u8>, Option<i64>)>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Keeps one.
pub fn insert(tx: &mut Tx, token_hash: &[u8], new: &Alert, at: Timestamp) -> Result<(), StoreError> {
    let (secret, step) = new.kept.clone().map_or((None, None), |(secret, step)| (Some(secret), step));
    tx.run(
        "insert into alert (token_hash, user_id, kind, object, secret_sealed, last_step, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![token_hash, new.user, &new.kind, new.object, secret, step, at, new.expires_at],
    )
    .map(drop)
}

/// The one that this token undoes, while it can.
pub fn living(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Alert>, StoreError> {
    tx.maybe(
        "select user_id, kind, object, secret_sealed, last_step, expires_at from alert \
         where token_hash = $1 and used_at is null and expires_at > $2 and {read:alert}",
        params![token_hash, now],
        |row| {
            let (secret, step): (Option<Vec<u8>>, Option<i64>) = (row.get("secret_sealed")?, row.get("last_step")?);
            Ok(Alert {
                user: row.get("user_id")?,
                kind: row.get("kind")?,
                object: row.get("object")?,
                kept: secret.map(|secret| (secret, step)),
                expires_at: row.get("expires_at")?,
            })
        },
    )
}

/// Uses one up; the secret that it kept goes. False when somebody was quicker.
pub fn use_up(tx: &mut Tx, token_hash: &[u8], at: Timestamp) -> Result<bool, StoreError> {
    let used = tx.run(
        "update alert set used_at = $2, secret_sealed = null where token_hash = $1 and used_at is null and {write:alert}",
        params![token_hash, at],
    )?;
    Ok(used == 1)
}

/// Nothing that was said of this person before can be undone any more.
pub fn use_up_all(tx: &mut Tx, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update alert set used_at = $2, secret_sealed = null where user_id = $1 and used_at is null and {write:alert}",
        params![user, at],
    )
    .map(drop)
}

/// Puts an authenticator back that was taken away; whichever there is now gives way.
pub fn put_back(tx: &mut Tx, factor: &Factor, last_step: Option<i64>, at: Timestamp) -> Result<(), StoreError> {
    super::factors::remove(tx, factor.user)?;
    tx.run(
        "insert into factor (id, user_id, secret_sealed, confirmed_at, last_step, created_at) values ($1, $2, $3, $4, $5, $4)",
        params![factor.id, factor.user, factor.secret.clone(), at, last_step],
    )
    .map(drop)
}

/// Forgets up to `most` whose time is over.
pub fn forget(tx: &mut Tx, now: Timestamp, most: u32) -> Result<u64, StoreError> {
    let over = format!("select token_hash from alert where expires_at <= $1 order by expires_at limit {most}");
    tx.run(&format!("delete from alert where token_hash in ({over})"), params![now])
}
