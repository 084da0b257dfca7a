//! The moderators' queue, the re-identification check, and one change asked of an agency.

use app::admit::Key;
use app::workers::{self, Line, NewChange, WorkerRecord};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::ReferenceKind;
use domain::reidentification::{Checked, Coarsening};
use domain::{ChangeReason, WorkerId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::if_match::{IfMatch, SAID};
use crate::api::private::Private;
use crate::cursor::{self, Listing};
use crate::input::{Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A record that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingBody {
    /// The identifier.
    id: Uuid,
    /// The agency's reference, `W-…`.
    reference: String,
    /// `roster:consented` waits for a review, `roster:reviewed` for the listing.
    state: &'static str,
    /// The agency's code.
    agency: String,
    /// Since when it waits.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Until when an answer is owed; null while it waits for its agency.
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Timestamp>,
    /// Whether that has passed.
    late: bool,
    /// How many fields the agency has edited since it was asked for a change; null when none was asked.
    changed: Option<usize>,
}

/// Which line of the queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichLine {
    /// `waiting` for a moderator, or `asked`: waiting for an agency's answer; `waiting` unless given.
    line: Option<String>,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// The profiles that wait for a check, late ones and the soonest due first. Working days are those of the jurisdiction pack.
#[utoipa::path(get, path = "/api/v1/review-queue", tag = "workers", security(("bearer" = [])), params(WhichLine), responses(
    (status = 200, description = "A page; empty for staff who check nobody", body = Listing<WaitingBody>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No queue of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor, limit or line", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn queue(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<WhichLine>,
) -> Result<Private<Listing<WaitingBody>>, Problem> {
    let limit = cursor::limit(which.limit)?;
    let line = match which.line.as_deref() {
        None | Some("waiting") => Line::Waiting,
        Some("asked") => Line::Asked,
        Some(_) => return Err(Problem::invalid("line", "The line is `waiting` or `asked`.")),
    };
    let cursors = cursor::of(&site, &caller, &format!("review-queue {}", line == Line::Asked));
    let after = cursors.read::<(Timestamp, Uuid)>(which.after.as_deref())?.map(|(at, id)| (at, WorkerId(id)));
    let now = site.house.desk().now;
    let (waiting, next) = site
        .house
        .read(&caller, move |tx, desk, caller| workers::reviews(tx, desk, caller, line, after, limit))
        .await?;
    let items = waiting.into_iter().map(|one| WaitingBody {
        id: *one.worker.key(&WorkerRecord::ID),
        reference: one.worker.key(&WorkerRecord::REFERENCE).clone(),
        state: one.state.as_str(),
        agency: one.agency,
        since: one.since,
        due: one.due,
        late: one.due.is_some_and(|due| due < now),
        changed: one.changed,
    });
    let next = next.map(|(at, worker)| cursors.write(&(at, worker.0)));
    Ok(Private(Listing { items: items.collect(), next }))
}

/// What may be told of a worker, and why not more.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckBody {
    /// How many people, the worker included, must fit what is told.
    people_min: u16,
    /// Whether fewer fit even the coarsest form.
    rare: bool,
    /// The age that is told: years, or a band such as `20-29`.
    #[schema(value_type = serde_json::Value)]
    age: domain::reidentification::Age,
    /// The languages that are told.
    languages: Vec<String>,
    /// The skills that are told.
    skills: Vec<String>,
    /// What is told less precisely than it stands in the record, in the order in which it was tried.
    #[schema(value_type = Vec<serde_json::Value>)]
    coarsened: Vec<Coarsening>,
    /// For a moderator: the check's name, to be sent as `check` with the review or the listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<String>,
    /// Whether a moderator has confirmed exactly this.
    confirmed: bool,
}

impl CheckBody {
    fn of(checked: Checked, people_min: u16, check: Option<String>, confirmed: bool) -> Self {
        let Checked { form, coarsened, rare, .. } = checked;
        Self {
            people_min,
            rare,
            age: form.age,
            languages: form.languages,
            skills: form.skills,
            coarsened,
            check,
            confirmed,
        }
    }
}

/// The re-identification check of a worker: for a moderator as it comes out now, for the agency and the worker as it was confirmed.
#[utoipa::path(get, path = "/api/v1/workers/{id}/reidentification", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…")), responses(
    (status = 200, description = "What may be told", body = CheckBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours, or not checked yet", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn reidentification(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<CheckBody>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let body = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let least = desk.pack().rules().reidentification.people_min;
            if caller.is_operator() {
                let check = workers::reidentification(tx, desk, caller, &key)?;
                return Ok(CheckBody::of(check.checked, least, Some(check.name), check.confirmed));
            }
            let told = workers::public_form(tx, desk, caller, &key)?.ok_or(app::AppError::NotFound)?;
            Ok(CheckBody::of(told, least, None, true))
        })
        .await?;
    Ok(Private(body))
}

