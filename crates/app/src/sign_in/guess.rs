//! A guess at a code: counted before it is looked at, for the code, for its address and the network that asked for it, and for
//! its address whoever asked, in a transaction that stays.

use domain::OrgId;
use jiff::Timestamp;
use store::tables::guesses;
use store::tables::sign_in::{self as table, Challenge};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{ATTEMPTS, WRONG_PER_ADDRESS, WRONG_PER_DAY};
use crate::{AppError, House};

const DAY_SECONDS: i64 = 86_400;

/// The challenge, if it can be answered and is meant for this: signing in, or the proof of a household's number. An unknown, used,
/// late or foreign one is the same as none. The guess is counted.
///
/// Once a mailbox has had [`WRONG_PER_DAY`] wrong guesses at codes that this network asked for, or [`WRONG_PER_ADDRESS`] at
/// all its codes, [`AppError::TooMany`] until the day (UTC) is over, for addresses that are known here and for those that are not.
/// Strangers cannot keep somebody out by the second: it does not hold for a network from which the address was signed in with.
///
/// It is the network that asked for the code that counts: a code is only named to whoever asked for it, and a person may go
/// from one network to another with it.
pub(crate) async fn counted(
    house: &House,
    challenge: Uuid,
    proves: Option<OrgId>,
) -> Result<Option<Challenge>, AppError> {
    let real = house.desk().real;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let found = table::challenge(tx, challenge)?.filter(|found| found.proves == proves);
            let Some(found) = found else { return Ok(Recorded::housekeeping(None)) };
            if !table::take_attempt(tx, challenge, ATTEMPTS, real)? {
                return Ok(Recorded::housekeeping(None));
            }
            // Refused here, nothing of this stays: the code can still be answered by whoever has a guess left.
            let network = &found.network_index;
            let known = guesses::is_known_network(tx, &found.channel, &found.address_index, network)?;
            let most = (WRONG_PER_DAY, if known { i64::MAX } else { WRONG_PER_ADDRESS });
            if !guesses::take(tx, &found.channel, &found.mailbox_index, network, day(real), most)? {
                return Err(AppError::TooMany { seconds: left_of_day(real) });
            }
            Ok(Recorded::housekeeping(Some(found)))
        })
        .await
}

/// The challenge, if `code` is the code that was sent for it. A wrong code and a challenge that cannot be answered are the same
/// answer: none.
pub(crate) async fn answered(
    house: &House,
    challenge: Uuid,
    code: &str,
    proves: Option<OrgId>,
) -> Result<Option<Challenge>, AppError> {
    let found = counted(house, challenge, proves).await?;
    Ok(found.filter(|found| fits(house, found, code)))
}

/// Whether this is the code that was sent for the challenge.
pub(crate) fn fits(house: &House, found: &Challenge, code: &str) -> bool {
    house.codes.matches(found.id, code, &found.code_hash)
}

/// Uses a code up that was answered rightly; false when somebody was quicker. The guess counts as none.
pub(crate) fn use_up(tx: &mut Tx, found: &Challenge, real: Timestamp) -> Result<bool, AppError> {
    guesses::not_wrong(tx, &found.channel, &found.mailbox_index, &found.network_index, day(real))?;
    Ok(table::use_up(tx, found.id, real)?)
}

/// The day of real time, as days since 1970 in UTC.
pub(crate) fn day(real: Timestamp) -> i64 {
    real.as_second().div_euclid(DAY_SECONDS)
}

pub(crate) fn left_of_day(real: Timestamp) -> u32 {
    u32::try_from(DAY_SECONDS - real.as_second().rem_euclid(DAY_SECONDS)).unwrap_or(u32::MAX)
}
