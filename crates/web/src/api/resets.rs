//! Second factors that were lost: officers ask and answer, their person refuses. And the link in a message that undoes something.

use app::Limit;
use app::resets::{self, After, Place, Seen};
use app::sign_in::Address;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::notes::Written;
use crate::api::private::Private;
use crate::api::refusals;
use crate::api::sign_in::Channel;
use crate::cursor::{self, Listing};
use crate::input::{Body, Path, Query};
use crate::knock::Knock;
use crate::problem::Problem;
use crate::signed::{ApiCaller, ApiWho};
use crate::site::Site;

/// Asks for somebody's second factor to be removed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetAsk {
    /// By which way they sign in.
    channel: Channel,
    /// An address of theirs.
    #[schema(max_length = 254)]
    address: String,
    /// `lost`, `stolen` or `phished`.
    #[schema(max_length = 16)]
    reason: String,
}

/// A request.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetBody {
    /// The identifier.
    id: Uuid,
    /// Whose second factor.
    user: Uuid,
    /// Why.
    reason: String,
    /// `waiting` (the person's day), `ripe`, `lapsed`, `refused` (by the person), `declined` or `agreed`.
    standing: &'static str,
    /// By whom.
    asked_by: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// From when a second officer may agree.
    #[schema(value_type = String, format = DateTime)]
    ripe_at: Timestamp,
    /// The second officer.
    answered_by: Option<Uuid>,
    /// When it was carried out.
    #[schema(value_type = Option<String>, format = DateTime)]
    done_at: Option<Timestamp>,
    /// What its person is, and where.
    memberships: Vec<PlaceBody>,
    /// What the officer is who asked.
    asked_as: Vec<&'static str>,
    /// While it is open: how the person was told.
    told: Vec<ToldBody>,
}

/// What somebody is in one organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceBody {
    /// The organisation's reference.
    organisation: String,
    /// The role there.
    role: &'static str,
}

/// A message to one of the person's addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToldBody {
    /// `sms` or `email`.
    channel: String,
    /// `waits`, `given_up`, `left`, or what the network said: `delivered`, `failed`, `expired`.
    state: String,
}

fn body(seen: Seen) -> ResetBody {
    let (row, facts) = (seen.row, seen.facts);
    let place = |place: Place| PlaceBody { organisation: place.org.reference, role: place.role.as_str() };
    ResetBody {
        id: row.id,
        user: row.user.0,
        reason: row.reason,
        standing: seen.standing.as_str(),
        asked_by: row.asked_by.0,
        asked_at: row.asked_at,
        ripe_at: seen.ripe_at,
        answered_by: row.answered_by.map(|user| user.0),
        done_at: row.done_at,
        memberships: facts.places.into_iter().map(place).collect(),
        asked_as: facts.asked_as.iter().map(|role| role.as_str()).collect(),
        told: facts.told.into_iter().map(|one| ToldBody { channel: one.channel, state: one.state }).collect(),
    }
}

/// Asks for a second factor to be removed, as an officer. Its person is told at once and may refuse.
#[utoipa::path(post, path = "/api/v1/factor-resets", tag = "operator", security(("bearer" = [])), request_body = ResetAsk,
    responses((status = 201, description = "Asked", body = Written), refusals::Writing))]
pub async fn ask(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Body(ask): Body<ResetAsk>,
) -> Result<(StatusCode, Private<Written>), Problem> {
    let address = Address::parse(ask.channel.as_str(), &ask.address)?;
    let asked = resets::ask(&site.house, &caller, &address, &ask.reason).await?;
    Ok((StatusCode::CREATED, Private(Written::of(asked))))
}

/// Which requests.
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

/// Requests, newest first: for officers who may ask or answer.
#[utoipa::path(get, path = "/api/v1/factor-resets", tag = "operator", security(("bearer" = [])), params(Which),
    responses((status = 200, description = "A page", body = Listing<ResetBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<Listing<ResetBody>>, Problem> {
    let limit: Limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, "factor-resets");
    let after = cursors.read::<After>(which.after.as_deref())?;
    let (found, next) =
        site.house.read(&caller, move |tx, desk, caller| resets::list(tx, desk, caller, after, limit)).await?;
    let next = next.map(|last| cursors.write(&last));
    Ok(Private(Listing { items: found.into_iter().map(body).collect(), next }))
}

/// The second officer's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetAnswer {
    /// Whether the second factor is removed.
    yes: bool,
}

/// Says yes, a day after it was asked at the earliest, or no, as the second officer. A yes is carried out at once: factors and recovery
/// codes are removed, every session of the person ends.
#[utoipa::path(post, path = "/api/v1/factor-resets/{id}/answer", tag = "operator", security(("bearer" = [])), request_body = ResetAnswer,
    params(("id" = Uuid, Path, description = "The request")),
    responses((status = 204, description = "Answered"), refusals::Writing))]
pub async fn answer(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<ResetAnswer>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    site.house.write(&caller, move |tx, desk, caller| resets::answer(tx, desk, caller, id, ask.yes)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses the request about oneself that waits.
#[utoipa::path(delete, path = "/api/v1/me/factor-reset", tag = "me", security(("bearer" = [])),
    responses((status = 204, description = "Refused; the operator is told"), refusals::Proving))]
pub async fn refuse(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<StatusCode, Problem> {
    resets::refuse(&site.house, &who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The end of the link in a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Undoing {
    /// What stands behind `/undo/` in the link; it works once.
    #[schema(max_length = 128)]
    token: String,
}

/// Undoes what a message told of: whoever has the message, without signing in.
#[utoipa::path(post, path = "/api/v1/undo", tag = "sign-in", request_body = Undoing, responses(
    (status = 204, description = "Undone"),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Used, too old, or none of ours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "It was carried out, or undone otherwise", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn undo(_: Knock, State(site): State<Site>, Body(ask): Body<Undoing>) -> Result<StatusCode, Problem> {
    app::undo::undo(&site.house, &ask.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
