//! The relay: takes notices from the outbox under a lease, carries them out, and marks them done or to be tried again.
//!
//! At least once: a crash between delivery and the mark delivers again under the same key, never loses.

use domain::{CaseId, UserId};
use envelope::{ForDelivery, Place};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use store::tables::outbox::{self, Notice};
use store::tables::{agency_applications, invitations, people};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::notices::{ARRIVAL_CODE, Done};
use crate::ports::{Message, SendError};
use crate::{AppError, House};

/// How long one worker has for one notice.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After so many attempts a notice is given up and shown to the operator.
pub const ATTEMPTS_MAX: i64 = 8;
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

/// Carries out what is due, but for jobs that take their time; returns how many notices were taken.
pub async fn round(house: &House) -> Result<usize, AppError> {
    lane(house, outbox::claim, BATCH, AT_ONCE).await
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
    let under_way = claimed.into_iter().map(|notice| one(house, notice));
    stream::iter(under_way).buffer_unordered(at_once).try_collect::<()>().await?;
    Ok(taken)
}

async fn one(house: &House, notice: Notice) -> Result<(), AppError> {
    let (id, attempts) = (notice.id, notice.attempts);
    match carry_out(house, notice).await {
        Ok(Done::Done) => done(house, id).await,
        Ok(Done::Again) => put_off(house, id, SignedDuration::ZERO).await,
        Ok(Done::Elsewhere) => put_off(house, id, LOOK_SOON).await,
        Ok(Done::Waits) => put_off(house, id, LOOK_AGAIN).await,
        Err(SendError::Later(reason)) => failed(house, id, attempts, &reason, false).await,
        Err(SendError::Never(reason)) => failed(house, id, attempts, &reason, true).await,
    }
}

async fn carry_out(house: &House, notice: Notice) -> Result<Done, SendError> {
    match notice.kind.as_str() {
        "message" => message(house, notice).await.map(|()| Done::Done),
        "job" | outbox::LONG => {
            super::timers::follow_up(house, &notice).await.map_err(|error| SendError::Later(error.to_string()))
        }
        other => Err(SendError::Never(format!("no job of kind {other}"))),
    }
}

async fn message(house: &House, notice: Notice) -> Result<(), SendError> {
    let later = |error: AppError| SendError::Later(error.to_string());
    let Some(user) = notice.user else { return Err(SendError::Never("nobody to send it to".to_owned())) };
    let reached = house.store.read(RELAY, move |tx: &mut Tx| reach(tx, user)).await.map_err(later)?;
    let Some((language, addresses)) = reached else { return Err(SendError::Never("the person is gone".to_owned())) };
    // A number that is to be proven comes with the notice. A code goes to the address that asked for it; anything else to the first that the person has.
    let wanted = notice.channel.clone();
    let given = notice.address.zip(wanted.clone());
    let given = given.map(|(sealed, channel)| people::Address { channel, index: Vec::new(), sealed });
    let Some(address) = given
        .into_iter()
        .chain(addresses)
        .into_iter()
        .find(|address| wanted.as_ref().is_none_or(|channel| *channel == address.channel))
    else {
        return Err(SendError::Never("the person has no such address".to_owned()));
    };
    let key = house.key_of(user.0).await.map_err(later)?;
    let damaged = |place: Place| {
        move |error: envelope::OpenError| SendError::Never(AppError::unopened(&place, error).to_string())
    };
    let column = if address.channel == "sms" { "sms" } else { "email" };
    let place = Place { org: key.org(), table: "address", row: user.0, column };
    let to = ForDelivery::<String>::from_bytes(address.sealed).open(&key, &place).map_err(damaged(place))?;
    let code = match notice.code {
        Some(sealed) => {
            let place = Place { org: key.org(), table: "outbox", row: notice.id, column: "code" };
            Some(ForDelivery::<String>::from_bytes(sealed).open(&key, &place).map_err(damaged(place))?)
        }
        None if notice.template == ARRIVAL_CODE => Some(house.arrival_code(case_of(&notice.args)?)),
        None => None,
    };
    let Some((subject, text)) = house.texts.render(&language, &notice.template, &notice.args, code.as_deref()) else {
        return Err(SendError::Never(format!("no template {}", notice.template)));
    };
    house.messenger.send(Message { key: notice.key, channel: address.channel, to, subject, text }).await
}

fn case_of(args: &serde_json::Value) -> Result<CaseId, SendError> {
    let id = args["id"].as_str().and_then(|text| Uuid::parse_str(text).ok());
    id.map(CaseId).ok_or_else(|| SendError::Never("a message about a case names none".to_owned()))
}

/// The language and addresses of a person, or of somebody who was invited or applies and is none here yet.
fn reach(tx: &mut Tx, user: UserId) -> Result<Option<(String, Vec<people::Address>)>, AppError> {
    if let Some(person) = people::get(tx, user)? {
        return Ok(Some((person.language, people::addresses(tx, user)?)));
    }
    if let Some(invited) = invitations::by_person(tx, user)? {
        let address = people::Address { channel: invited.channel, index: invited.index, sealed: invited.address };
        return Ok(Some((invited.language, vec![address])));
    }
    let applies = agency_applications::by_person(tx, user)?;
    Ok(applies.map(|applies| (applies.language, applies.contact.into_iter().collect())))
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

async fn failed(house: &House, id: Uuid, attempts: i64, reason: &str, never: bool) -> Result<(), AppError> {
    let now = house.desk().real;
    let given_up = never || attempts >= ATTEMPTS_MAX;
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
