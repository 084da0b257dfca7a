//! Challenges and sessions. Codes and tokens stand here only as keyed hashes.

use domain::ids::{MembershipId, SessionId};
use domain::{OrgId, Role, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A code that was sent, or would have been: an unknown address gets a challenge that nobody can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The identifier, given to whoever asked.
    pub id: Uuid,
    /// Whom it was sent to: somebody here, or who will be who was invited there. None: nobody has this address.
    pub user: Option<UserId>,
    /// `sms` or `email`.
    pub channel: String,
    /// The keyed hash of the address.
    pub address_index: Vec<u8>,
    /// That of its mailbox, by which codes and guesses are counted.
    pub mailbox_index: Vec<u8>,
    /// The keyed hash of the network that asked.
    pub network_index: Vec<u8>,
    /// The keyed hash of the code, bound to this challenge.
    pub code_hash: Vec<u8>,
    /// Where the first code went, of a challenge that a second factor or a second code answers.
    pub first: Option<String>,
    /// What the code proves instead of signing somebody in: the number of this household, or a change of address by its identifier.
    pub proves: Option<OrgId>,
    /// How often a wrong code was given.
    pub attempts: i64,
    /// Until when the code holds.
    pub expires_at: Timestamp,
    /// When it was used up.
    pub used_at: Option<Timestamp>,
}

/// Adds a challenge.
pub fn insert_challenge(tx: &mut Tx, new: &Challenge, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "insert into challenge (id, user_id, channel, address_index, code_hash, attempts, created_at, expires_at, proves_org, network_index, \
         first_channel, mailbox_index) values ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $11)",
        params![
            new.id,
            new.user,
            &new.channel,
            new.address_index.clone(),
            new.code_hash.clone(),
            at,
            new.expires_at,
            new.proves,
            new.network_index.clone(),
            new.first.clone(),
            new.mailbox_index.clone()
        ],
    )?;
    Ok(())
}

/// The challenge.
pub fn challenge(tx: &mut Tx, id: Uuid) -> Result<Option<Challenge>, StoreError> {
    tx.maybe(
        "select id, user_id, channel, address_index, mailbox_index, network_index, code_hash, attempts, expires_at, used_at, \
         proves_org, first_channel from challenge \
         where id = $1 and {read:challenge}",
        params![id],
        |row| {
            Ok(Challenge {
                id: row.get("id")?,
                user: row.get("user_id")?,
                channel: row.get("channel")?,
                address_index: row.get("address_index")?,
                mailbox_index: row.get("mailbox_index")?,
                network_index: row.get("network_index")?,
                code_hash: row.get("code_hash")?,
                first: row.get("first_channel")?,
                proves: row.get("proves_org")?,
                attempts: row.get("attempts")?,
                expires_at: row.get("expires_at")?,
                used_at: row.get("used_at")?,
            })
        },
    )
}

/// How many codes were asked for at this mailbox since then: in all, and from this network.
pub fn challenges_since(
    tx: &mut Tx,
    channel: &str,
    mailbox: &[u8],
    network: &[u8],
    since: Timestamp,
) -> Result<(i64, i64), StoreError> {
    tx.one(
        "select count(*) as asked, count(case when network_index = $4 then 1 end) as near from challenge \
         where channel = $1 and mailbox_index = $2 and created_at >= $3 and {read:challenge}",
        params![channel, mailbox, since, network],
        |row| Ok((row.get("asked")?, row.get("near")?)),
    )
}

/// How many challenges of this kind one network asked for since then.
pub fn challenges_from(tx: &mut Tx, channel: &str, network: &[u8], since: Timestamp) -> Result<i64, StoreError> {
    tx.one(
        "select count(*) as asked from challenge where channel = $1 and network_index = $2 and created_at >= $3 and {read:challenge}",
        params![channel, network, since],
        |row| row.get("asked"),
    )
}

/// Ends the codes of this address that nobody has answered yet: those that sign somebody in, or those that prove the number of
/// one household.
pub fn end_open(
    tx: &mut Tx,
    channel: &str,
    index: &[u8],
    proves: Option<OrgId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    const END: &str = "update challenge set used_at = $3 where channel = $1 and address_index = $2 and used_at is null \
        and {write:challenge}";
    match proves {
        Some(org) => tx.run(&format!("{END} and proves_org = $4"), params![channel, index, at, org])?,
        None => tx.run(&format!("{END} and proves_org is null"), params![channel, index, at])?,
    };
    Ok(())
}

