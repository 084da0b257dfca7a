//! The agency's roster and the operator's reviews.

use app::AppError;
use app::admit::Key;
use app::workers::{self, Marks, Paper, RosterStep, Search, Sought, WorkerRecord};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::attest::Statement;
use domain::ids::ReferenceKind;
use domain::{StateToken, WorkerId};
use policy::{Seen, Shown, Table};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::asked::Asked;
use crate::api::fields::{FieldView, Fields, put, tell};
use crate::api::if_match::{IfMatch, SAID};
use crate::api::new_worker::NewWorkerBody;
use crate::api::private::Private;
use crate::cursor::{self, Listing};
use crate::input::{Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A worker's record as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkerBody {
    /// The identifier.
    id: Uuid,
    /// The agency's reference, `W-…`.
    reference: String,
    /// Send it with the next step.
    version: i64,
    /// The fields by name.
    #[schema(value_type = std::collections::BTreeMap<String, FieldView>)]
    fields: Fields,
    /// The steps open to this caller now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<&'static str>,
    /// For the worker's own agency: how much of the record is there, and when papers end.
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<MarksBody>,
}

/// What a record lacks and which papers end, as far as the caller may know of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarksBody {
    /// 0 to 100, rounded down; null for a record that is erased.
    percent: Option<u8>,
    /// What is missing: `work`, `skills`, `languages`, `wage`, `history`, `passport`, `passport_until`, `phone`, `kin`, `fitness`.
    missing: Vec<&'static str>,
    /// The papers, the one that ends first before the others.
    papers: Vec<PaperBody>,
}

/// A paper and when it ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperBody {
    /// `passport` or `fitness`.
    kind: &'static str,
    /// The month of its end, `2027-03`: the day is sealed.
    month: String,
    /// `past`, `soon` (within the days of the country's pack) or `later`.
    ends: &'static str,
}

impl MarksBody {
    fn of(marks: &Marks) -> Self {
        let paper = |paper: &Paper| PaperBody {
            kind: paper.kind.as_str(),
            month: paper.month.strftime("%Y-%m").to_string(),
            ends: paper.ends.as_str(),
        };
        Self {
            percent: marks.percent,
            missing: marks.missing.iter().map(|gap| gap.as_str()).collect(),
            papers: marks.papers.iter().map(paper).collect(),
        }
    }
}

/// Every declared field, as policy lets the caller see it; with a table, hidden ones name their rule.
pub fn fields(seen: &Seen<WorkerRecord>, table: Option<&Table>) -> Fields {
    use WorkerRecord as W;
    let mut fields = Fields::new();
    tell(&mut fields, table, seen, &W::STATE);
    tell(&mut fields, table, seen, &W::FIRST_NAME);
    tell(&mut fields, table, seen, &W::AGE);
    tell(&mut fields, table, seen, &W::ORIGIN);
    tell(&mut fields, table, seen, &W::LANGUAGES);
    tell(&mut fields, table, seen, &W::SKILLS);
    tell(&mut fields, table, seen, &W::WORK);
    tell(&mut fields, table, seen, &W::EXPERIENCE_YEARS);
    tell(&mut fields, table, seen, &W::AVAILABLE_FROM);
    tell(&mut fields, table, seen, &W::WAGE_MINOR);
    tell(&mut fields, table, seen, &W::HISTORY);
    tell(&mut fields, table, seen, &W::NAME);
    tell(&mut fields, table, seen, &W::BIRTH_DATE);
    tell(&mut fields, table, seen, &W::PASSPORT);
    tell(&mut fields, table, seen, &W::CIVIL_ID);
    tell(&mut fields, table, seen, &W::PHONE);
    tell(&mut fields, table, seen, &W::KIN_NAME);
    tell(&mut fields, table, seen, &W::KIN_PHONE);
    tell(&mut fields, table, seen, &W::FITNESS);
    fields
}

fn body(
    seen: &Seen<WorkerRecord>,
    steps: Vec<&'static str>,
    marks: Option<&Marks>,
    table: Option<&Table>,
) -> WorkerBody {
    WorkerBody {
        id: *seen.key(&WorkerRecord::ID),
        reference: seen.key(&WorkerRecord::REFERENCE).clone(),
        version: *seen.key(&WorkerRecord::VERSION),
        fields: fields(seen, table),
        steps,
        marks: marks.map(MarksBody::of),
    }
}

