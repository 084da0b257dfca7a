//! What a bank says came in and went out: a statement in a table (CSV) or as ISO 20022 camt.053, read whole or not at all, and what
//! each of its lines pays. Nothing here books anything.

mod camt;
mod delimited;
mod fault;
pub mod matching;
pub mod reference;
mod xml;

use std::collections::HashMap;

use domain::money::{Currency, Money};
use jiff::civil::Date;

pub use fault::{Broken, FAULTS_MOST, Fault, Faults, StatementError, Wrong};

/// LIMIT: bytes of a file.
pub const BYTES_MOST: usize = 10 * 1024 * 1024;
/// LIMIT: lines of a file.
pub const LINES_MOST: usize = 20_000;
/// LIMIT: characters of a text of a line.
pub const TEXT_MOST: usize = 1_000;

/// What a file says of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The account's number, if the file names it: IBAN or the bank's own.
    pub account: Option<String>,
    /// Its currency; all amounts are of it.
    pub currency: Currency,
    /// The balance before the first line, in minor units, if the file tells.
    pub opening: Option<i64>,
    /// The balance after the last line, in minor units, if the file tells.
    pub closing: Option<i64>,
    /// What was booked, in the order of the file.
    pub lines: Vec<StatementLine>,
}

/// One movement on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The same for the same movement in every file of this form that holds it, and never the same for two in one file: date, minor
    /// units, how many of its like came before in the file, and the bank's own reference (or a digest of the texts, where it gives
    /// none). The reference alone would not do: tables hold there what the payer wrote, month after month.
    pub id: String,
    /// The day on which the bank booked it.
    pub booked_on: Date,
    /// What came in; negative for what went out.
    pub amount: Money,
    /// What the payer wrote, all parts together, and the reference.
    pub reference_text: String,
    /// Who paid or was paid, by name.
    pub counterparty: Option<String>,
    /// The reference that the payer's bank passed through from end to end.
    pub end_to_end: Option<String>,
    /// Whether an earlier movement was taken back: it pays nothing.
    pub reversal: bool,
    /// Where it stands: the row of a table, the entry of a statement, from 1.
    pub place: usize,
}

/// A line before it has its id.
struct Draft {
    booked_on: Date,
    minor: i64,
    text: String,
    counterparty: Option<String>,
    end_to_end: Option<String>,
    bank_reference: Option<String>,
    reversal: bool,
    place: usize,
}

/// Reads a bank's file in the account's currency. What it is, its content says: XML begins with `<`, everything else is a table.
pub fn read(bytes: &[u8], expected: Currency) -> Result<Statement, StatementError> {
    if bytes.len() > BYTES_MOST {
        return Err(StatementError::TooLarge);
    }
    let text = text(bytes)?;
    match text.trim_start() {
        "" => Err(StatementError::Empty),
        inner if inner.starts_with('<') => camt::read(text, expected),
        _ => delimited::read(text, expected),
    }
}

fn text(bytes: &[u8]) -> Result<&str, StatementError> {
    // two bytes for each character: marked, or every other byte is zero
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.iter().take(4).any(|b| *b == 0) {
        return Err(StatementError::Utf16);
    }
    let text = std::str::from_utf8(bytes).map_err(|wrong| {
        let before = String::from_utf8_lossy(bytes.get(..wrong.valid_up_to()).unwrap_or_default());
        StatementError::NotUtf8 { line: 1 + before.matches('\n').count() }
    })?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// A text for people: one space for whatever parts words, and without marks that would turn what stands beside it.
fn clean(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !crate::amount::turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a text as an error shows.
fn shown(text: &str) -> String {
    clean(text).chars().take(40).collect()
}

fn numbered(drafts: Vec<Draft>, currency: Currency) -> Vec<StatementLine> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut lines = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let reference = match &draft.bank_reference {
            Some(reference) if reference.len() <= 64 && !reference.starts_with('~') => reference.clone(),
            reference => {
                let texts = [
                    reference.as_deref(),
                    Some(&draft.text),
                    draft.counterparty.as_deref(),
                    draft.end_to_end.as_deref(),
                ];
                format!("~{:032x}", digest(texts.into_iter()))
            }
        };
        let like = format!("{}:{}:{reference}", draft.booked_on, draft.minor);
        let count = seen.entry(like).and_modify(|count| *count += 1).or_insert(1);
        lines.push(StatementLine {
            id: format!("{}:{}:{count}:{reference}", draft.booked_on, draft.minor),
            booked_on: draft.booked_on,
            amount: Money { minor: draft.minor, currency },
            reference_text: draft.text,
            counterparty: draft.counterparty,
            end_to_end: draft.end_to_end,
            reversal: draft.reversal,
            place: draft.place,
        });
    }
    lines
}

/// FNV-1a of 128 bits: tells lines of one day and amount apart. No seal; who writes the texts can only hide their own payment.
fn digest<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> u128 {
    let bytes = texts.flat_map(|text| text.unwrap_or("\u{1}").bytes().chain([0]));
    bytes.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

/// The day in `2026-01-31` or `31/01/2026`; in any digits. Day first, always: `02/03/2026` is the second of March.
fn day(text: &str) -> Option<Date> {
    let text: String = text.trim().chars().map(crate::amount::western).collect();
    let digits = |at: std::ops::Range<usize>| {
        text.get(at).filter(|part| part.bytes().all(|b| b.is_ascii_digit())).and_then(|part| part.parse::<i16>().ok())
    };
    let (year, month, day) = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => (digits(0..4)?, digits(5..7)?, digits(8..10)?),
        [_, _, b'/', _, _, b'/', _, _, _, _] => (digits(6..10)?, digits(3..5)?, digits(0..2)?),
        _ => return None,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (2000..=2199).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_day_first_or_not_at_all() {
        let date = |y, m, d| Some(Date::new(y, m, d).expect("a date"));
        assert_eq!(day("2026-01-31"), date(2026, 1, 31));
        assert_eq!(day(" 02/03/2026 "), date(2026, 3, 2));
        assert_eq!(day("٣١/٠١/٢٠٢٦"), date(2026, 1, 31));
        for wrong in [
            "01/31/2026",
            "2026-02-30",
            "31-01-2026",
            "1/2/2026",
            "31/01/26",
            "0026-01-01",
            "",
            "２026-01-01",
            "-026-01-01",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_text_keeps_nothing_that_turns_others_around() {
        assert_eq!(clean(" Rent\u{202E}\r\n for\u{7}  May\u{200F} "), "Rent for May");
    }

    #[test]
    fn what_no_bank_sends_is_refused_by_name() {
        let read = |bytes: &[u8]| read(bytes, Currency::Omr).expect_err("refused");
        assert_eq!(read(b""), StatementError::Empty);
        assert_eq!(read("\u{FEFF} \n".as_bytes()), StatementError::Empty);
        assert_eq!(read(&vec![b' '; BYTES_MOST + 1]), StatementError::TooLarge);
        assert_eq!(read(b"\xFF\xFED\0a\0t\0e\0"), StatementError::Utf16);
        assert_eq!(read(b"D\0a\0t\0e\0"), StatementError::Utf16);
        // "التاريخ" in Windows-1256
        assert_eq!(read(b"Date,Amount\n\xC7\xE1\xCA\xC7\xD1\xED\xCE"), StatementError::NotUtf8 { line: 2 });
        assert_eq!(read(b"%PDF-1.7"), StatementError::NoHead);
    }
}
