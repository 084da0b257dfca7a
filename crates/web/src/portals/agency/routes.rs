//! The agency's pages: each handler parses, calls one use case and renders.

use app::admit::Key;
use app::workers::{self, RosterStep, Through};
use app::{AppError, Caller, Limit, cases, organisations};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::attest::Statement;
use domain::ids::ReferenceKind;
use domain::{Side, WorkerId};
use serde::Deserialize;
use uuid::Uuid;

use super::fill;
use crate::cursor;
use crate::form::Sent;
use crate::page::{Portal, answer};
use crate::portals::Today;
use crate::portals::acting;
use crate::portals::agency::{LANES, Roster};
use crate::portals::fill as case_fill;
use crate::portals::people;
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// `/agency/...`, but for imports.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(super::sign_in::routes())
        .merge(people::routes(Portal::Agency))
        .route("/agency", get(today))
        .route("/agency/workers", get(roster))
        .route("/agency/workers/{reference}", get(record))
        .route("/agency/workers/{reference}/steps", post(step))
        .route("/agency/workers/{reference}/statements", post(state))
        .route("/agency/workers/{reference}/disclosures", post(disclose))
        .route("/agency/cases", get(case_list))
        .route("/agency/cases/{reference}", get(case))
        .route("/agency/cases/{reference}/steps", post(case_step))
        .route("/agency/cases/{reference}/statements", post(case_state))
        .route("/agency/cases/{reference}/disclosures", post(case_disclose))
}

async fn today(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let page = visit.page(&site, Portal::Agency, "today");
    let desk = site.house.desk();
    let (views, (cases, late), roster, trades) = site
        .house
        .read(&caller, |tx, desk, caller| {
            let views = cases::waiting_for(tx, desk, caller, Side::Agency, Limit::PAGE)?;
            let trades = organisations::trades(tx, desk, caller)?;
            Ok((views, cases::counts(tx, desk, caller)?, workers::counts(tx, desk, caller)?, trades))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let stats = fill::day_stats(&page, &roster, &cases, late);
    let tasks = case_fill::tasks(&page, &desk, Side::Agency, Portal::Agency, &views);
    Ok(answer(StatusCode::OK, &Today { stopped: fill::stopped(&page, trades), page, stats, tasks }, false))
}

#[derive(Deserialize)]
struct RosterAsk {
    #[serde(default)]
    view: String,
    #[serde(default)]
    stage: String,
    /// A reference or the beginning of a first name.
    #[serde(default)]
    q: String,
    after: Option<String>,
}

async fn roster(State(site): State<Site>, visit: Visit, Query(ask): Query<RosterAsk>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let page = visit.page(&site, Portal::Agency, "workers");
    let failed = |error| visit.failed(&site, error);
    let table = ask.view == "table";
    let roster = if table { table_page(&site, &caller, page, &ask).await } else { board(&site, &caller, page).await };
    Ok(answer(StatusCode::OK, &roster.map_err(failed)?, false))
}

async fn board(site: &Site, caller: &Caller, page: crate::page::Page) -> Result<Roster, AppError> {
    let few = Limit::new(8).unwrap_or(Limit::PAGE);
    let (pages, counts, trades) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let mut pages = Vec::new();
            let mut counts = Vec::new();
            for (_, _, states) in LANES {
                let found = workers::list(tx, desk, caller, states, None, few)?;
                counts = found.counts;
                pages.push(found.workers);
            }
            Ok((pages, counts, organisations::trades(tx, desk, caller)?))
        })
        .await?;
    let names = names(site, caller, pages.iter().flatten()).await?;
    let lanes = LANES
        .iter()
        .zip(&pages)
        .map(|((id, sign, states), workers)| fill::lane(&page, id, sign, states, &counts, workers, &names))
        .collect();
    Ok(Roster {
        stopped: fill::stopped(&page, trades),
        stats: fill::stats(&page, &counts),
        search: String::new(),
        tabs: Vec::new(),
        lanes,
        rows: Vec::new(),
        table: false,
        pager: Pager { lang: page.lang, first: None, next: None },
        page,
    })
}

