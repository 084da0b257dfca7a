//! Services of others that a person or an organisation has connected, and what was put into a connected calendar.

use domain::ids::SessionId;
use domain::{CaseId, OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A service that somebody has connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The identifier.
    pub id: Uuid,
    /// Who agreed at the service; the grant is sealed under their key.
    pub user: UserId,
    /// For which organisation; none: for themselves.
    pub org: Option<OrgId>,
    /// `mailbox` or `calendar`.
    pub kind: String,
    /// The service's name in the settings.
    pub service: String,
    /// What its person is called there, sealed to be shown to them and to whoever runs the organisation.
    pub account: Vec<u8>,
    /// What it granted, sealed.
    pub grant: Vec<u8>,
    /// Until when its token holds without being renewed.
    pub expires_at: Timestamp,
    /// Grows by one whenever the grant, or what is believed of it, changes.
    pub version: i64,
    /// How often the service refused the token since it last took it.
    pub doubts: i64,
    /// How often a round of a calendar came to nothing since one did not.
    pub failures: i64,
    /// When it was connected.
    pub connected_at: Timestamp,
    /// When it was last of use.
    pub used_at: Option<Timestamp>,
}

const COLUMNS: &str = "c.id, c.user_id, c.org, c.kind, c.service, c.account_sealed, c.grant_sealed, c.expires_at, c.version, c.doubts, c.failures, \
    c.connected_at, c.used_at";

fn read(row: &Row<'_>) -> Result<Connection, StoreError> {
    Ok(Connection {
        id: row.get("id")?,
        user: row.get("user_id")?,
        org: row.get("org")?,
        kind: row.get("kind")?,
        service: row.get("service")?,
        account: row.get("account_sealed")?,
        grant: row.get("grant_sealed")?,
        expires_at: row.get("expires_at")?,
        version: row.get("version")?,
        doubts: row.get("doubts")?,
        failures: row.get("failures")?,
        connected_at: row.get("connected_at")?,
        used_at: row.get("used_at")?,
    })
}

/// Keeps a connection. False when its owner has one of this kind.
pub fn insert(tx: &mut Tx, new: &Connection, due_at: Option<Timestamp>) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into connection (id, user_id, org, kind, service, grant_sealed, expires_at, version, doubts, due_at, failures, \
         connected_at, account_sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 0, $10, $11) on conflict do nothing",
        params![
            new.id,
            new.user,
            new.org,
            &new.kind,
            &new.service,
            new.grant.clone(),
            new.expires_at,
            new.version,
            due_at,
            new.connected_at,
            new.account.clone()
        ],
    )?;
    Ok(added == 1)
}

/// A connection that holds.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Connection>, StoreError> {
    let sql =
        format!("select {COLUMNS} from connection c where c.id = $1 and c.ended_at is null and {{read:connection c}}");
    tx.maybe(&sql, params![id], read)
}

/// One that was ended and is still to be revoked.
pub fn ended(tx: &mut Tx, id: Uuid) -> Result<Option<Connection>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from connection c where c.id = $1 and c.ended_at is not null and {{read:connection c}}"
    );
    tx.maybe(&sql, params![id], read)
}

/// A person's own, oldest first.
pub fn of_person(tx: &mut Tx, user: UserId) -> Result<Vec<Connection>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from connection c where c.user_id = $1 and c.org is null and c.ended_at is null \
         and {{read:connection c}} order by c.id"
    );
    tx.all(&sql, params![user], read)
}

/// What a person connected, for themselves and for organisations, since this moment.
pub fn made_by(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<Vec<Connection>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from connection c where c.user_id = $1 and c.connected_at >= $2 and c.ended_at is null \
         and {{read:connection c}} order by c.id"
    );
    tx.all(&sql, params![user, since], read)
}

/// Whatever a person connected or was connected for this organisation, also what was ended and is still to be given back; and whether it
/// was ended. In the scope of a job.
pub fn left_by(tx: &mut Tx, user: Option<UserId>, org: Option<OrgId>) -> Result<Vec<(Connection, bool)>, StoreError> {
    let sql = format!(
        "select {COLUMNS}, case when c.ended_at is null then 0 else 1 end as ended from connection c \
         where (c.user_id = $1 or c.org = $2) and {{read:connection c}} order by c.id"
    );
    tx.all(&sql, params![user, org], |row| Ok((read(row)?, row.get::<i64>("ended")? == 1)))
}

/// An organisation's, oldest first.
pub fn of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<Connection>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from connection c where c.org = $1 and c.ended_at is null and {{read:connection c}} order by c.id"
    );
    tx.all(&sql, params![org], read)
}

/// The mailbox by which a message of this organisation to this person leaves: the organisation's, or else their own.
pub fn mailbox(tx: &mut Tx, org: OrgId, user: UserId) -> Result<Option<Uuid>, StoreError> {
    tx.maybe(
        "select c.id from connection c where c.kind = 'mailbox' and c.ended_at is null \
         and (c.org = $1 or (c.org is null and c.user_id = $2)) and {read:connection c} \
         order by case when c.org is null then 1 else 0 end limit 1",
        params![org, user],
        |row| row.get("id"),
    )
}

