//! Connecting a service: asked for by whoever has just shown who they are, agreed to there, kept here.

use audit::{Draft, Fact, Object};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{OrgId, UserId};
use serde_json::json;
use store::tables::connections::{self as table, Connection};
use store::tables::people;
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{ACCOUNT_MAX, Ask, Grant, Kind, Service, Unserved, is_party, on_record, runs, sealed, sealed_account};
use crate::caller::Caller;
pub use crate::sign_in::sso::Begun;
use crate::sign_in::sso::{self, Errand};
use crate::sign_in::{self, Who};
use crate::{AppError, House, alerts, record};

/// In the place of a channel: what is answered by a service.
const CHANNEL: &str = "connection";

/// An attempt whose answer came back to the browser that began it. It is used up.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// What was asked.
    pub ask: Ask,
    /// The account that is to be opened.
    pub account: String,
    /// For which organisation; none: for the person.
    pub org: Option<OrgId>,
    /// Who began it.
    by: Option<UserId>,
}

/// The organisation that this session acts for, if its person runs it.
pub(super) fn run_by(tx: &mut Tx, who: &Who) -> Result<Option<OrgId>, AppError> {
    let Some(org) = who.caller().and_then(|caller| caller.org) else { return Ok(None) };
    Ok(runs(tx, who.user(), org)?.then_some(org))
}

/// Refuses a session that is not its person's own from end to end: a provider opened it, or it is at a device that many use.
pub(super) fn own_session(tx: &mut Tx, who: &Who) -> Result<(), AppError> {
    sign_in::by_own_means(tx, who.signed.session.id)?;
    match table::at_shared_device(tx, who.signed.session.id)? {
        true => Err(AppError::Conflict("connection_not_here")),
        false => Ok(()),
    }
}

pub(super) fn may_own(tx: &mut Tx, who: &Who) -> Result<bool, AppError> {
    Ok(people::memberships(tx, who.user())?.iter().any(|one| is_party(one.role)))
}

/// Begins to connect this account of a service: for the person, or for the organisation that they act for. The field `account` may be
/// wrong. [`AppError::StepUp`] for whoever did not show lately who they are; [`AppError::NotFound`] for who does not run the organisation;
/// the conflicts `sso_elsewhere` and `connection_not_here` in a session that is not one's own, `connection_there` where there is one.
pub async fn begin(
    house: &House,
    caller: &Caller,
    who: &Who,
    service: &dyn Service,
    for_org: bool,
    account: &str,
) -> Result<Begun, AppError> {
    let (rules, account) = (service.rules(), account.trim().to_owned());
    checked(rules.kind, &account)?;
    let (kind, asks) = (rules.kind, who.clone());
    let org = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            own_session(tx, &asks)?;
            let org = run_by(tx, &asks)?;
            let may = if for_org { org.is_some() } else { may_own(tx, &asks)? };
            if !may {
                return Err(AppError::NotFound);
            }
            let there = match org.filter(|_| for_org) {
                Some(org) => table::of_org(tx, org)?,
                None => table::of_person(tx, asks.user())?,
            };
            if there.iter().any(|one| one.kind == kind.as_str()) {
                return Err(AppError::Conflict("connection_there"));
            }
            Ok(org.filter(|_| for_org))
        })
        .await?;
    let carried = URL_SAFE_NO_PAD.encode(format!("{}\n{account}", org.map(|org| org.to_string()).unwrap_or_default()));
    let errand = Errand { channel: CHANNEL, name: &rules.name, action: "connection_asked", carried: &carried };
    sso::begin_errand(house, caller, &errand, Some(who)).await
}

/// What people may type as their account: a mailbox has an address; a calendar's may be any word that is no path.
fn checked(kind: Kind, account: &str) -> Result<(), AppError> {
    let wrong = || AppError::invalid("/account", if kind == Kind::Mailbox { "email_wrong" } else { "account_wrong" });
    let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '/' | '\\' | '?' | '#' | '%');
    if account.is_empty() || account.chars().count() > ACCOUNT_MAX || account.starts_with('.') || account.contains(odd)
    {
        return Err(wrong());
    }
    if kind == Kind::Mailbox { envelope::Email::parse(account).map(drop).map_err(|_| wrong()) } else { Ok(()) }
}

