//! Placement cases: listed, opened, moved.

use app::Caller;
use app::admit::Key;
use app::cases::{self, CaseView, Enquiry, Step, Taken};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::attest::Statement;
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, Overlay, Side, StateToken};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::asked::Asked;
use crate::api::if_match::{IfMatch, SAID};
use crate::api::private::Private;
use crate::cursor::{self, Listing};
use crate::input::{Path, Query, WithBytes};
use crate::once;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// A case as its parties share it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBody {
    /// The identifier.
    id: Uuid,
    /// The public reference.
    reference: String,
    /// Always `placement`.
    kind: &'static str,
    /// The state, as policies spell it.
    state: &'static str,
    /// What lies over it: `none`, `licence_lapsed`, `paused`; to the worker and to staff `frozen` or `safeguarding` for `paused`.
    overlay: &'static str,
    /// Send it with the next step.
    version: i64,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
    /// When it last moved.
    #[schema(value_type = String, format = DateTime)]
    moved_at: Timestamp,
    /// By when the next step is due.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// The published profile, while there is one.
    profile: Option<String>,
    /// The agency's code.
    agency: Option<String>,
    /// The customer's public reference, once it may be known.
    customer: Option<String>,
    /// The case that this one replaces.
    replaces: Option<Uuid>,
    /// The code that the worker tells the agency on arrival: for the worker, while they travel.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival_code: Option<String>,
    /// The steps open to this caller now.
    steps: Vec<&'static str>,
}

/// Why a case is paused is for the worker and the staff: the other parties learn that it is, and not that somebody is protected.
fn overlay_of(caller: &Caller, overlay: Overlay) -> &'static str {
    let paused = matches!(overlay, Overlay::Safeguarding | Overlay::Frozen);
    let party = matches!(Side::of(caller.role), Side::Customer | Side::Agency);
    if paused && party { "paused" } else { overlay.as_str() }
}

fn body(site: &Site, caller: &Caller, view: &CaseView) -> CaseBody {
    let row = &view.open.row;
    CaseBody {
        id: row.id.0,
        reference: row.reference.clone(),
        kind: "placement",
        state: row.state.as_str(),
        overlay: overlay_of(caller, row.overlay),
        version: row.version,
        opened_at: row.opened_at,
        moved_at: row.moved_at,
        due_at: row.due_at,
        profile: view.profile.clone(),
        agency: view.agency.code.clone(),
        customer: view.customer.reference.clone(),
        replaces: row.previous.map(|case| case.0),
        arrival_code: site.house.code_for_arrival(caller, view),
        steps: view.steps.iter().map(|step| step.as_str()).collect(),
    }
}

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those in this state.
    state: Option<String>,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// The cases that the caller is a party to, newest first; for the operator, all.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", security(("bearer" = [])), params(Which), responses(
    (status = 200, description = "A page", body = Listing<CaseBody>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor, limit or state", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<Listing<CaseBody>>, Problem> {
    let limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, &format!("cases {:?}", which.state));
    let after = cursors.read::<Uuid>(which.after.as_deref())?.map(CaseId);
    let state = which
        .state
        .as_deref()
        .map(StateToken::parse)
        .transpose()
        .map_err(|unknown| Problem::invalid("state", unknown.to_string()))?;
    let (views, next) = site
        .house
        .read(&caller, move |tx, desk, caller| cases::list(tx, desk, caller, state.as_slice(), after, limit))
        .await?;
    let items = views.iter().map(|view| body(&site, &caller, view)).collect();
    Ok(Private(Listing { items, next: next.map(|last| cursors.write(&last.0)) }))
}

/// Opens a case about a published profile.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// Always `placement`.
    #[schema(pattern = "^placement$")]
    kind: String,
    /// The profile's public reference, `P-…`.
    profile: String,
    /// The case that this one replaces.
    replaces: Option<String>,
}

/// Opens a case: only a customer can.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", security(("bearer" = [])), request_body = NewCase,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 201, description = "Opened", body = CaseBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No such profile", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Not allowed by the lifecycle", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn open(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    WithBytes(new, bytes): WithBytes<NewCase>,
) -> Result<(StatusCode, Private<CaseBody>), Problem> {
    if new.kind != "placement" {
        return Err(Problem::invalid("/kind", "The kind of a case is `placement`."));
    }
    let once = once::read(&headers, &caller, "POST /cases", &bytes)?;
    let enquire = async |once| {
        let profile = Reference::parse(ReferenceKind::Profile, &new.profile).ok_or_else(Problem::not_found)?;
        let replaces = new.replaces.as_deref().map(|text| Key::parse(ReferenceKind::Case, text)).transpose()?;
        let ask = Enquiry { profile, replaces, once };
        let id = site.house.write(&caller, move |tx, desk, caller| cases::enquire(tx, desk, caller, &ask)).await?;
        Ok::<String, Problem>(id.to_string())
    };
    let id = once::made(&site.house, &caller, once, enquire).await?;
    let body = load(&site, &caller, &id).await?;
    Ok((StatusCode::CREATED, Private(body)))
}

async fn load(site: &Site, caller: &Caller, id: &str) -> Result<CaseBody, Problem> {
    let key = Key::parse(ReferenceKind::Case, id)?;
    let view = site.house.read(caller, move |tx, desk, caller| cases::case(tx, desk, caller, &key)).await?;
    Ok(body(site, caller, &view))
}

