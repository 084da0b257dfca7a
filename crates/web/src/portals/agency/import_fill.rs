//! Fills the pages of an import: what the columns may mean, what each row would do.

use std::collections::BTreeMap;

use app::imports::{
    Answers, Cell, DateOrder, Header, Import, Look, Mapping, MappingFault, Preview, Reason, RowFault, Sheet, Stage,
    WorkerDraft, WorkerField,
};
use app::vocabulary::{LANGUAGES, Vocabulary, WORK};
use domain::Class;

use super::import::{Column, FirstRow, ImportMap, ImportResult, ImportRow};
use super::import_list::{named, stage};
use crate::form::Sent;
use crate::page::{Notice, Page};
use crate::ui::{Choice, Field, Kind, Tone};
use crate::upload::say;

/// LIMIT: rows that the page of results lists.
const ROWS_MAX: usize = 200;
/// LIMIT: rows that a trial shows, each of which may be left out by hand.
const FIRST_ROWS: usize = 200;
/// LIMIT: the last line that can be chosen, and how many: a workbook has no more.
const LINE_MAX: u32 = 1_048_576;
/// LIMIT: values of a column that are shown as samples, and their letters.
const SAMPLES: usize = 3;
const SAMPLE_MAX: usize = 24;

/// The page of the columns, as they are read now, with what else is in question.
pub fn map(page: Page, import: &Import, look: &Look) -> ImportMap {
    let header = &look.sheet.header;
    let filled = (0..header.cells.len())
        .filter(|index| !header.cells[*index].trim().is_empty())
        .map(|index| {
            let field = WorkerField::ALL.iter().copied().find(|field| look.columns.of(*field) == Some(index));
            Column {
                name: format!("column-{index}"),
                heading: header.cells[index].clone(),
                samples: field.map(|field| samples(&page, &look.sheet, index, field)).unwrap_or_default(),
                choices: choices(&page, field),
                error: String::new(),
            }
        })
        .collect();
    ImportMap {
        id: import.id.to_string(),
        version: import.version,
        file: named(&page, import),
        rows: look.sheet.rows.len(),
        sheet: look.sheet.name.clone().unwrap_or_default(),
        sheets: look.sheet.passed_over.clone(),
        questions: questions(&page, import, look),
        columns: filled,
        page,
    }
}

/// What only the agency knows of its dates: asked where the file does not say it, and where it was said before.
fn questions(page: &Page, import: &Import, look: &Look) -> Vec<Field> {
    let said = import.answers.dates;
    let mut questions = Vec::new();
    if said.is_some() || look.dates.iter().any(|dates| !dates.settled) {
        let of =
            |value: &str, key: &str, order: Option<DateOrder>| Choice::new(value, page.t(key)).chosen(said == order);
        let choices = vec![
            of("", "import-dates-told", None),
            of("day-first", "import-dates-day-first", Some(DateOrder::DayFirst)),
            of("month-first", "import-dates-month-first", Some(DateOrder::MonthFirst)),
        ];
        let example = look.dates.iter().find_map(|dates| dates.example);
        let hint = example.map(|line| page.t1("import-dates-line", "line", line)).unwrap_or_default();
        questions.push(Field::new("dates", page.t("import-dates"), Kind::Select(choices)).hint(hint).optional());
    }
    if import.answers.hijri || look.dates.iter().any(|dates| dates.hijri > 0) {
        let yes = import.answers.hijri;
        let choices = vec![
            Choice::new("", page.t("import-hijri-refuse")).chosen(!yes),
            Choice::new("yes", page.t("import-hijri-convert")).chosen(yes),
        ];
        questions.push(Field::new("hijri", page.t("import-hijri"), Kind::Select(choices)).optional());
    }
    questions
}

