//! Bytes in, a sheet out: what kind of file it is, where the headings stand, which cells there are.
//!
//! The kind is told by content, never by the file's name. Every limit is checked before the thing it limits is built.
//! Cells are not interpreted here.

mod delimited;
mod encoding;
mod heading_rows;
mod workbook;

use super::faults::{FileFault, Reason};
use super::header::Header;
use super::headings::names;
use super::mapping::Mapping;
use jiff::civil::Date;
use std::borrow::Cow;
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
    /// Cells in all, empty ones between others included: what takes memory.
    pub cells: usize,
    /// Bytes of one cell; a longer one is a fault of its row.
    pub cell_bytes: usize,
}

impl Default for Limits {
    /// A roster of 100,000 workers in thirty columns fits. Reading and drafting one of twenty took 260 MiB at its peak, one of
    /// 10,000 workers 33 MiB.
    fn default() -> Self {
        Self {
            file_bytes: 40 << 20,
            unpacked_bytes: 160 << 20,
            rows: 100_000,
            columns: 200,
            cells: 3_000_000,
            cell_bytes: 8 << 10,
        }
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
    /// A formula of a workbook whose value was never worked out: programs that write workbooks leave that to Excel.
    Uncalculated,
    /// More bytes than [`Limits::cell_bytes`]; the content is not kept.
    TooLong,
}

/// How a list in columns is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16 of either byte order: the "Unicode text" of Excel.
    Utf16,
    /// The Arabic code page of Windows.
    Windows1256,
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
    /// Names of other sheets with roster headings, which are not read unless one is asked for by name ([`Wish`]).
    pub passed_over: Vec<String>,
    /// How the text of a file that is no workbook was encoded.
    pub encoding: Option<Encoding>,
    /// The headings.
    pub header: Header,
    /// The rows, in file order. Empty ones and repeated headings are left out.
    pub rows: Vec<Row>,
}

/// What is known about a file before it is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// The headings, where a mapping names them; else those that we know are looked for.
    pub mapping: Option<&'a Mapping>,
    /// The sheet of a workbook; else the one with the most headings. Only a sheet that is named is read although it is hidden.
    pub sheet: Option<&'a str>,
}

/// Reads a file whose headings are to be guessed.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Sheet, FileFault> {
    read_as(bytes, limits, &Wish::default())
}

/// Reads a file whose headings are named by a mapping.
pub fn read_mapped(bytes: &[u8], limits: &Limits, mapping: &Mapping) -> Result<Sheet, FileFault> {
    read_as(bytes, limits, &Wish { mapping: Some(mapping), sheet: None })
}

/// Reads a file of which something is known.
pub fn read_as(bytes: &[u8], limits: &Limits, wish: &Wish) -> Result<Sheet, FileFault> {
    if bytes.len() > limits.file_bytes {
        return Err(FileFault::TooLarge { limit: limits.file_bytes });
    }
    let wanted = wish.mapping.map_or(Wanted::Known, Wanted::Named);
    let sheet = match kind(bytes)? {
        Kind::Zip => workbook::read(bytes, limits, &wanted, wish.sheet)?,
        Kind::Text(text, encoding) => delimited::read(&text, encoding, limits, &wanted)?,
    };
    if sheet.rows.is_empty() { Err(FileFault::NoRows) } else { Ok(sheet) }
}

enum Kind<'a> {
    Zip,
    Text(Cow<'a, str>, Encoding),
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
    (b"\x09\x08\x10\0\0\x06\x05\0", "xls"),
    (b"\x09\x04\x06\0", "xls"),
    (b"\x09\x02\x06\0", "xls"),
    (b"ID;P", "sylk"),
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
    let (text, encoding) = encoding::decode(bytes)?;
    let beginning = text.trim_start();
    let xml = |name: &str| beginning.chars().take(2_000).collect::<String>().contains(name);
    match beginning.chars().next() {
        None => Err(FileFault::Empty),
        // Programs send tables of web pages under the names of workbooks; Excel opens them without a word.
        Some('<') if xml("urn:schemas-microsoft-com:office:spreadsheet") => Err(FileFault::OtherKind { found: "xml" }),
        Some('<') => Err(FileFault::OtherKind { found: "html" }),
        Some('{' | '[') => Err(FileFault::OtherKind { found: "json" }),
        Some(_) if beginning.starts_with("MIME-Version:") => Err(FileFault::OtherKind { found: "html" }),
        Some(_) => Ok(Kind::Text(text, encoding)),
    }
}

/// How the row of headings is known.
enum Wanted<'a> {
    /// By headings that we know.
    Known,
    /// By the headings of a mapping.
    Named(&'a Mapping),
}

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
}

/// Text as a cell.
fn text_cell(text: &str, limits: &Limits) -> Cell {
    match text {
        _ if text.len() > limits.cell_bytes => Cell::TooLong,
        _ if text.trim().is_empty() => Cell::Empty,
        _ => Cell::Text(text.to_owned()),
    }
}
