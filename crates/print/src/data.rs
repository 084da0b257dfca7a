//! A paper's values as the template reads them, after they were counted. Values only: nothing of them is ever read as markup.

use std::fmt::Write as _;

use exchange::paper::{Paper, Table};
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

use crate::PrintError;
use crate::legible::legible;

/// LIMIT: rows of all tables together.
const ROWS_MAX: usize = 500;
/// LIMIT: columns of a table; more do not fit between the margins of A4.
const COLUMNS_MAX: usize = 8;
/// LIMIT: of anything else that there may be several of.
const ITEMS_MAX: usize = 100;
/// LIMIT: characters of one text.
const TEXT_CHARS_MAX: usize = 2_000;
/// LIMIT: characters of all texts together.
const ALL_CHARS_MAX: usize = 200_000;

/// The paper as JSON.
pub fn of(paper: &Paper) -> Result<String, PrintError> {
    let (language, region) = language(&paper.language)?;
    if paper.title.trim().is_empty() {
        return Err(PrintError::Untitled);
    }
    count(paper)?;
    let mut texts = Texts { rtl: paper.rtl, left: ALL_CHARS_MAX };
    let issuer = paper.parties.first().and_then(|party| party.lines.first()).map_or("", String::as_str);
    let data = json!({
        "rtl": paper.rtl,
        "language": language,
        "region": region,
        "title": texts.one(&paper.title)?,
        "title_other": texts.one(&paper.title_other)?,
        "number": texts.one(&paper.number)?,
        "issuer": texts.one(issuer)?,
        "banner": texts.one(&paper.banner)?,
        "parties": paper
            .parties
            .iter()
            .map(|party| Ok(json!({ "label": texts.one(&party.label)?, "lines": texts.all(&party.lines)? })))
            .collect::<Result<Value, PrintError>>()?,
        "facts": texts.pairs(&paper.facts)?,
        "tables": paper.tables.iter().map(|table| texts.table(table)).collect::<Result<Value, PrintError>>()?,
        "totals": texts.pairs(&paper.totals)?,
        "notes": texts.all(&paper.notes)?,
        "code": texts.one(&paper.code)?,
        "code_note": texts.one(&paper.code_note)?,
        "seal": texts.one(&paper.seal)?,
    });
    Ok(data.to_string())
}

/// The square code as a picture of one shape (ISO/IEC 18004), without the light around it; empty for no code.
pub fn code(text: &str) -> Result<String, PrintError> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| PrintError::Code(text.len()))?;
    let side = code.width();
    let mut shape = String::new();
    for (row, modules) in code.to_colors().chunks(side).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(PartialEq::eq) {
            if run[0] == Color::Dark {
                let length = run.len();
                write!(shape, "M{column} {row}h{length}v1h-{length}z").map_err(|_| PrintError::Code(text.len()))?;
            }
            column += run.len();
        }
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><path fill="#14211f" d="{shape}"/></svg>"##
    ))
}

fn count(paper: &Paper) -> Result<(), PrintError> {
    let within = |what, found, most| if found > most { Err(PrintError::TooMany { what, found, most }) } else { Ok(()) };
    within("parties", paper.parties.len(), ITEMS_MAX)?;
    within("lines of parties", paper.parties.iter().map(|party| party.lines.len()).sum(), ITEMS_MAX)?;
    within("facts", paper.facts.len(), ITEMS_MAX)?;
    within("tables", paper.tables.len(), ITEMS_MAX)?;
    within("totals", paper.totals.len(), ITEMS_MAX)?;
    within("notes", paper.notes.len(), ITEMS_MAX)?;
    within("rows", paper.tables.iter().map(|table| table.rows.len()).sum(), ROWS_MAX)?;
    for table in &paper.tables {
        let head = table.head.len();
        within("columns", head, COLUMNS_MAX)?;
        if let Some(row) = table.rows.iter().find(|row| row.len() != head || head == 0) {
            return Err(PrintError::Ragged { found: row.len(), head });
        }
    }
    Ok(())
}

/// The texts of one paper, counted as they are taken.
struct Texts {
    rtl: bool,
    left: usize,
}

impl Texts {
    fn one(&mut self, text: &str) -> Result<String, PrintError> {
        // INVARIANT: bytes are counted before characters, so that nothing huge is walked through.
        let long = |found, most| PrintError::TooMany { what: "characters", found, most };
        if text.len() > TEXT_CHARS_MAX * 4 {
            return Err(long(text.len() / 4, TEXT_CHARS_MAX));
        }
        let found = text.chars().count();
        if found > TEXT_CHARS_MAX {
            return Err(long(found, TEXT_CHARS_MAX));
        }
        let taken = ALL_CHARS_MAX - self.left + found;
        self.left = self.left.checked_sub(found).ok_or_else(|| long(taken, ALL_CHARS_MAX))?;
        Ok(legible(text.trim(), self.rtl))
    }

    fn all(&mut self, texts: &[String]) -> Result<Vec<String>, PrintError> {
        texts.iter().map(|text| self.one(text)).collect()
    }

    fn pairs(&mut self, pairs: &[(String, String)]) -> Result<Vec<[String; 2]>, PrintError> {
        pairs.iter().map(|(label, value)| Ok([self.one(label)?, self.one(value)?])).collect()
    }

    fn table(&mut self, table: &Table) -> Result<Value, PrintError> {
        let rows = table.rows.iter().map(|row| self.all(row)).collect::<Result<Vec<_>, _>>()?;
        Ok(json!({ "caption": self.one(&table.caption)?, "head": self.all(&table.head)?, "rows": rows }))
    }
}

/// `ar-OM` as `ar` and `OM`; a script is passed over (BCP 47, the parts that a page needs).
fn language(tag: &str) -> Result<(String, Option<String>), PrintError> {
    let letters = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let mut parts = tag.split('-');
    let language = parts.next().filter(|part| letters(part, 2..=3)).ok_or(PrintError::Language)?;
    let mut parts = parts.skip_while(|part| letters(part, 4..=4));
    let region = parts.next();
    if region.is_some_and(|region| !letters(region, 2..=2)) || parts.next().is_some() {
        return Err(PrintError::Language);
    }
    Ok((language.to_ascii_lowercase(), region.map(str::to_ascii_uppercase)))
}
