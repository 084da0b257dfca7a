//! Passkeys for programs that speak with a device: what they ask of it, and what it answers, as browsers write both.

use app::Caller;
use app::passkeys::{self, Passkey};
use app::sign_in;
use app::sign_in::passkey::signed::{ALGORITHMS, Party};
use app::sign_in::passkey::{self, Answered, Asked};
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::api::sign_in::Tokens;
use crate::cursor::Listing;
use crate::input::{Body, Path};
use crate::knock::Knock;
use crate::problem::Problem;
use crate::signed::ApiWho;
use crate::site::Site;

/// What a device is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyAsked {
    /// Named in the answer; holds for five minutes and once.
    id: Uuid,
    /// What the device signs, in base64url.
    challenge: String,
    /// The domain that passkeys are bound to. User verification is required.
    rp_id: String,
    /// The person, in base64url, for a new passkey; it is to be discoverable, without attestation.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// The algorithms that are taken (COSE), for a new passkey.
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithms: Option<Vec<i64>>,
    /// Seconds that it holds.
    expires_in: i64,
}

/// What the device answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// As `PublicKeyCredential.toJSON()` writes it.
    #[schema(value_type = Object)]
    answer: Value,
}

/// What the device answered, about a challenge that was asked for in this session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAgain {
    /// The challenge.
    id: Uuid,
    /// As `PublicKeyCredential.toJSON()` writes it.
    #[schema(value_type = Object)]
    answer: Value,
}

/// A new passkey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyNew {
    /// The challenge that it answers.
    id: Uuid,
    /// What its person calls it.
    #[schema(max_length = 40)]
    name: String,
    /// As `PublicKeyCredential.toJSON()` writes it.
    #[schema(value_type = Object)]
    answer: Value,
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyBody {
    /// The identifier.
    id: Uuid,
    /// As its person calls it.
    name: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last shown.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Timestamp>,
}

/// A passkey was added.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyAdded {
    /// Recovery codes, shown once, for whoever had none; else empty.
    recovery_codes: Vec<String>,
}

fn party(site: &Site) -> Result<&Party, Problem> {
    site.settings.party.as_ref().ok_or_else(Problem::not_found)
}

fn body(site: &Site, asked: Asked) -> Result<PasskeyAsked, Problem> {
    let rp_id = party(site)?.id.clone();
    let Asked { id, challenge, expires_in } = asked;
    Ok(PasskeyAsked { id, challenge, rp_id, user: None, algorithms: None, expires_in })
}

fn answered(answer: Value) -> Result<Answered, Problem> {
    serde_json::from_value(answer).map_err(|_| app::AppError::invalid("/answer", "passkey_wrong").into())
}

