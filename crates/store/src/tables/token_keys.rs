//! What signs access tokens. The seeds stand here sealed only.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// A key that signs access tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenKey {
    /// Names it, in tokens too.
    pub id: Uuid,
    /// Its seed, sealed.
    pub seed: Vec<u8>,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when on it signs.
    pub signs_from: Timestamp,
    /// Until when its tokens are accepted; none while no other follows.
    pub ends_at: Option<Timestamp>,
}

/// Adds a key.
pub fn insert(tx: &mut Tx, new: &TokenKey) -> Result<(), StoreError> {
    tx.run(
        "insert into token_key (id, seed_sealed, made_at, signs_from, ends_at) values ($1, $2, $3, $4, null)",
        params![new.id, new.seed.clone(), new.made_at, new.signs_from],
    )
    .map(drop)
}

/// All that are accepted at `now`, the one that signs last first.
pub fn all(tx: &mut Tx, now: Timestamp) -> Result<Vec<TokenKey>, StoreError> {
    tx.all(
        "select k.id, k.seed_sealed, k.made_at, k.signs_from, k.ends_at from token_key k \
         where (k.ends_at is null or k.ends_at > $1) and {read:token_key k} order by k.signs_from desc, k.id desc",
        params![now],
        |row| {
            Ok(TokenKey {
                id: row.get("id")?,
                seed: row.get("seed_sealed")?,
                made_at: row.get("made_at")?,
                signs_from: row.get("signs_from")?,
                ends_at: row.get("ends_at")?,
            })
        },
    )
}

/// All keys but this one are accepted until then.
pub fn retire(tx: &mut Tx, but: Uuid, ends_at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update token_key set ends_at = $2 where id <> $1 and ends_at is null and {write:token_key}",
        params![but, ends_at],
    )
    .map(drop)
}

/// Destroys the keys that nothing is accepted by any more.
pub fn forget(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.run("delete from token_key where ends_at <= $1", params![now])
}
