//! A worker's consents: the receipts, a new one, one taken back.

use app::admit::Key;
use app::workers::{self, Given};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::consent::{ConsentKind, ConsentMethod};
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::cursor::Listing;
use crate::input::{Path, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A consent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentAsk {
    /// `listing`, `meet`, `first_name`, `photo`, `papers` or `contact`.
    #[schema(value_type = String)]
    kind: ConsentKind,
    /// The language of the text that was shown (BCP 47).
    #[schema(min_length = 2, max_length = 8)]
    language: String,
    /// `in_app` by the worker; `paper` or `recorded` when the agency keeps what was given to it.
    #[schema(value_type = String)]
    method: ConsentMethod,
}

/// A receipt.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptBody {
    /// The identifier.
    id: Uuid,
    /// To what.
    kind: String,
    /// Which version of the text.
    text_version: String,
    /// In which language.
    language: String,
    /// How.
    method: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    given_at: Timestamp,
    /// When it was taken back.
    #[schema(value_type = Option<String>, format = DateTime)]
    withdrawn_at: Option<Timestamp>,
}

/// A worker's consents, for the worker and their own agency.
#[utoipa::path(get, path = "/api/v1/workers/{id}/consents", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…")), responses(
    (status = 200, description = "Receipts, newest first", body = Listing<ReceiptBody>),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<Listing<ReceiptBody>>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let found = site.house.read(&caller, move |tx, desk, caller| workers::consents(tx, desk, caller, &key)).await?;
    let items = found
        .into_iter()
        .map(|receipt| ReceiptBody {
            id: receipt.id.0,
            kind: receipt.kind,
            text_version: receipt.text_version,
            language: receipt.language,
            method: receipt.method,
            given_at: receipt.given_at,
            withdrawn_at: receipt.withdrawn_at,
        })
        .collect();
    Ok(Private(Listing { items, next: None }))
}

/// Gives a consent.
#[utoipa::path(post, path = "/api/v1/workers/{id}/consents", tag = "workers", security(("bearer" = [])), request_body = ConsentAsk,
    params(("id" = String, Path, description = "UUID or W-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 204, description = "Kept"),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn give(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<ConsentAsk>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    if !(2..=8).contains(&ask.language.len()) {
        return Err(Problem::invalid("/language", "A language's code, for example `am`."));
    }
    let given = Given { kind: ask.kind, language: ask.language, method: ask.method, case: None };
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/consents"), &bytes)?;
    let give = |once| {
        let give = move |tx: &mut _, desk: &_, caller: &_| workers::give(tx, desk, caller, &key, &given);
        site.house.write_once(&caller, once, &id, give)
    };
    once::first(&site.house, &caller, once, give).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a consent back, at once.
#[utoipa::path(delete, path = "/api/v1/workers/{id}/consents/{kind}", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…"), ("kind" = String, Path, description = "As given")), responses(
    (status = 204, description = "Taken back"),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such consent of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn withdraw(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path((id, kind)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let kind = ConsentKind::parse(&kind).map_err(|_| Problem::not_found())?;
    site.house.write(&caller, move |tx, desk, caller| workers::withdraw(tx, desk, caller, &key, kind)).await?;
    Ok(StatusCode::NO_CONTENT)
}
