//! Signing in by a passkey: a key of a device that its person unlocks, alone or beside the code.
//!
//! What is asked is no random number that is kept, but the keyed hash of the challenge's identifier: nobody can foretell it, and it is
//! as single as its row, which is used up, ends after five minutes and names the session that it is for.

mod cbor;
pub mod signed;

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use domain::UserId;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;
use store::tables::sign_in::{self as sessions, Challenge};
use store::tables::{guesses, passkeys, people};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use self::signed::Party;
use super::second::{SECOND, Shown};
use super::{CODE_MINUTES, after_minutes, network_of};
use crate::caller::Caller;
use crate::{AppError, Desk, House, notices};

/// LIMIT: how many challenges one network may ask for in an hour to sign in by a passkey.
const ASKED_PER_HOUR: i64 = 120;

/// In the place of a channel: signing in by a passkey alone.
pub(crate) const FIRST: &str = "passkey";
/// A question that a passkey answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Named in the answer.
    pub id: Uuid,
    /// What the device signs, in base64url.
    pub challenge: String,
    /// Seconds that it can be answered.
    pub expires_in: i64,
}

/// What a passkey answers, as browsers write it (`PublicKeyCredential.toJSON()`); what else they write is left aside.
#[derive(Debug, Clone, Deserialize)]
pub struct Answered {
    #[serde(rename = "rawId")]
    pub(crate) credential: String,
    pub(crate) response: Response,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Response {
    #[serde(rename = "clientDataJSON")]
    pub(crate) client_data: String,
    pub(crate) attestation_object: Option<String>,
    authenticator_data: Option<String>,
    signature: Option<String>,
    user_handle: Option<String>,
}

/// Bytes as browsers and programs write them.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// What the device is to sign for this challenge.
pub(crate) fn asked_of(house: &House, challenge: Uuid) -> [u8; 32] {
    house.codes.hash(challenge, "passkey")
}

/// The question that belongs to a challenge: a second one can be answered by a passkey as by a code.
pub fn asked(house: &House, challenge: Uuid) -> Asked {
    let text = URL_SAFE_NO_PAD.encode(asked_of(house, challenge));
    Asked { id: challenge, challenge: text, expires_in: CODE_MINUTES * 60 }
}

pub(crate) fn row(desk: &Desk, channel: &str, user: Option<UserId>, about: &[u8], network: Vec<u8>) -> Challenge {
    Challenge {
        id: desk.id(2),
        user,
        channel: channel.to_owned(),
        address_index: about.to_vec(),
        mailbox_index: about.to_vec(),
        network_index: network,
        // No code answers it.
        code_hash: Vec::new(),
        first: None,
        proves: None,
        attempts: 0,
        expires_at: after_minutes(desk.real, CODE_MINUTES),
        used_at: None,
    }
}

/// Asks whoever it is for a passkey, to sign in. [`AppError::TooMany`] when one network asks all the time.
pub async fn ask_first(house: &House, caller: &Caller) -> Result<Asked, AppError> {
    let (desk, network) = (house.desk(), network_of(house, caller));
    // Counted for itself: nobody's wrong guesses are another's.
    let row = row(&desk, FIRST, None, desk.id(2).as_bytes(), network);
    let id = row.id;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            guesses::hold(tx, FIRST, &row.network_index, super::day(desk.real))?;
            let since = desk.real.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(desk.real);
            if sessions::challenges_from(tx, FIRST, &row.network_index, since)? >= ASKED_PER_HOUR {
                return Err(AppError::TooMany { seconds: 600 });
            }
            sessions::insert_challenge(tx, &row, desk.real)?;
            Ok(Recorded::housekeeping(()))
        })
        .await?;
    Ok(asked(house, id))
}

/// The question that a passkey answers in the place of a second code; none where the person has no passkey, or the challenge is none.
pub async fn asked_second(house: &House, challenge: Uuid) -> Result<Option<Asked>, AppError> {
    let has = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let found = sessions::challenge(tx, challenge)?.filter(|found| found.channel == SECOND);
            match found.and_then(|found| found.user) {
                Some(user) => Ok(!passkeys::of(tx, user)?.is_empty()),
                None => Ok(false),
            }
        })
        .await?;
    Ok(has.then(|| asked(house, challenge)))
}

/// Whose passkey answered this challenge, and what it shows; none for anything that is not as it should be. Nothing is used up yet.
pub(crate) async fn shown(
    house: &House,
    party: &Party,
    found: &Challenge,
    answered: &Answered,
) -> Result<Option<(UserId, Shown)>, AppError> {
    let Some(credential) = bytes(&answered.credential) else { return Ok(None) };
    let passkey = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(match passkeys::by_credential(tx, &credential)? {
                // Whoever was forgotten has nothing left to sign in as.
                Some(passkey) if people::get(tx, passkey.user)?.is_some() => Some(passkey),
                _ => None,
            })
        })
        .await?;
    let Some(passkey) = passkey.filter(|passkey| found.user.is_none_or(|user| user == passkey.user)) else {
        return Ok(None);
    };
    let response = &answered.response;
    let handle = response.user_handle.as_deref().filter(|handle| !handle.is_empty()).map(bytes);
    if handle.is_some_and(|handle| handle.as_deref() != Some(passkey.user.0.as_bytes())) {
        return Ok(None);
    }
    let parts = (|| {
        let client = bytes(&response.client_data)?;
        Some((client, bytes(response.authenticator_data.as_deref()?)?, bytes(response.signature.as_deref()?)?))
    })();
    let signs = parts.and_then(|(client, data, signature)| {
        signed::asserted(party, &asked_of(house, found.id), &client, &data, &signature, &passkey.public_key)
    });
    Ok(signs.map(|signs| (passkey.user, Shown::Passkey(passkey.id, signs))))
}

/// A passkey whose counter went back is in use twice: its person is told.
pub(crate) fn copied(tx: &mut Tx, desk: &Desk, user: UserId) -> Result<(), AppError> {
    let key = format!("passkey-copied:{}", desk.id(0x26));
    notices::message(tx, desk, user, "passkey-copied", &key, &json!({}))
}
