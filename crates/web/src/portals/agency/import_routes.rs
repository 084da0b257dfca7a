//! The import of an agency's own list: the file, its columns, a trial, the job that takes it in, its undoing.

use app::AppError;
use app::imports::{self, Answers, Chosen, FileFault, ImportError, Limits, NewFile, Stage, Undone};
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Purpose;
use serde::Deserialize;
use uuid::Uuid;

use super::import;
use super::import_fill::{self as fill, Wrong};
use super::import_list::{ImportList, ImportProgress};
use crate::cursor;
use crate::form::Sent;
use crate::input::Query;
use crate::page::{Portal, answer};
use crate::portals::security;
use crate::site::Site;
use crate::ui::Pager;
use crate::upload::{self, Upload, refused_csv, say};
use crate::visit::Visit;

const PLACE: &str = "/agency/imports";
const EXPORT: &str = "/agency/workers/export";

/// `/agency/imports/...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/agency/imports", get(list).post(send).layer(DefaultBodyLimit::max(upload::BODY_MAX)))
        .route("/agency/imports/new", get(new))
        .route("/agency/imports/{id}", get(one).post(try_out))
        .route("/agency/imports/{id}/commit", post(commit))
        .route("/agency/imports/{id}/refused", get(refused_rows))
        .route("/agency/imports/{id}/undo", post(undo))
        .route(EXPORT, get(export_form).post(export))
}

