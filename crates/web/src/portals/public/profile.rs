//! One public profile: what is known, what happens when you ask, and the one action.

use askama::Template;

use super::Card;
use crate::page::Page;
use crate::ui::Field;

/// What the reader can do about the profile.
#[derive(Debug, Clone)]
pub enum Way {
    /// Nobody is signed in: sign in first (the address to come back to is the profile's).
    SignIn,
    /// A household may ask: the form posts `csrf`, `key`, `profile` and `privacy` to `/customer/cases`.
    Ask {
        /// The idempotency key, drawn anew for each page.
        key: String,
        /// What was wrong with the privacy tick; empty at first.
        error: String,
    },
    /// The household already has a case about this profile.
    Open {
        /// The case's reference.
        case: String,
    },
    /// Held by somebody else, or not to be had now.
    Wait,
    /// The reader is no household.
    None,
}

/// The profile page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/profile.html")]
pub struct Profile {
    /// The frame; entry `catalogue`.
    pub page: Page,
    /// What the public projection holds.
    pub card: Card,
    /// Whether the agency's licence was verified, and when, in words; empty when it is not.
    pub licence_checked: String,
    /// Within how many working days an agency answers (from the pack).
    pub reply_days: u32,
    /// How long the guarantee lasts (from the pack).
    pub guarantee_days: u32,
    /// What can be done.
    pub way: Way,
}

impl Profile {
    /// Whether something can be done: a phone then leads there from the top.
    const fn may_ask(&self) -> bool {
        matches!(self.way, Way::SignIn | Way::Ask { .. } | Way::Open { .. })
    }

    fn privacy(&self, error: &str) -> Field {
        Field::new("privacy", self.page.t("ask-privacy"), crate::ui::Kind::Tick).error(error)
    }
}
