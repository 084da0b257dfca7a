//! Text in columns: comma, semicolon, tab or bar, with the separator told by which one makes the best row of headings.
//!
//! A quotation mark that is never closed would swallow the lines after it, without a word. Such a row is given up, by a fault of
//! its own, and reading goes on with the line after it ([`stray`] tells).

mod stray;

use super::heading_rows::{self, Found, HEADER_WITHIN};
use super::{Cell, Encoding, Limits, Row, Sheet, Wanted, text_cell};
use crate::imports::faults::{FileFault, Reason};
use crate::imports::write::unguarded;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// LIMIT: each restart may read to the end of the file again.
const RESTARTS: usize = 20;

pub(super) fn read(text: &str, encoding: Encoding, limits: &Limits, wanted: &Wanted) -> Result<Sheet, FileFault> {
    let mut best: Option<(Found, u8)> = None;
    let mut too_wide = None;
    // Excel's own note about the separator is believed.
    let noted = note(text).and_then(|noted| SEPARATORS.into_iter().find(|separator| *separator == noted));
    for separator in SEPARATORS.into_iter().filter(|separator| noted.is_none_or(|noted| noted == *separator)) {
        match rows(text, separator, limits, None) {
            Ok(first) => {
                if let Some(found) = heading_rows::find(&first, wanted)
                    && best.as_ref().is_none_or(|(most, _)| found.score > most.score)
                {
                    best = Some((found, separator));
                }
            }
            Err(fault) => too_wide = Some(fault),
        }
    }
    let (found, separator) = best.ok_or(too_wide.unwrap_or(FileFault::NoHeader))?;
    let all = rows(text, separator, limits, Some(&found))?;
    // Columns without a heading count too: their cells are where they should be.
    let (header, width, mut rows) = heading_rows::split(all, found, limits)?;
    for row in &mut rows {
        if row.cells.iter().skip(width).any(|cell| *cell != Cell::Empty) {
            row.fault.get_or_insert(Reason::TooManyCells { found: row.cells.len(), expected: width });
        }
    }
    Ok(Sheet { name: None, passed_over: Vec::new(), encoding: Some(encoding), header, rows })
}

/// The rows that are not empty: all of them once the headings are found, before that the first few.
fn rows(text: &str, separator: u8, limits: &Limits, headings: Option<&Found>) -> Result<Vec<Row>, FileFault> {
    let most = headings.map_or(HEADER_WITHIN, |_| limits.rows + HEADER_WITHIN + 1);
    let mut rows = Vec::new();
    let mut place = Place { text, at: 0, line: 1 };
    let (mut restarts, mut taken) = (0, 0);
    'restart: loop {
        let from = place.at;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(&text.as_bytes()[from..]);
        let mut record = csv::StringRecord::new();
        // The bytes are UTF-8 and come from memory: no error is left that reading on could mend.
        while reader.read_record(&mut record).map_err(|_| FileFault::Damaged)? {
            let start = record.position().map_or(0, csv::Position::byte);
            place.forward(from + usize::try_from(start).unwrap_or(0));
            if rows.len() >= most {
                let full = FileFault::TooManyRows { limit: limits.rows };
                return if headings.is_none() { Ok(rows) } else { Err(full) };
            }
            let to = from + usize::try_from(reader.position().byte()).unwrap_or(0);
            let width = headings.filter(|found| rows.len() >= found.end()).map(Found::width);
            if stray::swallows(&record, &text[place.at..to.min(text.len())], separator, width) {
                restarts += 1;
                if restarts > RESTARTS {
                    return Err(FileFault::OpenQuotes { line: place.line });
                }
                // Kept as it stands, so that the row can be given back.
                let raw = &text[place.at..place.line_end()];
                let cells = raw.split(char::from(separator)).take(limits.columns).map(|cell| text_cell(cell, limits));
                rows.push(Row { line: place.line, cells: cells.collect(), fault: Some(Reason::OpenQuote) });
                place.next_line();
                continue 'restart;
            }
            if record.len() > limits.columns && record.iter().skip(limits.columns).any(|cell| !cell.trim().is_empty()) {
                return Err(FileFault::TooManyColumns { limit: limits.columns });
            }
            let mut cells: Vec<Cell> =
                record.iter().take(limits.columns).map(|cell| text_cell(unguarded(cell), limits)).collect();
            while cells.last() == Some(&Cell::Empty) {
                cells.pop();
            }
            cells.shrink_to_fit();
            taken += cells.len();
            if taken > limits.cells {
                return Err(FileFault::TooManyCells { limit: limits.cells });
            }
            let noted = rows.is_empty() && place.line == 1 && note(text).is_some();
            if !noted && cells.iter().any(|cell| *cell != Cell::Empty) {
                rows.push(Row { line: place.line, cells, fault: None });
            }
        }
        return Ok(rows);
    }
}

/// The separator of `sep=;`: in the first line it is a note to Excel and no row.
fn note(text: &str) -> Option<u8> {
    let first = text.lines().next()?.trim_matches(['"', ' ', '\r']);
    let rest = first.get(..4).filter(|note| note.eq_ignore_ascii_case("sep=")).map(|_| &first.as_bytes()[4..])?;
    Some(rest.first().copied().unwrap_or(b'\t'))
}

/// A byte of the text and the line it stands in. Kept here because the reader counts blank lines to the record after them.
struct Place<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Place<'_> {
    /// Goes on to where a record begins: at `to`, or after the blank lines that stand there.
    fn forward(&mut self, to: usize) {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() && (self.at < to || matches!(bytes[self.at], b'\n' | b'\r')) {
            let ends_line =
                bytes[self.at] == b'\n' || (bytes[self.at] == b'\r' && bytes.get(self.at + 1) != Some(&b'\n'));
            self.line += u32::from(ends_line);
            self.at += 1;
        }
    }

    /// Where the line ends, before the signs that end it.
    fn line_end(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(self.text.len(), |end| self.at + end)
    }

    /// Goes on to the next line that is not blank.
    fn next_line(&mut self) {
        self.forward(self.line_end());
    }
}
