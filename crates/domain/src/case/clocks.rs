//! The clocks of a case: running towards a moment, or stopped with the time that was left.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::words::TimerKind;

impl TimerKind {
    /// Whether a law runs this clock. Statutory clocks never stop.
    pub const fn is_statutory(self) -> bool {
        matches!(self, Self::GuaranteeEnds | Self::RefundPay | Self::WageReceipt | Self::ResidencyDue)
    }
}

/// One clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Runs, and is due then.
    DueAt(Timestamp),
    /// Stands still with so many microseconds left; negative when it was overdue.
    LeftMicros(i64),
}

/// What the store's timer rows follow: they are an index of the case's own clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerChange {
    /// The clock now reads so.
    Set {
        /// Which.
        kind: TimerKind,
        /// Running or stopped.
        clock: Clock,
    },
    /// The clock is gone.
    Clear {
        /// Which.
        kind: TimerKind,
    },
}

/// All clocks of a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Clocks(BTreeMap<TimerKind, Clock>);

impl Clocks {
    /// Each clock, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = (TimerKind, Clock)> {
        self.0.iter().map(|(kind, clock)| (*kind, *clock))
    }

    /// The clock, if there is one.
    pub fn get(&self, kind: TimerKind) -> Option<Clock> {
        self.0.get(&kind).copied()
    }

    /// When a running clock is due.
    pub fn due_at(&self, kind: TimerKind) -> Option<Timestamp> {
        match self.get(kind)? {
            Clock::DueAt(due) => Some(due),
            Clock::LeftMicros(_) => None,
        }
    }

    /// Whether this clock has run out.
    pub fn is_due(&self, kind: TimerKind, at: Timestamp) -> bool {
        self.due_at(kind).is_some_and(|due| due <= at)
    }

    /// Starts a clock.
    pub fn set(&mut self, kind: TimerKind, due: Timestamp) {
        self.0.insert(kind, Clock::DueAt(due));
    }

    /// Takes a clock away.
    pub fn clear(&mut self, kind: TimerKind) {
        self.0.remove(&kind);
    }

    /// Stops every clock that no law runs: what is left is kept.
    pub fn stop(&mut self, at: Timestamp) {
        for (kind, clock) in &mut self.0 {
            if let (Clock::DueAt(due), false) = (*clock, kind.is_statutory()) {
                *clock = Clock::LeftMicros(due.as_microsecond() - at.as_microsecond());
            }
        }
    }

    /// Lets every stopped clock run again with the time that was left.
    pub fn restart(&mut self, at: Timestamp) {
        for clock in self.0.values_mut() {
            if let Clock::LeftMicros(left) = *clock {
                *clock = Clock::DueAt(at + SignedDuration::from_micros(left));
            }
        }
    }

    /// What changed since.
    pub fn changes_since(&self, before: &Self) -> Vec<TimerChange> {
        let gone =
            before.0.keys().filter(|kind| !self.0.contains_key(kind)).map(|kind| TimerChange::Clear { kind: *kind });
        let new = self.iter().filter(|(kind, clock)| before.get(*kind) != Some(*clock));
        gone.chain(new.map(|(kind, clock)| TimerChange::Set { kind, clock })).collect()
    }
}
