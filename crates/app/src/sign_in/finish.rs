//! Answers a code with a session.

use domain::UserId;
use domain::ids::SessionId;
use envelope::{Token, random_token, token_hash};
use store::tables::people::{Membership, Person};
use store::tables::sign_in::{Challenge, Session};
use store::tables::{factors, guesses, invitations, passkeys, people, session_life, sign_in as table};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::access::{self, Bound};
use super::passkey::signed::Party;
use super::passkey::{self, Answered};
use super::second::{self, SECOND, Shown};
use super::{CODE_MINUTES, Lifetimes, SESSIONS_MAX, Started, bound, guess, use_up};
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// A new session and its tokens, which are shown once and stored only as hashes.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub id: SessionId,
    /// Sent with each request: by programs a signed token, by browsers a secret in a cookie.
    pub access: Token,
    /// Renews the session.
    pub refresh: Token,
    /// Seconds that the access token holds.
    pub expires_in: i64,
}

/// What came of a code.
#[derive(Debug, Clone)]
pub enum Finished {
    /// A session.
    Opened(Opened),
    /// The code was right, and the person has an authenticator: its code answers this challenge, as does a recovery code.
    Second(Started),
}

impl Finished {
    /// The session, unless a second factor is asked for.
    pub fn session(self) -> Option<Opened> {
        match self {
            Self::Opened(opened) => Some(opened),
            Self::Second(_) => None,
        }
    }
}

/// What the answer to a challenge shows.
#[derive(Clone, Copy)]
enum Answer {
    Code,
    Second(Shown),
}

/// What a transaction came to.
enum Outcome {
    Failed,
    Opened(Token, i64),
    Second(Uuid),
}

/// Opens a session for whoever knows the code, and shows their second factor where they have one: the first challenge is answered
/// by the code that was sent, the second by the authenticator. `portal` is `api` or `portal`: a token of one is refused by the other.
///
/// An unknown challenge, a wrong code, a used one and one past its time are the same answer: the field `code` is wrong.
/// [`AppError::TooMany`] when the address has had all wrong guesses of the day: for the network that asked for the code, or in all.
pub async fn finish(
    house: &House,
    caller: &Caller,
    challenge: Uuid,
    code: &str,
    portal: &'static str,
) -> Result<Finished, AppError> {
    let found = guess::counted(house, challenge, None).await?;
    let answer = match &found {
        Some(Challenge { user: Some(user), channel, .. }) if channel == SECOND => {
            second::shown(house, *user, code).await?.map(Answer::Second)
        }
        Some(found) => guess::fits(house, found, code).then_some(Answer::Code),
        None => None,
    };
    let tried = found.as_ref().filter(|found| found.channel == SECOND).and_then(|found| found.user);
    settle(house, caller, tried, found.zip(answer), portal, "/code", "code_wrong").await
}

/// The same with a passkey: alone, or in the place of a second code. The field `passkey` is wrong for one that shows nothing.
pub async fn finish_by_passkey(
    house: &House,
    party: &Party,
    caller: &Caller,
    challenge: Uuid,
    answered: &Answered,
    portal: &'static str,
) -> Result<Opened, AppError> {
    let found = guess::counted(house, challenge, None).await?;
    let found = found.filter(|found| [SECOND, passkey::FIRST].contains(&found.channel.as_str()));
    let shown = match &found {
        Some(found) => passkey::shown(house, party, found, answered).await?,
        None => None,
    };
    let tried = shown.map(|(user, _)| user).or_else(|| found.as_ref().and_then(|found| found.user));
    let answered =
        found.zip(shown).map(|(found, (user, shown))| (Challenge { user: Some(user), ..found }, Answer::Second(shown)));
    let finished = settle(house, caller, tried, answered, portal, "/passkey", "passkey_wrong").await?;
    finished.session().ok_or(AppError::SignedOut)
}

