//! Where the headings stand: in one row, or in two where groups stand over parts ("Passport" over "No." and "Expiry") or one
//! language over the other.

use super::{Cell, FileFault, Limits, Row, Wanted};
use crate::imports::header::Header;
use crate::imports::headings::{Confidence, Meaning, recognise};
use crate::vocabulary::text::tidy;

/// The headings stand within the first rows, under titles and logos.
pub(super) const HEADER_WITHIN: usize = 25;

/// The rows that hold the headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The first of them.
    at: usize,
    /// How many: one or two.
    rows: usize,
    /// How many fields they name.
    pub score: usize,
    /// The headings, of two rows put together.
    cells: Vec<String>,
}

impl Found {
    /// The place of the first row under them.
    pub(super) const fn end(&self) -> usize {
        self.at + self.rows
    }

    /// How many columns have one, those between others included.
    pub(super) const fn width(&self) -> usize {
        self.cells.len()
    }
}

/// The best headings among the first rows; of equals the first, and rather one row than two.
pub(super) fn find(rows: &[Row], wanted: &Wanted) -> Option<Found> {
    let first = &rows[..rows.len().min(HEADER_WITHIN)];
    let mut best: Option<Found> = None;
    for (at, row) in first.iter().enumerate() {
        let cells = titles(row);
        let score = wanted.score(&cells);
        let below = first.get(at + 1).filter(|below| below.line == row.line + 1).map(titles);
        let single = Found { at, rows: 1, score, cells };
        let double = below.and_then(|below| {
            let cells = together(&single.cells, &below)?;
            let whole = wanted.score(&cells);
            let translated = score >= wanted.enough() && whole >= score && says_the_same(&single.cells, &below);
            (whole > score || translated).then_some(Found { at, rows: 2, score: whole, cells })
        });
        for found in std::iter::once(single).chain(double) {
            let better = |best: &Found| {
                // A second row that only translates the first belongs to it all the same.
                found.score > best.score || (found.score == best.score && found.at == best.at && found.rows > best.rows)
            };
            if found.score >= wanted.enough() && best.as_ref().is_none_or(better) {
                best = Some(found);
            }
        }
    }
    best
}

/// Two rows as one, if the lower one can be part of the headings at all.
fn together(above: &[String], below: &[String]) -> Option<Vec<String>> {
    let parts: Vec<&String> = below.iter().filter(|cell| !cell.is_empty()).collect();
    // Workers have numbers and dates; headings have not.
    if parts.is_empty() || parts.iter().any(|part| part.chars().filter(char::is_ascii_digit).count() >= 3) {
        return None;
    }
    // A title over everything is no group.
    let groups = above.iter().filter(|cell| !cell.is_empty()).count();
    let first_below = below.iter().position(|cell| !cell.is_empty())?;
    if groups == 0 || (groups == 1 && above.iter().position(|cell| !cell.is_empty())? <= first_below) {
        return None;
    }
    let width = above.len().max(below.len());
    let empty = String::new();
    let (mut group, mut known) = ("", 0);
    let mut cells = Vec::with_capacity(width);
    for index in 0..width {
        let own = above.get(index).unwrap_or(&empty);
        let part = below.get(index).unwrap_or(&empty);
        if !own.is_empty() {
            group = own;
        }
        let cell = match (own.is_empty(), part.is_empty()) {
            (_, true) => own.clone(),
            (false, false) => joined(own, part),
            (true, false) => under(group, part),
        };
        known += usize::from(!part.is_empty() && recognise(&cell) != Meaning::Unknown);
        cells.push(cell);
    }
    // Names and countries in the lower row would be known by nobody.
    (known * 2 > parts.len()).then_some(cells)
}

/// A group with one of its parts: whichever says more.
fn under(group: &str, part: &str) -> String {
    let whole = joined(group, part);
    let of_group =
        matches!((recognise(group), recognise(&whole)), (Meaning::Field(a, _), Meaning::Field(b, _)) if a == b);
    match recognise(part) {
        // A column of its own, beside the group and not under it.
        Meaning::Field(_, Confidence::Certain) if of_group => part.to_owned(),
        Meaning::NotCollected if of_group && recognise(&whole) != recognise(part) && !bare(part) => part.to_owned(),
        _ => whole,
    }
}

/// "No." says nothing beside a group.
fn bare(part: &str) -> bool {
    part.chars().filter(|c| c.is_alphanumeric()).count() <= 6
}

fn joined(above: &str, below: &str) -> String {
    if above.is_empty() || above == below { below.to_owned() } else { format!("{above} {below}") }
}

/// Whether the lower row has the headings once more, in the other language.
fn says_the_same(above: &[String], below: &[String]) -> bool {
    let field = |cell: &String| match recognise(cell) {
        Meaning::Field(field, _) => Some(field),
        _ => None,
    };
    let same = above.iter().zip(below).filter(|(a, b)| field(a).is_some() && field(a) == field(b)).count();
    same >= 2 && same * 2 >= above.iter().filter(|cell| field(cell).is_some()).count()
}

/// A row's cells as headings.
fn titles(row: &Row) -> Vec<String> {
    let title = |cell: &Cell| match cell {
        Cell::Text(text) => tidy(text).replace('\n', " "),
        _ => String::new(),
    };
    let mut cells: Vec<String> = row.cells.iter().map(title).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// Splits rows into the headings, how many cells they take, and what follows. Headings repeated further down (on each printed page) are left out.
pub(super) fn split(mut rows: Vec<Row>, found: Found, limits: &Limits) -> Result<(Header, usize, Vec<Row>), FileFault> {
    let mut under = rows.split_off(found.end().min(rows.len()));
    let own: Vec<(Vec<String>, u32)> = rows.iter().skip(found.at).map(|row| (titles(row), row.line)).collect();
    let width = rows.iter().skip(found.at).map(|row| row.cells.len()).max().unwrap_or(0);
    let line = own.last().map_or(0, |(_, line)| *line);
    let repeated = |row: &Row| match row.cells.iter().find(|cell| **cell != Cell::Empty) {
        Some(Cell::Text(first)) => {
            let first = tidy(first).replace('\n', " ");
            own.iter().any(|(cells, _)| cells.contains(&first)) && own.iter().any(|(cells, _)| *cells == titles(row))
        }
        _ => false,
    };
    under.retain(|row| !repeated(row));
    if under.len() > limits.rows {
        return Err(FileFault::TooManyRows { limit: limits.rows });
    }
    Ok((Header { line, cells: found.cells }, width, under))
}
