//! The form of a worker's facts: entered anew, or edited later. What is sealed is never shown again; left empty, it stays.

use app::sealed::{CivilId, Passport, Phone};
use app::vocabulary::{COUNTRIES, FITNESS, LANGUAGES, SKILLS, Vocabulary, WORK};
use app::workers::{Edit, Facts, NewWorker};
use jiff::civil::Date;

use crate::form::{Faults, Sent, ascii_digits};
use crate::page::Page;
use crate::portals::FormPage;
use crate::portals::fill::words;
use crate::ui::{Choice, Field, Kind};

/// LIMIT: as the interface for programs has them.
const NAME_MAX: usize = 120;
const FIRST_NAME_MAX: usize = 60;
const HISTORY_MAX: usize = 1000;
const WORDS_MAX: usize = 12;
const SKILLS_MAX: usize = 24;
const YEARS_MAX: i64 = 60;
const WAGE_MAX: i64 = 10_000_000;

/// Words of a closed list to tick, in the order of the reader's alphabet.
fn ticks(page: &Page, kind: &str, list: &Vocabulary, chosen: &[String]) -> Kind {
    Kind::Checks(choices(page, kind, list, |token| chosen.iter().any(|word| word == token)))
}

fn choices(page: &Page, kind: &str, list: &Vocabulary, chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
    let choice = |token: &'static str| Choice::new(token, words::word(page, kind, token)).chosen(chosen(token));
    let mut choices: Vec<Choice> = list.tokens().map(choice).collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

/// The page of the form: for a new worker, or for the facts of one who is there.
pub fn page(page: Page, known: Option<&Facts>, back: (String, String), title: String, action: String) -> FormPage {
    let new = known.is_none();
    let field = |name: &str, kind| Field::new(name, page.t(format!("field-{name}")), kind);
    let text = |name: &str, value: &str| Field { fill: "off", ..field(name, Kind::Line("text")) }.value(value);
    // A sealed value that is there stays unless a new one is typed.
    let sealed = |name: &str, kind, must: bool| {
        let field = Field { fill: "off", ..field(name, kind) };
        match (new, must) {
            (true, true) => field,
            (true, false) => field.optional(),
            (false, _) => field.hint(page.t("worker-form-keeps")).optional(),
        }
    };
    let none = Vec::new();
    let list = |of: fn(&Facts) -> &Vec<String>| known.map_or(&none, of);
    let from = known.map(|facts| facts.available_from.to_string()).unwrap_or_default();
    let years = known.map(|facts| facts.experience_years.to_string()).unwrap_or_default();
    let wage = known.and_then(|facts| facts.wage_minor).map(rial).unwrap_or_default();
    let history = known.and_then(|facts| facts.history.clone()).unwrap_or_default();
    let mut fitness = choices(&page, "fitness", &FITNESS, |_| false);
    fitness.insert(0, Choice::new("", page.t(if new { "worker-form-unknown" } else { "worker-form-same" })));
    let mut origin = choices(&page, "country", &COUNTRIES, |token| known.is_some_and(|facts| facts.origin == token));
    origin.insert(0, Choice::new("", page.t("worker-form-choose")));
    let groups = vec![
        (
            page.t("record-public"),
            vec![
                field("work", ticks(&page, "work", &WORK, list(|facts| &facts.work))),
                field("experience_years", Kind::Number(0, YEARS_MAX)).hint(page.t("worker-form-years")).value(years),
                field("skills", ticks(&page, "skill", &SKILLS, list(|facts| &facts.skills))).optional(),
                field("languages", ticks(&page, "language", &LANGUAGES, list(|facts| &facts.languages))),
                field("available_from", Kind::Line("date")).value(from).optional(),
            ],
        ),
        (
            page.t("record-private"),
            vec![
                text("first_name", known.map_or("", |facts| &facts.first_name)),
                field("origin", Kind::Select(origin)),
                field("wage", Kind::Rial).value(wage).optional(),
                field("history", Kind::Area).hint(page.t("worker-form-history")).value(history).optional(),
            ],
        ),
        (
            page.t("record-sealed"),
            vec![
                sealed("name", Kind::Line("text"), true),
                sealed("birth_date", Kind::Line("date"), true),
                sealed("passport", Kind::Line("text"), true),
                sealed("passport_until", Kind::Line("date"), false),
                sealed("civil_id", Kind::Line("text"), false),
                sealed("phone", Kind::Line("tel"), false),
                sealed("kin_name", Kind::Line("text"), false),
                sealed("kin_phone", Kind::Line("tel"), false),
                field("fitness", Kind::Select(fitness)).optional(),
                sealed("fitness_on", Kind::Line("date"), false),
            ],
        ),
    ];
    FormPage {
        back,
        title,
        lede: page.t(if new { "worker-form-lede" } else { "worker-form-edit-lede" }),
        action,
        file: false,
        hidden: Vec::new(),
        groups,
        submit: page.t("save"),
        beside: None,
        page,
        more: None,
    }
}

/// `120000` baisa as `120.000`.
fn rial(baisa: i64) -> String {
    format!("{}.{:03}", baisa / 1000, baisa % 1000)
}

/// Reads the answers and keeps every fault.
struct Answers<'a> {
    sent: &'a Sent,
    today: Date,
    faults: Faults,
}

