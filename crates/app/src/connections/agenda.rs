//! Connected calendars: what lies ahead on the agenda of their owner, and nothing else, is put there and taken away again.
//!
//! At least once: what was put and could not be written down is put again under the same name. An entry that somebody changed there is
//! written over when the meeting changes; one of a meeting that is over stays as it is.

use std::collections::BTreeMap;

use audit::{Fact, Object};
use aws_lc_rs::digest::{SHA256, digest};
use domain::case::Standing;
use domain::{CaseId, OrgId, Role};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use store::tables::connections::{self as table, Connection, Entry};
use store::tables::{Limit, organisations, people};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::grant::{Good, Not, good, refused, used};
use super::{Put, RELAY, Unserved, is_party, on_record};
use crate::caller::Caller;
use crate::cases::upcoming;
use crate::{AppError, House};

/// How often an agenda is looked at.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// How long one round of a calendar may take; then another may begin.
const LEASE: SignedDuration = SignedDuration::from_mins(4);
/// LIMIT: calendars at the same time.
const AT_ONCE: u32 = 4;
/// LIMIT: entries that are written in one round, each within the service's time; the rest follow at once.
const WRITES_MAX: usize = 8;
/// LIMIT: pages of meetings that are looked through for one calendar.
const PAGES_MAX: usize = 10;
/// LIMIT: after many rounds that came to nothing the next is not later than 2^6 times [`EVERY`]: five hours.
const FAILURES_MAX: i64 = 6;

/// Brings the calendars up to date whose time has come; how many.
pub async fn round(house: &House) -> Result<usize, AppError> {
    if house.messenger.services().is_empty() {
        return Ok(0);
    }
    let now = house.desk().real;
    let lease = now.saturating_add(LEASE).unwrap_or(now);
    let claim = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(Recorded::housekeeping(table::claim(tx, now, lease, AT_ONCE)?))
    };
    let claimed = house.store.write(RELAY, claim).await?;
    let found = claimed.len();
    let rounds: Vec<_> =
        stream::iter(claimed).map(|id| one(house, id)).buffer_unordered(AT_ONCE as usize).collect().await;
    rounds.into_iter().collect::<Result<(), AppError>>()?;
    Ok(found)
}

/// One calendar. What went wrong is for later; it is no reason to leave the others.
async fn one(house: &House, id: Uuid) -> Result<(), AppError> {
    let Good { connection, service, grant } = match good(house, id).await {
        Ok(Ok(good)) => good,
        Ok(Err(Not::Gone)) => return Ok(()),
        Ok(Err(Not::Now(unserved))) => return failed(house, id, &unserved.to_string()).await,
        Err(error) => return failed(house, id, &error.to_string()).await,
    };
    let good = Good { connection, service, grant };
    match kept_up(house, &good).await? {
        Ok(all) => {
            used(house, id).await?;
            put_off(house, id, if all { EVERY } else { SignedDuration::ZERO }, 0).await
        }
        Err(Unserved::Refused(_)) => {
            refused(house, &good.connection).await?;
            put_off(house, id, SignedDuration::ZERO, good.connection.failures).await
        }
        Err(unserved) => failed(house, id, &unserved.to_string()).await,
    }
}

async fn failed(house: &House, id: Uuid, why: &str) -> Result<(), AppError> {
    tracing::warn!(%id, why, "a calendar could not be brought up to date");
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::get(tx, id)?) };
    let Some(found) = house.store.read(RELAY, read).await? else { return Ok(()) };
    let failures = (found.failures + 1).min(FAILURES_MAX);
    let times = 1_i32 << u32::try_from(failures).unwrap_or(0);
    put_off(house, id, EVERY.saturating_mul(times), failures).await
}

async fn put_off(house: &House, id: Uuid, wait: SignedDuration, failures: i64) -> Result<(), AppError> {
    let now = house.desk().real;
    let due = now.saturating_add(wait).unwrap_or(now);
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        table::put_off(tx, id, due, failures)?;
        Ok(Recorded::housekeeping(()))
    };
    house.store.write(RELAY, work).await
}

/// What an entry is called in a calendar.
pub(super) fn name(case: CaseId) -> String {
    format!("meeting-{case}.ics")
}

/// A meeting as it is to lie in the calendar.
struct Wanted {
    text: String,
    digest: Vec<u8>,
    ends_at: Timestamp,
}

