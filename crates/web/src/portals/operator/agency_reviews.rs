//! What households wrote of their agencies, read by a moderator before anybody else reads it: published, or refused for a reason.

use app::AppError;
use app::agency_reviews::{self, After, Waiting};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::TextFault;
use serde::Deserialize;

use crate::cursor;
use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Pager, When};
use crate::visit::Visit;

/// A text that waits.
#[derive(Debug, Clone)]
pub struct WaitingText {
    /// The review's identifier.
    pub id: String,
    /// The case's reference.
    pub case: String,
    /// The agency's code.
    pub agency: String,
    /// Each question and its answer.
    pub answers: Vec<(String, String)>,
    /// The text.
    pub text: String,
    /// When it was written.
    pub at: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/agency_reviews.html")]
pub struct AgencyReviews {
    /// The frame; entry `agency-reviews`.
    pub page: Page,
    /// The oldest first.
    pub texts: Vec<WaitingText>,
    /// Each reason for which a text is refused: its word, and in words.
    pub reasons: Vec<(&'static str, String)>,
    /// Back and next.
    pub pager: Pager,
}

const PLACE: &str = "/operator/agency-reviews";

/// `/operator/agency-reviews...`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(list)).route("/operator/agency-reviews/{id}", post(settle))
}

#[derive(Deserialize)]
struct Which {
    after: Option<String>,
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let cursors = cursor::of(&site, &caller, "reviews");
    let after = cursors.read::<After>(which.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let (found, next) = site
        .house
        .read(&caller, move |tx, desk, caller| agency_reviews::waiting(tx, desk, caller, after, app::Limit::PAGE))
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "agency-reviews");
    let view = AgencyReviews {
        texts: found.into_iter().map(|one| waiting(&page, one)).collect(),
        reasons: TextFault::ALL.iter().map(|one| (one.as_str(), page.t(format!("text-fault-{one}")))).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
        },
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

fn waiting(page: &Page, one: Waiting) -> WaitingText {
    let answers = &one.review.answers;
    let said = |(question, word): (&str, &String)| {
        (page.t(format!("review-agency-{question}")), page.t(format!("experience-{word}")))
    };
    WaitingText {
        id: one.review.id.to_string(),
        case: one.case,
        answers: [("coordination", &answers.coordination), ("meetings", &answers.meetings), ("fees", &answers.fees)]
            .map(said)
            .into(),
        agency: one.review.agency_code,
        at: page.when(one.review.at),
        text: one.review.text.unwrap_or_default(),
    }
}

async fn settle(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let done = async {
        let refused_for = match sent.get("publish") {
            "yes" => None,
            _ => Some(TextFault::parse(sent.get("reason")).map_err(|_| AppError::invalid("/reason", "text_fault"))?),
        };
        let settle =
            move |tx: &mut _, desk: &_, caller: &_, id| agency_reviews::settle(tx, desk, caller, id, refused_for);
        site.house.write_about(&caller, &id, settle).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}
