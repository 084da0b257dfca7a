//! Back and Next over a list that is read by cursor. No page numbers, no endless scrolling.

use askama::Template;

use super::part;
use crate::i18n::Lang;

/// The way through a list; nothing is shown when there is neither a back nor a next.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/pager.html")]
pub struct Pager {
    /// The page's language.
    pub lang: Lang,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
    /// The address of the next page, when there is more.
    pub next: Option<String>,
}

part!(Pager);
