//! Organisations and their members.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::cursor::Listing;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Organisation {
    /// The public reference.
    reference: String,
    /// `operator`, `agency` or `customer`.
    kind: String,
    /// The code of an agency.
    code: Option<String>,
    /// The trade name in Latin script; customers have none here.
    name: Option<String>,
    /// The trade name in Arabic script.
    name_ar: Option<String>,
    /// Whether the licence is verified and in force; agencies only.
    licence: Option<String>,
}

/// The caller's own organisation; for the operator, every one.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations", security(("bearer" = [])), responses(
    (status = 200, description = "Organisations", body = Listing<Organisation>),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<Organisation>>, Problem> {
    let found = site.house.read(&caller, app::organisations::list).await?;
    let items = found
        .into_iter()
        .map(|org| Organisation {
            reference: org.reference,
            kind: org.kind,
            code: org.code,
            name: org.name,
            name_ar: org.name_ar,
            licence: org.licence,
        })
        .collect();
    Ok(Private(Listing { items, next: None }))
}

/// A member of the caller's organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// The membership.
    id: Uuid,
    /// The person's pseudonym.
    user: Uuid,
    /// The role.
    role: &'static str,
}

/// The members of the caller's own organisation.
#[utoipa::path(get, path = "/api/v1/memberships", tag = "organisations", security(("bearer" = [])), responses(
    (status = 200, description = "Members", body = Listing<Member>),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Workers have no colleagues' list", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn members(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<Member>>, Problem> {
    if caller.role == domain::Role::Worker {
        return Err(Problem::not_found());
    }
    let found = site.house.read(&caller, app::organisations::members).await?;
    let items = found.into_iter().map(|m| Member { id: m.id.0, user: m.user.0, role: m.role.as_str() }).collect();
    Ok(Private(Listing { items, next: None }))
}
