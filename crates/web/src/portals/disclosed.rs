//! The answer to a reveal: the value, once, on a page that is not kept.

use askama::Template;

use crate::page::Page;

/// One value that was opened.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/disclosed.html")]
pub struct Disclosed {
    /// The frame.
    pub page: Page,
    /// What and the value, for each field asked.
    pub values: Vec<(String, String)>,
    /// The purpose, in words.
    pub why: String,
    /// The page to go back to.
    pub back: String,
}
