//! What somebody can state to have happened outside the product, when no step of their own asks for it.

use askama::Template;

use crate::i18n::Lang;
use crate::ui::{Field, part};

/// A form of statements: posts `csrf` and `attest`, once for each.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/states.html")]
pub struct States {
    /// The page's language.
    pub lang: Lang,
    /// Where the form is sent.
    pub action: String,
    /// The session's CSRF token.
    pub csrf: String,
    /// The statements to tick.
    pub field: Field,
}

part!(States);
