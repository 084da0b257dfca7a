//! Fills the pages of an import: what the columns may mean, what each row would do.

use std::collections::BTreeMap;

use app::imports::{Cell, Columns, Header, Imported, Mapping, MappingFault, Reason, Sheet, WorkerField};
use domain::Class;

use super::import::{Column, ImportMap, ImportResult, ImportRow};
use super::shelf::Kept;
use crate::form::Sent;
use crate::page::{Notice, Page};
use crate::ui::{Choice, Tone};
use crate::upload::say;

/// LIMIT: rows that the page of results lists.
const ROWS_MAX: usize = 200;
/// LIMIT: values of a column that are shown as samples, and their letters.
const SAMPLES: usize = 3;
const SAMPLE_MAX: usize = 24;

/// The page of the columns, as guessed or as chosen before.
pub fn map(page: Page, kept: &Kept, sheet: &Sheet, columns: &Columns) -> ImportMap {
    let filled = (0..sheet.header.cells.len())
        .filter(|index| !sheet.header.cells[*index].trim().is_empty())
        .map(|index| {
            let field = WorkerField::ALL.iter().copied().find(|field| columns.of(*field) == Some(index));
            Column {
                name: format!("column-{index}"),
                heading: sheet.header.cells[index].clone(),
                samples: field.map(|field| samples(&page, sheet, index, field)).unwrap_or_default(),
                choices: choices(&page, field),
                error: String::new(),
            }
        })
        .collect();
    ImportMap { id: kept.id.to_string(), file: kept.name.clone(), rows: sheet.rows.len(), columns: filled, page }
}

/// The same with what was chosen and what is wrong with it.
pub fn map_again(page: Page, kept: &Kept, sheet: &Sheet, sent: &Sent, wrong: &Wrong) -> ImportMap {
    let mut map = map(page, kept, sheet, &Columns::default());
    for column in &mut map.columns {
        let chosen = sent.get(&column.name).to_owned();
        column.choices.iter_mut().for_each(|choice| choice.chosen = choice.value == chosen);
    }
    match wrong {
        Wrong::Twice(index) => {
            let name = format!("column-{index}");
            let error = map.page.t("import-field-twice");
            map.columns
                .iter_mut()
                .filter(|column| column.name == name)
                .for_each(|column| column.error.clone_from(&error));
        }
        Wrong::Mapping(fault) => {
            let text = say(map.page.lang, fault.key(), &fault.args());
            map.page.notice = Some(Notice { tone: Tone::Stop, text });
        }
    }
    map
}

fn choices(page: &Page, chosen: Option<WorkerField>) -> Vec<Choice> {
    let leave = Choice::new("", page.t("import-leave-out")).chosen(chosen.is_none());
    let field =
        |field: &WorkerField| Choice::new(field.as_str(), page.t(field.message_key())).chosen(chosen == Some(*field));
    std::iter::once(leave).chain(WorkerField::ALL.iter().map(field)).collect()
}

/// A few values of a column that holds nothing personal; of any other column none.
fn samples(page: &Page, sheet: &Sheet, index: usize, field: WorkerField) -> String {
    if !matches!(field.class(), Class::PublicProfile) {
        return String::new();
    }
    let mut values: Vec<String> = Vec::new();
    for row in &sheet.rows {
        let value: String = match row.cells.get(index) {
            Some(Cell::Text(text)) => text.chars().take(SAMPLE_MAX).collect(),
            Some(Cell::Number(number)) => number.to_string(),
            Some(Cell::Date(date)) => date.to_string(),
            _ => continue,
        };
        if !values.contains(&value) {
            values.push(value);
        }
        if values.len() == SAMPLES {
            break;
        }
    }
    page.lang.list(&values)
}

/// What is wrong with the chosen meanings.
pub enum Wrong {
    /// This column's meaning is another one's already.
    Twice(usize),
    /// Anything else.
    Mapping(MappingFault),
}

/// The columns as a form chose them.
pub fn chosen(header: &Header, sent: &Sent) -> Result<Columns, Wrong> {
    let mut mapping = BTreeMap::new();
    for index in 0..header.cells.len() {
        let word = sent.get(&format!("column-{index}"));
        let Some(field) = WorkerField::ALL.iter().copied().find(|field| field.as_str() == word) else { continue };
        // Two columns with one heading can only be told apart by letter.
        let heading = &header.cells[index];
        let name = if header.find(heading) == Some(index) { heading.clone() } else { header.column(index).letters() };
        if mapping.insert(field, name).is_some() {
            return Err(Wrong::Twice(index));
        }
    }
    Mapping(mapping).columns(header).map_err(Wrong::Mapping)
}

/// The choices, to travel from the trial to the commit.
pub fn hidden(header: &Header, sent: &Sent) -> Vec<(String, String)> {
    let name = |index: usize| format!("column-{index}");
    let value = |index| (name(index), sent.get(&name(index)).to_owned());
    (0..header.cells.len()).map(value).filter(|(_, word)| !word.is_empty()).collect()
}

/// The page of what would happen, or did.
pub fn result(
    page: Page,
    kept: &Kept,
    imported: &Imported,
    dry_run: bool,
    hidden: Vec<(String, String)>,
) -> ImportResult {
    let mut rows: Vec<ImportRow> = Vec::new();
    let mut lines = 0;
    // Whoever is on the roster already is counted, and nothing needs to be mended.
    for fault in imported.faults.iter().filter(|fault| fault.reason != Reason::OnRoster) {
        let line = fault.line as usize;
        if rows.last().is_none_or(|last| last.line != line) {
            if lines == ROWS_MAX {
                break;
            }
            lines += 1;
        }
        let column = fault.column.as_ref().map(|column| match column.heading.trim() {
            "" => column.letters(),
            heading => heading.to_owned(),
        });
        let reason = say(page.lang, fault.reason.key(), &fault.reason.args());
        rows.push(ImportRow { line, column: column.unwrap_or_default(), reason });
    }
    ImportResult {
        id: kept.id.to_string(),
        file: kept.name.clone(),
        dry_run,
        accepted: imported.accepted,
        known: imported.known,
        refused: imported.refused,
        rows,
        hidden,
        page,
    }
}
