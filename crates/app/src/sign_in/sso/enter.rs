//! A session for whoever a provider has shown, if it is linked to a person here.

use domain::ids::SessionId;
use envelope::{Email, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use store::tables::linked::{self as table, Linked};
use store::tables::sign_in::Session;
use store::tables::{people, session_life, sign_in as sessions};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::linked::{add, on_record, served};
use super::{Attempt, Rules, Shown};
use crate::caller::Caller;
use crate::sign_in::{
    Address, CODE_MINUTES, Finished, Opened, SESSIONS_MAX, Started, devices, has_second, second, session,
};
use crate::{AppError, Desk, House, record};

/// LIMIT: a provider's clock may be so far ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

enum Outcome {
    /// For so many seconds.
    Opened(i64),
    Second(Uuid),
    /// Why not, as an error of the field `identity`.
    Refused(&'static str),
}

/// Opens a session in the portals. Who has an authenticator is asked for it, unless the settings let the provider's second factor
/// count and it says that there was one.
///
/// The field `identity` is wrong for one that is nobody's here (`sso_unknown`), and for whoever is a member of nobody whom the
/// provider serves (`sso_not_served`). An unknown one is linked at once to the person whose sign-in address it brings, where the
/// settings let this domain do so, the provider says that it is verified, and the person is a member already.
pub async fn enter(
    house: &House,
    caller: &Caller,
    rules: &Rules,
    attempt: Attempt,
    shown: &Shown,
) -> Result<Finished, AppError> {
    if attempt.links.is_some() {
        return Err(AppError::invalid("/state", "sso_lost"));
    }
    let desk = house.desk();
    let (access, refresh) = (random_token(&*house.entropy), random_token(&*house.entropy));
    let hashes = (token_hash(access.as_str()), token_hash(refresh.as_str()));
    let id = SessionId(desk.id(0));
    let lifetimes = house.access.lifetimes;
    let subject = house.indexes.identity(&shown.issuer, &shown.subject).to_vec();
    let address = trusted_address(rules, shown).map(|email| Address::Email(email).index(&house.indexes));
    let seen = {
        let subject = subject.clone();
        let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::by_subject(tx, &subject)?) };
        match house.store.read(Scope::SignIn, read).await? {
            Some(linked) => Some(devices::look(house, caller, linked.user, None).await?),
            // Linked just now, which is told.
            None => None,
        }
    };
    let (caller, rules) = (caller.clone(), rules.clone());
    let by_provider = rules.second && shown.second;
    let proven_at = proven(&desk, shown);
    let outcome = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let refused = |why| {
                let name = audit::Fact::Word(rules.name.clone());
                let draft = record::plain(&desk, &caller, "sign_in_failed", 0).denied().fact("by", name);
                Ok(Recorded::with(Outcome::Refused(why), draft))
            };
            let known = table::by_subject(tx, &subject)?;
            let new = known.is_none();
            let found = match known {
                None => by_address(tx, &desk, &rules, address.as_deref(), &subject)?,
                known => known,
            };
            let Some(linked) = found else { return refused("sso_unknown") };
            let orgs = served(tx, linked.user, &rules)?;
            // A provider that was renamed or given to others in the settings is not the one that was linked.
            if orgs.is_empty() || linked.provider != rules.name {
                return refused("sso_not_served");
            }
            if new {
                add(tx, &desk, &linked)?;
            }
            let recorded = |outcome, action| {
                let on = |action, nth| on_record(&desk, linked.user, action, &rules.name, linked.id, nth);
                let done = Recorded::with(outcome, on(action, 0));
                Ok(if new { done.and(on("identity_linked", 1)) } else { done })
            };
            table::used(tx, linked.id, desk.real)?;
            let user = linked.user;
            if !by_provider && has_second(tx, user)? {
                let next = second::ask(tx, &desk, user, &attempt.challenge)?;
                table::bind(tx, next, &orgs)?;
                return recorded(Outcome::Second(next), "second_factor_asked");
            }
            let memberships = people::memberships(tx, user)?;
            let open: Vec<_> = memberships.iter().filter(|membership| orgs.contains(&membership.org)).collect();
            // Who rules over one organisation's provider gives no proof that counts for the person elsewhere.
            let only_here = memberships.iter().all(|membership| orgs.contains(&membership.org));
            let proven_at = if only_here { proven_at } else { Timestamp::UNIX_EPOCH };
            let opened = session(&desk, id, user, "portal", &lifetimes, &open);
            let expires_in = opened.expires_at.duration_since(desk.real).as_secs();
            let session = Session { second: by_provider, proven_at, ..opened };
            sessions::insert_session(tx, &session, &hashes.0, &hashes.1)?;
            table::bind(tx, id.0, &orgs)?;
            session_life::end_oldest(tx, user, id, SESSIONS_MAX, desk.real)?;
            if let Some(seen) = &seen {
                devices::keep(tx, &desk, seen, id)?;
            }
            recorded(Outcome::Opened(expires_in), "signed_in")
        })
        .await?;
    match outcome {
        Outcome::Opened(expires_in) => Ok(Finished::Opened(Opened { id, access, refresh, expires_in })),
        Outcome::Second(challenge) => Ok(Finished::Second(Started { challenge, expires_in: CODE_MINUTES * 60 })),
        Outcome::Refused(why) => Err(AppError::invalid("/identity", why)),
    }
}

/// Records that a provider did not show who came back from it.
pub async fn failed(house: &House, caller: &Caller, rules: &Rules) -> Result<(), AppError> {
    let (desk, caller, name) = (house.desk(), caller.clone(), rules.name.clone());
    let work = move |_: &mut Tx| -> Result<_, AppError> {
        let by = audit::Fact::Word(name.clone());
        Ok(Recorded::with((), record::plain(&desk, &caller, "sign_in_failed", 0).denied().fact("by", by)))
    };
    house.store.write(Scope::SignIn, work).await
}

/// When the person last showed who they are: at the provider, not here. What it does not tell, or tells of the future, is no proof.
fn proven(desk: &Desk, shown: &Shown) -> Timestamp {
    let at = shown.at.filter(|at| desk.real.duration_since(*at) >= -AHEAD);
    at.map_or(Timestamp::UNIX_EPOCH, |at| at.min(desk.real))
}

/// The verified address, if the settings let its domain link people.
fn trusted_address(rules: &Rules, shown: &Shown) -> Option<Email> {
    let email = Email::parse(shown.email.as_deref()?).ok()?;
    let (_, domain) = email.as_str().rsplit_once('@')?;
    rules.domains.iter().any(|named| named == domain).then(|| email.clone())
}

/// The identity as it would be linked to whoever signs in by this address. Somebody who has one at this provider already keeps it.
fn by_address(
    tx: &mut Tx,
    desk: &Desk,
    rules: &Rules,
    address: Option<&[u8]>,
    subject: &[u8],
) -> Result<Option<Linked>, AppError> {
    let Some(address) = address else { return Ok(None) };
    let Some(user) = people::by_address(tx, "email", address)? else { return Ok(None) };
    if table::of(tx, user)?.iter().any(|one| one.provider == rules.name) {
        return Ok(None);
    }
    let provider = rules.name.clone();
    let subject = subject.to_vec();
    Ok(Some(Linked { id: desk.id(2), user, provider, subject, linked_at: desk.real, used_at: None }))
}
