//! Bytes in, a sheet out: what kind of file it is, where the headings stand, which cells there are.
//!
//! The kind is told by content, never by the file's name. Every limit is checked before the thing it limits is built.
//! Cells are not interpreted here.

mod delimited;
mod workbook;

use super::faults::{FileFault, Reason};
use super::header::Header;
use super::headings::names;
use super::mapping::Mapping;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How much one import takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Bytes of a workbook's parts once unpacked, pictures aside.
    pub unpacked_bytes: usize,
    /// Rows under the headings.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Bytes of one cell; a longer one is a fault of its row.
    pub cell_bytes: usize,
}

impl Default for Limits {
    /// A roster of 10,000 workers with long notes fits; memory stays below about 100 MiB.
    fn default() -> Self {
        Self { file_bytes: 16 << 20, unpacked_bytes: 48 << 20, rows: 10_000, columns: 200, cell_bytes: 8 << 10 }
    }
}

/// One cell as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or blanks.
    Empty,
    /// Text as typed.
    Text(String),
    /// A number cell of a workbook.
    Number(f64),
    /// A date cell of a workbook.
    Date(Date),
    /// A cell that shows an error, such as #N/A.
    Error,
    /// More bytes than [`Limits::cell_bytes`]; the content is not kept.
    TooLong,
}

/// One row under the headings that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its line, from 1, as editors and spreadsheets count.
    pub line: u32,
    /// Its cells; may be fewer than headings.
    pub cells: Vec<Cell>,
    /// What makes the row as a whole unreadable.
    pub fault: Option<Reason>,
}

/// A sheet ready for mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The sheet's name, in a workbook.
    pub name: Option<String>,
    /// Names of other sheets with roster headings, which are not read.
    pub passed_over: Vec<String>,
    /// The headings.
    pub header: Header,
    /// The rows, in file order. Empty ones and repeated headings are left out.
    pub rows: Vec<Row>,
}

/// Reads a file whose headings are to be guessed.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, FileFault> {
    read_for(bytes, limits, &Wanted::Known)
}

/// Reads a file whose headings are named by a mapping.
pub fn read_mapped(bytes: &[u8], limits: &Limits, mapping: &Mapping) -> Result<Sheet, FileFault> {
    read_for(bytes, limits, &Wanted::Named(mapping))
}

fn read_for(bytes: &[u8], limits: &Limits, wanted: &Wanted) -> Result<Sheet, FileFault> {
    if bytes.len() > limits.file_bytes {
        return Err(FileFault::TooLarge { limit: limits.file_bytes });
    }
    let sheet = match kind(bytes)? {
        Kind::Zip => workbook::read(bytes, limits, wanted)?,
        Kind::Text(text) => delimited::read(text, limits, wanted)?,
    };
    if sheet.rows.is_empty() { Err(FileFault::NoRows) } else { Ok(sheet) }
}

enum Kind<'a> {
    Zip,
    Text(&'a str),
}

/// Beginnings of files that are often sent by mistake.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpeg"),
    (b"GIF8", "gif"),
    (b"{\\rtf", "rtf"),
    (b"\x1F\x8B", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xBC\xAF", "seven-zip"),
    (b"\xFF\xFE", "utf-16"),
    (b"\xFE\xFF", "utf-16"),
];

/// Old Excel files and password-protected new ones share this container.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

fn kind(bytes: &[u8]) -> Result<Kind<'_>, FileFault> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let protected = bytes.windows(name.len()).any(|part| part == name);
        return Err(if protected { FileFault::Protected } else { FileFault::OtherKind { found: "xls" } });
    }
    if let Some((_, found)) = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return Err(FileFault::OtherKind { found });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        if bytes.iter().take(1024).any(|&b| b == 0) {
            return FileFault::OtherKind { found: "binary" };
        }
        let lines_before = bytes[..e.valid_up_to()].split(|&b| b == b'\n').count();
        FileFault::Encoding { line: u32::try_from(lines_before).unwrap_or(u32::MAX) }
    })?;
    match text.trim_start().chars().next() {
        None => Err(FileFault::Empty),
        Some('<') => Err(FileFault::OtherKind { found: "html" }),
        Some('{' | '[') => Err(FileFault::OtherKind { found: "json" }),
        Some(_) => Ok(Kind::Text(text)),
    }
}

/// How the row of headings is known.
enum Wanted<'a> {
    /// By headings that we know.
    Known,
    /// By the headings of a mapping.
    Named(&'a Mapping),
}

/// The headings stand within the first lines, under titles and logos.
const HEADER_WITHIN: usize = 25;

impl Wanted<'_> {
    /// How many fields a row names, if it were the header.
    fn score(&self, cells: &[String]) -> usize {
        match self {
            Self::Known => cells.iter().filter_map(|cell| names(cell)).collect::<BTreeSet<_>>().len(),
            Self::Named(mapping) => {
                let row = Header { line: 0, cells: cells.to_vec() };
                let letters = |heading: &String| heading.len() <= 2 && heading.bytes().all(|b| b.is_ascii_uppercase());
                let named =
                    mapping.0.values().filter(|heading| !letters(heading) && row.find(heading).is_some()).count();
                // A mapping by letters alone says nothing of where the headings stand: then they are looked for as usual.
                if mapping.0.values().all(letters) { Self::Known.score(cells) } else { named }
            }
        }
    }

    /// Fewest fields that make a row a header: a title may contain one known word by chance.
    fn enough(&self) -> usize {
        match self {
            Self::Known => 2,
            Self::Named(_) => 1,
        }
    }

    /// The best header among the first rows, and how many fields it names.
    fn header(&self, rows: &[Row]) -> Option<(usize, usize)> {
        let scored = rows.iter().take(HEADER_WITHIN).enumerate().map(|(at, row)| (at, self.score(&titles(row))));
        scored.filter(|(_, score)| *score >= self.enough()).max_by_key(|(at, score)| (*score, usize::MAX - at))
    }
}

/// A row's cells as headings.
fn titles(row: &Row) -> Vec<String> {
    let title = |cell: &Cell| match cell {
        Cell::Text(text) => crate::vocabulary::text::tidy(text),
        _ => String::new(),
    };
    let mut cells: Vec<String> = row.cells.iter().map(title).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// Splits rows into the header at `at` and what follows. The header repeated further down (one on each printed page) is left out.
fn under_header(mut rows: Vec<Row>, at: usize, limits: &Limits) -> Result<(Header, Vec<Row>), FileFault> {
    let under = rows.split_off(at + 1);
    let header = rows.pop().map(|row| Header { line: row.line, cells: titles(&row) }).ok_or(FileFault::NoHeader)?;
    let repeated = |row: &Row| match row.cells.iter().find(|cell| **cell != Cell::Empty) {
        Some(Cell::Text(first)) => {
            header.cells.contains(&crate::vocabulary::text::tidy(first)) && titles(row) == header.cells
        }
        _ => false,
    };
    let rows: Vec<Row> = under.into_iter().filter(|row| !repeated(row)).collect();
    if rows.len() > limits.rows { Err(FileFault::TooManyRows { limit: limits.rows }) } else { Ok((header, rows)) }
}

/// Text as a cell.
fn text_cell(text: &str, limits: &Limits) -> Cell {
    match text {
        _ if text.len() > limits.cell_bytes => Cell::TooLong,
        _ if text.trim().is_empty() => Cell::Empty,
        _ => Cell::Text(text.to_owned()),
    }
}
