//! A grant that is good now: renewed before it runs out, by one at a time; given up when its service or its organisation has ended it.

use std::sync::Arc;
use std::time::Duration;

use audit::Fact;
use jiff::SignedDuration;
use store::tables::connections::{self as table, Connection};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::{Grant, RELAY, Service, Unserved, destroy, ended, named, on_record, opened, runs, sealed};
use crate::caller::Caller;
use crate::{AppError, House};

/// So long before its end a token is renewed.
pub(super) const RENEWED_BEFORE: SignedDuration = SignedDuration::from_mins(2);
/// LIMIT: whoever renews has so long; then another may.
const RENEWAL: SignedDuration = SignedDuration::from_secs(20);
/// Whoever finds somebody else renewing waits for them: so often, so long.
const LOOKS: usize = 16;
const LOOK: Duration = Duration::from_millis(500);
/// After so many refusals in a row, each of a token that was renewed since the one before, nobody believes the grant any more.
const DOUBTS: i64 = 2;

/// A connection that can be used now.
pub(super) struct Good {
    pub connection: Connection,
    pub service: Arc<dyn Service>,
    pub grant: Grant,
}

/// Why a connection cannot be used.
pub(super) enum Not {
    /// It is no more; whoever had it has been told.
    Gone,
    /// Not at this moment.
    Now(Unserved),
}

/// What a connection is good for now.
pub(super) async fn good(house: &House, id: Uuid) -> Result<Result<Good, Not>, AppError> {
    let mut just_renewed = false;
    for _ in 0..LOOKS {
        let Some(connection) = stands(house, id).await? else { return Ok(Err(Not::Gone)) };
        let Some(service) = named(house, &connection.service) else { return Ok(Err(Not::Gone)) };
        if connection.doubts >= DOUBTS {
            lost(house, &*service, &connection).await?;
            return Ok(Err(Not::Gone));
        }
        let grant = opened(house, &connection).await?;
        // A service may give tokens that hold for less than that.
        let ahead = if just_renewed { SignedDuration::ZERO } else { RENEWED_BEFORE };
        let soon = house.desk().real.saturating_add(ahead).unwrap_or(grant.expires_at);
        if soon < grant.expires_at {
            return Ok(Ok(Good { connection, service, grant }));
        }
        match renewed(house, &*service, &connection, &grant).await? {
            // Read anew: what is kept is what counts.
            Ok(Some(_)) => just_renewed = true,
            Ok(None) => tokio::time::sleep(LOOK).await,
            Err(Unserved::Refused(why)) => {
                tracing::warn!(service = connection.service, why, "a grant is renewed no more");
                lost(house, &*service, &connection).await?;
                return Ok(Err(Not::Gone));
            }
            Err(unserved) => return Ok(Err(Not::Now(unserved))),
        }
    }
    Ok(Err(Not::Now(Unserved::Away("somebody else renews it".to_owned()))))
}

/// The connection, if it holds. An organisation's ends with the membership of whoever made it.
async fn stands(house: &House, id: Uuid) -> Result<Option<Connection>, AppError> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        let Some(found) = table::get(tx, id)? else { return Ok(None) };
        let holds = match found.org {
            Some(org) => runs(tx, found.user, org)?,
            None => true,
        };
        Ok(Some((found, holds)))
    };
    let found = match house.store.read(RELAY, read).await? {
        Some((found, true)) => return Ok(Some(found)),
        Some((found, false)) => found,
        None => return Ok(None),
    };
    ended::stopped(house, found).await?;
    Ok(None)
}

/// Has a grant renewed, and keeps what comes. `None`: somebody else is at it, or it has changed meanwhile. A crash between the
/// service's answer and its being kept loses the grant where the service takes each refresh token once: its person is told, and
/// connects anew.
pub(super) async fn renewed(
    house: &House,
    service: &dyn Service,
    connection: &Connection,
    grant: &Grant,
) -> Result<Result<Option<Grant>, Unserved>, AppError> {
    let (id, version, now) = (connection.id, connection.version, house.desk().real);
    let until = now.saturating_add(RENEWAL).unwrap_or(now);
    let begin = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(Recorded::housekeeping(table::begin_renewal(tx, id, version, now, until)?))
    };
    if !house.store.write(RELAY, begin).await? {
        return Ok(Ok(None));
    }
    let new = match service.renew(grant).await {
        Ok(new) => new,
        Err(unserved) => {
            let end = move |tx: &mut Tx| -> Result<_, AppError> {
                table::end_renewal(tx, id)?;
                Ok(Recorded::housekeeping(()))
            };
            house.store.write(RELAY, end).await?;
            return Ok(Err(unserved));
        }
    };
    let key = house.key_of(connection.user.0).await?;
    let (bytes, expires_at) = (sealed(&key, id, &new), new.expires_at);
    let keep = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(Recorded::housekeeping(table::renew(tx, id, version, &bytes, expires_at)?))
    };
    if house.store.write(RELAY, keep).await? {
        return Ok(Ok(Some(new)));
    }
    // It was ended or forgotten meanwhile: nobody has the new one then.
    if let Err(unserved) = service.revoke(&new).await {
        tracing::warn!(service = connection.service, %unserved, "a grant that nobody has could not be given back");
    }
    Ok(Ok(None))
}

/// The service refused the token, which is recorded: another is asked for before the next try; refused again, the grant is lost.
pub(super) async fn refused(house: &House, connection: &Connection) -> Result<(), AppError> {
    let (desk, connection) = (house.desk(), connection.clone());
    let doubt = move |tx: &mut Tx| -> Result<_, AppError> {
        if !table::doubt(tx, connection.id, connection.version, desk.real)? {
            return Ok(Recorded::housekeeping(()));
        }
        let draft = on_record(&desk, &Caller::system(), "connection_refused", &connection).denied();
        Ok(Recorded::with((), draft.fact("how", Fact::Word("refused".to_owned()))))
    };
    house.store.write(RELAY, doubt).await
}

/// The service took the token.
pub(super) async fn used(house: &House, id: Uuid) -> Result<(), AppError> {
    let now = house.desk().real;
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        table::used(tx, id, now)?;
        Ok(Recorded::housekeeping(()))
    };
    house.store.write(RELAY, work).await
}

/// Destroys a grant that its service has ended, and tells its person. What may be left of it there is given back first, as far as the
/// service answers.
async fn lost(house: &House, service: &dyn Service, connection: &Connection) -> Result<(), AppError> {
    let left = match opened(house, connection).await {
        Ok(grant) => service.revoke(&grant).await.map_err(|unserved| unserved.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(why) = left {
        tracing::warn!(service = connection.service, why, "a grant that was refused could not be given back");
    }
    let (desk, connection) = (house.desk(), connection.clone());
    let work = move |tx: &mut Tx| {
        let template = format!("{}-lost", connection.kind);
        destroy(tx, &desk, &connection, "refused", Some(&template))
    };
    house.store.write(RELAY, work).await
}
