//! Documents: filed as a stream, listed with where they stand. What is in them opens by links only.

use app::AppError;
use app::admit::Key;
use app::documents::{self, NewDocument, Of, Paper};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use domain::ids::ReferenceKind;
use domain::{DocumentKind, DocumentType};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::filing::{self, Said, Untaken};
use crate::input::{Path, Query};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A document as it is sent. The file comes last.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; its parts are read one by one")]
pub struct DocumentForm {
    /// Whose: the worker's reference or identifier. Without `worker` and `case` it is your own organisation's.
    worker: Option<String>,
    /// Of which case: its reference or identifier.
    case: Option<String>,
    /// `passport`, `civil_id`, `commercial_registration`, `municipal_licence`, `labour_permit`, `medical_result`, `police_certificate`,
    /// `contract`, `receipt` or `photo`.
    kind: String,
    /// The paper's last day, where it has one.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<String>,
    /// The `paper` of which this is a later version.
    replaces: Option<Uuid>,
    /// A JPEG, PNG, WebP or PDF file, told by its content: 20 MiB at most, a photo 10 MiB. Its name is not kept.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A version of a paper, without anything that it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentBody {
    /// The identifier.
    id: Uuid,
    /// The same for all versions of one paper.
    paper: Uuid,
    /// Which version.
    nth: i64,
    /// What it is.
    kind: &'static str,
    /// Whose: `worker`, `agency`, `household` or `case`.
    owner: &'static str,
    /// `waiting` for the check, `clean`, `refused`, `held` by the scanner, or `overruled`: open for some days against its word.
    state: &'static str,
    /// Why it was refused: a word, for whoever may file it anew.
    reason: Option<String>,
    /// What that word means and what to do.
    detail: Option<String>,
    /// What the file is.
    media_type: &'static str,
    /// Its pages; 0 until it was looked into.
    pages: i64,
    /// Bytes of the file.
    bytes: i64,
    /// The paper's last day.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<Date>,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Timestamp,
    /// When the scanner last saw it.
    #[schema(value_type = Option<String>, format = DateTime)]
    scanned_at: Option<Timestamp>,
    /// Whether a later version took its place.
    replaced: bool,
    /// Whether you may open it now, for the purpose that you state or work for.
    openable: bool,
    /// Whether it is only looked at, page by page.
    view_only: bool,
}

impl From<Paper> for DocumentBody {
    fn from(paper: Paper) -> Self {
        let lang = crate::i18n::Lang::En;
        Self {
            id: paper.id,
            paper: paper.paper,
            nth: paper.nth,
            kind: paper.rule.kind.as_str(),
            owner: paper.rule.owner.as_str(),
            state: paper.state.as_str(),
            detail: paper.reason.as_ref().map(|reason| lang.t(&format!("fault-{reason}"))),
            reason: paper.reason,
            media_type: media_type(paper.content),
            pages: paper.pages,
            bytes: paper.bytes,
            expires_on: paper.expires_on,
            uploaded_at: paper.uploaded_at,
            scanned_at: paper.scanned_at,
            replaced: paper.replaced,
            openable: paper.openable,
            view_only: paper.rule.view_only,
        }
    }
}

/// Its media type.
const fn media_type(content: DocumentType) -> &'static str {
    match content {
        DocumentType::Jpeg => "image/jpeg",
        DocumentType::Png => "image/png",
        DocumentType::WebP => "image/webp",
        DocumentType::Pdf => "application/pdf",
    }
}

/// Whose documents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// A worker's, by reference or identifier.
    worker: Option<String>,
    /// Those of a case; with `of`, the worker's or the household's of that case.
    case: Option<String>,
    /// `worker` or `household` of the case.
    of: Option<String>,
    /// `true` lists earlier versions as well.
    earlier: Option<bool>,
}

/// Through which case.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// The case by which you come to it, where it is not your own.
    case: Option<String>,
}

/// Documents, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Documents {
    /// At most a hundred; there are no more.
    items: Vec<DocumentBody>,
}

const PARTS: &[&str] = &["worker", "case", "kind", "expires_on", "replaces"];

/// Whose papers these parts or parameters name.
fn owner(worker: Option<&str>, case: Option<&str>, of: Option<&str>, household: bool) -> Result<Of, AppError> {
    Ok(match (worker, case, of) {
        (Some(worker), None, None) => Of::Worker(Key::parse(ReferenceKind::Worker, worker)?),
        (None, Some(case), None) => Of::Case(Key::parse(ReferenceKind::Case, case)?),
        (None, Some(case), Some("worker")) => Of::WorkerOf(Key::parse(ReferenceKind::Case, case)?),
        (None, Some(case), Some("household")) => Of::Household(Some(Key::parse(ReferenceKind::Case, case)?)),
        (None, None, None) if household => Of::Household(None),
        (None, None, None) => Of::Agency(None),
        (Some(_), Some(_), _) => return Err(AppError::invalid("/case", "document_whose")),
        (_, _, Some(_)) => return Err(AppError::invalid("/of", "document_whose")),
    })
}

