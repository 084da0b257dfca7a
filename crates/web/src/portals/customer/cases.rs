//! My cases: whose turn it is in each, and nothing else.

use askama::Template;

use crate::portals::Page;
use crate::ui::{Badge, Pager, When};

/// One case in a list, for any portal.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// The case's reference, `C-…`.
    pub reference: String,
    /// What it is about, in words, with what the reader may see: "Housekeeper and cook".
    pub title: String,
    /// The other party as the reader may know it: an agency's code and name, or a customer's code.
    pub with: String,
    /// The state's name.
    pub state: String,
    /// Whose turn: see [`crate::portals::turn_badge`].
    pub badge: Badge,
    /// What is asked next, in one line; may be empty.
    pub next: String,
    /// Until when, if there is a limit.
    pub due: Option<When>,
}

/// The page of a household's cases.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/customer/cases.html")]
pub struct Cases {
    /// The frame; entry `my-cases`.
    pub page: Page,
    /// Those that wait for the reader first.
    pub cases: Vec<CaseRow>,
    /// Back and next.
    pub pager: Pager,
}