/// The attempt that this browser began at this service, if the answer belongs to it; used up from now on. Anything else is one error,
/// the field `state`.
pub async fn take(house: &House, service: &dyn Service, cookie: &str, state: &str) -> Result<Attempt, AppError> {
    let lost = || AppError::invalid("/state", "connection_lost");
    let taken = sso::take_errand(house, CHANNEL, &service.rules().name, cookie, state).await?;
    let (ask, challenge, carried) = taken.ok_or_else(lost)?;
    let carried = URL_SAFE_NO_PAD.decode(carried).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let carried = carried.ok_or_else(lost)?;
    let (org, account) = carried.split_once('\n').ok_or_else(lost)?;
    let org = match org {
        "" => None,
        org => Some(OrgId(Uuid::parse_str(org).map_err(|_| lost())?)),
    };
    Ok(Attempt { ask, account: account.to_owned(), org, by: challenge.user })
}

/// Records that a service granted nothing that could be kept: its person said no there, it refused, or it did not answer.
pub async fn failed(
    house: &House,
    caller: &Caller,
    who: &Who,
    service: &dyn Service,
    attempt: &Attempt,
    unserved: &Unserved,
) -> Result<(), AppError> {
    let (desk, user, rules) = (house.desk(), who.user(), service.rules());
    let by = Caller { user: Some(user), org: attempt.org.or(caller.org), ..caller.clone() };
    let facts = [("kind", rules.kind.as_str()), ("by", rules.name.as_str()), ("how", unserved.as_str())];
    let facts = facts.map(|(name, word)| (name, word.to_owned()));
    let work = move |_: &mut Tx| -> Result<_, AppError> {
        let draft = record::plain(&desk, &by, "connection_refused", 0).denied().object(Object::new("user", user.0));
        let with = |draft: Draft, (name, word): &(&'static str, String)| draft.fact(*name, Fact::Word(word.clone()));
        Ok(Recorded::with((), facts.iter().fold(draft, with)))
    };
    house.store.write(Scope::SignIn, work).await
}

/// Keeps what a service granted, for the person who began the attempt and is still the one signed in. They are told at each
/// address of theirs. What is not kept is given back.
pub async fn keep(
    house: &House,
    caller: &Caller,
    who: &Who,
    service: &dyn Service,
    attempt: &Attempt,
    grant: &Grant,
) -> Result<(), AppError> {
    let kept = kept(house, caller, who, service, attempt, grant).await;
    if kept.is_err()
        && let Err(unserved) = service.revoke(grant).await
    {
        tracing::warn!(service = service.rules().name, %unserved, "a grant that is not kept could not be given back");
    }
    kept
}

async fn kept(
    house: &House,
    caller: &Caller,
    who: &Who,
    service: &dyn Service,
    attempt: &Attempt,
    grant: &Grant,
) -> Result<(), AppError> {
    let (desk, user) = (house.desk(), who.user());
    if attempt.by != Some(user) {
        return Err(AppError::invalid("/state", "connection_lost"));
    }
    let (id, key) = (desk.id(0), house.key_of(user.0).await?);
    let rules = service.rules();
    let new = Connection {
        id,
        user,
        org: attempt.org,
        kind: rules.kind.as_str().to_owned(),
        service: rules.name.clone(),
        account: sealed_account(&key, id, &grant.account),
        grant: sealed(&key, id, grant),
        expires_at: grant.expires_at,
        version: 1,
        doubts: 0,
        failures: 0,
        connected_at: desk.real,
        used_at: None,
    };
    let due_at = (rules.kind == Kind::Calendar).then_some(desk.real);
    let (who, by) = (who.clone(), Caller { user: Some(user), ..caller.clone() });
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            own_session(tx, &who)?;
            if let Some(org) = new.org
                && run_by(tx, &who)? != Some(org)
            {
                return Err(AppError::NotFound);
            }
            if !table::insert(tx, &new, due_at)? {
                return Err(AppError::Conflict("connection_there"));
            }
            // At each address: whoever reads one of them may be who did it.
            let (template, told) = (format!("{}-connected", new.kind), people::addresses(tx, user)?);
            alerts::everywhere(tx, &desk, user, &told, &template, &json!({}))?;
            Ok(Recorded::with((), on_record(&desk, &by, "connection_made", &new)))
        })
        .await
}
