//! The agency's roster and the operator's reviews.

use app::admit::Key;
use app::workers::{self, NewWorker, RosterStep, WorkerRecord};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::attest::Statement;
use domain::ids::ReferenceKind;
use domain::{StateToken, WorkerId};
use jiff::civil::Date;
use policy::Seen;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::fields::{FieldView, Fields, put};
use crate::api::{Listing, Private, cursor};
use crate::input::{self, Body, Query};
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
}

/// Every declared field, as policy lets the caller see it.
pub fn fields(seen: &Seen<WorkerRecord>) -> Fields {
    use WorkerRecord as W;
    let mut fields = Fields::new();
    put(&mut fields, "state", seen.show(&W::STATE));
    put(&mut fields, "first_name", seen.show(&W::FIRST_NAME));
    put(&mut fields, "age", seen.show(&W::AGE));
    put(&mut fields, "origin", seen.show(&W::ORIGIN));
    put(&mut fields, "languages", seen.show(&W::LANGUAGES));
    put(&mut fields, "skills", seen.show(&W::SKILLS));
    put(&mut fields, "work", seen.show(&W::WORK));
    put(&mut fields, "experience_years", seen.show(&W::EXPERIENCE_YEARS));
    put(&mut fields, "available_from", seen.show(&W::AVAILABLE_FROM));
    put(&mut fields, "wage_minor", seen.show(&W::WAGE_MINOR));
    put(&mut fields, "history", seen.show(&W::HISTORY));
    put(&mut fields, "name", seen.show(&W::NAME));
    put(&mut fields, "birth_date", seen.show(&W::BIRTH_DATE));
    put(&mut fields, "passport", seen.show(&W::PASSPORT));
    put(&mut fields, "civil_id", seen.show(&W::CIVIL_ID));
    put(&mut fields, "phone", seen.show(&W::PHONE));
    put(&mut fields, "kin_name", seen.show(&W::KIN_NAME));
    put(&mut fields, "kin_phone", seen.show(&W::KIN_PHONE));
    put(&mut fields, "fitness", seen.show(&W::FITNESS));
    fields
}

fn body(seen: &Seen<WorkerRecord>, steps: Vec<&'static str>) -> WorkerBody {
    WorkerBody {
        id: *seen.key(&WorkerRecord::ID),
        reference: seen.key(&WorkerRecord::REFERENCE).clone(),
        version: *seen.key(&WorkerRecord::VERSION),
        fields: fields(seen),
        steps,
    }
}

/// Which workers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Only those in this roster state, for example `roster:draft`. For the operator: which queue, `roster:consented` unless given.
    state: Option<String>,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// The caller's own roster, newest first; for the operator, the review queue, longest waiting first.
#[utoipa::path(get, path = "/api/v1/workers", tag = "workers", security(("bearer" = [])), params(Which), responses(
    (status = 200, description = "A page", body = Listing<WorkerBody>),
    (status = 400, description = "Unreadable query", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not a member there", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No roster of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Broken cursor, limit or state", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<Listing<WorkerBody>>, Problem> {
    let limit = cursor::limit(which.limit)?;
    let after = cursor::read::<Uuid>(which.after.as_deref())?.map(WorkerId);
    let state = which
        .state
        .as_deref()
        .map(StateToken::parse)
        .transpose()
        .map_err(|unknown| Problem::invalid("state", unknown.to_string()))?;
    let operator = caller.is_operator();
    let roster = site
        .house
        .read(&caller, move |tx, desk, caller| {
            if operator {
                workers::queue(tx, desk, caller, state.unwrap_or(StateToken::RosterConsented), after, limit)
            } else {
                workers::list(tx, desk, caller, state, after, limit)
            }
        })
        .await?;
    let items = roster.workers.iter().map(|seen| body(seen, Vec::new())).collect();
    Ok(Private(Listing { items, next: roster.next.map(|last| cursor::write(&last.0)) }))
}

/// A worker as an agency enters them. There is no field for a fee, a rating or a photo.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkerBody {
    /// The full name, as in the passport.
    #[schema(max_length = 120)]
    name: String,
    /// What the worker is called by.
    #[schema(max_length = 60)]
    first_name: String,
    /// The birth date.
    #[schema(value_type = String, format = Date)]
    birth_date: Date,
    /// Country of origin, ISO 3166-1 alpha-2.
    #[schema(min_length = 2, max_length = 2)]
    origin: String,
    /// Languages, as vocabulary words.
    languages: Vec<String>,
    /// Kinds of work, as vocabulary words.
    work: Vec<String>,
    /// Skills, as vocabulary words.
    #[serde(default)]
    skills: Vec<String>,
    /// Years of experience.
    #[serde(default)]
    #[schema(maximum = 60)]
    experience_years: u8,
    /// From which day on; today unless given.
    #[schema(value_type = Option<String>, format = Date)]
    available_from: Option<Date>,
    /// The monthly wage asked, in baisa.
    wage_minor: Option<i64>,
    /// Work history without names.
    #[schema(max_length = 1000)]
    history: Option<String>,
    /// The passport's number.
    passport: String,
    /// Its last day.
    #[schema(value_type = Option<String>, format = Date)]
    passport_until: Option<Date>,
    /// The civil ID's number.
    civil_id: Option<String>,
    /// The worker's own telephone number.
    phone: Option<String>,
    /// The next of kin's name.
    #[schema(max_length = 120)]
    kin_name: Option<String>,
    /// The next of kin's telephone number.
    kin_phone: Option<String>,
    /// The fitness result: `fit` or `unfit`.
    fitness: Option<String>,
    /// The day of the fitness result.
    #[schema(value_type = Option<String>, format = Date)]
    fitness_on: Option<Date>,
}

