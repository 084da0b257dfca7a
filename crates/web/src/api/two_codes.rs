//! Whether a code that went to one address of a person is followed by one to the other.

use app::sign_in;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::private::Private;
use crate::api::refusals;
use crate::problem::Problem;
use crate::signed::ApiWho;
use crate::site::Site;

/// How it stands with the caller's two codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct TwoCodes {
    /// Since when they are asked for; null: one is enough.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
    /// Whether they could be: there are two addresses, and no role of this person demands a stronger factor.
    possible: bool,
}

/// Whether two codes are asked for when the caller signs in by a code.
#[utoipa::path(get, path = "/api/v1/me/two-codes", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "How it stands", body = TwoCodes), refusals::Reading))]
pub async fn get(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<TwoCodes>, Problem> {
    let found = sign_in::two_codes(&site.house, &who).await?;
    Ok(Private(TwoCodes { since: found.since, possible: found.possible }))
}

/// Has two codes asked for, within five minutes of a proof of who asks: one to each address. The caller's other sessions end.
#[utoipa::path(put, path = "/api/v1/me/two-codes", tag = "me", security(("bearer" = [])),
    responses((status = 204, description = "Asked for from now on"), refusals::Reading))]
pub async fn on(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<StatusCode, Problem> {
    sign_in::set_two_codes(&site.house, &who, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has one code be enough again, within five minutes of a proof of who asks.
#[utoipa::path(delete, path = "/api/v1/me/two-codes", tag = "me", security(("bearer" = [])),
    responses((status = 204, description = "One is enough from now on"), refusals::Reading))]
pub async fn off(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<StatusCode, Problem> {
    sign_in::set_two_codes(&site.house, &who, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
