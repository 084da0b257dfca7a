//! An agency's imports: all of them, and one while it is under way. Both may be left and found again.

use app::imports::{Import, Stage};
use askama::Template;

use crate::page::Page;
use crate::ui::{Pager, When};

/// One import of the list.
#[derive(Debug, Clone)]
pub struct ImportLine {
    /// Its page.
    pub href: String,
    /// The file's name.
    pub file: String,
    /// When it came.
    pub when: When,
    /// Where it stands, in words.
    pub stage: String,
    /// New workers.
    pub accepted: i64,
    /// Rows of known workers.
    pub known: i64,
    /// Rows that were not taken.
    pub refused: i64,
}

/// The list, newest first.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/import_list.html")]
pub struct ImportList {
    /// The frame; entry `import`.
    pub page: Page,
    /// A page of it.
    pub imports: Vec<ImportLine>,
    /// The way to the next one.
    pub pager: Pager,
    /// Whether this caller may have the roster as a file.
    pub given_out: bool,
}

impl ImportList {
    /// The list with its words.
    pub fn of(page: Page, imports: &[Import], pager: Pager, given_out: bool) -> Self {
        let line = |import: &Import| ImportLine {
            href: format!("/agency/imports/{}", import.id),
            file: named(&page, import),
            when: page.when(import.at),
            stage: stage(&page, import),
            accepted: import.accepted,
            known: import.known,
            refused: import.refused,
        };
        Self { imports: imports.iter().map(line).collect(), pager, given_out, page }
    }
}

/// The file's name; a word where it has none.
pub fn named(page: &Page, import: &Import) -> String {
    if import.file_name.is_empty() { page.t("menu-import") } else { import.file_name.clone() }
}

/// Where an import stands, in words.
pub fn stage(page: &Page, import: &Import) -> String {
    match (import.stage, import.stopped.as_deref()) {
        (Stage::Done, Some(why)) => page.t(format!("import-stopped-{}", why.replace('_', "-"))),
        (stage, _) => page.t(format!("import-stage-{}", stage.as_str())),
    }
}

/// An import under way. The page asks for itself again until it is over.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/import_progress.html")]
pub struct ImportProgress {
    /// The frame; entry `import`.
    pub page: Page,
    /// The file's name.
    pub file: String,
    /// Whether its workers are being erased.
    pub undoing: bool,
    /// Its rows.
    pub rows: i64,
    /// How many are dealt with.
    pub dealt: i64,
    /// New workers so far.
    pub accepted: i64,
    /// Rows of known workers so far.
    pub known: i64,
    /// Rows that were not taken so far.
    pub refused: i64,
}

impl ImportProgress {
    /// The page with its words.
    pub fn of(page: Page, import: &Import) -> Self {
        Self {
            file: named(&page, import),
            undoing: import.stage == Stage::Undoing,
            rows: import.rows,
            dealt: import.dealt,
            accepted: import.accepted,
            known: import.known,
            refused: import.refused,
            page,
        }
    }
}