/// Which workers.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those in this roster state, for example `roster:draft`. For the operator: which queue, `roster:consented` unless given.
    state: Option<String>,
    /// How words of the name begin, at most 5 words of 80 letters together and two letters each; or the reference, `W-…`. This and
    /// what follows is for the agency's own roster; all that is given must hold.
    #[param(max_length = 80)]
    q: Option<String>,
    /// A language, for example `am`.
    #[param(max_length = 40)]
    language: Option<String>,
    /// A skill, for example `cooking`.
    #[param(max_length = 40)]
    skill: Option<String>,
    /// A kind of work, for example `childcare`.
    #[param(max_length = 40)]
    work: Option<String>,
    /// `ending`: only those with a passport or a fitness examination that ends soon or has ended.
    #[param(max_length = 40)]
    papers: Option<String>,
    /// `true`: only those whose record lacks something.
    incomplete: Option<bool>,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

impl Which {
    /// What a member looks for on their own roster.
    fn search(self) -> Search {
        let Self { state, q, language, skill, work, papers, incomplete, limit: _, after: _ } = self;
        Search { q, state, language, skill, work, papers, incomplete: incomplete == Some(true) }
    }

    /// Which queue the operator asks for. Nobody's name is looked for there.
    fn queue(&self) -> Result<StateToken, Problem> {
        let given = [
            ("q", self.q.is_some()),
            ("language", self.language.is_some()),
            ("skill", self.skill.is_some()),
            ("work", self.work.is_some()),
            ("papers", self.papers.is_some()),
            ("incomplete", self.incomplete.is_some()),
        ];
        if let Some((name, _)) = given.into_iter().find(|(_, given)| *given) {
            return Err(AppError::invalid(name, "own_roster_only").into());
        }
        let Some(state) = &self.state else { return Ok(StateToken::RosterConsented) };
        StateToken::parse(state).map_err(|unknown| Problem::invalid("state", unknown.to_string()))
    }
}

/// The caller's own roster, newest first, looked through by name, state, words, papers and gaps; for the operator, the review queue, longest waiting first.
#[utoipa::path(get, path = "/api/v1/workers", tag = "workers", security(("bearer" = [])), params(Which), responses(
    (status = 200, description = "A page", body = Listing<WorkerBody>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor or limit, or a filter that no word fits", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<Listing<WorkerBody>>, Problem> {
    let limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, &format!("workers {:?}", which.clone().search()));
    let after = cursors.read::<Uuid>(which.after.as_deref())?.map(WorkerId);
    let operator = caller.is_operator();
    let roster = if operator {
        let state = which.queue()?;
        site.house.read(&caller, move |tx, desk, caller| workers::queue(tx, desk, caller, state, after, limit)).await?
    } else {
        let sought = Sought::read(&site.house, &caller, &which.search())?;
        site.house.read(&caller, move |tx, desk, caller| workers::find(tx, desk, caller, &sought, after, limit)).await?
    };
    let marks =
        |seen: &Seen<WorkerRecord>| roster.marks.iter().find(|marks| marks.worker.0 == *seen.key(&WorkerRecord::ID));
    let mut items: Vec<WorkerBody> =
        roster.workers.iter().map(|seen| body(seen, Vec::new(), marks(seen), None)).collect();
    if !operator {
        // One record names all whose names this page tells.
        let ids = items.iter().map(|item| WorkerId(item.id)).collect();
        for (worker, name) in workers::names(&site.house, &caller, ids).await? {
            if let Some(item) = items.iter_mut().find(|item| item.id == worker.0) {
                put(&mut item.fields, "name", Shown::Visible(&name));
            }
        }
    }
    Ok(Private(Listing { items, next: roster.next.map(|last| cursors.write(&last.0)) }))
}

