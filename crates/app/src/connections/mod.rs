//! Services of others that a person or an organisation has connected (OAuth 2.0): a mailbox by which messages leave, a calendar into
//! which meetings are put.
//!
//! A grant is its person's agreement: sealed under their key, renewed before it runs out, given back when it is ended. Nothing that
//! signs anybody in, protects anybody, or is for a worker ever leaves by such a mailbox.

mod agenda;
mod connect;
mod ended;
mod grant;
mod mailbox;

use std::sync::Arc;

use audit::{Draft, Fact, Object};
use domain::office::first_role;
use domain::{OrgId, Role, UserId};
use envelope::{ForActing, Place, Seal, SubjectKey};
use serde::{Deserialize, Serialize};
use store::tables::connections::{self as table, Connection};
use store::tables::{organisations, people};
use store::{Job, Recorded, Scope, Tx};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use agenda::round;
pub use connect::{Attempt, Begun, Held, Mine, begin, held, keep, take};
pub(crate) use ended::stop_since;
pub use ended::{END, carry_out, end};
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

/// Where a connection's grant stands.
fn place(key: &SubjectKey, connection: uuid::Uuid) -> Place {
    Place { org: key.org(), table: "connection", row: connection, column: "grant" }
}

fn sealed(key: &SubjectKey, connection: uuid::Uuid, grant: &Grant) -> Vec<u8> {
    let secrets = Secrets {
        account: grant.account.clone(),
        access: grant.access.to_string(),
        refresh: grant.refresh.to_string(),
    };
    key.seal_for_acting(&place(key, connection), &secrets).as_bytes().to_vec()
}

async fn opened(house: &House, connection: &Connection) -> Result<Grant, AppError> {
    let key = house.key_of(connection.user.0).await?;
    let place = place(&key, connection.id);
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
    }
    let draft = on_record(desk, &Caller::system(), "connection_destroyed", connection);
    Ok(Recorded::with((), draft.fact("how", Fact::Word(how.to_owned()))))
}
