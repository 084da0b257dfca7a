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
use super::both::{self, Drawn, OTHER};
use super::devices::{self, Seen};
use super::passkey::signed::Party;
use super::passkey::{self, Answered};
use super::second::{self, SECOND, Shown};
use super::{CODE_MINUTES, Lifetimes, SESSIONS_MAX, Started, bound, guess, use_up};
use crate::alerts::Link;
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
    /// The code was right, and another one went to the person's other address, by this channel: it answers this challenge.
    Other(Started, String),
}

impl Finished {
    /// The session, unless a second factor is asked for.
    pub fn session(self) -> Option<Opened> {
        match self {
            Self::Opened(opened) => Some(opened),
            Self::Second(_) | Self::Other(..) => None,
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
    Other(Uuid, String),
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
    let tried = found.as_ref().filter(|found| [SECOND, OTHER].contains(&&*found.channel)).and_then(|found| found.user);
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
    let ready = match &answered {
        Some((found, answer)) => Ready::of(house, caller, found, *answer).await?,
        None => Ready::default(),
    };
    let (caller, lifetimes) = (caller.clone(), house.access.lifetimes);
    let outcome = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<Recorded<Outcome>, AppError> {
            let record = |action: &str| record::plain(&desk, &caller, action, 0);
            let about = |action: &str, user: UserId| record(action).object(audit::Object::new("user", user.0));
            // Whoever answers a second challenge has shown the first factor: the record says whose it is.
            let failed = |tx: &mut Tx| {
                let Some(user) = tried else {
                    return Ok(Recorded::with(Outcome::Failed, record("sign_in_failed").denied()));
                };
                second::tell_wrong(tx, &desk, user)?;
                Ok(Recorded::with(Outcome::Failed, about("sign_in_failed", user).denied()))
            };
            let Some((found, answer)) = &answered else { return failed(tx) };
            // What a provider opens is a session in the portals, for its organisations; programs sign in by a code.
            if portal == "api" && bound::is_bound(tx, found.id)? {
                return failed(tx);
            }
            // A code that was used, or is none of theirs, leaves the challenge open for the next guess.
            if let (Answer::Second(shown), Some(user)) = (*answer, found.user)
                && !second::take(tx, &desk, user, shown, ready.told.as_ref())?
            {
                return match shown {
                    Shown::Passkey(..) => Ok(Recorded::with(Outcome::Failed, about(shown.refused(), user).denied())),
                    Shown::Step(..) | Shown::Recovery(_) => failed(tx),
                };
            }
            if !use_up(tx, found, desk.real)? {
                return failed(tx);
            }
            let Some(user) = person(tx, &desk, found)? else { return failed(tx) };
            let only = matches!(answer, Answer::Code) && found.channel != OTHER;
            if matches!(answer, Answer::Code) {
                let (channel, address, network) = (&found.channel, &found.address_index, &found.network_index);
                guesses::know_network(tx, channel, address, network, guess::day(desk.real))?;
            }
            if only && has_second(tx, user)? {
                let next = second::ask(tx, &desk, user, found)?;
                return Ok(Recorded::with(Outcome::Second(next), about("second_factor_asked", user)));
            }
            if let Some(drawn) = ready.other.as_ref().filter(|_| only) {
                let next = both::ask(tx, &desk, user, drawn)?;
                let draft = about("second_factor_asked", user).fact("by", audit::Fact::Word("code".to_owned()));
                return Ok(Recorded::with(Outcome::Other(next, drawn.channel().to_owned()), draft));
            }
            let second = matches!(answer, Answer::Second(_));
            let how = match answer {
                Answer::Code if only => "code",
                Answer::Code => "two_codes",
                Answer::Second(Shown::Step(..)) => "authenticator",
                Answer::Second(Shown::Recovery(_)) => "recovery_code",
                Answer::Second(Shown::Passkey(..)) => "passkey",
            };
            let memberships = people::memberships(tx, user)?;
            let memberships: Vec<_> = memberships.iter().collect();
            let session =
                Session { second, first: came_by(found), ..session(&desk, id, user, portal, &lifetimes, &memberships) };
            let org = if let [only] = memberships[..] { Some(only.org) } else { None };
            let access = match &signer {
                Some(signer) => signer.sign(&desk, Bound { session: id, org, until: session.expires_at })?,
                None => secret.clone(),
            };
            table::insert_session(tx, &session, &token_hash(access.as_str()), &refresh_hash)?;
            bound::carry(tx, found.id, id.0)?;
            session_life::end_oldest(tx, user, id, SESSIONS_MAX, desk.real)?;
            if let Some(seen) = &ready.seen {
                devices::keep(tx, &desk, seen, id)?;
            }
            let draft = about("signed_in", user).fact("by", audit::Fact::Word(how.to_owned()));
            let expires_in = session.expires_at.duration_since(desk.real).as_secs();
            Ok(Recorded::with(Outcome::Opened(access, expires_in), draft))
        })
        .await?;
    match outcome {
        Outcome::Opened(access, expires_in) => Ok(Finished::Opened(Opened { id, access, refresh, expires_in })),
        Outcome::Second(challenge) => Ok(Finished::Second(Started { challenge, expires_in: CODE_MINUTES * 60 })),
        Outcome::Other(challenge, to) => Ok(Finished::Other(Started { challenge, expires_in: CODE_MINUTES * 60 }, to)),
        Outcome::Failed => Err(AppError::invalid(pointer, wrong)),
    }
}

/// What is sealed and drawn before the transaction of an answer.
#[derive(Default)]
struct Ready {
    /// The code to the other address.
    other: Option<Drawn>,
    /// What is said of a recovery code.
    told: Option<Link>,
    /// Where somebody signs in.
    seen: Option<Seen>,
}

impl Ready {
    /// Of whoever the code was sent to.
    async fn of(house: &House, caller: &Caller, found: &Challenge, answer: Answer) -> Result<Self, AppError> {
        let Some(user) = found.user else { return Ok(Self::default()) };
        let first = came_by(found);
        let told = match answer {
            Answer::Second(shown) => second::told(house, user, shown, first.as_deref()).await?,
            Answer::Code => None,
        };
        let only = matches!(answer, Answer::Code) && found.channel != OTHER;
        let other = if only { both::draw(house, user, found).await? } else { None };
        Ok(Self { other, told, seen: Some(devices::look(house, caller, user, first.as_deref()).await?) })
    }
}

/// Where the code went by which somebody came; none for whoever needed none.
fn came_by(found: &Challenge) -> Option<String> {
    let channel = found.first.as_ref().unwrap_or(&found.channel);
    ["sms", "email"].contains(&channel.as_str()).then(|| channel.clone())
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
        first: None,
        proven_at: desk.real,
    }
}

/// Whom the code was sent to, while the address is theirs: in between it may have become somebody else's. Whoever was invited there has
/// just shown that it is theirs, and is a person here from now on.
fn person(tx: &mut Tx, desk: &Desk, found: &Challenge) -> Result<Option<UserId>, AppError> {
    let Some(meant) = found.user else { return Ok(None) };
    if !["sms", "email"].contains(&found.channel.as_str()) {
        return Ok(Some(meant));
    }
    // Two codes may have gone to one invited address; the second finds the person that the first made.
    if let Some(user) = people::by_address(tx, &found.channel, &found.address_index)? {
        return Ok(Some(user).filter(|user| *user == meant));
    }
    let invited = invitations::at_address(tx, &found.channel, &found.address_index, desk.real)?;
    let Some(invited) = invited.filter(|invited| invited.person == meant) else { return Ok(None) };
    let person = Person { id: invited.person, name_sealed: invited.name, language: invited.language, demo: desk.demo };
    people::insert(tx, &person, desk.now)?;
    let mailbox = found.mailbox_index.clone();
    let address = people::Address { channel: invited.channel, index: invited.index, mailbox, sealed: invited.address };
    people::insert_address(tx, invited.person, &address, desk.real)?;
    Ok(Some(invited.person))
}