impl Answers<'_> {
    fn fault(&mut self, name: &str, reason: &'static str) {
        self.faults.push((name.to_owned(), reason));
    }

    /// A text of at most so many characters; none when it is empty.
    fn text(&mut self, name: &str, most: usize) -> Option<String> {
        let text = self.sent.get(name);
        if text.chars().count() > most {
            self.fault(name, "answer-long");
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Words of a closed list, between so many and so many.
    fn words(&mut self, name: &str, list: &Vocabulary, least: usize, most: usize) -> Vec<String> {
        let words: Vec<String> = self.sent.all(name).map(str::to_owned).collect();
        if words.len() < least {
            self.fault(name, "answer-missing");
        } else if words.len() > most {
            self.fault(name, "answer-many");
        } else if !words.iter().all(|word| list.tokens().any(|token| token == word)) {
            self.fault(name, "answer-choice");
        }
        words
    }

    /// Anything that a parser takes; none when it is empty.
    fn read<T>(&mut self, name: &str, reason: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = ascii_digits(self.sent.get(name));
        if text.is_empty() {
            return None;
        }
        let value = read(&text);
        if value.is_none() {
            self.fault(name, reason);
        }
        value
    }

    fn day(&mut self, name: &str) -> Option<Date> {
        self.read(name, "answer-date", |text| text.parse().ok())
    }

    fn phone(&mut self, name: &str) -> Option<Phone> {
        self.read(name, "answer-phone", |text| Phone::parse(text).ok())
    }

    fn facts(&mut self) -> Facts {
        let years = self.read("experience_years", "answer-number", |text| {
            text.parse().ok().filter(|years| (0..=YEARS_MAX).contains(years))
        });
        if self.sent.get("experience_years").is_empty() {
            self.fault("experience_years", "answer-missing");
        }
        let first_name = self.text("first_name", FIRST_NAME_MAX);
        if first_name.is_none() {
            self.fault("first_name", "answer-missing");
        }
        let origin = self.sent.get("origin").to_owned();
        if !COUNTRIES.tokens().any(|token| token == origin) {
            self.fault("origin", "answer-choice");
        }
        let today = self.today;
        Facts {
            first_name: first_name.unwrap_or_default(),
            age: 0,
            age_on: today,
            origin,
            languages: self.words("languages", &LANGUAGES, 1, WORDS_MAX),
            skills: self.words("skills", &SKILLS, 0, SKILLS_MAX),
            work: self.words("work", &WORK, 1, WORDS_MAX),
            experience_years: years.unwrap_or(0),
            available_from: self.day("available_from").unwrap_or(today),
            wage_minor: self.read("wage", "answer-sum", |text| {
                crate::form::baisa(text).filter(|wage| (0..=WAGE_MAX).contains(wage))
            }),
            history: self.text("history", HISTORY_MAX),
        }
    }

    fn edit(&mut self) -> Edit {
        let today = self.today;
        let facts = self.facts();
        Edit {
            facts: Some(facts),
            name: self.text("name", NAME_MAX),
            birth_date: self.read("birth_date", "answer-date", |text| {
                text.parse().ok().filter(|day: &Date| *day <= today && day.year() >= 1920)
            }),
            passport: self.read("passport", "answer-passport", |text| Passport::parse(text).ok()),
            passport_until: self.day("passport_until"),
            civil_id: self.read("civil_id", "answer-civil-id", |text| CivilId::parse(text).ok()),
            phone: self.phone("phone"),
            kin_name: self.text("kin_name", NAME_MAX),
            kin_phone: self.phone("kin_phone"),
            fitness: self.read("fitness", "answer-choice", |text| {
                FITNESS.tokens().find(|token| *token == text).map(str::to_owned)
            }),
            fitness_on: self.day("fitness_on"),
        }
    }
}

/// What a form changes, or every fault at once.
pub fn read_edit(sent: &Sent, today: Date) -> Result<Edit, Faults> {
    let mut answers = Answers { sent, today, faults: Vec::new() };
    let edit = answers.edit();
    if answers.faults.is_empty() { Ok(edit) } else { Err(answers.faults) }
}

/// A worker as a form enters them, or every fault at once.
pub fn read_new(sent: &Sent, today: Date) -> Result<NewWorker, Faults> {
    let mut answers = Answers { sent, today, faults: Vec::new() };
    let edit = answers.edit();
    for name in ["name", "birth_date", "passport"] {
        if sent.get(name).is_empty() {
            answers.fault(name, "answer-missing");
        }
    }
    let (Some(facts), Some(name), Some(birth_date)) = (edit.facts, edit.name, edit.birth_date) else {
        return Err(answers.faults);
    };
    if !answers.faults.is_empty() {
        return Err(answers.faults);
    }
    let age = i64::from(domain::calendar::years_between(birth_date, today));
    Ok(NewWorker {
        facts: Facts { age, ..facts },
        name,
        birth_date,
        passport: edit.passport,
        passport_until: edit.passport_until,
        civil_id: edit.civil_id,
        phone: edit.phone,
        kin_name: edit.kin_name,
        kin_phone: edit.kin_phone,
        fitness: edit.fitness,
        fitness_on: edit.fitness_on,
    })
}