fn checked(new: NewWorkerBody, today: Date) -> Result<NewWorker, Problem> {
    use app::imports::vocabulary::{COUNTRIES, LANGUAGES, SKILLS, WORK};
    let known = |list: &app::imports::vocabulary::Vocabulary, word: &str| list.tokens().any(|token| token == word);
    let mut faults = Vec::new();
    let mut fault = |pointer: &str, reason: &str| faults.push((pointer.to_owned(), reason.to_owned()));
    let text = |value: &str, most: usize| !value.trim().is_empty() && value.chars().count() <= most;
    if !text(&new.name, 120) {
        fault("/name", "A name has between 1 and 120 characters.");
    }
    if !text(&new.first_name, 60) {
        fault("/first_name", "A first name has between 1 and 60 characters.");
    }
    if new.languages.is_empty() || new.languages.len() > 12 || !new.languages.iter().all(|word| known(&LANGUAGES, word))
    {
        fault("/languages", "Between 1 and 12 languages, as words of the vocabulary.");
    }
    if new.work.is_empty() || new.work.len() > 12 || !new.work.iter().all(|word| known(&WORK, word)) {
        fault("/work", "Between 1 and 12 kinds of work, as words of the vocabulary.");
    }
    if new.skills.len() > 24 || !new.skills.iter().all(|word| known(&SKILLS, word)) {
        fault("/skills", "At most 24 skills, as words of the vocabulary.");
    }
    if !known(&COUNTRIES, &new.origin) {
        fault("/origin", "A country's code of two letters (ISO 3166-1).");
    }
    if new.experience_years > 60 {
        fault("/experience_years", "At most 60 years.");
    }
    if new.wage_minor.is_some_and(|wage| !(0..=10_000_000).contains(&wage)) {
        fault("/wage_minor", "Between 0 and 10,000,000 baisa.");
    }
    if new.history.as_ref().is_some_and(|history| history.chars().count() > 1000) {
        fault("/history", "At most 1,000 characters, without names.");
    }
    if new.fitness.as_deref().is_some_and(|fitness| !matches!(fitness, "fit" | "unfit")) {
        fault("/fitness", "`fit` or `unfit`.");
    }
    let passport =
        app::sealed::Passport::parse(&new.passport).map_err(|error| fault("/passport", &error.to_string())).ok();
    let civil_id = new
        .civil_id
        .as_deref()
        .and_then(|id| app::sealed::CivilId::parse(id).map_err(|error| fault("/civil_id", &error.to_string())).ok());
    let phone = new
        .phone
        .as_deref()
        .and_then(|phone| app::sealed::Phone::parse(phone).map_err(|error| fault("/phone", &error.to_string())).ok());
    let kin_phone = new.kin_phone.as_deref().and_then(|phone| {
        app::sealed::Phone::parse(phone).map_err(|error| fault("/kin_phone", &error.to_string())).ok()
    });
    if new.birth_date > today || new.birth_date.year() < 1920 {
        fault("/birth_date", "A day in the past, after 1920.");
    }
    if !faults.is_empty() {
        let mut problem = Problem::invalid("", "");
        problem.errors.clear();
        for (pointer, reason) in faults {
            problem = problem.error(pointer, reason);
        }
        return Err(problem);
    }
    Ok(NewWorker {
        facts: app::workers::Facts {
            first_name: new.first_name.trim().to_owned(),
            age: i64::from(domain::calendar::years_between(new.birth_date, today)),
            age_on: today,
            origin: new.origin,
            languages: new.languages,
            skills: new.skills,
            work: new.work,
            experience_years: new.experience_years.into(),
            available_from: new.available_from.unwrap_or(today),
            wage_minor: new.wage_minor,
            history: new.history,
        },
        name: new.name.trim().to_owned(),
        birth_date: new.birth_date,
        passport,
        passport_until: new.passport_until,
        civil_id,
        phone,
        kin_name: new.kin_name,
        kin_phone,
        fitness: new.fitness,
        fitness_on: new.fitness_on,
    })
}

