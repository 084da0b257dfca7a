//! What a household has said of its agency, on the page of the case; or the way to say it.

use askama::Template;

use crate::i18n::Lang;
use crate::ui::{Badge, part};

/// The card.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/own_review.html")]
pub struct OwnReview {
    /// The page's language.
    pub lang: Lang,
    /// Where it is said, and taken back under `/take-back`.
    pub place: String,
    /// The session's CSRF token.
    pub csrf: String,
    /// Each question and its answer; empty while nothing was said.
    pub answers: Vec<(String, String)>,
    /// What was added.
    pub text: String,
    /// What became of the text.
    pub badge: Option<Badge>,
    /// Why it was not published; empty when it was.
    pub refused: String,
    /// The agency's public page.
    pub agency: String,
}

part!(OwnReview);
