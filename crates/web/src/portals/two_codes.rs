//! Two codes, on the page of sign-in and devices: switched on and off.

use app::sign_in;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

use super::security::{PLACE, proven};
use crate::form::Sent;
use crate::site::Site;
use crate::visit::Visit;

/// `/me/security/two-codes`
pub fn routes() -> Router<Site> {
    Router::new().route("/me/security/two-codes", post(set))
}

async fn set(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = proven(&site, &visit, &sent, PLACE).await?;
    visit.led(&site, PLACE, sign_in::set_two_codes(&site.house, who, sent.get("on") == "yes").await, PLACE)
}
