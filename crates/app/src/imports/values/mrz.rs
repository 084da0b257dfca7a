//! The machine-readable zone of a passport: two lines of 44 signs, form TD3 of ICAO Doc 9303 part 4.
//!
//! Each number in it has a check digit (part 3, section 4.9), and one stands for all: a slip of the finger is found.

use super::Given;
use crate::imports::faults::Reason;
use crate::imports::field::WorkerField as F;
use envelope::Passport;
use jiff::civil::Date;

/// Signs of one line.
const LINE: usize = 44;

/// What the second line says.
#[derive(Clone, PartialEq, Eq)]
pub struct Mrz {
    /// The passport's number.
    pub number: Passport,
    /// The nationality in three letters, as ISO 3166-1 has it.
    pub nationality: String,
    /// The birth date.
    pub birth_date: Date,
    /// The passport's last day.
    pub expiry: Date,
}

/// Names no person, as drafts do.
impl std::fmt::Debug for Mrz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mrz")
    }
}

/// Reads both lines, or the second alone. `today` tells centuries apart.
pub fn mrz(given: &Given, today: Date) -> Result<Mrz, Reason> {
    let text = given.text().replace('«', "<<").replace('‹', "<");
    let signs: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<';
    if !signs.bytes().all(allowed) {
        return Err(Reason::MrzForm);
    }
    let line = match signs.len() {
        LINE => signs.as_str(),
        length if length == 2 * LINE && signs.starts_with('P') => &signs[LINE..],
        _ => return Err(Reason::MrzForm),
    };
    let checked = |from: usize, to: usize, field: F| match check_digit(line[from..to].bytes()) == digit(line, to) {
        true => Ok(&line[from..to]),
        false => Err(Reason::MrzCheckDigit { field }),
    };
    let number = checked(0, 9, F::PassportNumber)?.trim_end_matches('<');
    let born = checked(13, 19, F::BirthDate)?;
    let until = checked(21, 27, F::PassportExpiry)?;
    // Where nothing stands in the optional part its check digit may be left out.
    let optional = &line[28..42];
    let left_out = optional.bytes().all(|b| b == b'<') && line.as_bytes()[42] == b'<';
    let whole = line[..10].bytes().chain(line[13..20].bytes()).chain(line[21..43].bytes());
    if !(left_out || check_digit(optional.bytes()) == digit(line, 42)) || check_digit(whole) != digit(line, 43) {
        return Err(Reason::MrzCheckDigit { field: F::Mrz });
    }
    let century = |year: i16| if 2000 + year <= today.year() { 2000 } else { 1900 };
    Ok(Mrz {
        number: Passport::parse(number).map_err(|_| Reason::MrzForm)?,
        nationality: line[10..13].trim_end_matches('<').to_owned(),
        birth_date: day(born, century)?,
        expiry: day(until, |_| 2000)?,
    })
}

fn day(digits: &str, century: impl Fn(i16) -> i16) -> Result<Date, Reason> {
    let part = |from: usize| digits[from..from + 2].parse::<i8>().map_err(|_| Reason::MrzForm);
    let year = i16::from(part(0)?);
    Date::new(century(year) + year, part(2)?, part(4)?).map_err(|_| Reason::MrzForm)
}

fn digit(line: &str, at: usize) -> Option<u32> {
    char::from(line.as_bytes()[at]).to_digit(10)
}

/// Weights 7, 3, 1; letters count from A = 10, the filler is nothing.
fn check_digit(signs: impl Iterator<Item = u8>) -> Option<u32> {
    let value = |sign: u8| if sign == b'<' { Some(0) } else { char::from(sign).to_digit(36) };
    signs
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(sign, weight)| Some(value(sign)? * weight))
        .sum::<Option<u32>>()
        .map(|sum| sum % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2010, 11, 1);
    /// The specimen of Doc 9303 part 4, appendix B: the country and the person are invented there.
    const SPECIMEN: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    fn read(text: &str) -> Result<Mrz, Reason> {
        mrz(&Given::Text(text.to_owned()), TODAY)
    }

    #[test]
    fn the_specimen_of_the_standard_is_read() {
        let second = SPECIMEN.split_once('\n').expect("two lines").1;
        for text in [SPECIMEN.to_owned(), SPECIMEN.replace('\n', " "), second.to_owned(), SPECIMEN.to_lowercase()] {
            let read = read(&text).expect("sound");
            assert_eq!((read.number.as_str(), read.nationality.as_str()), ("L898902C3", "UTO"));
            assert_eq!((read.birth_date, read.expiry), (Date::constant(1974, 8, 12), Date::constant(2012, 4, 15)));
        }
    }

    #[test]
    fn every_changed_sign_of_the_numbers_is_found() {
        let second = SPECIMEN.split_once('\n').expect("two lines").1;
        for at in (0..10).chain(13..20).chain(21..44) {
            let was = second.as_bytes()[at];
            let other = if was == b'7' { '2' } else { '7' };
            let mut changed = second.to_owned();
            changed.replace_range(at..=at, &other.to_string());
            assert!(matches!(read(&changed), Err(Reason::MrzCheckDigit { .. } | Reason::MrzForm)), "sign {at}");
        }
    }

    #[test]
    fn an_empty_optional_part_needs_no_check_digit() {
        let line = "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<";
        let fitting = (0..10).filter(|digit| read(&format!("{line}{digit}")).is_ok()).count();
        assert_eq!(fitting, 1, "one digit stands for all of them");
    }

    #[test]
    fn what_is_no_zone_of_a_passport_is_refused() {
        for text in ["EP1234567", "P<UTOERIKSSON<<ANNA", &"<".repeat(44), &"A".repeat(88), &"é".repeat(44)] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