/// Enters a worker on the caller's roster.
#[utoipa::path(post, path = "/api/v1/workers", tag = "workers", security(("bearer" = [])), request_body = NewWorkerBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 201, description = "Entered as a draft", body = WorkerBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Already on the roster, or the licence is not valid", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn draft(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    WithBytes(new, bytes): WithBytes<NewWorkerBody>,
) -> Result<(StatusCode, Private<WorkerBody>), Problem> {
    let once = once::read(&headers, &caller, "POST /workers", &bytes)?;
    let key = match once::before(&site.house, &caller, &once).await? {
        Some(id) => Key::parse(ReferenceKind::Worker, &id)?,
        None => {
            let new = new.checked(site.house.desk().today())?;
            Key::Id(workers::draft_once(&site.house, &caller, new, once).await?.0)
        }
    };
    let seen = workers::get(&site.house, &caller, key).await?;
    Ok((StatusCode::CREATED, Private(body(&seen, Vec::new(), None, None))))
}

/// One worker's record. Names and contacts of one's own roster are opened with a record of it.
#[utoipa::path(get, path = "/api/v1/workers/{id}", tag = "workers", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or W-…")), responses(
    (status = 200, description = "The record", body = WorkerBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<WorkerBody>, Problem> {
    load(&site, &caller, &id).await.map(Private)
}

/// The record with the steps that are open to the caller.
pub(super) async fn load(site: &Site, caller: &app::Caller, id: &str) -> Result<WorkerBody, Problem> {
    let key = Key::parse(ReferenceKind::Worker, id)?;
    let again = key.clone();
    let (steps, marks) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let open = app::admit::worker(tx, desk, caller, &again)?;
            Ok((workers::open_steps(desk, caller, &open), workers::marks(tx, desk, caller, &open)?))
        })
        .await?;
    let seen = workers::get(&site.house, caller, key).await?;
    let table = site.house.policy.load();
    let steps = steps.into_iter().map(domain::StepToken::as_str).collect();
    Ok(body(&seen, steps, marks.as_ref(), Some(&table)))
}

/// The name of a roster step.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Asked` reads")]
struct RosterStepName {
    /// `consent`, `review`, `list`, `unlist` or `withdraw_profile`; the system's own steps are refused.
    step: String,
}

/// A step of a roster record.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RosterAsk {
    /// The version that the caller saw, unless `If-Match` names it.
    version: Option<i64>,
    /// Statements that the caller makes with the step.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    attest: Vec<Statement>,
    /// With a moderator's `review` or `list`: the re-identification check that they looked at, by its name. A check that has come
    /// out differently since is refused as stale. Without it the check is confirmed as it comes out now.
    #[serde(default)]
    check: Option<String>,
    /// The step.
    #[serde(flatten)]
    #[schema(value_type = RosterStepName)]
    rest: Asked,
}

/// Takes a step of a roster record.
#[utoipa::path(post, path = "/api/v1/workers/{id}/steps", tag = "workers", security(("bearer" = [])), request_body = RosterAsk,
    params(("id" = String, Path, description = "UUID or W-…"), ("If-Match" = Option<String>, Header, description = SAID),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 200, description = "Taken: the record after it", body = WorkerBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role now", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Moved on, or not allowed by the lifecycle", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown step or wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn step(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    seen: IfMatch,
    WithBytes(ask, bytes): WithBytes<RosterAsk>,
) -> Result<Private<WorkerBody>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let version = seen.or(ask.version)?;
    let step: RosterStep = ask.rest.step()?;
    let (states, check) = (ask.attest, ask.check);
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/steps"), &seen.with(&bytes))?;
    let take = |once| {
        site.house.write_once(&caller, once, &id, move |tx, desk, caller| {
            workers::take_checked(tx, desk, caller, &key, version, step, &states, check.as_deref())
        })
    };
    once::first(&site.house, &caller, once, take).await?;
    load(&site, &caller, &id).await.map(Private)
}

/// Makes statements about a worker: the agency declares that the worker paid nothing.
#[utoipa::path(post, path = "/api/v1/workers/{id}/statements", tag = "workers", security(("bearer" = [])),
    request_body = crate::api::cases::Statements,
    params(("id" = String, Path, description = "UUID or W-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 204, description = "Kept"),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Not yours to state", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn attest(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    WithBytes(ask, bytes): WithBytes<crate::api::cases::Statements>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let states = ask.attest;
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/statements"), &bytes)?;
    let attest = |once| {
        let attest = move |tx: &mut _, desk: &_, caller: &_| workers::attest(tx, desk, caller, &key, &states);
        site.house.write_once(&caller, once, &id, attest)
    };
    once::first(&site.house, &caller, once, attest).await?;
    Ok(StatusCode::NO_CONTENT)
}