/// Opens a session for what was answered, or asks for the second factor. `tried`: whose it is, for the record of a wrong one.
async fn settle(
    house: &House,
    caller: &Caller,
    tried: Option<UserId>,
    answered: Option<(Challenge, Answer)>,
    portal: &'static str,
    pointer: &'static str,
    wrong: &'static str,
) -> Result<Finished, AppError> {
    let desk = house.desk();
    let (secret, refresh) = (random_token(&*house.entropy), random_token(&*house.entropy));
    let refresh_hash = token_hash(refresh.as_str());
    let signer = if portal == "api" && answered.is_some() { Some(access::signer(house).await?) } else { None };
    let id = SessionId(desk.id(0));
    let (caller, lifetimes) = (caller.clone(), house.access.lifetimes);
    let outcome = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<Recorded<Outcome>, AppError> {
            let record = |action: &str| record::plain(&desk, &caller, action, 0);
            let about = |action: &str, user: UserId| record(action).object(audit::Object::new("user", user.0));
            // Whoever answers a second challenge has shown the first factor: the record says whose it is.
            let failed = || {
                let draft = tried.map_or_else(|| record("sign_in_failed"), |user| about("sign_in_failed", user));
                Ok(Recorded::with(Outcome::Failed, draft.denied()))
            };
            let Some((found, answer)) = &answered else { return failed() };
            // What a provider opens is a session in the portals, for its organisations; programs sign in by a code.
            if portal == "api" && bound::is_bound(tx, found.id)? {
                return failed();
            }
            // A code that was used, or is none of theirs, leaves the challenge open for the next guess.
            if let (Answer::Second(shown), Some(user)) = (*answer, found.user)
                && !second::take(tx, &desk, user, shown)?
            {
                return match shown {
                    Shown::Passkey(..) => Ok(Recorded::with(Outcome::Failed, about(shown.refused(), user).denied())),
                    Shown::Step(..) | Shown::Recovery(_) => failed(),
                };
            }
            if !use_up(tx, found, desk.real)? {
                return failed();
            }
            let Some(user) = person(tx, &desk, found)? else { return failed() };
            if let Answer::Code = answer {
                let (channel, address, network) = (&found.channel, &found.address_index, &found.network_index);
                guesses::know_network(tx, channel, address, network, guess::day(desk.real))?;
            }
            if let Answer::Code = answer
                && has_second(tx, user)?
            {
                let next = second::ask(tx, &desk, user, found)?;
                return Ok(Recorded::with(Outcome::Second(next), about("second_factor_asked", user)));
            }
            let second = matches!(answer, Answer::Second(_));
            let how = match answer {
                Answer::Code => "code",
                Answer::Second(Shown::Step(..)) => "authenticator",
                Answer::Second(Shown::Recovery(_)) => "recovery_code",
                Answer::Second(Shown::Passkey(..)) => "passkey",
            };
            let memberships = people::memberships(tx, user)?;
            let memberships: Vec<_> = memberships.iter().collect();
            let session = Session { second, ..session(&desk, id, user, portal, &lifetimes, &memberships) };
            let org = if let [only] = memberships[..] { Some(only.org) } else { None };
            let access = match &signer {
                Some(signer) => signer.sign(&desk, Bound { session: id, org, until: session.expires_at })?,
                None => secret.clone(),
            };
            table::insert_session(tx, &session, &token_hash(access.as_str()), &refresh_hash)?;
            bound::carry(tx, found.id, id.0)?;
            session_life::end_oldest(tx, user, id, SESSIONS_MAX, desk.real)?;
            let draft = about("signed_in", user).fact("by", audit::Fact::Word(how.to_owned()));
            let expires_in = session.expires_at.duration_since(desk.real).as_secs();
            Ok(Recorded::with(Outcome::Opened(access, expires_in), draft))
        })
        .await?;
    match outcome {
        Outcome::Opened(access, expires_in) => Ok(Finished::Opened(Opened { id, access, refresh, expires_in })),
        Outcome::Second(challenge) => Ok(Finished::Second(Started { challenge, expires_in: CODE_MINUTES * 60 })),
        Outcome::Failed => Err(AppError::invalid(pointer, wrong)),
    }
}

/// Whether something is asked for beside the code.
pub(crate) fn has_second(tx: &mut Tx, user: UserId) -> Result<bool, AppError> {
    let app = factors::of(tx, user)?.is_some_and(|factor| factor.confirmed_at.is_some());
    Ok(app || !passkeys::of(tx, user)?.is_empty())
}

/// A session for whoever has just shown who they are by one factor. It acts by the only membership there is; of several the person
/// chooses one.
pub(crate) fn session(
    desk: &Desk,
    id: SessionId,
    user: UserId,
    portal: &str,
    lifetimes: &Lifetimes,
    memberships: &[&Membership],
) -> Session {
    let life = lifetimes.of_any(memberships.iter().copied());
    let ends_at = life.ends_at(desk.real);
    let until = life.until(desk.real, ends_at);
    Session {
        id,
        user,
        membership: if let [only] = memberships { Some(only.id) } else { None },
        portal: portal.to_owned(),
        created_at: desk.real,
        // A cookie is not renewed: it holds while it is used.
        expires_at: if portal == "portal" { until } else { lifetimes.token(desk.real, until) },
        refresh_until: until,
        ends_at,
        ended_at: None,
        second: false,
        proven_at: desk.real,
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
