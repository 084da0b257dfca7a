//! Denials: the first of a window is a record at once, its repeats are counted in an ordinary row, and one record sums them up
//! when the window closes (`tables::denials`). So whoever hammers at a closed door fills a counter, not the log.
//!
//! LIMIT: where a batch was lost at its COMMIT and the database kept it all the same, a repeat may be counted twice.

use super::entry::Entry;
use super::error::StoreError;
use super::tx::Tx;
use crate::params;
use audit::{Draft, Hash};
use jiff::SignedDuration;

/// How long repeats of one denial are counted before they are summed up.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// A denial that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Denied {
    pub entry: Entry,
    like: Hash,
}

impl Denied {
    /// Seals the record of a denial.
    pub fn seal(draft: &Draft) -> Result<Self, StoreError> {
        let like = draft.likeness().map_err(|error| StoreError::Program(error.to_string()))?;
        Ok(Self { entry: Entry::seal(draft)?, like })
    }

    /// Counts it. True when it is to be a record of its own: the first of its window, or one that came after a window's
    /// time and before its sum.
    pub fn count(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let at = self.entry.at;
        let closes_at = at.saturating_add(WINDOW).unwrap_or(at);
        tx.one(
            "insert into denial_window (key_hash, opened_at, closes_at, times, record) values ($1, $2, $3, 1, $4) \
             on conflict (key_hash) do update set times = denial_window.times \
             + case when denial_window.closes_at > excluded.opened_at then 1 else 0 end \
             returning times, case when closes_at > $2 then 0 else 1 end as late",
            params![self.like, at, closes_at, self.entry.record.bytes()],
            |row| Ok(row.get::<i64>("times")? == 1 || row.get::<i64>("late")? == 1),
        )
    }
}
