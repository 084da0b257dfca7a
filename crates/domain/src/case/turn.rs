//! Whose turn it is, what they can do, and how far the case has come: read from the table, for pages and answers.

use jiff::Timestamp;
use serde::Serialize;

use super::rules::{AHEAD, TIMEOUTS, TRANSITIONS, Then, timeout_of};
use super::{Actor, Case, OVERLAYS, State};
use crate::attest::{Attested, Statement};
use crate::ids::UserId;
use crate::office::REVIEWABLE;
use crate::pack::Pack;
use crate::words::{Role, Side, StateToken, StepToken, TimerKind};

/// Who is waited for, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The sides that can move the case on. Empty while it waits for the passing of time, or stands still.
    pub sides: Vec<Side>,
    /// When the next clock that does more than remind runs out.
    pub due_at: Option<Timestamp>,
}

/// Every state of a case, so that what belongs together stands together.
#[rustfmt::skip]
const STATES: &[StateToken] = {
    use StateToken as S;
    &[
        S::Enquiry,
        S::Held, S::Accepted, S::MeetingSet, S::Met, S::Offered, S::Signed, S::DepositPaid, S::Permit, S::Travel, S::Arrived,
        S::HandedOver, S::InGuarantee, S::Claim,
        S::Replacement, S::RefundDue,
        S::Expired, S::Declined, S::CancelledByCustomer, S::CancelledByAgency, S::WorkerWithdrew, S::PermitRefused,
        S::Completed, S::Archived,
    ]
};

const fn states(from: usize, to: usize) -> &'static [StateToken] {
    STATES.split_at(to).0.split_at(from).1
}

/// The states in which a case goes on.
pub const OPEN: &[StateToken] = states(0, 16);
/// The states in which a case has a worker to itself: from the hold to the end of the guarantee.
pub const ENGAGING: &[StateToken] = states(1, 14);
/// The states in which an agreement stands or is about to: from the offer to the last refund.
pub const AGREED: &[StateToken] = states(5, 16);
/// The states in which somebody may still have to act: those that go on, and the exits, which may owe money.
pub const UNDER_WAY: &[StateToken] = states(0, 22);
/// The states in which nothing goes on any more: the exits, completed, archived.
pub const OVER: &[StateToken] = states(16, 24);

/// The eight stages of the customer's stepper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// C01
    Request,
    /// C02-C03
    Held,
    /// C04-C05
    Meeting,
    /// C06-C07
    Agreement,
    /// C08
    Payment,
    /// C09
    Papers,
    /// C10-C12
    Arrival,
    /// C13 and later, and every exit.
    Closed,
}

impl Stage {
    /// In order.
    pub const ALL: [Self; 8] = [
        Self::Request,
        Self::Held,
        Self::Meeting,
        Self::Agreement,
        Self::Payment,
        Self::Papers,
        Self::Arrival,
        Self::Closed,
    ];

    /// The stage of a placement's state.
    pub const fn of(state: StateToken) -> Self {
        use StateToken as S;
        match state {
            S::None | S::Enquiry => Self::Request,
            S::Held | S::Accepted => Self::Held,
            S::MeetingSet | S::Met => Self::Meeting,
            S::Offered | S::Signed => Self::Agreement,
            S::DepositPaid => Self::Payment,
            S::Permit => Self::Papers,
            S::Travel | S::Arrived | S::HandedOver => Self::Arrival,
            _ => Self::Closed,
        }
    }
}

/// Whether a case in this state waits for this statement: a step or a clock of the state rests on it, or it may be made ahead
/// ([`AHEAD`]).
pub fn asks_for(here: StateToken, statement: Statement) -> bool {
    let steps = TRANSITIONS.iter().filter(|row| row.from.contains(&here));
    let clocks = TIMEOUTS.iter().filter(|row| row.states.contains(&here));
    steps.flat_map(|row| row.guards).any(|guard| guard.rests_on(statement))
        || clocks.map(|row| row.then).any(|then| then == Then::AlertUnless(statement))
        || AHEAD.iter().any(|row| row.statement == statement && row.states.contains(&here))
}

impl Case {
    /// The steps that this actor could take now: every row whose conditions hold. Guards are asked when it is taken.
    pub fn open_steps(&self, by: &Actor, at: Timestamp, pack: &Pack) -> Vec<StepToken> {
        let from = self.state.token();
        let rows = TRANSITIONS.iter().filter(|row| row.from.contains(&from));
        let mut steps: Vec<StepToken> =
            rows.map(|row| row.step).filter(|step| self.row(from, *step, by, at, pack).is_ok()).collect();
        if OVERLAYS.iter().any(|rule| !self.overlays.has(rule.kind) && rule.raised_by.contains(&by.role)) {
            steps.push(StepToken::Pause);
        }
        if OVERLAYS.iter().any(|rule| self.overlays.has(rule.kind) && rule.lifted_by.contains(&by.role)) {
            steps.push(StepToken::Lift);
        }
        steps.dedup();
        steps
    }

