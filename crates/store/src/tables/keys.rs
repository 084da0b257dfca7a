//! Wrapped keys. What unwraps them never stands in the database.

use domain::OrgId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Constraint, StoreError, Tx, params};

/// A wrapped key of an organisation or of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// The organisation whose epoch key wraps it, or whose epoch key it is.
    pub org: OrgId,
    /// The epoch.
    pub epoch: i64,
    /// The ciphertext.
    pub wrapped: Vec<u8>,
}

/// A root key that wraps something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootRow {
    /// Its name.
    pub id: Vec<u8>,
    /// Since when.
    pub made_at: Timestamp,
    /// Keys of organisations that hang under it.
    pub wraps: i64,
}

/// The root keys, the one that everything moves to last.
pub fn roots(tx: &mut Tx) -> Result<Vec<RootRow>, StoreError> {
    tx.all(
        "select r.key_id, r.made_at, (select count(*) from org_key k where k.root = r.key_id and {read:org_key k}) as wraps \
         from root_key r where {read:root_key r} order by r.nth",
        params![],
        |row| Ok(RootRow { id: row.get("key_id")?, made_at: row.get("made_at")?, wraps: row.get("wraps")? }),
    )
}

/// Names a root key, after those that are there. One that is named already stays where it is.
pub fn add_root(tx: &mut Tx, id: &[u8], at: Timestamp) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into root_key (key_id, nth, made_at) select $1, coalesce((select max(r.nth) from root_key r where {read:root_key r}), 0) + 1, $2 \
         where not exists (select 1 from root_key o where o.key_id = $1 and {read:root_key o}) on conflict do nothing",
        params![id, at],
    )?;
    Ok(added == 1)
}

/// Keys of organisations that hang under another root key than this one, at most `most` of them.
pub fn under_other_roots(tx: &mut Tx, root: &[u8], most: u32) -> Result<Vec<WrappedKey>, StoreError> {
    let sql = format!(
        "select k.org, k.epoch, k.wrapped from org_key k where k.root <> $1 and {{read:org_key k}} order by k.org, k.epoch limit {most}"
    );
    tx.all(&sql, params![root], |row| {
        Ok(WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? })
    })
}

/// Puts the key of an organisation as another root key wraps it in place of the one that was read. False when it is not there any
/// more as it was read.
pub fn rewrap_org(tx: &mut Tx, read: &WrappedKey, wrapped: &[u8]) -> Result<bool, StoreError> {
    let moved = tx.run(
        "update org_key set root = $4, wrapped = $5 where org = $1 and epoch = $2 and wrapped = $3 and {write:org_key}",
        params![read.org, read.epoch, read.wrapped.clone(), root_of(wrapped), wrapped],
    )?;
    Ok(moved == 1)
}

/// Forgets the root keys but this one, unless something hangs under them; returns how many.
pub fn forget_other_roots(tx: &mut Tx, root: &[u8]) -> Result<u64, StoreError> {
    tx.run(
        "delete from root_key where key_id <> $1 and {write:root_key} \
         and not exists (select 1 from org_key k where k.root = root_key.key_id and {read:org_key k})",
        params![root],
    )
}

/// The name of the root key that wrapped this: the eight bytes after the version.
fn root_of(wrapped: &[u8]) -> Vec<u8> {
    wrapped.get(1..9).unwrap_or_default().to_vec()
}

/// Adds an organisation's epoch key. [`StoreError::Stale`] when the root key that wraps it is not in use any more.
pub fn insert_org(tx: &mut Tx, key: &WrappedKey, at: Timestamp) -> Result<(), StoreError> {
    let added = tx.run(
        "insert into org_key (org, epoch, root, wrapped, created_at) values ($1, $2, $3, $4, $5)",
        params![key.org, key.epoch, root_of(&key.wrapped), key.wrapped.clone(), at],
    );
    match added {
        Err(StoreError::Conflict(Constraint::Foreign)) => Err(StoreError::Stale),
        added => added.map(drop),
    }
}

/// All epoch keys of an organisation, oldest first.
pub fn of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<WrappedKey>, StoreError> {
    tx.all(
        "select org, epoch, wrapped from org_key where org = $1 and {read:org_key} order by epoch",
        params![org],
        |row| Ok(WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? }),
    )
}

/// Adds a person's data key. In an organisation's scope the key must be that organisation's. [`StoreError::Stale`] when its epoch
/// was destroyed since it was wrapped: wrap it anew.
pub fn insert_subject(tx: &mut Tx, subject: Uuid, key: &WrappedKey, at: Timestamp) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::Org(_) => {
            "insert into subject_key (subject, org, epoch, wrapped, created_at) \
             select $1, o.id, $3, $4, $5 from organisation o where o.id = $2 and o.id = :org and {read:organisation o}"
        }
        _ => "insert into subject_key (subject, org, epoch, wrapped, created_at) values ($1, $2, $3, $4, $5)",
    };
    match tx.run(sql, params![subject, key.org, key.epoch, key.wrapped.clone(), at]) {
        Err(StoreError::Conflict(Constraint::Foreign)) => Err(StoreError::Stale),
        added => super::one(added?),
    }
}

