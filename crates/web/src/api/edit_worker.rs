//! `PATCH /workers/{id}`: what an agency changes about a worker after the draft. What is left out stays as it is.

use app::admit::Key;
use app::sealed::{CivilId, Passport, Phone};
use app::vocabulary::{COUNTRIES, FITNESS, LANGUAGES, SKILLS, Vocabulary, WORK};
use app::workers::{self, Edit, Facts};
use axum::extract::State;
use domain::ids::ReferenceKind;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::if_match::{IfMatch, SAID};
use super::private::Private;
use super::workers::{WorkerBody, load};
use crate::input::{Body, Path};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// An edit. A record that was consented, reviewed or listed goes back to the check when something changes that is checked:
/// all but availability, the wage asked, and contacts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditWorkerBody {
    /// The version that the caller saw, unless `If-Match` names it.
    version: Option<i64>,
    /// The full name, as in the passport.
    #[schema(max_length = 120)]
    name: Option<String>,
    /// What the worker is called by.
    #[schema(max_length = 60)]
    first_name: Option<String>,
    /// The birth date.
    #[schema(value_type = Option<String>, format = Date)]
    birth_date: Option<Date>,
    /// Country of origin, ISO 3166-1 alpha-2.
    #[schema(min_length = 2, max_length = 2)]
    origin: Option<String>,
    /// Languages, as vocabulary words: all of them.
    #[schema(min_items = 1, max_items = 12)]
    languages: Option<Vec<String>>,
    /// Kinds of work, as vocabulary words: all of them.
    #[schema(min_items = 1, max_items = 12)]
    work: Option<Vec<String>>,
    /// Skills, as vocabulary words: all of them.
    #[schema(max_items = 24)]
    skills: Option<Vec<String>>,
    /// Years of experience.
    #[schema(maximum = 60)]
    experience_years: Option<u8>,
    /// From which day on.
    #[schema(value_type = Option<String>, format = Date)]
    available_from: Option<Date>,
    /// The monthly wage asked, in baisa.
    #[schema(minimum = 0, maximum = 10_000_000)]
    wage_minor: Option<i64>,
    /// Work history without names; empty to take it away.
    #[schema(max_length = 1000)]
    history: Option<String>,
    /// The passport's number.
    passport: Option<String>,
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

/// Every fault at once, each beside its field.
struct Faults(Problem, usize);

impl Faults {
    fn new() -> Self {
        let mut problem = Problem::invalid("", "");
        problem.errors.clear();
        Self(problem, 0)
    }

    fn add(&mut self, pointer: &str, reason: impl Into<String>) {
        self.0 = self.0.clone().error(pointer, reason);
        self.1 += 1;
    }

    fn text(&mut self, pointer: &str, value: Option<&String>, most: usize) {
        if value.is_some_and(|value| value.trim().is_empty() || value.chars().count() > most) {
            self.add(pointer, format!("Between 1 and {most} characters."));
        }
    }

    fn words(&mut self, pointer: &str, words: Option<&Vec<String>>, list: &Vocabulary, least: usize, most: usize) {
        let Some(words) = words else { return };
        let known = words.iter().all(|word| list.tokens().any(|token| token == word));
        if !known || !(least..=most).contains(&words.len()) {
            self.add(pointer, format!("Between {least} and {most} words of the vocabulary."));
        }
    }

    fn read<T, E: std::fmt::Display>(
        &mut self,
        pointer: &str,
        text: Option<&String>,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        text.and_then(|text| read(text).map_err(|error| self.add(pointer, error.to_string())).ok())
    }
}

