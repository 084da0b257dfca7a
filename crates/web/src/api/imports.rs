//! An agency's list, taken in by a program: sent, tried out, taken in by a job, undone. The same steps and the same reasons as
//! on the pages.

use app::imports::{self, Chosen, DateOrder, Limits, Mapping, NewFile};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::import_bodies::{self as bodies, AnswersBody, BegunBody, ImportBody, PreviewBody};
use crate::api::if_match::{IfMatch, SAID};
use crate::api::private::Private;
use crate::cursor::{self, Listing, PageOf};
use crate::i18n::Lang;
use crate::input::{Body, Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::upload::{Upload, csv, refused_csv, say};

/// A list of workers as it is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; its parts are read one by one")]
pub struct ImportForm {
    /// The list: CSV or XLSX, 10 MiB and 100,000 rows at most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Field = heading, as TOML or JSON; told from the headings unless given.
    mapping: Option<String>,
    /// The sheet of a workbook; the one with the most headings unless given.
    sheet: Option<String>,
    /// `day_first` or `month_first`; told from each column unless given.
    dates: Option<String>,
    /// `true` converts Hijri dates; their rows are refused unless given.
    hijri: Option<bool>,
}

/// Which rows are taken in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeAsk {
    /// The import's version, as last read; here or in `If-Match`.
    #[serde(default)]
    version: Option<i64>,
    /// The lines to be taken in; all unless given.
    #[serde(default)]
    #[schema(max_items = 100_000)]
    lines: Option<Vec<u32>>,
    /// The lines to be left out; in the place of `lines`.
    #[serde(default)]
    #[schema(max_items = 100_000)]
    without: Option<Vec<u32>>,
}

impl TakeAsk {
    fn chosen(self) -> Result<Chosen, Problem> {
        match (self.lines, self.without) {
            (Some(_), Some(_)) => {
                Err(Problem::invalid("/without", "Name the lines to be taken in or those to be left out, not both."))
            }
            (Some(lines), None) => Ok(Chosen::Only(lines)),
            (None, Some(lines)) => Ok(Chosen::Without(lines)),
            (None, None) => Ok(Chosen::All),
        }
    }
}

/// Which version is undone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoAsk {
    /// The import's version, as last read; here or in `If-Match`.
    #[serde(default)]
    version: Option<i64>,
}

fn named(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// Sends a list of workers. It is read, kept sealed, and nothing else happens until it is taken in; a list that is left is
/// destroyed after a week.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", security(("bearer" = [])),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 201, description = "Read and kept: what its columns are, and what is to be answered", body = BegunBody),
    (status = 400, description = "Not a form with a file", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The licence is not valid, too many lists lie here, or say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "No list of workers, or a mapping that does not fit", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn begin(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    parts: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, Private<BegunBody>), Problem> {
    let most = site.settings.file_max;
    let parts = parts.map_err(|_| unreadable(StatusCode::BAD_REQUEST))?;
    let upload = Upload::read(parts, most).await.map_err(unreadable)?;
    let answers = answers(&upload)?;
    let said = ["mapping", "sheet", "dates", "hijri"].map(|part| format!("{part}={}\0", upload.text(part))).concat();
    let ask = [said.as_bytes(), &upload.bytes].concat();
    let once = once::read(&headers, &caller, "POST /imports", &ask)?;
    let (import, look) = match once::before(&site.house, &caller, &once).await? {
        Some(before) => imports::look(&site.house, &caller, named(&before)?, None).await?,
        None => {
            let limits = Limits { file_bytes: most, ..Limits::default() };
            let new = NewFile { name: upload.name, bytes: upload.bytes, answers: answers.into_answers(), limits };
            imports::begin(&site.house, &caller, new, once).await?
        }
    };
    Ok((StatusCode::CREATED, Private(bodies::begun(&import, &look))))
}

fn answers(upload: &Upload) -> Result<AnswersBody, Problem> {
    if let Some(unknown) = upload.unknown(&["mapping", "sheet", "dates", "hijri"]) {
        let unknown = unknown.chars().take(64).collect::<String>();
        let known = "There is no part of this name here. Known parts: file, mapping, sheet, dates, hijri.";
        return Err(Problem::invalid(format!("/{unknown}"), known));
    }
    let mapping = match upload.text("mapping") {
        "" => None,
        text => Some(Mapping::parse(text).map_err(imports::ImportError::from)?.0),
    };
    let dates = match upload.text("dates") {
        "" => None,
        "day_first" => Some(DateOrder::DayFirst),
        "month_first" => Some(DateOrder::MonthFirst),
        _ => return Err(Problem::invalid("/dates", "`day_first` or `month_first`.")),
    };
    let hijri = match upload.text("hijri") {
        "" | "false" => false,
        "true" => true,
        _ => return Err(Problem::invalid("/hijri", "`true` or `false`.")),
    };
    let sheet = Some(upload.text("sheet").to_owned()).filter(|name| !name.is_empty());
    Ok(AnswersBody { sheet, mapping, dates, hijri })
}

/// The agency's imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", security(("bearer" = [])), params(PageOf), responses(
    (status = 200, description = "A page", body = Listing<ImportBody>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor or limit", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<ImportBody>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "imports");
    let after = cursors.read::<Uuid>(page.after.as_deref())?;
    let (found, next) =
        site.house.read(&caller, move |tx, desk, caller| imports::list(tx, desk, caller, after, limit)).await?;
    let items = found.iter().map(bodies::import).collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last)) }))
}

