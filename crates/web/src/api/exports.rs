//! What is held about whoever asks, as a file: asked, built by a job, taken by links that hold for a minute.

use app::admit::Key;
use app::exports::{self, MyExport};
use app::{AppError, Caller};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing, PageOf};
use crate::input::{Path, Query, WithBytes};
use crate::once::{self, Once};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::upload;

/// An export as whoever asked sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportBody {
    /// The identifier.
    id: Uuid,
    /// `asked`, `building`, `ready`, `failed`, `expired` or `revoked`.
    stage: &'static str,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// When the file was there.
    #[schema(value_type = Option<String>, format = DateTime)]
    ready_at: Option<Timestamp>,
    /// Until when the file is kept: seven days.
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// Bytes of the file; 0 while there is none.
    bytes: i64,
    /// When the file was taken, oldest first.
    #[schema(value_type = Vec<String>)]
    taken: Vec<Timestamp>,
    /// How often it may still be taken, of ten times.
    left: usize,
    /// The reference of the worker about whom an officer asked; null for one's own.
    worker: Option<String>,
    /// Why an officer asked; empty for one's own.
    reason: String,
}

impl From<MyExport> for ExportBody {
    fn from(export: MyExport) -> Self {
        Self {
            id: export.id,
            stage: export.stage.as_str(),
            asked_at: export.asked_at,
            ready_at: export.ready_at,
            ends_at: export.ends_at,
            bytes: export.bytes,
            taken: export.taken,
            left: export.left,
            worker: export.worker,
            reason: export.reason,
        }
    }
}

/// A link to the file.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkBody {
    /// The path: for one download, with the token of whoever asked.
    path: String,
    /// Until when: a minute.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Why somebody answers a person who has no sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportAsk {
    /// How the person asked, and how they are handed the file: 1 to 280 signs, without names and numbers.
    #[schema(max_length = 280)]
    reason: String,
}

/// Asks for everything that is held about the caller: a worker's record, a household's, or a member's own sign-in. A job builds it, and a
/// message tells when it is there. One at a time, three within 24 hours.
#[utoipa::path(post, path = "/api/v1/me/exports", tag = "me", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 202, description = "Asked", body = ExportBody), refusals::Writing))]
pub async fn ask(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
) -> Result<(StatusCode, Private<ExportBody>), Problem> {
    let once = once::read(&headers, &caller, "POST /me/exports", b"")?;
    let asked = match before(&site, &caller, &once).await? {
        Some(before) => before,
        None => exports::ask(&site.house, &caller, once).await?,
    };
    Ok((StatusCode::ACCEPTED, Private(asked.into())))
}

/// What the same request asked for before.
async fn before(site: &Site, caller: &Caller, once: &Once) -> Result<Option<MyExport>, Problem> {
    let Some(id) = once::before(&site.house, caller, once).await? else { return Ok(None) };
    Ok(Some(one_of(site, caller, named(&id)?).await?))
}

async fn one_of(site: &Site, caller: &Caller, id: Uuid) -> Result<MyExport, Problem> {
    Ok(site.house.read(caller, move |tx, desk, caller| exports::one(tx, desk, caller, id)).await?)
}

fn named(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// What the caller asked for, newest first.
#[utoipa::path(get, path = "/api/v1/me/exports", tag = "me", security(("bearer" = [])), params(PageOf),
    responses((status = 200, description = "Newest first", body = Listing<ExportBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<ExportBody>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "exports");
    let before = cursors.read::<Uuid>(page.after.as_deref())?;
    let (found, next) =
        site.house.read(&caller, move |tx, desk, caller| exports::list(tx, desk, caller, before, limit)).await?;
    let items = found.into_iter().map(ExportBody::from).collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last)) }))
}

/// One export.
#[utoipa::path(get, path = "/api/v1/me/exports/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The export")),
    responses((status = 200, description = "Where it stands", body = ExportBody), refusals::Reading))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<ExportBody>, Problem> {
    Ok(Private(one_of(&site, &caller, named(&id)?).await?.into()))
}

/// Makes a link to the file: it holds for a minute and one download, and takes the place of one that was not used.
#[utoipa::path(post, path = "/api/v1/me/exports/{id}/link", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The export")),
    responses((status = 201, description = "A link, shown once", body = LinkBody), refusals::Writing))]
pub async fn link(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<(StatusCode, Private<LinkBody>), Problem> {
    let id = named(&id)?;
    let link = exports::link(&site.house, &caller, id).await?;
    let path = format!("/api/v1/me/exports/{id}/files/{}", link.token.as_str());
    Ok((StatusCode::CREATED, Private(LinkBody { path, until: link.until })))
}

/// The file: a ZIP with `data.json`, a CSV for each group and a readable page in both languages. The link is used up by it. One that was
/// used, is past its minute, is not the caller's or never was is answered alike.
#[utoipa::path(get, path = "/api/v1/me/exports/{id}/files/{token}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The export"), ("token" = String, Path, description = "From the link")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/zip"), refusals::Reading))]
pub async fn download(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    method: Method,
    Path((id, token)): Path<(String, String)>,
) -> Result<Response, Problem> {
    // Whoever asks for the head alone would use the link up and get nothing.
    if method == Method::HEAD {
        return Err(AppError::NotFound.into());
    }
    let file = exports::download(&site.house, &caller, named(&id)?, &token).await?;
    Ok(upload::zip(file.to_vec()))
}

/// Has the file destroyed before its week is over, or the export given up.
#[utoipa::path(delete, path = "/api/v1/me/exports/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The export")),
    responses((status = 204, description = "Destroyed"), refusals::Writing))]
pub async fn revoke(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = named(&id)?;
    site.house.write(&caller, move |tx, desk, caller| exports::revoke(tx, desk, caller, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for everything that is held about a worker who has no sign-in and asked outside: the data-protection officer, with a reason. The file
/// is the officer's to take and to hand over; the worker reads of it in their own list if they ever sign in.
#[utoipa::path(post, path = "/api/v1/workers/{id}/exports", tag = "workers", security(("bearer" = [])), request_body = ExportAsk,
    params(("id" = String, Path, description = "UUID or W-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 202, description = "Asked", body = ExportBody), refusals::Writing))]
pub async fn ask_about(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<ExportAsk>,
) -> Result<(StatusCode, Private<ExportBody>), Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/exports"), &bytes)?;
    let asked = match before(&site, &caller, &once).await? {
        Some(before) => before,
        None => exports::ask_about(&site.house, &caller, key, &ask.reason, once).await?,
    };
    Ok((StatusCode::ACCEPTED, Private(asked.into())))
}
