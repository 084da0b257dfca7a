//! Dates as people write them: day before month, with names of months in English and Arabic, or as a spreadsheet's count of days.
//!
//! A reading that could be wrong by a century, a calendar or a month is refused: a wrong birth date ends at a border.

use super::Given;
use crate::imports::faults::Reason;
use crate::vocabulary::text::fold;
use jiff::civil::Date;

/// Completed years between birth and `today`; below zero if it lies ahead.
pub fn age_years(born: Date, today: Date) -> i16 {
    let not_yet = (today.month(), today.day()) < (born.month(), born.day());
    today.year() - born.year() - i16::from(not_yet)
}

/// Reads a date. Years from 1900 to 2099.
pub fn date(given: &Given) -> Result<Date, Reason> {
    match given {
        Given::Date(date) => plausible(*date),
        Given::Number(number) => serial(*number),
        Given::Text(text) => written(text),
    }
}

fn plausible(date: Date) -> Result<Date, Reason> {
    match date.year() {
        1300..=1499 => Err(Reason::HijriDate),
        1900..=2099 => Ok(date),
        _ => Err(Reason::DateUnclear),
    }
}

/// A number cell: a count of days, or a date typed as one number such as 19950312.
fn serial(number: f64) -> Result<Date, Reason> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie in the range; the hour is dropped")]
    match number {
        1.0..100_000.0 => counted(number as i32),
        10_000_000.0..100_000_000.0 => compact(&format!("{number:.0}")),
        _ => Err(Reason::DateUnclear),
    }
}

/// Days since 30 December 1899, as spreadsheets count from March 1900 on; or a bare year, which is no date.
fn counted(days: i32) -> Result<Date, Reason> {
    match days {
        1300..=1499 => return Err(Reason::HijriDate),
        1500..=2099 => return Err(Reason::YearOnly),
        _ => {}
    }
    let epoch = Date::constant(1899, 12, 30);
    plausible(epoch.checked_add(jiff::Span::new().days(days)).map_err(|_| Reason::DateUnclear)?)
}

fn written(text: &str) -> Result<Date, Reason> {
    let text = text.trim_end_matches(['م', '.', ' ']);
    let folded = fold(text);
    if ["هـ", "hijri", "A.H."].iter().any(|mark| text.contains(mark))
        || folded.split(' ').any(|word| HIJRI.contains(&word))
    {
        return Err(Reason::HijriDate);
    }
    // A time of day after the date: "1995-03-12T00:00:00", "12/03/1995 00:00".
    let day_part = text.split(['T', 't']).next().filter(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let without_time = match text.split_once(':') {
        Some((before, _)) if day_part.is_some_and(|part| part.len() < before.len()) => day_part.unwrap_or(text),
        Some((before, _)) => before.rsplit_once(' ').map_or(before, |(date, _)| date),
        None => text,
    };
    let parts: Vec<&str> = without_time.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let parts = joined_months(&parts);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        [only] => compact(only),
        [a, b, c] => match (month(a), month(b)) {
            (_, Some(month)) => in_order(c, month, a),
            (Some(month), _) => in_order(c, month, b),
            _ => numbers(a, b, c),
        },
        [month_name, year] | [year, month_name] if month(month_name).is_some() && year.len() == 4 => {
            Err(Reason::YearOnly)
        }
        _ => Err(Reason::DateUnclear),
    }
}

/// "12Mar1995" and "كانون الثاني" as parts of their own.
fn joined_months(parts: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in parts {
        let mut last_kind = None;
        for c in part.chars() {
            let kind = c.is_ascii_digit();
            if last_kind == Some(kind)
                && let Some(last) = out.last_mut()
            {
                last.push(c);
            } else {
                out.push(c.to_string());
            }
            last_kind = Some(kind);
        }
    }
    let two = out.windows(2).position(|pair| month(&pair.join(" ")).is_some() && month(&pair[0]).is_none());
    if let Some(at) = two {
        let second = out.remove(at + 1);
        out[at] = format!("{} {second}", out[at]);
    }
    out.retain(|part| !matches!(part.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "of"));
    out
}

/// Three numbers: year first, or day first.
fn numbers(a: &str, b: &str, c: &str) -> Result<Date, Reason> {
    let month: i8 = b.parse().map_err(|_| Reason::DateUnclear)?;
    if a.len() == 4 { in_order(a, month, c) } else { in_order(c, month, a) }
}

fn in_order(year: &str, month: i8, day: &str) -> Result<Date, Reason> {
    let number = |text: &str| text.parse::<i16>().map_err(|_| Reason::DateUnclear);
    let (year_digits, year, day) = (year.len(), number(year)?, number(day)?);
    match year_digits {
        4 => {}
        1 | 2 => return Err(Reason::TwoDigitYear),
        _ => return Err(Reason::DateUnclear),
    }
    if (1300..=1499).contains(&year) {
        return Err(Reason::HijriDate);
    }
    if month > 12 && (1..=12).contains(&day) {
        return Err(Reason::MonthFirst);
    }
    let day = i8::try_from(day).map_err(|_| Reason::NoSuchDay)?;
    plausible(Date::new(year, month, day).map_err(|_| Reason::NoSuchDay)?)
}

/// Digits without separators: a spreadsheet's count, a bare year, or eight digits if they can be read in one way only.
fn compact(digits: &str) -> Result<Date, Reason> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::DateUnclear);
    }
    match digits.len() {
        4 => Err(if ("1300".."1500").contains(&digits) { Reason::HijriDate } else { Reason::YearOnly }),
        5 => counted(digits.parse().map_err(|_| Reason::DateUnclear)?),
        6 => Err(Reason::TwoDigitYear),
        8 => {
            let year_first = numbers(&digits[..4], &digits[4..6], &digits[6..]);
            let day_first = numbers(&digits[..2], &digits[2..4], &digits[4..]);
            match (year_first, day_first) {
                (Ok(date), Err(_)) | (Err(_), Ok(date)) => Ok(date),
                (Err(Reason::HijriDate), _) | (_, Err(Reason::HijriDate)) => Err(Reason::HijriDate),
                _ => Err(Reason::DateUnclear),
            }
        }
        _ => Err(Reason::DateUnclear),
    }
}

