//! The bank's files, and what came in by them that waits for a person: for finance.

use app::admit::Key;
use app::payments::{self, OpenLine, Unread};
use app::{AppError, Caller};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use domain::ids::ReferenceKind;
use exchange::statement::{BYTES_MOST, StatementError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::bank_words;
use crate::cursor::Listing;
use crate::i18n::Lang;
use crate::input::{Body, Path};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::upload::Upload;
use crate::words::plain;

/// A file of the bank as it is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; its parts are read one by one")]
pub struct BankFileForm {
    /// A statement as a table (CSV) or as ISO 20022 camt.053, in UTF-8: 10 MiB and 20,000 lines at most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What reading a file came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankFileBody {
    /// Lines on which money came in.
    lines: usize,
    /// Of them those that the bank told of before: nothing changed for them.
    known: usize,
    /// Of them those that name a case and were put to it. The rest waits at `GET /bank-lines`.
    paid: usize,
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::App(error) => error.into(),
            Unread::File(StatementError::TooLarge) => unreadable(StatusCode::PAYLOAD_TOO_LARGE),
            Unread::File(error) => {
                let mut said = bank_words::all(Lang::En, &error).into_iter();
                let first = Self::invalid("/file", plain(&said.next().unwrap_or_default()));
                said.fold(first, |problem, words| problem.error("/file", plain(&words)))
            }
        }
    }
}

/// Reads a file of the bank, whole or not at all. What names a case exactly is put there; the same file again changes nothing.
#[utoipa::path(post, path = "/api/v1/bank-files", tag = "money", security(("bearer" = [])),
    request_body(content = BankFileForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Read", body = BankFileBody), refusals::Writing))]
pub async fn read(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Private<BankFileBody>, Problem> {
    if !payments::is_open_to(&site.house.desk(), &caller) {
        return Err(AppError::NotFound.into());
    }
    let parts = parts.map_err(|_| unreadable(StatusCode::BAD_REQUEST))?;
    let upload = Upload::read(parts, BYTES_MOST).await.map_err(unreadable)?;
    if let Some(unknown) = upload.unknown(&[]) {
        let unknown = unknown.chars().take(64).collect::<String>();
        let known = "There is no part of this name here. Known part: file.";
        return Err(Problem::invalid(format!("/{unknown}"), known));
    }
    let read = payments::read_file(&site.house, &caller, upload.bytes).await?;
    Ok(Private(BankFileBody { lines: read.lines, known: read.known, paid: read.paid }))
}

fn unreadable(status: StatusCode) -> Problem {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status, "/problems/too-large", "The body is too large")
            .detail("A file has at most 10 MiB. Ask the bank for a shorter time.");
    }
    Problem::bad_request("Send multipart/form-data with a part named `file`.")
}

/// What came in by bank and waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankLineBody {
    /// The identifier.
    id: Uuid,
    /// The day on which the bank booked it, as `2026-11-23`.
    booked_on: String,
    /// Minor units of the currency of the bank's files, more than 0.
    amount_minor: i64,
    /// Of the payer's words those with a digit.
    words: String,
    /// The reference of the one case that is due with exactly this sum.
    suggested: Option<String>,
}

impl From<OpenLine> for BankLineBody {
    fn from(open: OpenLine) -> Self {
        let line = open.line;
        let (id, booked_on, amount_minor) = (line.id, line.booked_on, line.amount_minor);
        Self { id, booked_on, amount_minor, words: line.words, suggested: open.suggested }
    }
}

/// Lines that nobody has put to a case yet, oldest first: 24 at most.
#[utoipa::path(get, path = "/api/v1/bank-lines", tag = "money", security(("bearer" = [])),
    responses((status = 200, description = "The oldest of them", body = Listing<BankLineBody>), refusals::Reading))]
pub async fn lines(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<BankLineBody>>, Problem> {
    let found = site.house.read(&caller, payments::bank).await?;
    Ok(Private(Listing { items: found.open.into_iter().map(Into::into).collect(), next: None }))
}

/// For which case a line is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BankLineCase {
    /// UUID or C-…
    case: String,
}

/// Puts a line to a case by hand: all of it. What is more than is due stays there until it is needed or sent back.
#[utoipa::path(post, path = "/api/v1/bank-lines/{id}/case", tag = "money", security(("bearer" = [])),
    request_body = BankLineCase, params(("id" = Uuid, Path, description = "The line")),
    responses((status = 204, description = "Put there"), refusals::Writing))]
pub async fn put(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<BankLineCase>,
) -> Result<StatusCode, Problem> {
    let case = Key::parse(ReferenceKind::Case, &ask.case)?;
    let work = move |tx: &mut _, desk: &_, caller: &Caller, id| payments::pay_line(tx, desk, caller, id, &case);
    site.house.write_about(&caller, &id, work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says of a line that it is nobody's here.
#[utoipa::path(post, path = "/api/v1/bank-lines/{id}/leave", tag = "money", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The line")),
    responses((status = 204, description = "Left"), refusals::Writing))]
pub async fn leave(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    site.house.write_about(&caller, &id, payments::leave_line).await?;
    Ok(StatusCode::NO_CONTENT)
}
