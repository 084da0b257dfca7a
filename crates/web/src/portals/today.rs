//! The first page of staff: what waits, soonest first.

use askama::Template;

use crate::page::Page;
use crate::ui::{Badge, Icon, Shown, When};

/// A figure at the top of a page.
#[derive(Debug, Clone)]
pub struct Stat {
    /// A sign, where it warns of something.
    pub icon: Option<Icon>,
    /// What is counted.
    pub label: String,
    /// The figure, in words.
    pub value: String,
}

/// One thing that waits for the reader.
#[derive(Debug, Clone)]
pub struct Task {
    /// Where it is done.
    pub href: String,
    /// What is to be done: "Answer a request".
    pub title: String,
    /// On what: references and words, never a name that lists may not show.
    pub detail: String,
    /// How it stands.
    pub badge: Badge,
    /// Until when.
    pub due: Option<When>,
}

/// A worker with a paper that ends soon, or has ended.
#[derive(Debug, Clone)]
pub struct PaperRow {
    /// The record's page.
    pub href: String,
    /// The name.
    pub name: Shown,
    /// The record's reference.
    pub reference: String,
    /// Which papers and when, in words.
    pub words: String,
    /// Whether one has ended.
    pub past: bool,
}

/// The page of an agency's or the operator's day.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/today.html")]
pub struct Today {
    /// The frame; entry `today`.
    pub page: Page,
    /// What stops an agency as a whole: its licence is not in force. Empty when nothing does.
    pub stopped: String,
    /// Four or five figures.
    pub stats: Vec<Stat>,
    /// What waits, soonest first; 24 at most.
    pub tasks: Vec<Task>,
    /// An agency's workers whose papers end, the first few.
    pub papers: Vec<PaperRow>,
    /// The list with all of them, when there are more.
    pub papers_more: Option<String>,
}