    /// Whose turn it is.
    pub fn turn(&self, at: Timestamp, pack: &Pack) -> Turn {
        let sides = [Side::Customer, Side::Agency, Side::Worker, Side::Operator];
        let sides = sides.into_iter().filter(|side| self.is_turn_of(*side, at, pack)).collect();
        Turn { sides, due_at: self.due_at() }
    }

    /// When the next clock that does more than remind runs out.
    pub fn due_at(&self) -> Option<Timestamp> {
        let moves = |kind: TimerKind| !matches!(timeout_of(self.state.token(), kind), Some(Then::Remind(_)) | None);
        self.clocks.iter().filter(|(kind, _)| moves(*kind)).filter_map(|(kind, _)| self.clocks.due_at(kind)).min()
    }

    /// Whether the household has an experience with its agency to speak of: the worker was handed over, or the case ended after
    /// everybody had signed.
    pub fn is_reviewable(&self) -> bool {
        let here = self.state.token();
        let signed = |from: StateToken| {
            use StateToken as S;
            matches!(from, S::Signed | S::DepositPaid | S::Permit | S::Travel | S::Arrived | S::HandedOver)
                || matches!(from, S::InGuarantee | S::Claim)
                || REVIEWABLE.contains(&from)
        };
        REVIEWABLE.contains(&here) && self.state.end().is_none_or(|end| signed(end.from))
    }

    /// Whether this statement may be made now: see [`asks_for`].
    pub fn asks_for(&self, statement: Statement) -> bool {
        asks_for(self.state.token(), statement)
    }

    /// Whether this statement was made about what the case stands at now: a claim is neither ruled nor paid by what was said
    /// of one before.
    pub fn counts(&self, said: &Attested) -> bool {
        let of_claim =
            matches!(said.statement, Statement::WorkerHeard | Statement::LodgingAssured | Statement::FormulaPrinted);
        !of_claim || self.claimed_at().is_none_or(|claimed_at| said.at >= claimed_at)
    }

    /// When the claim was brought that is under way, or that the case ended with.
    fn claimed_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Claim { .. } => Some(self.since),
            state => state.end().filter(|end| end.from == StateToken::Claim).map(|end| end.since),
        }
    }

    /// How far the case has come.
    pub const fn stage(&self) -> Stage {
        Stage::of(self.state.token())
    }

    /// Until when the worker is held, while a clock says so.
    pub(in crate::case) fn hold_until(&self) -> Option<Timestamp> {
        [TimerKind::SoftHoldLapses, TimerKind::FirmHoldLapses].into_iter().find_map(|kind| self.clocks.due_at(kind))
    }

    fn is_turn_of(&self, side: Side, at: Timestamp, pack: &Pack) -> bool {
        let org = match side {
            Side::Customer => Some(self.customer),
            Side::Agency => Some(self.agency),
            Side::Worker | Side::Operator | Side::System => None,
        };
        let of_side = Role::ALL.iter().filter(|role| Side::of(**role) == side);
        let mut actors = of_side.map(|role| Actor { role: *role, org, user: UserId(uuid::Uuid::nil()) });
        actors.any(|by| self.open_steps(&by, at, pack).into_iter().any(|step| !self.is_aside(step, at)))
    }

    /// Steps that are open beside the way on: leaving, complaining, asking for another time.
    pub fn is_aside(&self, step: StepToken, at: Timestamp) -> bool {
        use StepToken as Do;
        match (step, &self.state) {
            (Do::Cancel | Do::Withdraw | Do::Decline | Do::Claim | Do::Pause | Do::Lift | Do::MarkMissed, _)
            | (Do::Hold, State::Held { .. })
            // Only for whoever turns out unfit at arrival; everybody else is handed over.
            | (Do::ChooseReplacement, State::Arrived { .. })
            | (Do::ProposeMeeting | Do::ChooseSlot, State::MeetingSet { .. }) => true,
            (Do::ChooseSlot, State::Accepted { arranging, .. }) => arranging.is_chosen(at),
            (Do::ProposeMeeting, State::Accepted { arranging, .. }) => {
                arranging.offered.iter().any(|offered| offered.slot.starts_at > at)
            }
            _ => false,
        }
    }
}
