//! Links to documents: asked for with a purpose, opened once within a minute by whoever asked, in the session in which they asked.

use app::AppError;
use app::admit::Key;
use app::document_links::{self as links, Ask, OnShelf, Stands};
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use domain::Purpose;
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::input::{Body, Path};
use crate::paper_bytes::{attached, pieces, sealed_off};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// Asks for a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentLinkAsk {
    /// What for, from the closed list of purposes.
    purpose: String,
    /// The case through which it is read, by UUID or reference; left out on a roster and for one's own.
    case: Option<String>,
    /// Whether it is to be taken along as a file, where its kind allows that.
    #[serde(default)]
    file: bool,
}

/// A link: for one opening, by whoever asked for it, in the session in which they did.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentLinkBody {
    /// The path.
    url: String,
    /// Until when: a minute.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// A document that stands open.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenDocument {
    /// What it is.
    kind: &'static str,
    /// Its pages as pictures, in order: they are drawn until the link ends, for the same session.
    pages: Vec<String>,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// For what it was opened.
    purpose: &'static str,
    /// What is drawn across every page: who, when, which case.
    mark: String,
}

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedDocument {
    /// The identifier of this version.
    id: Uuid,
    /// What it is.
    kind: &'static str,
    /// Whose: `worker`, `agency`, `household` or `case`.
    owner: &'static str,
    /// `opens`, `sealed`, `waiting` or `held`.
    stands: &'static str,
    /// The purposes for which it opens to the caller.
    purposes: Vec<&'static str>,
    /// Whether it is only looked at, page by page.
    view_only: bool,
    /// Its last day, where it opens to the caller.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<Date>,
}

/// The documents of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDocuments {
    /// The case's own, its worker's and its household's, as far as the caller may know of them.
    items: Vec<ListedDocument>,
}

impl From<OnShelf> for ListedDocument {
    fn from(paper: OnShelf) -> Self {
        let (stands, purposes) = match paper.stands {
            Stands::Opens(purposes) => ("opens", purposes),
            Stands::Sealed => ("sealed", Vec::new()),
            Stands::Waiting => ("waiting", Vec::new()),
            Stands::Held => ("held", Vec::new()),
        };
        Self {
            id: paper.id,
            kind: paper.kind.as_str(),
            owner: paper.owner.as_str(),
            stands,
            purposes: purposes.into_iter().map(Purpose::as_str).collect(),
            view_only: paper.view_only,
            expires_on: paper.expires_on,
        }
    }
}

/// The documents that a case shows, and for which purposes each opens to the caller now.
#[utoipa::path(get, path = "/api/v1/cases/{id}/documents", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")),
    responses((status = 200, description = "Those that the caller may know of", body = CaseDocuments), refusals::Reading))]
pub async fn of_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<CaseDocuments>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let papers = site.house.read(&caller, move |tx, desk, caller| links::of_case(tx, desk, caller, &key)).await?;
    Ok(Private(CaseDocuments { items: papers.into_iter().map(ListedDocument::from).collect() }))
}

/// Makes a link to a document: it opens once, within 60 seconds, for the same session. It takes the place of one to the same document
/// that was not opened. Policy is asked now and again whenever the link is used.
#[utoipa::path(post, path = "/api/v1/documents/{id}/links", tag = "documents", security(("bearer" = [])), request_body = DocumentLinkAsk,
    params(("id" = String, Path, description = "The document")),
    responses((status = 201, description = "A link, shown once", body = DocumentLinkBody), refusals::Writing))]
pub async fn make(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<DocumentLinkAsk>,
) -> Result<(StatusCode, Private<DocumentLinkBody>), Problem> {
    let document = id.parse().map_err(|_| Problem::not_found())?;
    let purpose = Purpose::parse(&ask.purpose).map_err(|unknown| Problem::invalid("/purpose", unknown.to_string()))?;
    let case = ask.case.as_deref().map(|case| Key::parse(ReferenceKind::Case, case)).transpose()?;
    let takes = ask.file;
    let link = links::make(&site.house, &caller, Ask { document, case, purpose: Some(purpose), takes }).await?;
    let file = if takes { "/file" } else { "" };
    let url = format!("/api/v1/document-links/{}{file}", link.token.as_str());
    Ok((StatusCode::CREATED, Private(DocumentLinkBody { url, expires_at: link.until })))
}

/// Opens a document, and the link is used up: its pages stand open until the link would have ended. A link that was used, is past its
/// minute, is another session's or never was is answered alike.
#[utoipa::path(get, path = "/api/v1/document-links/{token}", tag = "documents", security(("bearer" = [])),
    params(("token" = String, Path, description = "From the link")),
    responses((status = 200, description = "Its pages", body = OpenDocument), refusals::Reading))]
pub async fn open(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    method: Method,
    Path(token): Path<String>,
) -> Result<Private<OpenDocument>, Problem> {
    whole(&method)?;
    let opened = links::open(&site.house, &caller, &token).await?;
    Ok(Private(OpenDocument {
        kind: opened.kind.as_str(),
        pages: (1..=opened.pages).map(|nth| format!("/api/v1/document-links/{token}/pages/{nth}")).collect(),
        until: opened.until,
        purpose: opened.purpose.as_str(),
        mark: opened.mark,
    }))
}

/// One page of a document that stands open, the first is 1, as a picture with who looks, when and through which case drawn into it. Whole
/// or not at all: a range is not answered.
#[utoipa::path(get, path = "/api/v1/document-links/{token}/pages/{page}", tag = "documents", security(("bearer" = [])),
    params(("token" = String, Path, description = "From the link"), ("page" = String, Path, description = "Its number")),
    responses((status = 200, description = "The picture", body = Vec<u8>, content_type = "image/jpeg"), refusals::Reading))]
pub async fn page(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path((token, page)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let nth: usize = page.parse().map_err(|_| Problem::not_found())?;
    let nth = nth.checked_sub(1).ok_or_else(Problem::not_found)?;
    let jpeg = links::page(&site.house, &caller, &token, nth).await?;
    Ok(sealed_off(jpeg.to_vec().into(), "image/jpeg", "inline; filename=\"page.jpg\""))
}

/// The document as a file, where its kind allows that, and the link is used up.
#[utoipa::path(get, path = "/api/v1/document-links/{token}/file", tag = "documents", security(("bearer" = [])),
    params(("token" = String, Path, description = "From the link")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"), refusals::Reading))]
pub async fn file(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    method: Method,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    whole(&method)?;
    let (opened, kind, bytes) = links::file(&site.house, &caller, &token).await?;
    Ok(attached(opened.kind, kind, pieces(bytes)))
}

/// Whoever asks for the head alone would use the link up and get nothing.
fn whole(method: &Method) -> Result<(), Problem> {
    if *method == Method::HEAD { Err(AppError::NotFound.into()) } else { Ok(()) }
}