/// The same with what was chosen and what is wrong with it.
pub fn map_again(page: Page, import: &Import, look: &Look, sent: &Sent, wrong: &Wrong) -> ImportMap {
    let mut map = map(page, import, look);
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

/// The answers as a form gives them.
pub fn answers(header: &Header, sent: &Sent) -> Result<Answers, Wrong> {
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
    let mapping = Mapping(mapping);
    mapping.columns(header).map_err(Wrong::Mapping)?;
    let dates = match sent.get("dates") {
        "day-first" => Some(DateOrder::DayFirst),
        "month-first" => Some(DateOrder::MonthFirst),
        _ => None,
    };
    let sheet = Some(sent.get("sheet").to_owned()).filter(|name| !name.is_empty());
    Ok(Answers { sheet, mapping: Some(mapping), dates, hijri: sent.get("hijri") == "yes" })
}

/// Lines as a form names them, `2-40, 55`; none: all of them. Nothing when they cannot be read.
#[expect(clippy::option_option, reason = "no answer, the answer that all are meant, and the lines")]
pub fn lines(text: &str) -> Option<Option<Vec<u32>>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    let mut lines = Vec::new();
    for part in text.split([',', '،', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let number = |text: &str| app::sealed::ascii_digits(text.trim()).parse::<u32>().ok();
        let (from, to) = (number(from)?, number(to)?);
        if from > to || to > LINE_MAX || lines.len() > LINE_MAX as usize {
            return None;
        }
        lines.extend(from..=to);
    }
    (!lines.is_empty()).then_some(Some(lines))
}

/// The page of what would happen.
pub fn trial(page: Page, preview: &Preview) -> ImportResult {
    let words = |tokens: &[&'static str], list: &Vocabulary| {
        page.lang.list(&tokens.iter().map(|token| page.t(list.message_key(token))).collect::<Vec<_>>())
    };
    let first = |(line, draft): &(u32, Box<WorkerDraft>)| FirstRow {
        line: *line,
        name: policy::mask::initial(&draft.full_name),
        passport: policy::mask::last_three(draft.passport_number.as_str()),
        work: words(&draft.work, &WORK),
        languages: words(&draft.languages, &LANGUAGES),
    };
    let first = preview.accepted.iter().take(FIRST_ROWS).map(first).collect();
    let import = &preview.import;
    ImportResult {
        id: import.id.to_string(),
        version: import.version,
        file: named(&page, import),
        dry_run: true,
        note: String::new(),
        goes_on: false,
        undoable: false,
        has_file: false,
        accepted: preview.accepted.len(),
        known: preview.known,
        refused: preview.refused,
        first,
        rows: rows(&page, &preview.faults),
        page,
    }
}

/// The page of what happened. The reasons are there for as long as the file is.
pub fn result(page: Page, import: &Import, faults: &[RowFault]) -> ImportResult {
    let count = |number: i64| usize::try_from(number).unwrap_or_default();
    let done = import.stage == Stage::Done;
    let note = if done && import.stopped.is_none() { String::new() } else { stage(&page, import) };
    ImportResult {
        id: import.id.to_string(),
        version: import.version,
        file: named(&page, import),
        dry_run: false,
        note,
        goes_on: done && import.stopped.is_some() && import.kept_until.is_some(),
        undoable: done && import.accepted > 0,
        has_file: done && import.kept_until.is_some() && import.known + import.refused > 0,
        accepted: count(import.accepted),
        known: count(import.known),
        refused: count(import.refused),
        first: Vec::new(),
        rows: rows(&page, faults),
        page,
    }
}

/// Whoever is on the roster already is counted, and nothing needs to be mended.
fn rows(page: &Page, faults: &[RowFault]) -> Vec<ImportRow> {
    let mut rows: Vec<ImportRow> = Vec::new();
    let mut lines = 0;
    for fault in faults.iter().filter(|fault| fault.reason != Reason::OnRoster) {
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
    rows
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_are_numbers_and_ranges_and_nothing_else() {
        assert_eq!(lines(" "), Some(None));
        assert_eq!(lines("2-4, 9"), Some(Some(vec![2, 3, 4, 9])));
        assert_eq!(lines("٢-٣"), Some(Some(vec![2, 3])));
        for bad in ["x", "4-2", "1-", "-", "1-4000000000", ","] {
            assert_eq!(lines(bad), None, "{bad}");
        }
    }
}
