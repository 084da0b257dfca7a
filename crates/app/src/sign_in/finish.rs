//! Answers a code with a session.

use domain::UserId;
use domain::ids::SessionId;
use envelope::{Token, random_token, token_hash};
use jiff::SignedDuration;
use store::tables::people::Person;
use store::tables::sign_in::Session;
use store::tables::{invitations, people, sign_in as table};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{ACCESS_MINUTES, PORTAL_HOURS, REFRESH_DAYS, after_minutes, answered, use_up};
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// A new session and its tokens, which are shown once and stored only as hashes.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub id: SessionId,
    /// Sent with each request.
    pub access: Token,
    /// Renews the session.
    pub refresh: Token,
    /// Seconds that the access token holds.
    pub expires_in: i64,
}

/// Opens a session for whoever knows the code. `portal` is `api` or `portal`: a token of one is refused by the other.
///
/// An unknown challenge, a wrong code, a used one and one past its time are the same answer: the field `code` is wrong.
/// [`AppError::TooMany`] when the address has had all wrong guesses of the day: for the network that asked for the code, or in all.
pub async fn finish(
    house: &House,
    caller: &Caller,
    challenge: Uuid,
    code: &str,
    portal: &'static str,
) -> Result<Opened, AppError> {
    let found = answered(house, challenge, code, None).await?;
    let desk = house.desk();
    let (access, refresh) = (random_token(&*house.entropy), random_token(&*house.entropy));
    let (access_hash, refresh_hash) = (token_hash(access.as_str()), token_hash(refresh.as_str()));
    let id = SessionId(desk.id(0));
    let minutes = if portal == "portal" { PORTAL_HOURS * 60 } else { ACCESS_MINUTES };
    let caller = caller.clone();
    let opened = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<Recorded<bool>, AppError> {
            let failed = || Ok(Recorded::with(false, record::plain(&desk, &caller, "sign_in_failed", 0).denied()));
            let Some(found) = &found else { return failed() };
            if !use_up(tx, found, desk.real)? {
                return failed();
            }
            let Some(user) = person(tx, &desk, found)? else { return failed() };
            let memberships = people::memberships(tx, user)?;
            // One membership is no choice; several are chosen by the person.
            let membership = (memberships.len() == 1).then(|| memberships[0].id);
            let session = Session {
                id,
                user,
                membership,
                portal: portal.to_owned(),
                created_at: desk.real,
                expires_at: after_minutes(desk.real, minutes),
                refresh_until: desk
                    .real
                    .saturating_add(SignedDuration::from_hours(24 * REFRESH_DAYS))
                    .unwrap_or(desk.real),
                ended_at: None,
            };
            table::insert_session(tx, &session, &access_hash, &refresh_hash)?;
            let draft = record::plain(&desk, &caller, "signed_in", 0).object(audit::Object::new("user", user.0));
            Ok(Recorded::with(true, draft))
        })
        .await?;
    if opened {
        Ok(Opened { id, access, refresh, expires_in: minutes * 60 })
    } else {
        Err(AppError::invalid("/code", "code_wrong"))
    }
}

/// Whose address it is. Whoever was invited there has just shown that it is theirs, and is a person here from now on.
fn person(tx: &mut Tx, desk: &Desk, found: &table::Challenge) -> Result<Option<UserId>, AppError> {
    if let Some(user) = found.user {
        return Ok(Some(user));
    }
    // Two codes may have gone to one invited address; the second finds the person that the first made.
    if let Some(user) = people::by_address(tx, &found.channel, &found.address_index)? {
        return Ok(Some(user));
    }
    let Some(invited) = invitations::at_address(tx, &found.channel, &found.address_index, desk.real)? else {
        return Ok(None);
    };
    let person = Person { id: invited.person, name_sealed: invited.name, language: invited.language, demo: desk.demo };
    people::insert(tx, &person, desk.now)?;
    let address = people::Address { channel: invited.channel, index: invited.index, sealed: invited.address };
    people::insert_address(tx, invited.person, &address, desk.real)?;
    Ok(Some(invited.person))
}