/// One case.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID or C-…")), responses(
    (status = 200, description = "The case", body = CaseBody),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<CaseBody>, Problem> {
    load(&site, &caller, &id).await.map(Private)
}

/// The name of a step and its own input: each step takes the fields that belong to it, and no other.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Asked` reads")]
struct StepInput {
    /// One of the words that `GET /cases/{id}` lists under `steps`.
    step: String,
    /// `propose_meeting`: up to six times, `{starts_at, minutes, place: video|telephone|agency_office, way}`. `way`, up to 200
    /// characters, tells where the office is: from the agency alone, without numbers, mailboxes and links.
    #[schema(value_type = Option<Vec<Object>>, max_items = 6)]
    slots: Option<Vec<()>>,
    /// `propose_meeting`: whether times on the weekend or on a holiday are meant; otherwise they are refused.
    weekend: Option<bool>,
    /// `choose_slot`: the time's number, as `GET /cases/{id}/meeting` lists it.
    slot: Option<u8>,
    /// `choose_slot`, from the agency: where its office is.
    #[schema(max_length = 200)]
    way: Option<String>,
    /// `propose_meeting`, `choose_slot`, `agree_meeting`: the language (ISO 639) for which the caller's side needs an interpreter.
    interpreter: Option<String>,
    /// `answer`.
    yes: Option<bool>,
    /// `offer`: `{lines: [{item, payer, amount_minor}]}`.
    #[schema(value_type = Option<Object>)]
    quote: Option<()>,
    /// `offer`: what `GET /cases/{id}/terms` answers from then on.
    #[schema(value_type = Option<Object>)]
    terms: Option<()>,
    /// `sign`: of the document that was offered.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    terms_sha256: Option<String>,
    /// `confirm_deposit`, `approve_refund`, `pay_refund`: minor units.
    amount_minor: Option<i64>,
    /// `record_permit`.
    #[schema(value_type = Option<String>, format = Date)]
    granted_on: Option<()>,
    /// `record_travel`.
    #[schema(value_type = Option<String>, format = Date)]
    promised_on: Option<()>,
    /// `record_arrival`.
    #[schema(value_type = Option<String>, format = Date)]
    arrived_on: Option<()>,
    /// `claim`.
    cause: Option<String>,
    /// `rule_claim`.
    ruling: Option<String>,
    /// `rule_claim`: whether the employer was found to have abused the worker.
    employer_abuse: Option<bool>,
    /// `pause`, `lift`.
    overlay: Option<String>,
}

/// A step: its name, the version seen, its own input beside them.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StepAsk {
    /// The version that the caller saw, unless `If-Match` names it.
    version: Option<i64>,
    /// Statements that the caller makes with the step.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    attest: Vec<Statement>,
    /// The code that the worker told the agency, for `record_arrival`.
    #[serde(default)]
    code: Option<String>,
    /// The step with its input, as the lifecycle has it.
    #[serde(flatten)]
    #[schema(value_type = StepInput)]
    rest: Asked,
}

/// Takes a step of the lifecycle.
#[utoipa::path(post, path = "/api/v1/cases/{id}/steps", tag = "cases", security(("bearer" = [])), request_body = StepAsk,
    params(("id" = String, Path, description = "UUID or C-…"), ("If-Match" = Option<String>, Header, description = SAID),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 200, description = "Taken: the case after it", body = CaseBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role now", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Moved on, held by another, or not allowed by the lifecycle", body = Problem, content_type = "application/problem+json"),
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
    WithBytes(ask, bytes): WithBytes<StepAsk>,
) -> Result<Private<CaseBody>, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let version = seen.or(ask.version)?;
    let step: Step = ask.rest.step()?;
    let once = once::read(&headers, &caller, &format!("POST /cases/{id}/steps"), &seen.with(&bytes))?;
    let taken = |once| {
        let taken = Taken { case: key, version, step, states: ask.attest, arrival_code: false, once };
        app::cases::move_on(&site.house, &caller, taken, ask.code)
    };
    once::first(&site.house, &caller, once, taken).await?;
    load(&site, &caller, &id).await.map(Private)
}

/// Statements about a case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// What is stated, each by a role that may state it.
    #[schema(value_type = Vec<String>, min_items = 1)]
    pub attest: Vec<Statement>,
}

/// Makes statements about what happened outside the product.
#[utoipa::path(post, path = "/api/v1/cases/{id}/statements", tag = "cases", security(("bearer" = [])), request_body = Statements,
    params(("id" = String, Path, description = "UUID or C-…"),
        ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")), responses(
    (status = 204, description = "Kept"),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No case of yours", body = Problem, content_type = "application/problem+json"),
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
    WithBytes(ask, bytes): WithBytes<Statements>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Case, &id)?;
    let states = ask.attest;
    let once = once::read(&headers, &caller, &format!("POST /cases/{id}/statements"), &bytes)?;
    let attest = |once| {
        let attest = move |tx: &mut _, desk: &_, caller: &_| cases::attest(tx, desk, caller, &key, &states);
        site.house.write_once(&caller, once, &id, attest)
    };
    once::first(&site.house, &caller, once, attest).await?;
    Ok(StatusCode::NO_CONTENT)
}
