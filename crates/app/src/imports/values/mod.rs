//! What a cell says, made into a value of one form or refused with a reason.
//!
//! Numbers that were typed by people: Arabic-Indic and Persian digits, blanks, dashes, units, and what spreadsheets do to
//! long numbers. Nothing is guessed that could be wrong without anybody noticing.

mod amount;
mod date;
mod hijri;
mod mrz;
mod number;

pub use amount::wage_minor;
pub use date::{Century, DateForm, age_years, date, three_numbers};
pub use hijri::{YEARS as HIJRI_YEARS, marked as hijri_marked};
pub use mrz::{Mrz, mrz};
pub use number::{civil_id, passport, phone, years};

use super::faults::Reason;
use super::read::Cell;
use crate::vocabulary::text::{fold, tidy};
use envelope::normal::ascii_digits;
use jiff::civil::Date;

/// What stands in a cell, tidied.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Text, never empty, digits in ASCII.
    Text(String),
    /// A number cell of a workbook.
    Number(f64),
    /// A date cell of a workbook.
    Date(Date),
}

/// Signs for "nothing" (folded).
const NOTHING: &[&str] =
    &["na", "n a", "nil", "none", "null", "not applicable", "x", "xx", "xxx", "لا يوجد", "لايوجد", "لا شيء", "بدون"];

impl Given {
    /// The cell's content; `None` if it says nothing.
    pub fn of(cell: &Cell) -> Result<Option<Self>, Reason> {
        let text = match cell {
            Cell::Empty => return Ok(None),
            Cell::Number(number) => return Ok(Some(Self::Number(*number))),
            Cell::Date(date) => return Ok(Some(Self::Date(*date))),
            Cell::Error => return Err(Reason::CellError),
            Cell::Uncalculated => return Err(Reason::Uncalculated),
            Cell::TooLong => return Err(Reason::TooLong { limit: 8_000 }),
            Cell::Text(text) => text,
        };
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(Reason::ControlCharacter);
        }
        let text = ascii_digits(&tidy(text));
        // `="0123"` and `'0123` are how people keep a spreadsheet from shortening a number.
        let quoted =
            text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|kept| !kept.contains('"'));
        let text = quoted.unwrap_or(text.strip_prefix('\'').unwrap_or(&text)).to_owned();
        if text.starts_with(['=', '@']) {
            return Err(Reason::Formula);
        }
        if ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"]
            .iter()
            .any(|e| text.eq_ignore_ascii_case(e))
        {
            return Err(Reason::CellError);
        }
        // Only short texts can say "nothing"; the others need not be folded to find out.
        let nothing = text.len() <= 32
            && matches!(fold(&text).as_str(), folded if folded.is_empty() || NOTHING.contains(&folded));
        Ok(if nothing { None } else { Some(Self::Text(text)) })
    }

    /// The content as text; whole numbers without a decimal point.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// A person's name: letters, at most 120. Names wholly in capitals or small letters are set as names are.
pub fn name(given: &Given) -> Result<String, Reason> {
    const LETTERS_MAX: usize = 120;
    let text = given.text().replace('\n', " ");
    if text.chars().count() > LETTERS_MAX {
        return Err(Reason::TooLong { limit: LETTERS_MAX });
    }
    let odd = |c: char| c.is_numeric() || matches!(c, '@' | '<' | '>' | '{' | '}' | '|' | '\\' | '=' | '"');
    if text.chars().filter(|c| c.is_alphabetic()).count() < 2 || text.contains(odd) {
        return Err(Reason::NotAName);
    }
    let one_case = !text.chars().any(char::is_lowercase) || !text.chars().any(char::is_uppercase);
    Ok(if one_case { as_name(&text) } else { text })
}

fn as_name(text: &str) -> String {
    let mut start = true;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    out
}

/// A text that customers will read: at most 1,000 letters, no telephone number and no address in it.
pub fn note(given: &Given) -> Result<String, Reason> {
    const LETTERS_MAX: usize = 1_000;
    let text = given.text();
    if text.chars().count() > LETTERS_MAX {
        return Err(Reason::TooLong { limit: LETTERS_MAX });
    }
    if text.contains('@') || text.contains("http") || text.contains("www.") || longest_number(&text) >= 7 {
        return Err(Reason::ContactInText);
    }
    Ok(text)
}

/// Digits in the longest run, where blanks, dots and a single dash do not end it; "2019-2023" is a span of years and no number.
fn longest_number(text: &str) -> usize {
    let words = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+')));
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    words
        .map(|word| {
            let parts = word.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty() && !is_year(part));
            parts.map(str::len).sum()
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Given {
        Given::of(&Cell::Text(text.to_owned())).expect("a readable cell").expect("not nothing")
    }

    #[test]
    fn cells_that_say_nothing_are_nothing() {
        for said in ["", "  ", "-", "--", "N/A", "n.a.", "nil", "None", "لا يوجد", "—", "?", "\u{200F}"] {
            assert_eq!(Given::of(&Cell::Text(said.to_owned())), Ok(None), "{said:?}");
        }
    }

    #[test]
    fn cells_that_would_do_harm_are_refused() {
        for (said, reason) in [
            ("=HYPERLINK(\"http://x.example\")", Reason::Formula),
            ("@SUM(A1)", Reason::Formula),
            ("Alm\0az", Reason::ControlCharacter),
            ("Alm\u{1B}[31maz", Reason::ControlCharacter),
            ("#N/A", Reason::CellError),
            ("#ref!", Reason::CellError),
        ] {
            assert_eq!(Given::of(&Cell::Text(said.to_owned())), Err(reason), "{said:?}");
        }
        assert_eq!(Given::of(&Cell::Error), Err(Reason::CellError));
    }

    #[test]
    fn numbers_kept_as_text_are_read() {
        assert_eq!(text("=\"0123\""), Given::Text("0123".to_owned()));
        assert_eq!(text("'0123"), Given::Text("0123".to_owned()));
        assert_eq!(text("٠١٢٣"), Given::Text("0123".to_owned()));
    }

    #[test]
    fn names_are_set_as_names_are() {
        for (given, kept) in [
            ("ALMAZ  BEKELE", "Almaz Bekele"),
            ("mary o'brien-wanjiru", "Mary O'Brien-Wanjiru"),
            ("Rosa dela Cruz", "Rosa dela Cruz"),
            ("ألماز بيكيلي", "ألماز بيكيلي"),
            ("Suharti", "Suharti"),
        ] {
            assert_eq!(name(&text(given)), Ok(kept.to_owned()));
        }
        for given in ["12", "A", "Almaz 2", "almaz@mail.example", "<b>Almaz</b>"] {
            assert_eq!(name(&text(given)), Err(Reason::NotAName), "{given}");
        }
        assert_eq!(name(&text(&"ab ".repeat(60))), Err(Reason::TooLong { limit: 120 }));
    }

    #[test]
    fn a_history_speaks_of_work_and_gives_no_way_to_call() {
        for said in [
            "2 years Riyadh, 2019-2023 Muscat",
            "Beirut 2015 2017, Doha 2018 - 2020",
            "Family of 5; 3 children, villa 400 m2",
        ] {
            assert_eq!(note(&text(said)), Ok(said.to_owned()));
        }
        for said in ["call 99123456", "call +968 9912 3456", "mail x@mail.example", "see www.agency.example"] {
            assert_eq!(note(&text(said)), Err(Reason::ContactInText), "{said}");
        }
    }
}
