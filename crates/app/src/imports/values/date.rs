//! Dates as people write them: day before month, with names of months in English and Arabic, or as a spreadsheet's count of days.
//!
//! A reading that could be wrong by a century, a calendar or a month is refused: a wrong birth date ends at a border. What
//! one cell cannot tell, its column can: see `imports::dates`.

use super::{Given, hijri};
use crate::imports::faults::Reason;
use crate::vocabulary::text::fold;
use jiff::civil::Date;

/// Completed years between birth and `today`; below zero if it lies ahead.
pub fn age_years(born: Date, today: Date) -> i16 {
    let not_yet = (today.month(), today.day()) < (born.month(), born.day());
    today.year() - born.year() - i16::from(not_yet)
}

/// How the dates of one column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateForm {
    /// Whether the month stands before the day.
    pub month_first: bool,
    /// Whether a year of two digits stands first; it stands last otherwise.
    pub short_year_first: bool,
    /// Which years two digits can mean; none, and they are refused.
    pub century: Option<Century>,
    /// Whether Hijri dates are converted; refused otherwise.
    pub hijri: bool,
    /// Whether date cells are refused, because the spreadsheet has read them the wrong way round.
    pub swapped: bool,
}

/// Which years two digits can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Century {
    /// The last hundred years before this day: nobody on a roster is older.
    Past(Date),
    /// Years near this day: papers and appointments.
    Near(Date),
}

impl Century {
    /// Papers are valid for ten years; what lies further ahead is no year of one.
    const AHEAD_YEARS: i16 = 20;

    fn year(self, short: i16) -> Result<i16, Reason> {
        match self {
            Self::Past(today) if 2000 + short <= today.year() => Ok(2000 + short),
            Self::Past(_) => Ok(1900 + short),
            Self::Near(today) if 2000 + short <= today.year() + Self::AHEAD_YEARS => Ok(2000 + short),
            Self::Near(_) => Err(Reason::TwoDigitYear),
        }
    }
}

/// Reads a date, written in the form of its column. Years from 1900 to 2099.
pub fn date(given: &Given, form: &DateForm) -> Result<Date, Reason> {
    match given {
        Given::Date(date) if form.swapped && date.day() <= 12 => Err(Reason::DateSwapped),
        Given::Date(date) => plausible(*date),
        Given::Number(number) => serial(*number, form),
        Given::Text(text) => written(text, form),
    }
}

/// The three numbers of a date that is written in numbers only, as they stand.
pub fn three_numbers(text: &str) -> Option<[&str; 3]> {
    let text = without_time(text.trim_end_matches(['م', '.', ' ']));
    let mut parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let numbers = parts.next().is_none() && three.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    numbers.then_some(three)
}

fn plausible(date: Date) -> Result<Date, Reason> {
    match date.year() {
        1300..=1499 => Err(Reason::HijriDate),
        1900..=2099 => Ok(date),
        _ => Err(Reason::DateUnclear),
    }
}

/// A number cell: a count of days, or a date typed as one number such as 19950312.
fn serial(number: f64, form: &DateForm) -> Result<Date, Reason> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to lie in the range; the hour is dropped")]
    match number {
        1.0..100_000.0 => counted(number as i32),
        10_000_000.0..100_000_000.0 => compact(&format!("{number:.0}"), form),
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

fn written(text: &str, form: &DateForm) -> Result<Date, Reason> {
    let text = text.trim_end_matches(['م', '.', ' ']);
    // Most dates are numbers only, and no month's name needs to be looked for.
    let only_numbers = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-' | b'.' | b' '));
    if !only_numbers && hijri::marked(text, &fold(text)) {
        return if form.hijri { hijri::written(text).and_then(plausible) } else { Err(Reason::HijriDate) };
    }
    let text = without_weekday(without_time(text));
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let parts = joined_months(&parts);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        [only] => compact(only, form),
        [a, b, c] => match (month(a), month(b)) {
            (_, Some(month)) if a.len() == 4 => in_order(a, month, c, form),
            (_, Some(month)) => in_order(c, month, a, form),
            (Some(month), _) => in_order(c, month, b, form),
            _ => numbers(a, b, c, form),
        },
        [month_name, year] | [year, month_name] if month(month_name).is_some() && year.len() == 4 => {
            Err(Reason::YearOnly)
        }
        _ => Err(Reason::DateUnclear),
    }
}

