//! Papers end: their owner is told 90, 60, 30 and 7 days before, once each, and once more when the day is over. What follows then is the
//! trade's: an agency's licence counts no more, a worker's profile is taken out of the catalogue and no permit is filed.

use audit::{Fact, Object};
use domain::worker::RosterStep;
use domain::{DocumentKind, DocumentOwner, StateToken, WorkerId, calendar};
use jiff::civil::Date;
use serde_json::json;
use store::tables::document_reminders as table;
use store::tables::documents::Document;
use store::tables::{organisations, workers as roster};
use store::{Job, Recorded, Scope, Tx};

use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::documents::NEEDED_OF_WORKER;
use crate::organisations::licence;
use crate::{AppError, Desk, House, notices, record, workers};

/// Days before a paper's last day on which its owner is told, the farthest first; 0 when it is over.
pub const TOLD: [u16; 5] = [90, 60, 30, 7, 0];
/// Papers of an agency without which it may not trade.
const OF_AGENCY: &[DocumentKind] = &[DocumentKind::CommercialRegistration, DocumentKind::MunicipalLicence];
/// Papers, and people, of one round.
const BATCH: u32 = 64;

const TIMERS: Scope = Scope::System(Job::Timers);

/// Tells whoever is to be told, and has follow what follows. Killed in between, it begins again and tells nobody twice.
pub(crate) async fn round(house: &House) -> Result<(), AppError> {
    let today = house.desk().today();
    // Whoever files a paper that ends soon is told once, by the nearest of the days.
    let mut from = Date::constant(1970, 1, 1);
    for days in TOLD.into_iter().rev() {
        let to = if days == 0 { calendar::days_before(today, 1) } else { calendar::days_after(today, days) };
        let due = house
            .store
            .read(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(table::due(tx, i64::from(days), from, to, BATCH)?)
            })
            .await?;
        for row in due {
            let desk = house.desk();
            house.store.write(TIMERS, move |tx: &mut Tx| tell(tx, &desk, &row, days)).await?;
        }
        from = calendar::days_after(to, 1);
    }
    // Asked of the papers and not of who was told: a paper may cease to hold before its last day, or after it.
    let without = house
        .store
        .read(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(table::agencies_without(tx, OF_AGENCY, today, BATCH)?)
        })
        .await?;
    for row in without {
        let desk = house.desk();
        house.store.write(TIMERS, move |tx: &mut Tx| lapse(tx, &desk, &row)).await?;
    }
    let unfit = house
        .store
        .read(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(table::listed_without(tx, NEEDED_OF_WORKER, today, BATCH)?)
        })
        .await?;
    for worker in unfit {
        let desk = house.desk();
        house.store.write(TIMERS, move |tx: &mut Tx| hide(tx, &desk, worker)).await?;
    }
    Ok(())
}

/// One paper, one time: its owner's organisation, and the worker whose it is.
fn tell(tx: &mut Tx, desk: &Desk, row: &Document, days: u16) -> Result<Recorded<()>, AppError> {
    if !table::told(tx, row.id, i64::from(days), desk.real)? {
        return Ok(Recorded::housekeeping(()));
    }
    let whose = match row.worker {
        Some(worker) => roster::get(tx, worker)?.map(|row| row.reference),
        None => organisations::get(tx, row.org)?.map(|org| org.code.unwrap_or(org.reference)),
    };
    let ends = row.expires_on.map(|day| day.to_string());
    let args = json!({ "kind": row.kind.as_str(), "record": whose, "day": ends });
    let (template, own) = if days == 0 { ("paper-over", "own-paper-over") } else { ("paper-ends", "own-paper-ends") };
    let key = format!("{template}:{}:{days}", row.id);
    notices::tell_org(tx, desk, row.org, template, &key, &args)?;
    if let (DocumentOwner::Worker, Some(worker)) = (row.owner_kind, row.worker) {
        notices::tell_worker(tx, desk, worker.0, own, &key, &args)?;
    }
    let mut draft = record::plain(desk, &Caller::system(), "document_end_told", 0)
        .org(Some(row.org))
        .object(Object::new("document", row.id).at(row.version))
        .fact("kind", Fact::Word(row.kind.as_str().to_owned()))
        .fact("days", Fact::Number(i64::from(days)));
    draft = row.worker.into_iter().fold(draft, |draft, worker| draft.object(Object::new("worker", worker.0)));
    Ok(Recorded::with((), draft))
}

/// The licence of an agency counts no more, because of this version and because none of its kind holds. Once for each version: where the
/// operator checks the licence after that, its word stands.
fn lapse(tx: &mut Tx, desk: &Desk, row: &Document) -> Result<Recorded<()>, AppError> {
    // A renewed one may have become clean meanwhile.
    if table::over(tx, row.owner, &[row.kind], desk.today())?.is_empty() {
        return Ok(Recorded::housekeeping(()));
    }
    if !table::told(tx, row.id, table::FOLLOWED, desk.real)? {
        return Ok(Recorded::housekeeping(()));
    }
    Ok(match licence::paper_over(tx, desk, row.org)? {
        Some(lapsed) => Recorded::with((), lapsed),
        None => Recorded::housekeeping(()),
    })
}

/// Takes a profile out of the catalogue. Whoever is in a case stays there; there the permit is not filed.
fn hide(tx: &mut Tx, desk: &Desk, worker: WorkerId) -> Result<Recorded<()>, AppError> {
    let open = admit::worker(tx, desk, &Caller::system(), &Key::Id(worker.0))?;
    if open.standing != StateToken::RosterListed {
        return Ok(Recorded::housekeeping(()));
    }
    workers::take_as_system(tx, desk, worker, RosterStep::Unlist {})
}
