//! Services of others that a person or an organisation has connected (OAuth 2.0): a mailbox by which messages leave, a calendar into
//! which meetings are put.
//!
//! A grant is its person's agreement: sealed under their key, renewed before it runs out, given back when it is ended. Nothing that
//! signs anybody in, protects anybody, or is for a worker ever leaves by such a mailbox.

mod agenda;
mod connect;
mod ended;
mod grant;
mod held;
mod mailbox;

use std::sync::Arc;

use audit::{Draft, Fact, Object};
use domain::office::first_role;
use domain::{OrgId, Role, UserId};
use envelope::{ForActing, ForDelivery, Place, Seal, SubjectKey};
use serde::{Deserialize, Serialize};
use store::tables::connections::{self as table, Connection};
use store::tables::{organisations, people};
use store::{Job, Recorded, Scope, Tx};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use agenda::round;
pub use connect::{Attempt, Begun, begin, failed, keep, take};
pub(crate) use ended::end_of;
pub(crate) use ended::stop_since;
pub use ended::{END, carry_out, end};
pub use held::{Held, Mine, held};
pub(crate) use held::{Theirs, made_by};
pub(crate) use mailbox::carry;

use crate::caller::Caller;
pub use crate::ports::services::{Ask, Grant, Kind, Put, Rules, Service, Serving, Unserved};
use crate::{AppError, Desk, House, record};

/// How long somebody has for what the service asks of them.
pub const MINUTES: i64 = crate::sso::MINUTES;
/// LIMIT: characters of an account's name.
pub const ACCOUNT_MAX: usize = 254;

const RELAY: Scope = Scope::System(Job::Relay);

/// A grant as it is sealed.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Secrets {
    account: String,
    access: String,
    refresh: String,
}

impl Seal for Secrets {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).expect("three texts serialise"))
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        serde_json::from_slice(plain).ok()
    }
}

/// The service of this name that the settings have.
fn named(house: &House, name: &str) -> Option<Arc<dyn Service>> {
    house.messenger.services().iter().find(|service| service.rules().name == name).cloned()
}

/// Where a connection's grant or account stands.
fn place(key: &SubjectKey, connection: uuid::Uuid, column: &'static str) -> Place {
    Place { org: key.org(), table: "connection", row: connection, column }
}

fn sealed(key: &SubjectKey, connection: uuid::Uuid, grant: &Grant) -> Vec<u8> {
    let secrets = Secrets {
        account: grant.account.clone(),
        access: grant.access.to_string(),
        refresh: grant.refresh.to_string(),
    };
    key.seal_for_acting(&place(key, connection, "grant"), &secrets).as_bytes().to_vec()
}

fn sealed_account(key: &SubjectKey, connection: uuid::Uuid, account: &str) -> Vec<u8> {
    key.seal_for_delivery(&place(key, connection, "account"), &account.to_owned()).as_bytes().to_vec()
}

/// What its person is called there: to be shown to them, and to whoever runs the organisation that it is connected for.
async fn account_of(house: &House, connection: &Connection) -> Result<String, AppError> {
    let key = house.key_of(connection.user.0).await?;
    let place = place(&key, connection.id, "account");
    let account = ForDelivery::<String>::from_bytes(connection.account.clone()).open(&key, &place);
    account.map_err(|error| AppError::unopened(&place, error))
}

async fn opened(house: &House, connection: &Connection) -> Result<Grant, AppError> {
    let key = house.key_of(connection.user.0).await?;
    let place = place(&key, connection.id, "grant");
    let secrets = ForActing::<Secrets>::from_bytes(connection.grant.clone())
        .open(&key, &place)
        .map_err(|error| AppError::unopened(&place, error))?;
    Ok(Grant {
        account: secrets.account.clone(),
        access: Zeroizing::new(secrets.access.clone()),
        refresh: Zeroizing::new(secrets.refresh.clone()),
        expires_at: connection.expires_at,
    })
}

/// Whether this person runs this organisation, an agency or a household. What the operator tells its own staff leaves by the house's
/// own way: whoever runs the machines is not told whom somebody protects.
fn runs(tx: &mut Tx, user: UserId, org: OrgId) -> Result<bool, AppError> {
    let Some(kind) = organisations::get(tx, org)?.map(|org| org.kind) else { return Ok(false) };
    let first = first_role(&kind);
    Ok(is_party(first) && people::memberships(tx, user)?.iter().any(|one| one.org == org && one.role == first))
}

/// Whether somebody in this role has meetings and is told of cases by an organisation of theirs.
const fn is_party(role: Role) -> bool {
    matches!(role, Role::Worker | Role::Customer | Role::CustomerApprover | Role::AgencyUser | Role::AgencyAdmin)
}

/// The record of something that happens to a connection.
fn on_record(desk: &Desk, caller: &Caller, action: &str, connection: &Connection) -> Draft {
    let caller = Caller { org: connection.org.or(caller.org), ..caller.clone() };
    record::plain(desk, &caller, action, 0)
        .object(Object::new("connection", connection.id))
        .object(Object::new("user", connection.user.0))
        .fact("kind", Fact::Word(connection.kind.clone()))
        .fact("by", Fact::Word(connection.service.clone()))
}

/// Tells whoever else runs the organisation that what was connected for it is used no more: they did nothing and would not know.
fn tell_others(tx: &mut Tx, desk: &Desk, connection: &Connection) -> Result<(), AppError> {
    const OF_ORG: &str = "connection-of-org-ended";
    let Some(org) = connection.org else { return Ok(()) };
    let Some(kind) = organisations::get(tx, org)?.map(|org| org.kind) else { return Ok(()) };
    let runs = first_role(&kind);
    let others = people::members(tx, org)?.into_iter().filter(|one| one.role == runs && one.user != connection.user);
    others.map(|one| one.user).try_for_each(|user| {
        let key = format!("{OF_ORG}:{}", connection.id);
        crate::notices::message(tx, desk, user, OF_ORG, &key, &serde_json::json!({}))
    })
}

/// Destroys a connection that is of no use any more, and tells its person by the house's own way, if there is anything to tell.
fn destroy(
    tx: &mut Tx,
    desk: &Desk,
    connection: &Connection,
    how: &'static str,
    told: Option<&str>,
) -> Result<Recorded<()>, AppError> {
    if !table::destroy(tx, connection.id)? {
        return Ok(Recorded::housekeeping(()));
    }
    if let Some(template) = told {
        let key = format!("{template}:{}", connection.id);
        crate::notices::message(tx, desk, connection.user, template, &key, &serde_json::json!({}))?;
        tell_others(tx, desk, connection)?;
    }
    let draft = on_record(desk, &Caller::system(), "connection_destroyed", connection);
    Ok(Recorded::with((), draft.fact("how", Fact::Word(how.to_owned()))))
}
