//! The agency's pages: each handler parses, calls one use case and renders.

use app::admit::Key;
use app::workers::{self, RosterStep, Search, Sought, Through};
use app::{AppError, Limit, cases, organisations};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Side;
use domain::attest::Statement;
use domain::ids::ReferenceKind;

use super::{fill, roster_routes};
use crate::form::Sent;
use crate::page::{Portal, answer};
use crate::portals::Today;
use crate::portals::acting;
use crate::portals::billing;
use crate::portals::fill as case_fill;
use crate::portals::ledger;
use crate::portals::noting;
use crate::portals::people;
use crate::site::Site;
use crate::visit::Visit;

/// `/agency/...`, but for imports.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(super::many::routes())
        .merge(super::roster_routes::routes())
        .merge(super::sign_in::routes())
        .merge(super::statement::routes())
        .merge(people::routes(Portal::Agency))
        .merge(noting::agency())
        .merge(ledger::routes(Portal::Agency))
        .merge(super::counter::routes())
        .merge(billing::agency())
        .route("/agency", get(today))
        .route("/agency/workers/{reference}", get(record))
        .route("/agency/workers/{reference}/steps", post(step))
        .route("/agency/workers/{reference}/statements", post(state))
        .route("/agency/workers/{reference}/answers", post(answer_change))
        .route("/agency/workers/{reference}/disclosures", post(disclose))
        .route("/agency/disclosures", get(disclosures))
        .route("/agency/cases", get(case_list))
        .route("/agency/cases/{reference}", get(case))
        .route("/agency/cases/{reference}/meeting.ics", get(calendar))
        .route("/agency/cases/{reference}/steps", post(case_step))
        .route("/agency/cases/{reference}/statements", post(case_state))
        .route("/agency/cases/{reference}/disclosures", post(case_disclose))
}

/// LIMIT: workers with papers that end, on the page of the day.
const PAPERS: usize = 5;

async fn today(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let page = visit.page(&site, Portal::Agency, "today");
    let desk = site.house.desk();
    let failed = |error| visit.failed(&site, error);
    let ending = Search { papers: Some("ending".to_owned()), ..Search::default() };
    let ending = Sought::read(&site.house, &caller, &ending).map_err(failed)?;
    let (views, (cases, late), roster, trades, asked, ending) = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let views = cases::waiting_for(tx, desk, caller, Side::Agency, Limit::PAGE)?;
            let trades = organisations::trades(tx, desk, caller)?;
            let asked = workers::asked(tx, desk, caller, Limit::PAGE)?;
            let ending = workers::find(tx, desk, caller, &ending, None, Limit::new(100).unwrap_or(Limit::PAGE))?;
            Ok((views, cases::counts(tx, desk, caller)?, workers::counts(tx, desk, caller)?, trades, asked, ending))
        })
        .await
        .map_err(failed)?;
    let mut tasks = fill::asked_tasks(&page, &asked);
    tasks.extend(case_fill::tasks(&page, &desk, Side::Agency, Portal::Agency, &views));
    let (ending, more) = ending.ending_first(PAPERS);
    let papers_more = more.then(|| "/agency/workers?view=table&papers=ending".to_owned());
    let named = roster_routes::names(&site, &caller, ending).await.map_err(failed)?;
    Ok(answer(
        StatusCode::OK,
        &Today {
            stopped: fill::stopped(&page, trades),
            stats: fill::day_stats(&page, &roster, &cases, late),
            tasks,
            papers: named.0.iter().map(|worker| fill::paper_row(&page, worker, &named.1)).collect(),
            papers_more,
            page,
        },
        false,
    ))
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

async fn answer_change(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    let caller = match visit.sender(&site, Portal::Agency, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let back = format!("/agency/workers/{reference}");
    let answered = async {
        let key = Key::parse(ReferenceKind::Worker, &reference)?;
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        site.house.write(&caller, move |tx, desk, caller| workers::answer_change(tx, desk, caller, &key, version)).await
    };
    match answered.await {
        Ok(()) => Redirect::to(&back).into_response(),
        Err(error) => visit.failed_on(&site, back, error),
    }
}

async fn disclose(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    let through = Key::parse(ReferenceKind::Worker, &reference).map(Through::Roster);
    let back = format!("/agency/workers/{reference}");
    acting::open(&site, &visit, Portal::Agency, through, back, &sent).await
}

/// Who else looked at the roster's records.
async fn disclosures(State(site): State<Site>, visit: Visit, Query(which): Query<case_fill::Which>) -> Response {
    let caller = match visit.member(&site, Portal::Agency) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    match case_fill::looked(&site, &visit, Portal::Agency, &caller, which.after.as_deref()).await {
        Ok(page) => answer(StatusCode::OK, &page, false),
        Err(error) => visit.failed(&site, error),
    }
}

async fn case(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(older): Query<case_fill::Older>,
) -> Response {
    case_fill::show(&site, &visit, Portal::Agency, &reference, &older).await
}

/// The meeting as an entry for a calendar.
async fn calendar(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Response {
    case_fill::calendar_file(&site, &visit, Portal::Agency, &reference).await
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
