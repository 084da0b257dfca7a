//! Invitations: somebody is asked to join an organisation, and becomes a person of the installation by signing in.

use domain::ids::WorkerId;
use domain::{OrgId, Role, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// The constraint behind one living invitation of an address to an organisation.
pub const ONCE: &str = "invitation_once";

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The identifier.
    pub id: Uuid,
    /// What they are invited to; none for a household that registers itself.
    pub org: Option<OrgId>,
    /// As what.
    pub role: Role,
    /// Whose sign-in it is, for a worker's own.
    pub worker: Option<WorkerId>,
    /// Who they will be, unless the address turns out to be somebody's already.
    pub person: UserId,
    /// `sms` or `email`.
    pub channel: String,
    /// The installation-wide keyed hash of the address.
    pub index: Vec<u8>,
    /// The address, sealed for delivery under the key of `person`, at the place that it will have as theirs.
    pub address: Vec<u8>,
    /// The name, sealed likewise.
    pub name: Option<Vec<u8>>,
    /// `en` or `ar`.
    pub language: String,
    /// Who invited them.
    pub by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it can be accepted, in real time.
    pub expires_at: Timestamp,
    /// Who accepted it.
    pub accepted_by: Option<UserId>,
}

const COLUMNS: &str = "i.id, i.org, i.role, i.worker, i.person, i.channel, i.address_index, i.address_sealed, i.name_sealed, \
    i.language, i.invited_by, i.created_at, i.expires_at, i.accepted_by";

fn read(row: &Row<'_>) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: row.get("id")?,
        org: row.get("org")?,
        role: row.get("role")?,
        worker: row.get("worker")?,
        person: row.get("person")?,
        channel: row.get("channel")?,
        index: row.get("address_index")?,
        address: row.get("address_sealed")?,
        name: row.get("name_sealed")?,
        language: row.get("language")?,
        by: row.get("invited_by")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        accepted_by: row.get("accepted_by")?,
    })
}

/// Adds an invitation, in an organisation's scope to its own. A second living one of the same address to the same
/// organisation is a conflict: [`ONCE`].
pub fn insert(tx: &mut Tx, new: &Invitation) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        crate::Scope::Org(_) => {
            "insert into invitation (id, org, role, worker, person, channel, address_index, address_sealed, name_sealed, \
             language, invited_by, created_at, expires_at) \
             select $1, o.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 \
             from organisation o where o.id = $2 and o.id = :org and {read:organisation o}"
        }
        _ => {
            "insert into invitation (id, org, role, worker, person, channel, address_index, address_sealed, name_sealed, \
             language, invited_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        }
    };
    super::one(tx.run(
        sql,
        params![
            new.id,
            new.org,
            new.role,
            new.worker,
            new.person,
            &new.channel,
            new.index.clone(),
            new.address.clone(),
            new.name.clone(),
            &new.language,
            new.by,
            new.created_at,
            new.expires_at
        ],
    )?)
}

/// Ends what is past its time for this address and organisation, so that it can be invited again.
pub fn lapse(tx: &mut Tx, org: OrgId, channel: &str, index: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update invitation set ended_at = $4 where org = $1 and channel = $2 and address_index = $3 and ended_at is null \
         and expires_at <= $4 and {write:invitation}",
        params![org, channel, index, now],
    )?;
    Ok(())
}

/// The living invitation with this identifier.
pub fn living(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<Option<Invitation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from invitation i where i.id = $1 and i.ended_at is null and i.expires_at > $2 \
         and {{read:invitation i}}"
    );
    tx.maybe(&sql, params![id, now], read)
}

/// The oldest living invitation of an address.
pub fn at_address(tx: &mut Tx, channel: &str, index: &[u8], now: Timestamp) -> Result<Option<Invitation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from invitation i where i.channel = $1 and i.address_index = $2 and i.ended_at is null \
         and i.expires_at > $3 and {{read:invitation i}} order by i.id limit 1"
    );
    tx.maybe(&sql, params![channel, index, now], read)
}

/// Whether a household waits to register itself at this address.
pub fn registering(tx: &mut Tx, channel: &str, index: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    tx.one(
        "select count(*) as many from invitation i where i.channel = $1 and i.address_index = $2 and i.org is null \
         and i.ended_at is null and i.expires_at > $3 and {read:invitation i}",
        params![channel, index, now],
        |row| Ok(row.get::<i64>("many")? > 0),
    )
}

/// The living invitations of a person's own addresses, oldest first. In the scope of sign-in.
pub fn of_person(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<Invitation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from invitation i join address a on a.channel = i.channel and a.address_index = i.address_index \
         where a.user_id = $1 and i.ended_at is null and i.expires_at > $2 and {{read:invitation i}} and {{read:address a}} \
         order by i.id"
    );
    tx.all(&sql, params![user, now], read)
}

/// The living invitations of an organisation, oldest first.
pub fn of_org(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<Vec<Invitation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from invitation i where i.org = $1 and i.ended_at is null and i.expires_at > $2 \
         and {{read:invitation i}} order by i.id"
    );
    tx.all(&sql, params![org, now], read)
}

/// The invitation behind a key: what the relay needs to reach somebody who is no person here yet.
pub fn by_person(tx: &mut Tx, person: UserId) -> Result<Option<Invitation>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from invitation i where i.person = $1 and {{read:invitation i}} order by i.id desc limit 1"
    );
    tx.maybe(&sql, params![person], read)
}

/// Ends an invitation, accepted by somebody or not; false when it had ended before.
pub fn end(tx: &mut Tx, id: Uuid, accepted_by: Option<UserId>, at: Timestamp) -> Result<bool, StoreError> {
    let ended = tx.run(
        "update invitation set ended_at = $3, accepted_by = $2 where id = $1 and ended_at is null and {write:invitation}",
        params![id, accepted_by, at],
    )?;
    Ok(ended == 1)
}

/// Ends what this person left in this organisation and nobody has answered; how many there were.
pub fn end_by(tx: &mut Tx, org: OrgId, by: UserId, at: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update invitation set ended_at = $3 where org = $1 and invited_by = $2 and ended_at is null and {write:invitation}",
        params![org, by, at],
    )
}

/// Says for whom a self-registered household's invitation turned out to be.
pub fn settle(tx: &mut Tx, id: Uuid, org: OrgId, by: UserId, at: Timestamp) -> Result<bool, StoreError> {
    let settled = tx.run(
        "update invitation set org = $2, accepted_by = $3, ended_at = $4 \
         where id = $1 and org is null and ended_at is null and {write:invitation}",
        params![id, org, by, at],
    )?;
    Ok(settled == 1)
}

/// Forgets what nobody came for: the keys of people who never were, their sealed names and addresses with them.
/// Returns how many invitations were forgotten.
pub fn forget(tx: &mut Tx, now: Timestamp, most: u32) -> Result<u64, StoreError> {
    let gone = format!(
        "select i.id from invitation i where (i.ended_at is not null or i.expires_at <= $1) \
         and not exists (select 1 from app_user u where u.id = i.person and {{read:app_user u}}) \
         and {{read:invitation i}} order by i.id limit {most}"
    );
    tx.run(
        &format!(
            "delete from subject_key where subject in (select p.person from invitation p where p.id in ({gone}) \
             and {{read:invitation p}}) and {{write:subject_key}}"
        ),
        params![now],
    )?;
    tx.run(&format!("delete from invitation where id in ({gone}) and {{write:invitation}}"), params![now])
}
