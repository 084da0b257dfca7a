//! Calendar months between two days. A month after 31 January ends on the last day of February, and two end on 31 March.

use jiff::civil::Date;

use crate::calendar;

/// The same day so many months later, or that month's last day.
pub(super) fn after(from: Date, months: u32) -> Date {
    calendar::months_after(from, i32::try_from(months).unwrap_or(i32::MAX))
}

/// How many full months lie between two days; none when the second is not later.
pub(super) fn full(from: Date, to: Date) -> u32 {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let apart = u32::try_from(months(to) - months(from)).unwrap_or(0);
    if after(from, apart) > to { apart.saturating_sub(1) } else { apart }
}