/// Asks for a passkey, to sign in without a code.
#[utoipa::path(post, path = "/api/v1/passkey-challenges", tag = "sign-in", responses(
    (status = 201, description = "To be answered at /api/v1/passkey-challenges/{id}", body = PasskeyAsked),
    (status = 404, description = "This installation has no name that passkeys could be bound to", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn ask_first(
    Knock(from): Knock,
    State(site): State<Site>,
) -> Result<(StatusCode, Private<PasskeyAsked>), Problem> {
    let caller = Caller::anonymous("en").from_network(from);
    party(&site)?;
    let asked = passkey::ask_first(&site.house, &caller).await?;
    Ok((StatusCode::CREATED, Private(body(&site, asked)?)))
}

/// Signs in by a passkey: alone, or in the place of a second code, whose challenge is then named.
#[utoipa::path(post, path = "/api/v1/passkey-challenges/{id}", tag = "sign-in", request_body = PasskeyAnswer,
    params(("id" = String, Path, description = "The challenge")),
    responses(
    (status = 200, description = "Signed in", body = Tokens),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "This installation has no name that passkeys could be bound to", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "It does not fit, was used, or came too late", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn finish(
    _: Knock,
    State(site): State<Site>,
    challenge: Result<Path<String>, Problem>,
    Body(answer): Body<PasskeyAnswer>,
) -> Result<Private<Tokens>, Problem> {
    // A malformed challenge is answered like an unknown one.
    let challenge = challenge.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    let (party, caller) = (party(&site)?, Caller::anonymous("en"));
    let answered = answered(answer.answer)?;
    let opened = sign_in::finish_by_passkey(&site.house, party, &caller, challenge, &answered, "api").await?;
    Ok(Private(Tokens::of(&opened)))
}

/// The caller's passkeys, oldest first.
#[utoipa::path(get, path = "/api/v1/me/passkeys", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = Listing<PasskeyBody>), refusals::Reading))]
pub async fn list(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<Listing<PasskeyBody>>, Problem> {
    let found = passkeys::of(&site.house, &who).await?;
    let body = |Passkey { id, name, created_at, used_at, .. }| PasskeyBody { id, name, created_at, used_at };
    Ok(Private(Listing { items: found.into_iter().map(body).collect(), next: None }))
}

/// Begins with a new passkey, within five minutes of a sign-in or of a proof by the second factor.
#[utoipa::path(post, path = "/api/v1/me/passkeys/challenges", tag = "me", security(("bearer" = [])),
    responses((status = 201, description = "To be answered by POST /api/v1/me/passkeys", body = PasskeyAsked), refusals::Proving))]
pub async fn begin(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
) -> Result<(StatusCode, Private<PasskeyAsked>), Problem> {
    use base64::Engine;
    party(&site)?;
    let asked = passkeys::begin(&site.house, &who).await?;
    let user = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(who.user().0.as_bytes());
    let asked = PasskeyAsked { user: Some(user), algorithms: Some(ALGORITHMS.to_vec()), ..body(&site, asked)? };
    Ok((StatusCode::CREATED, Private(asked)))
}

/// Adds the passkey that the device made.
#[utoipa::path(post, path = "/api/v1/me/passkeys", tag = "me", security(("bearer" = [])), request_body = PasskeyNew,
    responses((status = 201, description = "Added", body = PasskeyAdded), refusals::Proving))]
pub async fn add(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Body(new): Body<PasskeyNew>,
) -> Result<(StatusCode, Private<PasskeyAdded>), Problem> {
    let (party, answered) = (party(&site)?, answered(new.answer)?);
    let codes = passkeys::register(&site.house, party, &who, new.id, &new.name, &answered).await?;
    let recovery_codes = codes.iter().map(|code| code.as_str().to_owned()).collect();
    Ok((StatusCode::CREATED, Private(PasskeyAdded { recovery_codes })))
}

/// Takes a passkey away, within five minutes of a proof by a second factor.
#[utoipa::path(delete, path = "/api/v1/me/passkeys/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The passkey")),
    responses((status = 204, description = "It is gone"), refusals::Proving))]
pub async fn remove(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    passkeys::remove(&site.house, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for a passkey of the caller, for a fresh proof.
#[utoipa::path(post, path = "/api/v1/me/confirm/challenges", tag = "me", security(("bearer" = [])),
    responses((status = 201, description = "To be answered at /api/v1/me/confirm/passkey", body = PasskeyAsked), refusals::Proving))]
pub async fn ask_again(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
) -> Result<(StatusCode, Private<PasskeyAsked>), Problem> {
    party(&site)?;
    let asked = passkeys::ask_again(&site.house, &who).await?.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, Private(body(&site, asked)?)))
}

/// Shows a passkey again, for what wants a proof that is at most five minutes old.
#[utoipa::path(post, path = "/api/v1/me/confirm/passkey", tag = "me", security(("bearer" = [])), request_body = PasskeyAgain,
    responses((status = 204, description = "Fresh for five minutes"), refusals::Proving))]
pub async fn again(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Body(again): Body<PasskeyAgain>,
) -> Result<StatusCode, Problem> {
    let (party, answered) = (party(&site)?, answered(again.answer)?);
    passkeys::confirm(&site.house, party, &who, again.id, &answered).await?;
    Ok(StatusCode::NO_CONTENT)
}
