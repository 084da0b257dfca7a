//! Lists written for the agency: its refused rows with their reasons, and its roster in the columns that are read again.
//!
//! CSV in UTF-8 with a byte order mark, without which Excel spoils Arabic. A spreadsheet runs text that begins like a formula:
//! such text gets an apostrophe before it, which reading takes off again.

use super::draft::WorkerDraft;
use super::field::WorkerField as F;
use super::read::{Cell, Sheet};
use crate::vocabulary::{COUNTRIES, FITNESS, LANGUAGES, SKILLS, Vocabulary, WORK};
use std::collections::BTreeMap;

/// Signs at the beginning of a text by which spreadsheets know a formula, and the wide forms that they read alike.
const RUNS: &[char] = &['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet could run the text, or reading would take its own apostrophe for ours.
fn needs_guard(text: &str) -> bool {
    let shown = text.trim_start_matches([' ', '\n', '\u{A0}']);
    shown.starts_with(RUNS) || shown.starts_with('\'')
}

/// The text as it may stand in a file that a spreadsheet opens.
pub fn guarded(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// What [`guarded`] was given.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| needs_guard(rest)).unwrap_or(text)
}

/// The refused rows of a sheet as a file of their own: its headings, its cells as they were read, and before them the reasons.
///
/// `refused` has lines of the sheet with what is wrong in the caller's words; several for one line are put together. `heading`
/// stands over the reasons; reading the mended file leaves that column behind. Values that were too long to be kept are empty.
pub fn refused_rows(sheet: &Sheet, refused: &[(u32, String)], heading: &str) -> Vec<u8> {
    let mut reasons: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (line, reason) in refused {
        reasons.entry(*line).or_default().push(reason);
    }
    let mut file = File::new();
    file.row(std::iter::once(heading).chain(sheet.header.cells.iter().map(String::as_str)));
    for row in &sheet.rows {
        if let Some(reasons) = reasons.get(&row.line) {
            let cells: Vec<String> = row.cells.iter().map(said).collect();
            let reasons = reasons.join("\n");
            file.row(std::iter::once(reasons.as_str()).chain(cells.iter().map(String::as_str)));
        }
    }
    file.bytes()
}

/// A cell as text that is read as the same value again.
fn said(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::Error => "#N/A".to_owned(),
        Cell::Empty | Cell::Uncalculated | Cell::TooLong => String::new(),
    }
}

/// The columns of an export: every field that holds a value of its own.
const COLUMNS: &[F] = &[
    F::FullName,
    F::FirstName,
    F::BirthDate,
    F::Origin,
    F::Languages,
    F::Skills,
    F::Work,
    F::ExperienceYears,
    F::AvailableFrom,
    F::Wage,
    F::PassportNumber,
    F::PassportExpiry,
    F::CivilId,
    F::Phone,
    F::KinName,
    F::KinPhone,
    F::FitnessResult,
    F::FitnessDate,
    F::WorkHistory,
];

/// A roster in the columns of the import. `say` gives a message in the reader's language: the names of fields
/// (`import-field-*`) and of listed words (`vocabulary.ftl`), all of which reading knows.
pub fn roster(workers: &[WorkerDraft], say: &dyn Fn(&str) -> String) -> Vec<u8> {
    let mut file = File::new();
    let headings: Vec<String> = COLUMNS.iter().map(|field| say(&field.message_key())).collect();
    file.row(headings.iter().map(String::as_str));
    for worker in workers {
        let cells: Vec<String> = COLUMNS.iter().map(|field| value(worker, *field, say)).collect();
        file.row(cells.iter().map(String::as_str));
    }
    file.bytes()
}

fn value(worker: &WorkerDraft, field: F, say: &dyn Fn(&str) -> String) -> String {
    let word = |list: &Vocabulary, token: &str| say(&list.message_key(token));
    let words = |list: &Vocabulary, tokens: &[&'static str]| {
        tokens.iter().map(|token| word(list, token)).collect::<Vec<_>>().join("; ")
    };
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let known = match field {
        F::FullName => Some(worker.full_name.clone()),
        F::FirstName => Some(worker.first_name.clone()),
        F::BirthDate => day(Some(worker.birth_date)),
        F::Origin => Some(word(&COUNTRIES, worker.origin)),
        F::Languages => Some(words(&LANGUAGES, &worker.languages)),
        F::Skills => Some(words(&SKILLS, &worker.skills)),
        F::Work => Some(words(&WORK, &worker.work)),
        F::ExperienceYears => worker.experience_years.map(|years| years.to_string()),
        F::AvailableFrom => day(worker.available_from),
        F::Wage => worker.wage_minor.map(|minor| format!("{}.{:03}", minor / 1000, minor % 1000)),
        F::PassportNumber => Some(worker.passport_number.as_str().to_owned()),
        F::PassportExpiry => day(worker.passport_expiry),
        F::CivilId => worker.civil_id.as_ref().map(|number| number.as_str().to_owned()),
        F::Phone => worker.phone.as_ref().map(|number| number.as_str().to_owned()),
        F::KinName => worker.kin_name.clone(),
        F::KinPhone => worker.kin_phone.as_ref().map(|number| number.as_str().to_owned()),
        F::FitnessResult => worker.fitness_result.map(|token| word(&FITNESS, token)),
        F::FitnessDate => day(worker.fitness_date),
        F::WorkHistory => worker.work_history.clone(),
        // Parts of what stands in other columns.
        F::MiddleName | F::FamilyName | F::Mrz => None,
    };
    known.unwrap_or_default()
}

/// A file that is written to memory, which does not fail.
struct File(csv::Writer<Vec<u8>>);

impl File {
    fn new() -> Self {
        Self(csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new()))
    }

    fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        self.0.write_record(cells.map(guarded)).unwrap_or_default();
    }

    fn bytes(self) -> Vec<u8> {
        let mut bytes = b"\xEF\xBB\xBF".to_vec();
        bytes.extend(self.0.into_inner().unwrap_or_default());
        bytes
    }
}
