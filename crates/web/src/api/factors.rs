//! A person's own second factor: an authenticator and its recovery codes.

use app::factors;
use app::sign_in;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::input::{Body, Path};
use crate::problem::Problem;
use crate::signed::ApiWho;
use crate::site::Site;

/// What a person has.
#[derive(Debug, Serialize, ToSchema)]
pub struct Authenticator {
    /// Since when the authenticator counts; null without one.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
    /// How many recovery codes are left.
    recovery_codes: i64,
    /// Whether a role of this person is held only with a second factor.
    demanded: bool,
}

/// An authenticator that was begun: shown once. It counts once it was shown to work.
#[derive(Debug, Serialize, ToSchema)]
pub struct BegunAuthenticator {
    /// Named when it is confirmed.
    id: Uuid,
    /// The secret in base 32: SHA-1, six digits, 30 seconds (RFC 6238).
    secret: String,
    /// The same for a camera.
    uri: String,
}

/// A code of the authenticator, or a recovery code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Six digits, or ten letters and digits with or without a dash.
    #[schema(max_length = 32)]
    code: String,
}

/// Recovery codes: shown once, each works once.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Ten of them.
    codes: Vec<String>,
}

fn shown(codes: &[app::OneTimeCode]) -> Private<RecoveryCodes> {
    Private(RecoveryCodes { codes: codes.iter().map(|code| code.as_str().to_owned()).collect() })
}

/// The caller's authenticator.
#[utoipa::path(get, path = "/api/v1/me/authenticator", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "What there is", body = Authenticator), refusals::Reading))]
pub async fn get(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<Authenticator>, Problem> {
    let held = factors::held(&site.house, &who).await?;
    let (since, recovery_codes, demanded) = (held.since, held.codes_left, held.demanded);
    Ok(Private(Authenticator { since, recovery_codes, demanded }))
}

/// Begins with an authenticator, within five minutes of a sign-in. One that is in use is removed first.
#[utoipa::path(post, path = "/api/v1/me/authenticator", tag = "me", security(("bearer" = [])),
    responses((status = 201, description = "To be confirmed", body = BegunAuthenticator), refusals::Proving))]
pub async fn begin(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
) -> Result<(StatusCode, Private<BegunAuthenticator>), Problem> {
    let begun = factors::begin(&site.house, &who, "Amana").await?;
    let body = BegunAuthenticator { id: begun.id, secret: begun.secret.to_string(), uri: begun.uri.to_string() };
    Ok((StatusCode::CREATED, Private(body)))
}

/// Shows that an authenticator works: it is asked for from now on. This session counts as one with a second factor.
#[utoipa::path(post, path = "/api/v1/me/authenticator/{id}/confirm", tag = "me", security(("bearer" = [])), request_body = Answer,
    params(("id" = String, Path, description = "The authenticator that was begun")),
    responses((status = 200, description = "The recovery codes, shown once", body = RecoveryCodes), refusals::Proving))]
pub async fn confirm(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
    Body(answer): Body<Answer>,
) -> Result<Private<RecoveryCodes>, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    Ok(shown(&factors::confirm(&site.house, &who, id, &answer.code).await?))
}

/// Takes the authenticator away. Roles that are held only with a second factor wait until there is another one.
#[utoipa::path(post, path = "/api/v1/me/authenticator/remove", tag = "me", security(("bearer" = [])), request_body = Answer,
    responses((status = 204, description = "It is gone, and its recovery codes"), refusals::Proving))]
pub async fn remove(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Body(answer): Body<Answer>,
) -> Result<StatusCode, Problem> {
    factors::remove(&site.house, &who, &answer.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// New recovery codes for old ones.
#[utoipa::path(post, path = "/api/v1/me/recovery-codes", tag = "me", security(("bearer" = [])), request_body = Answer,
    responses((status = 200, description = "The new ones, shown once", body = RecoveryCodes), refusals::Proving))]
pub async fn renew(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Body(answer): Body<Answer>,
) -> Result<Private<RecoveryCodes>, Problem> {
    Ok(shown(&factors::renew_codes(&site.house, &who, &answer.code).await?))
}

/// Shows the second factor again, for what wants a proof that is at most five minutes old.
#[utoipa::path(post, path = "/api/v1/me/confirm", tag = "me", security(("bearer" = [])), request_body = Answer,
    responses((status = 204, description = "Fresh for five minutes"), refusals::Proving))]
pub async fn again(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Body(answer): Body<Answer>,
) -> Result<StatusCode, Problem> {
    sign_in::confirm(&site.house, &who, &answer.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
