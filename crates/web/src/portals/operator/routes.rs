//! The operator's pages: each handler parses, calls one use case and renders.

use app::admit::Key;
use app::jobs::letters;
use app::workers::{self, QUEUES, RosterStep, Through};
use app::{AppError, Caller, Limit, cases};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::attest::Statement;
use domain::ids::ReferenceKind;
use domain::{Purpose, Side, StateToken, WorkerId};
use serde::Deserialize;
use uuid::Uuid;

use super::fill;
use crate::cursor;
use crate::form::Sent;
use crate::page::{Portal, answer};
use crate::portals::operator::Reviews;
use crate::portals::{Today, acting, fill as case_fill, people};
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// `/operator/...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/operator", get(today))
        .route("/operator/reviews", get(reviews))
        .route("/operator/reviews/{reference}", get(review))
        .route("/operator/reviews/{reference}/steps", post(review_step))
        .route("/operator/reviews/{reference}/changes", post(review_change))
        .route("/operator/reviews/{reference}/disclosures", post(review_disclose))
        .route("/operator/cases", get(case_list))
        .route("/operator/cases/{reference}", get(case))
        .route("/operator/cases/{reference}/steps", post(case_step))
        .route("/operator/cases/{reference}/statements", post(case_state))
        .route("/operator/cases/{reference}/disclosures", post(case_disclose))
        .merge(super::organisations::routes())
        .merge(people::routes(Portal::Operator))
        .merge(super::jobs::routes())
}

/// How many of each kind the day's page counts; more are said to be more.
const COUNTED: u32 = 100;

/// Looking through profiles to check them is a task of its own, and so is its purpose.
fn reviewer(caller: &Caller) -> Caller {
    caller.clone().for_purpose(Purpose::Verify)
}

async fn today(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "today");
    let desk = site.house.desk();
    let many = Limit::new(COUNTED).unwrap_or(Limit::PAGE);
    let (views, (counts, late)) = site
        .house
        .read(&caller, |tx, desk, caller| {
            let views = cases::waiting_for(tx, desk, caller, Side::Operator, Limit::PAGE)?;
            Ok((views, cases::counts(tx, desk, caller)?))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let (queued, letters) = site
        .house
        .read(&reviewer(&caller), move |tx, desk, caller| {
            let mut queued = Vec::new();
            for state in QUEUES {
                let found = workers::queue(tx, desk, caller, state, None, many)?;
                queued.push((state, found.workers.len(), found.next.is_some()));
            }
            Ok((queued, letters::letters(tx, desk, caller, None, Limit::PAGE)?))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let stats = fill::stats(&page, &queued, &counts, late, &letters);
    let tasks = case_fill::tasks(&page, &desk, Side::Operator, Portal::Operator, &views);
    Ok(answer(StatusCode::OK, &Today { stopped: String::new(), page, stats, tasks }, false))
}

/// Which page of a list.
#[derive(Deserialize)]
struct PageAsk {
    after: Option<String>,
    #[serde(default)]
    queue: String,
}

#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn after<T: serde::de::DeserializeOwned>(site: &Site, visit: &Visit, ask: &PageAsk) -> Result<Option<T>, Response> {
    cursor::read::<T>(ask.after.as_deref()).map_err(|_| visit.failed(site, AppError::NotFound))
}

async fn reviews(State(site): State<Site>, visit: Visit, Query(ask): Query<PageAsk>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    let after = after::<Uuid>(&site, &visit, &ask)?.map(WorkerId);
    // The first page goes through both queues; a later one goes on where the one before it ended.
    let queues = if ask.queue == "reviewed" { &QUEUES[1..] } else { &QUEUES[..] };
    let (waiting, next) = site
        .house
        .read(&reviewer(&caller), move |tx, desk, caller| {
            workers::reviews(tx, desk, caller, queues, after, Limit::PAGE)
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let desk = site.house.desk();
    let first = after.map(|_| "/operator/reviews".to_owned());
    let next = next.map(|(state, last)| {
        let queue = if state == StateToken::RosterReviewed { "reviewed" } else { "consented" };
        format!("/operator/reviews?queue={queue}&after={}", cursor::write(&last.0))
    });
    let rows = waiting.iter().map(|one| fill::review_row(&page, &desk, one)).collect();
    let pager = Pager { lang: page.lang, first, next };
    Ok(answer(StatusCode::OK, &Reviews { page, rows, pager }, false))
}

async fn review(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(older): Query<case_fill::Older>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    let before = older.before().map_err(|error| visit.failed(&site, error))?;
    let filled = fill::review(&site, &reviewer(&caller), page, &reference, before).await;
    Ok(answer(StatusCode::OK, &filled.map_err(|error| visit.failed(&site, error))?, false))
}

async fn review_step(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let back = format!("/operator/reviews/{reference}");
    match take(&site, &reviewer(&caller), &reference, &sent).await {
        Ok(_) => Ok(Redirect::to(&back).into_response()),
        Err(error) => Err(visit.failed_on(&site, back, error)),
    }
}

async fn take(site: &Site, caller: &Caller, reference: &str, sent: &Sent) -> Result<WorkerId, AppError> {
    let key = Key::parse(ReferenceKind::Worker, reference)?;
    let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
    let step = match sent.get("step") {
        "review" => RosterStep::Review {},
        "list" => RosterStep::List {},
        "unlist" => RosterStep::Unlist {},
        _ => return Err(AppError::NotFound),
    };
    let read = |word| Statement::parse(word).map_err(|_| AppError::invalid("/attest", "not_your_statement"));
    let states = sent.all("attest").map(read).collect::<Result<Vec<_>, _>>()?;
    site.house
        .write(caller, move |tx, desk, caller| workers::take(tx, desk, caller, &key, version, step, &states))
        .await
}

async fn review_change(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let back = format!("/operator/reviews/{reference}");
    let asked = async {
        let key = Key::parse(ReferenceKind::Worker, &reference)?;
        let what =
            Statement::parse(sent.get("attest")).map_err(|_| AppError::invalid("/attest", "not_your_statement"))?;
        let ask = reviewer(&caller);
        site.house.write(&ask, move |tx, desk, caller| workers::ask_change(tx, desk, caller, &key, what)).await
    };
    match asked.await {
        Ok(()) => Ok(Redirect::to(&back).into_response()),
        Err(error) => Err(visit.failed_on(&site, back, error)),
    }
}

async fn review_disclose(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Response {
    let through = Key::parse(ReferenceKind::Worker, &reference).map(Through::Roster);
    acting::open(&site, &visit, Portal::Operator, through, format!("/operator/reviews/{reference}"), &sent).await
}

async fn case_list(State(site): State<Site>, visit: Visit, Query(which): Query<case_fill::Which>) -> Response {
    case_fill::list(&site, &visit, Portal::Operator, &which).await
}

async fn case(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(older): Query<case_fill::Older>,
) -> Response {
    case_fill::show(&site, &visit, Portal::Operator, &reference, &older).await
}

async fn case_step(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::step(&site, &visit, Portal::Operator, &reference, &sent).await
}

async fn case_state(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::state(&site, &visit, Portal::Operator, &reference, &sent).await
}

async fn case_disclose(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::disclose(&site, &visit, Portal::Operator, &reference, &sent).await
}
