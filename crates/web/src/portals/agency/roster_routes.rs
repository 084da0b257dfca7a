//! The roster as a board and as a table, looked through by name and filters.

use app::error::Fault;
use app::workers::{self, ManyStep, Sought, WorkerRecord as W};
use app::{AppError, Caller, Limit, organisations};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::{StateToken, WorkerId};
use policy::Seen;
use uuid::Uuid;

use super::fill::{self, Named};
use super::roster_search::{RosterAsk, name_error};
use super::{LANES, Roster};
use crate::cursor;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// `/agency/workers`
pub fn routes() -> Router<Site> {
    Router::new().route("/agency/workers", get(roster))
}

/// LIMIT: workers of one lane of the board.
const LANE: u32 = 8;

async fn roster(State(site): State<Site>, visit: Visit, Query(ask): Query<RosterAsk>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let page = visit.page(&site, Portal::Agency, "workers");
    let sought = ask.search().and_then(|search| Sought::read(&site.house, &caller, &search));
    let (status, shown) = match sought {
        Ok(sought) if ask.is_table() => (StatusCode::OK, table(&site, &caller, page, &ask, sought).await),
        Ok(sought) => (StatusCode::OK, board(&site, &caller, page, &ask, &sought).await),
        // Nothing is looked for before the question is a sound one; it is shown again.
        Err(AppError::Invalid(faults)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, nobody(&site, &caller, page, &ask, &faults).await)
        }
        Err(error) => return Err(visit.failed(&site, error)),
    };
    Ok(answer(status, &shown.map_err(|error| visit.failed(&site, error))?, false))
}

/// The frame of every form of the page; who is shown is filled in after it.
fn frame(page: Page, ask: &RosterAsk, counts: &[(StateToken, i64)], trades: bool, faults: &[Fault]) -> Roster {
    let many = |step: ManyStep| {
        let word = step.as_str();
        (word, page.t(format!("many-{word}")), page.t(format!("many-{word}.what")))
    };
    Roster {
        many: ManyStep::ALL.map(many).to_vec(),
        key: String::new(),
        stopped: fill::stopped(&page, trades),
        stats: fill::stats(&page, counts),
        search: ask.q.trim().to_owned(),
        search_error: name_error(&page, faults),
        filters: ask.fields(&page, faults),
        applied: ask.applied(&page),
        stage: ask.stage.clone(),
        views: (ask.seen_as("", ""), ask.seen_as("table", &ask.stage)),
        tabs: if ask.is_table() { fill::tabs(&page, counts, ask) } else { Vec::new() },
        lanes: Vec::new(),
        rows: Vec::new(),
        table: ask.is_table(),
        pager: Pager { lang: page.lang, first: None, next: None },
        page,
    }
}

async fn nobody(
    site: &Site,
    caller: &Caller,
    page: Page,
    ask: &RosterAsk,
    faults: &[Fault],
) -> Result<Roster, AppError> {
    let (counts, trades) = site
        .house
        .read(caller, |tx, desk, caller| {
            Ok((workers::counts(tx, desk, caller)?, organisations::trades(tx, desk, caller)?))
        })
        .await?;
    let ask = RosterAsk { view: "table".to_owned(), ..ask.clone() };
    let plain = RosterAsk { view: "table".to_owned(), ..RosterAsk::default() };
    // What is wrong stays in the fields; no link leads to the same fault again.
    Ok(Roster {
        applied: Vec::new(),
        stage: String::new(),
        views: (plain.seen_as("", ""), plain.seen_as("table", "")),
        tabs: fill::tabs(&page, &counts, &plain),
        ..frame(page, &ask, &counts, trades, faults)
    })
}

async fn board(site: &Site, caller: &Caller, page: Page, ask: &RosterAsk, sought: &Sought) -> Result<Roster, AppError> {
    let few = Limit::new(LANE).unwrap_or(Limit::PAGE);
    let lanes: Vec<Option<Sought>> = LANES.iter().map(|(_, _, states)| sought.clone().among(states)).collect();
    let (found, counts, trades) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let mut found = Vec::new();
            for lane in &lanes {
                found.push(match lane {
                    Some(lane) => Some(workers::find(tx, desk, caller, lane, None, few)?),
                    None => None,
                });
            }
            Ok((found, workers::counts(tx, desk, caller)?, organisations::trades(tx, desk, caller)?))
        })
        .await?;
    let seen = found.iter().flatten().flat_map(|lane| &lane.workers);
    let mut named = known(site, caller, seen).await?;
    named.marks = found.iter().flatten().flat_map(|lane| lane.marks.clone()).collect();
    let mut shown = frame(page, ask, &counts, trades, &[]);
    for ((id, sign, states), lane) in LANES.iter().zip(&found) {
        let total = (!ask.is_narrow()).then(|| fill::count(&counts, states));
        let workers = lane.as_ref().map(|lane| lane.workers.as_slice()).unwrap_or_default();
        let more = lane.as_ref().and_then(|lane| lane.next).map(|_| ask.seen_as("table", id));
        shown.lanes.push(fill::lane(&shown.page, (id, sign), total, workers, more, &named));
    }
    Ok(shown)
}

async fn table(site: &Site, caller: &Caller, page: Page, ask: &RosterAsk, sought: Sought) -> Result<Roster, AppError> {
    let cursors = cursor::of(site, caller, &ask.address(None));
    let after = cursors.read::<Uuid>(ask.after.as_deref())?.map(WorkerId);
    let lane = LANES.iter().find(|(id, ..)| *id == ask.stage).map(|(_, _, states)| *states);
    let sought = match lane {
        Some(states) => sought.among(states),
        None => Some(sought),
    };
    let (found, counts, trades) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let found = match &sought {
                Some(sought) => Some(workers::find(tx, desk, caller, sought, after, Limit::PAGE)?),
                None => None,
            };
            Ok((found, workers::counts(tx, desk, caller)?, organisations::trades(tx, desk, caller)?))
        })
        .await?;
    let mut shown = frame(page, ask, &counts, trades, &[]);
    let Some(found) = found else { return Ok(shown) };
    shown.key = site.house.desk().id(0).to_string();
    shown.pager.first = after.map(|_| ask.address(None));
    shown.pager.next = found.next.map(|last| ask.address(Some(&cursors.write(&last.0))));
    let (workers, named) = names(site, caller, found).await?;
    shown.rows = workers.iter().map(|worker| fill::roster_row(&shown.page, worker, &named)).collect();
    Ok(shown)
}

/// A page of workers with what is known of them beside their records.
pub async fn names(site: &Site, caller: &Caller, found: workers::Roster) -> Result<(Vec<Seen<W>>, Named), AppError> {
    let mut named = known(site, caller, found.workers.iter()).await?;
    named.marks = found.marks;
    Ok((found.workers, named))
}

/// The full names of some workers, by one record that names them all; and what was asked of them.
async fn known<'a>(
    site: &Site,
    caller: &Caller,
    workers: impl Iterator<Item = &'a Seen<W>>,
) -> Result<Named, AppError> {
    let ids: Vec<_> = workers.map(|seen| WorkerId(*seen.key(&W::ID))).collect();
    let of = ids.clone();
    let asked = site.house.read(caller, move |tx, desk, caller| workers::changes_asked(tx, desk, caller, &of)).await?;
    Ok(Named { names: workers::names(&site.house, caller, ids).await?, asked, marks: Vec::new() })
}