/// A change that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeBody {
    /// `text`, `facts`, `missing`, `papers` or `excess`.
    reason: &'static str,
    /// What the moderator added; empty when nothing was.
    message: String,
    /// When it was asked.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// When the agency sent the record to the check again; null while it is the agency's turn.
    #[schema(value_type = Option<String>, format = DateTime)]
    answered_at: Option<Timestamp>,
    /// The names of the fields that were edited since.
    changed: Vec<String>,
}

/// The change that is open about a worker; `null` when none is.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenChange {
    /// The change.
    change: Option<ChangeBody>,
}

/// The change that a moderator asks for, for them and the agency.
#[utoipa::path(get, path = "/api/v1/workers/{id}/changes", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…")), responses(
    (status = 200, description = "The change that is open, if one is", body = OpenChange),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn change(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<OpenChange>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let found = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let open = app::admit::worker(tx, desk, caller, &key)?;
            workers::change(tx, desk, caller, &open)
        })
        .await?;
    let change = found.map(|change| ChangeBody {
        reason: change.reason.as_str(),
        message: change.message,
        asked_at: change.asked_at,
        answered_at: change.answered_at,
        changed: change.changed,
    });
    Ok(Private(OpenChange { change }))
}

/// A change to be asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAsk {
    /// The version that the caller saw, unless `If-Match` names it.
    version: Option<i64>,
    /// Why: `text`, `facts`, `missing`, `papers` or `excess`.
    #[schema(value_type = String)]
    reason: ChangeReason,
    /// What is to be done, without names, numbers and addresses: at most 280 signs, or nothing.
    #[serde(default)]
    #[schema(max_length = 280)]
    message: String,
}

/// A moderator asks the agency for one change. The two working days stop until the agency sends the record to the check again.
#[utoipa::path(post, path = "/api/v1/workers/{id}/changes", tag = "workers", security(("bearer" = [])), request_body = ChangeAsk,
    params(("id" = String, Path, description = "UUID or W-…"), ("If-Match" = Option<String>, Header, description = SAID),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 204, description = "Asked"),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role now", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Moved on, asked already, or not in review", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown reason, or a text that tells too much", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn ask_change(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    seen: IfMatch,
    WithBytes(ask, bytes): WithBytes<ChangeAsk>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let version = seen.or(ask.version)?;
    let new = NewChange { reason: ask.reason, message: ask.message };
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/changes"), &seen.with(&bytes))?;
    let asks = |once| {
        let asks = move |tx: &mut _, desk: &_, caller: &_| workers::ask_change(tx, desk, caller, &key, version, &new);
        site.house.write_once(&caller, once, &id, asks)
    };
    once::first(&site.house, &caller, once, asks).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The agency's answer to a change that was asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAnswer {
    /// The version that the caller saw, unless `If-Match` names it.
    version: Option<i64>,
}

/// The agency sends the record to the check again, edited or as it stands. The two working days begin anew.
#[utoipa::path(post, path = "/api/v1/workers/{id}/changes/answer", tag = "workers", security(("bearer" = [])),
    request_body = ChangeAnswer,
    params(("id" = String, Path, description = "UUID or W-…"), ("If-Match" = Option<String>, Header, description = SAID),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 204, description = "Sent again"),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role now", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Moved on, or nothing is asked", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn answer_change(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    seen: IfMatch,
    WithBytes(ask, bytes): WithBytes<ChangeAnswer>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let version = seen.or(ask.version)?;
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/changes/answer"), &seen.with(&bytes))?;
    let answers = |once| {
        let answers = move |tx: &mut _, desk: &_, caller: &_| workers::answer_change(tx, desk, caller, &key, version);
        site.house.write_once(&caller, once, &id, answers)
    };
    once::first(&site.house, &caller, once, answers).await?;
    Ok(StatusCode::NO_CONTENT)
}
