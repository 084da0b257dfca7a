//! What is said about a file before it is taken in, and what is still to be asked: sheet, columns, how its dates are written.

use aws_lc_rs::digest;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dates::{self, DateColumn, Hijri};
use super::draft::{RowOutcome, Rules, draft_rows};
use super::faults::{FileFault, MappingFault};
use super::header::Header;
use super::mapping::{Columns, Guess, Mapping, guess};
use super::read::{Limits, Sheet, Wish, read_as};
use super::trouble::ImportError;
use crate::vocabulary::text::fold;
use domain::pack::Pack;

/// Whether the day or the month stands first in dates of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 25/03/1990
    DayFirst,
    /// 03/25/1990
    MonthFirst,
}

/// What is said about a file. What is not said is found out: the sheet with the most headings, columns by their headings, dates
/// by their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Field = heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    /// How its dates are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// Whether Hijri dates are converted; else their rows are refused.
    pub hijri: bool,
}

/// The answers as they are stored: with the day for which ages and expiry were reckoned, so that a job that goes on after
/// midnight says of each row what it said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stored {
    pub answers: Answers,
    pub on: Date,
}

impl Answers {
    pub(super) fn rules(&self, pack: &Pack) -> Rules {
        Rules {
            day_first: self.dates.map(|order| order == DateOrder::DayFirst),
            hijri: if self.hijri { Hijri::Convert } else { Hijri::Refuse },
            ..Rules::of(pack)
        }
    }

    /// Reads the file as the answers say.
    pub(super) fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Sheet, FileFault> {
        read_as(bytes, limits, &Wish { mapping: self.mapping.as_ref(), sheet: self.sheet.as_deref() })
    }
}

/// A file as it was read by its answers.
#[derive(Debug, Clone)]
pub struct Look {
    /// The sheet.
    pub sheet: Sheet,
    /// What each column's heading says by itself.
    pub guess: Guess,
    /// The columns that are read.
    pub columns: Columns,
    /// Why they cannot be, where fields that every worker needs have none.
    pub missing: Option<MappingFault>,
    /// How its dates are written; a column that is not settled is a question.
    pub dates: Vec<DateColumn>,
}

impl Look {
    /// Looks at a sheet. The answers' columns must be in it.
    pub(super) fn of(sheet: Sheet, answers: &Answers, rules: &Rules) -> Result<Self, MappingFault> {
        let guess = guess(&sheet.header);
        let columns = match &answers.mapping {
            Some(mapping) => mapping.columns(&sheet.header)?,
            None => guess.columns.clone(),
        };
        let missing = columns.missing().first().map(|field| MappingFault::MissingField { field: *field });
        let dates = dates::date_columns(&sheet, &columns, rules);
        Ok(Self { sheet, guess, columns, missing, dates })
    }

    /// What each row says.
    pub(super) fn outcomes(&self, today: Date, rules: &Rules) -> Vec<RowOutcome> {
        draft_rows(&self.sheet, &self.columns, today, rules)
    }
}

/// By what a file with the same headings is known again.
pub(super) fn headings(header: &Header) -> Vec<u8> {
    let folded: Vec<String> = header.cells.iter().map(|cell| fold(cell)).collect();
    digest::digest(&digest::SHA256, folded.join("\n").as_bytes()).as_ref().to_vec()
}

/// Reading takes the processor for a while, and the memory of a whole file: away from the requests, a few at once.
pub(super) async fn apart<T, F>(work: F) -> Result<T, ImportError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, ImportError> + Send + 'static,
{
    /// LIMIT: files that are read at the same time.
    static READING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);
    let _turn = READING.acquire().await;
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(ImportError::File(FileFault::Damaged)))
}
