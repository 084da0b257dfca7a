//! An agency's own list, taken in three pages: the file, what its columns mean, what each row would do. Nothing comes onto the
//! roster before the last.

use askama::Template;
use domain::Purpose;

use crate::page::Page;
use crate::portals::FormPage;
use crate::portals::fill::usual;
use crate::ui::{Choice, Field, Kind};

/// The first page: a file (CSV or XLSX). Posts `csrf` and `file` to `/agency/imports`.
pub fn upload(page: Page, error: &str) -> FormPage {
    let file = Field::new("file", page.t("import-file"), Kind::File(".csv,.xlsx"))
        .hint(page.t("import-file.hint"))
        .error(error);
    FormPage {
        back: ("/agency/imports".to_owned(), page.t("import-list")),
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

/// The roster as a file: why it is wanted. Posts `csrf` and `purpose` to `/agency/workers/export`.
pub fn export(page: Page, purposes: &[Purpose]) -> FormPage {
    let choice = |purpose: &Purpose| Choice::new(purpose.as_str(), page.t(format!("purpose-{purpose}")));
    let why = Field::new("purpose", page.t("export-why"), Kind::Cards(usual(purposes).iter().map(choice).collect()))
        .hint(page.t("export-why.hint"));
    FormPage {
        back: ("/agency/imports".to_owned(), page.t("import-list")),
        title: page.t("export"),
        lede: page.t("export-lede"),
        action: "/agency/workers/export".to_owned(),
        file: false,
        hidden: Vec::new(),
        groups: vec![(String::new(), vec![why])],
        submit: page.t("export-get"),
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

/// The second page: what the columns mean, and what else only the agency knows. Posts `csrf`, `column-N…`, `sheet`, `dates` and
/// `hijri` to `/agency/imports/{id}`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/import_map.html")]
pub struct ImportMap {
    /// The frame; entry `import`.
    pub page: Page,
    /// The import's id.
    pub id: String,
    /// The import's version.
    pub version: i64,
    /// The file's name.
    pub file: String,
    /// How many rows it has.
    pub rows: usize,
    /// The sheet that is read, where the agency chose one.
    pub sheet: String,
    /// Other sheets with a roster's headings.
    pub sheets: Vec<String>,
    /// How dates are written and whether Hijri ones are converted, where that is in question.
    pub questions: Vec<Field>,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl ImportMap {
    fn fields(&self) -> Vec<Field> {
        let columns = self.columns.iter().map(|column| column.field(&self.page));
        self.questions.iter().cloned().chain(columns).collect()
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

/// One row that would become a worker, masked: enough to see that the columns fit.
#[derive(Debug, Clone)]
pub struct FirstRow {
    /// The line in the file.
    pub line: u32,
    /// The name's initial.
    pub name: String,
    /// The passport's last three signs.
    pub passport: String,
    /// Kinds of work.
    pub work: String,
    /// Languages.
    pub languages: String,
}

/// The third page: what would happen, or what did. A trial posts `csrf`, `version` and `lines` to
/// `/agency/imports/{id}/commit`; what was done can be undone, posting `csrf` and `version` to `/agency/imports/{id}/undo`.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/import_result.html")]
pub struct ImportResult {
    /// The frame; entry `import`.
    pub page: Page,
    /// The import's id.
    pub id: String,
    /// The import's version.
    pub version: i64,
    /// The file's name.
    pub file: String,
    /// Whether this was only a trial.
    pub dry_run: bool,
    /// Where it stands, when that is worth a word: undone, or stopped before its end.
    pub note: String,
    /// Whether it can be taken up again where it was stopped.
    pub goes_on: bool,
    /// Whether it can be undone.
    pub undoable: bool,
    /// Whether the rows that were not taken can be had as a file.
    pub has_file: bool,
    /// How many rows are new.
    pub accepted: usize,
    /// How many are already on the roster.
    pub known: usize,
    /// How many cannot be taken, which may be more than the rows listed.
    pub refused: usize,
    /// The first rows that would become workers, each of which may be left out; of a trial only.
    pub first: Vec<FirstRow>,
    /// The first 200 that cannot be taken.
    pub rows: Vec<ImportRow>,
}

impl ImportResult {
    /// How many more would be new than are listed.
    fn unseen(&self) -> usize {
        self.accepted.saturating_sub(self.first.len())
    }

    fn unlisted(&self) -> usize {
        let same = self.rows.windows(2).filter(|pair| pair[0].line == pair[1].line).count();
        self.refused.saturating_sub(self.rows.len() - same)
    }
}
