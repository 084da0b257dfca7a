//! Facts about one party in a card, with the way to open what is sealed.

use askama::Template;

use crate::ui::{Reveal, Shown, part};

/// Facts about one party, as far as the reader may see them.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/panel.html")]
pub struct Panel {
    /// "The worker", "The household".
    pub title: String,
    /// What each is called, and how much of it is shown.
    pub facts: Vec<(String, Shown)>,
    /// A way to open a sealed value for a stated purpose, where the policy has one.
    pub reveal: Option<Reveal>,
}

part!(Panel);
