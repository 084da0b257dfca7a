//! On the way to a provider and back: one attempt, for one browser, once, for ten minutes.

use domain::UserId;
use envelope::{random_token, token_hash};
use store::tables::sign_in::{self as table, Challenge};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Ask, MINUTES, Rules};
use crate::caller::Caller;
use crate::sign_in::{Who, network_of};
use crate::{AppError, House, record};

/// In the place of a channel: what is answered by a provider.
const SSO: &str = "sso";

/// An attempt that was begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// What the browser keeps, and nobody else.
    pub cookie: String,
    /// What is asked at the provider.
    pub ask: Ask,
}

/// An attempt whose answer came back to the browser that began it. It is used up.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What was asked.
    pub ask: Ask,
    /// Who began it while signed in, to link the identity; none: to sign in.
    pub links: Option<UserId>,
    pub(super) challenge: Challenge,
}

/// What a browser goes out for.
pub(crate) struct Errand<'a> {
    /// What is answered there, in the place of a channel.
    pub channel: &'static str,
    /// Where: its name in the settings.
    pub name: &'a str,
    /// The word for it in the log.
    pub action: &'static str,
    /// What the browser brings back unchanged, in letters, digits, dashes and underlines; may be empty.
    pub carried: &'a str,
}

/// Begins an attempt: to sign in, or, for somebody who is signed in and has shown lately who they are, to link.
/// [`AppError::StepUp`] where that is too long ago; the conflict `sso_elsewhere` in a session that a provider opened.
pub async fn begin(house: &House, caller: &Caller, rules: &Rules, links: Option<&Who>) -> Result<Begun, AppError> {
    let errand = Errand { channel: SSO, name: &rules.name, action: "sso_asked", carried: "" };
    begin_errand(house, caller, &errand, links).await
}

/// Begins an attempt of any kind. What it carries is part of the secret: another would not be the answer to what was asked.
pub(crate) async fn begin_errand(
    house: &House,
    caller: &Caller,
    errand: &Errand<'_>,
    links: Option<&Who>,
) -> Result<Begun, AppError> {
    let desk = house.desk();
    if let Some(who) = links {
        desk.proven_lately(who.proof())?;
    }
    let (id, random) = (desk.id(0), random_token(&*house.entropy));
    let secret = Zeroizing::new(match errand.carried {
        "" => random.as_str().to_owned(),
        carried => format!("{}.{carried}", random.as_str()),
    });
    let (user, session) = (links.map(Who::user), links.map(|who| who.signed.session.id.0));
    let challenge = Challenge {
        id,
        user,
        channel: errand.channel.to_owned(),
        address_index: errand.name.as_bytes().to_vec(),
        mailbox_index: errand.name.as_bytes().to_vec(),
        network_index: network_of(house, caller),
        code_hash: token_hash(&secret).to_vec(),
        first: None,
        proves: None,
        attempts: 0,
        expires_at: crate::sign_in::after_minutes(desk.real, MINUTES),
        used_at: None,
    };
    let cookie = format!("{id}.{}", secret.as_str());
    let ask = Ask::of(&secret);
    let (caller, name, action) = (caller.clone(), errand.name.to_owned(), errand.action);
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if let Some(session) = session
                && !store::tables::linked::bound(tx, session)?.is_empty()
            {
                return Err(AppError::Conflict("sso_elsewhere"));
            }
            table::insert_challenge(tx, &challenge, desk.real)?;
            let mut draft = record::plain(&desk, &caller, action, 0).fact("by", audit::Fact::Word(name.clone()));
            if let Some(user) = user {
                draft = draft.object(audit::Object::new("user", user.0));
            }
            Ok(Recorded::with((), draft))
        })
        .await?;
    Ok(Begun { cookie, ask })
}

/// The attempt that this browser began at this provider, if the answer belongs to it; used up from now on. Anything else is one
/// error, the field `state`: no cookie, that of another attempt, another provider's answer, one that came before, or too late.
pub async fn take(house: &House, rules: &Rules, cookie: &str, state: &str) -> Result<Attempt, AppError> {
    let taken = take_errand(house, SSO, &rules.name, cookie, state).await?;
    let (ask, challenge, _) = taken.ok_or_else(|| AppError::invalid("/state", "sso_lost"))?;
    Ok(Attempt { ask, links: challenge.user, challenge })
}

/// The same of any kind, with what the browser carried; none: the answer belongs to no attempt.
pub(crate) async fn take_errand(
    house: &House,
    channel: &'static str,
    name: &str,
    cookie: &str,
    state: &str,
) -> Result<Option<(Ask, Challenge, String)>, AppError> {
    let Some((id, secret)) = cookie.split_once('.') else { return Ok(None) };
    let Ok(id) = Uuid::parse_str(id) else { return Ok(None) };
    let ask = Ask::of(secret);
    if aws_lc_rs::constant_time::verify_slices_are_equal(ask.state.as_bytes(), state.as_bytes()).is_err() {
        return Ok(None);
    }
    let (name, hash, real) = (name.to_owned(), token_hash(secret), house.desk().real);
    let found = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let found = table::challenge(tx, id)?.filter(|found| {
                found.channel == channel
                    && found.address_index == name.as_bytes()
                    && found.code_hash == hash
                    && found.expires_at > real
            });
            let taken = match found {
                Some(found) if table::use_up(tx, id, real)? => Some(found),
                _ => None,
            };
            Ok(Recorded::housekeeping(taken))
        })
        .await?;
    let carried = secret.split_once('.').map_or("", |(_, carried)| carried).to_owned();
    Ok(found.map(|challenge| (ask, challenge, carried)))
}
