//! The relay: takes notices from the outbox under a lease, carries them out, and marks them done or to be tried again.
//!
//! At least once: a crash between delivery and the mark delivers again under the same key, never loses. At most once where the other
//! side took a message and did not say what became of it: that is left to people.

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use store::tables::outbox::{self, Notice};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use super::messages;
use crate::notices::Done;
use crate::ports::{SendError, faults};
use crate::{AppError, House};

/// How long one worker has for one notice.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After so many attempts a job is given up and shown to the operator.
pub const ATTEMPTS_MAX: i64 = 8;
/// After so many a message is: more than three hours after the first, so that a mail server may be down for a while.
pub const MESSAGE_ATTEMPTS_MAX: i64 = 14;
/// When what waits for something else is looked at again.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// When what somebody else is at is looked at again.
const LOOK_SOON: SignedDuration = SignedDuration::from_secs(5);
/// Taken at once.
const BATCH: u32 = 64;
/// Long jobs under way at the same time: each holds a file in memory.
const LONG_AT_ONCE: u32 = 2;
/// Carried out at the same time: one slow mailbox holds up nobody else, and the marks share the store's commits.
const AT_ONCE: usize = 16;

const RELAY: Scope = Scope::System(Job::Relay);

/// Makes due again what a process that has ended had under lease.
pub async fn take_back(house: &House) -> Result<(), AppError> {
    house
        .store
        .write(RELAY, |tx: &mut Tx| -> Result<_, AppError> {
            outbox::take_back(tx)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// Carries out what is due, but for messages and jobs that take their time; returns how many notices were taken.
pub async fn round(house: &House) -> Result<usize, AppError> {
    lane(house, outbox::claim, BATCH, AT_ONCE).await
}

/// Sends the messages that are due, after it has heard what became of those before.
pub async fn message_round(house: &House) -> Result<usize, AppError> {
    Ok(super::receipts::round(house).await? + lane(house, outbox::claim_messages, BATCH, AT_ONCE).await?)
}

/// Carries out a part of each job that takes its time, a few at once.
pub async fn long_round(house: &House) -> Result<usize, AppError> {
    lane(house, outbox::claim_long, LONG_AT_ONCE, LONG_AT_ONCE as usize).await
}

type Claim = fn(&mut Tx, Timestamp, Timestamp, u32) -> Result<Vec<Notice>, store::StoreError>;

async fn lane(house: &House, claim: Claim, batch: u32, at_once: usize) -> Result<usize, AppError> {
    let now = house.desk().real;
    let lease = now.saturating_add(LEASE).unwrap_or(now);
    let claimed = house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(Recorded::housekeeping(claim(tx, now, lease, batch)?))
        })
        .await?;
    let taken = claimed.len();
    let under_way = claimed.into_iter().map(|notice| one(house, notice, lease));
    stream::iter(under_way).buffer_unordered(at_once).try_collect::<()>().await?;
    Ok(taken)
}

async fn one(house: &House, notice: Notice, lease: Timestamp) -> Result<(), AppError> {
    let (id, attempts) = (notice.id, notice.attempts);
    let most = if notice.kind == outbox::MESSAGE { MESSAGE_ATTEMPTS_MAX } else { ATTEMPTS_MAX };
    match carry_out(house, notice, lease).await {
        Ok(Done::Done) => done(house, id).await,
        Ok(Done::Again) => put_off(house, id, SignedDuration::ZERO).await,
        Ok(Done::Elsewhere) => put_off(house, id, LOOK_SOON).await,
        Ok(Done::Waits) => put_off(house, id, LOOK_AGAIN).await,
        Err(SendError::Later(reason)) => failed(house, id, attempts, &reason, attempts >= most).await,
        Err(SendError::Never(reason) | SendError::Unknown(reason)) => failed(house, id, attempts, &reason, true).await,
    }
}

async fn carry_out(house: &House, notice: Notice, lease: Timestamp) -> Result<Done, SendError> {
    match notice.kind.as_str() {
        outbox::MESSAGE => messages::carry_out(house, notice, lease).await,
        "job" | outbox::LONG => {
            super::timers::follow_up(house, &notice).await.map_err(|error| SendError::Later(error.to_string()))
        }
        other => {
            tracing::error!(kind = other, "no such job");
            Err(SendError::Never(faults::JOB_UNKNOWN.to_owned()))
        }
    }
}

async fn done(house: &House, id: Uuid) -> Result<(), AppError> {
    let now = house.desk().real;
    house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            outbox::done(tx, id, now)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// Not a failure, so never given up: a worker's word is carried out in the end, however long protection lasts.
async fn put_off(house: &House, id: Uuid, wait: SignedDuration) -> Result<(), AppError> {
    let now = house.desk().real;
    house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            outbox::put_off(tx, id, now.saturating_add(wait).unwrap_or(now))?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

async fn failed(house: &House, id: Uuid, attempts: i64, reason: &str, given_up: bool) -> Result<(), AppError> {
    let now = house.desk().real;
    let reason: String = reason.chars().take(200).collect();
    tracing::warn!(%id, attempts, given_up, "notice not delivered");
    house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            outbox::failed(tx, id, &reason, again_at(now, attempts), given_up.then_some(now))?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// Twice as long after each failure: 2, 4, 8 ... seconds, at most an hour.
fn again_at(now: Timestamp, attempts: i64) -> Timestamp {
    let seconds = 1_i64.checked_shl(u32::try_from(attempts).unwrap_or(12).min(12)).unwrap_or(3600).min(3600);
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}
