//! Laying and lifting overlays: who may, what stops, and what runs on with the time that was left.

use super::{Attempt, schedule};
use crate::case::{Case, Effect, FirstLift, Moved, Notice, Raised, Refusal, State, Task};
use crate::words::{OverlayKind, Side};

const PARTIES: [Side; 3] = [Side::Customer, Side::Agency, Side::Worker];

impl Attempt<'_> {
    /// Lays an overlay. Those that freeze stop every clock but the statutory ones; a hold stays.
    pub fn pause(&self, kind: OverlayKind) -> Result<Moved, Refusal> {
        if !kind.rule().raised_by.contains(&self.by.role) {
            return Err(self.refuse("not_yours"));
        }
        if self.case.overlays.has(kind) {
            return Err(self.refuse("already_paused"));
        }
        let mut case = self.next_version();
        let by_itself = self.by.side() == Side::System;
        case.overlays.0.insert(kind, Raised { since: self.at, by_itself, first_lift: None });
        let mut effects = Vec::new();
        if case.overlays.freeze() && !self.case.overlays.freeze() {
            case.clocks.stop(self.at);
            effects.extend(PARTIES.map(|whom| Effect::Notify { whom, notice: Notice::Paused }));
            if let State::Held { firm, .. } = case.state {
                effects.push(Effect::ExtendHold { until: None, firm });
            }
        }
        if kind == OverlayKind::Safeguarding {
            effects.push(Effect::Alert { task: Task::Safeguard });
        }
        Ok(self.moved(case, effects, Vec::new()))
    }

    /// Takes an overlay off, or writes down the first of two who want it off.
    pub fn lift(&self, kind: OverlayKind) -> Result<Moved, Refusal> {
        let rule = kind.rule();
        if !rule.lifted_by.contains(&self.by.role) {
            return Err(self.refuse("not_yours"));
        }
        let raised = self.case.overlays.0.get(&kind).ok_or_else(|| self.refuse("not_paused"))?;
        if self.by.side() == Side::System && !raised.by_itself {
            return Err(self.refuse("not_yours"));
        }
        let mut case = self.next_version();
        if rule.two_people && !self.is_second(raised)? {
            let first_lift = Some(FirstLift { role: self.by.role, user: self.by.user, at: self.at });
            case.overlays.0.insert(kind, Raised { first_lift, ..raised.clone() });
            return Ok(self.moved(case, Vec::new(), Vec::new()));
        }
        case.overlays.0.remove(&kind);
        let mut effects = Vec::new();
        if self.case.overlays.freeze() && !case.overlays.freeze() {
            case.clocks.restart(self.at);
            schedule::set_missed(&mut case, self.at, self.pack);
            schedule::set_reminders(&mut case, self.at, self.pack);
            effects.extend(PARTIES.map(|whom| Effect::Notify { whom, notice: Notice::Resumed }));
            if let State::Held { firm, .. } = case.state {
                effects.push(Effect::ExtendHold { until: case.hold_until(), firm });
            }
        }
        Ok(self.moved(case, effects, Vec::new()))
    }

    /// Whether this is the second of two different people in two different roles. A first approval that grew old counts
    /// no more.
    fn is_second(&self, raised: &Raised) -> Result<bool, Refusal> {
        let lasts = self.pack.rules().two_people.approval_lasts;
        match &raised.first_lift {
            Some(first) if self.at > self.pack.after(first.at, lasts) => Ok(false),
            Some(first) if first.user == self.by.user || first.role == self.by.role => Err(self.refuse("other_person")),
            first => Ok(first.is_some()),
        }
    }

    fn next_version(&self) -> Case {
        Case { version: self.case.version + 1, ..self.case.clone() }
    }
}
