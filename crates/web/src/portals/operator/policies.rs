//! The policy sets: which one decides, what each changed, and the second person's word for one that widens access.

use app::AppError;
use app::policies::{self, Set, Standing};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::{Overlay, Purpose};
use policy::{Act, Change};

use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::portals::case::state_name;
use crate::portals::security;
use crate::site::Site;
use crate::ui::{Badge, Tone, When};
use crate::visit::Visit;

/// One set in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number.
    pub number: i64,
    /// The beginning of its hash.
    pub hash: String,
    /// How it stands.
    pub standing: Badge,
    /// How much it opens and closes, in words.
    pub changes: String,
    /// When it was proposed.
    pub when: When,
}

/// One change in the reader's words.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who, and how they stand to it.
    pub who: String,
    /// What they may do.
    pub may: String,
    /// In which states.
    pub states: String,
    /// For which purposes.
    pub purposes: String,
    /// What may lie over it; empty where that is nothing.
    pub overlays: String,
}

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/policies.html")]
pub struct Policies {
    /// The frame; entry `policies`.
    pub page: Page,
    /// The beginning of the hash of the set in force.
    pub in_force: String,
    /// Newest first.
    pub sets: Vec<Line>,
}

/// One set.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/policy_set.html")]
pub struct PolicySet {
    /// The frame; entry `policies`.
    pub page: Page,
    /// The set.
    pub line: Line,
    /// What it opens, and what it closes, each under the key of its heading.
    pub changes: [(&'static str, Vec<Row>); 2],
    /// How many more people it waits for, in words; empty when it does not wait.
    pub missing: String,
    /// Why the reader cannot approve it; empty when they can, or when there is nothing to approve.
    pub not_you: String,
    /// Whether the reader may approve it.
    pub approves: bool,
    /// The version that an approval is of.
    pub version: i64,
}

const PLACE: &str = "/operator/policies";

/// `/operator/policies...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(list))
        .route("/operator/policies/{number}", get(one))
        .route("/operator/policies/{number}/approve", post(approve))
}

/// So much of a hash tells two sets apart for people.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

fn line(page: &Page, set: &Set) -> Line {
    let (tone, icon) = match set.standing {
        Standing::InForce => (Tone::Ok, "check"),
        Standing::Waiting => (Tone::Wait, "hourglass"),
        Standing::Replaced => (Tone::Mute, "history"),
        Standing::Lapsed => (Tone::Mute, "x"),
    };
    let (opens, closes) = (set.widens.len().to_string(), set.narrows.len().to_string());
    Line {
        number: set.row.number,
        hash: short(&set.row.hash),
        standing: Badge::new(tone, icon, page.t(format!("policies-{}", set.standing.as_str()))),
        changes: format!(
            "{} · {}",
            page.t1("policies-opens", "count", opens),
            page.t1("policies-closes", "count", closes)
        ),
        when: page.when(set.row.proposed_at),
    }
}

async fn list(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "policies");
    let (in_force, sets) = site
        .house
        .read(&caller, |tx, desk, caller| policies::list(tx, desk, caller, None))
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let sets = sets.iter().map(|set| line(&page, set)).collect();
    Ok(answer(StatusCode::OK, &Policies { in_force: short(&in_force), sets, page }, false))
}

fn named(number: &str) -> Result<i64, AppError> {
    number.parse().map_err(|_| AppError::NotFound)
}

async fn one(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "policies");
    let found = async {
        let number = named(&number)?;
        site.house.read(&caller, move |tx, desk, caller| policies::one(tx, desk, caller, number)).await
    };
    let set = found.await.map_err(|error| visit.failed(&site, error))?;
    let waits = set.standing == Standing::Waiting;
    let not_you = match (waits && !set.approves, set.own) {
        (true, true) => page.t("policies-own"),
        (true, false) => page.t("policies-others"),
        (false, _) => String::new(),
    };
    let filled = PolicySet {
        line: line(&page, &set),
        changes: [("policies-widens", &set.widens), ("policies-narrows", &set.narrows)]
            .map(|(key, changes)| (key, changes.iter().map(|change| row(&page, change)).collect())),
        missing: match set.missing {
            0 => String::new(),
            missing => page.t1("policies-missing", "count", missing),
        },
        not_you,
        approves: set.approves,
        version: set.row.version,
        page,
    };
    Ok(answer(StatusCode::OK, &filled, false))
}

fn row(page: &Page, change: &Change) -> Row {
    let comma = page.t("policies-comma");
    let listed = |words: Vec<String>| words.join(&comma);
    let may = match change.act {
        Act::Field(action) => {
            let class = change.class.map(|class| page.t(format!("class-{class}"))).unwrap_or_default();
            format!("{}: {class}", page.t(format!("action-{action}")))
        }
        Act::Step(step) => page.t(format!("step-{step}")),
    };
    let purpose = |purpose: &Option<Purpose>| match purpose {
        Some(purpose) => page.t(format!("purpose-{purpose}")),
        None => page.t("policies-no-purpose"),
    };
    Row {
        who: format!(
            "{} · {}",
            page.t(format!("role-{}", change.role)),
            page.t(format!("policies-as-{}", change.relation))
        ),
        may,
        states: match change.in_any_state() {
            true => page.t("policies-any-state"),
            false => listed(change.states.iter().map(|state| state_name(page.lang, *state)).collect()),
        },
        purposes: match (change.for_any_purpose(), change.for_any_stated_purpose()) {
            (true, _) => page.t("policies-any-purpose"),
            (_, true) => page.t("policies-any-stated"),
            _ => listed(change.purposes.iter().map(purpose).collect()),
        },
        overlays: match change.overlays.as_slice() {
            [Overlay::None] => page.t("policies-under-none"),
            _ if change.under_any_overlay() => page.t("policies-under-any"),
            some => listed(some.iter().map(|overlay| page.t(format!("policies-under-{overlay}"))).collect()),
        },
    }
}

async fn approve(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let back = format!("{PLACE}/{number}");
    let done = async {
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        policies::approve(&site.house, &caller, named(&number)?, version).await
    };
    visit.led(&site, &back, done.await, &back)
}
