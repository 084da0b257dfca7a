//! What a side wrote down for itself: nobody else's page has it.

use askama::Template;

use super::{When, part};
use crate::i18n::Lang;

/// One note.
#[derive(Debug, Clone)]
pub struct NoteLine {
    /// The identifier.
    pub id: String,
    /// "You", or the role of whoever wrote it.
    pub by: String,
    /// When.
    pub when: When,
    /// The text.
    pub text: String,
    /// Whether the reader may take it away.
    pub removable: bool,
}

/// The notes about a case or a record, and room for another.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/notes.html")]
pub struct Notes {
    /// The page's language.
    pub lang: Lang,
    /// The page on which they stand; notes are sent to `{action}/notes`.
    pub action: String,
    /// Where one is taken away: `{remove}/{id}/remove`.
    pub remove: &'static str,
    /// The session's CSRF token.
    pub csrf: String,
    /// Drawn with the page, so that a form sent twice writes one note.
    pub key: String,
    /// The longest text.
    pub most: usize,
    /// Newest first.
    pub lines: Vec<NoteLine>,
}

part!(Notes);