async fn table_page(
    site: &Site,
    caller: &Caller,
    page: crate::page::Page,
    ask: &RosterAsk,
) -> Result<Roster, AppError> {
    let after = cursor::read::<Uuid>(ask.after.as_deref()).map_err(|_| AppError::NotFound)?.map(WorkerId);
    let typed = ask.q.trim().to_owned();
    let states = LANES.iter().find(|(id, ..)| *id == ask.stage).map(|(_, _, states)| *states).unwrap_or_default();
    let (found, trades) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let found = if typed.is_empty() {
                workers::list(tx, desk, caller, states, after, Limit::PAGE)?
            } else {
                workers::called(tx, desk, caller, &typed, Limit::PAGE)?
            };
            Ok((found, organisations::trades(tx, desk, caller)?))
        })
        .await?;
    let names = names(site, caller, found.workers.iter()).await?;
    let stage = &ask.stage;
    let address = |after: &str| format!("/agency/workers?view=table&stage={stage}{after}");
    Ok(Roster {
        stopped: fill::stopped(&page, trades),
        stats: fill::stats(&page, &found.counts),
        search: ask.q.trim().to_owned(),
        tabs: fill::tabs(&page, &found.counts, stage),
        lanes: Vec::new(),
        rows: found.workers.iter().map(|worker| fill::roster_row(&page, worker, &names)).collect(),
        table: true,
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| address("")),
            next: found.next.map(|last| address(&format!("&after={}", cursor::write(&last.0)))),
        },
        page,
    })
}

/// The full names of a page of workers, by one record that names them all; and what was asked of them.
async fn names<'a>(
    site: &Site,
    caller: &Caller,
    workers: impl Iterator<Item = &'a policy::Seen<workers::WorkerRecord>>,
) -> Result<fill::Named, AppError> {
    let ids: Vec<_> = workers.map(|seen| WorkerId(*seen.key(&workers::WorkerRecord::ID))).collect();
    let of = ids.clone();
    let asked = site.house.read(caller, move |tx, desk, caller| workers::changes_asked(tx, desk, caller, &of)).await?;
    Ok(fill::Named { names: workers::names(&site.house, caller, ids).await?, asked })
}

async fn record(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(older): Query<case_fill::Older>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let page = visit.page(&site, Portal::Agency, "workers");
    let before = older.before().map_err(|error| visit.failed(&site, error))?;
    let filled = fill::record(&site, &caller, page, &reference, before).await;
    Ok(answer(StatusCode::OK, &filled.map_err(|error| visit.failed(&site, error))?, false))
}

async fn step(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    take(&site, &visit, Portal::Agency, &reference, format!("/agency/workers/{reference}"), &sent).await
}

/// Takes a roster step from a form of ours, then leads back to the record.
pub async fn take(site: &Site, visit: &Visit, portal: Portal, reference: &str, back: String, sent: &Sent) -> Response {
    let caller = match visit.sender(site, portal, sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let taken = async {
        let key = Key::parse(ReferenceKind::Worker, reference)?;
        let states = statements(sent);
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        let step: RosterStep =
            serde_json::from_value(serde_json::json!({ "step": sent.get("step") })).map_err(|_| AppError::NotFound)?;
        site.house
            .write(&caller, move |tx, desk, caller| workers::take(tx, desk, caller, &key, version, step, &states))
            .await
    };
    match taken.await {
        Ok(_) => Redirect::to(&back).into_response(),
        Err(error) => visit.failed_on(site, back, error),
    }
}

fn statements(sent: &Sent) -> Vec<Statement> {
    sent.all("attest").filter_map(|word| Statement::parse(word).ok()).collect()
}

async fn state(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    let caller = match visit.sender(&site, Portal::Agency, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let back = format!("/agency/workers/{reference}");
    let stated = async {
        let key = Key::parse(ReferenceKind::Worker, &reference)?;
        let states = statements(&sent);
        site.house.write(&caller, move |tx, desk, caller| workers::attest(tx, desk, caller, &key, &states)).await
    };
    match stated.await {
        Ok(()) => Redirect::to(&back).into_response(),
        Err(error) => visit.failed_on(&site, back, error),
    }
}

async fn disclose(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    let through = Key::parse(ReferenceKind::Worker, &reference).map(Through::Roster);
    let back = format!("/agency/workers/{reference}");
    acting::open(&site, &visit, Portal::Agency, through, back, &sent).await
}

async fn case(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(older): Query<case_fill::Older>,
) -> Response {
    case_fill::show(&site, &visit, Portal::Agency, &reference, &older).await
}

async fn case_list(State(site): State<Site>, visit: Visit, Query(which): Query<case_fill::Which>) -> Response {
    case_fill::list(&site, &visit, Portal::Agency, &which).await
}

async fn case_step(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::step(&site, &visit, Portal::Agency, &reference, &sent).await
}

async fn case_state(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::state(&site, &visit, Portal::Agency, &reference, &sent).await
}

async fn case_disclose(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::disclose(&site, &visit, Portal::Agency, &reference, &sent).await
}