/// Takes one of the attempts before the code is compared, so that two guesses at once cannot share one. False when
/// `most` are used up, the code is used or past its time.
pub fn take_attempt(tx: &mut Tx, id: Uuid, most: i64, now: Timestamp) -> Result<bool, StoreError> {
    let taken = tx.run(
        "update challenge set attempts = attempts + 1 \
         where id = $1 and attempts < $2 and used_at is null and expires_at > $3 and {write:challenge}",
        params![id, most, now],
    )?;
    Ok(taken == 1)
}

/// Uses the code up; false when somebody was quicker.
pub fn use_up(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let used = tx.run(
        "update challenge set used_at = $2 where id = $1 and used_at is null and {write:challenge}",
        params![id, now],
    )?;
    Ok(used == 1)
}

/// A signed-in device with the membership that it acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The identifier.
    pub id: SessionId,
    /// The person.
    pub user: UserId,
    /// The membership chosen, if any yet.
    pub membership: Option<MembershipId>,
    /// `api` or `portal`: a token of one is refused by the other.
    pub portal: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Until when the access token holds.
    pub expires_at: Timestamp,
    /// When it is over if it is not used until then.
    pub refresh_until: Timestamp,
    /// When it is over however much it is used.
    pub ends_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// Whether a second factor was shown.
    pub second: bool,
    /// `sms` or `email`: where the code went that opened it; none: it was no code.
    pub first: Option<String>,
    /// When the person last showed who they are.
    pub proven_at: Timestamp,
}

/// A living session, its person's language, and the membership that is still living.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The session.
    pub session: Session,
    /// `en` or `ar`.
    pub language: String,
    /// The organisation and role chosen, if the membership lives.
    pub acting: Option<(OrgId, Role)>,
    /// The hash of the policy set in force; none for the one that the program was built with.
    pub policy: Option<String>,
}

const COLUMNS: &str = "s.id, s.user_id, s.membership, s.portal, s.created_at, s.expires_at, s.refresh_until, s.ends_at, s.ended_at, s.second, s.first_channel, s.proven_at";

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.get("id")?,
        user: row.get("user_id")?,
        membership: row.get("membership")?,
        portal: row.get("portal")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        refresh_until: row.get("refresh_until")?,
        ends_at: row.get("ends_at")?,
        ended_at: row.get("ended_at")?,
        second: row.get("second")?,
        first: row.get("first_channel")?,
        proven_at: row.get("proven_at")?,
    })
}

/// Opens a session.
pub fn insert_session(tx: &mut Tx, new: &Session, token_hash: &[u8], refresh_hash: &[u8]) -> Result<(), StoreError> {
    tx.run(
        "insert into session (id, user_id, membership, portal, token_hash, refresh_hash, created_at, expires_at, refresh_until, ends_at, second, \
         proven_at, first_channel) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            new.id,
            new.user,
            new.membership,
            &new.portal,
            token_hash,
            refresh_hash,
            new.created_at,
            new.expires_at,
            new.refresh_until,
            new.ends_at,
            new.second,
            new.proven_at,
            new.first.clone()
        ],
    )?;
    Ok(())
}

/// The living session of an access token.
pub fn signed(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<Option<Signed>, StoreError> {
    let sql = format!(
        "select {COLUMNS}, u.language, m.org, m.role, \
         (select h.hash from policy_head h where h.one = 1 and {{read:policy_head h}}) as policy \
         from session s join app_user u on u.id = s.user_id \
         left join membership m on m.id = s.membership and m.ended_at is null and {{read:membership m}} \
         where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and {{read:session s}} and {{read:app_user u}}"
    );
    tx.maybe(&sql, params![token_hash, now], |row| {
        let org: Option<OrgId> = row.get("org")?;
        let role: Option<Role> = row.get("role")?;
        let policy = row.get("policy")?;
        Ok(Signed { session: read(row)?, language: row.get("language")?, acting: org.zip(role), policy })
    })
}

/// The session that this refresh token renews.
pub fn by_refresh(tx: &mut Tx, refresh_hash: &[u8]) -> Result<Option<Session>, StoreError> {
    let sql = format!("select {COLUMNS} from session s where s.refresh_hash = $1 and {{read:session s}}");
    tx.maybe(&sql, params![refresh_hash], read)
}

/// The living session that this refresh token has renewed before: whoever sends it again has it from somebody else, or
/// somebody else has it from them.
pub fn spent(tx: &mut Tx, refresh_hash: &[u8]) -> Result<Option<Session>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from spent_refresh p join session s on s.id = p.session \
         where p.refresh_hash = $1 and s.ended_at is null and {{read:session s}}"
    );
    tx.maybe(&sql, params![refresh_hash], read)
}

