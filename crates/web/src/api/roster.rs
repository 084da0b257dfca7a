//! The roster at work: one step for many workers, and what happened to one.

use app::admit::Key;
use app::workers::{self, ManyStep, OneOfMany, OutcomeOfOne};
use axum::extract::State;
use axum::http::HeaderMap;
use domain::ids::ReferenceKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing, PageOf};
use crate::input::{Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A step for many workers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManyAsk {
    /// `submit` (declares that the worker paid nothing: the agency's part of the operator's check), `invite` (asks the worker, at the
    /// number on file, to sign in and consent), `list` (still available) or `unlist`.
    #[schema(value_type = String)]
    step: ManyStep,
    /// For whom, 1 to 100.
    #[schema(min_items = 1, max_items = 100)]
    workers: Vec<OneAsk>,
}

/// One of the many.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneAsk {
    /// UUID or `W-…`.
    id: String,
    /// The version that the caller saw.
    version: i64,
}

/// What became of one of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneBody {
    /// Its place in the request, from 0.
    at: usize,
    /// `done` or `refused`.
    outcome: &'static str,
    /// The record as it stands now, where the caller may know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    worker: Option<StandingBody>,
    /// Why not, and what to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

/// Where a record stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingBody {
    /// The identifier.
    id: Uuid,
    /// The agency's reference, `W-…`.
    reference: String,
    /// Send it with the next step.
    version: i64,
    /// The state.
    state: &'static str,
}

impl OneBody {
    fn of(at: usize, outcome: OutcomeOfOne) -> Self {
        let worker = outcome.after.map(|after| StandingBody {
            id: after.id.0,
            reference: after.reference,
            version: after.version,
            state: after.state.as_str(),
        });
        let problem = outcome.done.err().map(Problem::from);
        Self { at, outcome: if problem.is_none() { "done" } else { "refused" }, worker, problem }
    }
}

/// What became of all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ManyBody {
    /// How many were taken.
    done: usize,
    /// Each, in the order of the request.
    items: Vec<OneBody>,
}

/// Takes one step for many workers of the caller's roster, each by itself: a refusal of one stops none of the others. Sent again with the
/// same key, it is taken for those for whom it was not.
#[utoipa::path(post, path = "/api/v1/workers/steps", tag = "workers", security(("bearer" = [])), request_body = ManyAsk,
    params(("Idempotency-Key" = Option<String>, Header, description = "Each done once, however often it is sent")),
    responses((status = 200, description = "What became of each", body = ManyBody), refusals::Writing))]
pub async fn many(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<ManyAsk>,
) -> Result<Private<ManyBody>, Problem> {
    let once = once::read(&headers, &caller, "POST /workers/steps", &bytes)?;
    // A key that served another request is named; what was done under it before is found again one by one.
    drop(once::before(&site.house, &caller, &once).await?);
    let named = ask
        .workers
        .into_iter()
        .map(|one| OneOfMany { key: Key::parse(ReferenceKind::Worker, &one.id).ok(), version: one.version });
    let outcomes = workers::many(&site.house, &caller, ask.step, named.collect(), once).await?;
    let done = outcomes.iter().filter(|outcome| outcome.done.is_ok()).count();
    let items = outcomes.into_iter().enumerate().map(|(at, outcome)| OneBody::of(at, outcome)).collect();
    Ok(Private(ManyBody { done, items }))
}

/// What happened to a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct HappenedBody {
    /// The record's version after it.
    version: i64,
    /// A step, or `edit`.
    what: String,
    /// The state before.
    from: &'static str,
    /// The state after.
    to: &'static str,
    /// Which side did it: `agency`, `worker`, `operator` or `system`.
    by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// What happened to a roster record, newest first: for its agency, its person and the operator's staff with a task.
#[utoipa::path(get, path = "/api/v1/workers/{id}/history", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…"), PageOf),
    responses((status = 200, description = "A page", body = Listing<HappenedBody>), refusals::Reading))]
pub async fn history(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<HappenedBody>>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, &format!("workers/{id}/history"));
    let before = cursors.read::<i64>(page.after.as_deref())?;
    let (events, next) = site
        .house
        .read(&caller, move |tx, desk, caller| workers::history(tx, desk, caller, &key, before, limit))
        .await?;
    let happened = |event: workers::RosterHappened| HappenedBody {
        version: event.n,
        what: event.what,
        from: event.from.as_str(),
        to: event.to.as_str(),
        by: event.side,
        at: event.at,
    };
    let items = events.into_iter().map(happened).collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last)) }))
}
