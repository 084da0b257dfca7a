//! What is connected, as its person sees it, and whoever runs the organisation that it is connected for.

use domain::{OrgId, UserId};
use jiff::Timestamp;
use store::tables::connections::{self as table, Connection};
use store::{Scope, Tx};
use uuid::Uuid;

use super::account_of;
use super::connect::{may_own, run_by};
use crate::sign_in::Who;
use crate::{AppError, House};

/// A connection as those see it who may end it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// The identifier.
    pub id: Uuid,
    /// Whether it is the organisation's that the person acts for, and not their own.
    pub of_org: bool,
    /// `mailbox` or `calendar`.
    pub kind: String,
    /// The service's name in the settings.
    pub service: String,
    /// What whoever connected it is called there.
    pub account: String,
    /// Who connected it.
    pub by: UserId,
    /// When it was connected.
    pub connected_at: Timestamp,
    /// When it was last of use.
    pub used_at: Option<Timestamp>,
    /// Whether it has come to nothing lately.
    pub falters: bool,
}

/// What somebody may connect, and has connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What they and their organisation have connected, oldest first.
    pub connections: Vec<Mine>,
    /// Whether they may connect something for themselves: who is staff of the operator alone has nothing to put there.
    pub own: bool,
    /// Whether they run the organisation that they act for.
    pub org: bool,
}

/// The person's own connections, and those of the organisation that they act for and run.
pub async fn held(house: &House, who: &Who) -> Result<Held, AppError> {
    let who = who.clone();
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        let mut found = table::of_person(tx, who.user())?;
        let org = run_by(tx, &who)?;
        if let Some(org) = org {
            found.extend(table::of_org(tx, org)?);
        }
        Ok((found, may_own(tx, &who)?, org.is_some()))
    };
    let (found, own, org) = house.store.read(Scope::SignIn, read).await?;
    let mut connections = Vec::with_capacity(found.len());
    for one in found {
        connections.push(Mine { account: account_of(house, &one).await?, ..shown(one) });
    }
    Ok(Held { connections, own, org })
}

fn shown(one: Connection) -> Mine {
    Mine {
        id: one.id,
        of_org: one.org.is_some(),
        kind: one.kind,
        service: one.service,
        account: String::new(),
        by: one.user,
        connected_at: one.connected_at,
        used_at: one.used_at,
        falters: one.doubts > 0 || one.failures > 0,
    }
}

/// What somebody connected themselves, for the file of their own data.
pub(crate) struct Theirs {
    /// As they see it.
    pub shown: Mine,
    /// For which organisation; none: for themselves.
    pub org: Option<OrgId>,
}

/// What this person connected, for themselves and for organisations, oldest first.
pub(crate) async fn made_by(house: &House, user: UserId) -> Result<Vec<Theirs>, AppError> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::made_by(tx, user, Timestamp::UNIX_EPOCH)?) };
    let found = house.store.read(Scope::SignIn, read).await?;
    let mut theirs = Vec::with_capacity(found.len());
    for one in found {
        let (account, org) = (account_of(house, &one).await?, one.org);
        theirs.push(Theirs { shown: Mine { account, ..shown(one) }, org });
    }
    Ok(theirs)
}
