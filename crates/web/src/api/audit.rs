//! `/api/v1/audit`: the whole log, proofs out of it, and its signed head: for auditors and data-protection officers.

use std::collections::BTreeMap;

use app::log::{self, Dropped, Entry, Found, Search};
use axum::extract::State;
use axum::http::StatusCode;
use domain::Purpose;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::private::Private;
use super::refusals;
use crate::cursor::{self, Listing};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// Which records. All that is given must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsAsk {
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
    /// The pseudonym of whoever did it.
    actor: Option<Uuid>,
    /// The first object of the record, or the first worker concerned.
    object: Option<Uuid>,
    /// The case that it is about, or through which it was done.
    case: Option<Uuid>,
    /// What was done: `view`, `reveal`, `accept`.
    #[param(max_length = 64)]
    action: Option<String>,
    /// What for, from the closed list of purposes.
    purpose: Option<String>,
    /// Not before.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// A record of the log. It holds pseudonyms, words and hashes; its bytes come with its proof.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Its number, from 1.
    n: i64,
    /// Its identifier.
    id: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The pseudonym of whoever did it, or the job; null for nobody in particular.
    actor: Option<String>,
    /// In which role.
    role: &'static str,
    /// For which organisation.
    organisation: Option<Uuid>,
    /// What was done.
    action: String,
    /// To what: kind, identifier, version.
    objects: Vec<String>,
    /// What for.
    purpose: Option<&'static str>,
    /// Classes of the data concerned.
    classes: Vec<&'static str>,
    /// Whether it was allowed.
    allowed: bool,
    /// The rules that decided.
    policies: Vec<String>,
    /// What else is said of it in the open.
    facts: BTreeMap<String, String>,
}

impl AuditEvent {
    fn of(entry: Entry) -> Self {
        Self {
            n: entry.n,
            id: entry.id,
            at: entry.at,
            actor: entry.actor,
            role: entry.role.as_str(),
            organisation: entry.org,
            action: entry.action,
            objects: entry.objects,
            purpose: entry.purpose.map(Purpose::as_str),
            classes: entry.classes.iter().map(|class| class.as_str()).collect(),
            allowed: entry.allowed,
            policies: entry.policies,
            facts: entry.facts.into_iter().collect(),
        }
    }
}

/// A record with everything that shows a stranger that it is in the log: three files for `amana-verify`, and the key.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditProof {
    /// Its number.
    n: u64,
    /// `event.json`: its bytes as text. Hash them as they are.
    event: String,
    /// `proof.json`: the way to the signed root.
    #[schema(value_type = Object)]
    proof: serde_json::Value,
    /// `checkpoint.txt`: the signed root.
    checkpoint: String,
    /// The key that the checkpoint is verified with. Have it from somewhere else as well.
    key: String,
}

/// The signed head of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditCheckpoint {
    /// How the log is called.
    origin: String,
    /// The epoch; it grows when the log goes on from a restored copy.
    epoch: u32,
    /// How many records.
    size: u64,
    /// The root of the tree over them, in hexadecimal.
    root: String,
    /// The signed note.
    note: String,
    /// The key that it is verified with. Have it from somewhere else as well.
    key: String,
}

/// The log, newest first. Records whose bodies were dropped when it was closed are in no list: their numbers are left out, and
/// their proof is answered with 410, under which record and when.
#[utoipa::path(get, path = "/api/v1/audit/events", tag = "audit", security(("bearer" = [])), params(EventsAsk), responses(
    (status = 200, description = "A page of records", body = Listing<AuditEvent>),
    refusals::Reading,
))]
pub async fn events(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(ask): Query<EventsAsk>,
) -> Result<Private<Listing<AuditEvent>>, Problem> {
    let limit = cursor::limit(ask.limit)?;
    let cursors = cursor::of(&site, &caller, "audit");
    let before = cursors.read::<i64>(ask.after.as_deref())?;
    let purpose = ask.purpose.as_deref().map(Purpose::parse).transpose();
    let purpose = purpose.map_err(|unknown| Problem::invalid("purpose", unknown.to_string()))?;
    let wanted = Search {
        actor: ask.actor,
        object: ask.object,
        case: ask.case,
        action: ask.action.map(|action| action.chars().take(64).collect()),
        purpose: purpose.map(|purpose| purpose.as_str().to_owned()),
        from: ask.from,
        until: ask.until,
    };
    let (items, next) =
        site.house.read(&caller, move |tx, desk, caller| log::search(tx, desk, caller, &wanted, before, limit)).await?;
    Ok(Private(Listing {
        items: items.into_iter().map(AuditEvent::of).collect(),
        next: next.map(|next| cursors.write(&next)),
    }))
}

/// One record with its proof.
#[utoipa::path(get, path = "/api/v1/audit/events/{n}/proof", tag = "audit", security(("bearer" = [])),
    params(("n" = String, Path, description = "Its number")), responses(
    (status = 200, description = "The record and what shows that it is in the log", body = AuditProof),
    (status = 410, description = "The body of this record was dropped when the log was closed: under which record, and when", body = Problem,
        content_type = "application/problem+json"),
    refusals::Reading,
))]
pub async fn proof(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(n): Path<String>,
) -> Result<Private<AuditProof>, Problem> {
    // a malformed number is answered like an unused one
    let n: u64 = n.parse().unwrap_or(0);
    let house = site.house.clone();
    let found = site.house.read(&caller, move |tx, desk, caller| log::one(tx, &house, desk, caller, n)).await?;
    let shown = match found {
        Found::Whole(shown) => shown.proven,
        Found::Dropped(dropped) => return Err(gone(&dropped)),
    };
    Ok(Private(AuditProof {
        n: shown.n,
        event: String::from_utf8_lossy(&shown.event).into_owned(),
        proof: serde_json::from_str(&shown.proof.to_json()).unwrap_or_default(),
        key: site.house.log.verifier(shown.checkpoint.epoch).to_string(),
        checkpoint: shown.checkpoint.note,
    }))
}

/// What is said of a record whose body was dropped.
fn gone(dropped: &Dropped) -> Problem {
    let Dropped { n, closing, at, .. } = dropped;
    let under = closing.map_or_else(String::new, |closing| format!(" under record {closing}"));
    let when = at.map_or_else(String::new, |at| format!(" on {}", at.strftime("%Y-%m-%d")));
    Problem::new(StatusCode::GONE, "/problems/body-dropped", "The body of this record was dropped").detail(format!(
        "The body of record {n} was dropped{under}{when}, when it was old enough. Its leaf {} is in the log as before; whoever has the \
         archive proves it with `amana audit prove {n} --archive FILE`.",
        dropped.leaf_in_hex()
    ))
}

/// The signed head of the log as it is now.
#[utoipa::path(get, path = "/api/v1/audit/checkpoint", tag = "audit", security(("bearer" = [])), responses(
    (status = 200, description = "The signed head", body = AuditCheckpoint),
    refusals::Reading,
))]
pub async fn checkpoint(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<AuditCheckpoint>, Problem> {
    let house = site.house.clone();
    let signed = site.house.read(&caller, move |tx, desk, caller| log::signed_head(tx, &house, desk, caller)).await?;
    let signed = signed.ok_or_else(Problem::not_found)?;
    Ok(Private(AuditCheckpoint {
        origin: site.house.log.origin(),
        epoch: signed.epoch,
        size: signed.size,
        root: signed.root_in_hex(),
        key: site.house.log.verifier(signed.epoch).to_string(),
        note: signed.note,
    }))
}
