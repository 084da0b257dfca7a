//! Telephone, passport and civil numbers, and years of experience.

use super::Given;
use crate::imports::faults::Reason;
use crate::vocabulary::text::fold;
use crate::vocabulary::{international, national};
use envelope::normal::PhoneError;
use envelope::{CivilId, Passport, Phone};

/// A telephone number. Eight digits are a number in Oman; others need their country's code, unless they are dialled in `origin`
/// as mobile numbers are there.
pub fn phone(given: &Given, origin: Option<&str>) -> Result<Phone, Reason> {
    let text = whole(given)?;
    if several(&text) {
        return Err(Reason::SeveralPhones);
    }
    let plain = digits(&text);
    let bare = !text.contains('+') && !plain.starts_with("00");
    let code = if !bare {
        None
    } else if let Some(number) = origin.and_then(|country| national(&plain, country)) {
        // Only digits and what stands between them; a word would be lost otherwise.
        Some(number).filter(|_| !text.contains(char::is_alphabetic))
    } else {
        // Spreadsheets drop the plus: enough digits that begin with a code from which workers come are meant with it.
        international(&plain).then(|| text.clone())
    };
    Phone::parse(&code.map_or(text, |number| format!("+{number}"))).map_err(|error| match error {
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
    Passport::parse(&whole(given)?).map_err(|_| Reason::PassportForm)
}

/// A civil number.
pub fn civil_id(given: &Given) -> Result<CivilId, Reason> {
    CivilId::parse(&whole(given)?).map_err(|_| Reason::CivilIdForm)
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
/// What stands around the number and changes nothing, the places of experience in the Gulf among it.
const AROUND: &[&str] = &[
    "and",
    "over",
    "more",
    "than",
    "about",
    "plus",
    "of",
    "experience",
    "exp",
    "in",
    "at",
    "gulf",
    "gcc",
    "abroad",
    "overseas",
    "oman",
    "muscat",
    "ksa",
    "saudi",
    "arabia",
    "riyadh",
    "jeddah",
    "uae",
    "dubai",
    "kuwait",
    "qatar",
    "doha",
    "bahrain",
    "lebanon",
    "jordan",
    "و",
    "اكثر",
    "من",
    "خبره",
    "في",
    "خليج",
    "بالخليج",
    "عمان",
    "سعوديه",
    "بالسعوديه",
    "امارات",
    "بالامارات",
    "دبي",
    "كويت",
    "بالكويت",
    "قطر",
    "بقطر",
    "بحرين",
    "بالبحرين",
    "خارج",
];

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The text of a number that is no quantity, mended where programs have spoilt it without loss: "96890000101.0", "9.6890000101E+10".
///
/// "9.68912E+11" has lost its last digits and is refused, and so is a number cell beyond the 15 digits that a cell can hold.
fn whole(given: &Given) -> Result<String, Reason> {
    /// Above this neighbouring whole numbers are one (2^53).
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let text = match given {
        Given::Number(number) if number.abs() >= EXACT_MAX => return Err(Reason::NumberShortened),
        given => given.text(),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if let Some((number, power)) = text.split_once(['E', 'e'])
        && let Some((first, rest)) = number.split_once('.')
        && let Ok(power) = power.trim_start_matches('+').parse::<usize>()
        && all_digits(first)
        && all_digits(rest)
    {
        // All digits are still there, and nothing stands behind the point.
        let kept = rest.len() >= power && rest.bytes().skip(power).all(|b| b == b'0');
        return if kept { Ok(format!("{first}{}", &rest[..power])) } else { Err(Reason::NumberShortened) };
    }
    match text.split_once('.') {
        Some((number, "0" | "00")) if all_digits(number) => Ok(number.to_owned()),
        _ => Ok(text),
    }
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
            assert_eq!(phone(&text(given), None).as_ref().map(Phone::as_str), Ok(e164), "{given}");
        }
        assert_eq!(phone(&Given::Number(96_890_000_101.0), None).as_ref().map(Phone::as_str), Ok("+96890000101"));
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
            assert_eq!(phone(&text(given), None), Err(reason), "{given}");
        }
    }

    #[test]
    fn numbers_as_they_are_dialled_at_home_get_the_code_of_the_country() {
        for (given, country, e164) in [
            ("0712000101", "KE", "+254712000101"),
            ("712000101", "KE", "+254712000101"),
            ("0917 000 0101", "PH", "+639170000101"),
            ("9170000101", "PH", "+639170000101"),
            ("9170000101", "IN", "+919170000101"),
            ("01700-000101", "BD", "+8801700000101"),
            ("٠٩١١٠٠٠١٠١", "ET", "+251911000101"),
            ("254712000101", "KE", "+254712000101"),
            ("90000101", "KE", "+96890000101"),
        ] {
            assert_eq!(phone(&text(given), Some(country)).as_ref().map(Phone::as_str), Ok(e164), "{given}");
        }
        assert_eq!(phone(&text("0412000101"), Some("KE")), Err(Reason::PhoneCountry), "a land line needs its code");
        assert_eq!(phone(&text("0501000101"), Some("ET")), Err(Reason::PhoneCountry), "a number of the Emirates");
        assert_eq!(
            phone(&text("9170000101"), None),
            Err(Reason::PhoneCountry),
            "India's code, or the Philippines' network"
        );
    }

    #[test]
    fn numbers_that_programs_spoilt_are_mended_where_nothing_is_lost() {
        for given in ["96890000101.0", "96890000101.00", "9.6890000101E+10", "9.68900001010E+10"] {
            assert_eq!(phone(&text(given), None).as_ref().map(Phone::as_str), Ok("+96890000101"), "{given}");
        }
        assert_eq!(passport(&text("12345678.0")).as_ref().map(Passport::as_str), Ok("12345678"));
        for given in ["9.689E+10", "9.6890000101E+12", "1.5E+3"] {
            assert!(phone(&text(given), None).is_err(), "{given}");
        }
        assert_eq!(phone(&Given::Number(96_890_000_101.5), None), Err(Reason::PhoneUnclear));
        assert_eq!(civil_id(&Given::Number(1e17)), Err(Reason::NumberShortened));
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
            ("2 YRS KSA", 2),
            ("4 years in Oman", 4),
            ("٣ سنوات في الخليج", 3),
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
