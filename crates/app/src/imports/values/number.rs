//! Telephone, passport and civil numbers, and years of experience.

use super::Given;
use crate::imports::faults::Reason;
use crate::vocabulary::known_calling_code;
use crate::vocabulary::text::fold;
use envelope::normal::PhoneError;
use envelope::{CivilId, Passport, Phone};

/// A telephone number. Eight digits are a number in Oman; everything else needs its country's code.
pub fn phone(given: &Given) -> Result<Phone, Reason> {
    let text = given.text();
    unshortened(&text)?;
    if several(&text) {
        return Err(Reason::SeveralPhones);
    }
    // Spreadsheets drop the plus: enough digits that begin with a code from which workers come are meant with it.
    let plain = digits(&text);
    let with_code = (10..=15).contains(&plain.len()) && !text.contains('+') && known_calling_code(&plain);
    Phone::parse(&if with_code { format!("+{text}") } else { text }).map_err(|error| match error {
        PhoneError::NoCountryCode => Reason::PhoneCountry,
        _ => Reason::PhoneUnclear,
    })
}

/// Two numbers in one cell: each part has the digits of one.
fn several(text: &str) -> bool {
    let parts = text.split(['/', ',', ';', '\n', '،', '|', '&']);
    parts.filter(|part| digits(part).len() >= 7).count() > 1
}

/// A passport number.
pub fn passport(given: &Given) -> Result<Passport, Reason> {
    let text = given.text();
    unshortened(&text)?;
    Passport::parse(&text).map_err(|_| Reason::PassportForm)
}

/// A civil number.
pub fn civil_id(given: &Given) -> Result<CivilId, Reason> {
    let text = given.text();
    unshortened(&text)?;
    CivilId::parse(&text).map_err(|_| Reason::CivilIdForm)
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
    use envelope::normal::ascii_digits;

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
            assert_eq!(phone(&text(given)).as_ref().map(Phone::as_str), Ok(e164), "{given}");
        }
        assert_eq!(phone(&Given::Number(96_890_000_101.0)).as_ref().map(Phone::as_str), Ok("+96890000101"));
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
            assert_eq!(phone(&text(given)), Err(reason), "{given}");
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
            assert_eq!(passport(&text(given)).as_ref().map(Passport::as_str), Ok(kept));
        }
        for given in ["1234", "PASSPORT", "EP#12345", "applied for"] {
            assert_eq!(passport(&text(given)), Err(Reason::PassportForm), "{given}");
        }
        assert_eq!(passport(&text("1.23E+08")), Err(Reason::NumberShortened));
        for given in [text("١٢ ٣٤٥ ٦٧٨"), Given::Number(12_345_678.0)] {
            assert_eq!(civil_id(&given).as_ref().map(CivilId::as_str), Ok("12345678"));
        }
        assert_eq!(civil_id(&text("12A45678")), Err(Reason::CivilIdForm));
        assert_eq!(civil_id(&text("12345")), Err(Reason::CivilIdForm));
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
