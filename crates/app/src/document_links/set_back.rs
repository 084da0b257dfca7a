//! A clock that is set back closes every link that was made before.
//!
//! A minute is counted by the clock, so a clock that goes back makes it longer. Each process therefore keeps the highest time that it has
//! seen; where the time is clearly lower, all links that lie in the database are ended before another is used. What is asked for
//! afterwards is a fresh row, which holds for its minute.
//!
//! LIMIT: a clock that is set back while no process runs is seen by nobody; what was made after the time it then shows stays closed until
//! it is reached, the rest holds for what is left of its minute by that clock.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use store::tables::document_links as table;
use store::{Job, Recorded, Scope, Tx};

use crate::{AppError, House};

/// How far the clocks of two nodes may lie apart.
pub(super) const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// What one process has seen of the real time.
#[derive(Debug)]
pub(crate) struct SetBack {
    /// The highest time since the clock was last set back, in microseconds.
    highest: AtomicI64,
    /// How often the clock was set back.
    seen: AtomicU64,
    /// After how many of these the links were closed.
    closed: AtomicU64,
}

impl SetBack {
    /// That of a process that has seen no time yet.
    pub(crate) const fn new() -> Self {
        Self { highest: AtomicI64::new(i64::MIN), seen: AtomicU64::new(0), closed: AtomicU64::new(0) }
    }

    /// Takes note of the time. Every request and every job does, so that a clock that was set back is known before it has caught up,
    /// whether or not a link is used meanwhile.
    pub(crate) fn saw(&self, real: Timestamp) {
        let now = real.as_microsecond();
        let highest = self.highest.fetch_max(now, Ordering::SeqCst);
        if i128::from(highest) - i128::from(now) > SKEW.as_micros() {
            // Counted before the mark is lowered: whoever looks between the two finds it once too often, never once too seldom.
            self.seen.fetch_add(1, Ordering::SeqCst);
            self.highest.store(now, Ordering::SeqCst);
        }
    }
}

/// Ends the links that were made before the clock was set back, if it was since the last time. To be called before a link is made or used.
pub(super) async fn close(house: &House) -> Result<(), AppError> {
    let (clock, now) = (house.set_back(), house.real());
    clock.saw(now);
    let seen = clock.seen.load(Ordering::SeqCst);
    if clock.closed.load(Ordering::SeqCst) >= seen {
        return Ok(());
    }
    let close = move |tx: &mut Tx| -> Result<_, AppError> { Ok(Recorded::housekeeping(table::close_all(tx, now)?)) };
    let ended = house.store.write(Scope::System(Job::Housekeeping), close).await?;
    // Only now: whoever comes meanwhile closes them too before they look one up.
    clock.closed.fetch_max(seen, Ordering::SeqCst);
    tracing::warn!(ended, "the clock was set back; links to documents that were made before are closed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).expect("a time")
    }

    #[test]
    fn only_a_step_back_of_more_than_five_seconds_counts_and_it_counts_once() {
        let clock = SetBack::new();
        let seen = || clock.seen.load(Ordering::SeqCst);
        for second in [0, 58, 53, 58, 54] {
            clock.saw(at(second));
        }
        assert_eq!(seen(), 0, "two nodes, or two threads");
        clock.saw(at(3));
        assert_eq!(seen(), 1);
        for second in 3..60 {
            clock.saw(at(second));
        }
        assert_eq!(seen(), 1, "from there on it goes as before");
        clock.saw(at(50));
        assert_eq!(seen(), 2);
    }
}
