//! Exports of what is held about a person: what was asked, the sealed file in parts, the links to it.

use domain::{OrgId, Role, UserId, WorkerId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// One export of a person's data in the making: the unique key that has the last word.
pub const MAKING: &str = "data_export_making";

/// One export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The identifier.
    pub id: Uuid,
    /// For which organisation whoever asked acts.
    pub org: OrgId,
    /// Who asked.
    pub person: UserId,
    /// In which role.
    pub role: Role,
    /// Whose key seals the file: a worker's, a household's, or the person's own.
    pub subject: Uuid,
    /// About whom an officer asked; none: about whoever asked.
    pub worker: Option<WorkerId>,
    /// Why an officer asked; else empty.
    pub reason: String,
    /// `asked`, `building`, `ready`, `failed`, `expired` or `revoked`.
    pub state: String,
    /// Bytes of the file in clear; 0 while there is none.
    pub bytes: i64,
    /// When it was asked, in real time.
    pub asked_at: Timestamp,
    /// When the file was there.
    pub ready_at: Option<Timestamp>,
    /// Until when it is kept.
    pub ends_at: Option<Timestamp>,
    /// Grows by one with each change.
    pub version: i64,
}

const COLUMNS: &str = "x.id, x.org, x.person, x.role, x.subject, x.worker, x.reason, x.state, x.bytes, x.asked_at, x.ready_at, \
    x.ends_at, x.version";

fn read(row: &Row<'_>) -> Result<Export, StoreError> {
    Ok(Export {
        id: row.get("id")?,
        org: row.get("org")?,
        person: row.get("person")?,
        role: row.get("role")?,
        subject: row.get("subject")?,
        worker: row.get("worker")?,
        reason: row.get("reason")?,
        state: row.get("state")?,
        bytes: row.get("bytes")?,
        asked_at: row.get("asked_at")?,
        ready_at: row.get("ready_at")?,
        ends_at: row.get("ends_at")?,
        version: row.get("version")?,
    })
}

/// Keeps what was asked: for the scope's own organisation, by the scope's own person, or by the operator's staff.
pub fn insert(tx: &mut Tx, new: &Export) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::Org(_) => {
            "insert into data_export (id, org, person, role, subject, worker, reason, state, bytes, asked_at, version) \
             select $1, o.id, $3, $4, $5, $6, $7, $8, 0, $9, 1 from organisation o where o.id = $2 and o.id = :org \
             and {read:organisation o}"
        }
        crate::Scope::Subject(_) => {
            "insert into data_export (id, org, person, role, subject, worker, reason, state, bytes, asked_at, version) \
             select $1, w.org, w.person, $4, $5, $6, $7, $8, 0, $9, 1 from worker w where w.org = $2 and w.person = $3 \
             and w.person = :subject and {read:worker w} order by w.id limit 1"
        }
        _ => {
            "insert into data_export (id, org, person, role, subject, worker, reason, state, bytes, asked_at, version) \
             select $1, o.id, $3, $4, $5, $6, $7, $8, 0, $9, 1 from organisation o where o.id = $2 and o.kind = 'operator' \
             and {read:organisation o}"
        }
    };
    super::one(tx.run(
        sql,
        params![new.id, new.org, new.person, new.role, new.subject, new.worker, &new.reason, &new.state, new.asked_at],
    )?)
}

/// One by its identifier, if this scope may know of it.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Export>, StoreError> {
    let sql = format!("select {COLUMNS} from data_export x where x.id = $1 and {{read:data_export x}}");
    tx.maybe(&sql, params![id], read)
}

