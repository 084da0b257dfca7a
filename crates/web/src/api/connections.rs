//! Services of others that the caller and their organisation have connected. They are connected in the browser, where the other asks
//! for its person's agreement.

use app::connections;
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

/// A connected service.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectedService {
    /// The identifier.
    id: Uuid,
    /// `mailbox` or `calendar`.
    kind: String,
    /// `me`, or `organisation` for the one that the caller acts for.
    of: &'static str,
    /// The service's name in the settings.
    service: String,
    /// What whoever connected it is called there.
    account: String,
    /// Who connected it, as the log knows them.
    by: Uuid,
    /// When it was connected.
    #[schema(value_type = String, format = DateTime)]
    connected_at: jiff::Timestamp,
    /// When it was last of use; null: never yet.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<jiff::Timestamp>,
    /// Whether it has come to nothing lately.
    falters: bool,
}

/// The caller's connected services.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConnectedServices {
    /// The caller's own, then those of the organisation that they act for and run; oldest first.
    items: Vec<ConnectedService>,
}

/// The services of others that the caller has connected, and those of the organisation that they act for, if they run it.
#[utoipa::path(get, path = "/api/v1/me/connections", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = ConnectedServices), refusals::Reading))]
pub async fn list(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<ConnectedServices>, Problem> {
    let held = connections::held(&site.house, &who).await?;
    let shown = |one: connections::Mine| ConnectedService {
        id: one.id,
        kind: one.kind,
        of: if one.of_org { "organisation" } else { "me" },
        service: one.service,
        account: one.account,
        by: one.by.0,
        connected_at: one.connected_at,
        used_at: one.used_at,
        falters: one.falters,
    };
    Ok(Private(ConnectedServices { items: held.connections.into_iter().map(shown).collect() }))
}

/// Disconnects one: it is used no more from now on, and what it granted is given back and destroyed. Wants a fresh proof.
#[utoipa::path(delete, path = "/api/v1/me/connections/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The connection")),
    responses((status = 204, description = "It is used no more"), refusals::Reading))]
pub async fn end(State(site): State<Site>, ApiWho(who): ApiWho, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    connections::end(&site.house, &by(&who), &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who asks, for the record: also while they act for nobody.
fn by(who: &app::sign_in::Who) -> app::Caller {
    who.caller().unwrap_or_else(|| app::Caller::anonymous("en"))
}
