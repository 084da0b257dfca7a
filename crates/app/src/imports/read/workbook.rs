//! XLSX workbooks: checked while still packed, then read cell by cell, never as one rectangle.
//!
//! A sheet can claim cells at its far corners; a rectangle between them would take all memory. The sheet whose headings
//! name the most fields is read, the others only as far as their headings may stand.

use super::heading_rows::{self, Found, HEADER_WITHIN};
use super::{Cell, Limits, Row, Sheet, Wanted, text_cell};
use crate::imports::faults::FileFault;
use calamine::{DataRef, DataType, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;
use std::io::{Cursor, Read};

/// LIMIT: parts of a workbook; real ones have a few dozen, and as many pictures as workers.
const PARTS_MAX: usize = 12_000;

/// LIMIT: sheets that are looked at.
const SHEETS_MAX: usize = 60;

/// LIMIT: no workbook that people write packs its parts better than this; a bomb does.
const RATIO_MAX: u64 = 250;

/// Parts below this many bytes may be packed as well as they like.
const SMALL: u64 = 4 << 20;

/// LIMIT: bytes of the list of texts, which is held in memory whole.
const TEXTS_MAX: u64 = 64 << 20;

pub(super) fn read(bytes: &[u8], limits: &Limits, wanted: &Wanted, named: Option<&str>) -> Result<Sheet, FileFault> {
    check_packed(bytes, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).take(SHEETS_MAX);
    // What is hidden is not meant to be sent: word lists, last year's people.
    let meant = |sheet: &&calamine::Sheet| {
        sheet.visible == SheetVisible::Visible || named.is_some_and(|named| same_name(named, &sheet.name))
    };
    let names: Vec<String> = sheets.filter(meant).map(|sheet| sheet.name.clone()).collect();

    let mut rosters: Vec<(Found, String)> = Vec::new();
    for name in &names {
        let first = rows(&mut book, name, limits, Some(HEADER_WITHIN))?;
        rosters.extend(heading_rows::find(&first, wanted).map(|found| (found, name.clone())));
    }
    let best = match named {
        Some(named) => {
            let no_such_sheet = || FileFault::NoSuchSheet { name: named.to_owned(), sheets: names.clone() };
            let there = names.iter().find(|name| same_name(named, name)).ok_or_else(no_such_sheet)?;
            rosters.iter().position(|(_, name)| name == there)
        }
        None => {
            let most = rosters.iter().map(|(found, _)| found.score).max();
            rosters.iter().position(|(found, _)| Some(found.score) == most)
        }
    };
    let (found, name) = rosters.remove(best.ok_or(FileFault::NoHeader)?);
    let (header, _, rows) = heading_rows::split(rows(&mut book, &name, limits, None)?, found, limits)?;
    let passed_over = rosters.into_iter().map(|(_, name)| name).collect();
    Ok(Sheet { name: Some(name), passed_over, encoding: None, header, rows })
}

/// Excel tells sheets apart without regard to case.
fn same_name(asked: &str, name: &str) -> bool {
    asked.trim().to_lowercase() == name.trim().to_lowercase()
}

/// Unpacks every part into nothing and counts: the sizes that a zip states about itself can lie.
fn check_packed(bytes: &[u8], limits: &Limits) -> Result<(), FileFault> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFault::Damaged)?;
    if zip.len() > PARTS_MAX {
        return Err(FileFault::UnpacksTooLarge { limit: limits.unpacked_bytes });
    }
    let is_workbook = zip.file_names().flatten().any(|name| name.eq_ignore_ascii_case("xl/workbook.xml"));
    if !is_workbook {
        let starts = |beginning: &str| zip.file_names().flatten().any(|name| name.starts_with(beginning));
        let found = if starts("word/") {
            "docx"
        } else if starts("xl/") {
            "xlsb"
        } else if starts("content.xml") {
            "ods"
        } else {
            "zip"
        };
        return Err(FileFault::OtherKind { found });
    }
    let mut left = limits.unpacked_bytes as u64;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|_| FileFault::Damaged)?;
        if part.encrypted() {
            return Err(FileFault::Protected);
        }
        // Pictures are never unpacked: not here, not later.
        if part.name().is_ok_and(|name| name.starts_with("xl/media/")) {
            continue;
        }
        let texts = part.name().is_ok_and(|name| name.eq_ignore_ascii_case("xl/sharedStrings.xml"));
        let packed = part.compressed_size().max(1);
        let most = if texts { left.min(TEXTS_MAX) } else { left };
        let unpacked = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(|_| FileFault::Damaged)?;
        let bomb = unpacked > SMALL && unpacked / packed > RATIO_MAX;
        if unpacked > most || bomb {
            return Err(FileFault::UnpacksTooLarge { limit: limits.unpacked_bytes });
        }
        left -= unpacked;
    }
    Ok(())
}

fn fault(error: XlsxError) -> FileFault {
    match error {
        XlsxError::Password => FileFault::Protected,
        _ => FileFault::Damaged,
    }
}

/// The rows that are not empty: all of them, or the first few.
fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    limits: &Limits,
    first: Option<usize>,
) -> Result<Vec<Row>, FileFault> {
    let most = first.unwrap_or(limits.rows + HEADER_WITHIN + 1);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(fault)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut taken = 0;
    while let Some(read) = cells.next_cell_with_formula_metadata().map_err(fault)? {
        let (row, column) = read.pos;
        let cell = match cell(&read.value, limits) {
            Cell::Empty if read.formula.is_some() && !said_empty(&read.value) => Cell::Uncalculated,
            cell => cell,
        };
        if cell == Cell::Empty {
            continue;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= limits.columns {
            // A stray cell far to the right of a look-up sheet is no reason to refuse the roster beside it.
            if first.is_some() {
                continue;
            }
            return Err(FileFault::TooManyColumns { limit: limits.columns });
        }
        let line = row.saturating_add(1);
        match rows.last() {
            Some(last) if last.line == line => {}
            // Rows out of order are written by nobody; sorting them would need them all.
            Some(last) if last.line > line => return Err(FileFault::Damaged),
            _ if rows.len() >= most && first.is_some() => return Ok(rows),
            _ if rows.len() >= most => return Err(FileFault::TooManyRows { limit: limits.rows }),
            _ => rows.push(Row { line, cells: Vec::new(), fault: None }),
        }
        if let Some(last) = rows.last_mut() {
            if last.cells.len() <= column {
                taken += column + 1 - last.cells.len();
                last.cells.resize(column + 1, Cell::Empty);
            }
            if taken > limits.cells {
                return Err(FileFault::TooManyCells { limit: limits.cells });
            }
            last.cells[column] = cell;
        }
    }
    Ok(rows)
}

/// A formula whose value is an empty text, such as `=IF(A1="","",A1)`.
fn said_empty(value: &DataRef) -> bool {
    matches!(value, DataRef::String(_) | DataRef::SharedString(_))
}

fn cell(value: &DataRef, limits: &Limits) -> Cell {
    match value {
        DataRef::String(_) | DataRef::SharedString(_) => text_cell(value.get_string().unwrap_or_default(), limits),
        #[expect(
            clippy::cast_precision_loss,
            reason = "whole numbers in a sheet are written as floating-point ones anyway"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(yes) => Cell::Text(if *yes { "yes" } else { "no" }.to_owned()),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
                (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map_or(Cell::Error, Cell::Date),
                _ => Cell::Error,
            }
        }
        DataRef::DateTime(length) => Cell::Number(length.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text, limits),
        DataRef::Error(_) => Cell::Error,
        DataRef::Empty => Cell::Empty,
    }
}
