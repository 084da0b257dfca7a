//! The addresses of a household's portal and the few lines behind each.

use app::cases::{self, Enquiry};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ids::{Reference, ReferenceKind};

use crate::form::Sent;
use crate::once;
use crate::page::{Portal, answer};
use crate::portals::fill::{self, Older};
use crate::portals::public::browse;
use crate::portals::{acting, card, ledger, people};
use crate::site::Site;
use crate::visit::Visit;

const HERE: Portal = Portal::Customer;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(super::household::routes())
        .merge(super::phone::routes())
        .merge(super::review::routes())
        .merge(card::routes())
        .merge(people::routes(HERE))
        .merge(ledger::routes(HERE))
        .route("/customer", get(async || Redirect::to("/customer/cases")))
        .route("/customer/disclosures", get(disclosures))
        .route("/customer/cases", get(list).post(enquire))
        .route("/customer/cases/{reference}", get(case))
        .route("/customer/cases/{reference}/meeting.ics", get(calendar))
        .route("/customer/cases/{reference}/steps", post(step))
        .route("/customer/cases/{reference}/statements", post(state))
        .route("/customer/cases/{reference}/disclosures", post(disclose))
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<fill::Which>) -> Response {
    fill::list(&site, &visit, HERE, &which).await
}

/// Who saw the household's data.
async fn disclosures(State(site): State<Site>, visit: Visit, Query(which): Query<fill::Which>) -> Response {
    let caller = match visit.member(&site, HERE) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    match fill::looked(&site, &visit, HERE, &caller, which.after.as_deref()).await {
        Ok(page) => answer(StatusCode::OK, &page, false),
        Err(error) => visit.failed(&site, error),
    }
}

async fn case(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(older): Query<Older>,
) -> Response {
    fill::show(&site, &visit, HERE, &reference, &older).await
}

/// The meeting as an entry for a calendar.
async fn calendar(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Response {
    fill::calendar_file(&site, &visit, HERE, &reference).await
}

/// Asks for a profile. Without the privacy tick the profile is shown again.
async fn enquire(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    let caller = match visit.sender(&site, HERE, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let profile = sent.get("profile");
    let page = format!("/catalogue/{profile}");
    if sent.get("privacy") != "yes" {
        return match browse::profile_page(&site, &visit, profile, visit.lang.t("answer-missing")).await {
            Ok(mut view) => {
                view.page.path = page;
                answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false)
            }
            Err(error) => visit.failed_on(&site, page, error),
        };
    }
    let opened = async {
        let profile = Reference::parse(ReferenceKind::Profile, profile).ok_or(app::AppError::NotFound)?;
        let once = once::of_form(&caller, "POST /cases", sent.get("key"), &sent.ask())?;
        if let Some(id) = once::done(&site.house, &caller, &once).await? {
            return Ok(id);
        }
        let ask = Enquiry { profile, replaces: None, once };
        let id = site.house.write(&caller, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await?;
        Ok(id.to_string())
    };
    match opened.await {
        Ok(id) => Redirect::to(&format!("/customer/cases/{id}")).into_response(),
        Err(error) => visit.failed_on(&site, page, error),
    }
}

async fn step(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::step(&site, &visit, HERE, &reference, &sent).await
}

async fn state(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::state(&site, &visit, HERE, &reference, &sent).await
}

async fn disclose(State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent) -> Response {
    acting::disclose(&site, &visit, HERE, &reference, &sent).await
}
