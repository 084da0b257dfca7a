//! Papers to compare: the queue, and one paper beside what was typed from it. The paper opens by a link like everywhere, for a minute and on
//! record; what was typed opens with it.

mod shown;

use app::document_checks::{self as checks, Found, Task};
use app::document_links::{self, Ask};
use app::{AppError, Caller, Limit, workers};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::{CheckReason, CheckResult, Purpose};
use serde::Deserialize;
use uuid::Uuid;

use self::shown::{Check, Checks, compared_row, digits, looking, refilled, said, view};
pub use self::shown::{result, row};
use super::fill;
use crate::cursor;
use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::paper_bytes::unseen;
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// Where the queue stands.
pub const PLACE: &str = "/operator/checks";

/// `/operator/checks...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(queue))
        .route("/operator/checks/{id}", get(show).post(give))
        .route("/operator/checks/{id}/look", post(look))
        .route("/operator/checks/{id}/lines", post(read))
}

#[derive(Deserialize)]
struct Which {
    after: Option<String>,
}

async fn queue(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    let cursors = cursor::of(&site, &caller, "document-checks");
    let after = cursors.read::<Uuid>(which.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let seen = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let many = Limit::new(fill::COUNTED).unwrap_or(Limit::PAGE);
            let papers = checks::counted(tx, desk, caller, many)?;
            // Profiles are looked through to check them, whatever the caller came for.
            let verifies = caller.clone().for_purpose(Purpose::Verify);
            let counted = fill::Checks { profiles: workers::counted(tx, desk, &verifies, many)?, papers };
            Ok((counted, checks::waiting(tx, desk, caller, after, Limit::PAGE)?))
        })
        .await;
    let (counted, (tasks, next)) = seen.map_err(|error| visit.failed(&site, error))?;
    let view = Checks {
        tabs: fill::lines(&page, &counted, None),
        rows: tasks.iter().map(|task| row(&page, task)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
        },
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

fn parse(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

async fn task(site: &Site, caller: &Caller, id: &str) -> Result<Task, AppError> {
    let id = parse(id)?;
    site.house.read(caller, move |tx, desk, caller| checks::one(tx, desk, caller, id)).await
}

async fn show(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let found = task(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    Ok(answer(StatusCode::OK, &view(page, &found), false))
}

/// The page of this paper, after something was sent to it.
fn page_of(site: &Site, visit: &Visit, id: &str) -> Page {
    Page { path: format!("{PLACE}/{id}"), ..visit.page(site, Portal::Operator, "reviews") }
}

/// Opens the paper, and what was typed from it, side by side.
async fn look(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let looked = async {
        let (task, typed) = checks::typed(&site.house, &caller, parse(&id)?).await?;
        let ask = Ask { document: task.id, case: task.way.case.clone(), purpose: Some(task.way.purpose), takes: false };
        let link = document_links::make(&site.house, &caller, ask).await?;
        let opened = document_links::open(&site.house, &caller, link.token.as_str()).await?;
        Ok((task, typed, link, opened))
    };
    let looked = looked.await;
    let (task, typed, link, opened) = looked.map_err(|error| visit.failed_on(&site, format!("{PLACE}/{id}"), error))?;
    let page = page_of(&site, &visit, &id);
    let open = looking(&page, link.token.as_str(), &opened);
    // The last day stands there anyway.
    let said = typed.iter().filter(|one| one.what != "ends").map(|one| said(&page, one)).collect();
    let shown = Check { looking: Some(open), typed: said, ..view(page, &task) };
    Ok(unseen(answer(StatusCode::OK, &shown, false)))
}

/// Reads the lines that were copied from the paper, and compares them with what was typed.
async fn read(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let compared = async { checks::compare(&site.house, &caller, parse(&id)?, sent.get("lines")).await };
    let compared = compared.await;
    let page = page_of(&site, &visit, &id);
    match compared {
        Ok((task, lines, compared)) => {
            let view = Check {
                digits: digits(&page, &lines),
                compared: compared.iter().map(|one| compared_row(&page, one)).collect(),
                ..refilled(view(page, &task), &sent, &[])
            };
            Ok(unseen(answer(StatusCode::OK, &view, false)))
        }
        Err(AppError::Invalid(faults)) => mended(&site, &visit, &caller, (page, &id), &sent, &faults).await,
        Err(error) => Err(visit.failed_on(&site, format!("{PLACE}/{id}"), error)),
    }
}

/// The form again, with what is wrong with it.
async fn mended(
    site: &Site,
    visit: &Visit,
    caller: &Caller,
    (page, id): (Page, &str),
    sent: &Sent,
    faults: &[app::Fault],
) -> Result<Response, Response> {
    let found = task(site, caller, id).await.map_err(|error| visit.failed(site, error))?;
    let view = refilled(view(page, &found), sent, faults);
    Ok(unseen(answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false)))
}

async fn give(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let given = async {
        let (document, found) = (parse(&id)?, found(&sent)?);
        site.house.write(&caller, move |tx, desk, caller| checks::give(tx, desk, caller, document, &found)).await
    };
    match given.await {
        Err(AppError::Invalid(faults)) => {
            mended(&site, &visit, &caller, (page_of(&site, &visit, &id), &id), &sent, &faults).await
        }
        done => visit.led(&site, &format!("{PLACE}/{id}"), done, PLACE),
    }
}

fn found(sent: &Sent) -> Result<Found, AppError> {
    let (result, reason) = match sent.get("result").split_once(':') {
        Some((result, reason)) => (result, Some(reason)),
        None => (sent.get("result"), None),
    };
    let unknown = || AppError::invalid("/result", "check_result");
    Ok(Found {
        result: CheckResult::parse(result).map_err(|_| unknown())?,
        reason: reason.map(CheckReason::parse).transpose().map_err(|_| unknown())?,
        lines: sent.get("lines").to_owned(),
        second: sent.get("second") == "yes",
    })
}
