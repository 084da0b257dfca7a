//! An agency's list, taken in by a program: the same reading and the same reasons as on the pages.

use app::imports::{self, FileFault, Limits, Mapping, MappingFault, RowFault};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::i18n::Lang;
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::upload::{self, Upload, say};

/// A list of workers as it is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; its parts are read one by one")]
pub struct ImportForm {
    /// The list: CSV or XLSX, 10 MiB and 100,000 rows at most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `true` says what would happen and keeps nothing; `false` unless given.
    dry_run: Option<bool>,
    /// Field = heading, as TOML or JSON; guessed from the headings unless given.
    mapping: Option<String>,
}

/// What became of a list, or would.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportBody {
    /// Whether nothing was kept.
    dry_run: bool,
    /// Rows that became workers, or would.
    accepted: usize,
    /// Rows whose worker is on the roster already.
    known: usize,
    /// Rows that say something that cannot be.
    refused: usize,
    /// The new workers, in the order of their lines; empty after a dry run, and when the same request is answered again.
    workers: Vec<ImportedWorker>,
    /// All that is wrong, known workers included, in the order of the lines.
    faults: Vec<ImportFault>,
}

/// A worker that was entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedWorker {
    /// The line in the file.
    line: u32,
    /// The worker's identifier.
    id: Uuid,
}

/// One thing wrong with one row. It never repeats what stands in a sealed field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportFault {
    /// The line in the file.
    line: u32,
    /// The column's letter, where the fault stands in one.
    column: Option<String>,
    /// The column's heading.
    heading: Option<String>,
    /// The field that was read.
    field: Option<&'static str>,
    /// The kind of fault: the key of its message.
    reason: &'static str,
    /// What is wrong and how to mend it.
    detail: String,
}

fn fault(fault: &RowFault) -> ImportFault {
    ImportFault {
        line: fault.line,
        column: fault.column.as_ref().map(imports::Column::letters),
        heading: fault.column.as_ref().map(|column| column.heading.clone()),
        field: fault.field.map(imports::WorkerField::as_str),
        reason: fault.reason.key(),
        detail: say(Lang::En, fault.reason.key(), &fault.reason.args()),
    }
}

/// Takes a list of workers onto the caller's roster as drafts. A row that cannot be taken stops no other one.
#[utoipa::path(post, path = "/api/v1/imports", tag = "workers", security(("bearer" = [])),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 200, description = "What became of each row, or would", body = ImportBody),
    (status = 400, description = "Not a form with a file", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The licence is not valid, or say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "No list of workers, or a mapping that does not fit", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn import(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    parts: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Private<ImportBody>, Problem> {
    let most = site.settings.file_max;
    let parts = parts.map_err(|_| unreadable(StatusCode::BAD_REQUEST))?;
    let upload = Upload::read(parts, most).await.map_err(unreadable)?;
    if let Some(unknown) = upload.unknown(&["dry_run", "mapping"]) {
        let unknown = unknown.chars().take(64).collect::<String>();
        return Err(Problem::invalid(
            format!("/{unknown}"),
            "There is no part of this name here. Known parts: file, dry_run, mapping.",
        ));
    }
    let dry_run = match upload.text("dry_run") {
        "" | "false" => false,
        "true" => true,
        _ => return Err(Problem::invalid("/dry_run", "`true` or `false`.")),
    };
    let mapping = match upload.text("mapping") {
        "" => None,
        text => Some(Mapping::parse(text).map_err(|fault| unmapped(&fault))?),
    };
    let ask = [upload.text("mapping").as_bytes(), &[0, u8::from(dry_run)], &upload.bytes].concat();
    let once = once::read(&headers, &caller, "POST /imports", &ask)?;
    let before = once::before(&site.house, &caller, &once).await?;
    let (name, bytes) = (upload.name, upload.bytes);
    let limits = Limits { file_bytes: most, ..Limits::default() };
    let read = tokio::task::spawn_blocking(move || {
        let sheet = match &mapping {
            Some(mapping) => imports::read_mapped(&bytes, &limits, mapping),
            None => imports::read(&bytes, &limits),
        }?;
        let columns = match mapping {
            Some(mapping) => mapping.columns(&sheet.header),
            None => match imports::guess(&sheet.header).columns {
                columns if columns.missing().is_empty() => Ok(columns),
                columns => columns.mapping(&sheet.header).columns(&sheet.header),
            },
        };
        Ok((sheet, columns))
    });
    let read = read.await.unwrap_or(Err(FileFault::Damaged));
    let (sheet, columns) =
        read.map_err(|fault| Problem::invalid("/file", say(Lang::En, fault.key(), &fault.args())))?;
    let columns = columns.map_err(|fault| unmapped(&fault))?;
    let imported = upload::take_in_once(&site.house, &caller, name, sheet, columns, dry_run, (once, before)).await?;
    Ok(Private(ImportBody {
        dry_run,
        accepted: imported.accepted,
        known: imported.known,
        refused: imported.refused,
        workers: imported.workers.iter().map(|(line, id)| ImportedWorker { line: *line, id: id.0 }).collect(),
        faults: imported.faults.iter().map(fault).collect(),
    }))
}

fn unmapped(fault: &MappingFault) -> Problem {
    Problem::invalid("/mapping", say(Lang::En, fault.key(), &fault.args()))
}

fn unreadable(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status, "/problems/too-large", "The body is too large")
            .detail("A list has at most 10 MiB. Leave out pictures, or split it.");
    }
    Problem::bad_request("Send multipart/form-data with a part named `file`.")
}
