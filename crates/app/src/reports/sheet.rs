//! A report as a file: CSV in UTF-8 with a byte order mark, or a workbook. The words are the reader's and come ready.
//!
//! No cell is a formula: in CSV a text that a spreadsheet could run gets an apostrophe before it (as lists of workers do), and in a
//! workbook texts are texts.

use jiff::civil::Date;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use store::StoreError;

use crate::AppError;
use crate::imports::write::guarded;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A sum in Omani rial, in baisa.
    Sum(i64),
    /// A count.
    Number(i64),
    /// A day; empty for none.
    Day(Option<Date>),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A table as it is written.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name: at most 31 characters.
    pub title: String,
    /// Lines before the table: of which period, and in a demo that nothing here is real.
    pub above: Vec<String>,
    /// The headings.
    pub head: Vec<String>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<Cell>>,
    /// Whether it is read from right to left.
    pub right_to_left: bool,
}

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Office Open XML.
    Xlsx,
}

impl Kind {
    /// Reads `csv` or `xlsx`; anything else is no kind of ours.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

impl Sheet {
    /// The file.
    pub fn write(&self, kind: Kind) -> Result<Vec<u8>, AppError> {
        match kind {
            Kind::Csv => self.csv().map_err(|error| unwritten(&error)),
            Kind::Xlsx => self.xlsx().map_err(|error| unwritten(&error)),
        }
    }

    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        // Without the mark Excel spoils Arabic.
        let file = b"\xEF\xBB\xBF".to_vec();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        for line in &self.above {
            writer.write_record([guarded(&plain(line))])?;
        }
        writer.write_record(self.head.iter().map(|text| guarded(&plain(text))))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| match cell {
                Cell::Text(text) => guarded(&plain(text)),
                Cell::Sum(minor) => decimal(*minor),
                Cell::Number(number) => number.to_string(),
                Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            }))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let (bold, sums) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.000"));
        let sheet = book.add_worksheet();
        sheet.set_name(named(&self.title))?.set_right_to_left(self.right_to_left);
        for (at, line) in (0..).zip(&self.above) {
            sheet.write_string(at, 0, plain(line))?;
        }
        let first = u32::try_from(self.above.len()).unwrap_or(u32::MAX);
        for (column, text) in (0..).zip(&self.head) {
            sheet.write_string_with_format(first, column, plain(text), &bold)?;
            sheet.set_column_width(column, 22)?;
        }
        for (at, row) in (first + 1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(at, column, plain(text))?,
                    Cell::Sum(minor) => match decimal(*minor).parse::<f64>() {
                        Ok(sum) => sheet.write_number_with_format(at, column, sum, &sums)?,
                        Err(_) => sheet.write_string(at, column, decimal(*minor))?,
                    },
                    Cell::Number(number) => match number.to_string().parse::<f64>() {
                        Ok(number) => sheet.write_number(at, column, number)?,
                        Err(_) => sheet.write_string(at, column, number.to_string())?,
                    },
                    Cell::Day(day) => {
                        sheet.write_string(at, column, day.map(|day| day.to_string()).unwrap_or_default())?
                    }
                };
            }
        }
        book.save_to_buffer()
    }
}

fn unwritten(error: &dyn std::error::Error) -> AppError {
    StoreError::Program(format!("a report could not be written: {error}")).into()
}

/// A sum in rial with its three decimals, as programs read it.
fn decimal(baisa: i64) -> String {
    let sign = if baisa < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", baisa.unsigned_abs() / 1000, baisa.unsigned_abs() % 1000)
}

/// Words without the marks that set their parts apart on a page of mixed direction.
fn plain(words: &str) -> String {
    words
        .chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

/// A name that a worksheet may have: at most 31 characters, none of `[]:*?/\`, no apostrophe at its ends.
fn named(title: &str) -> String {
    let title: String = plain(title).chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if title.trim().is_empty() { "1".to_owned() } else { title }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use jiff::civil::date;

    use super::*;

    fn sheet() -> Sheet {
        let text = |text: &str| Cell::Text(text.to_owned());
        Sheet {
            title: "ضريبة [x] / القيمة".into(),
            above: vec!["@demo \u{2068}2026\u{2069}".into()],
            head: vec!["Case".into(), "=Sum".into(), "Days".into(), "Due".into()],
            rows: vec![
                vec![text("=HYPERLINK(\"x\")"), Cell::Sum(-5), Cell::Number(3), Cell::Day(Some(date(2026, 11, 23)))],
                vec![text("+a"), Cell::Sum(1_234_567_001), Cell::Number(0), Cell::Day(None)],
                vec![text("\u{2068}مكتب الواحة\u{2069}, \"AG-021\""), Cell::Sum(0), Cell::Number(-1), Cell::Day(None)],
            ],
            right_to_left: true,
        }
    }

    #[test]
    fn a_list_reads_back_with_its_sums_and_runs_nothing() {
        let bytes = sheet().write(Kind::Csv).expect("written");
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a mark")).expect("UTF-8");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows[0], ["'@demo 2026"]);
        assert_eq!(rows[1], ["Case", "'=Sum", "Days", "Due"]);
        assert_eq!(rows[2], ["'=HYPERLINK(\"x\")", "-0.005", "3", "2026-11-23"]);
        assert_eq!(rows[3], ["'+a", "1234567.001", "0", ""]);
        assert_eq!(rows[4], ["مكتب الواحة, \"AG-021\"", "0.000", "-1", ""]);
    }

    #[test]
    fn a_workbook_reads_back_with_numbers_as_numbers_and_texts_as_texts() {
        let bytes = sheet().write(Kind::Xlsx).expect("written");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["ضريبة x  القيمة"]);
        let range = book.worksheet_range_at(0).expect("a sheet").expect("readable");
        let at = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
        assert_eq!(at(0, 0), Data::String("@demo 2026".into()));
        assert_eq!(at(1, 1), Data::String("=Sum".into()));
        assert_eq!(at(2, 0), Data::String("=HYPERLINK(\"x\")".into()));
        assert_eq!(at(2, 1), Data::Float(-0.005));
        assert_eq!(at(3, 1), Data::Float(1_234_567.001));
        assert_eq!(at(4, 0), Data::String("مكتب الواحة, \"AG-021\"".into()));
    }
}
