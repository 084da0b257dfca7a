//! The import of an agency's own list: the file, its columns, a trial, the commit.

use std::sync::Arc;

use app::AppError;
use app::imports::{self, FileFault, Limits, Sheet};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use uuid::Uuid;

use super::import;
use super::import_fill::{self as fill, Wrong};
use super::shelf::{Kept, Shelf};
use crate::form::Sent;
use crate::page::{Portal, answer};
use crate::site::Site;
use crate::upload::{self, Upload, say};
use crate::visit::Visit;

/// `/agency/imports/...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/agency/imports", post(send).layer(DefaultBodyLimit::max(upload::BODY_MAX)))
        .route("/agency/imports/new", get(new))
        .route("/agency/imports/{id}", get(map).post(try_out))
        .route("/agency/imports/{id}/commit", post(commit))
        .route("/agency/imports/{id}/result", get(result))
        .layer(Extension(Arc::new(Shelf::default())))
}

type Lying = Extension<Arc<Shelf>>;

fn named(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

async fn new(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    visit.member(&site, Portal::Agency)?;
    Ok(form(&site, &visit, ""))
}

fn form(site: &Site, visit: &Visit, error: &str) -> Response {
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = visit.page(site, Portal::Agency, "import");
    "/agency/imports/new".clone_into(&mut page.path);
    answer(status, &import::upload(page, error), false)
}

async fn send(
    State(site): State<Site>,
    visit: Visit,
    Extension(shelf): Lying,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let Ok(parts) = parts else { return Ok(refused(&site, &visit, &FileFault::Empty)) };
    let most = site.settings.file_max;
    let upload = match Upload::read(parts, most).await {
        Ok(upload) => upload,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => return Ok(refused(&site, &visit, &FileFault::TooLarge { limit: most })),
        Err(_) => return Ok(refused(&site, &visit, &FileFault::Empty)),
    };
    if !visit.is_ours(upload.text("csrf")) {
        return Err(visit.expired(&site));
    }
    let bytes = Arc::new(upload.bytes);
    if let Err(fault) = read(Arc::clone(&bytes), most).await {
        return Ok(refused(&site, &visit, &fault));
    }
    let desk = site.house.desk();
    let id = desk.id(0);
    let bytes = Arc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec());
    shelf.put(&caller, id, upload.name, bytes, desk.real).map_err(|error| visit.failed(&site, error))?;
    Ok(Redirect::to(&format!("/agency/imports/{id}")).into_response())
}

fn refused(site: &Site, visit: &Visit, fault: &FileFault) -> Response {
    form(site, visit, &say(visit.lang, fault.key(), &fault.args()))
}

/// Reading takes the processor for a while: away from the requests.
async fn read(bytes: Arc<Vec<u8>>, file_max: usize) -> Result<Sheet, FileFault> {
    let limits = Limits { file_bytes: file_max, ..Limits::default() };
    tokio::task::spawn_blocking(move || imports::read(&bytes, &limits)).await.unwrap_or(Err(FileFault::Damaged))
}

/// The person's file and what was read in it.
async fn found(site: &Site, visit: &Visit, kept: Result<Kept, AppError>) -> Result<(Kept, Sheet), Response> {
    let kept = kept.map_err(|error| visit.failed(site, error))?;
    match read(Arc::clone(&kept.bytes), site.settings.file_max).await {
        Ok(sheet) => Ok((kept, sheet)),
        Err(fault) => Err(refused(site, visit, &fault)),
    }
}

async fn map(
    State(site): State<Site>,
    visit: Visit,
    Extension(shelf): Lying,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let kept = named(&id).and_then(|id| shelf.get(&caller, id, site.house.desk().real));
    let (kept, sheet) = found(&site, &visit, kept).await?;
    let page = visit.page(&site, Portal::Agency, "import");
    let columns = imports::guess(&sheet.header).columns;
    Ok(answer(StatusCode::OK, &fill::map(page, &kept, &sheet, &columns), false))
}

