//! `/api/v1/policies`: the policy sets, what each changed, and changing them.

use std::collections::BTreeMap;

use app::policies::{self, Set};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use policy::Change;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::if_match::{IfMatch, SAID};
use super::private::Private;
use super::refusals;
use crate::input::{self, Path};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A policy set and what it changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicySet {
    /// In the order of proposal, from 1.
    number: i64,
    /// SHA-256 of its texts, in hexadecimal.
    hash: String,
    /// `waiting`, `in_force`, `replaced` or `lapsed`.
    state: &'static str,
    /// When it was proposed.
    #[schema(value_type = String, format = DateTime)]
    proposed_at: Timestamp,
    /// When it came into force.
    #[schema(value_type = Option<String>, format = DateTime)]
    in_force_at: Option<Timestamp>,
    /// How many more people it waits for.
    missing: usize,
    /// What it opened, one sentence each.
    widens: Vec<String>,
    /// What it closed.
    narrows: Vec<String>,
    /// Grows by one with each approval.
    version: i64,
}

impl PolicySet {
    fn of(set: Set) -> Self {
        let said = |changes: &[Change]| changes.iter().map(ToString::to_string).collect();
        Self {
            number: set.row.number,
            state: set.standing.as_str(),
            proposed_at: set.row.proposed_at,
            in_force_at: set.row.in_force_at,
            missing: set.missing,
            widens: said(&set.widens),
            narrows: said(&set.narrows),
            version: set.row.version,
            hash: set.row.hash,
        }
    }
}

/// The policy sets, newest first, and the hash of the one in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicySets {
    /// SHA-256 of the set in force.
    in_force: String,
    /// The newest 24; the set that the program was built with is not among them.
    items: Vec<PolicySet>,
}

/// The policy sets, for those who propose them or watch over them.
#[utoipa::path(get, path = "/api/v1/policies", tag = "policies", security(("bearer" = [])), responses(
    (status = 200, description = "The newest sets", body = PolicySets),
    refusals::Reading,
))]
pub async fn list(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<PolicySets>, Problem> {
    let (in_force, sets) = site.house.read(&caller, |tx, desk, caller| policies::list(tx, desk, caller, None)).await?;
    Ok(Private(PolicySets { in_force, items: sets.into_iter().map(PolicySet::of).collect() }))
}

/// One policy set.
#[utoipa::path(get, path = "/api/v1/policies/{number}", tag = "policies", security(("bearer" = [])),
    params(("number" = String, Path, description = "Its number")),
    responses(
    (status = 200, description = "The set", body = PolicySet),
    refusals::Reading,
))]
pub async fn one(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(number): Path<String>,
) -> Result<Private<PolicySet>, Problem> {
    Ok(Private(load(&site, &caller, named(&number)).await?))
}

/// A malformed number is answered like an unused one.
fn named(number: &str) -> i64 {
    number.parse().unwrap_or(0)
}

async fn load(site: &Site, caller: &app::Caller, number: i64) -> Result<PolicySet, Problem> {
    let set = site.house.read(caller, move |tx, desk, caller| policies::one(tx, desk, caller, number)).await?;
    Ok(PolicySet::of(set))
}

/// A policy set to be proposed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicySet {
    /// The whole set: its `.cedar` files by name, at most 64 of them and 512 KiB. The words are the program's own, so that
    /// `access.cedarschema` may be left out, and must be the program's if it comes.
    files: BTreeMap<String, String>,
}

/// Proposes a policy set. What only narrows access is in force at once (201 with `in_force`); what widens it waits 24 hours for a
/// second person. A set that does not compile, or breaks an invariant, is answered with file and line of every fault.
#[utoipa::path(post, path = "/api/v1/policies", tag = "policies", security(("bearer" = [])), request_body = NewPolicySet,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 201, description = "In force, or waiting", body = PolicySet),
    refusals::Writing,
))]
pub async fn propose(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    input::WithBytes(new, bytes): input::WithBytes<NewPolicySet>,
) -> Result<(StatusCode, Private<PolicySet>), Problem> {
    let once = once::read(&headers, &caller, "POST /policies", &bytes)?;
    let number = if let Some(number) = once::before(&site.house, &caller, &once).await? {
        named(&number)
    } else {
        policies::propose(&site.house, &caller, new.files, once).await?.number
    };
    Ok((StatusCode::CREATED, Private(load(&site, &caller, number).await?)))
}

/// Which version is approved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApproval {
    /// The set's version that was looked at, unless `If-Match` names it.
    version: Option<i64>,
}

/// Approves a set that widens access, as another person than the one who proposed it.
#[utoipa::path(post, path = "/api/v1/policies/{number}/approvals", tag = "policies", security(("bearer" = [])),
    request_body = NewApproval,
    params(("number" = String, Path, description = "Its number"),
        ("If-Match" = Option<String>, Header, description = SAID)),
    responses(
    (status = 200, description = "Approved", body = PolicySet),
    refusals::Writing,
))]
pub async fn approve(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(number): Path<String>,
    seen: IfMatch,
    input::Body(new): input::Body<NewApproval>,
) -> Result<Private<PolicySet>, Problem> {
    let (number, version) = (named(&number), seen.or(new.version)?);
    policies::approve(&site.house, &caller, number, version).await?;
    Ok(Private(load(&site, &caller, number).await?))
}
