//! The row of headings, and columns named as a person would: by heading or by letter.

use crate::vocabulary::text::fold;

/// The row of headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its line, from 1.
    pub line: u32,
    /// The headings as written.
    pub cells: Vec<String>,
}

impl Header {
    /// The column under this heading, spelt in any way that folds alike; else the column of this letter.
    pub fn find(&self, heading: &str) -> Option<usize> {
        let wanted = fold(heading);
        let by_heading = self.cells.iter().position(|cell| !wanted.is_empty() && fold(cell) == wanted);
        by_heading.or_else(|| (0..self.cells.len()).find(|index| self.column(*index).letters() == heading.trim()))
    }

    /// The column at a place, with its heading.
    pub fn column(&self, index: usize) -> Column {
        Column { index, heading: self.cells.get(index).cloned().unwrap_or_default() }
    }
}

/// Where in the sheet something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Place in the row, from 0.
    pub index: usize,
    /// The heading over it, as written.
    pub heading: String,
}

impl Column {
    /// The column's name in a spreadsheet: A, B, ... Z, AA.
    pub fn letters(&self) -> String {
        let mut letters = Vec::new();
        let mut rest = self.index + 1;
        while rest > 0 {
            letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
            rest = (rest - 1) / 26;
        }
        letters.iter().rev().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(Column { index, heading: String::new() }.letters(), letters);
        }
    }
}
