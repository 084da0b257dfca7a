//! The public keys of access tokens, for whoever verifies one without asking us (RFC 7517, RFC 8037).

use app::sign_in;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::site::Site;

/// How long the set may be kept, in seconds: shorter than a key is told before it signs.
const KEPT: &str = "public, max-age=15";

/// A public key.
#[derive(Debug, Serialize, ToSchema)]
pub struct Jwk {
    /// Always `OKP`.
    kty: &'static str,
    /// Always `Ed25519`.
    crv: &'static str,
    /// Always `EdDSA`.
    alg: &'static str,
    /// Always `sig`.
    #[serde(rename = "use")]
    for_what: &'static str,
    /// Its name, as in the head of a token.
    kid: String,
    /// The key in base64url.
    x: String,
}

/// The keys that tokens are verified with now or soon.
#[derive(Debug, Serialize, ToSchema)]
pub struct Jwks {
    /// The newest first.
    keys: Vec<Jwk>,
}

/// The public keys of access tokens. That a token verifies does not say that its session still lives: only this server knows.
#[utoipa::path(get, path = "/api/v1/.well-known/jwks.json", tag = "sign-in", responses(
    (status = 200, description = "The keys", body = Jwks),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn keys(State(site): State<Site>) -> Result<Response, Problem> {
    let keys = sign_in::jwks(&site.house).await?.into_iter();
    let keys =
        keys.map(|key| Jwk { kty: "OKP", crv: "Ed25519", alg: "EdDSA", for_what: "sig", kid: key.kid, x: key.x });
    Ok(([(header::CACHE_CONTROL, KEPT)], Json(Jwks { keys: keys.collect() })).into_response())
}
