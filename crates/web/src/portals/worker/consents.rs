//! Consents, given and taken back one by one; taking back works at once.

use askama::Template;

use crate::page::Page;
use crate::ui::{Choice, When};

/// One consent.
#[derive(Debug, Clone)]
pub struct Consent {
    /// The kind, as `POST /worker/consents` takes it; its words are `consent-KIND` with `why` and `back`.
    pub kind: String,
    /// When it was given; nothing when it is not.
    pub given: Option<When>,
    /// Whether it may be given anew, though it stands: after a rest a fresh word is asked.
    pub again: bool,
    /// The case it is for, if it is for one; posted as `case`.
    pub case: String,
    /// The idempotency key.
    pub key: String,
}

/// The page; each form posts `csrf`, `key`, `kind`, `case`, `give` (`yes` or `no`), and `language` with a yes.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/worker/consents.html")]
pub struct Consents {
    /// The frame; entry `my-consents`.
    pub page: Page,
    /// The version of the words that is agreed to; kept with the consent.
    pub text_version: String,
    /// The languages that the worker speaks: in which of them the text was read or heard.
    pub languages: Vec<Choice>,
    /// Until when the worker rests, if they do: a word given now counts from then on.
    pub rest: Option<When>,
    /// All kinds.
    pub consents: Vec<Consent>,
}
