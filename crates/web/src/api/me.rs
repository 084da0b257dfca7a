//! The person who is signed in: memberships and devices.

use app::sign_in;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::SessionId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::cursor::{self, Listing};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::signed::{ApiCaller, ApiWho};
use crate::site::Site;

/// The person and what they are where.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person's pseudonym.
    id: Uuid,
    /// `en` or `ar`.
    language: String,
    /// The memberships.
    memberships: Vec<Membership>,
}

/// A role in an organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Membership {
    /// The membership.
    id: Uuid,
    /// The role.
    role: &'static str,
    /// The organisation's public reference: what `Amana-Organisation` takes.
    organisation: String,
    /// The code of an agency.
    code: Option<String>,
    /// The trade name; customers have none here.
    name: Option<String>,
    /// `operator`, `agency` or `customer`.
    kind: String,
    /// Whether this session acts for it.
    acting: bool,
}

/// The person who is signed in, and their memberships.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", security(("bearer" = [])), responses(
    (status = 200, description = "The person", body = Me),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn me(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<Me>, Problem> {
    let me = sign_in::memberships(&site.house, who.user()).await?;
    let acting = who.signed.session.membership;
    let memberships = me
        .memberships
        .into_iter()
        .map(|(membership, org)| Membership {
            id: membership.id.0,
            role: membership.role.as_str(),
            organisation: org.reference,
            code: org.code,
            name: org.name,
            kind: org.kind,
            acting: Some(membership.id) == acting,
        })
        .collect();
    Ok(Private(Me { id: me.user.0, language: who.signed.language, memberships }))
}

/// A signed-in device.
#[derive(Debug, Serialize, ToSchema)]
pub struct Device {
    /// The session.
    id: Uuid,
    /// `api` or `portal`.
    portal: String,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    opened_at: jiff::Timestamp,
    /// When it is over if it is not used until then.
    #[schema(value_type = String, format = DateTime)]
    idle_until: jiff::Timestamp,
    /// When it is over however much it is used.
    #[schema(value_type = String, format = DateTime)]
    ends_at: jiff::Timestamp,
    /// Whether it is this one.
    this: bool,
}

/// The devices on which this person is signed in.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "me", security(("bearer" = [])), responses(
    (status = 200, description = "Living sessions, newest first", body = Listing<Device>),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn sessions(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<Listing<Device>>, Problem> {
    let found = sign_in::sessions(&site.house, who.user()).await?;
    let items = found
        .into_iter()
        .map(|session| Device {
            id: session.id.0,
            portal: session.portal,
            opened_at: session.created_at,
            idle_until: session.refresh_until,
            ends_at: session.ends_at,
            this: session.id == who.signed.session.id,
        })
        .collect();
    Ok(Private(Listing { items, next: None }))
}

/// Ends one of this person's sessions, at once and everywhere.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The session")),
    responses(
    (status = 204, description = "Ended"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such session of yours", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn end_session(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    sign_in::end_session(&site.house, who.user(), SessionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all of this person's sessions but this one.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "me", security(("bearer" = [])), responses(
    (status = 204, description = "Ended"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn end_others(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<StatusCode, Problem> {
    sign_in::end_others(&site.house, &who).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An agency or the operator, as everybody may know it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FirmBody {
    /// An agency's code.
    code: Option<String>,
    /// The trade name.
    name: Option<String>,
    /// The trade name in Arabic script.
    name_ar: Option<String>,
}

/// Somebody opened or changed something of mine.
#[derive(Debug, Serialize, ToSchema)]
pub struct Opened {
    /// The event.
    id: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: jiff::Timestamp,
    /// What was done: `view`, `reveal`, a step.
    action: String,
    /// In which role.
    role: &'static str,
    /// What for.
    purpose: Option<&'static str>,
    /// Which classes of data.
    classes: Vec<&'static str>,
    /// Whether it was allowed.
    allowed: bool,
    /// Whether I did it, or my own household.
    own: bool,
    /// For which firm: none for a household, and for a worker themself.
    firm: Option<FirmBody>,
    /// Whose record it was, by its reference: told to the worker's agency.
    worker: Option<String>,
    /// Through which case, by its reference: told to the worker's agency.
    case: Option<String>,
}

/// Who saw my data, when and why: for a worker and a household everything recorded about them; for an agency, whoever else opened
/// sealed data of its workers in the ordinary course of a case or a review. What serves a person's protection, answers their own
/// request or is an emergency is not told to an agency, and to a household an emergency is once it was told of it.
#[utoipa::path(get, path = "/api/v1/me/disclosures", tag = "me", security(("bearer" = [])),
    params(crate::cursor::PageOf), responses(
    (status = 200, description = "Newest first", body = Listing<Opened>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker, household or agency", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor or limit", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn disclosures(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<crate::cursor::PageOf>,
) -> Result<Private<Listing<Opened>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "disclosures");
    let before = cursors.read::<Uuid>(page.after.as_deref())?;
    let (found, next) = site
        .house
        .read(&caller, move |tx, desk, caller| app::disclosures::mine(tx, desk, caller, before, limit))
        .await?;
    let items = found
        .into_iter()
        .map(|seen| Opened {
            id: seen.id.0,
            at: seen.at,
            action: seen.action,
            role: seen.role.as_str(),
            purpose: seen.purpose.map(domain::Purpose::as_str),
            classes: seen.classes.iter().map(domain::Class::as_str).collect(),
            allowed: seen.allowed,
            own: seen.own,
            firm: seen.firm.map(|firm| FirmBody { code: firm.code, name: firm.name, name_ar: firm.name_ar }),
            worker: seen.worker,
            case: seen.case,
        })
        .collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last.0)) }))
}
