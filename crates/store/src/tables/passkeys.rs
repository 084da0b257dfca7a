//! Passkeys: what a device showed when it was registered, and what it counts. Public keys only.

use domain::UserId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The identifier.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// As its person calls it.
    pub name: String,
    /// As the device names it.
    pub credential: Vec<u8>,
    /// The public key, as the device wrote it (COSE).
    pub public_key: Vec<u8>,
    /// The device's own counter, as last seen.
    pub signs: i64,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last shown.
    pub used_at: Option<Timestamp>,
}

const COLUMNS: &str = "p.id, p.user_id, p.name, p.credential, p.public_key, p.signs, p.created_at, p.used_at";

fn read(row: &Row<'_>) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.get("id")?,
        user: row.get("user_id")?,
        name: row.get("name")?,
        credential: row.get("credential")?,
        public_key: row.get("public_key")?,
        signs: row.get("signs")?,
        created_at: row.get("created_at")?,
        used_at: row.get("used_at")?,
    })
}

/// The person's passkeys, oldest first.
pub fn of(tx: &mut Tx, user: UserId) -> Result<Vec<Passkey>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from passkey p where p.user_id = $1 and {{read:passkey p}} order by p.created_at, p.id"
    );
    tx.all(&sql, params![user], read)
}

/// The one that a device names so.
pub fn by_credential(tx: &mut Tx, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
    let sql = format!("select {COLUMNS} from passkey p where p.credential = $1 and {{read:passkey p}}");
    tx.maybe(&sql, params![credential], read)
}

/// Adds one. False when there is one with this credential.
pub fn insert(tx: &mut Tx, new: &Passkey) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into passkey (id, user_id, name, credential, public_key, signs, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        params![new.id, new.user, &new.name, new.credential.clone(), new.public_key.clone(), new.signs, new.created_at],
    )?;
    Ok(added == 1)
}

/// It was shown, and counts so many now. False when its counter went back, or stood still on a device that counts: a copy of it
/// is in use (WebAuthn, section 6.1.1).
pub fn shown(tx: &mut Tx, id: Uuid, signs: i64, at: Timestamp) -> Result<bool, StoreError> {
    let shown = tx.run(
        "update passkey set signs = $2, used_at = $3 where id = $1 and (signs < $2 or (signs = 0 and $2 = 0)) and {write:passkey}",
        params![id, signs, at],
    )?;
    Ok(shown == 1)
}

/// Takes one away. False when the person has none such.
pub fn remove(tx: &mut Tx, user: UserId, id: Uuid) -> Result<bool, StoreError> {
    let gone = tx.run("delete from passkey where id = $1 and user_id = $2 and {write:passkey}", params![id, user])?;
    Ok(gone == 1)
}

/// Takes all of a person's away; how many there were.
pub fn remove_all(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    tx.run("delete from passkey where user_id = $1 and {write:passkey}", params![user])
}
