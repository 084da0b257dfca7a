//! Moving a case: find the row, ask its conditions and guards, write the new state, name what follows.

mod consequence;
mod expire;
mod next;
mod pause;
mod schedule;

use jiff::Timestamp;

use super::rules::{Guard, TRANSITIONS, Transition};
use super::{
    Account, Actor, Attested, Case, Clocks, Effect, Event, Facts, Meeting, Moved, Opening, Overlays, Refusal, State,
    Step,
};
use crate::attest::{self, Statement};
use crate::pack::Pack;
use crate::refusal::Unmet;
use crate::words::{Side, StateToken, StepToken};

impl Case {
    /// A customer opens a case.
    pub fn enquire(opening: Opening, by: &Actor, facts: &Facts, at: Timestamp, pack: &Pack) -> Result<Moved, Refusal> {
        let blank = Self {
            id: opening.id,
            worker: opening.worker,
            customer: opening.customer,
            agency: opening.agency,
            replaces: opening.replaces,
            state: State::Enquiry {},
            since: at,
            overlays: Overlays::default(),
            clocks: Clocks::default(),
            meeting: None,
            account: Account::default(),
            pack: None,
            version: 0,
        };
        Attempt { case: &blank, from: StateToken::None, step: &Step::Enquire {}, by, facts, at, pack }.take()
    }

    /// Takes a step at this moment. `pack` is the one in force, or the pinned one once there is a pin.
    ///
    /// Refused, with the rule's name, when no row allows it, an overlay freezes the case, or a condition or guard does not
    /// hold. The case given is never changed.
    pub fn apply(&self, step: &Step, by: &Actor, facts: &Facts, at: Timestamp, pack: &Pack) -> Result<Moved, Refusal> {
        let attempt = Attempt { case: self, from: self.state.token(), step, by, facts, at, pack };
        if self.pack.as_ref().is_some_and(|pin| pin != pack.pin()) {
            return Err(attempt.refuse("pinned_pack"));
        }
        match step {
            Step::Pause { overlay } => attempt.pause(*overlay),
            Step::Lift { overlay } => attempt.lift(*overlay),
            Step::Expire { timer } => attempt.expire(*timer),
            _ => attempt.take(),
        }
    }

    /// The row that lets this actor take this step from there now. A row that fits but for a condition answers with it.
    pub(in crate::case) fn row(
        &self,
        from: StateToken,
        step: StepToken,
        by: &Actor,
        at: Timestamp,
        pack: &Pack,
    ) -> Result<&'static Transition, &'static str> {
        let mut rows = TRANSITIONS.iter().filter(|row| row.step == step && row.from.contains(&from)).peekable();
        rows.peek().ok_or("out_of_order")?;
        let row = rows.find(|row| row.who.contains(&by.role)).ok_or("not_yours")?;
        let is_party = match by.side() {
            Side::Customer => by.org == Some(self.customer),
            Side::Agency => by.org == Some(self.agency),
            Side::Worker | Side::Operator | Side::System => true,
        };
        if !is_party {
            return Err("not_a_party");
        }
        if self.overlays.freeze() {
            return Err("paused");
        }
        row.when.iter().find(|when| !when.holds(self, by, at, pack)).map_or(Ok(row), |unmet| Err(unmet.rule()))
    }
}

/// A step that somebody attempts: what guards look at.
#[derive(Clone, Copy)]
pub(in crate::case) struct Attempt<'a> {
    pub case: &'a Case,
    pub from: StateToken,
    pub step: &'a Step,
    pub by: &'a Actor,
    pub facts: &'a Facts,
    pub at: Timestamp,
    pub pack: &'a Pack,
}

impl Attempt<'_> {
    /// Takes the step by the table.
    pub fn take(&self) -> Result<Moved, Refusal> {
        let refuse = |unmet: Unmet| unmet.refuses(self.from, self.step.token());
        let row = self
            .case
            .row(self.from, self.step.token(), self.by, self.at, self.pack)
            .map_err(|rule| self.refuse(rule))?;
        row.guards.iter().try_for_each(|guard| guard.check(self)).map_err(refuse)?;
        let state = self.next().ok_or_else(|| self.refuse("out_of_order"))?;
        let attested = row.guards.iter().filter_map(|guard| match guard {
            Guard::Attested(statement) => self.attests(*statement).cloned(),
            _ => None,
        });
        Ok(self.arrive(state, self.case.clocks.clone(), attested.collect()))
    }

    /// The latest statement of this kind that counts now.
    pub fn attests(&self, statement: Statement) -> Option<&Attested> {
        attest::latest(self.facts.attested.iter().filter(|said| self.case.counts(said)), statement)
    }

    /// The refusal of this step by this rule.
    pub fn refuse(&self, rule: &'static str) -> Refusal {
        Unmet::rule(rule).refuses(self.from, self.step.token())
    }

    /// The case in its new state, and all that follows. `clocks` are those before the move.
    pub fn arrive(&self, state: State, clocks: Clocks, attested: Vec<Attested>) -> Moved {
        let before = self.case;
        let stayed = self.from == state.token();
        let (account, money) = consequence::money(before, &state, self.step);
        let case = Case {
            clocks: schedule::after_move(clocks, self.from, &before.state, &state, self.at, self.pack),
            since: if stayed { before.since } else { self.at },
            meeting: Meeting::after(before.meeting.as_ref(), &before.state, &state, self.at),
            account,
            pack: match self.step {
                Step::Offer { .. } => Some(self.pack.pin().clone()),
                _ => before.pack.clone(),
            },
            version: before.version + 1,
            state,
            ..before.clone()
        };
        let mut effects: Vec<Effect> = money.into_iter().map(|event| Effect::Money { event }).collect();
        effects.extend(consequence::effects(self, &case));
        self.moved(case, effects, attested)
    }

    /// Writes down what happened.
    pub fn moved(&self, case: Case, effects: Vec<Effect>, attested: Vec<Attested>) -> Moved {
        let event = Event {
            case: case.id,
            step: self.step.token(),
            timer: match self.step {
                Step::Expire { timer } => Some(*timer),
                _ => None,
            },
            overlay: match self.step {
                Step::Pause { overlay } | Step::Lift { overlay } => Some(*overlay),
                _ => None,
            },
            from: self.from,
            to: case.state.token(),
            by: *self.by,
            at: self.at,
            version: case.version,
            attested,
        };
        let timers = case.clocks.changes_since(&self.case.clocks);
        Moved { case, event, effects, timers }
    }
}