/// Enters a worker on the caller's roster.
#[utoipa::path(post, path = "/api/v1/workers", tag = "workers", security(("bearer" = [])), request_body = NewWorkerBody, responses(
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
    Body(new): Body<NewWorkerBody>,
) -> Result<(StatusCode, Private<WorkerBody>), Problem> {
    let today = site.house.desk().today();
    let new = checked(new, today)?;
    let id = workers::draft(&site.house, &caller, new).await?;
    let seen = workers::get(&site.house, &caller, Key::Id(id.0)).await?;
    Ok((StatusCode::CREATED, Private(body(&seen, Vec::new()))))
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

async fn load(site: &Site, caller: &app::Caller, id: &str) -> Result<WorkerBody, Problem> {
    let key = Key::parse(ReferenceKind::Worker, id)?;
    let again = key.clone();
    let steps = site
        .house
        .read(caller, move |tx, desk, caller| {
            let open = app::admit::worker(tx, caller, &again)?;
            Ok(workers::open_steps(desk, caller, &open))
        })
        .await?;
    let seen = workers::get(&site.house, caller, key).await?;
    Ok(body(&seen, steps.into_iter().map(domain::StepToken::as_str).collect()))
}

/// A step of a roster record.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RosterAsk {
    /// The version that the caller saw.
    version: i64,
    /// Statements that the caller makes with the step.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    attest: Vec<Statement>,
    /// The step: `consent`, `review`, `list`, `unlist`, `withdraw_profile`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    rest: serde_json::Map<String, Value>,
}

/// Takes a step of a roster record.
#[utoipa::path(post, path = "/api/v1/workers/{id}/steps", tag = "workers", security(("bearer" = [])), request_body = RosterAsk,
    params(("id" = String, Path, description = "UUID or W-…")), responses(
    (status = 200, description = "Taken: the record after it", body = WorkerBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role now", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Moved on, or not allowed by the lifecycle", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown step or wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn step(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Private<WorkerBody>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let ask: RosterAsk = input::parse(&bytes)?;
    let step: RosterStep = input::value(Value::Object(ask.rest))?;
    let (version, states) = (ask.version, ask.attest);
    site.house
        .write(&caller, move |tx, desk, caller| workers::take(tx, desk, caller, &key, version, step, &states))
        .await?;
    load(&site, &caller, &id).await.map(Private)
}

/// Makes statements about a worker: the agency declares that the worker paid nothing.
#[utoipa::path(post, path = "/api/v1/workers/{id}/statements", tag = "workers", security(("bearer" = [])),
    request_body = crate::api::cases::Statements,
    params(("id" = String, Path, description = "UUID or W-…")), responses(
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
    Body(ask): Body<crate::api::cases::Statements>,
) -> Result<StatusCode, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let states = ask.attest;
    site.house.write(&caller, move |tx, desk, caller| workers::attest(tx, desk, caller, &key, &states)).await?;
    Ok(StatusCode::NO_CONTENT)
}
