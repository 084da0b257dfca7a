//! How long the log keeps the bodies of its records.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// `[log]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogRules {
    /// The body of no record younger than this is dropped: 1 to 100 years.
    pub keep_years: u8,
}

impl LogRules {
    /// The moment before which records are old enough to be dropped, seen from now. Years count 366 days: never a day too early.
    pub fn old_before(&self, now: Timestamp) -> Timestamp {
        let kept = SignedDuration::from_hours(i64::from(self.keep_years) * 366 * 24);
        now.checked_sub(kept).unwrap_or(Timestamp::MIN)
    }

    /// What is wrong with the figure, if anything is.
    pub(super) fn wrong(&self) -> Option<&'static str> {
        (!(1..=100).contains(&self.keep_years)).then_some("keep_years is 1 to 100")
    }
}
