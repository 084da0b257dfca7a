//! The addresses of a worker's portal and the few lines behind each.

use app::AppError;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::consent::ConsentKind;

use super::{own, request_page};
use crate::form::Sent;
use crate::page::{Portal, answer};
use crate::portals::acting::{self, Untaken};
use crate::portals::fill::{Which, calendar_file, looked};
use crate::site::Site;
use crate::ui::Turn;
use crate::visit::Visit;

const HERE: Portal = Portal::Worker;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/worker", get(requests))
        .route("/worker/cases/{reference}", get(request))
        .route("/worker/cases/{reference}/meeting.ics", get(calendar))
        .route("/worker/cases/{reference}/steps", post(step))
        .route("/worker/cases/{reference}/statements", post(state))
        .route("/worker/cases/{reference}/disclosures", post(disclose))
        .route("/worker/profile", get(profile))
        .route("/worker/profile/steps", post(take_away))
        .route("/worker/profile/disclosures", post(open_own))
        .route("/worker/consents", get(consents).post(consent))
        .route("/worker/disclosures", get(disclosures))
}

fn shown(site: &Site, visit: &Visit, page: Result<impl Template, AppError>) -> Response {
    match page {
        Ok(page) => answer(StatusCode::OK, &page, false),
        Err(error) => visit.failed(site, error),
    }
}

fn done(site: &Site, visit: &Visit, back: &str, outcome: Result<(), AppError>) -> Response {
    match outcome {
        Ok(()) => Redirect::to(back).into_response(),
        Err(error) => visit.failed_on(site, back.to_owned(), error),
    }
}

async fn requests(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Response {
    match visit.member(&site, HERE) {
        Ok(caller) => shown(&site, &visit, request_page::list(&site, &visit, &caller, &which).await),
        Err(response) => response,
    }
}

async fn request(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Response {
    match visit.member(&site, HERE) {
        Ok(caller) => shown(&site, &visit, request_page::one(&site, &visit, &caller, &reference).await),
        Err(response) => response,
    }
}

/// The meeting as an entry for a calendar.
async fn calendar(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Response {
    calendar_file(&site, &visit, HERE, &reference).await
}

async fn step(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    let caller = match visit.sender(&site, HERE, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let back = format!("/worker/cases/{reference}");
    let untaken = match acting::take(&site, &caller, &reference, &sent).await {
        Ok(()) => return Redirect::to(&back).into_response(),
        Err(Untaken::Error(error)) => return visit.failed_on(&site, back, error),
        Err(untaken) => untaken,
    };
    match request_page::one(&site, &visit, &caller, &reference).await {
        Ok(mut page) => {
            page.page.path.clone_from(&back);
            let main = match &mut page.next.turn {
                Turn::Yours(steps) => steps.as_mut_slice(),
                Turn::Theirs(_) | Turn::Nobody(_) | Turn::Rests(_) => &mut [],
            };
            let forms = main.iter_mut().chain(page.stop.iter_mut());
            match acting::show_again(forms, &sent, untaken, |reason| visit.lang.t(reason)) {
                Ok(()) => answer(StatusCode::UNPROCESSABLE_ENTITY, &page, false),
                Err(error) => visit.failed_on(&site, back, error),
            }
        }
        Err(error) => visit.failed_on(&site, back, error),
    }
}

async fn state(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::state(&site, &visit, HERE, &reference, &sent).await
}

async fn disclose(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::disclose(&site, &visit, HERE, &reference, &sent).await
}

async fn profile(State(site): State<Site>, visit: Visit) -> Response {
    match visit.member(&site, HERE) {
        Ok(caller) => shown(&site, &visit, own::profile(&site, &visit, &caller).await),
        Err(response) => response,
    }
}

async fn take_away(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    match visit.sender(&site, HERE, &sent) {
        Ok(caller) => {
            let version = sent.get("version").parse().unwrap_or_default();
            done(&site, &visit, "/worker/profile", own::take_away(&site, &caller, version).await)
        }
        Err(response) => response,
    }
}

async fn open_own(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    let caller = match visit.sender(&site, HERE, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let through = own::through(&site, &caller).await;
    acting::open(&site, &visit, HERE, through, "/worker/profile".to_owned(), &sent).await
}

async fn consents(State(site): State<Site>, visit: Visit) -> Response {
    match visit.member(&site, HERE) {
        Ok(caller) => shown(&site, &visit, own::consents(&site, &visit, &caller).await),
        Err(response) => response,
    }
}

async fn consent(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    let caller = match visit.sender(&site, HERE, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let outcome = match ConsentKind::parse(sent.get("kind")) {
        Ok(kind) => {
            own::consent(&site, &caller, kind, sent.get("give") == "yes", sent.get("language").to_owned()).await
        }
        Err(_) => Err(AppError::NotFound),
    };
    done(&site, &visit, "/worker/consents", outcome)
}

async fn disclosures(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Response {
    match visit.member(&site, HERE) {
        Ok(caller) => {
            let page = looked(&site, &visit, HERE, &caller, which.after.as_deref()).await;
            shown(&site, &visit, page)
        }
        Err(response) => response,
    }
}
