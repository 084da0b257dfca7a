//! The clock: real time for `serve`, and for the demo real time plus an offset that only grows and is kept with its data.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use app::ports::Clock;
use jiff::{SignedDuration, Timestamp};

use crate::answer::Failure;
use crate::files;

/// Real time.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        real()
    }

    fn real(&self) -> Timestamp {
        real()
    }
}

/// What the machine's clock says.
#[expect(clippy::disallowed_methods, reason = "this is the port")]
pub fn real() -> Timestamp {
    Timestamp::now()
}

/// The farthest that a demo may be moved in all.
const OFFSET_MAX: SignedDuration = SignedDuration::from_hours(24 * 366 * 20);

/// The demo's clock. It begins stepped, while the history is built; then it runs.
#[derive(Debug)]
pub struct DemoClock {
    file: PathBuf,
    hand: Mutex<Hand>,
}

#[derive(Debug, Clone, Copy)]
enum Hand {
    /// Stands still until it is set to a later time.
    Stepped(Timestamp),
    /// Real time and this much.
    Ahead(SignedDuration),
}

/// Why the demo's clock does not move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Time goes forward only.
    #[error("the demo's clock goes forward only")]
    Back,
    /// Beyond what is sensible.
    #[error("the demo's clock goes at most 20 years ahead")]
    TooFar,
    /// The offset cannot be kept, so it is not taken.
    #[error("the demo's clock cannot be kept: {0}")]
    NotKept(String),
}

impl DemoClock {
    /// Standing at the begin of a history.
    pub fn stepped(data: &Path, start: Timestamp) -> Self {
        Self { file: file(data), hand: Mutex::new(Hand::Stepped(start)) }
    }

    /// Running, with the offset that was kept.
    pub fn running(data: &Path) -> Result<Self, Failure> {
        let file = file(data);
        let offset = match std::fs::read_to_string(&file) {
            Ok(text) => {
                text.trim().parse().map(SignedDuration::from_secs).ok().filter(|kept| in_reach(*kept)).ok_or_else(
                    || {
                        Failure::Failed(format!(
                            "{} does not hold a number of seconds; remove it to start at real time",
                            file.display()
                        ))
                    },
                )?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => SignedDuration::ZERO,
            Err(error) => return Err(Failure::io(&file, &error)),
        };
        Ok(Self { file, hand: Mutex::new(Hand::Ahead(offset)) })
    }

    /// While stepped: sets the hand to a later time; an earlier one changes nothing.
    pub fn step_to(&self, to: Timestamp) {
        if let Hand::Stepped(now) = &mut *self.hand() {
            *now = to.max(*now);
        }
    }

    /// The history is complete: real time from here on.
    #[cfg(test)]
    pub fn run(&self) {
        *self.hand() = Hand::Ahead(SignedDuration::ZERO);
    }

    /// Moves a running clock forward, and keeps it. Gives the new time.
    pub fn advance(&self, by: SignedDuration) -> Result<Timestamp, ClockError> {
        let mut hand = self.hand();
        let next = match *hand {
            _ if by.is_negative() => return Err(ClockError::Back),
            Hand::Stepped(now) => Hand::Stepped(now.checked_add(by).map_err(|_| ClockError::TooFar)?),
            Hand::Ahead(offset) => {
                // Whole seconds are kept, so the running clock must not be ahead of the kept one.
                let by = SignedDuration::from_secs(by.as_secs());
                let offset = offset.checked_add(by).filter(|offset| in_reach(*offset)).ok_or(ClockError::TooFar)?;
                files::replace(&self.file, format!("{}\n", offset.as_secs()).as_bytes())
                    .map_err(|error| ClockError::NotKept(error.to_string()))?;
                Hand::Ahead(offset)
            }
        };
        *hand = next;
        drop(hand);
        Ok(self.now())
    }

    fn hand(&self) -> std::sync::MutexGuard<'_, Hand> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        match *self.hand() {
            Hand::Stepped(now) => now,
            Hand::Ahead(offset) => real().saturating_add(offset).unwrap_or(Timestamp::MAX),
        }
    }

    fn real(&self) -> Timestamp {
        real()
    }
}

fn file(data: &Path) -> PathBuf {
    data.join("demo-clock")
}

fn in_reach(offset: SignedDuration) -> bool {
    !offset.is_negative() && offset <= OFFSET_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    #[test]
    fn the_demo_clock_goes_forward_and_is_kept() {
        let data = tempfile::tempdir().expect("a folder");
        let clock = DemoClock::running(data.path()).expect("a clock");
        let moved = clock.advance(DAY * 15).expect("forward");
        assert!(moved >= real().saturating_add(DAY * 15 - SignedDuration::from_secs(5)).expect("in range"));
        assert!(clock.real() < moved, "real time stays");
        let again = DemoClock::running(data.path()).expect("a clock");
        assert!(again.now() >= moved, "a second start goes on");
    }

    #[test]
    fn the_demo_clock_never_goes_back() {
        let data = tempfile::tempdir().expect("a folder");
        let clock = DemoClock::running(data.path()).expect("a clock");
        assert_eq!(clock.advance(-DAY), Err(ClockError::Back));
        assert_eq!(clock.advance(SignedDuration::MAX), Err(ClockError::TooFar));
        std::fs::write(data.path().join("demo-clock"), "-5\n").expect("written");
        DemoClock::running(data.path()).expect_err("a kept offset that goes back");
    }

    #[test]
    fn a_stepped_clock_stands_still_until_it_is_set_and_then_runs() {
        let data = tempfile::tempdir().expect("a folder");
        let start: Timestamp = "2025-01-01T00:00:00Z".parse().expect("a time");
        let clock = DemoClock::stepped(data.path(), start);
        assert_eq!(clock.now(), start);
        clock.step_to(start.saturating_add(DAY).expect("in range"));
        clock.step_to(start);
        assert_eq!(clock.now(), start.saturating_add(DAY).expect("in range"));
        clock.run();
        assert!(clock.now() > start.saturating_add(DAY * 2).expect("in range"));
    }
}
