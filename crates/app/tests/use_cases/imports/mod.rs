//! Rosters from bytes to workers, as a command or a page would read them.

mod damage;
mod dates;
mod encodings;
mod files;
mod messages;
mod papers;
mod rows;
mod samples;
mod workbooks;
mod written;

use app::imports::{
    DateColumn, FileFault, Limits, RowFault, RowOutcome, Rules, Sheet, WorkerDraft, date_columns, draft_rows, guess,
    read,
};
use domain::digest::Digest;
use domain::pack::Pack;
use jiff::civil::{Date, date};

/// The day of all tests here.
pub const TODAY: Date = date(2026, 11, 1);

/// The rules of Oman.
pub fn rules() -> Rules {
    let pack =
        Pack::parse(include_str!("../../../../../packs/om.toml"), Digest::from([0; 32])).expect("the shipped pack");
    Rules::of(&pack)
}

/// Reads and drafts, with guessed columns.
pub fn import(bytes: &[u8]) -> Result<(Sheet, Vec<RowOutcome>), FileFault> {
    let sheet = read(bytes, &Limits::default())?;
    let columns = guess(&sheet.header).columns;
    let outcomes = draft_rows(&sheet, &columns, TODAY, &rules());
    Ok((sheet, outcomes))
}

/// The same under rules that whoever imports has changed.
pub fn import_under(text: &str, change: impl FnOnce(&mut Rules)) -> Vec<RowOutcome> {
    let sheet = read(text.as_bytes(), &Limits::default()).expect("readable");
    let mut rules = rules();
    change(&mut rules);
    draft_rows(&sheet, &guess(&sheet.header).columns, TODAY, &rules)
}

/// What is asked about the dates of a list.
pub fn dates_of(text: &str) -> Vec<DateColumn> {
    let sheet = read(text.as_bytes(), &Limits::default()).expect("readable");
    date_columns(&sheet, &guess(&sheet.header).columns, &rules())
}

/// The workers that are ready and the faults of the rest.
pub fn sorted(outcomes: &[RowOutcome]) -> (Vec<(u32, &WorkerDraft)>, Vec<&RowFault>) {
    let ready = outcomes.iter().filter_map(|outcome| match outcome {
        RowOutcome::Ready { line, worker } => Some((*line, worker.as_ref())),
        RowOutcome::Refused(_) => None,
    });
    let refused = outcomes.iter().filter_map(|outcome| match outcome {
        RowOutcome::Refused(faults) => Some(faults),
        RowOutcome::Ready { .. } => None,
    });
    (ready.collect(), refused.flatten().collect())
}

/// A small roster: the usual headings and these rows.
pub fn roster(rows: &[&str]) -> String {
    format!("Name,DOB,Nationality,Passport No\n{}\n", rows.join("\n"))
}
