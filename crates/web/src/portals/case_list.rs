//! Cases in a list, for any portal: whose turn it is in each, and until when.

use askama::Template;
use domain::words::StateToken;
use jiff::Timestamp;

use super::{Tab, state_name, turn_badge};
use crate::page::Page;
use crate::ui::{Badge, Pager, When};

/// One case in a list.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// The case's page.
    pub href: String,
    /// The case's reference, `C-…`.
    pub reference: String,
    /// What it is about, in words, with what the reader may see: "Housekeeper and cook".
    pub title: String,
    /// The other party as the reader may know it: an agency's code and name ([`crate::i18n::Lang::named`]), or a customer's code.
    pub with: String,
    /// The state's name.
    pub state: String,
    /// Whose turn, or how it ended.
    pub badge: Badge,
    /// What is asked of the reader, in one line; empty when it is not their turn.
    pub next: String,
    /// For whom it waits when not for the reader; empty when it is over.
    pub waits: String,
    /// Until when, if there is a limit.
    pub due: Option<When>,
    /// The word before that: somebody acts by then, or it goes on by itself until then.
    pub by: &'static str,
}

impl CaseRow {
    /// A row; `next` is the title of the step that waits for the reader, if one does.
    pub fn new(
        page: &Page,
        href: String,
        reference: String,
        state: StateToken,
        next: Option<String>,
        due: Option<Timestamp>,
    ) -> Self {
        Self {
            href,
            reference,
            title: String::new(),
            with: String::new(),
            state: state_name(page.lang, state),
            badge: turn_badge(page.lang, state, next.is_some()),
            next: next.unwrap_or_default(),
            waits: String::new(),
            due: due.map(|at| page.when(at)),
            by: "by",
        }
    }

    /// With what it is about and with whom.
    #[must_use]
    pub fn about(mut self, title: impl Into<String>, with: impl Into<String>) -> Self {
        self.title = title.into();
        self.with = with.into();
        self
    }

    /// With whom it waits for, and whether that is nobody but time.
    #[must_use]
    pub fn waits(mut self, waits: String, for_time: bool) -> Self {
        self.waits = waits;
        self.by = if for_time { "until" } else { "by" };
        self
    }
}

/// A page of cases: cards for a household, a table for staff.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/case_list.html")]
pub struct CaseList {
    /// The frame; entry `my-cases` or `cases`.
    pub page: Page,
    /// The ways to narrow the list: waiting for me, open, over. May be empty.
    pub tabs: Vec<Tab>,
    /// The page of cases.
    pub cases: Vec<CaseRow>,
    /// A reference that was looked for and not found; empty when nothing was.
    pub search: String,
    /// Back and next.
    pub pager: Pager,
}

impl CaseList {
    /// Where the list stands.
    fn address(&self) -> &'static str {
        super::fill::place(self.page.portal).0
    }
}
