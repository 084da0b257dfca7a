//! Days as Muscat counts them, and the terms that a pack states: minutes, hours, days, working days.
//!
//! Oman keeps UTC+4 all year, so a day is always 24 hours and no time zone database is needed.

use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

const MUSCAT: Offset = Offset::constant(4);

/// The date in Muscat at this moment.
pub fn muscat(at: Timestamp) -> Date {
    MUSCAT.to_datetime(at).date()
}

/// The first moment of this date in Muscat.
///
/// # Panics
/// Never for dates between years -9998 and 9998.
pub fn start_of(date: Date) -> Timestamp {
    MUSCAT.to_timestamp(date.at(0, 0, 0, 0)).expect("a date of this trade lies far from the ends of time")
}

/// The date so many days later.
pub fn days_after(date: Date, days: u16) -> Date {
    date.saturating_add(jiff::Span::new().days(i64::from(days)))
}

/// The date so many days earlier.
pub fn days_before(date: Date, days: u16) -> Date {
    date.saturating_sub(jiff::Span::new().days(i64::from(days)))
}

/// The same day of the month so many months later, or that month's last day.
pub fn months_after(date: Date, months: i32) -> Date {
    date.saturating_add(jiff::Span::new().months(i64::from(months)))
}

/// Full years between two dates; zero when the second is earlier.
pub fn years_between(from: Date, to: Date) -> u16 {
    let before_birthday = (to.month(), to.day()) < (from.month(), from.day());
    u16::try_from(to.year() - from.year() - i16::from(before_birthday)).unwrap_or(0)
}

/// Which days of the week nobody owes an answer, and the public holidays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    weekend: Vec<Weekday>,
    holidays: Vec<Date>,
}

impl Calendar {
    /// A calendar with these days off. `None` when no working day would be left in a week.
    pub fn new(weekend: Vec<Weekday>, holidays: Vec<Date>) -> Option<Self> {
        let works = |day: &Weekday| !weekend.contains(day);
        Weekday::Monday.cycle_forward().take(7).any(|day| works(&day)).then_some(Self { weekend, holidays })
    }

    /// Whether people owe answers on this date.
    pub fn is_working(&self, date: Date) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.holidays.contains(&date)
    }

    /// The moment when a term that starts now is over. A term of working days that starts on a day off starts at the
    /// first moment of the next working day, so that nobody loses a day to a weekend.
    pub fn after(&self, at: Timestamp, term: Term) -> Timestamp {
        let days = match term {
            Term::Minutes(n) => return at + SignedDuration::from_mins(i64::from(n)),
            Term::Hours(n) => return at + SignedDuration::from_hours(i64::from(n)),
            Term::Days(n) => return at + SignedDuration::from_hours(24 * i64::from(n)),
            Term::WorkingDays(n) => n,
        };
        let today = muscat(at);
        let (mut date, time) = if self.is_working(today) {
            (today, at.duration_since(start_of(today)))
        } else {
            (self.next_working(today), SignedDuration::ZERO)
        };
        for _ in 0..days {
            date = self.next_working(date);
        }
        start_of(date) + time
    }

    fn next_working(&self, date: Date) -> Date {
        let mut next = days_after(date, 1);
        while !self.is_working(next) {
            next = days_after(next, 1);
        }
        next
    }
}

/// A length of time as a pack states it, for example `"2 working days"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Term {
    /// `"15 minutes"`
    Minutes(u16),
    /// `"48 hours"`
    Hours(u16),
    /// `"14 days"`: of 24 hours each.
    Days(u16),
    /// `"2 working days"`: see [`Calendar::after`].
    WorkingDays(u16),
}

impl TryFrom<String> for Term {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no term; write for example \"15 minutes\", \"48 hours\" or \"2 working days\"");
        let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let number: u16 = number.parse().map_err(|_| wrong())?;
        match unit {
            "minute" | "minutes" => Ok(Self::Minutes(number)),
            "hour" | "hours" => Ok(Self::Hours(number)),
            "day" | "days" => Ok(Self::Days(number)),
            "working day" | "working days" => Ok(Self::WorkingDays(number)),
            _ => Err(wrong()),
        }
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        term.to_string()
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (number, unit) = match self {
            Self::Minutes(n) => (n, "minute"),
            Self::Hours(n) => (n, "hour"),
            Self::Days(n) => (n, "day"),
            Self::WorkingDays(n) => (n, "working day"),
        };
        write!(f, "{number} {unit}{}", if *number == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oman() -> Calendar {
        Calendar::new(vec![Weekday::Friday, Weekday::Saturday], vec!["2026-11-18".parse().expect("a date")])
            .expect("five working days")
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}+04:00").parse().expect("a time")
    }

    #[test]
    fn working_days_step_over_the_weekend_and_over_holidays() {
        let two = Term::WorkingDays(2);
        assert_eq!(oman().after(at("2026-11-19T10:00"), two), at("2026-11-23T10:00"), "Thursday to Monday");
        assert_eq!(oman().after(at("2026-11-20T10:00"), two), at("2026-11-24T00:00"), "Friday counts from Sunday 0:00");
        assert_eq!(oman().after(at("2026-11-17T10:00"), two), at("2026-11-22T10:00"), "over the holiday on the 18th");
    }

    #[test]
    fn the_date_is_muscats_not_greenwichs() {
        assert_eq!(muscat("2026-01-01T21:00:00Z".parse().expect("a time")), jiff::civil::date(2026, 1, 2));
        assert_eq!(start_of(jiff::civil::date(2026, 1, 2)), "2026-01-01T20:00:00Z".parse().expect("a time"));
    }

    #[test]
    fn an_age_grows_on_the_birthday() {
        let born = jiff::civil::date(2005, 3, 1);
        assert_eq!(years_between(born, jiff::civil::date(2026, 2, 28)), 20);
        assert_eq!(years_between(born, jiff::civil::date(2026, 3, 1)), 21);
    }

    #[test]
    fn a_term_reads_back_as_written() {
        for text in ["15 minutes", "1 hour", "14 days", "2 working days"] {
            assert_eq!(Term::try_from(text.to_owned()).map(String::from).as_deref(), Ok(text));
        }
        assert!(Term::try_from("2 weeks".to_owned()).is_err());
        assert!(Term::try_from("-1 days".to_owned()).is_err());
    }

    #[test]
    fn a_calendar_without_a_working_day_is_refused() {
        assert_eq!(Calendar::new(Weekday::Monday.cycle_forward().take(7).collect(), Vec::new()), None);
    }
}
