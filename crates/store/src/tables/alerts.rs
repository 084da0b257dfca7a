//! What people were told of their sign-in, with a link that undoes it. The link's token stands here only as a keyed hash.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use super::factors::Factor;
use super::people::Address;
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
    /// What brings back what was there before.
    pub kept: Option<Kept>,
    /// When they were told.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What brings back what was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The sealed secret of an authenticator that was taken away, and the last step that it answered for.
    Authenticator(Vec<u8>, Option<i64>),
    /// The address that another one stands in the place of.
    Address(Address),
    /// By this channel there was none.
    NoAddress(String),
}

/// Keeps one.
pub fn insert(tx: &mut Tx, token_hash: &[u8], new: &Alert) -> Result<(), StoreError> {
    let (sealed, step, channel, hashes) = match new.kept.clone() {
        None => (None, None, None, None),
        Some(Kept::Authenticator(secret, step)) => (Some(secret), step, None, None),
        Some(Kept::Address(old)) => (Some(old.sealed), None, Some(old.channel), Some((old.index, old.mailbox))),
        Some(Kept::NoAddress(channel)) => (None, None, Some(channel), None),
    };
    let (index, mailbox) = hashes.unzip();
    tx.run(
        "insert into alert (token_hash, user_id, kind, object, secret_sealed, last_step, channel, address_index, created_at, expires_at, \
         mailbox_index) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            token_hash,
            new.user,
            &new.kind,
            new.object,
            sealed,
            step,
            channel,
            index,
            new.created_at,
            new.expires_at,
            mailbox
        ],
    )
    .map(drop)
}

/// The one that this token undoes, while it can.
pub fn living(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Alert>, StoreError> {
    tx.maybe(
        "select user_id, kind, object, secret_sealed, last_step, channel, address_index, mailbox_index, created_at, expires_at \
         from alert where token_hash = $1 and used_at is null and expires_at > $2 and {read:alert}",
        params![token_hash, now],
        |row| {
            let (sealed, step): (Option<Vec<u8>>, Option<i64>) = (row.get("secret_sealed")?, row.get("last_step")?);
            let channel: Option<String> = row.get("channel")?;
            let hashes =
                row.get::<Option<Vec<u8>>>("address_index")?.zip(row.get::<Option<Vec<u8>>>("mailbox_index")?);
            let kept = match (channel, hashes, sealed) {
                (Some(channel), Some((index, mailbox)), Some(sealed)) => {
                    Some(Kept::Address(Address { channel, index, mailbox, sealed }))
                }
                (Some(channel), ..) => Some(Kept::NoAddress(channel)),
                (None, _, Some(secret)) => Some(Kept::Authenticator(secret, step)),
                (None, _, None) => None,
            };
            Ok(Alert {
                user: row.get("user_id")?,
                kind: row.get("kind")?,
                object: row.get("object")?,
                kept,
                created_at: row.get("created_at")?,
                expires_at: row.get("expires_at")?,
            })
        },
    )
}

/// Uses one up; what it kept goes. False when somebody was quicker.
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

/// What this person was told of this kind at that time or later cannot be undone any more.
pub fn use_up_since(tx: &mut Tx, user: UserId, kind: &str, since: Timestamp, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update alert set used_at = $4, secret_sealed = null where user_id = $1 and kind = $2 and created_at >= $3 and used_at is null \
         and {write:alert}",
        params![user, kind, since, at],
    )
    .map(drop)
}

/// Takes away what was added to the sign-in of this person at that time or later: authenticator, recovery codes, passkeys, identities at
/// others, and that two codes are asked for.
pub fn take_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<(), StoreError> {
    for sql in [
        "delete from factor where user_id = $1 and (confirmed_at is null or confirmed_at >= $2) and {write:factor}",
        "delete from recovery_code where user_id = $1 and created_at >= $2 and {write:recovery_code}",
        "delete from passkey where user_id = $1 and created_at >= $2 and {write:passkey}",
        "delete from linked_identity where user_id = $1 and linked_at >= $2 and {write:linked_identity}",
        "update address set second_since = null where user_id = $1 and second_since >= $2 and {write:address}",
    ] {
        tx.run(sql, params![user, since])?;
    }
    Ok(())
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
