//! From which day to which day a report reads.

use domain::calendar::{days_after, months_after, start_of};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::AppError;

/// LIMIT: months of one report.
pub const MONTHS_MAX: i32 = 60;

/// Days in Muscat, the last one among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Period {
    /// Reads days as `2026-11-01`; what is left empty is the last twelve months. Fault `report_period` at the day that is none, lies
    /// out of the years 2000 to 2199, before the first one, or more than [`MONTHS_MAX`] months after it.
    pub fn read(from: &str, until: &str, today: Date) -> Result<Self, AppError> {
        let day = |field: &str, text: &str, usual: Date| match text.trim() {
            "" => Ok(usual),
            text => text
                .parse::<Date>()
                .ok()
                .filter(|day| (2000..2200).contains(&day.year()))
                .ok_or_else(|| AppError::invalid(field, "report_period")),
        };
        let until = day("/until", until, today)?;
        let from = day("/from", from, months_after(until.first_of_month(), -11))?;
        if until < from || until >= months_after(from, MONTHS_MAX) {
            return Err(AppError::invalid("/until", "report_period"));
        }
        Ok(Self { from, until })
    }

    /// From which moment until before which.
    pub(super) fn moments(self) -> (Timestamp, Timestamp) {
        (start_of(self.from), start_of(days_after(self.until, 1)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_is_the_last_twelve_months_unless_it_is_said() {
        let today = date(2026, 11, 23);
        assert_eq!(Period::read("", "", today).ok(), Some(Period { from: date(2025, 12, 1), until: today }));
        let one = Period::read("2026-11-01", "2026-11-01", today).expect("one day");
        let (begin, end) = one.moments();
        assert_eq!(
            (begin.to_string(), end.to_string()),
            ("2026-10-31T20:00:00Z".into(), "2026-11-01T20:00:00Z".into())
        );
        for (from, until) in [("x", ""), ("2026-13-01", ""), ("0001-01-01", ""), ("2026-11-24", ""), ("2020-01-01", "")]
        {
            assert!(matches!(Period::read(from, until, today), Err(AppError::Invalid(_))), "{from} {until}");
        }
    }
}
