//! Who was refused for asking too often: for the operator's staff.

use app::limits;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::private::Private;
use crate::limits::Rule;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A rule, and whom it refused in the last 24 hours.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleBody {
    /// `all`, `sign_in`, `forms`, `search`, `uploads` or `exports`.
    rule: &'static str,
    /// How often one network may ask.
    most: u32,
    /// In how many seconds.
    seconds: u32,
    /// How often it refused.
    refused: i64,
    /// How many networks.
    networks: i64,
    /// When last.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_at: Option<jiff::Timestamp>,
}

/// A network that was refused in an hour.
#[derive(Debug, Serialize, ToSchema)]
pub struct NetworkBody {
    /// A name that tells networks apart and says nothing about them; none for those that were too many.
    network: Option<String>,
    /// By which rule.
    rule: String,
    /// How often.
    refused: i64,
    /// When last.
    #[schema(value_type = String, format = DateTime)]
    last_at: jiff::Timestamp,
}

/// Limits, and who was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitsBody {
    /// All rules, with what this node allows.
    rules: Vec<RuleBody>,
    /// At most 100, whoever was refused most first.
    networks: Vec<NetworkBody>,
}

/// Who was refused in the last 24 hours for asking too often, on all nodes.
#[utoipa::path(get, path = "/api/v1/limits", tag = "operations", security(("bearer" = [])), responses(
    (status = 200, description = "The rules and whom they refused", body = LimitsBody),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "Not for you", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<LimitsBody>, Problem> {
    let seen = site.house.read(&caller, limits::seen).await?;
    let rules = Rule::ALL.map(|rule| {
        let allowance = site.settings.limits.allowances().of(rule);
        let found = seen.rules.iter().find(|one| one.rule == rule.as_str());
        RuleBody {
            rule: rule.as_str(),
            most: allowance.most,
            seconds: allowance.seconds,
            refused: found.map_or(0, |one| one.times),
            networks: found.map_or(0, |one| one.networks),
            last_at: found.map(|one| one.last_at),
        }
    });
    let networks = seen.networks.into_iter().map(|one| NetworkBody {
        network: Some(one.network).filter(|name| !name.is_empty()),
        rule: one.rule,
        refused: one.times,
        last_at: one.last_at,
    });
    Ok(Private(LimitsBody { rules: rules.into(), networks: networks.collect() }))
}
