//! Who saw my data: for a household, a worker and an agency alike.

use askama::Template;

use crate::page::Page;
use crate::ui::{Pager, When};

/// One opening of the reader's data.
#[derive(Debug, Clone)]
pub struct Disclosure {
    /// In which role somebody looked.
    pub who: String,
    /// Whom they work for ([`crate::i18n::Lang::named`]); empty where the reader may not know.
    pub firm: String,
    /// Which data, in words.
    pub what: String,
    /// For which purpose, in words.
    pub why: String,
    /// When.
    pub when: When,
    /// Whether it was emergency access.
    pub emergency: bool,
    /// Whose record, for an agency: its reference and its page.
    pub worker: Option<(String, String)>,
    /// Through which case, for an agency: its reference and its page.
    pub case: Option<(String, String)>,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/disclosures.html")]
pub struct Disclosures {
    /// The frame; entry `who-looked`.
    pub page: Page,
    /// Whether an agency reads: of its roster, not of itself.
    pub of_roster: bool,
    /// Newest first.
    pub rows: Vec<Disclosure>,
    /// Back and next.
    pub pager: Pager,
}
