//! A page that is one form: a worker's record to fill, a file to send. Shown again with its errors, nothing typed is lost.

use askama::Template;

use crate::page::Page;
use crate::ui::Field;

/// A page with one form; it posts `csrf`, the hidden values and the fields.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/form_page.html")]
pub struct FormPage {
    /// The frame.
    pub page: Page,
    /// The page that this one belongs to: its address and its name.
    pub back: (String, String),
    /// The heading.
    pub title: String,
    /// One or two sentences under it; may be empty.
    pub lede: String,
    /// Where the form is sent.
    pub action: String,
    /// Whether it carries a file.
    pub file: bool,
    /// Values that travel along: `version`, `key`, `step`.
    pub hidden: Vec<(&'static str, String)>,
    /// The questions in groups, each with a heading (empty for none).
    pub groups: Vec<(String, Vec<Field>)>,
    /// What the button says.
    pub submit: String,
    /// Something else that is still to be done: why, where, and what its link says.
    pub more: Option<(String, String, String)>,
    /// A page that belongs to this one: its address and its name.
    pub beside: Option<(String, String)>,
}

impl FormPage {
    /// What must be mended, for the summary at the top: the field's id and the error.
    pub(super) fn errors(&self) -> Vec<(String, String)> {
        super::form_errors(self.groups.iter().flat_map(|(_, fields)| fields))
    }
}
