//! Documents that the scanner holds back, and overrides of its word by two officers. Nothing of what is in any of them.

use app::documents::{self, After, Document, Overruling};
use app::{Caller, Limit};
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::notes::Written;
use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing};
use crate::input::{Body, Path, Query};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A document that the scanner holds back.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldDocument {
    /// The identifier.
    id: Uuid,
    /// What it is.
    kind: &'static str,
    /// What the scanner calls what it found.
    finding: String,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Timestamp,
}

impl From<Document> for HeldDocument {
    fn from(row: Document) -> Self {
        let finding = row.reason.unwrap_or_default();
        Self { id: row.id, kind: row.kind.as_str(), finding, uploaded_at: row.uploaded_at }
    }
}

/// Documents that are held back, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldDocuments {
    /// The oldest 24 at most.
    items: Vec<HeldDocument>,
}

/// Lists what the scanner holds back: for staff.
#[utoipa::path(get, path = "/api/v1/held-documents", tag = "operator", security(("bearer" = [])),
    responses((status = 200, description = "The oldest of them", body = HeldDocuments), refusals::Reading))]
pub async fn held(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<HeldDocuments>, Problem> {
    let found = site.house.read(&caller, documents::held_back).await?;
    Ok(Private(HeldDocuments { items: found.into_iter().map(Into::into).collect() }))
}

/// Asks for a held document to open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideAsk {
    /// For how many days.
    #[schema(minimum = 1, maximum = 30)]
    days: i64,
    /// Why the scanner is wrong, without names, numbers and addresses: it is kept in clear.
    #[schema(max_length = 280)]
    reason: String,
}

/// An override.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverrideBody {
    /// The identifier.
    id: Uuid,
    /// The document.
    document: Uuid,
    /// What the scanner calls what it found.
    finding: String,
    /// Why it is said to be wrong.
    reason: String,
    /// `waiting` for a second officer, `declined`, `holds` or `ended`.
    standing: &'static str,
    /// By whom.
    asked_by: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// For how many days.
    days: i64,
    /// The second officer.
    answered_by: Option<Uuid>,
    /// Until when it holds.
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// When it was ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
}

impl From<Overruling> for OverrideBody {
    fn from(seen: Overruling) -> Self {
        let row = seen.row;
        Self {
            id: row.id,
            document: row.document,
            finding: seen.document.reason.unwrap_or_default(),
            reason: row.reason,
            standing: seen.standing.as_str(),
            asked_by: row.asked_by.0,
            asked_at: row.asked_at,
            days: row.days,
            answered_by: row.answered_by.map(|user| user.0),
            ends_at: row.ends_at,
            ended_at: row.ended_at,
        }
    }
}

/// Asks, as an officer who did not file it, for a document that the scanner holds back to open for some days.
#[utoipa::path(post, path = "/api/v1/documents/{id}/overrides", tag = "operator", security(("bearer" = [])), request_body = OverrideAsk,
    params(("id" = Uuid, Path, description = "The document")),
    responses((status = 201, description = "Asked; a second officer answers", body = Written), refusals::Writing))]
pub async fn ask(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<OverrideAsk>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let work = move |tx: &mut _, desk: &_, caller: &Caller, id| {
        documents::ask_override(tx, desk, caller, id, ask.days, &ask.reason)
    };
    let asked = site.house.write_about(&caller, &id, work).await?;
    Ok((StatusCode::CREATED, Private(Written::of(asked))))
}

/// Which overrides.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// Overrides, newest first: for staff, the auditor among them.
#[utoipa::path(get, path = "/api/v1/document-overrides", tag = "operator", security(("bearer" = [])), params(Which),
    responses((status = 200, description = "A page", body = Listing<OverrideBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<Listing<OverrideBody>>, Problem> {
    let limit: Limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, "document-overrides");
    let after = cursors.read::<After>(which.after.as_deref())?;
    let (found, next) =
        site.house.read(&caller, move |tx, desk, caller| documents::overrides(tx, desk, caller, after, limit)).await?;
    let next = next.map(|last| cursors.write(&last));
    Ok(Private(Listing { items: found.into_iter().map(Into::into).collect(), next }))
}

/// The second officer's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideAnswer {
    /// Whether the document opens.
    yes: bool,
}

/// Says yes or no, as an officer who neither asked nor filed the document. A yes opens it at once, for whoever policy lets.
#[utoipa::path(post, path = "/api/v1/document-overrides/{id}/answer", tag = "operator", security(("bearer" = [])),
    request_body = OverrideAnswer, params(("id" = Uuid, Path, description = "The override")),
    responses((status = 204, description = "Answered"), refusals::Writing))]
pub async fn answer(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<OverrideAnswer>,
) -> Result<StatusCode, Problem> {
    let work =
        move |tx: &mut _, desk: &_, caller: &Caller, id| documents::answer_override(tx, desk, caller, id, ask.yes);
    site.house.write_about(&caller, &id, work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one before its time: the document is held again at once.
#[utoipa::path(delete, path = "/api/v1/document-overrides/{id}", tag = "operator", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The override")),
    responses((status = 204, description = "Ended"), refusals::Writing))]
pub async fn end(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    site.house.write_about(&caller, &id, documents::end_override).await?;
    Ok(StatusCode::NO_CONTENT)
}
