//! Opening sealed fields: for a stated purpose, once, on record. Nothing else in the interface shows them.

use app::admit::Key;
use app::disclosures;
use app::workers::Through;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Purpose;
use domain::ids::ReferenceKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::private::Private;
use crate::input::{Body, Path};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// Opens sealed fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureAsk {
    /// Which fields, all or none: `name birth_date passport civil_id phone kin_name kin_phone fitness`; or, of a
    /// case's customer, `customer_name customer_civil_id customer_address customer_phone`. Of one party at a time.
    #[schema(min_items = 1, max_items = 8)]
    fields: Vec<String>,
    /// What for, from the closed list of purposes.
    purpose: String,
}

/// What was opened. Shown once; the record of it stays.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisclosureBody {
    /// The values by field.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    values: serde_json::Map<String, Value>,
    /// The version of the record that they are of; whoever checks them names it.
    version: i64,
    /// For what.
    purpose: &'static str,
}

/// Opens sealed fields of a worker for a stated purpose.
#[utoipa::path(post, path = "/api/v1/workers/{id}/disclosures", tag = "workers", security(("bearer" = [])), request_body = DisclosureAsk,
    params(("id" = String, Path, description = "UUID or W-…")), responses(
    (status = 201, description = "Opened and recorded", body = DisclosureBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role, purpose or state", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown field or purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn of_worker(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<DisclosureAsk>,
) -> Result<(StatusCode, Private<DisclosureBody>), Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    open(&site, &caller, Through::Roster(key), ask).await
}

/// Opens sealed fields of a case's worker or customer for a stated purpose.
#[utoipa::path(post, path = "/api/v1/cases/{id}/disclosures", tag = "cases", security(("bearer" = [])), request_body = DisclosureAsk,
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 201, description = "Opened and recorded", body = DisclosureBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role, purpose or state", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown field or purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn of_case(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Body(ask): Body<DisclosureAsk>,
) -> Result<(StatusCode, Private<DisclosureBody>), Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    open(&site, &caller, Through::Case(key), ask).await
}

async fn open(
    site: &Site,
    caller: &app::Caller,
    through: Through,
    ask: DisclosureAsk,
) -> Result<(StatusCode, Private<DisclosureBody>), Problem> {
    let purpose = Purpose::parse(&ask.purpose).map_err(|unknown| Problem::invalid("/purpose", unknown.to_string()))?;
    let opened = disclosures::open(&site.house, caller, through, ask.fields, purpose).await?;
    let values = opened.values.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    Ok((
        StatusCode::CREATED,
        Private(DisclosureBody { values, version: opened.version, purpose: opened.purpose.as_str() }),
    ))
}
