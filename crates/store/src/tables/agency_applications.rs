//! Agencies that apply: what they say of themselves, who confirmed what, until the agency is founded and goes live, or not.

use domain::{OrgId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::people::Address;
use crate::{Row, StoreError, Tx, params};

/// One waits for each mailbox: the unique key that has the last word.
pub const ONE_PER_CONTACT: &str = "application_contact";
/// One is agreed to for each number of the commercial register, however it is typed: the same.
pub const ONE_PER_REGISTER: &str = "application_register";

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The identifier.
    pub id: Uuid,
    /// `asked`, `waiting`, `checked`, `founded`, `live`, `refused`.
    pub state: String,
    /// The trade name in Latin script.
    pub name: String,
    /// The trade name in Arabic script.
    pub name_ar: String,
    /// The number in the commercial register.
    pub cr_number: String,
    /// The number of the licence.
    pub licence_number: String,
    /// The last day of the licence.
    pub licence_until: Date,
    /// The version of the terms that was accepted, when it was sent.
    pub terms: String,
    /// Under whose key the contact is sealed: who will run the agency, unless the address is somebody's already.
    pub person: UserId,
    /// Where they are reached; gone once the agency is founded or refused.
    pub contact: Option<Address>,
    /// The keyed hash of the network that asked; gone with the contact.
    pub network: Option<Vec<u8>>,
    /// `en` or `ar`.
    pub language: String,
    /// The code that was sent to the contact.
    pub challenge: Uuid,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When the address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// Who looked at the papers, and when.
    pub checked: Option<(UserId, Timestamp)>,
    /// Who agreed as the second person, and when.
    pub approved: Option<(UserId, Timestamp)>,
    /// Who let it go live, and when.
    pub live: Option<(UserId, Timestamp)>,
    /// The agency that was founded.
    pub org: Option<OrgId>,
    /// Why it was refused: a word.
    pub reason: Option<String>,
    /// When it is forgotten, unless it was founded.
    pub expires_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

const COLUMNS: &str = "a.id, a.state, a.name, a.name_ar, a.cr_number, a.licence_number, a.licence_until, a.terms, a.person, a.channel, \
    a.address_index, a.mailbox_index, a.address_sealed, a.network_index, a.language, a.challenge, a.created_at, a.confirmed_at, a.checked_by, a.checked_at, a.approved_by, \
    a.approved_at, a.live_by, a.live_at, a.org, a.reason, a.expires_at, a.version";

fn read(row: &Row<'_>) -> Result<Application, StoreError> {
    let by = |who: &str, when: &str| -> Result<Option<(UserId, Timestamp)>, StoreError> {
        Ok(row.get::<Option<UserId>>(who)?.zip(row.get::<Option<Timestamp>>(when)?))
    };
    let hashes = row.get::<Option<Vec<u8>>>("address_index")?.zip(row.get::<Option<Vec<u8>>>("mailbox_index")?);
    let sealed: Option<Vec<u8>> = row.get("address_sealed")?;
    let channel: String = row.get("channel")?;
    let until: String = row.get("licence_until")?;
    Ok(Application {
        id: row.get("id")?,
        state: row.get("state")?,
        name: row.get("name")?,
        name_ar: row.get("name_ar")?,
        cr_number: row.get("cr_number")?,
        licence_number: row.get("licence_number")?,
        licence_until: until.parse().map_err(|_| row.contradiction("licence_until"))?,
        terms: row.get("terms")?,
        person: row.get("person")?,
        contact: hashes.zip(sealed).map(|((index, mailbox), sealed)| Address { channel, index, mailbox, sealed }),
        network: row.get("network_index")?,
        language: row.get("language")?,
        challenge: row.get("challenge")?,
        created_at: row.get("created_at")?,
        confirmed_at: row.get("confirmed_at")?,
        checked: by("checked_by", "checked_at")?,
        approved: by("approved_by", "approved_at")?,
        live: by("live_by", "live_at")?,
        org: row.get("org")?,
        reason: row.get("reason")?,
        expires_at: row.get("expires_at")?,
        version: row.get("version")?,
    })
}

/// Adds an application that is `asked`.
pub fn insert(tx: &mut Tx, new: &Application) -> Result<(), StoreError> {
    let contact = new.contact.as_ref();
    tx.run(
        "insert into agency_application (id, state, name, name_ar, cr_number, licence_number, licence_until, terms, person, channel, \
         address_index, address_sealed, language, challenge, created_at, expires_at, version, network_index, mailbox_index) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        params![
            new.id,
            &new.state,
            &new.name,
            &new.name_ar,
            &new.cr_number,
            &new.licence_number,
            new.licence_until.to_string(),
            &new.terms,
            new.person,
            contact.map(|one| one.channel.clone()).unwrap_or_default(),
            contact.map(|one| one.index.clone()),
            contact.map(|one| one.sealed.clone()),
            &new.language,
            new.challenge,
            new.created_at,
            new.expires_at,
            new.version,
            new.network.clone(),
            contact.map(|one| one.mailbox.clone())
        ],
    )
    .map(drop)
}

/// The application, unless its time is over.
pub fn get(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<Option<Application>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from agency_application a where a.id = $1 and a.expires_at > $2 and {{read:agency_application a}}"
    );
    tx.maybe(&sql, params![id, now], read)
}

/// The application whose contact is sealed under this key: what the relay needs to reach somebody who is no person here yet.
pub fn by_person(tx: &mut Tx, person: UserId) -> Result<Option<Application>, StoreError> {
    let sql =
        format!("select {COLUMNS} from agency_application a where a.person = $1 and {{read:agency_application a}}");
    tx.maybe(&sql, params![person], read)
}