/// Forgets up to `most` sessions that cannot be renewed any more at `now`, with the refresh tokens that they used.
pub fn forget_sessions(tx: &mut Tx, now: Timestamp, most: u32) -> Result<u64, StoreError> {
    let over = format!("select id from session where refresh_until <= $1 order by refresh_until, id limit {most}");
    tx.run(&format!("delete from spent_refresh where session in ({over})"), params![now])?;
    tx.run(&format!("delete from sign_in_bound where id in ({over})"), params![now])?;
    tx.run(&format!("delete from session where id in ({over})"), params![now])
}

/// New tokens for a session.
#[derive(Debug, Clone, Copy)]
pub struct Renewed<'a> {
    /// The hash of the access token.
    pub token: &'a [u8],
    /// The hash of the refresh token.
    pub refresh: &'a [u8],
    /// Until when the access token holds.
    pub expires_at: Timestamp,
    /// When the session is over if it is not used until then.
    pub refresh_until: Timestamp,
    /// The membership that it acts for from now on.
    pub membership: Option<MembershipId>,
}

/// Gives the session new tokens; the old ones are dead from the next request on, and the refresh token is kept as used. False when
/// somebody was quicker with the same refresh token.
pub fn renew(
    tx: &mut Tx,
    id: SessionId,
    old_refresh: &[u8],
    new: Renewed<'_>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    tx.run(
        "insert into spent_refresh (refresh_hash, session, at) values ($1, $2, $3) on conflict do nothing",
        params![old_refresh, id, at],
    )?;
    let renewed = tx.run(
        "update session set token_hash = $3, refresh_hash = $4, expires_at = $5, refresh_until = $6, membership = $7 \
         where id = $1 and refresh_hash = $2 and ended_at is null and {write:session}",
        params![id, old_refresh, new.token, new.refresh, new.expires_at, new.refresh_until, new.membership],
    )?;
    Ok(renewed == 1)
}

/// For whom this person last chose to act in sessions of this kind.
pub fn last_choice(tx: &mut Tx, user: UserId, portal: &str) -> Result<Option<MembershipId>, StoreError> {
    tx.maybe(
        "select membership from last_choice where user_id = $1 and portal = $2 and {read:last_choice}",
        params![user, portal],
        |row| row.get("membership"),
    )
}

/// A person's living sessions, newest first.
pub fn sessions(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from session s where s.user_id = $1 and s.ended_at is null and s.refresh_until > $2 \
         and {{read:session s}} order by s.id desc"
    );
    tx.all(&sql, params![user, now], read)
}

/// Ends a session of this person; false when there is none such.
pub fn end(tx: &mut Tx, id: SessionId, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let ended = tx.run(
        "update session set ended_at = $3 where id = $1 and user_id = $2 and ended_at is null and {write:session}",
        params![id, user, now],
    )?;
    Ok(ended == 1)
}

/// Ends all sessions of this person but one; how many there were.
pub fn end_others(tx: &mut Tx, but: SessionId, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update session set ended_at = $3 where id <> $1 and user_id = $2 and ended_at is null and refresh_until > $3 \
         and {write:session}",
        params![but, user, now],
    )
}

/// Ends all sessions of this person; how many there were.
pub fn end_all(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update session set ended_at = $2 where user_id = $1 and ended_at is null and refresh_until > $2 and {write:session}",
        params![user, now],
    )
}

/// The person has shown anew who they are, with a second factor or without one.
pub fn proven(tx: &mut Tx, id: SessionId, second: bool, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update session set second = (second or $2), proven_at = $3 where id = $1 and ended_at is null and {write:session}",
        params![id, second, at],
    )?)
}

/// No session of this person counts as one with a second factor any more.
pub fn without_second(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    tx.run(
        "update session set second = false where user_id = $1 and ended_at is null and {write:session}",
        params![user],
    )
    .map(drop)
}