fn named(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

fn there(id: Uuid) -> Response {
    Redirect::to(&format!("{PLACE}/{id}")).into_response()
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
struct After {
    after: Option<String>,
}

async fn list(State(site): State<Site>, visit: Visit, Query(ask): Query<After>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let cursors = cursor::of(&site, &caller, "imports");
    let after = cursors.read::<Uuid>(ask.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let limit = app::Limit::PAGE;
    let listed = site.house.read(&caller, move |tx, desk, caller| imports::list(tx, desk, caller, after, limit)).await;
    let (found, next) = listed.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Agency, "import");
    let pager = Pager {
        lang: page.lang,
        first: after.map(|_| PLACE.to_owned()),
        next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
    };
    let given_out = !imports::export_purposes(&site.house.desk(), &caller).is_empty();
    Ok(answer(StatusCode::OK, &ImportList::of(page, &found, pager, given_out), false))
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
    let limits = Limits { file_bytes: most, ..Limits::default() };
    let new = NewFile { name: upload.name, bytes: upload.bytes, answers: Answers::default(), limits };
    match imports::begin(&site.house, &caller, new, None).await {
        Ok((import, _)) => Ok(there(import.id)),
        Err(ImportError::File(fault)) => Ok(refused(&site, &visit, &fault)),
        Err(error) => Err(failed(&site, &visit, "/agency/imports/new".to_owned(), error)),
    }
}

fn refused(site: &Site, visit: &Visit, fault: &FileFault) -> Response {
    form(site, visit, &say(visit.lang, fault.key(), &fault.args()))
}

/// An import's trouble as a page. A file that was read before is only ever refused by another answer about it.
fn failed(site: &Site, visit: &Visit, back: String, error: ImportError) -> Response {
    match error {
        ImportError::App(error) => visit.failed_on(site, back, error),
        ImportError::File(fault) => refused(site, visit, &fault),
        ImportError::Mapping(_) => visit.failed_on(site, back, AppError::Conflict("import_file_changed")),
    }
}

/// Which sheet is looked at.
#[derive(Debug, Deserialize)]
struct Which {
    sheet: Option<String>,
}

/// The page of an import, wherever it stands.
async fn one(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let id = named(&id).map_err(|error| visit.failed(&site, error))?;
    let look = site.house.read(&caller, move |tx, desk, caller| imports::status(tx, desk, caller, id)).await;
    let import = look.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Agency, "import");
    if import.stage.moves() {
        let mut response = answer(StatusCode::OK, &ImportProgress::of(page, &import), false);
        // Without a script as with one: the page asks for itself again until the import is over.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
        return Ok(response);
    }
    let in_trouble = |error| failed(&site, &visit, PLACE.to_owned(), error);
    if import.stage == Stage::Read {
        let (import, look) = imports::look(&site.house, &caller, id, which.sheet).await.map_err(in_trouble)?;
        return Ok(answer(StatusCode::OK, &fill::map(page, &import, &look), false));
    }
    let faults = match (import.stage, import.kept_until) {
        (Stage::Done, Some(_)) => imports::faults(&site.house, &caller, id).await.map_err(in_trouble)?.1,
        _ => Vec::new(),
    };
    Ok(answer(StatusCode::OK, &fill::result(page, &import, &faults), false))
}

async fn try_out(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    let id = named(&id).map_err(|error| visit.failed(&site, error))?;
    let back = format!("{PLACE}/{id}");
    let in_trouble = |error| failed(&site, &visit, back.clone(), error);
    let sheet = Some(sent.get("sheet").to_owned()).filter(|name| !name.is_empty());
    let (import, look) = imports::look(&site.house, &caller, id, sheet).await.map_err(in_trouble)?;
    let answers = match fill::answers(&look.sheet.header, &sent) {
        Ok(answers) => answers,
        Err(wrong) => return Ok(again(&site, &visit, &import, &look, &sent, &wrong)),
    };
    match imports::preview(&site.house, &caller, id, answers).await {
        Ok(preview) => {
            let page = visit.page(&site, Portal::Agency, "import");
            Ok(answer(StatusCode::OK, &fill::trial(page, &preview), false))
        }
        Err(ImportError::Mapping(fault)) => Ok(again(&site, &visit, &import, &look, &sent, &Wrong::Mapping(fault))),
        Err(error) => Err(failed(&site, &visit, back, error)),
    }
}

fn again(
    site: &Site,
    visit: &Visit,
    import: &imports::Import,
    look: &imports::Look,
    sent: &Sent,
    wrong: &Wrong,
) -> Response {
    let mut page = visit.page(site, Portal::Agency, "import");
    page.path = format!("{PLACE}/{}", import.id);
    answer(StatusCode::UNPROCESSABLE_ENTITY, &fill::map_again(page, import, look, sent, wrong), false)
}

async fn commit(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    let id = named(&id).map_err(|error| visit.failed(&site, error))?;
    let back = format!("{PLACE}/{id}");
    let Some(lines) = fill::lines(sent.get("lines")) else {
        return Err(visit.failed_on(&site, back, AppError::invalid("/lines", "lines_wanted")));
    };
    let version = sent.get("version").parse().unwrap_or(0);
    let left: Vec<u32> = sent.all("leave").filter_map(|line| line.parse().ok()).collect();
    let chosen = match lines {
        None => Chosen::Without(left),
        Some(mut lines) => {
            lines.retain(|line| !left.contains(line));
            Chosen::Only(lines)
        }
    };
    match imports::take(&site.house, &caller, id, version, chosen, None).await {
        // Sent twice: it was taken the first time.
        Ok(_) | Err(ImportError::App(AppError::Conflict("import_taken"))) => Ok(there(id)),
        Err(error) => Err(failed(&site, &visit, back, error)),
    }
}

async fn refused_rows(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let id = named(&id).map_err(|error| visit.failed(&site, error))?;
    let in_trouble = |error| failed(&site, &visit, format!("{PLACE}/{id}"), error);
    refused_csv(&site.house, &caller, id, visit.lang).await.map_err(in_trouble)
}

async fn undo(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    let id = named(&id).map_err(|error| visit.failed(&site, error))?;
    let version = sent.get("version").parse().unwrap_or(0);
    match imports::undo(&site.house, &caller, id, version, None).await {
        Ok(Undone::Begun(_)) => Ok(there(id)),
        Ok(Undone::Touched(_)) => {
            Err(visit.failed_on(&site, format!("{PLACE}/{id}"), AppError::Conflict("import_touched")))
        }
        Err(error) => Err(visit.failed_on(&site, format!("{PLACE}/{id}"), error)),
    }
}

/// Why the roster is wanted as a file; nothing is opened before that is said.
async fn export_form(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let purposes = imports::export_purposes(&site.house.desk(), &caller);
    if purposes.is_empty() {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    let page = visit.page(&site, Portal::Agency, "import");
    Ok(answer(StatusCode::OK, &import::export(page, &purposes), false))
}

async fn export(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let mut caller = security::proven_sender(&site, &visit, Portal::Agency, &sent).await?;
    let in_trouble = |error| visit.failed_on(&site, EXPORT.to_owned(), error);
    let wanted = |_| in_trouble(AppError::invalid("/purpose", "purpose_wanted"));
    caller.purpose = Some(Purpose::parse(sent.get("purpose")).map_err(wanted)?);
    let bytes = imports::export(&site.house, &caller, &|key| visit.lang.t(key)).await.map_err(in_trouble)?;
    Ok(upload::csv(bytes, "roster.csv"))
}