/// A month by name: English, the Arabic names of the Gulf and Egypt, those of the Levant.
fn month(name: &str) -> Option<i8> {
    let name = fold(name);
    let listed = MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    i8::try_from(listed + 1).ok()
}

/// Folded.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "يناير", "كانون ثاني"],
    &["february", "feb", "فبراير", "شباط"],
    &["march", "mar", "مارس", "اذار"],
    &["april", "apr", "ابريل", "نيسان"],
    &["may", "مايو", "ايار"],
    &["june", "jun", "يونيو", "حزيران"],
    &["july", "jul", "يوليو", "تموز"],
    &["august", "aug", "اغسطس", "اب"],
    &["september", "sep", "sept", "سبتمبر", "ايلول"],
    &["october", "oct", "اكتوبر", "تشرين اول"],
    &["november", "nov", "نوفمبر", "تشرين ثاني"],
    &["december", "dec", "ديسمبر", "كانون اول"],
];

/// Months of the Hijri calendar (folded); "ربيع" and "جمادي" stand for two each.
const HIJRI: &[&str] = &[
    "محرم",
    "صفر",
    "ربيع",
    "جمادي",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "قعده",
    "حجه",
    "muharram",
    "safar",
    "rabi",
    "jumada",
    "rajab",
    "shaban",
    "ramadan",
    "shawwal",
    "dhu",
    "ah",
];

#[cfg(test)]
mod tests {
    use super::*;
    use envelope::normal::ascii_digits;

    fn read(text: &str) -> Result<Date, Reason> {
        date(&Given::Text(ascii_digits(text)))
    }

    #[test]
    fn the_same_day_however_written() {
        for text in [
            "12/03/1995",
            "12-03-1995",
            "12.3.1995",
            "12 3 1995",
            "1995-03-12",
            "1995/3/12",
            "1995-03-12 00:00:00",
            "1995-03-12T00:00:00",
            "1995-03-12T00:00:00.000Z",
            "12/03/1995 00:00",
            "12 Mar 1995",
            "12-Mar-1995",
            "12Mar1995",
            "March 12, 1995",
            "12th March 1995",
            "12 of March 1995",
            "١٢/٠٣/١٩٩٥",
            "۱۲/۳/۱۹۹۵",
            "12 مارس 1995",
            "١٢ مارس ١٩٩٥م",
            "12 آذار 1995",
            "12/03/1995 م",
            "19950312",
            "34770",
        ] {
            assert_eq!(read(text), Ok(Date::constant(1995, 3, 12)), "{text}");
        }
        assert_eq!(read("3 كانون الثاني 2024"), Ok(Date::constant(2024, 1, 3)));
        assert_eq!(read("3 تشرين الأول 2024"), Ok(Date::constant(2024, 10, 3)));
        assert_eq!(date(&Given::Number(34_770.5)), Ok(Date::constant(1995, 3, 12)));
        assert_eq!(date(&Given::Date(Date::constant(1995, 3, 12))), Ok(Date::constant(1995, 3, 12)));
        assert_eq!(date(&Given::Number(19_950_312.0)), Ok(Date::constant(1995, 3, 12)));
    }

    #[test]
    fn what_could_be_misread_is_refused_with_the_reason() {
        for (text, reason) in [
            ("12/03/95", Reason::TwoDigitYear),
            ("12-Mar-95", Reason::TwoDigitYear),
            ("120395", Reason::TwoDigitYear),
            ("15/08/1415", Reason::HijriDate),
            ("1415-08-15", Reason::HijriDate),
            ("15 شعبان 1415", Reason::HijriDate),
            ("15/8/1415هـ", Reason::HijriDate),
            ("1415", Reason::HijriDate),
            ("03/25/1995", Reason::MonthFirst),
            ("1995", Reason::YearOnly),
            ("March 1995", Reason::YearOnly),
            ("31/02/1995", Reason::NoSuchDay),
            ("00/01/1995", Reason::NoSuchDay),
            ("45/45/1995", Reason::NoSuchDay),
            ("soon", Reason::DateUnclear),
            ("12/03", Reason::DateUnclear),
            ("12/03/19955", Reason::DateUnclear),
            ("12/03/0095", Reason::DateUnclear),
            ("99999", Reason::DateUnclear),
            ("20132013", Reason::DateUnclear),
            ("9999999999999999999999", Reason::DateUnclear),
        ] {
            assert_eq!(read(text), Err(reason), "{text}");
        }
        assert_eq!(date(&Given::Number(1995.0)), Err(Reason::YearOnly));
        assert_eq!(date(&Given::Number(99_999.0)), Err(Reason::DateUnclear));
        assert_eq!(date(&Given::Number(f64::NAN)), Err(Reason::DateUnclear));
        assert_eq!(date(&Given::Number(-5.0)), Err(Reason::DateUnclear));
    }

    #[test]
    fn an_age_is_complete_on_the_birthday() {
        let born = Date::constant(2005, 11, 21);
        assert_eq!(age_years(born, Date::constant(2026, 11, 20)), 20);
        assert_eq!(age_years(born, Date::constant(2026, 11, 21)), 21);
        assert_eq!(age_years(Date::constant(2004, 2, 29), Date::constant(2025, 2, 28)), 20);
    }
}
