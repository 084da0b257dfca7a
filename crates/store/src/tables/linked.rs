//! Who people are at somebody else's sign-in, and for whom a session that was opened by it may act.

use domain::ids::SessionId;
use domain::{OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A person's identity at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The identifier.
    pub id: Uuid,
    /// Whose it is.
    pub user: UserId,
    /// The provider's name in the settings.
    pub provider: String,
    /// The keyed hash of issuer and subject.
    pub subject: Vec<u8>,
    /// When it was linked.
    pub linked_at: Timestamp,
    /// When somebody last signed in by it.
    pub used_at: Option<Timestamp>,
}

const COLUMNS: &str = "l.id, l.user_id, l.provider, l.subject_index, l.linked_at, l.used_at";

fn read(row: &Row<'_>) -> Result<Linked, StoreError> {
    Ok(Linked {
        id: row.get("id")?,
        user: row.get("user_id")?,
        provider: row.get("provider")?,
        subject: row.get("subject_index")?,
        linked_at: row.get("linked_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Links an identity. False when it is somebody's already, or the person has another one at this provider.
pub fn insert(tx: &mut Tx, new: &Linked) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into linked_identity (id, user_id, provider, subject_index, linked_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        params![new.id, new.user, &new.provider, new.subject.clone(), new.linked_at],
    )?;
    Ok(added == 1)
}

/// Whose identity this is.
pub fn by_subject(tx: &mut Tx, subject: &[u8]) -> Result<Option<Linked>, StoreError> {
    let sql =
        format!("select {COLUMNS} from linked_identity l where l.subject_index = $1 and {{read:linked_identity l}}");
    tx.maybe(&sql, params![subject], read)
}

/// A person's identities, oldest first.
pub fn of(tx: &mut Tx, user: UserId) -> Result<Vec<Linked>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from linked_identity l where l.user_id = $1 and {{read:linked_identity l}} order by l.id"
    );
    tx.all(&sql, params![user], read)
}

/// Somebody signed in by it.
pub fn used(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    super::one(
        tx.run("update linked_identity set used_at = $2 where id = $1 and {write:linked_identity}", params![id, at])?,
    )
}

/// Takes an identity of this person away. False when there is none such.
pub fn remove(tx: &mut Tx, id: Uuid, user: UserId) -> Result<bool, StoreError> {
    let gone = tx.run(
        "delete from linked_identity where id = $1 and user_id = $2 and {write:linked_identity}",
        params![id, user],
    )?;
    Ok(gone == 1)
}

/// A session, or the challenge before it, may act for these organisations only.
pub fn bind(tx: &mut Tx, id: Uuid, orgs: &[OrgId]) -> Result<(), StoreError> {
    for org in orgs {
        tx.run("insert into sign_in_bound (id, org) values ($1, $2) on conflict do nothing", params![id, *org])?;
    }
    Ok(())
}

/// For whom a session or challenge may act; none where it is bound to nobody.
pub fn bound(tx: &mut Tx, id: Uuid) -> Result<Vec<OrgId>, StoreError> {
    tx.all(
        "select b.org from sign_in_bound b where b.id = $1 and {read:sign_in_bound b} order by b.org",
        params![id],
        |row| row.get("org"),
    )
}

/// Ends the person's sessions that somebody else's sign-in opened, but this one; how many there were.
pub fn end_bound(tx: &mut Tx, user: UserId, but: SessionId, at: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update session set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null and refresh_until > $3 \
         and exists (select 1 from sign_in_bound b where b.id = session.id and {read:sign_in_bound b}) and {write:session}",
        params![user, but, at],
    )
}
