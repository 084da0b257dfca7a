//! The question before a sealed value is opened: why. One record at a time, no reason chosen in advance (guide, section 5).

use askama::Template;

use super::{Choice, part};
use crate::i18n::Lang;

/// A value that can be asked for.
#[derive(Debug, Clone)]
pub struct RevealField {
    /// The field's name, as `POST …/disclosures` takes it.
    pub name: String,
    /// What it is, in words.
    pub label: String,
}

/// Why there is no choice of reasons.
#[derive(Debug, Clone)]
pub struct Only {
    /// Why it opens for the one, in a sentence.
    pub why: String,
    /// Whether that sentence is in English on a page in another language.
    pub english: bool,
    /// The rule that says so.
    pub rule: String,
}

/// A dialog that asks for a purpose and posts `csrf`, `fields` and `purpose`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/reveal.html")]
pub struct Reveal {
    /// The page's language.
    pub lang: Lang,
    /// The element's id, for the link that opens it.
    pub id: String,
    /// Where the form is sent.
    pub action: String,
    /// The session's CSRF token.
    pub csrf: String,
    /// What can be opened, each on its own.
    pub fields: Vec<RevealField>,
    /// Two to four purposes, as `purpose-TOKEN` words; none chosen. One where policy admits no other: it is ticked all the same.
    pub purposes: Vec<Choice>,
    /// Why there is one only.
    pub only: Option<Only>,
    /// Who will read the reason: "Hana, and the operator's auditor".
    pub readers: String,
    /// Whether it is the reader's own data: then no reason is asked.
    pub own: bool,
}

part!(Reveal);
