//! Sessions at a shared device: an officer has seen who somebody is and lets them in for a few minutes.

use domain::ids::{MembershipId, SessionId};
use domain::{UserId, WorkerId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// An opening by an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The identifier.
    pub id: Uuid,
    /// The public reference that the person types: of their record, or of a case of theirs.
    pub reference: String,
    /// The worker.
    pub worker: WorkerId,
    /// The person who is let in.
    pub person: UserId,
    /// Their membership as a worker.
    pub membership: MembershipId,
    /// Who attests who they are.
    pub officer: UserId,
    /// What the officer saw: a word.
    pub seen: String,
    /// The keyed hash of the code, bound to this opening.
    pub code_hash: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when the code can be typed.
    pub expires_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Opening, StoreError> {
    Ok(Opening {
        id: row.get("id")?,
        reference: row.get("reference")?,
        worker: row.get("worker")?,
        person: row.get("person")?,
        membership: row.get("membership")?,
        officer: row.get("officer")?,
        seen: row.get("seen")?,
        code_hash: row.get("code_hash")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
    })
}

/// Adds an opening; one of the same worker that nobody used yet is over.
pub fn open(tx: &mut Tx, new: &Opening) -> Result<(), StoreError> {
    tx.run(
        "update kiosk set expires_at = $2 where worker = $1 and session is null and expires_at > $2 and {write:kiosk}",
        params![new.worker, new.created_at],
    )?;
    tx.run(
        "insert into kiosk (id, reference, worker, person, membership, officer, seen, code_hash, attempts, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)",
        params![
            new.id,
            &new.reference,
            new.worker,
            new.person,
            new.membership,
            new.officer,
            &new.seen,
            new.code_hash.clone(),
            new.created_at,
            new.expires_at
        ],
    )
    .map(drop)
}

/// Takes one of the `most` guesses at each opening of this reference that waits, and returns them.
pub fn guess(tx: &mut Tx, reference: &str, most: i64, now: Timestamp) -> Result<Vec<Opening>, StoreError> {
    const WAITS: &str = "reference = $1 and session is null and expires_at > $2";
    // Counted first: two at once cannot share a guess.
    tx.run(
        &format!("update kiosk set attempts = attempts + 1 where {WAITS} and {{write:kiosk}}"),
        params![reference, now],
    )?;
    tx.all(
        &format!(
            "select k.id, k.reference, k.worker, k.person, k.membership, k.officer, k.seen, k.code_hash, k.created_at, k.expires_at \
             from kiosk k where {WAITS} and k.attempts <= {most} and {{read:kiosk k}} order by k.id"
        ),
        params![reference, now],
        read,
    )
}

/// Binds an opening to the session that came of it. False when somebody was quicker.
pub fn enter(tx: &mut Tx, id: Uuid, session: SessionId) -> Result<bool, StoreError> {
    let entered = tx.run(
        "update kiosk set session = $2 where id = $1 and session is null and {write:kiosk}",
        params![id, session],
    )?;
    Ok(entered == 1)
}

/// Whether this is a session at a shared device.
pub fn is_of(tx: &mut Tx, session: SessionId) -> Result<bool, StoreError> {
    tx.one("select count(*) as shared from kiosk k where k.session = $1 and {read:kiosk k}", params![session], |row| {
        Ok(row.get::<i64>("shared")? > 0)
    })
}

/// Lets the session of an opening go on until `idle`, and never past its end. Nothing happens to any other session.
pub fn go_on(tx: &mut Tx, session: SessionId, idle: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update session set expires_at = case when ends_at < $2 then ends_at else $2 end \
         where id = $1 and ended_at is null and exists (select 1 from kiosk k where k.session = $1 and {read:kiosk k}) \
         and {write:session}",
        params![session, idle],
    )
    .map(drop)
}

/// Forgets what was made before this time.
pub fn forget(tx: &mut Tx, made: Timestamp) -> Result<u64, StoreError> {
    tx.run("delete from kiosk where created_at < $1 and {write:kiosk}", params![made])
}
