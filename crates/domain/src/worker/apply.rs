//! Moving a roster record: find the row, ask its guards, write the new state, name what follows.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::guard::Ask;
use super::table::{ROSTER, RosterRow};
use super::{RosterEffect, RosterEvent, RosterFacts, RosterMoved, RosterState, RosterStep, RosterTimerChange, Worker};
use crate::case::Actor;
use crate::ids::{OrgId, WorkerId};
use crate::pack::Pack;
use crate::refusal::{Refusal, Unmet};
use crate::words::{Role, RosterTimer, Side, StateToken, StepToken};

impl Worker {
    /// The agency enters a worker.
    pub fn draft(
        id: WorkerId,
        agency: OrgId,
        by: &Actor,
        facts: &RosterFacts,
        at: Timestamp,
        pack: &Pack,
    ) -> Result<RosterMoved, Refusal> {
        let (state, clocks) = (RosterState::Draft {}, BTreeMap::new());
        let blank =
            Self { id, agency, created_by: by.user, state, clocks, changed_at: None, asked_since: None, version: 0 };
        blank.go(StateToken::None, RosterStep::Draft {}, by, facts, at, pack)
    }

    /// Takes a step. Refused when no row of [`ROSTER`] allows it, or when a guard does not hold.
    pub fn apply(
        &self,
        step: RosterStep,
        by: &Actor,
        facts: &RosterFacts,
        at: Timestamp,
        pack: &Pack,
    ) -> Result<RosterMoved, Refusal> {
        self.go(self.standing(facts.held, facts.case), step, by, facts, at, pack)
    }

    /// The steps that this role could take from here, whatever the evidence.
    pub fn open_steps(&self, role: Role, held: bool, case: Option<StateToken>) -> Vec<StepToken> {
        let from = self.standing(held, case);
        let open = |row: &&RosterRow| row.from.contains(&from) && row.who.contains(&role);
        ROSTER.iter().filter(open).map(|row| row.step).collect()
    }

    fn go(
        &self,
        from: StateToken,
        step: RosterStep,
        by: &Actor,
        facts: &RosterFacts,
        at: Timestamp,
        pack: &Pack,
    ) -> Result<RosterMoved, Refusal> {
        let token = step.token();
        let refuse = |unmet: Unmet| unmet.refuses(from, token);
        let row = self.row(from, token, by).map_err(refuse)?;
        let ask = Ask { worker: self, by, facts, at, pack };
        row.guards.iter().try_for_each(|guard| guard.check(&ask)).map_err(refuse)?;

        let state = self.next(row, by, at);
        let clocks = clocks(&state, at, pack);
        let timers = changes(&self.clocks, &clocks);
        // Whoever takes a step has settled what was asked.
        let worker = Self { state, clocks, asked_since: None, version: self.version + 1, ..self.clone() };
        let statements = row.guards.iter().filter_map(|guard| guard.statement());
        let attested = statements.filter_map(|s| ask.attests(s)).cloned().collect();
        let event = RosterEvent {
            worker: self.id,
            step: token,
            from,
            to: row.to,
            by: *by,
            at,
            version: worker.version,
            attested,
        };
        let effects = effects(self, &worker, from, token);
        Ok(RosterMoved { worker, event, effects, timers })
    }

    fn row(&self, from: StateToken, step: StepToken, by: &Actor) -> Result<&'static RosterRow, Unmet> {
        let mut rows = ROSTER.iter().filter(|row| row.step == step && row.from.contains(&from)).peekable();
        rows.peek().ok_or(Unmet::rule("out_of_order"))?;
        let row = rows.find(|row| row.who.contains(&by.role)).ok_or(Unmet::rule("not_yours"))?;
        if by.side() == Side::Agency && by.org != Some(self.agency) {
            return Err(Unmet::rule("not_a_party"));
        }
        Ok(row)
    }

    fn next(&self, row: &RosterRow, by: &Actor, at: Timestamp) -> RosterState {
        match (row.to, row.step, &self.state) {
            (StateToken::RosterConsented, _, RosterState::Resting { since }) => {
                RosterState::Consented { at, rested_since: Some(*since) }
            }
            (StateToken::RosterConsented, ..) => RosterState::Consented { at, rested_since: None },
            (StateToken::RosterReviewed, ..) => RosterState::Reviewed { by: by.user, at },
            (StateToken::RosterListed, StepToken::List, _) => RosterState::Listed { confirmed_at: at, hidden: false },
            (StateToken::RosterListed, StepToken::Unlist, RosterState::Listed { confirmed_at, .. }) => {
                RosterState::Listed { confirmed_at: *confirmed_at, hidden: true }
            }
            (StateToken::RosterResting, ..) => RosterState::Resting { since: at },
            (StateToken::RosterWithdrawn, ..) => RosterState::Withdrawn { at },
            (StateToken::RosterErased, ..) => RosterState::Erased { at },
            // `draft` writes what is there already, and so does `release`: the record was listed all along.
            _ => self.state.clone(),
        }
    }
}

/// The clocks of a state follow from it alone. INVARIANT: only the clock of a listing starts before the step that sets it.
pub(super) fn clocks(state: &RosterState, at: Timestamp, pack: &Pack) -> BTreeMap<RosterTimer, Timestamp> {
    let (kind, from) = match state {
        RosterState::Draft {} => (RosterTimer::DraftPurge, at),
        // Until it is listed a record waits for the operator, reviewed or not.
        RosterState::Consented { .. } | RosterState::Reviewed { .. } => (RosterTimer::ReviewDue, at),
        RosterState::Listed { confirmed_at, hidden: false } => (RosterTimer::Reconfirm, *confirmed_at),
        RosterState::Withdrawn { .. } => (RosterTimer::EraseDue, at),
        _ => return BTreeMap::new(),
    };
    BTreeMap::from([(kind, pack.roster_due(kind, from))])
}

pub(super) fn changes(
    before: &BTreeMap<RosterTimer, Timestamp>,
    after: &BTreeMap<RosterTimer, Timestamp>,
) -> Vec<RosterTimerChange> {
    let gone = before.keys().filter(|kind| !after.contains_key(kind));
    let new = after.iter().filter(|(kind, due)| before.get(kind) != Some(due));
    gone.map(|kind| RosterTimerChange::Clear { kind: *kind })
        .chain(new.map(|(kind, due)| RosterTimerChange::Set { kind: *kind, due_at: *due }))
        .collect()
}

fn effects(before: &Worker, after: &Worker, from: StateToken, step: StepToken) -> Vec<RosterEffect> {
    let mut effects = Vec::new();
    match (before.is_published() && before.version > 0, after.is_published()) {
        (false, true) => effects.push(RosterEffect::Publish),
        (true, false) => effects.push(RosterEffect::Unpublish),
        _ => {}
    }
    if step == StepToken::WithdrawProfile && matches!(from, StateToken::RosterLocked | StateToken::RosterEngaged) {
        effects.push(RosterEffect::LeaveCase);
    }
    if step == StepToken::Erase {
        effects.push(RosterEffect::DestroyKey);
    }
    effects
}
