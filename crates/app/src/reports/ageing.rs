//! What is owed, by how late it is.

use std::collections::HashMap;

use domain::calendar::muscat;
use domain::{CaseId, StateToken};
use jiff::Timestamp;
use jiff::civil::Date;
use store::Tx;
use store::tables::cases::{self, CaseRow};
use store::tables::inspect::{self, STRETCH};
use store::tables::invoices;
use uuid::Uuid;

use super::minor;
use crate::caller::Caller;
use crate::cases::UNPAID;
use crate::invoices::Standing;
use crate::{AppError, Desk, admit};

/// The ages, by their words: not due yet, late by up to a week, by up to thirty days, by more.
pub const AGES: [&str; 4] = ["not_due", "late_7", "late_30", "late_more"];

/// LIMIT: invoices that are named; the sums are of all.
const NAMED: usize = 1000;

/// An invoice of which something is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The case's reference; none where the caller may not know of the case as it stands now.
    pub case: Option<String>,
    /// The invoice's number.
    pub number: String,
    /// Until when it is to be paid.
    pub due_at: Option<Timestamp>,
    /// Days since then; 0 for what is not due yet.
    pub late_days: i64,
    /// Which of [`AGES`].
    pub age: usize,
    /// What is left, minor units.
    pub left_minor: i64,
}

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ageing {
    /// Sum and number of invoices of each of [`AGES`].
    pub sums: [(i64, u64); AGES.len()],
    /// The invoices, the latest first.
    pub owed: Vec<Owed>,
    /// How many more there are.
    pub more: u64,
}

impl Ageing {
    /// All that is owed, minor units.
    pub fn total_minor(&self) -> i64 {
        self.sums.iter().fold(0, |sum, (minor, _)| sum.saturating_add(*minor))
    }
}

/// What is owed now.
pub fn ageing(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<Ageing, AppError> {
    super::open(desk, caller)?;
    let (mut all, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let stretch = inspect::cases(tx, after)?;
        let unpaid = |state: &str| UNPAID.iter().any(|unpaid: &StateToken| unpaid.as_str() == state);
        let ids: Vec<CaseId> = stretch.iter().filter(|case| unpaid(&case.state)).map(|case| CaseId(case.id)).collect();
        all.extend(of_cases(tx, desk, caller, &ids)?);
        match stretch.last() {
            Some(last) if stretch.len() == STRETCH => after = last.id,
            _ => break,
        }
    }
    all.sort_by(|one, other| (other.late_days, &one.number).cmp(&(one.late_days, &other.number)));
    let mut sums = [(0_i128, 0_u64); AGES.len()];
    for owed in &all {
        let (minor, count) = &mut sums[owed.age];
        (*minor, *count) = (*minor + i128::from(owed.left_minor), *count + 1);
    }
    let more = all.len().saturating_sub(NAMED) as u64;
    all.truncate(NAMED);
    Ok(Ageing { sums: sums.map(|(wide, count)| (minor(wide), count)), owed: all, more })
}

fn of_cases(tx: &mut Tx, desk: &Desk, caller: &Caller, ids: &[CaseId]) -> Result<Vec<Owed>, AppError> {
    let rows: HashMap<Uuid, CaseRow> = cases::among(tx, ids)?.into_iter().map(|row| (row.id.0, row)).collect();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let mut owed = Vec::new();
    for paper in invoices::of_cases(tx, &ids)? {
        let Some(row) = rows.get(&paper.case) else { continue };
        let left_minor = Standing::of(&paper, &admit::case_of(row)?, desk.now).left_minor();
        if left_minor <= 0 {
            continue;
        }
        let open = admit::open(row.clone(), caller).ok().filter(|open| open.is_seen(desk, caller));
        let late_days = paper.due_at.map_or(0, |due| days_between(muscat(due), muscat(desk.now)).max(0));
        owed.push(Owed {
            case: open.map(|open| open.row.reference),
            number: paper.number,
            due_at: paper.due_at,
            late_days,
            age: age(late_days),
            left_minor,
        });
    }
    Ok(owed)
}

fn days_between(from: Date, until: Date) -> i64 {
    from.until(until).map_or(0, |span| i64::from(span.get_days()))
}

const fn age(late_days: i64) -> usize {
    match late_days {
        ..=0 => 0,
        1..=7 => 1,
        8..=30 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_due_today_is_not_late_and_each_age_ends_where_the_next_begins() {
        let late = |day| age(days_between(date(2026, 1, 31), day).max(0));
        let days = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 7), date(2026, 2, 8)];
        assert_eq!(days.map(late), [0, 0, 1, 1, 2]);
        assert_eq!([date(2026, 3, 2), date(2026, 3, 3), date(2027, 3, 3)].map(late), [2, 3, 3]);
    }
}
