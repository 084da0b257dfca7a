//! An agency's own list, taken in three pages: the file, what its columns mean, what each row would do. Nothing is kept before the last.

use askama::Template;

use crate::page::Page;
use crate::portals::FormPage;
use crate::ui::{Choice, Field, Kind};

/// The first page: a file (CSV or XLSX). Posts `csrf` and `file` to `/agency/imports`.
pub fn upload(page: Page, error: &str) -> FormPage {
    let file = Field::new("file", page.t("import-file"), Kind::File(".csv,.xlsx"))
        .hint(page.t("import-file.hint"))
        .error(error);
    FormPage {
        back: ("/agency/workers".to_owned(), page.t("menu-workers")),
        title: page.t("menu-import"),
        lede: page.t("import-lede"),
        action: "/agency/imports".to_owned(),
        file: true,
        hidden: Vec::new(),
        groups: vec![(String::new(), vec![file])],
        submit: page.t("import-read"),
        beside: None,
        page,
        more: None,
    }
}

/// One column of the file.
#[derive(Debug, Clone)]
pub struct Column {
    /// The field's name: `column-N`.
    pub name: String,
    /// The heading, as it stands in the file.
    pub heading: String,
    /// Two or three values from it, masked where they may be personal.
    pub samples: String,
    /// What it may mean; the guess is chosen, the first choice is "leave out".
    pub choices: Vec<Choice>,
    /// What is wrong with the choice; empty when nothing.
    pub error: String,
}

impl Column {
    fn field(&self, page: &Page) -> Field {
        Field {
            fill: "off",
            ..Field::new(
                &self.name,
                page.t1("import-column", "heading", &self.heading),
                Kind::Select(self.choices.clone()),
            )
            .hint(&*self.samples)
            .error(&*self.error)
            // "Leave out" is an empty value: a browser would never send a required choice like that.
            .optional()
        }
    }
}

/// The second page: what the columns mean. Posts `csrf`, `column-N…` and `dry_run=yes` to `/agency/imports/{id}`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/import_map.html")]
pub struct ImportMap {
    /// The frame; entry `import`.
    pub page: Page,
    /// The import's id.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// How many rows it has.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl ImportMap {
    fn fields(&self) -> Vec<Field> {
        self.columns.iter().map(|column| column.field(&self.page)).collect()
    }

    fn errors(&self) -> Vec<(String, String)> {
        crate::portals::form_errors(&self.fields())
    }
}

/// One row that cannot be taken.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// The line in the file.
    pub line: usize,
    /// The column's heading; empty when the whole row is meant.
    pub column: String,
    /// Why, and how to mend it: the message of the import's reason.
    pub reason: String,
}

/// The third page: what would happen, or what did. The commit posts `csrf`, `key` and the mapping to `/agency/imports/{id}/commit`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/import_result.html")]
pub struct ImportResult {
    /// The frame; entry `import`.
    pub page: Page,
    /// The import's id.
    pub id: String,
    /// The file's name.
    pub file: String,
    /// Whether this was only a trial.
    pub dry_run: bool,
    /// How many rows are new.
    pub accepted: usize,
    /// How many are already on the roster.
    pub known: usize,
    /// How many cannot be taken, which may be more than the rows listed.
    pub refused: usize,
    /// The first 200 of them.
    pub rows: Vec<ImportRow>,
    /// Values that travel to the commit: `key`, `column-N`.
    pub hidden: Vec<(String, String)>,
}

impl ImportResult {
    fn unlisted(&self) -> usize {
        let same = self.rows.windows(2).filter(|pair| pair[0].line == pair[1].line).count();
        self.refused.saturating_sub(self.rows.len() - same)
    }
}
