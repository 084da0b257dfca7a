//! How the dates of each column are written, told from the column as a whole: 25/03 anywhere says that the day stands first,
//! 03/25 that the month does. Where nothing says so the day is taken to stand first, and the column is told as unsettled, so
//! that whoever imports can be asked.

use super::draft::Rules;
use super::field::WorkerField as F;
use super::header::Column;
use super::mapping::Columns;
use super::read::{Cell, Sheet};
use super::values::{self, Century, DateForm};
use crate::vocabulary::text::fold;
use envelope::normal::ascii_digits;
use jiff::civil::Date;
use std::borrow::Cow;

/// The fields that hold dates.
pub const DATE_FIELDS: [F; 4] = [F::BirthDate, F::AvailableFrom, F::PassportExpiry, F::FitnessDate];

/// What was found about the dates of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateColumn {
    /// The field that is read from it.
    pub field: F,
    /// The column.
    pub column: Column,
    /// Whether its dates are read with the month before the day.
    pub month_first: bool,
    /// Whether that is known: told by the caller, the heading, this column or another one. Ask where it is not.
    pub settled: bool,
    /// The line of a date that could be read in two ways, where it is not settled.
    pub example: Option<u32>,
    /// How many dates are Hijri. Ask whether to convert them.
    pub hijri: usize,
    /// Whether the spreadsheet has turned day and month of this column's date cells around; those are refused.
    pub swapped: bool,
    form: DateForm,
    /// Whether years of two digits stand at one end only.
    short_years: bool,
}

/// Looks at the columns of dates before any row is read.
pub fn date_columns(sheet: &Sheet, columns: &Columns, rules: &Rules) -> Vec<DateColumn> {
    let mapped = DATE_FIELDS.iter().filter_map(|field| Some((*field, columns.of(*field)?)));
    let seen: Vec<(F, usize, Evidence)> =
        mapped.map(|(field, index)| (field, index, Evidence::of(sheet, index))).collect();
    let elsewhere = |first: fn(&Evidence) -> usize| seen.iter().any(|(_, _, evidence)| first(evidence) > 0);
    let (day_somewhere, month_somewhere) = (elsewhere(|e| e.day_first), elsewhere(|e| e.month_first));
    let told = |(field, index, evidence): &(F, usize, Evidence)| {
        let column = sheet.header.column(*index);
        let own = match (evidence.day_first > 0, evidence.month_first > 0) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            // Both in one column: nothing is sure any more.
            (true, true) => None,
            (false, false) => heading_says(&column.heading).or(match (day_somewhere, month_somewhere) {
                (true, false) => Some(false),
                (false, true) => Some(true),
                _ => None,
            }),
        };
        let known = rules.day_first.map(|day_first| !day_first).or(own);
        let settled = known.is_some() || evidence.either == 0;
        let swapped = rules.day_first.is_none() && evidence.swapped();
        let month_first = known.unwrap_or(false);
        let form = DateForm {
            month_first,
            short_year_first: evidence.short_year_first > 0,
            century: None,
            hijri: rules.hijri == Hijri::Convert,
            swapped,
        };
        DateColumn {
            field: *field,
            column,
            month_first,
            settled,
            example: evidence.example.filter(|_| !settled),
            hijri: evidence.hijri,
            swapped,
            form,
            short_years: evidence.short_year_first == 0 || evidence.short_year_last == 0,
        }
    };
    seen.iter().map(told).collect()
}

/// What is done with Hijri dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hijri {
    /// They are refused with a reason.
    #[default]
    Refuse,
    /// They are read by the Umm al-Qura calendar.
    Convert,
}

/// The form in which a field's dates are read.
pub(super) fn form_of(columns: &[DateColumn], field: F, today: Date) -> DateForm {
    let Some(column) = columns.iter().find(|column| column.field == field) else { return DateForm::default() };
    let century = if field == F::BirthDate { Century::Past(today) } else { Century::Near(today) };
    DateForm { century: column.short_years.then_some(century), ..column.form }
}

/// A heading that shows the form: "DOB (dd/mm/yyyy)".
fn heading_says(heading: &str) -> Option<bool> {
    let folded = fold(heading);
    let words: Vec<&str> = folded.split(' ').collect();
    words.windows(2).find_map(|pair| match pair {
        ["dd" | "d" | "day" | "يوم", "mm" | "m" | "mmm" | "month" | "شهر"] => Some(false),
        ["mm" | "m" | "mmm" | "month" | "شهر", "dd" | "d" | "day" | "يوم"] => Some(true),
        _ => None,
    })
}

/// What the cells of one column say.
#[derive(Default)]
struct Evidence {
    day_first: usize,
    month_first: usize,
    either: usize,
    example: Option<u32>,
    short_year_first: usize,
    short_year_last: usize,
    hijri: usize,
    cells_till_12: usize,
    cells_after_12: usize,
}

/// Fewest cells of each kind before a pattern is believed.
const PATTERN: usize = 3;

impl Evidence {
    fn of(sheet: &Sheet, index: usize) -> Self {
        let mut evidence = Self::default();
        for row in &sheet.rows {
            match row.cells.get(index) {
                Some(Cell::Text(text)) if text.len() <= TEXT_BYTES_MAX => evidence.add_text(text, row.line),
                Some(Cell::Date(date)) if date.day() <= 12 => evidence.cells_till_12 += 1,
                Some(Cell::Date(_)) => evidence.cells_after_12 += 1,
                _ => {}
            }
        }
        evidence
    }

    fn add_text(&mut self, text: &str, line: u32) {
        let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(ascii_digits(text)) };
        if !text.is_ascii() && values::hijri_marked(&text, &fold(&text)) {
            self.hijri += 1;
            return;
        }
        let Some([a, b, c]) = values::three_numbers(&text) else { return };
        let number = |part: &str| part.parse::<i16>().unwrap_or(i16::MAX);
        let (first, second, third) = (number(a), number(b), number(c));
        if values::HIJRI_YEARS.contains(&first) || values::HIJRI_YEARS.contains(&third) {
            self.hijri += 1;
            return;
        }
        if a.len() == 4 {
            return;
        }
        if c.len() <= 2 {
            self.short_year_first += usize::from(first > 31);
            self.short_year_last += usize::from(third > 31);
            if first > 31 {
                return;
            }
        }
        match (first, second) {
            (13..=31, 1..=12) => self.day_first += 1,
            (1..=12, 13..=31) => self.month_first += 1,
            (1..=12, 1..=12) if first != second => {
                self.either += 1;
                self.example.get_or_insert(line);
            }
            _ => {}
        }
    }

    /// A spreadsheet that expects the month first makes date cells of 05/03 and leaves 25/03 as text.
    fn swapped(&self) -> bool {
        self.day_first >= PATTERN
            && self.either == 0
            && self.month_first == 0
            && self.cells_till_12 >= PATTERN
            && self.cells_after_12 == 0
    }
}

/// LIMIT: no date is longer.
const TEXT_BYTES_MAX: usize = 80;
