//! Places on the way to a commit and after it, where the crash tests end the process without warning.
//!
//! Nothing of this is in a program: outside of this crate's own tests [`reach`] does nothing.

/// A place that a write passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// SQLite's batch is begun.
    BatchBegun,
    /// A closure has run in its savepoint.
    ClosureRun,
    /// Its savepoint is released.
    ClosureKept,
    /// One record of the batch is in the log.
    RecordLinked,
    /// The log's head is stored, the batch not yet committed.
    HeadStored,
    /// The batch is committed, nobody was answered, the chain in memory has not moved.
    BatchCommitted,
    /// The new head is in its file, under another name.
    HeadWritten,
    /// The new head has its name.
    HeadNamed,
    /// PostgreSQL's closure has run.
    SessionRun,
    /// Its records wait in the same transaction.
    RecordsLeft,
    /// It is committed, nobody was answered.
    SessionCommitted,
    /// The sequencer has put what waited into the log.
    BatchAppended,
    /// What waited is deleted, the sequencer's transaction not yet committed.
    PendingDeleted,
    /// The sequencer has committed, its chain in memory has not moved.
    BatchMoved,
}

#[cfg(not(test))]
#[inline]
pub(super) const fn reach(_: Point) {}

#[cfg(test)]
pub(super) use falling::{EMBEDDED, SERVER, WHEN, reach};

#[cfg(test)]
mod falling {
    use super::Point;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// The variable that says where a process ends: a point's name, and at which passing: `HeadStored:3`.
    pub const WHEN: &str = "STORE_CRASH_AT";

    /// What SQLite's writer passes.
    pub const EMBEDDED: &[Point] = &[
        Point::BatchBegun,
        Point::ClosureRun,
        Point::ClosureKept,
        Point::RecordLinked,
        Point::HeadStored,
        Point::BatchCommitted,
        Point::HeadWritten,
        Point::HeadNamed,
    ];

    /// What PostgreSQL's sessions and the sequencer pass.
    pub const SERVER: &[Point] = &[
        Point::SessionRun,
        Point::RecordsLeft,
        Point::SessionCommitted,
        Point::BatchAppended,
        Point::PendingDeleted,
        Point::BatchMoved,
        Point::HeadWritten,
        Point::HeadNamed,
    ];

    /// Ends the process where the variable says so: no destructor runs, nothing is flushed.
    pub fn reach(point: Point) {
        static END: OnceLock<Option<(String, u32)>> = OnceLock::new();
        static PASSED: AtomicU32 = AtomicU32::new(0);
        let end = END.get_or_init(|| {
            let (name, nth) =
                std::env::var(WHEN).ok()?.split_once(':').map(|(name, nth)| (name.to_owned(), nth.parse()))?;
            Some((name, nth.expect("a count")))
        });
        if let Some((name, nth)) = end
            && format!("{point:?}") == *name
            && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *nth
        {
            std::process::abort();
        }
    }
}
