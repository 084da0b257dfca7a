//! The sign-in of whoever asks: where they are reached, what they are where, on which devices they are signed in, and the exports
//! that they asked for. The name that stood in an invitation is sealed for nobody to read (class `credentials`) and is not in it.

use domain::{OrgId, UserId};
use envelope::{ForDelivery, Place};
use serde_json::{Value, json};
use store::tables::{organisations, people};
use store::{Scope, Tx};

use super::groups::{ACCOUNT, CONNECTIONS, EXPORTS, MEMBERSHIPS, SESSIONS};
use super::see::{MyExport, list};
use crate::caller::Caller;
use crate::connections::{self, Theirs};
use crate::held::Group;
use crate::{AppError, House, Limit, sign_in};

/// The sign-in itself, the memberships and the devices.
pub(super) async fn account(house: &House, caller: &Caller) -> Result<Vec<Group>, AppError> {
    let user = caller.user.ok_or(AppError::NotFound)?;
    let (person, addresses) = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok((people::get(tx, user)?.ok_or(AppError::NotFound)?, people::addresses(tx, user)?))
        })
        .await?;
    let key = house.key_of(user.0).await?;
    let (mut email, mut phone) = (Value::Null, Value::Null);
    for address in addresses {
        let (place, column) = if address.channel == "sms" { (&mut phone, "sms") } else { (&mut email, "email") };
        let at = Place { org: key.org(), table: "address", row: user.0, column };
        // What may be delivered to its own person may be handed to them.
        let opened = ForDelivery::<String>::from_bytes(address.sealed).open(&key, &at);
        *place = json!(opened.map_err(|error| AppError::unopened(&at, error))?);
    }
    let me = sign_in::memberships(house, user).await?;
    let members = me.memberships.into_iter().map(|(membership, org)| {
        vec![json!(org.reference), json!(org.code), json!(org.name), json!(membership.role.as_str())]
    });
    let sessions = sign_in::sessions(house, user)
        .await?
        .into_iter()
        .map(|session| vec![json!(session.portal), json!(session.created_at), json!(session.ends_at)]);
    Ok(vec![
        ACCOUNT.with(vec![vec![json!(user), json!(person.language), email, phone]]),
        MEMBERSHIPS.with(members.collect()),
        SESSIONS.with(sessions.collect()),
        connected(house, user).await?,
    ])
}

/// What they connected at others, for themselves and for organisations. Of what was granted there stands nothing.
async fn connected(house: &House, user: UserId) -> Result<Group, AppError> {
    let found = connections::made_by(house, user).await?;
    let orgs: Vec<_> = found.iter().map(|one| one.org).collect();
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        let reference = |org: &Option<OrgId>| match org {
            Some(org) => Ok(organisations::get(tx, *org)?.map(|org| org.reference)),
            None => Ok(None),
        };
        orgs.iter().map(reference).collect::<Result<Vec<_>, AppError>>()
    };
    let references = house.store.read(Scope::SignIn, read).await?;
    let rows = found.into_iter().zip(references).map(|(Theirs { shown, .. }, organisation)| {
        vec![
            json!(shown.kind),
            json!(shown.service),
            json!(shown.account),
            json!(organisation),
            json!(shown.connected_at),
            json!(shown.used_at),
        ]
    });
    Ok(CONNECTIONS.with(rows.collect()))
}

/// What the caller asked for before, and when they took it.
pub(super) async fn exports(house: &House, caller: &Caller) -> Result<Group, AppError> {
    let limit = Limit::new(100).unwrap_or(Limit::PAGE);
    let (found, _) = house.read(caller, move |tx, desk, caller| list(tx, desk, caller, None, limit)).await?;
    let row = |export: &MyExport| {
        vec![json!(export.asked_at), json!(export.stage.as_str()), json!(export.ends_at), json!(export.taken)]
    };
    Ok(EXPORTS.with(found.iter().map(row).collect()))
}
