//! Consents, given and taken back one by one; taking back works at once.

use askama::Template;

use crate::page::Page;
use crate::ui::When;

/// One consent.
#[derive(Debug, Clone)]
pub struct Consent {
    /// The kind, as `POST /worker/consents` takes it; its words are `consent-KIND` with `why` and `back`.
    pub kind: String,
    /// When it was given; nothing when it is not.
    pub given: Option<When>,
    /// The case it is for, if it is for one; posted as `case`.
    pub case: String,
    /// The idempotency key.
    pub key: String,
}

/// The page; each form posts `csrf`, `key`, `kind`, `case` and `give` (`yes` or `no`).
#[derive(Debug, Clone, Template)]
#[template(path = "portals/worker/consents.html")]
pub struct Consents {
    /// The frame; entry `my-consents`.
    pub page: Page,
    /// The version of the words that is agreed to; kept with the consent.
    pub text_version: String,
    /// All kinds.
    pub consents: Vec<Consent>,
}
