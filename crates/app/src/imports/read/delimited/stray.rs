//! Whether a row has swallowed the lines after it, because a quotation mark is opened in it that nobody meant to open.
//!
//! A cell may hold line breaks inside quotation marks (RFC 4180, section 2.6), and most rows of several lines are sound.

/// LIMIT: a cell with more line breaks than this was never meant to have them.
const LINES_PER_CELL: usize = 30;

/// LIMIT: a line with fewer cells that say something cannot be told from a part of a text with separators in it.
const CELLS_TOLD: usize = 3;

/// Whether one of the cells is no cell but the lines after it. `raw` is the row as it stands in the file, up to the next one;
/// `width` is how many columns have headings, for a row under them.
///
/// That is so when a quotation mark is never closed, when what closes it stands at the beginning or in the middle of a cell,
/// when the cell has too many lines, and when each of its lines would be a whole row.
pub(super) fn swallows(record: &csv::StringRecord, raw: &str, separator: u8, width: Option<usize>) -> bool {
    let breaks = record.iter().map(|cell| line_breaks(cell.as_bytes())).max().unwrap_or(0);
    let raw = raw.trim_end_matches(['\n', '\r']);
    breaks > LINES_PER_CELL
        || (raw.contains('"') && misquoted(raw.as_bytes(), separator))
        || (breaks > 0 && width.is_some_and(|width| rows_by_themselves(raw, separator, width)))
}

fn line_breaks(text: &[u8]) -> usize {
    let ends = |(n, byte): (usize, &u8)| *byte == b'\n' || (*byte == b'\r' && text.get(n + 1) != Some(&b'\n'));
    text.iter().enumerate().filter(|&pair| ends(pair)).count()
}

/// Whether a quotation mark is never closed, or one of several lines is closed where no cell ends.
fn misquoted(raw: &[u8], separator: u8) -> bool {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] == b'"' {
            let Some(closed) = closing(raw, at + 1) else { return true };
            let after = raw[closed + 1..].iter().find(|&&b| b != b' ');
            let ends_cell = after.is_none_or(|&b| b == separator || matches!(b, b'\n' | b'\r'));
            if !ends_cell && line_breaks(&raw[at..closed]) > 0 {
                return true;
            }
            at = closed + 1;
        }
        let rest = raw[at..].iter().position(|&b| b == separator || matches!(b, b'\n' | b'\r'));
        at = rest.map_or(raw.len(), |end| at + end + 1);
    }
    false
}

/// Where the quotation mark is closed that was opened before `from`; two together are one in the text.
fn closing(raw: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += raw[at..].iter().position(|&b| b == b'"')?;
        if raw.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether every line would be a row, with nothing quoted in any but what the one pair of quotation marks holds. In a cell that is
/// meant to have lines they share the separators of one row.
fn rows_by_themselves(raw: &str, separator: u8, width: usize) -> bool {
    let mut lines = raw.split(['\n', '\r']).filter(|line| !line.is_empty()).map(|line| {
        let cells = line.split(char::from(separator));
        let filled = cells.clone().filter(|cell| cell.contains(char::is_alphanumeric)).count();
        (filled >= CELLS_TOLD).then(|| cells.count())
    });
    let Some(first) = lines.next().flatten() else { return false };
    first >= width && raw.matches('"').count() == 2 && lines.all(|cells| cells == Some(first))
}