impl EditWorkerBody {
    /// What is to change, over what stands there.
    fn checked(self, today: Date, now: Facts) -> Result<Edit, Problem> {
        let mut faults = Faults::new();
        faults.text("/name", self.name.as_ref(), 120);
        faults.text("/first_name", self.first_name.as_ref(), 60);
        faults.text("/kin_name", self.kin_name.as_ref(), 120);
        faults.words("/languages", self.languages.as_ref(), &LANGUAGES, 1, 12);
        faults.words("/work", self.work.as_ref(), &WORK, 1, 12);
        faults.words("/skills", self.skills.as_ref(), &SKILLS, 0, 24);
        if self.origin.as_ref().is_some_and(|origin| !COUNTRIES.tokens().any(|token| token == origin)) {
            faults.add("/origin", "A country's code of two letters (ISO 3166-1).");
        }
        if self.experience_years.is_some_and(|years| years > 60) {
            faults.add("/experience_years", "At most 60 years.");
        }
        if self.wage_minor.is_some_and(|wage| !(0..=10_000_000).contains(&wage)) {
            faults.add("/wage_minor", "Between 0 and 10,000,000 baisa.");
        }
        if self.history.as_ref().is_some_and(|history| history.chars().count() > 1000) {
            faults.add("/history", "At most 1,000 characters, without names.");
        }
        if self.birth_date.is_some_and(|birth| birth > today || birth.year() < 1920) {
            faults.add("/birth_date", "A day in the past, after 1920.");
        }
        if self.fitness.as_ref().is_some_and(|fitness| !FITNESS.tokens().any(|token| token == fitness)) {
            faults.add("/fitness", "`fit` or `unfit`.");
        }
        let edit = Edit {
            passport: faults.read("/passport", self.passport.as_ref(), Passport::parse),
            civil_id: faults.read("/civil_id", self.civil_id.as_ref(), CivilId::parse),
            phone: faults.read("/phone", self.phone.as_ref(), Phone::parse),
            kin_phone: faults.read("/kin_phone", self.kin_phone.as_ref(), Phone::parse),
            facts: Some(Facts {
                first_name: self.first_name.map_or(now.first_name, |name| name.trim().to_owned()),
                origin: self.origin.unwrap_or(now.origin),
                languages: self.languages.unwrap_or(now.languages),
                skills: self.skills.unwrap_or(now.skills),
                work: self.work.unwrap_or(now.work),
                experience_years: self.experience_years.map_or(now.experience_years, i64::from),
                available_from: self.available_from.unwrap_or(now.available_from),
                wage_minor: self.wage_minor.or(now.wage_minor),
                history: self.history.map_or(now.history, |text| Some(text).filter(|text| !text.trim().is_empty())),
                age: now.age,
                age_on: now.age_on,
            }),
            name: self.name.map(|name| name.trim().to_owned()),
            birth_date: self.birth_date,
            passport_until: self.passport_until,
            kin_name: self.kin_name,
            fitness: self.fitness,
            fitness_on: self.fitness_on,
        };
        if faults.1 == 0 { Ok(edit) } else { Err(faults.0) }
    }
}

/// Edits a worker of the caller's own roster, on the version that was seen.
#[utoipa::path(patch, path = "/api/v1/workers/{id}", tag = "workers", security(("bearer" = [])), request_body = EditWorkerBody,
    params(("id" = String, Path, description = "UUID or W-…"), ("If-Match" = Option<String>, Header, description = SAID)), responses(
    (status = 200, description = "Edited: the record after it", body = WorkerBody),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No worker of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Moved on, held, or another record has this number", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input, or nothing would change", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
    (status = 507, description = "No room left", body = Problem, content_type = "application/problem+json"),
))]
pub async fn edit(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    seen: IfMatch,
    Body(ask): Body<EditWorkerBody>,
) -> Result<Private<WorkerBody>, Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let (again, version) = (key.clone(), seen.or(ask.version)?);
    let (now, ..) =
        site.house.read(&caller, move |tx, desk, caller| workers::editable(tx, desk, caller, &again)).await?;
    let edit = ask.checked(site.house.desk().today(), now)?;
    workers::edit(&site.house, &caller, key, version, edit).await?;
    load(&site, &caller, &id).await.map(Private)
}
