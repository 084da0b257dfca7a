//! The operator's pages: each handler parses, calls one use case and renders.

use app::admit::Key;
use app::jobs::letters;
use app::workers::{self, Line, NewChange, RosterStep, Through};
use app::{AppError, Caller, Limit, break_glass, cases, document_checks};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::attest::Statement;
use domain::ids::ReferenceKind;
use domain::{ChangeReason, Purpose, Side, WorkerId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fill;
use crate::cursor;
use crate::form::{Sent, by_name};
use crate::page::{Page, Portal, answer};
use crate::portals::operator::Reviews;
use crate::portals::{Today, acting, billing, fill as case_fill, ledger, noting, people};
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
        .merge(super::explorer::routes())
        .merge(super::storage::routes())
        .merge(super::organisations::routes())
        .merge(super::applications::routes())
        .merge(people::routes(Portal::Operator))
        .merge(super::jobs::routes())
        .merge(super::checks::routes())
        .merge(super::documents::routes())
        .merge(super::overrides::routes())
        .merge(super::limits::routes())
        .merge(super::audit::routes())
        .merge(super::policies::routes())
        .merge(super::break_glass::routes())
        .merge(super::reports::routes())
        .merge(super::resets::routes())
        .merge(super::agency_reviews::routes())
        .merge(noting::operator())
        .merge(ledger::routes(Portal::Operator))
        .merge(super::payments::routes())
        .merge(super::bank::routes())
        .merge(billing::operator())
}

/// How many profile checks stand on the day's page; the rest is in the queue.
const CHECKS_OF_THE_DAY: u32 = 5;

/// Looking through profiles to check them is a task of its own, and so is its purpose.
fn reviewer(caller: &Caller) -> Caller {
    caller.clone().for_purpose(Purpose::Verify)
}

async fn today(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "today");
    let desk = site.house.desk();
    let many = Limit::new(fill::COUNTED).unwrap_or(Limit::PAGE);
    let few = Limit::new(CHECKS_OF_THE_DAY).unwrap_or(Limit::PAGE);
    let (views, (counts, late), (emergencies, _)) = site
        .house
        .read(&caller, |tx, desk, caller| {
            let views = cases::waiting_for(tx, desk, caller, Side::Operator, Limit::PAGE)?;
            let emergencies = break_glass::list(tx, desk, caller, false, None, Limit::PAGE)?;
            Ok((views, cases::counts(tx, desk, caller)?, emergencies))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let (queued, waiting, papers, letters) = site
        .house
        .read(&reviewer(&caller), move |tx, desk, caller| {
            let queued = workers::counted(tx, desk, caller, many)?;
            let (waiting, _) = workers::reviews(tx, desk, caller, Line::Waiting, None, few)?;
            let (papers, _) = document_checks::waiting(tx, desk, caller, None, few)?;
            Ok((queued, waiting, papers, letters::letters(tx, desk, caller, None, Limit::PAGE)?))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let stats = fill::stats(&page, &queued, &counts, late, &letters);
    let mut tasks = super::break_glass::tasks(&page, &emergencies);
    tasks.extend(fill::review_tasks(&page, &desk, &waiting));
    tasks.extend(fill::paper_tasks(&page, &papers));
    tasks.extend(case_fill::tasks(&page, &desk, Side::Operator, Portal::Operator, &views));
    Ok(answer(
        StatusCode::OK,
        &Today { stopped: String::new(), page, stats, tasks, papers: Vec::new(), papers_more: None },
        false,
    ))
}

/// Which page of which line.
#[derive(Deserialize)]
struct PageAsk {
    after: Option<String>,
    #[serde(default)]
    line: String,
}

/// Where a page of the queue ended, as a cursor keeps it.
#[derive(Serialize, Deserialize)]
struct Ended {
    at: Timestamp,
    id: Uuid,
}

async fn reviews(State(site): State<Site>, visit: Visit, Query(ask): Query<PageAsk>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    let (line, address) = match ask.line.as_str() {
        "asked" => (Line::Asked, "/operator/reviews?line=asked"),
        _ => (Line::Waiting, "/operator/reviews"),
    };
    let cursors = cursor::of(&site, &caller, &format!("review-queue {}", line == Line::Asked));
    let after = cursors.read::<Ended>(ask.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let after = after.map(|ended| (ended.at, WorkerId(ended.id)));
    let (counted, (waiting, next)) = site
        .house
        .read(&reviewer(&caller), move |tx, desk, caller| {
            let many = Limit::new(fill::COUNTED).unwrap_or(Limit::PAGE);
            let profiles = workers::counted(tx, desk, caller, many)?;
            let counted = fill::Checks { profiles, papers: document_checks::counted(tx, desk, caller, many)? };
            Ok((counted, workers::reviews(tx, desk, caller, line, after, Limit::PAGE)?))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let desk = site.house.desk();
    let further = if line == Line::Asked { "&" } else { "?" };
    let ended = |(at, worker): (Timestamp, WorkerId)| cursors.write(&Ended { at, id: worker.0 });
    let next = next.map(|last| format!("{address}{further}after={}", ended(last)));
    let rows = waiting.iter().map(|one| fill::review_row(&page, &desk, one)).collect();
    let since = page.t(if line == Line::Asked { "review-asked-when" } else { "reviews-sent" });
    let pager = Pager { lang: page.lang, first: after.map(|_| address.to_owned()), next };
    Ok(answer(
        StatusCode::OK,
        &Reviews { since, tabs: fill::lines(&page, &counted, Some(line)), page, rows, pager },
        false,
    ))
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
    let filled = fill::review(&site, &reviewer(&caller), page, &reference, before, None).await;
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
    visit.led(&site, &back, take(&site, &reviewer(&caller), &reference, &sent).await, &back)
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
    let check = Some(sent.get("check").to_owned()).filter(|check| !check.is_empty());
    site.house
        .write(caller, move |tx, desk, caller| {
            workers::take_checked(tx, desk, caller, &key, version, step, &states, check.as_deref())
        })
        .await
}

async fn review_change(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = reviewer(&visit.sender(&site, Portal::Operator, &sent)?);
    let back = format!("/operator/reviews/{reference}");
    let asked = async {
        let key = Key::parse(ReferenceKind::Worker, &reference)?;
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        let reason =
            ChangeReason::parse(sent.get("reason")).map_err(|_| AppError::invalid("/reason", "change_reason"))?;
        let new = NewChange { reason, message: sent.get("message").to_owned() };
        site.house
            .write(&caller, move |tx, desk, caller| workers::ask_change(tx, desk, caller, &key, version, &new))
            .await
    };
    match asked.await {
        Err(AppError::Invalid(faults)) => {
            let page = Page { path: back.clone(), ..visit.page(&site, Portal::Operator, "reviews") };
            let filled = fill::review(&site, &caller, page, &reference, None, Some((&sent, by_name(&faults)))).await;
            let filled = filled.map_err(|error| visit.failed(&site, error))?;
            Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &filled, false))
        }
        done => visit.led(&site, &back, done, &back),
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
