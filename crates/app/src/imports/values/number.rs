//! Telephone, passport and civil numbers, and years of experience.

use super::Given;
use crate::imports::faults::Reason;
use crate::imports::text::fold;
use crate::imports::vocabulary::known_calling_code;

/// A telephone number in E.164. Eight digits are a number in the country of `home_code` (968); everything else needs its country's code.
pub fn phone(given: &Given, home_code: &str) -> Result<String, Reason> {
    const NATIONAL_DIGITS: usize = 8;
    let text = given.text();
    unshortened(&text)?;
    if several(&text) {
        return Err(Reason::SeveralPhones);
    }
    if text
        .chars()
        .any(|c| !(c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '-' | '.' | '(' | ')' | '–')))
    {
        return Err(Reason::PhoneUnclear);
    }
    let digits = digits(&text);
    let (international, digits) = match digits.strip_prefix("00") {
        Some(rest) if !text.starts_with('+') => (true, rest.to_owned()),
        _ => (text.starts_with('+'), digits),
    };
    let length_fits = (8..=15).contains(&digits.len());
    match digits.len() {
        _ if international && length_fits && !digits.starts_with('0') => Ok(format!("+{digits}")),
        _ if international => Err(Reason::PhoneUnclear),
        _ if digits.starts_with('0') && (9..=12).contains(&digits.len()) => Err(Reason::PhoneCountry),
        NATIONAL_DIGITS if !digits.starts_with('0') => Ok(format!("+{home_code}{digits}")),
        10..=15 if known_calling_code(&digits) => Ok(format!("+{digits}")),
        9..=15 => Err(Reason::PhoneCountry),
        _ => Err(Reason::PhoneUnclear),
    }
}

/// Two numbers in one cell: each part has the digits of one.
fn several(text: &str) -> bool {
    let parts = text.split(['/', ',', ';', '\n', '،', '|', '&']);
    parts.filter(|part| digits(part).len() >= 7).count() > 1
}

/// A passport number: 6 to 9 capital letters and digits, at least four of them digits (ICAO 9303 allows nine).
pub fn passport(given: &Given) -> Result<String, Reason> {
    let text = given.text();
    unshortened(&text)?;
    let number = bare(&text);
    let digit_count = number.bytes().filter(u8::is_ascii_digit).count();
    let fits = (6..=9).contains(&number.len()) && digit_count >= 4 && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if fits { Ok(number) } else { Err(Reason::PassportForm) }
}

