//! Where a person is signed in: the list on the page of sign-in and devices, and what ends one or all others.

use app::AppError;
use app::sign_in::{self, Session, Who};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::ids::SessionId;
use uuid::Uuid;

use super::security::{PLACE, sender};
use crate::form::Sent;
use crate::page::Page;
use crate::site::Site;
use crate::ui::When;
use crate::visit::Visit;

/// A place where the person is signed in.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its session.
    pub id: String,
    /// `portal` or `api`.
    pub portal: String,
    /// Since when.
    pub since: When,
    /// When it is over if it is not used until then.
    pub until: When,
    /// When it is over at the longest.
    pub ends: When,
    /// Whether it is this one.
    pub this: bool,
}

/// `/me/security/sessions...`
pub fn routes() -> Router<Site> {
    Router::new().route("/me/security/sessions", post(end_others)).route("/me/security/sessions/{id}", post(end_one))
}

/// These sessions of somebody, as their page shows them.
pub(super) fn of(page: &Page, who: &Who, sessions: Vec<Session>) -> Vec<Device> {
    let devices = sessions.into_iter().map(|session| Device {
        this: session.id == who.signed.session.id,
        id: session.id.to_string(),
        portal: session.portal,
        since: page.when(session.created_at),
        until: page.when(session.refresh_until),
        ends: page.when(session.ends_at),
    });
    devices.collect()
}

async fn end_others(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    visit.led(&site, PLACE, sign_in::end_others(&site.house, who).await, PLACE)
}

async fn end_one(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    let ended = async {
        let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        sign_in::end_session(&site.house, who.user(), SessionId(id)).await
    };
    visit.led(&site, PLACE, ended.await, PLACE)
}
