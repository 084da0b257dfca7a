//! The demo's own card page: whoever looks says what becomes of the payment. It does not exist outside the demo.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::problem::Problem;
use crate::site::Site;
use crate::visit::Visit;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/card.html")]
pub struct Card {
    /// The frame.
    page: Page,
    /// The session, as the address names it.
    session: String,
    /// What is to be paid.
    sum: String,
    /// The invoice's number.
    invoice: String,
    /// Where to go back to.
    back: String,
    /// Whether it can still be paid.
    open: bool,
}

/// `GET /demo/card/{session}`
pub async fn show(State(site): State<Site>, visit: Visit, Path(session): Path<String>) -> Response {
    let Some(card) = site.demo.as_ref().and_then(|powers| powers.card(&session)) else {
        return Problem::not_found().into_response();
    };
    let page = visit.page(&site, Portal::Public, "");
    let sum = page.lang.sum(card.amount);
    let view = Card { page, session, sum, invoice: card.invoice, back: card.back, open: card.open };
    answer(StatusCode::OK, &view, false)
}

/// `POST /demo/card/{session}`
pub async fn decide(State(site): State<Site>, visit: Visit, Path(session): Path<String>, sent: Sent) -> Response {
    if visit.is_foreign() {
        return visit.expired(&site);
    }
    let Some(powers) = site.demo.as_ref() else { return Problem::not_found().into_response() };
    let Some(card) = powers.card(&session) else { return Problem::not_found().into_response() };
    powers.decide_card(&session, sent.get("pay") == "yes");
    Redirect::to(&card.back).into_response()
}