/// Without a time of day after the date: "1995-03-12T00:00:00", "12/03/1995 00:00 AM".
fn without_time(text: &str) -> &str {
    let day_part = text.split(['T', 't']).next().filter(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    match text.split_once(':') {
        Some((before, _)) if day_part.is_some_and(|part| part.len() < before.len()) => day_part.unwrap_or(text),
        Some((before, _)) => before.rsplit_once(' ').map_or(before, |(date, _)| date),
        None => text,
    }
}

/// Without the day of the week before the date: "Sunday, 12 March 1995".
fn without_weekday(text: &str) -> &str {
    const DAYS: &[&str] =
        &["sat", "sun", "mon", "tue", "wed", "thu", "fri", "سبت", "احد", "اثنين", "ثلاثاء", "اربعاء", "خميس", "جمعه"];
    let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let before = fold(&text[..at]).replace("يوم ", "");
    if !before.is_empty() && !before.contains(' ') && DAYS.iter().any(|day| before.starts_with(day)) {
        &text[at..]
    } else {
        text
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

/// Three numbers: year first, or day and month in the order of the column.
fn numbers(a: &str, b: &str, c: &str, form: &DateForm) -> Result<Date, Reason> {
    let month = |text: &str| text.parse::<i8>().map_err(|_| Reason::DateUnclear);
    let short_first = a.len() <= 2 && c.len() <= 2 && form.short_year_first;
    if a.len() == 4 || short_first {
        return in_order(a, month(b)?, c, form);
    }
    // By the lunar calendar nobody writes the month first.
    let hijri = c.parse().is_ok_and(|year: i16| hijri::YEARS.contains(&year));
    if form.month_first && !hijri { in_order(c, month(a)?, b, form) } else { in_order(c, month(b)?, a, form) }
}

fn in_order(year: &str, month: i8, day: &str, form: &DateForm) -> Result<Date, Reason> {
    let number = |text: &str| text.parse::<i16>().map_err(|_| Reason::DateUnclear);
    let (mut full, day) = (number(year)?, number(day)?);
    match (year.len(), form.century) {
        (4, _) => {}
        (1 | 2, None) => return Err(Reason::TwoDigitYear),
        (2, Some(century)) => full = century.year(full)?,
        _ => return Err(Reason::DateUnclear),
    }
    if hijri::YEARS.contains(&full) {
        let convert = || hijri::gregorian(full, month, day).and_then(plausible);
        return if form.hijri { convert() } else { Err(Reason::HijriDate) };
    }
    if month > 12 && (1..=12).contains(&day) {
        return Err(if form.month_first { Reason::DayFirst } else { Reason::MonthFirst });
    }
    let day = i8::try_from(day).map_err(|_| Reason::NoSuchDay)?;
    plausible(Date::new(full, month, day).map_err(|_| Reason::NoSuchDay)?)
}

/// Digits without separators: a spreadsheet's count, a bare year, or eight digits if they can be read in one way only.
fn compact(digits: &str, form: &DateForm) -> Result<Date, Reason> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::DateUnclear);
    }
    match digits.len() {
        4 => Err(if ("1300".."1500").contains(&digits) { Reason::HijriDate } else { Reason::YearOnly }),
        5 => counted(digits.parse().map_err(|_| Reason::DateUnclear)?),
        6 => Err(Reason::TwoDigitYear),
        8 => {
            let year_first = numbers(&digits[..4], &digits[4..6], &digits[6..], form);
            let day_first = numbers(&digits[..2], &digits[2..4], &digits[4..], form);
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

#[cfg(test)]
mod tests {
    use super::*;
    use envelope::normal::ascii_digits;

    fn read(text: &str) -> Result<Date, Reason> {
        date(&Given::Text(ascii_digits(text)), &DateForm::default())
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
            "12\\03\\1995",
            "12/03/1995 12:00 AM",
            "Sunday, 12 March 1995",
            "الأحد 12 مارس 1995",
            "1995-Mar-12",
            "1995 March 12",
            "19950312",
            "34770",
        ] {
            assert_eq!(read(text), Ok(Date::constant(1995, 3, 12)), "{text}");
        }
        assert_eq!(read("3 كانون الثاني 2024"), Ok(Date::constant(2024, 1, 3)));
        assert_eq!(read("3 تشرين الأول 2024"), Ok(Date::constant(2024, 10, 3)));
        assert_eq!(date(&Given::Number(34_770.5), &DateForm::default()), Ok(Date::constant(1995, 3, 12)));
        assert_eq!(
            date(&Given::Date(Date::constant(1995, 3, 12)), &DateForm::default()),
            Ok(Date::constant(1995, 3, 12))
        );
        assert_eq!(date(&Given::Number(19_950_312.0), &DateForm::default()), Ok(Date::constant(1995, 3, 12)));
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
        assert_eq!(date(&Given::Number(1995.0), &DateForm::default()), Err(Reason::YearOnly));
        assert_eq!(date(&Given::Number(99_999.0), &DateForm::default()), Err(Reason::DateUnclear));
        assert_eq!(date(&Given::Number(f64::NAN), &DateForm::default()), Err(Reason::DateUnclear));
        assert_eq!(date(&Given::Number(-5.0), &DateForm::default()), Err(Reason::DateUnclear));
    }

    #[test]
    fn the_form_of_the_column_settles_what_a_cell_leaves_open() {
        let today = Date::constant(2026, 11, 1);
        let as_said = |text: &str, form: DateForm| date(&Given::Text(text.to_owned()), &form);
        let month_first = DateForm { month_first: true, ..DateForm::default() };
        assert_eq!(as_said("03/12/1995", month_first), Ok(Date::constant(1995, 3, 12)));
        assert_eq!(as_said("25/12/1995", month_first), Err(Reason::DayFirst));
        assert_eq!(as_said("1995-03-12", month_first), Ok(Date::constant(1995, 3, 12)));
        let born = DateForm { century: Some(Century::Past(today)), ..DateForm::default() };
        for (text, year) in [("12/03/95", 1995), ("12-Mar-95", 1995), ("12/03/05", 2005), ("12.3.26", 2026)] {
            assert_eq!(as_said(text, born), Ok(Date::constant(year, 3, 12)), "{text}");
        }
        assert_eq!(as_said("95/03/12", DateForm { short_year_first: true, ..born }), Ok(Date::constant(1995, 3, 12)));
        let paper = DateForm { century: Some(Century::Near(today)), ..DateForm::default() };
        assert_eq!(as_said("12/03/31", paper), Ok(Date::constant(2031, 3, 12)));
        assert_eq!(as_said("12/03/95", paper), Err(Reason::TwoDigitYear));
        let hijri = DateForm { hijri: true, month_first: true, ..DateForm::default() };
        for text in ["01/09/1445", "1445-09-01", "1 رمضان 1445هـ"] {
            assert_eq!(as_said(text, hijri), Ok(Date::constant(2024, 3, 11)), "{text}");
        }
        let swapped = DateForm { swapped: true, ..DateForm::default() };
        assert_eq!(date(&Given::Date(Date::constant(1995, 3, 5)), &swapped), Err(Reason::DateSwapped));
    }

    #[test]
    fn an_age_is_complete_on_the_birthday() {
        let born = Date::constant(2005, 11, 21);
        assert_eq!(age_years(born, Date::constant(2026, 11, 20)), 20);
        assert_eq!(age_years(born, Date::constant(2026, 11, 21)), 21);
        assert_eq!(age_years(Date::constant(2004, 2, 29), Date::constant(2025, 2, 28)), 20);
    }
}
