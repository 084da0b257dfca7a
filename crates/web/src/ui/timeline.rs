//! What happened, newest first: who, what, when, one line each.

use askama::Template;

use super::{Icon, When, part};
use crate::i18n::Lang;

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// A sign for the kind of event.
    pub icon: Icon,
    /// Whether it asks something of the reader (copper).
    pub yours: bool,
    /// What happened, in a few words.
    pub what: String,
    /// Who did it and what it means; may be empty.
    pub detail: String,
    /// When.
    pub when: When,
}

/// A list of events, 20 at most, with a link to the older ones.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/timeline.html")]
pub struct Timeline {
    /// The page's language.
    pub lang: Lang,
    /// Newest first.
    pub events: Vec<Event>,
    /// The address of the older ones, when there are any.
    pub older: Option<String>,
    /// The address of the newest ones, when these are older.
    pub newest: Option<String>,
}

part!(Timeline);
