//! XLSX workbooks: checked while still packed, then read cell by cell, never as one rectangle.
//!
//! A sheet can claim cells at its far corners; a rectangle between them would take all memory. The sheet whose headings
//! name the most fields is read, the others only as far as their headings may stand.

use super::{Cell, HEADER_WITHIN, Limits, Row, Sheet, Wanted, text_cell, under_header};
use crate::imports::faults::FileFault;
use calamine::{DataRef, DataType, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;
use std::io::{Cursor, Read};

/// LIMIT: parts of a workbook; real ones have a few dozen, and as many pictures as workers.
const PARTS_MAX: usize = 12_000;

/// LIMIT: sheets that are looked at.
const SHEETS_MAX: usize = 60;

pub(super) fn read(bytes: &[u8], limits: &Limits, wanted: &Wanted) -> Result<Sheet, FileFault> {
    check_packed(bytes, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let visible =
        |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let names: Vec<String> =
        book.sheets_metadata().iter().filter(visible).take(SHEETS_MAX).map(|sheet| sheet.name.clone()).collect();

    let mut rosters: Vec<(usize, usize, String)> = Vec::new();
    for name in names {
        let first = rows(&mut book, &name, limits, Some(HEADER_WITHIN))?;
        if let Some((at, score)) = wanted.header(&first) {
            rosters.push((score, at, name));
        }
    }
    let best = rosters.iter().map(|(score, _, _)| *score).max().ok_or(FileFault::NoHeader)?;
    let place = rosters.iter().position(|(score, _, _)| *score == best).ok_or(FileFault::NoHeader)?;
    let (_, at, name) = rosters.remove(place);
    let (header, rows) = under_header(rows(&mut book, &name, limits, None)?, at, limits)?;
    Ok(Sheet { name: Some(name), passed_over: rosters.into_iter().map(|(_, _, name)| name).collect(), header, rows })
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
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| FileFault::Damaged)?;
        left = left.checked_sub(unpacked).ok_or(FileFault::UnpacksTooLarge { limit: limits.unpacked_bytes })?;
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
    while let Some(read) = cells.next_cell().map_err(fault)? {
        let (row, column) = read.get_position();
        let cell = cell(read.get_value(), limits);
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
                last.cells.resize(column + 1, Cell::Empty);
            }
            last.cells[column] = cell;
        }
    }
    Ok(rows)
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
