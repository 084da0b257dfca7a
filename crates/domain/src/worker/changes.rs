//! A change that a moderator asks of the agency while a record waits to be checked, and the agency's answer.
//!
//! Neither is a step: the record stays where it is in the queue's order of work, only whose turn it is changes, and with it
//! the clock of the check.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::apply::{changes, clocks};
use super::{RosterEdited, RosterState, Worker};
use crate::pack::Pack;

impl Worker {
    /// Whether the record is in the moderators' hands, or would be but for a change that was asked for.
    pub const fn in_review(&self) -> bool {
        matches!(self.state, RosterState::Consented { .. } | RosterState::Reviewed { .. })
    }

    /// Since when the record waits for a moderator; none while it waits for somebody else.
    pub const fn waits_since(&self) -> Option<Timestamp> {
        match (&self.state, self.asked_since) {
            (RosterState::Consented { at, .. } | RosterState::Reviewed { at, .. }, None) => Some(*at),
            _ => None,
        }
    }

    /// The moderator asks for a change: it is the agency's turn, and the clock of the check stops. None where nothing is
    /// checked, or where an answer is outstanding.
    pub fn ask_change(&self, at: Timestamp, pack: &Pack) -> Option<RosterEdited> {
        if !self.in_review() || self.asked_since.is_some() {
            return None;
        }
        Some(self.handed(self.state.clone(), Some(at), at, pack))
    }

    /// The agency sends the record to the check again, edited or with its reasons why not: the check begins anew. None where
    /// nothing was asked.
    pub fn answer_change(&self, at: Timestamp, pack: &Pack) -> Option<RosterEdited> {
        let rested_since = match self.state {
            RosterState::Consented { rested_since, .. } => rested_since,
            RosterState::Reviewed { .. } => None,
            _ => return None,
        };
        self.asked_since?;
        Some(self.handed(RosterState::Consented { at, rested_since }, None, at, pack))
    }

    fn handed(&self, state: RosterState, asked_since: Option<Timestamp>, at: Timestamp, pack: &Pack) -> RosterEdited {
        let clocks = if asked_since.is_some() { BTreeMap::new() } else { clocks(&state, at, pack) };
        let timers = changes(&self.clocks, &clocks);
        let worker = Self { state, clocks, asked_since, version: self.version + 1, ..self.clone() };
        RosterEdited { worker, from: self.state.token(), timers }
    }
}
