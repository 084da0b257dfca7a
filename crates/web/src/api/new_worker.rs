//! What an agency enters about a worker, and what is checked before it becomes a draft.

use app::workers::NewWorker;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::Problem;

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

impl NewWorkerBody {
    /// What was entered, normalised; or every fault at once, each beside its field.
    pub fn checked(self, today: Date) -> Result<NewWorker, Problem> {
        use app::vocabulary::{COUNTRIES, LANGUAGES, SKILLS, WORK};
        let new = self;
        let known = |list: &app::vocabulary::Vocabulary, word: &str| list.tokens().any(|token| token == word);
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, reason: &str| faults.push((pointer.to_owned(), reason.to_owned()));
        let text = |value: &str, most: usize| !value.trim().is_empty() && value.chars().count() <= most;
        if !text(&new.name, 120) {
            fault("/name", "A name has between 1 and 120 characters.");
        }
        if !text(&new.first_name, 60) {
            fault("/first_name", "A first name has between 1 and 60 characters.");
        }
        if new.languages.is_empty()
            || new.languages.len() > 12
            || !new.languages.iter().all(|word| known(&LANGUAGES, word))
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
        if new.kin_name.as_deref().is_some_and(|name| !text(name, 120)) {
            fault("/kin_name", "A name has between 1 and 120 characters.");
        }
        if new.fitness.as_deref().is_some_and(|fitness| !matches!(fitness, "fit" | "unfit")) {
            fault("/fitness", "`fit` or `unfit`.");
        }
        let passport =
            app::sealed::Passport::parse(&new.passport).map_err(|error| fault("/passport", &error.to_string())).ok();
        let civil_id = new.civil_id.as_deref().and_then(|id| {
            app::sealed::CivilId::parse(id).map_err(|error| fault("/civil_id", &error.to_string())).ok()
        });
        let phone = new.phone.as_deref().and_then(|phone| {
            app::sealed::Phone::parse(phone).map_err(|error| fault("/phone", &error.to_string())).ok()
        });
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
}
