//! The roster, as a board of lanes or as a table: the same workers under the same address. Nothing needs to be dragged.

use askama::Template;
use domain::StateToken;

use crate::page::Page;
use crate::portals::{Stat, Tab};
use crate::ui::{Badge, Field, Icon, Pager, Shown};

/// Why a record cannot be changed now.
#[derive(Debug, Clone)]
pub struct Lock {
    /// Sealed by an agreement (violet), or only held (blue).
    pub sealed: bool,
    /// "Held until Sunday 22 November, 18:00" or "Sealed by agreement".
    pub title: String,
    /// Which case, and where it stands.
    pub case: Option<(String, String)>,
    /// How much of the hold's time is left, in percent; nothing when no clock runs.
    pub left: Option<u8>,
}

/// One worker on the roster.
#[derive(Debug, Clone)]
pub struct RosterRow {
    /// The record's page.
    pub href: String,
    /// The record's reference, or the profile's when listed.
    pub reference: String,
    /// The name, as far as this member of the agency may see it in lists.
    pub name: Shown,
    /// The work, in words.
    pub work: String,
    /// The state, or what is missing: "No consent", "Consent on file".
    pub badge: Badge,
    /// What needs attention, and whether it stops the record.
    pub warnings: Vec<(String, bool)>,
    /// How much of the record is there, in percent; nothing of one that is over.
    pub percent: Option<u8>,
    /// What is missing of it, in words; empty when nothing is.
    pub missing: String,
    /// The version that is seen here.
    pub version: i64,
    /// Why it cannot be changed, if it cannot.
    pub lock: Option<Lock>,
    /// What can be done from here: word and address. Each is a page of its own, never a step at once.
    pub actions: Vec<(String, String)>,
}

impl RosterRow {
    /// Where the case stands that locks the record; empty for none.
    fn stands(&self) -> &str {
        self.lock.as_ref().and_then(|lock| lock.case.as_ref()).map_or("", |(_, state)| state)
    }
}

/// One lane of the board.
#[derive(Debug, Clone)]
pub struct Lane {
    /// A short name for the address: one of [`LANES`].
    pub id: &'static str,
    /// A sign.
    pub icon: Icon,
    /// "To finish".
    pub title: String,
    /// Who sees these, in one sentence.
    pub note: String,
    /// How many there are in all, or at least.
    pub count: String,
    /// The first few.
    pub workers: Vec<RosterRow>,
    /// The table with all of this lane, when there are more.
    pub more: Option<String>,
}

/// The lanes of the board: a name, a sign, the states.
pub const LANES: &[(&str, &str, &[StateToken])] = &[
    ("finish", "adjustments-horizontal", &[StateToken::RosterDraft, StateToken::RosterResting]),
    ("review", "eye-check", &[StateToken::RosterConsented, StateToken::RosterReviewed]),
    ("listed", "world", &[StateToken::RosterListed]),
    ("case", "lock", &[StateToken::RosterLocked, StateToken::RosterEngaged, StateToken::RosterPlaced]),
];

impl Roster {
    /// Whether a filter must be mended: the panel stands open then.
    fn is_filter_faulty(&self) -> bool {
        self.filters.iter().any(|field| !field.error.is_empty())
    }

    /// Whether nobody was looked for, because the question must be mended.
    fn is_faulty(&self) -> bool {
        !self.search_error.is_empty() || self.is_filter_faulty()
    }
}

/// The roster page: lanes, or rows when the table is asked for (`?view=table`).
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/roster.html")]
pub struct Roster {
    /// The frame; entry `workers`.
    pub page: Page,
    /// The agency's licence is not in force, so nobody is shown. Empty when it is.
    pub stopped: String,
    /// Figures: listed, on hold, in a case, papers ending soon.
    pub stats: Vec<Stat>,
    /// What was searched for (`q`).
    pub search: String,
    /// What is wrong with that; empty when nothing is.
    pub search_error: String,
    /// The filters' questions.
    pub filters: Vec<Field>,
    /// The filters that are on, each with the address without it.
    pub applied: Vec<(String, String)>,
    /// The lane that the table is narrowed to; empty for none.
    pub stage: String,
    /// The same search as a board and as a table.
    pub views: (String, String),
    /// The ways to narrow the roster; shown as chips.
    pub tabs: Vec<Tab>,
    /// The board; empty when the table is shown.
    pub lanes: Vec<Lane>,
    /// The table; empty when the board is shown.
    pub rows: Vec<RosterRow>,
    /// Whether the table is shown.
    pub table: bool,
    /// What can be done for many at once: each a word, what it is called and what it does.
    pub many: Vec<(&'static str, String, String)>,
    /// The key of that form: sent twice it is done once.
    pub key: String,
    /// Back and next, in the table.
    pub pager: Pager,
}
