//! What follows from an agency's licence: its clock, and H4 over the agency's open cases while the licence is not in force.
//!
//! New obligations are refused from the first moment on, by the licence itself (`admit::trades`, the guard `licence_valid`), and
//! the profiles are hidden by the store in the same moment. The overlay follows in small transactions, however many cases there are.

use domain::case::{OPEN, OVER, Step};
use domain::{CaseId, OfficeTimer, OrgId, Overlay, OverlayKind, StateToken, calendar};
use jiff::civil::Date;
use serde_json::json;
use store::tables::organisations::{self, Organisation};
use store::tables::{cases, timers};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::notices::{self, Done};
use crate::{AppError, Desk, House, admit, record};

/// The job that lets the overlays follow a licence.
pub const FOLLOW: &str = "follow-licence";
/// Looked at in one transaction, so that nobody waits long for the writer.
const BATCH: usize = 8;

/// Sets the clock of a licence that is good until the end of this day (Muscat), or takes it away.
pub(crate) fn run_until(tx: &mut Tx, agency: OrgId, until: Option<Date>) -> Result<(), AppError> {
    let kind = OfficeTimer::LicenceEnds.as_str();
    match until {
        Some(day) => {
            let over = calendar::start_of(calendar::days_after(day, 1));
            Ok(timers::set_for_agency(tx, agency.0, kind, over)?)
        }
        None => Ok(timers::clear(tx, agency.0, kind)?),
    }
}

/// Writes down a check of the agency's `version`, and leaves what follows from it.
pub(crate) fn keep(
    tx: &mut Tx,
    desk: &Desk,
    agency: &Organisation,
    version: i64,
    until: Option<Date>,
) -> Result<(), AppError> {
    let word = if until.is_some() { "valid" } else { "lapsed" };
    organisations::set_licence(tx, agency.id, version, word, until, desk.now)?;
    run_until(tx, agency.id, until)?;
    let was_good = agency.licence_valid(desk.today());
    follows(tx, desk, agency, version + 1, (was_good != until.is_some()).then_some(until.is_some()))
}

/// The last day of a licence passed: the step of its clock. A clock that fires early or twice changes nothing.
pub(crate) fn run_out(tx: &mut Tx, desk: &Desk, agency: OrgId) -> Result<Recorded<()>, AppError> {
    let row = organisations::get(tx, agency)?.ok_or(AppError::NotFound)?;
    let ended = row.licence.as_deref() == Some("valid") && !row.licence_valid(desk.today());
    run_until(tx, agency, row.licence_until.filter(|_| row.licence_valid(desk.today())))?;
    if !ended || !organisations::lapse(tx, agency, row.version)? {
        return Ok(Recorded::housekeeping(()));
    }
    follows(tx, desk, &row, row.version + 1, Some(false))?;
    let draft = record::plain(desk, &Caller::system(), "licence_lapsed", 0)
        .object(audit::Object::new("organisation", agency.0).at(row.version + 1));
    Ok(Recorded::with((), draft))
}

/// A paper of the agency's that it may not trade without is over: the licence counts no more until the operator has checked it again.
/// None where it did not count before.
pub(crate) fn paper_over(tx: &mut Tx, desk: &Desk, agency: OrgId) -> Result<Option<audit::Draft>, AppError> {
    let row = organisations::get(tx, agency)?.ok_or(AppError::NotFound)?;
    if row.licence.as_deref() != Some("valid") || !organisations::lapse(tx, agency, row.version)? {
        return Ok(None);
    }
    run_until(tx, agency, None)?;
    follows(tx, desk, &row, row.version + 1, Some(false))?;
    let draft = record::plain(desk, &Caller::system(), "licence_lapsed", 1)
        .object(audit::Object::new("organisation", agency.0).at(row.version + 1))
        .fact("paper", audit::Fact::Flag(true));
    Ok(Some(draft))
}

/// Leaves the job for this version of the agency, and tells its people when the licence began or ceased to be good.
fn follows(tx: &mut Tx, desk: &Desk, agency: &Organisation, version: i64, now: Option<bool>) -> Result<(), AppError> {
    notices::job(tx, desk, FOLLOW, agency.id.0, version)?;
    let Some(good) = now else { return Ok(()) };
    let template = if good { "licence-renewed" } else { "licence-lapsed" };
    let key = format!("{template}:{}:{version}", agency.id);
    let args = json!({ "organisation": agency.code });
    notices::tell_org(tx, desk, agency.id, template, &key, &args)?;
    notices::tell_operator(tx, desk, template, &key, &args)
}

/// Lays H4 over every open case of an agency whose licence is not in force, and takes off what the system laid once it is.
///
/// It reads the licence anew in each transaction, so it may run twice, be killed between two, or come late. Where a case is under
/// protection nothing is taken off: then it is to be asked again.
pub async fn follow(house: &House, agency: Uuid) -> Result<Done, AppError> {
    let agency = OrgId(agency);
    let (mut after, mut done) = (None, Done::Done);
    loop {
        // Each step has a desk of its own: its identifiers stand apart from the others'.
        let desks: Vec<Desk> = (0..BATCH).map(|_| house.desk()).collect();
        let seen =
            house.store.write(Scope::System(Job::Timers), move |tx: &mut Tx| batch(tx, &desks, agency, after)).await?;
        if seen.waits {
            done = Done::Waits;
        }
        match seen.last {
            Some(last) => after = Some(last),
            None => return Ok(done),
        }
    }
}

/// How far a batch came.
struct SeenSoFar {
    /// The last case looked at; none when there are no more.
    last: Option<CaseId>,
    /// Whether something could not be taken off yet.
    waits: bool,
}

fn batch(tx: &mut Tx, desks: &[Desk], agency: OrgId, after: Option<CaseId>) -> Result<Recorded<SeenSoFar>, AppError> {
    let Some(row) = organisations::get(tx, agency)? else {
        return Ok(Recorded::housekeeping(SeenSoFar { last: None, waits: false }));
    };
    let good = desks.first().is_some_and(|desk| row.licence_valid(desk.today()));
    let kept: Vec<StateToken> =
        OPEN.iter().chain(OVER).copied().filter(|state| *state != StateToken::Archived).collect();
    let states = if good { kept.as_slice() } else { OPEN };
    let most = u32::try_from(desks.len()).unwrap_or(1);
    let rows = cases::of_agency(tx, agency, states, good, after, most)?;
    let last = rows.last().map(|row| row.id).filter(|_| rows.len() == desks.len());
    let mut recorded = Recorded::housekeeping(SeenSoFar { last, waits: false });
    for (row, desk) in rows.iter().zip(desks) {
        let case = admit::case_of(row)?;
        let laid = case.overlays.iter().find(|(kind, _)| *kind == OverlayKind::LicenceLapsed);
        let overlay = OverlayKind::LicenceLapsed;
        let step = match laid {
            None if !good => Step::Pause { overlay },
            Some((_, raised)) if good && raised.by_itself => Step::Lift { overlay },
            _ => continue,
        };
        if good && row.overlay == Overlay::Safeguarding {
            recorded = recorded.map(|seen| SeenSoFar { waits: true, ..seen });
            continue;
        }
        recorded = recorded.join(crate::cases::take_as_system(tx, desk, row.id, &step)?);
    }
    Ok(recorded)
}