/// Takes calendars whose time has come under a lease, up to `most`.
pub fn claim(tx: &mut Tx, now: Timestamp, lease_until: Timestamp, most: u32) -> Result<Vec<Uuid>, StoreError> {
    let sql = format!(
        "update connection set due_at = $2 where id in (select c.id from connection c where c.due_at <= $1 and c.ended_at is null \
         and {{read:connection c}} order by c.due_at, c.id limit {most}) and due_at <= $1 and {{write:connection}} returning id"
    );
    tx.all(&sql, params![now, lease_until], |row| row.get("id"))
}

/// When a calendar is looked at again, and how often that came to nothing.
pub fn put_off(tx: &mut Tx, id: Uuid, due_at: Timestamp, failures: i64) -> Result<(), StoreError> {
    tx.run(
        "update connection set due_at = $2, failures = $3 where id = $1 and ended_at is null and {write:connection}",
        params![id, due_at, failures],
    )
    .map(drop)
}

/// Takes the right to renew this very grant, until `until`. False when somebody else has it, or renewed it meanwhile.
pub fn begin_renewal(
    tx: &mut Tx,
    id: Uuid,
    version: i64,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let taken = tx.run(
        "update connection set renewed_until = $4 where id = $1 and version = $2 \
         and (renewed_until is null or renewed_until <= $3) and {write:connection}",
        params![id, version, now, until],
    )?;
    Ok(taken == 1)
}

/// Gives that right back: the service did not answer.
pub fn end_renewal(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    tx.run("update connection set renewed_until = null where id = $1 and {write:connection}", params![id]).map(drop)
}

/// Keeps a renewed grant in the place of this one. False when it was ended or changed meanwhile.
pub fn renew(tx: &mut Tx, id: Uuid, version: i64, grant: &[u8], expires_at: Timestamp) -> Result<bool, StoreError> {
    let kept = tx.run(
        "update connection set grant_sealed = $3, expires_at = $4, version = version + 1, renewed_until = null \
         where id = $1 and version = $2 and {write:connection}",
        params![id, version, grant.to_vec(), expires_at],
    )?;
    Ok(kept == 1)
}

/// The service refused the token of this version: it is over from now on, and will be renewed. Refusals at the same time count as one:
/// false for the others.
pub fn doubt(tx: &mut Tx, id: Uuid, version: i64, now: Timestamp) -> Result<bool, StoreError> {
    let doubted = tx.run(
        "update connection set doubts = doubts + 1, expires_at = $3, version = version + 1 \
         where id = $1 and version = $2 and (renewed_until is null or renewed_until <= $3) and {write:connection}",
        params![id, version, now],
    )?;
    Ok(doubted == 1)
}

/// The service took the token.
pub fn used(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    tx.run("update connection set used_at = $2, doubts = 0 where id = $1 and {write:connection}", params![id, at])
        .map(drop)
}

/// Ends a connection; what the service granted is still to be revoked. False when it was ended before.
pub fn end(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let ended = tx.run(
        "update connection set ended_at = $2, due_at = null where id = $1 and ended_at is null and {write:connection}",
        params![id, at],
    )?;
    Ok(ended == 1)
}

/// Destroys a connection with its grant. False when there is none.
pub fn destroy(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    tx.run("delete from connection_entry where connection = $1 and {write:connection_entry}", params![id])?;
    Ok(tx.run("delete from connection where id = $1 and {write:connection}", params![id])? == 1)
}

/// Whether a session belongs to a device that many use.
pub fn at_shared_device(tx: &mut Tx, session: SessionId) -> Result<bool, StoreError> {
    let found =
        tx.maybe("select k.id from kiosk k where k.session = $1 and {read:kiosk k}", params![session], |row| {
            row.get::<Uuid>("id")
        })?;
    Ok(found.is_some())
}

/// What was put into a connected calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The case whose meeting it is.
    pub case: CaseId,
    /// The hash of what was put there.
    pub digest: Vec<u8>,
    /// What the calendar calls this version of it, if it says so.
    pub etag: Option<String>,
    /// When the meeting ends.
    pub ends_at: Timestamp,
}

/// What lies in this calendar, as far as is known.
pub fn entries(tx: &mut Tx, connection: Uuid) -> Result<Vec<Entry>, StoreError> {
    tx.all(
        "select e.case_id, e.digest, e.etag, e.ends_at from connection_entry e where e.connection = $1 \
         and {read:connection_entry e} order by e.case_id",
        params![connection],
        |row| {
            Ok(Entry {
                case: row.get("case_id")?,
                digest: row.get("digest")?,
                etag: row.get("etag")?,
                ends_at: row.get("ends_at")?,
            })
        },
    )
}

/// Keeps what was put there; nothing where the connection is gone.
pub fn keep_entry(tx: &mut Tx, connection: Uuid, entry: &Entry) -> Result<(), StoreError> {
    forget_entry(tx, connection, entry.case)?;
    if get(tx, connection)?.is_none() {
        return Ok(());
    }
    tx.run(
        "insert into connection_entry (connection, case_id, digest, etag, ends_at) values ($1, $2, $3, $4, $5)",
        params![connection, entry.case, entry.digest.clone(), entry.etag.clone(), entry.ends_at],
    )
    .map(drop)
}

/// Forgets an entry: it was taken away, or is over.
pub fn forget_entry(tx: &mut Tx, connection: Uuid, case: CaseId) -> Result<(), StoreError> {
    tx.run(
        "delete from connection_entry where connection = $1 and case_id = $2 and {write:connection_entry}",
        params![connection, case],
    )
    .map(drop)
}
