//! Editing a roster record between its steps: what was checked is checked again when it changes.

use jiff::Timestamp;

use super::apply::{changes, clocks};
use super::{RosterState, RosterTimerChange, Worker};
use crate::attest::Attested;
use crate::pack::Pack;
use crate::refusal::{Refusal, Unmet};
use crate::words::{StateToken, Statement as Says, StepToken};

/// A record after an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterEdited {
    /// The record.
    pub worker: Worker,
    /// Where it stood before.
    pub from: StateToken,
    /// What the timer rows have to follow.
    pub timers: Vec<RosterTimerChange>,
}

impl Worker {
    /// Whether a statement still speaks of what stands in the record: a check says nothing about what was edited after it,
    /// nor anything that was said before a rest about the review after it, nor a look before the last review about a listing.
    pub fn counts(&self, said: &Attested) -> bool {
        let is_check =
            matches!(said.statement, Says::ScansClean | Says::ReidentificationChecked | Says::PublicFieldsOnly);
        let from = match (&self.state, said.statement) {
            (RosterState::Resting { since }, _) => Some(*since),
            (RosterState::Consented { rested_since, .. }, _) => *rested_since,
            (RosterState::Reviewed { at, .. }, Says::PublicFieldsOnly) => Some(*at),
            _ => None,
        };
        from.is_none_or(|from| said.at >= from)
            && (!is_check || self.changed_at.is_none_or(|changed| said.at >= changed))
    }

    /// The agency edits the facts. `material` when something changed that the operator checks: then a record that was
    /// consented, reviewed or listed waits for a check anew, and leaves the catalogue until it is listed again.
    ///
    /// Refused while a hold, an agreement or a placement rests on what stands there, and once the worker has left.
    pub fn edit(
        &self,
        material: bool,
        held: bool,
        case: Option<StateToken>,
        at: Timestamp,
        pack: &Pack,
    ) -> Result<RosterEdited, Refusal> {
        use StateToken as S;
        let from = self.standing(held, case);
        let refuse = |rule| Err(Unmet::rule(rule).refuses(from, StepToken::Draft));
        match from {
            S::RosterLocked | S::RosterEngaged | S::RosterPlaced => return refuse("editing_off"),
            S::RosterWithdrawn | S::RosterErased => return refuse("out_of_order"),
            _ => {}
        }
        let again = material && matches!(from, S::RosterConsented | S::RosterReviewed | S::RosterListed);
        let rested_since = match self.state {
            RosterState::Consented { rested_since, .. } => rested_since,
            _ => None,
        };
        let state = if again { RosterState::Consented { at, rested_since } } else { self.state.clone() };
        // While a change is asked for, the check waits for the agency to say that it is through.
        let clocks = if again && self.asked_since.is_none() { clocks(&state, at, pack) } else { self.clocks.clone() };
        let timers = changes(&self.clocks, &clocks);
        let changed_at = if material { Some(at) } else { self.changed_at };
        let worker = Self { state, clocks, changed_at, version: self.version + 1, ..self.clone() };
        Ok(RosterEdited { worker, from, timers })
    }
}
