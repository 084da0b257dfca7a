//! A person's accounts at others by which they sign in to the portals. They are linked in the browser, where the other asks for them.

use app::sso;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::input::Path;
use crate::problem::Problem;
use crate::signed::ApiWho;
use crate::site::Site;

/// An identity at a provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedIdentity {
    /// The identifier.
    id: Uuid,
    /// The provider's name in the settings.
    provider: String,
    /// When it was linked.
    #[schema(value_type = String, format = DateTime)]
    linked_at: jiff::Timestamp,
    /// When somebody last signed in by it; null: never yet.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<jiff::Timestamp>,
}

/// The caller's identities at providers.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedIdentities {
    /// Oldest first.
    items: Vec<LinkedIdentity>,
}

/// The caller's accounts at others by which they sign in.
#[utoipa::path(get, path = "/api/v1/me/identities", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = LinkedIdentities), refusals::Reading))]
pub async fn list(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<LinkedIdentities>, Problem> {
    let held = sso::identities(&site.house, &who).await?;
    let shown = |one: sso::Identity| LinkedIdentity {
        id: one.id,
        provider: one.provider,
        linked_at: one.linked_at,
        used_at: one.used_at,
    };
    Ok(Private(LinkedIdentities { items: held.into_iter().map(shown).collect() }))
}

/// Takes one away: nobody signs in by it any more, and what sessions were opened by providers end. Wants a fresh proof.
#[utoipa::path(delete, path = "/api/v1/me/identities/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The identity")),
    responses((status = 204, description = "It is gone"), refusals::Reading))]
pub async fn unlink(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    sso::unlink(&site.house, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