/// Those whose address is confirmed, oldest first; those that are live or refused come last.
pub fn list(tx: &mut Tx, now: Timestamp, limit: super::Limit) -> Result<Vec<Application>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from agency_application a where a.state <> 'asked' and a.expires_at > $1 and {{read:agency_application a}} \
         order by case when a.state in ('live', 'refused') then 1 else 0 end, a.id limit {}",
        limit.get()
    );
    tx.all(&sql, params![now], read)
}

/// An application that names the same number of the register as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rival {
    /// The one that is still to be answered.
    pub of: Uuid,
    /// The other.
    pub id: Uuid,
    /// The other's trade name in Latin script.
    pub name: String,
    /// Where the other stands.
    pub state: String,
}

/// For each application that waits for an answer, the others that wait or were agreed to with the same number, oldest first.
pub fn rivals(tx: &mut Tx, now: Timestamp) -> Result<Vec<Rival>, StoreError> {
    // As the unique key has it, however it is typed.
    let number = |row: &str| format!("ltrim(replace(replace(upper({row}.cr_number), '-', ''), '/', ''), '0')");
    let sql = format!(
        "select a.id as of_id, b.id, b.name, b.state from agency_application a \
         join agency_application b on {} = {} and b.id <> a.id \
         where a.state in ('waiting', 'checked') and b.state in ('waiting', 'checked', 'founded', 'live') \
         and a.expires_at > $1 and b.expires_at > $1 and {{read:agency_application a}} and {{read:agency_application b}} \
         order by a.id, b.id",
        number("a"),
        number("b")
    );
    tx.all(&sql, params![now], |row| {
        Ok(Rival { of: row.get("of_id")?, id: row.get("id")?, name: row.get("name")?, state: row.get("state")? })
    })
}

/// How many wait for an answer.
pub fn waiting(tx: &mut Tx, now: Timestamp) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as many from agency_application a where a.state in ('waiting', 'checked') and a.expires_at > $1 \
         and {read:agency_application a}",
        params![now],
        |row| row.get("many"),
    )
}

/// What one network has sent: how many since then, and how many of its that wait for an answer.
pub fn from_network(tx: &mut Tx, network: &[u8], since: Timestamp, now: Timestamp) -> Result<(i64, i64), StoreError> {
    tx.one(
        "select count(case when a.created_at >= $2 then 1 end) as sent, \
         count(case when a.state in ('waiting', 'checked') and a.expires_at > $3 then 1 end) as waits \
         from agency_application a where a.network_index = $1 and {read:agency_application a}",
        params![network, since, now],
        |row| Ok((row.get("sent")?, row.get("waits")?)),
    )
}

/// What moves an application on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// The address was confirmed; it waits until this time.
    Confirmed(Timestamp),
    /// Somebody looked at the papers.
    Checked(UserId),
    /// A second person agreed, and the agency was founded.
    Founded(UserId, OrgId),
    /// It goes live.
    Live(UserId),
    /// It is refused, for a reason, and forgotten after this time.
    Refused(UserId, &'static str, Timestamp),
}

/// Moves an application of this version and state on; [`StoreError::Stale`] when it is another by now.
pub fn step(tx: &mut Tx, kept: &Application, moved: &Move, at: Timestamp) -> Result<(), StoreError> {
    const WHERE: &str =
        "version = version + 1 where id = $1 and version = $2 and state = $3 and {write:agency_application}";
    const FOREVER: &str = "9999-01-01T00:00:00Z";
    let (id, version, state) = (kept.id, kept.version, kept.state.as_str());
    let moved = match moved {
        Move::Confirmed(until) => tx.run(
            &format!("update agency_application set state = 'waiting', confirmed_at = $4, expires_at = $5, {WHERE}"),
            params![id, version, state, at, *until],
        ),
        Move::Checked(by) => tx.run(
            &format!("update agency_application set state = 'checked', checked_by = $5, checked_at = $4, {WHERE}"),
            params![id, version, state, at, *by],
        ),
        Move::Founded(by, org) => {
            let forever: Timestamp = FOREVER.parse().unwrap_or(Timestamp::MAX);
            tx.run(
                &format!(
                    "update agency_application set state = 'founded', approved_by = $5, approved_at = $4, org = $6, \
                     address_index = null, mailbox_index = null, address_sealed = null, network_index = null, expires_at = $7, {WHERE}"
                ),
                params![id, version, state, at, *by, *org, forever],
            )
        }
        Move::Live(by) => tx.run(
            &format!("update agency_application set state = 'live', live_by = $5, live_at = $4, {WHERE}"),
            params![id, version, state, at, *by],
        ),
        Move::Refused(by, reason, until) => tx.run(
            &format!(
                "update agency_application set state = 'refused', approved_by = $5, approved_at = $4, reason = $6, \
                 network_index = null, expires_at = $7, {WHERE}"
            ),
            params![id, version, state, at, *by, *reason, *until],
        ),
    };
    super::one(moved?)
}

/// Forgets what nobody confirmed, what was never answered and what was refused, with the keys of people who never were.
pub fn forget(tx: &mut Tx, now: Timestamp, most: u32) -> Result<u64, StoreError> {
    let gone = format!(
        "select a.id from agency_application a where a.expires_at <= $1 and a.org is null and {{read:agency_application a}} \
         order by a.id limit {most}"
    );
    tx.run(
        &format!(
            "delete from subject_key where subject in (select p.person from agency_application p where p.id in ({gone}) \
             and {{read:agency_application p}}) and {{write:subject_key}}"
        ),
        params![now],
    )?;
    tx.run(
        &format!("delete from agency_application where id in ({gone}) and {{write:agency_application}}"),
        params![now],
    )
}