/// One page of what a person asked for an organisation, newest first, with one more when another page follows. `before` is the last of the
/// page before.
pub fn page(
    tx: &mut Tx,
    person: UserId,
    org: OrgId,
    before: Option<Uuid>,
    limit: Limit,
) -> Result<Vec<Export>, StoreError> {
    let mut binds = Binds::new(person);
    let org = binds.add(org);
    let keyset = before.map_or(String::new(), |id| format!("and x.id < {}", binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from data_export x where x.person = $1 and x.org = {org} {keyset} and {{read:data_export x}} \
         order by x.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// When a person asked for the data of this subject since then, oldest first.
pub fn asked_since(tx: &mut Tx, person: UserId, subject: Uuid, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
    tx.all(
        "select x.asked_at from data_export x where x.person = $1 and x.subject = $2 and x.asked_at > $3 \
         and {read:data_export x} order by x.asked_at",
        params![person, subject, since],
        |row| row.get("asked_at"),
    )
}

/// Saves what moves: state, size, times. The version must be the one that was read; it grows by one.
pub fn save(tx: &mut Tx, export: &Export) -> Result<(), StoreError> {
    super::one(tx.run(
        "update data_export set state = $3, bytes = $4, ready_at = $5, ends_at = $6, version = version + 1 \
         where id = $1 and version = $2 and {write:data_export}",
        params![export.id, export.version, &export.state, export.bytes, export.ready_at, export.ends_at],
    )?)
}

/// Puts the sealed file in the place of whatever parts there are. In the scope of a job.
pub fn keep(tx: &mut Tx, id: Uuid, parts: &[Vec<u8>]) -> Result<(), StoreError> {
    tx.run("delete from data_export_part where export = $1 and {write:data_export_part}", params![id])?;
    for (nth, part) in (0i64..).zip(parts) {
        super::one(tx.run(
            "insert into data_export_part (export, nth, part_sealed) values ($1, $2, $3)",
            params![id, nth, part.clone()],
        )?)?;
    }
    Ok(())
}

/// The sealed file's parts, in order; none once it is destroyed.
pub fn parts(tx: &mut Tx, id: Uuid) -> Result<Vec<Vec<u8>>, StoreError> {
    tx.all(
        "select p.part_sealed from data_export_part p where p.export = $1 and {read:data_export_part p} order by p.nth",
        params![id],
        |row| row.get("part_sealed"),
    )
}

/// Destroys the file, and the links that nobody used.
pub fn destroy_file(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    tx.run("delete from data_export_part where export = $1 and {write:data_export_part}", params![id])?;
    tx.run(
        "delete from data_export_link where export = $1 and used_at is null and {write:data_export_link}",
        params![id],
    )?;
    Ok(())
}

/// Keeps a link to an export of this scope, in the place of those that nobody used.
pub fn add_link(tx: &mut Tx, id: Uuid, token_hash: &[u8], until: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "delete from data_export_link where export = $1 and used_at is null and {write:data_export_link}",
        params![id],
    )?;
    super::one(tx.run(
        "insert into data_export_link (token_hash, export, until) select $2, x.id, $3 from data_export x \
         where x.id = $1 and {read:data_export x}",
        params![id, token_hash, until],
    )?)
}

/// Uses a link up; false when it was used, is past its time, or leads nowhere in this scope.
pub fn use_link(tx: &mut Tx, id: Uuid, token_hash: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let used = tx.run(
        "update data_export_link set used_at = $3 where token_hash = $2 and export = $1 and used_at is null and until > $3 \
         and {write:data_export_link}",
        params![id, token_hash, now],
    )?;
    Ok(used == 1)
}

/// When the file was taken, oldest first.
pub fn taken(tx: &mut Tx, id: Uuid) -> Result<Vec<Timestamp>, StoreError> {
    tx.all(
        "select l.used_at from data_export_link l where l.export = $1 and l.used_at is not null and {read:data_export_link l} \
         order by l.used_at",
        params![id],
        |row| row.get("used_at"),
    )
}

/// Files that have been kept long enough. In the scope of a job.
pub fn outlived(tx: &mut Tx, now: Timestamp, most: u32) -> Result<Vec<Export>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from data_export x where x.state = 'ready' and x.ends_at <= $1 and {{read:data_export x}} \
         order by x.ends_at limit {most}"
    );
    tx.all(&sql, params![now], read)
}

/// Exports that were asked before then and that no job has finished. In the scope of a job.
pub fn stuck(tx: &mut Tx, asked: Timestamp, most: u32) -> Result<Vec<Export>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from data_export x where x.state in ('asked', 'building') and x.asked_at <= $1 and {{read:data_export x}} \
         order by x.asked_at limit {most}"
    );
    tx.all(&sql, params![asked], read)
}

/// Forgets up to `most` exports that were asked before then and have no file any more. In the scope of a job.
pub fn forget_old(tx: &mut Tx, asked: Timestamp, most: u32) -> Result<u64, StoreError> {
    let old = format!(
        "select id from data_export where asked_at <= $1 and state in ('failed', 'expired', 'revoked') order by asked_at, id limit {most}"
    );
    tx.run(&format!("delete from data_export_link where export in ({old})"), params![asked])?;
    tx.run(&format!("delete from data_export where id in ({old})"), params![asked])
}

/// Forgets every export of a subject, and every one that this person asked for: row, file and links. For the erasure of whoever's key
/// this is; in the scope of a job.
pub fn forget(tx: &mut Tx, subject: Uuid) -> Result<u64, StoreError> {
    const OF: &str = "select id from data_export where subject = $1 or person = $1 or worker = $1";
    tx.run(&format!("delete from data_export_part where export in ({OF})"), params![subject])?;
    tx.run(&format!("delete from data_export_link where export in ({OF})"), params![subject])?;
    tx.run("delete from data_export where subject = $1 or person = $1 or worker = $1", params![subject])
}