/// Puts what is missing or has changed, takes away what is off. Whether that was all.
async fn kept_up(house: &House, good: &Good) -> Result<Result<bool, Unserved>, AppError> {
    let (id, now) = (good.connection.id, house.desk().now);
    let wanted = agenda(house, &good.connection).await?;
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::entries(tx, id)?) };
    let there: BTreeMap<CaseId, Entry> =
        house.store.read(RELAY, read).await?.into_iter().map(|entry| (entry.case, entry)).collect();
    let changed = wanted.iter().filter(|(case, one)| there.get(case).is_none_or(|entry| entry.digest != one.digest));
    let off = there.values().filter(|entry| !wanted.contains_key(&entry.case));
    let (mut writes, mut all) = (0, true);
    for (case, one) in changed {
        if writes == WRITES_MAX {
            all = false;
            break;
        }
        writes += 1;
        let name = name(*case);
        let etag = there.get(case).and_then(|entry| entry.etag.as_deref());
        let etag = match good.service.put(&good.grant, Put { name: &name, text: Some(&one.text), etag }).await {
            Ok(etag) => etag,
            Err(unserved) => return Ok(Err(unserved)),
        };
        let entry = Entry { case: *case, digest: one.digest.clone(), etag, ends_at: one.ends_at };
        written(house, good, *case, Some(entry), "put").await?;
    }
    for entry in off {
        // What has been stays in a calendar, as everything in it does.
        if entry.ends_at <= now {
            written(house, good, entry.case, None, "over").await?;
            continue;
        }
        if writes == WRITES_MAX {
            all = false;
            break;
        }
        writes += 1;
        let name = name(entry.case);
        let put = Put { name: &name, text: None, etag: entry.etag.as_deref() };
        if let Err(unserved) = good.service.put(&good.grant, put).await {
            return Ok(Err(unserved));
        }
        written(house, good, entry.case, None, "taken_away").await?;
    }
    Ok(Ok(all))
}

/// Keeps what became of an entry.
async fn written(
    house: &House,
    good: &Good,
    case: CaseId,
    entry: Option<Entry>,
    what: &'static str,
) -> Result<(), AppError> {
    let (desk, connection) = (house.desk(), good.connection.clone());
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        match &entry {
            Some(entry) => table::keep_entry(tx, connection.id, entry)?,
            None => table::forget_entry(tx, connection.id, case)?,
        }
        if what == "over" {
            return Ok(Recorded::housekeeping(()));
        }
        let draft = on_record(&desk, &Caller::system(), "calendar_written", &connection)
            .object(Object::new("case", case.0))
            .fact("what", Fact::Word(what.to_owned()));
        Ok(Recorded::with((), draft))
    };
    house.store.write(RELAY, work).await
}

/// The meetings that stand, as its owner may see them now: an organisation's, or those of everything that the person is. Staff of the
/// operator have no part in any.
async fn agenda(house: &House, connection: &Connection) -> Result<BTreeMap<CaseId, Wanted>, AppError> {
    let (user, org) = (connection.user, connection.org);
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        let language = people::get(tx, user)?.map(|person| person.language).unwrap_or_default();
        let roles: Vec<(OrgId, Role)> =
            people::memberships(tx, user)?.into_iter().map(|one| (one.org, one.role)).collect();
        Ok((language, roles))
    };
    let (language, roles) = house.store.read(RELAY, read).await?;
    let parties = roles.into_iter().filter(|(of, role)| org.is_none_or(|org| org == *of) && is_party(*role));
    let mut wanted = BTreeMap::new();
    for (org, role) in parties {
        meetings(house, Caller::member(user, org, role, "en"), &language, &mut wanted).await?;
    }
    Ok(wanted)
}

async fn meetings(
    house: &House,
    caller: Caller,
    language: &str,
    wanted: &mut BTreeMap<CaseId, Wanted>,
) -> Result<(), AppError> {
    let mut after = None;
    for _ in 0..PAGES_MAX {
        let page = move |tx: &mut Tx, desk: &crate::Desk, caller: &Caller| {
            let (views, next) = upcoming(tx, desk, caller, after, Limit::PAGE)?;
            let with_agency = views.into_iter().map(|view| {
                let agency = organisations::get(tx, view.open.row.agency)?.and_then(|org| org.code);
                Ok((view, agency.unwrap_or_default()))
            });
            Ok((with_agency.collect::<Result<Vec<_>, AppError>>()?, next))
        };
        let (views, next) = house.read(&caller, page).await?;
        for (view, agency) in views {
            let Some(meeting) = view.agreed.as_ref().filter(|meeting| meeting.standing == Standing::Set) else {
                continue;
            };
            let Some(text) = view.entry(&agency).and_then(|entry| house.texts.calendar_entry(language, &entry)) else {
                continue;
            };
            let hash = digest(&SHA256, text.as_bytes()).as_ref().to_vec();
            let one = Wanted { digest: hash, ends_at: meeting.slot.ends_at(), text };
            wanted.insert(view.open.row.id, one);
        }
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
    Ok(())
}
