//! Ending a connection: at once here, then what lies ahead in the calendar is taken away, the grant is given back, and destroyed.

use domain::{OrgId, UserId};
use jiff::Timestamp;
use serde_json::json;
use store::tables::connections::{self as table, Connection, Entry};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::connect::own_session;
use super::grant::{RENEWED_BEFORE, renewed};
use super::{Grant, Put, RELAY, Service, Unserved, agenda, destroy, named, on_record, opened, runs, tell_others};
use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::sign_in::Who;
use crate::{AppError, Desk, House};

/// The job that gives back what was granted.
pub const END: &str = "end-connection";
/// After so many attempts a grant is destroyed here though its service has not taken it back: it may hold there until it runs out.
const TRIES: i64 = 6;

/// Ends a connection of the person, or of the organisation that they act for and run. It is used no more from now on; its person is
/// told. Wants a fresh proof, in a session of one's own.
pub async fn end(house: &House, caller: &Caller, who: &Who, id: Uuid) -> Result<(), AppError> {
    let desk = house.desk();
    desk.proven_lately(who.proof())?;
    let (who, by) = (who.clone(), Caller { user: Some(who.user()), ..caller.clone() });
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let found = table::get(tx, id)?.ok_or(AppError::NotFound)?;
            let acting = who.caller().and_then(|caller| caller.org);
            let theirs = match found.org {
                Some(org) => acting == Some(org) && runs(tx, who.user(), org)?,
                None => found.user == who.user(),
            };
            if !theirs {
                return Err(AppError::NotFound);
            }
            own_session(tx, &who)?;
            stop(tx, &desk, &found)?;
            Ok(Recorded::with((), on_record(&desk, &by, "connection_ended", &found)))
        })
        .await
}

/// Ends it, tells its person and whoever else runs the organisation, and leaves the rest to the job.
pub(super) fn stop(tx: &mut Tx, desk: &Desk, found: &Connection) -> Result<(), AppError> {
    if !table::end(tx, found.id, desk.real)? {
        return Err(AppError::NotFound);
    }
    let template = format!("{}-disconnected", found.kind);
    notices::message(tx, desk, found.user, &template, &format!("{template}:{}", found.id), &json!({}))?;
    tell_others(tx, desk, found)?;
    notices::long_job(tx, desk, END, found.id, found.version)
}

/// Ends whatever a person connected since this moment: it may have been somebody else in their name.
pub(crate) fn stop_since(tx: &mut Tx, desk: &Desk, user: UserId, since: Timestamp) -> Result<(), AppError> {
    table::made_by(tx, user, since)?.iter().try_for_each(|found| stop(tx, desk, found))
}

/// Ends whatever these people connected, and what is connected for this organisation, as anybody else's: before they are forgotten, for
/// nothing opens a grant after that. Carried out here and now, so that whoever forgets them need not wait for the job; an error while
/// `attempts` says that a service which does not answer is to be asked again.
pub(crate) async fn end_of(
    house: &House,
    people: &[UserId],
    org: Option<OrgId>,
    attempts: i64,
) -> Result<(), AppError> {
    let whose: Vec<_> = people.iter().map(|user| (Some(*user), None)).chain([(None, org)]).collect();
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        let mut found = Vec::new();
        for (user, org) in &whose {
            found.extend(table::left_by(tx, *user, *org)?);
        }
        Ok(found)
    };
    for (found, ended) in house.store.read(RELAY, read).await? {
        let id = found.id;
        if !ended {
            stopped(house, found).await?;
        }
        match carry_out(house, id, attempts).await {
            // Keys that open nothing any more keep nobody here.
            Err(error) if attempts >= TRIES => tracing::warn!(%id, %error, "a grant is destroyed and not given back"),
            outcome => outcome.map(drop)?,
        }
    }
    Ok(())
}

/// Ends one for a reason of the house's own, unless somebody was quicker.
pub(super) async fn stopped(house: &House, found: Connection) -> Result<(), AppError> {
    let desk = house.desk();
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        match stop(tx, &desk, &found) {
            Ok(()) => Ok(Recorded::with((), on_record(&desk, &Caller::system(), "connection_ended", &found))),
            Err(AppError::NotFound) => Ok(Recorded::housekeeping(())),
            Err(error) => Err(error),
        }
    };
    house.store.write(RELAY, work).await
}

/// Carries out what [`end`] left behind. It may run twice.
pub async fn carry_out(house: &House, id: Uuid, attempts: i64) -> Result<Done, AppError> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(table::ended(tx, id)?.map(|found| (found, table::entries(tx, id))))
    };
    let Some((found, entries)) = house.store.read(RELAY, read).await? else { return Ok(Done::Done) };
    let given_back = match named(house, &found.service) {
        // Its person was erased, or the settings name it no more.
        None => Ok(false),
        Some(service) => match opened(house, &found).await {
            Ok(grant) => give_back(house, &*service, &found, grant, entries?).await?,
            Err(AppError::Sealed(_)) => Ok(false),
            Err(error) => return Err(error),
        },
    };
    let how = match given_back {
        Ok(true) => "revoked",
        Err(Unserved::Refused(_)) => "refused",
        Err(unserved) if attempts < TRIES => {
            tracing::warn!(service = found.service, %unserved, "what a service granted is still to be given back");
            return Err(AppError::Conflict("service_away"));
        }
        Ok(false) | Err(_) => "not_revoked",
    };
    let desk = house.desk();
    let work = move |tx: &mut Tx| destroy(tx, &desk, &found, how, None);
    house.store.write(RELAY, work).await?;
    Ok(Done::Done)
}

async fn give_back(
    house: &House,
    service: &dyn Service,
    found: &Connection,
    mut grant: Grant,
    entries: Vec<Entry>,
) -> Result<Result<bool, Unserved>, AppError> {
    let desk = house.desk();
    // Refused there, nothing can be taken away any more; what may be left of the grant is given back all the same.
    let mut lets_in = true;
    if !entries.is_empty() && desk.real.saturating_add(RENEWED_BEFORE).is_ok_and(|soon| soon >= grant.expires_at) {
        match renewed(house, service, found, &grant).await? {
            Ok(Some(new)) => grant = new,
            Ok(None) => return Ok(Err(Unserved::Away("somebody else renews it".to_owned()))),
            Err(Unserved::Refused(_)) => lets_in = false,
            Err(unserved) => return Ok(Err(unserved)),
        }
    }
    for entry in entries.into_iter().take_while(|_| lets_in) {
        if entry.ends_at > desk.real {
            let name = agenda::name(entry.case);
            let put = Put { name: &name, text: None, etag: entry.etag.as_deref() };
            match service.put(&grant, put).await {
                Err(Unserved::Refused(_)) => break,
                Err(unserved @ Unserved::Away(_)) => return Ok(Err(unserved)),
                Ok(_) | Err(_) => {}
            }
        }
        let (id, case) = (found.id, entry.case);
        let forget = move |tx: &mut Tx| -> Result<_, AppError> {
            table::forget_entry(tx, id, case)?;
            Ok(Recorded::housekeeping(()))
        };
        house.store.write(RELAY, forget).await?;
    }
    Ok(service.revoke(&grant).await)
}