/// Where an import stands.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID")), responses(
    (status = 200, description = "Where it stands", body = ImportBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No import of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<ImportBody>, Problem> {
    let id = named(&id)?;
    let found = site.house.read(&caller, move |tx, desk, caller| imports::status(tx, desk, caller, id)).await?;
    Ok(Private(bodies::import(&found)))
}

/// Says what would become of each row with these answers, and keeps the answers. Nothing else changes.
#[utoipa::path(post, path = "/api/v1/imports/{id}/preview", tag = "imports", security(("bearer" = [])), request_body = AnswersBody,
    params(("id" = String, Path, description = "UUID")), responses(
    (status = 200, description = "What would become of the rows", body = PreviewBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No import of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It was taken in already, its file is destroyed, or the licence is not valid", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "A sheet or a mapping that does not fit", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn preview(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<AnswersBody>,
) -> Result<Private<PreviewBody>, Problem> {
    let preview = imports::preview(&site.house, &caller, named(&id)?, ask.into_answers()).await?;
    Ok(Private(bodies::preview(&preview)))
}

/// Takes the rows in: all, or those of the chosen lines. A job does it; look at the import, or listen to its events. A row that
/// cannot be taken stops no other one.
#[utoipa::path(post, path = "/api/v1/imports/{id}/take", tag = "imports", security(("bearer" = [])), request_body = TakeAsk,
    params(("id" = String, Path, description = "UUID"), ("If-Match" = Option<String>, Header, description = SAID),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 202, description = "It will be done", body = ImportBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No import of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Another version, taken in already, too many under way, or the licence is not valid", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "No lines, or columns that are not known", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn take(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    seen: IfMatch,
    WithBytes(ask, bytes): WithBytes<TakeAsk>,
) -> Result<(StatusCode, Private<ImportBody>), Problem> {
    let import = named(&id)?;
    let version = seen.or(ask.version)?;
    let chosen = ask.chosen()?;
    let once = once::read(&headers, &caller, &format!("POST /imports/{import}/take"), &seen.with(&bytes))?;
    let taken = if once::before(&site.house, &caller, &once).await?.is_some() {
        site.house.read(&caller, move |tx, desk, caller| imports::status(tx, desk, caller, import)).await?
    } else {
        imports::take(&site.house, &caller, import, version, chosen, once).await?
    };
    Ok((StatusCode::ACCEPTED, Private(bodies::import(&taken))))
}

/// The rows that did not become workers, as a list to be mended and sent again: its cells as they came, the reasons before them.
#[utoipa::path(get, path = "/api/v1/imports/{id}/refused", tag = "imports", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID")), responses(
    (status = 200, description = "The rows", body = String, content_type = "text/csv"),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No import of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The file is destroyed, or say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn refused(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let lang = Lang::parse(caller.language).unwrap_or(Lang::En);
    Ok(refused_csv(&site.house, &caller, named(&id)?, lang).await?)
}

/// Undoes an import: erases its workers while all of them are untouched drafts, and destroys its file. One that was not taken in
/// is thrown away.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "imports", security(("bearer" = [])), request_body = UndoAsk,
    params(("id" = String, Path, description = "UUID"), ("If-Match" = Option<String>, Header, description = SAID),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 202, description = "It will be undone", body = ImportBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No import of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Another version, under way, or somebody began to work with its workers", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn undo(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    seen: IfMatch,
    WithBytes(ask, bytes): WithBytes<UndoAsk>,
) -> Result<(StatusCode, Private<ImportBody>), Problem> {
    let import = named(&id)?;
    let version = seen.or(ask.version)?;
    let once = once::read(&headers, &caller, &format!("POST /imports/{import}/undo"), &seen.with(&bytes))?;
    let undoing = if once::before(&site.house, &caller, &once).await?.is_some() {
        site.house.read(&caller, move |tx, desk, caller| imports::status(tx, desk, caller, import)).await?
    } else {
        match imports::undo(&site.house, &caller, import, version, once).await? {
            imports::Undone::Begun(import) => *import,
            imports::Undone::Touched(workers) => return Err(touched(workers)),
        }
    };
    Ok((StatusCode::ACCEPTED, Private(bodies::import(&undoing))))
}

/// The agency's own roster in the columns of the import, in the reader's language. Names and papers are opened by it: state the
/// purpose in `Amana-Purpose`. One record names each hundred workers, and each of them finds it.
#[utoipa::path(get, path = "/api/v1/workers/export", tag = "imports", security(("bearer" = [])), responses(
    (status = 200, description = "The roster", body = String, content_type = "text/csv"),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role, or no purpose was stated", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn export(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Response, Problem> {
    let lang = Lang::parse(caller.language).unwrap_or(Lang::En);
    let bytes = imports::export(&site.house, &caller, &|key| lang.t(key)).await?;
    Ok(csv(bytes, "roster.csv"))
}

fn touched(workers: i64) -> Problem {
    let mut problem = Problem::new(StatusCode::CONFLICT, "/problems/refused", "This cannot be undone any more")
        .detail(say(Lang::En, "import-touched", &vec![("workers", imports::Arg::Number(workers))]));
    problem.rule = Some("import_touched".to_owned());
    problem
}

fn unreadable(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status, "/problems/too-large", "The body is too large")
            .detail("A list has at most 10 MiB. Leave out pictures, or split it.");
    }
    Problem::bad_request("Send multipart/form-data with a part named `file`.")
}
