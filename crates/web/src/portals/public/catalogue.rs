//! The catalogue: masked profiles, filters that stay in the address, 24 to a page.

use askama::Template;
use jiff::civil::Date;

use crate::page::Page;
use crate::ui::{Badge, Choice, Field, Kind, Pager, Tone};

/// When somebody can be asked to meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Available {
    /// Now.
    Now,
    /// Held for somebody else at the moment.
    Held,
    /// From a day on.
    From(Date),
}

impl Available {
    /// The badge of a profile.
    pub fn badge(self, page: &Page) -> Badge {
        match self {
            Self::Now => Badge::new(Tone::Ok, "circle-check", page.t("available-now")),
            Self::Held => Badge::new(Tone::Info, "lock", page.t("available-held")),
            Self::From(day) => Badge::new(Tone::Wait, "clock", page.t1("available-from", "day", page.date(day))),
        }
    }
}

/// One public profile: only what is in the public projection (class D0).
#[derive(Debug, Clone)]
pub struct Card {
    /// The public reference, `P-…`.
    pub reference: String,
    /// The work, in words: "Housekeeper and cook".
    pub work: String,
    /// Years of experience.
    pub experience: u32,
    /// The age or the band, as the projection holds it: `34` or `30–34`.
    pub age: String,
    /// Languages, in words, joined by [`crate::i18n::Lang::list`].
    pub speaks: String,
    /// Skills, in words, joined; may be empty.
    pub skills: String,
    /// The agency's code, `AG-021`.
    pub agency: String,
    /// When.
    pub available: Available,
}

/// The filters as they stand; what is chosen is marked in the choices.
#[derive(Debug, Clone)]
pub struct Filters {
    /// Kinds of work (`work`), the first empty for any.
    pub work: Vec<Choice>,
    /// Languages (`language`), the first empty for any.
    pub language: Vec<Choice>,
    /// The least years of experience (`experience_min`): a few steps, the first empty for any.
    pub experience: Vec<Choice>,
    /// The day from which somebody is needed (`available_from`, `YYYY-MM-DD`); empty for any.
    pub available_from: String,
    /// What is wrong, by the name of the question.
    pub errors: Vec<(String, String)>,
}

impl Filters {
    /// What is wrong with an answer; mostly nothing.
    fn error(&self, name: &str) -> &str {
        self.errors.iter().find(|(of, _)| of == name).map_or("", |(_, error)| error)
    }

    /// The groups of the panel: heading, whether it stands open, the questions.
    fn groups(&self, page: &Page, scope: &str) -> Vec<(String, bool, Field)> {
        let field = |name: &str, kind| Field {
            scope: scope.to_owned(),
            ..Field::new(name, page.t(format!("filter-{}", name.replace('_', "-"))), kind)
                .optional()
                .error(self.error(name))
        };
        [
            (true, field("work", Kind::Radios(self.work.clone()))),
            (true, field("language", Kind::Select(self.language.clone()))),
            (false, field("experience_min", Kind::Radios(self.experience.clone()))),
            (false, field("available_from", Kind::Line("date")).value(&*self.available_from)),
        ]
        .into_iter()
        .map(|(open, field)| (field.label.clone(), open || !field.error.is_empty(), field))
        .collect()
    }
}

/// A filter that is on, and the address without it.
#[derive(Debug, Clone)]
pub struct Applied {
    /// In words.
    pub word: String,
    /// The catalogue's address with the others only.
    pub without: String,
}

/// The catalogue page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/catalogue.html")]
pub struct Catalogue {
    /// The frame; entry `catalogue`.
    pub page: Page,
    /// What was typed into the search.
    pub sought: String,
    /// Names and values of the other questions, which a search keeps.
    pub asked: Vec<(&'static str, String)>,
    /// The panel.
    pub filters: Filters,
    /// The filters that are on.
    pub applied: Vec<Applied>,
    /// How many profiles fit in all, when that is cheap to know.
    pub count: Option<u64>,
    /// At most 24.
    pub cards: Vec<Card>,
    /// Back and next, keeping the filters.
    pub pager: Pager,
}
