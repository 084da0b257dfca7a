//! How sessions last: what they act for and until when, that they are used, and how many of one person there are.

use domain::UserId;
use domain::ids::{MembershipId, SessionId};
use jiff::Timestamp;

use crate::{StoreError, Tx, params};

/// Chooses the membership that a session acts for, and with it how long the session may last: until `until` if it is not used,
/// until `ends_at` at the longest. It is the person's last choice from now on.
pub fn choose(
    tx: &mut Tx,
    id: SessionId,
    membership: MembershipId,
    until: Timestamp,
    ends_at: Timestamp,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "update session set membership = $2, refresh_until = $3, ends_at = $4, \
         expires_at = case when portal = 'portal' then $3 else expires_at end \
         where id = $1 and ended_at is null \
         and not exists (select 1 from kiosk k where k.session = $1 and {read:kiosk k}) and {write:session}",
        params![id, membership, until, ends_at],
    )?)?;
    tx.run(
        "insert into last_choice (user_id, portal, membership) select s.user_id, s.portal, $2 from session s where s.id = $1 \
         and {read:session s} on conflict (user_id, portal) do update set membership = excluded.membership",
        params![id, membership],
    )
    .map(drop)
}

/// The session of a browser is in use: it holds until then. Never shortens, and never wakes one that is over.
pub fn touch(tx: &mut Tx, id: SessionId, until: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update session set expires_at = $2, refresh_until = $2 where id = $1 and portal = 'portal' and ended_at is null \
         and expires_at > $3 and expires_at < $2 \
         and not exists (select 1 from kiosk k where k.session = $1 and {read:kiosk k}) and {write:session}",
        params![id, until, now],
    )
    .map(drop)
}

/// Gives the session of a browser another token: the one before is dead from the next request on.
pub fn put_token(tx: &mut Tx, id: SessionId, token_hash: &[u8]) -> Result<(), StoreError> {
    super::one(tx.run(
        "update session set token_hash = $2 where id = $1 and portal = 'portal' and ended_at is null and {write:session}",
        params![id, token_hash],
    )?)
}

/// Ends the oldest living sessions of this person but for `most`, of which `newest` is one; how many were ended.
pub fn end_oldest(tx: &mut Tx, user: UserId, newest: SessionId, most: u32, now: Timestamp) -> Result<u64, StoreError> {
    let sql = format!(
        "update session set ended_at = $3 where user_id = $1 and ended_at is null and refresh_until > $3 and id <> $2 and id not in ( \
         select s.id from session s where s.user_id = $1 and s.ended_at is null and s.refresh_until > $3 and s.id <> $2 \
         and {{read:session s}} order by s.created_at desc, s.id desc limit {}) and {{write:session}}",
        most.saturating_sub(1)
    );
    tx.run(&sql, params![user, newest, now])
}
