//! Looking where no task leads, in an emergency.

use app::Limit;
use app::admit::Key;
use app::break_glass::{self, After, Ask, Request};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::ReferenceKind;
use domain::{EmergencyReason, Verdict};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::notes::Written;
use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing};
use crate::input::{Body, Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// Asks to look at a case in an emergency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlassAsk {
    /// `danger`, `missing` or `authority`.
    #[schema(value_type = String)]
    reason: EmergencyReason,
    /// What is to be added, without names and numbers.
    #[serde(default)]
    #[schema(max_length = 280)]
    message: String,
}

/// A request.
#[derive(Debug, Serialize, ToSchema)]
pub struct BreakGlassBody {
    /// The identifier.
    id: Uuid,
    /// The case's reference.
    case: String,
    /// Why.
    reason: String,
    /// What was added.
    message: String,
    /// `asked`, `lapsed`, `refused`, `open`, `unreviewed` or `reviewed`.
    standing: &'static str,
    /// By whom.
    asked_by: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// The second person.
    answered_by: Option<Uuid>,
    /// Until when the case stands open.
    #[schema(value_type = Option<String>, format = DateTime)]
    ends_at: Option<Timestamp>,
    /// When those concerned were told.
    #[schema(value_type = Option<String>, format = DateTime)]
    told_at: Option<Timestamp>,
    /// Until when somebody is to review it.
    #[schema(value_type = Option<String>, format = DateTime)]
    review_by: Option<Timestamp>,
    /// What the review found: `justified` or `unjustified`.
    verdict: Option<String>,
    /// Who reviewed it.
    reviewed_by: Option<Uuid>,
}

/// Asks to look at a case for thirty minutes. A second person answers; those concerned are told afterwards.
#[utoipa::path(post, path = "/api/v1/cases/{id}/break-glass", tag = "cases", security(("bearer" = [])), request_body = BreakGlassAsk,
    params(("id" = String, Path, description = "UUID or C-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses((status = 201, description = "Asked", body = Written), refusals::Writing))]
pub async fn ask(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<BreakGlassAsk>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let once = once::read(&headers, &caller, &format!("POST /cases/{id}/break-glass"), &bytes)?;
    let asks =
        |once| break_glass::ask(&site.house, &caller, key, Ask { reason: ask.reason, message: ask.message }, once);
    let asked = once::made(&site.house, &caller, once, asks).await?;
    Ok((StatusCode::CREATED, Private(Written::of(asked))))
}

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `true`: those that were reviewed; otherwise those that were not.
    #[serde(default)]
    reviewed: bool,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// Requests, newest first: for whoever may look in an emergency, and for auditors.
#[utoipa::path(get, path = "/api/v1/break-glass", tag = "cases", security(("bearer" = [])), params(Which),
    responses((status = 200, description = "A page", body = Listing<BreakGlassBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<Listing<BreakGlassBody>>, Problem> {
    let limit: Limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, &format!("break-glass {}", which.reviewed));
    let after = cursors.read::<After>(which.after.as_deref())?;
    let (found, next) = site
        .house
        .read(&caller, move |tx, desk, caller| break_glass::list(tx, desk, caller, which.reviewed, after, limit))
        .await?;
    let next = next.map(|last| cursors.write(&last));
    Ok(Private(Listing { items: found.into_iter().map(body).collect(), next }))
}

fn body(request: Request) -> BreakGlassBody {
    let row = request.row;
    BreakGlassBody {
        id: row.id,
        case: request.case,
        reason: row.reason,
        message: row.message,
        standing: request.standing.as_str(),
        asked_by: row.asked_by.0,
        asked_at: row.asked_at,
        answered_by: row.answered_by.map(|user| user.0),
        ends_at: row.ends_at,
        told_at: row.told_at,
        review_by: request.review_by,
        verdict: row.verdict,
        reviewed_by: row.reviewed_by.map(|user| user.0),
    }
}

/// The second person's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerAsk {
    /// Whether the case is opened.
    yes: bool,
}

/// Says yes or no as the second person.
#[utoipa::path(post, path = "/api/v1/break-glass/{id}/answer", tag = "cases", security(("bearer" = [])), request_body = AnswerAsk,
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 204, description = "Answered"), refusals::Writing))]
pub async fn answer(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<AnswerAsk>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    site.house.write(&caller, move |tx, desk, caller| break_glass::answer(tx, desk, caller, id, ask.yes)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a review found.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewAsk {
    /// `justified` or `unjustified`.
    #[schema(value_type = String)]
    verdict: Verdict,
}

/// Reviews a look that is over, as a third person.
#[utoipa::path(post, path = "/api/v1/break-glass/{id}/review", tag = "cases", security(("bearer" = [])), request_body = ReviewAsk,
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 204, description = "Reviewed"), refusals::Writing))]
pub async fn review(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<ReviewAsk>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    site.house.write(&caller, move |tx, desk, caller| break_glass::review(tx, desk, caller, id, ask.verdict)).await?;
    Ok(StatusCode::NO_CONTENT)
}
