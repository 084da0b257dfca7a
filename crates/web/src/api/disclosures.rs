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
use utoipa::{IntoParams, ToSchema};

use crate::api::private::Private;
use crate::input::{Body, Path};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::words;

/// Opens sealed fields.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureAsk {
    /// Which fields, all or none: `name birth_date passport civil_id phone kin_name kin_phone fitness`; or, of a
    /// case's customer, `customer_name customer_civil_id customer_address customer_phone`. Of one party at a time.
    #[schema(min_items = 1, max_items = 8)]
    fields: Vec<String>,
    /// What for, from the closed list of purposes. It may stand in the header `Amana-Purpose` instead, and need not stand in
    /// both; where it does, it is the same.
    purpose: Option<String>,
}

/// The purpose beside the body.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes the header; it is read with the caller")]
struct ByHeader {
    /// What for, where the body does not say: one word of the closed list of purposes, once.
    #[serde(rename = "Amana-Purpose")]
    purpose: Option<String>,
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
    params(("id" = String, Path, description = "UUID or W-…"), ByHeader), responses(
    (status = 201, description = "Opened and recorded", body = DisclosureBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role, purpose or state", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown field or purpose, no purpose, or one in the header and another in the body", body = Problem, content_type = "application/problem+json"),
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
    params(("id" = String, Path, description = "UUID or C-…"), ByHeader), responses(
    (status = 201, description = "Opened and recorded", body = DisclosureBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role, purpose or state", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown field or purpose, no purpose, or one in the header and another in the body", body = Problem, content_type = "application/problem+json"),
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
    let purpose = purpose(caller.purpose, ask.purpose.as_deref())?;
    let opened = disclosures::open(&site.house, caller, through, ask.fields, purpose).await?;
    let values = opened.values.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    Ok((
        StatusCode::CREATED,
        Private(DisclosureBody { values, version: opened.version, purpose: opened.purpose.as_str() }),
    ))
}

/// The purpose that the body or the header states. Two different ones are none: whoever reads the record must know which it was.
fn purpose(header: Option<Purpose>, body: Option<&str>) -> Result<Purpose, Problem> {
    let body = body.map(Purpose::parse).transpose();
    match (body.map_err(|unknown| Problem::invalid("/purpose", unknown.to_string()))?, header) {
        (Some(body), Some(header)) if body != header => {
            Err(Problem::invalid("/purpose", words::fault("purpose_differs")))
        }
        (Some(purpose), _) | (None, Some(purpose)) => Ok(purpose),
        (None, None) => Err(Problem::invalid("/purpose", words::fault("purpose_missing"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_purpose_is_stated_by_the_body_or_by_the_header_and_never_by_two_words() {
        let (permit, verify) = (Purpose::Permit, Some(Purpose::Verify));
        assert_eq!(purpose(None, Some("permit")).expect("by the body"), permit);
        assert_eq!(purpose(Some(permit), None).expect("by the header"), permit);
        assert_eq!(purpose(Some(permit), Some("permit")).expect("by both"), permit);
        assert!(purpose(None, None).is_err() && purpose(verify, Some("permit")).is_err());
        assert!(purpose(verify, Some("curiosity")).is_err(), "a word of no list is not passed over");
        assert!(purpose(verify, Some("")).is_err(), "nor is none");
    }
}
