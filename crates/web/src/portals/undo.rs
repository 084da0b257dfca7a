//! What the link in a message leads to: one page that says what is undone, and one button. Opening the page changes nothing, for
//! mailboxes open links before their readers do.

use app::{AppError, resets, undo as links};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::form::Sent;
use crate::knock::Knock;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::visit::Visit;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/undo.html")]
struct Undo {
    page: Page,
    /// What is undone, in words; empty where nothing is.
    about: String,
    token: String,
    /// Whether it was done just now.
    done: bool,
}

/// `/undo...`, `/me/security/reset`
pub fn routes() -> Router<Site> {
    Router::new().route("/undo", post(undo)).route("/undo/{token}", get(ask)).route("/me/security/reset", post(refuse))
}

fn page(site: &Site, visit: &Visit) -> Page {
    Page { path: "/sign-in".to_owned(), ..visit.page(site, Portal::Public, "sign-in") }
}

async fn ask(_: Knock, State(site): State<Site>, mut visit: Visit, Path(token): Path<String>) -> Response {
    let jar = visit.as_visitor(&site);
    let response = match links::look(&site.house, &token).await {
        Ok(kind) => {
            let page = page(&site, &visit);
            let about = page.t(format!("undo-{kind}"));
            answer(StatusCode::OK, &Undo { page, about, token, done: false }, false)
        }
        Err(error) => over(&site, &visit, error),
    };
    (jar, response).into_response()
}

async fn undo(_: Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    match links::undo(&site.house, sent.get("token")).await {
        Ok(()) => {
            let view = Undo { page: page(&site, &visit), about: String::new(), token: String::new(), done: true };
            answer(StatusCode::OK, &view, false)
        }
        Err(error) => over(&site, &visit, error),
    }
}

/// A link that undoes nothing any more says what to do instead.
fn over(site: &Site, visit: &Visit, error: AppError) -> Response {
    match error {
        AppError::NotFound | AppError::Conflict(_) => {
            let view = Undo { page: page(site, visit), about: String::new(), token: String::new(), done: false };
            answer(StatusCode::NOT_FOUND, &view, false)
        }
        error => visit.failed(site, error),
    }
}

/// Refuses the reset of one's own second factor, signed in.
async fn refuse(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    const PLACE: &str = "/me/security";
    let who = super::security::sender(&site, &visit, &sent)?;
    visit.led(&site, PLACE, resets::refuse(&site.house, who).await, PLACE)
}