async fn try_out(
    State(site): State<Site>,
    visit: Visit,
    Extension(shelf): Lying,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    let kept = named(&id).and_then(|id| shelf.get(&caller, id, site.house.desk().real));
    let (kept, sheet) = found(&site, &visit, kept).await?;
    let columns = match fill::chosen(&sheet.header, &sent) {
        Ok(columns) => columns,
        Err(wrong) => return Ok(again(&site, &visit, &kept, &sheet, &sent, &wrong)),
    };
    let hidden = fill::hidden(&sheet.header, &sent);
    let imported = upload::take_in(&site.house, &caller, kept.name.clone(), sheet, columns, true)
        .await
        .map_err(|error| visit.failed_on(&site, format!("/agency/imports/{id}"), error))?;
    let page = visit.page(&site, Portal::Agency, "import");
    Ok(answer(StatusCode::OK, &fill::result(page, &kept, &imported, true, hidden), false))
}

fn again(site: &Site, visit: &Visit, kept: &Kept, sheet: &Sheet, sent: &Sent, wrong: &Wrong) -> Response {
    let mut page = visit.page(site, Portal::Agency, "import");
    page.path = format!("/agency/imports/{}", kept.id);
    answer(StatusCode::UNPROCESSABLE_ENTITY, &fill::map_again(page, kept, sheet, sent, wrong), false)
}

async fn commit(
    State(site): State<Site>,
    visit: Visit,
    Extension(shelf): Lying,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    let id = named(&id).map_err(|error| visit.failed(&site, error))?;
    let back = format!("/agency/imports/{id}");
    let there = || Redirect::to(&format!("{back}/result")).into_response();
    let now = site.house.desk().real;
    let kept = shelf.begin(&caller, id, now).map_err(|error| visit.failed_on(&site, back.clone(), error))?;
    if kept.done.is_some() {
        return Ok(there());
    }
    let read = read(Arc::clone(&kept.bytes), site.settings.file_max).await;
    let sheet = match read {
        Ok(sheet) => sheet,
        Err(fault) => {
            shelf.end(&caller, id, now, None);
            return Ok(refused(&site, &visit, &fault));
        }
    };
    let columns = match fill::chosen(&sheet.header, &sent) {
        Ok(columns) => columns,
        Err(wrong) => {
            shelf.end(&caller, id, now, None);
            return Ok(again(&site, &visit, &kept, &sheet, &sent, &wrong));
        }
    };
    // A long list outlives the request: it is carried through even when nobody waits for the answer any more.
    let (house, name) = (site.house.clone(), kept.name);
    let carried = tokio::spawn(async move {
        let imported = tokio::spawn({
            let (house, caller) = (house, caller.clone());
            async move { upload::take_in(&house, &caller, name, sheet, columns, false).await }
        });
        let (done, outcome) = match imported.await {
            Ok(Ok(imported)) => (Some(imported), Ok(())),
            Ok(Err(error)) => (None, Err(error)),
            Err(_) => (None, Err(AppError::Conflict("moved_at_once"))),
        };
        shelf.end(&caller, id, now, done);
        outcome
    });
    match carried.await.unwrap_or(Err(AppError::Conflict("moved_at_once"))) {
        Ok(()) => Ok(there()),
        Err(error) => Err(visit.failed_on(&site, back, error)),
    }
}

async fn result(
    State(site): State<Site>,
    visit: Visit,
    Extension(shelf): Lying,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let kept = named(&id)
        .and_then(|id| shelf.get(&caller, id, site.house.desk().real))
        .map_err(|error| visit.failed(&site, error))?;
    let Some(done) = kept.done.clone() else { return Err(visit.failed(&site, AppError::NotFound)) };
    let page = visit.page(&site, Portal::Agency, "import");
    Ok(answer(StatusCode::OK, &fill::result(page, &kept, &done, false, Vec::new()), false))
}
