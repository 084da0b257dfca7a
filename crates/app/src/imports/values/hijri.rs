//! Dates of the Umm al-Qura calendar, by which Oman's neighbours date papers and many older birth dates.
//!
//! Months by name in Arabic and in the usual English spellings. Days are counted by `icu_calendar`, which holds the published
//! tables for the years 1300 to 1600.
//!
//! LIMIT: before 1423 months began as announced, now and then a day beside what the tables work out.

use crate::imports::faults::Reason;
use crate::vocabulary::text::fold;
use icu_calendar::cal::Hijri as Calendar;
use icu_calendar::{Date as Day, Iso};
use jiff::civil::Date;

/// Years that can only be meant by this calendar.
pub const YEARS: std::ops::RangeInclusive<i16> = 1300..=1499;

/// Whether a text bears a mark of this calendar: "هـ", "AH", the name of one of its months. `folded` is the same text folded.
pub fn marked(text: &str, folded: &str) -> bool {
    ["هـ", "hijri", "Hijri", "A.H."].iter().any(|mark| text.contains(mark))
        || folded.split(' ').any(|word| word == "ah" || word == "هجري" || word == "هجريه" || starts_month(word))
}

fn starts_month(word: &str) -> bool {
    MONTHS.iter().flat_map(|names| names.iter()).any(|name| name.split(' ').next() == Some(word) && word != "al")
}

/// Reads a marked date: a day, a month by name or number, a year.
pub fn written(text: &str) -> Result<Date, Reason> {
    let folded = fold(&text.replace("هـ", " ").replace("A.H.", " "));
    let words: Vec<&str> = folded
        .split(' ')
        .filter(|word| !matches!(*word, "" | "ah" | "ه" | "h" | "هجري" | "هجريه" | "hijri" | "al" | "ul" | "of"))
        .collect();
    let numbers: Vec<i16> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let name: Vec<&str> = words.iter().copied().filter(|word| word.parse::<i16>().is_err()).collect();
    match (numbers.as_slice(), named(&name.join(" "))) {
        (&[day, year] | &[year, day], Some(month)) if YEARS.contains(&year) => gregorian(year, month, day),
        (&[day, month, year] | &[year, month, day], None) if name.is_empty() && YEARS.contains(&year) => {
            gregorian(year, i8::try_from(month).map_err(|_| Reason::NoSuchDay)?, day)
        }
        (&[year], None) if YEARS.contains(&year) => Err(Reason::YearOnly),
        _ => Err(Reason::DateUnclear),
    }
}

/// The day of the civil calendar.
pub fn gregorian(year: i16, month: i8, day: i16) -> Result<Date, Reason> {
    let (month, day) = (u8::try_from(month).ok(), u8::try_from(day).ok());
    let (Some(month), Some(day)) = (month, day) else { return Err(Reason::NoSuchDay) };
    let there = Day::try_new_hijri_with_calendar(i32::from(year), month, day, Calendar::new_umm_al_qura());
    let here = there.map_err(|_| Reason::NoSuchDay)?.to_calendar(Iso);
    let small = |part: u8| i8::try_from(part).unwrap_or(0);
    let year = i16::try_from(here.era_year().year).map_err(|_| Reason::DateUnclear)?;
    Date::new(year, small(here.month().ordinal), small(here.day_of_month().0)).map_err(|_| Reason::DateUnclear)
}

fn named(name: &str) -> Option<i8> {
    let place = MONTHS.iter().position(|names| names.contains(&name))?;
    i8::try_from(place + 1).ok()
}

/// Folded, without the English article.
const MONTHS: [&[&str]; 12] = [
    &["محرم", "muharram"],
    &["صفر", "safar"],
    &["ربيع اول", "ربيع 1", "rabi awwal", "rabi i", "rabi awal", "rabi first"],
    &["ربيع ثاني", "ربيع اخر", "ربيع الاخر", "rabi thani", "rabi ii", "rabi akhir", "rabi second"],
    &["جمادي اولي", "جمادي اول", "jumada awwal", "jumada ula", "jumada i", "jumada first"],
    &[
        "جمادي ثانيه",
        "جمادي اخره",
        "جمادي اخر",
        "جمادي ثاني",
        "jumada thani",
        "jumada akhirah",
        "jumada ii",
        "jumada second",
    ],
    &["رجب", "rajab"],
    &["شعبان", "shaban", "shaaban"],
    &["رمضان", "ramadan", "ramadhan"],
    &["شوال", "shawwal", "shawal"],
    &["ذو قعده", "ذي قعده", "قعده", "dhu qidah", "dhul qidah", "dhu qadah", "zul qadah"],
    &["ذو حجه", "ذي حجه", "حجه", "dhu hijjah", "dhul hijjah", "zul hijjah"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_published_calendar() {
        // First days of months as the calendar of Umm al-Qura prints them.
        for (year, month, day, civil) in [
            (1445, 1, 1, Date::constant(2023, 7, 19)),
            (1445, 9, 1, Date::constant(2024, 3, 11)),
            (1446, 1, 1, Date::constant(2024, 7, 7)),
            (1442, 10, 1, Date::constant(2021, 5, 13)),
        ] {
            assert_eq!(gregorian(year, month, day), Ok(civil), "{year}-{month}-{day}");
        }
        for (year, month, day) in [(1445, 13, 1), (1445, 0, 1), (1445, 1, 31), (1445, 2, 0), (1445, 1, -4)] {
            assert_eq!(gregorian(year, month, day), Err(Reason::NoSuchDay));
        }
    }

    #[test]
    fn months_are_known_by_their_names() {
        for text in ["1 رمضان 1445هـ", "1 Ramadan 1445", "1445/9/1 هـ", "01-09-1445 AH", "1 رمضان 1445 هجري"]
        {
            assert!(marked(text, &fold(text)), "{text}");
            assert_eq!(written(text), Ok(Date::constant(2024, 3, 11)), "{text}");
        }
        for (text, month) in [
            ("ربيع الأول", 3),
            ("ربيع الآخر", 4),
            ("جمادى الأولى", 5),
            ("جمادى الآخرة", 6),
            ("ذو القعدة", 11),
            ("ذي الحجة", 12),
            ("Rabi al-Thani", 4),
            ("Dhu al-Hijjah", 12),
        ] {
            assert_eq!(written(&format!("5 {text} 1440")), gregorian(1440, month, 5), "{text}");
        }
        assert_eq!(written("رمضان 1445"), Err(Reason::DateUnclear));
        assert_eq!(written("1445 هـ"), Err(Reason::YearOnly));
        for text in ["12 March 1995", "Rabia", "ahead"] {
            assert!(!marked(text, &fold(text)), "{text}");
        }
    }
}
