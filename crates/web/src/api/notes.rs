//! Internal notes: of one's own side, about a case or a worker.

use app::admit::Key;
use app::notes::{self, About};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::Listing;
use crate::input::{Path, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A note to be written down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteAsk {
    /// The text.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// A note of one's own side.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteBody {
    /// The identifier.
    id: Uuid,
    /// In which role it was written.
    role: &'static str,
    /// Whether the reader wrote it.
    own: bool,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The text.
    text: String,
}

/// The identifier of what was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct Written {
    /// The identifier.
    id: Uuid,
}

impl Written {
    /// What was written under this identifier.
    pub const fn of(id: Uuid) -> Self {
        Self { id }
    }
}

/// The notes of one's own side about a case, newest first: at most 100.
#[utoipa::path(get, path = "/api/v1/cases/{id}/notes", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 200, description = "Newest first", body = Listing<NoteBody>), refusals::Reading))]
pub async fn of_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<Listing<NoteBody>>, Problem> {
    listed(&site, &caller, About::Case(Key::parse(ReferenceKind::Case, &id)?)).await
}

/// The notes of one's own side about a worker's record itself, newest first: at most 100.
#[utoipa::path(get, path = "/api/v1/workers/{id}/notes", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…")),
    responses((status = 200, description = "Newest first", body = Listing<NoteBody>), refusals::Reading))]
pub async fn of_worker(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<Listing<NoteBody>>, Problem> {
    listed(&site, &caller, About::Worker(Key::parse(ReferenceKind::Worker, &id)?)).await
}

async fn listed(site: &Site, caller: &app::Caller, about: About) -> Result<Private<Listing<NoteBody>>, Problem> {
    let found = notes::list(&site.house, caller, about).await?;
    let body = |note: notes::Note| NoteBody {
        id: note.id,
        role: note.role.as_str(),
        own: note.own,
        at: note.at,
        text: note.text,
    };
    Ok(Private(Listing { items: found.into_iter().map(body).collect(), next: None }))
}

/// Writes down a note about a case.
#[utoipa::path(post, path = "/api/v1/cases/{id}/notes", tag = "cases", security(("bearer" = [])), request_body = NoteAsk,
    params(("id" = String, Path, description = "UUID or C-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 201, description = "Written down", body = Written), refusals::Writing))]
pub async fn add_to_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<NoteAsk>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let about = About::Case(Key::parse(ReferenceKind::Case, &id)?);
    let once = once::read(&headers, &caller, &format!("POST /cases/{id}/notes"), &bytes)?;
    added(&site, &caller, about, &ask, once).await
}

/// Writes down a note about a worker's record.
#[utoipa::path(post, path = "/api/v1/workers/{id}/notes", tag = "workers", security(("bearer" = [])), request_body = NoteAsk,
    params(("id" = String, Path, description = "UUID or W-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 201, description = "Written down", body = Written), refusals::Writing))]
pub async fn add_to_worker(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<NoteAsk>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let about = About::Worker(Key::parse(ReferenceKind::Worker, &id)?);
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/notes"), &bytes)?;
    added(&site, &caller, about, &ask, once).await
}

async fn added(
    site: &Site,
    caller: &app::Caller,
    about: About,
    ask: &NoteAsk,
    once: once::Once,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let add = |once| notes::add(&site.house, caller, about, &ask.text, once);
    let id = once::made(&site.house, caller, once, add).await?;
    Ok((StatusCode::CREATED, Private(Written { id })))
}

/// Takes a note away: one's own, or any of one's agency for its admin.
#[utoipa::path(delete, path = "/api/v1/notes/{id}", tag = "cases", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The note")),
    responses((status = 204, description = "Taken away"), refusals::Writing))]
pub async fn remove(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    site.house.write(&caller, move |tx, desk, caller| notes::remove(tx, desk, caller, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