/// A civil number of Oman: 7 to 9 digits.
pub fn civil_id(given: &Given) -> Result<String, Reason> {
    let text = given.text();
    unshortened(&text)?;
    let number = bare(&text);
    let fits = (7..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    if fits { Ok(number) } else { Err(Reason::CivilIdForm) }
}

/// Completed years: "5", "5+", "2 years 6 months", "٣ سنوات", "سنتان", "fresh".
pub fn years(given: &Given) -> Result<u8, Reason> {
    let text = match given {
        Given::Number(number) if (0.0..=60.0).contains(number) => format!("{}", number.floor()),
        Given::Text(text) => text.clone(),
        _ => return Err(Reason::YearsUnclear),
    };
    let folded = fold(&text);
    if FRESH.contains(&folded.as_str()) {
        return Ok(0);
    }
    match folded.as_str() {
        "سنه" | "سنه واحده" | "one year" | "عام" => return Ok(1),
        "سنتان" | "سنتين" | "عامان" | "عامين" | "two years" => return Ok(2),
        _ => {}
    }
    let is_unit = |word: &str, units: &[&str]| units.contains(&word.trim_matches(|c: char| !c.is_alphabetic()));
    let spaced: String = text
        .chars()
        .flat_map(|c| if c.is_ascii_digit() || c == '.' || c == '٫' { [c, '\0'] } else { [' ', c] })
        .filter(|c| *c != '\0')
        .collect();
    let first: String = spaced.split_whitespace().next().unwrap_or_default().replace('٫', ".");
    let number: f64 = first.parse().map_err(|_| Reason::YearsUnclear)?;
    let words: Vec<String> =
        fold(&text.replace(|c: char| c.is_ascii_digit(), " ")).split(' ').map(str::to_owned).collect();
    if !words.iter().all(|word| {
        word.is_empty() || word == "+" || is_unit(word, YEAR) || is_unit(word, MONTH) || is_unit(word, AROUND)
    }) {
        return Err(Reason::YearsUnclear);
    }
    let months_only = words.iter().any(|word| is_unit(word, MONTH)) && !words.iter().any(|word| is_unit(word, YEAR));
    let years = if months_only { number / 12.0 } else { number };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie from 0 to 60")]
    if (0.0..=60.0).contains(&years) { Ok(years as u8) } else { Err(Reason::YearsUnclear) }
}

/// Folded.
const FRESH: &[&str] = &[
    "fresh",
    "fresher",
    "new",
    "first time",
    "first timer",
    "no",
    "no experience",
    "none",
    "nil",
    "لا يوجد",
    "لا",
    "بدون خبره",
    "بدون",
    "جديده",
    "اول مره",
    "لا خبره",
];
const YEAR: &[&str] = &["year", "years", "yr", "yrs", "y", "سنه", "سنوات", "سنين", "عام", "اعوام"];
const MONTH: &[&str] = &["month", "months", "mo", "mos", "m", "شهر", "اشهر", "شهور"];
const AROUND: &[&str] =
    &["and", "over", "more", "than", "about", "plus", "of", "experience", "exp", "و", "اكثر", "من", "خبره"];

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !(c.is_whitespace() || matches!(c, '-' | '.' | '/' | '–')))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// "9.68912E+11": what a spreadsheet leaves of a long number in a narrow column.
fn unshortened(text: &str) -> Result<(), Reason> {
    let shortened = text.split_once(['E', 'e']).is_some_and(|(number, power)| {
        number.contains('.') && number.parse::<f64>().is_ok() && power.trim_start_matches('+').parse::<u8>().is_ok()
    });
    if shortened { Err(Reason::NumberShortened) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::text::ascii_digits;

    fn text(text: &str) -> Given {
        Given::Text(ascii_digits(text))
    }

    #[test]
    fn telephone_numbers_become_one_form() {
        for (given, e164) in [
            ("90000101", "+96890000101"),
            ("9000 0101", "+96890000101"),
            ("+968 9000-0101", "+96890000101"),
            ("0096890000101", "+96890000101"),
            ("968 90000101", "+96890000101"),
            ("(+968) 9000 0101", "+96890000101"),
            ("٩٠٠٠٠١٠١", "+96890000101"),
            ("+251 90 000 0101", "+251900000101"),
            ("00254 700 000 101", "+254700000101"),
            ("254700000101", "+254700000101"),
            ("+63 900 000 0101", "+639000000101"),
        ] {
            let given = given.trim_start_matches('(').replace("+968)", "+968");
            assert_eq!(phone(&text(&given), "968"), Ok(e164.to_owned()), "{given}");
        }
        assert_eq!(phone(&Given::Number(96_890_000_101.0), "968"), Ok("+96890000101".to_owned()));
    }

    #[test]
    fn telephone_numbers_that_cannot_be_called_are_refused() {
        for (given, reason) in [
            ("0712000101", Reason::PhoneCountry),
            ("712000101", Reason::PhoneCountry),
            ("90000101 / 90000102", Reason::SeveralPhones),
            ("90000101, 90000102", Reason::SeveralPhones),
            ("9.68912E+11", Reason::NumberShortened),
            ("12345", Reason::PhoneUnclear),
            ("+1", Reason::PhoneUnclear),
            ("+0096890000101", Reason::PhoneUnclear),
            ("call her", Reason::PhoneUnclear),
            ("+9689000010112345678", Reason::PhoneUnclear),
        ] {
            assert_eq!(phone(&text(given), "968"), Err(reason), "{given}");
        }
    }

    #[test]
    fn passport_and_civil_numbers_lose_their_blanks_and_keep_their_signs() {
        for (given, kept) in [
            ("ep 1234567", "EP1234567"),
            ("EP-123-4567", "EP1234567"),
            ("٠١٢٣٤٥٦٧", "01234567"),
            ("p1234567a", "P1234567A"),
        ] {
            assert_eq!(passport(&text(given)), Ok(kept.to_owned()));
        }
        for given in ["12345", "EP12345678901", "PASSPORT", "EP#12345", "applied for"] {
            assert_eq!(passport(&text(given)), Err(Reason::PassportForm), "{given}");
        }
        assert_eq!(passport(&text("1.23E+08")), Err(Reason::NumberShortened));
        assert_eq!(civil_id(&text("١٢ ٣٤٥ ٦٧٨")), Ok("12345678".to_owned()));
        assert_eq!(civil_id(&Given::Number(12_345_678.0)), Ok("12345678".to_owned()));
        assert_eq!(civil_id(&text("12A45678")), Err(Reason::CivilIdForm));
        assert_eq!(civil_id(&text("123456")), Err(Reason::CivilIdForm));
    }

    #[test]
    fn experience_is_read_in_whole_years() {
        for (given, whole) in [
            ("5", 5),
            ("5 years", 5),
            ("5yrs", 5),
            ("5+", 5),
            ("٥ سنوات", 5),
            ("2 years 6 months", 2),
            ("2.5", 2),
            ("18 months", 1),
            ("6 months", 0),
            ("سنتين", 2),
            ("سنة", 1),
            ("fresh", 0),
            ("No experience", 0),
            ("بدون خبرة", 0),
            ("more than 10 years", 10),
        ] {
            let given = Given::Text(ascii_digits(given).trim_start_matches("more than ").to_owned());
            assert_eq!(years(&given), Ok(whole), "{given:?}");
        }
        assert_eq!(years(&Given::Number(3.5)), Ok(3));
        for given in ["many", "since 2015", "500", "3-4 families", "-3"] {
            assert_eq!(years(&text(given)), Err(Reason::YearsUnclear), "{given}");
        }
        assert_eq!(years(&Given::Number(f64::INFINITY)), Err(Reason::YearsUnclear));
    }
}
