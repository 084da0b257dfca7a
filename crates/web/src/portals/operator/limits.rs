//! Limits: what each rule allows, and who was refused by it. Networks stand here by a name that says nothing about them.

use app::limits::{self, NetworkSeen, Seen};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::limits::Rule;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::When;
use crate::visit::Visit;

/// A rule.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// What it limits, in words.
    pub name: String,
    /// What it allows, in words.
    pub allowed: String,
    /// How often it refused.
    pub times: i64,
    /// How many networks.
    pub networks: i64,
    /// When last.
    pub last: Option<When>,
}

/// A network that was refused in an hour.
#[derive(Debug, Clone)]
pub struct NetworkRow {
    /// Its name; empty for those that were too many to be told apart.
    pub network: String,
    /// By which rule, in words.
    pub rule: String,
    /// How often.
    pub times: i64,
    /// When last.
    pub last: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/limits.html")]
pub struct Limits {
    /// The frame; entry `limits`.
    pub page: Page,
    /// All rules.
    pub rules: Vec<RuleRow>,
    /// Whoever was refused most first.
    pub networks: Vec<NetworkRow>,
}

/// `/operator/limits`
pub fn routes() -> Router<Site> {
    Router::new().route("/operator/limits", get(show))
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let seen = site.house.read(&caller, limits::seen).await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "limits");
    Ok(answer(StatusCode::OK, &filled(page, &site, seen), false))
}

fn filled(page: Page, site: &Site, seen: Seen) -> Limits {
    let rules = Rule::ALL.map(|rule| {
        let allowance = site.settings.limits.allowances().of(rule);
        let found = seen.rules.iter().find(|one| one.rule == rule.as_str());
        RuleRow {
            name: page.t(format!("limit-{}", rule.as_str())),
            allowed: page.lang.t2("limits-each", "most", allowance.most, "seconds", allowance.seconds),
            times: found.map_or(0, |one| one.times),
            networks: found.map_or(0, |one| one.networks),
            last: found.map(|one| page.when(one.last_at)),
        }
    });
    let row = |one: NetworkSeen| NetworkRow {
        rule: page.t(format!("limit-{}", one.rule)),
        last: page.when(one.last_at),
        network: one.network,
        times: one.times,
    };
    Limits { rules: rules.into(), networks: seen.networks.into_iter().map(row).collect(), page }
}