/// What is to be filed, from what stands before the file.
pub fn new_document(said: &Said, household: bool) -> Result<NewDocument, AppError> {
    Ok(NewDocument {
        of: owner(said.given("worker"), said.given("case"), None, household)?,
        kind: DocumentKind::parse(said.text("kind")).map_err(|_| AppError::invalid("/kind", "document_kind"))?,
        expires_on: said
            .given("expires_on")
            .map(|day| day.parse().map_err(|_| AppError::invalid("/expires_on", "document_end_unread")))
            .transpose()?,
        replaces: said
            .given("replaces")
            .map(|id| id.parse().map_err(|_| AppError::invalid("/replaces", "document_replaces")))
            .transpose()?,
    })
}

impl From<Untaken> for Problem {
    fn from(untaken: Untaken) -> Self {
        match untaken {
            Untaken::App(error) => error.into(),
            Untaken::Form(StatusCode::PAYLOAD_TOO_LARGE) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large", "The body is too large")
                    .detail("A document has at most 20 MiB. Scan it in grey, or with fewer dots.")
            }
            Untaken::Form(StatusCode::REQUEST_TIMEOUT) => {
                Self::new(StatusCode::REQUEST_TIMEOUT, "/problems/too-slow", "The body did not come")
                    .detail("Nothing came for 20 seconds. Nothing was kept; send it again.")
            }
            Untaken::Form(_) => {
                Self::bad_request("Send multipart/form-data: what the document is first, and the part `file` last.")
            }
        }
    }
}

fn of_household(caller: &app::Caller) -> bool {
    matches!(caller.role, domain::Role::Customer | domain::Role::CustomerApprover)
}

/// Files a document. It is sealed as it comes, and waits until it was looked into and scanned; nobody opens it before. The parts stand in
/// any order, but `file` is the last.
#[utoipa::path(post, path = "/api/v1/documents", tag = "documents", security(("bearer" = [])),
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 201, description = "Filed; it waits for the check", body = DocumentBody),
        (status = 408, description = "Nothing came for 20 seconds", body = Problem, content_type = "application/problem+json"),
        refusals::Writing))]
pub async fn file(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Private<DocumentBody>), Problem> {
    let parts = parts.map_err(|_| Untaken::Form(StatusCode::BAD_REQUEST))?;
    let household = of_household(&caller);
    let (receiving, said) = filing::take(&site.house, &caller, parts, |said| {
        if let Some(unknown) = said.unknown(PARTS) {
            let unknown = unknown.chars().take(64).collect::<String>();
            let known =
                "There is no part of this name here. Known parts: worker, case, kind, expires_on, replaces, file.";
            return Err(Problem::invalid(format!("/{unknown}"), known));
        }
        Ok(new_document(said, household)?)
    })
    .await?;
    let asked = [said.bytes(), receiving.hash()].concat();
    let once = once::read(&headers, &caller, "POST /documents", &asked)?;
    let filed = match once::before(&site.house, &caller, &once).await? {
        Some(before) => {
            let id = before.parse().map_err(|_| Problem::not_found())?;
            site.house.read(&caller, move |tx, desk, caller| documents::one(tx, desk, caller, id, None)).await?
        }
        None => receiving.finish(once).await?,
    };
    Ok((StatusCode::CREATED, Private(filed.into())))
}

/// Documents of a worker, of a case, or of your own organisation, as far as you may know of them; newest first.
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents", security(("bearer" = [])), params(Whose),
    responses((status = 200, description = "What is there, and where it stands", body = Documents), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(whose): Query<Whose>,
) -> Result<Private<Documents>, Problem> {
    let of = owner(whose.worker.as_deref(), whose.case.as_deref(), whose.of.as_deref(), of_household(&caller))?;
    let earlier = whose.earlier.unwrap_or_default();
    let found =
        site.house.read(&caller, move |tx, desk, caller| documents::list(tx, desk, caller, &of, earlier)).await?;
    Ok(Private(Documents { items: found.into_iter().map(DocumentBody::from).collect() }))
}

/// Where a document stands.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID"), Through),
    responses((status = 200, description = "Where it stands", body = DocumentBody), refusals::Reading))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Query(through): Query<Through>,
) -> Result<Private<DocumentBody>, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let through = through.case.as_deref().map(|case| Key::parse(ReferenceKind::Case, case)).transpose()?;
    let found = site
        .house
        .read(&caller, move |tx, desk, caller| documents::one(tx, desk, caller, id, through.as_ref()))
        .await?;
    Ok(Private(found.into()))
}