/// The data keys of these people; whoever has none is left out.
pub fn of_subjects(tx: &mut Tx, subjects: &[Uuid]) -> Result<Vec<(Uuid, WrappedKey)>, StoreError> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select subject, org, epoch, wrapped from subject_key where subject in ({}) and {{read:subject_key}}",
        crate::places(1, subjects.len())
    );
    let values: Vec<crate::Value> = subjects.iter().map(|subject| (*subject).into()).collect();
    tx.all(&sql, &values, |row| {
        let key = WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? };
        Ok((row.get("subject")?, key))
    })
}

/// A person's data key.
pub fn of_subject(tx: &mut Tx, subject: Uuid) -> Result<Option<WrappedKey>, StoreError> {
    tx.maybe(
        "select org, epoch, wrapped from subject_key where subject = $1 and {read:subject_key}",
        params![subject],
        |row| Ok(WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? }),
    )
}

/// The newest epoch key of an organisation; none while it is not founded.
pub fn newest(tx: &mut Tx, org: OrgId) -> Result<Option<WrappedKey>, StoreError> {
    tx.maybe(
        "select org, epoch, wrapped from org_key where org = $1 and {read:org_key} order by epoch desc limit 1",
        params![org],
        |row| Ok(WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? }),
    )
}

/// Adds the next epoch key of an organisation. False when somebody else has added this epoch meanwhile.
pub fn add_epoch(tx: &mut Tx, key: &WrappedKey, at: Timestamp) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into org_key (org, epoch, root, wrapped, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        params![key.org, key.epoch, root_of(&key.wrapped), key.wrapped.clone(), at],
    );
    match added {
        Err(StoreError::Conflict(Constraint::Foreign)) => Err(StoreError::Stale),
        added => Ok(added? == 1),
    }
}

/// Keys of an organisation's people that hang under an epoch before this one, at most `most` of them.
pub fn under_older(tx: &mut Tx, org: OrgId, epoch: i64, most: u32) -> Result<Vec<(Uuid, WrappedKey)>, StoreError> {
    let sql = format!(
        "select s.subject, s.org, s.epoch, s.wrapped from subject_key s where s.org = $1 and s.epoch < $2 \
         and {{read:subject_key s}} order by s.epoch, s.subject limit {most}"
    );
    tx.all(&sql, params![org, epoch], |row| {
        let key = WrappedKey { org: row.get("org")?, epoch: row.get("epoch")?, wrapped: row.get("wrapped")? };
        Ok((row.get("subject")?, key))
    })
}

/// Puts the key of a person as another epoch wraps it in place of the one that was read. False when it is not there any more
/// as it was read: erased, or wrapped anew by somebody else.
pub fn rewrap(tx: &mut Tx, subject: Uuid, read: &WrappedKey, new: &WrappedKey) -> Result<bool, StoreError> {
    let moved = tx.run(
        "update subject_key set epoch = $4, wrapped = $5 where subject = $1 and epoch = $2 and wrapped = $3 \
         and {write:subject_key}",
        params![subject, read.epoch, read.wrapped.clone(), new.epoch, new.wrapped.clone()],
    )?;
    Ok(moved == 1)
}

/// Destroys the epochs of an organisation before this one, unless a person's key hangs under them; returns how many.
/// Somebody who adds such a key in this very moment makes it [`Constraint::Foreign`].
pub fn destroy_older(tx: &mut Tx, org: OrgId, epoch: i64) -> Result<u64, StoreError> {
    tx.run(
        "delete from org_key where org = $1 and epoch < $2 and {write:org_key} and not exists \
         (select 1 from subject_key s where s.org = org_key.org and s.epoch = org_key.epoch and {read:subject_key s})",
        params![org, epoch],
    )
}

/// An organisation whose keys are being moved to another epoch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rotation {
    /// The organisation.
    pub org: OrgId,
    /// How people name it: an agency's code, else its reference.
    pub name: String,
    /// The epoch that everything moves to.
    pub epoch: i64,
    /// Keys that hang under an older one.
    pub left: i64,
}

/// The rotations that are under way: an organisation with more than one epoch is in one.
pub fn rotations(tx: &mut Tx) -> Result<Vec<Rotation>, StoreError> {
    tx.all(
        "select r.org, r.newest, coalesce(o.code, o.reference) as name, (select count(*) from subject_key s \
         where s.org = r.org and s.epoch < r.newest and {read:subject_key s}) as waiting from (select k.org, max(k.epoch) as newest, \
         count(*) as epochs from org_key k where {read:org_key k} group by k.org) r join organisation o on o.id = r.org \
         where r.epochs > 1 and {read:organisation o} order by name",
        params![],
        |row| {
            Ok(Rotation { org: row.get("org")?, name: row.get("name")?, epoch: row.get("newest")?, left: row.get("waiting")? })
        },
    )
}

/// The oldest epoch of each organisation that has rotated before: what every node's memory may forget.
pub fn oldest_epochs(tx: &mut Tx) -> Result<Vec<(OrgId, i64)>, StoreError> {
    tx.all(
        "select k.org, min(k.epoch) as oldest from org_key k where {read:org_key k} group by k.org having min(k.epoch) > 1",
        params![],
        |row| Ok((row.get("org")?, row.get("oldest")?)),
    )
}
