//! A person's identities at providers: linked while signed in with a fresh proof, seen, and taken away.

use audit::Object;
use domain::{OrgId, Role, UserId};
use jiff::Timestamp;
use serde_json::json;
use store::tables::linked::{self as table, Linked};
use store::tables::{organisations, people};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{Attempt, OPERATOR, Rules, Shown};
use crate::caller::Caller;
use crate::sign_in::Who;
use crate::{AppError, Desk, House, notices, record};

/// An identity as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The identifier.
    pub id: Uuid,
    /// The provider's name in the settings.
    pub provider: String,
    /// When it was linked.
    pub linked_at: Timestamp,
    /// When somebody last signed in by it.
    pub used_at: Option<Timestamp>,
}

/// The person's identities, oldest first.
pub async fn identities(house: &House, who: &Who) -> Result<Vec<Identity>, AppError> {
    let user = who.user();
    let found =
        house.store.read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::of(tx, user)?) }).await?;
    let shown =
        |one: Linked| Identity { id: one.id, provider: one.provider, linked_at: one.linked_at, used_at: one.used_at };
    Ok(found.into_iter().map(shown).collect())
}

/// The provider that opened this session, as far as is known: the one that the person last came in by. None for a session by a code.
pub async fn opened_by(house: &House, who: &Who) -> Result<Option<String>, AppError> {
    let (user, session) = (who.user(), who.signed.session.id);
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if table::bound(tx, session.0)?.is_empty() {
                return Ok(None);
            }
            let last = table::of(tx, user)?.into_iter().max_by_key(|one| one.used_at);
            Ok(last.map(|one| one.provider))
        })
        .await
}

/// Whether the person is a member of an organisation that this provider may serve.
pub async fn serves(house: &House, who: &Who, rules: &Rules) -> Result<bool, AppError> {
    let (user, rules) = (who.user(), rules.clone());
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(!served(tx, user, &rules)?.is_empty()) })
        .await
}

/// Where the person is staff of those whom the provider may serve. A worker's or household's sign-in is nobody else's: whoever runs
/// an agency's provider must not come in as its worker.
pub(super) fn served(tx: &mut Tx, user: UserId, rules: &Rules) -> Result<Vec<OrgId>, AppError> {
    let mut orgs = Vec::new();
    let staff = |role| !matches!(role, Role::Worker | Role::Customer | Role::CustomerApprover);
    for membership in people::memberships(tx, user)?.into_iter().filter(|membership| staff(membership.role)) {
        let Some(org) = organisations::get(tx, membership.org)? else { continue };
        let code = if org.kind == OPERATOR { Some(OPERATOR) } else { org.code.as_deref() };
        if code.is_some_and(|code| rules.organisations.iter().any(|named| named == code)) && !orgs.contains(&org.id) {
            orgs.push(org.id);
        }
    }
    Ok(orgs)
}

/// Links what a provider has shown to the person who began the attempt and is still the one signed in. Whoever reads their messages
/// is told. The conflicts `identity_taken` where it is somebody's already or they have another one there, and `sso_not_served`
/// where they are a member of nobody whom the provider serves.
pub async fn link(house: &House, who: &Who, rules: &Rules, attempt: &Attempt, shown: &Shown) -> Result<(), AppError> {
    let (desk, user) = (house.desk(), who.user());
    if attempt.links != Some(user) {
        return Err(AppError::invalid("/state", "sso_lost"));
    }
    let new = Linked {
        id: desk.id(0),
        user,
        provider: rules.name.clone(),
        subject: house.indexes.identity(&shown.issuer, &shown.subject).to_vec(),
        linked_at: desk.real,
        used_at: None,
    };
    let rules = rules.clone();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if served(tx, user, &rules)?.is_empty() {
                return Err(AppError::Conflict("sso_not_served"));
            }
            add(tx, &desk, &new)?;
            Ok(Recorded::with((), on_record(&desk, user, "identity_linked", &new.provider, new.id, 0)))
        })
        .await
}

/// Adds the identity, and tells its person.
pub(super) fn add(tx: &mut Tx, desk: &Desk, new: &Linked) -> Result<(), AppError> {
    if !table::insert(tx, new)? {
        return Err(AppError::Conflict("identity_taken"));
    }
    tell(tx, desk, new.user, "identity-linked", new.id)
}

/// Takes an identity away: nobody signs in by it any more, and what other sessions were opened by a provider end. Wants a fresh proof.
pub async fn unlink(house: &House, who: &Who, id: Uuid) -> Result<(), AppError> {
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    desk.proven_lately(who.proof())?;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let one = table::of(tx, user)?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
            table::remove(tx, id, user)?;
            let ended = table::end_bound(tx, user, session, desk.real)?;
            tell(tx, &desk, user, "identity-unlinked", id)?;
            let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
            let draft = on_record(&desk, user, "identity_unlinked", &one.provider, id, 0);
            Ok(Recorded::with((), draft.fact("sessions_ended", ended)))
        })
        .await
}

fn tell(tx: &mut Tx, desk: &Desk, user: UserId, template: &str, id: Uuid) -> Result<(), AppError> {
    notices::message(tx, desk, user, template, &format!("{template}:{id}"), &json!({}))
}

pub(super) fn on_record(
    desk: &Desk,
    user: UserId,
    action: &str,
    provider: &str,
    identity: Uuid,
    nth: u16,
) -> audit::Draft {
    let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
    record::plain(desk, &caller, action, nth)
        .object(Object::new("user", user.0))
        .fact("by", audit::Fact::Word(provider.to_owned()))
        .fact("identity", audit::Fact::Id(identity))
}
