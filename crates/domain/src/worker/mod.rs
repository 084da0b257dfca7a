//! The roster record of a worker: R1-R10 of docs/domain.md section 2.
//!
//! `locked`, `engaged` and `placed` are never stored: they follow from the live hold and the live case, see
//! [`Worker::standing`]. [`ROSTER`] is the specification as data; [`Worker::apply`] is the only way to move a record.

mod apply;
mod changes;
mod edit;
mod guard;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::edit::RosterEdited;
pub use self::guard::RosterGuard;
pub use self::table::{ROSTER, RosterRow};
use crate::attest::Attested;
use crate::case::Actor;
use crate::consent::Receipt;
use crate::ids::{OrgId, UserId, WorkerId};
use crate::pack::Pack;
use crate::words::{RosterTimer, StateToken, StepToken};

/// A worker's roster record. Its JSON form is what the store keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// The identifier.
    pub id: WorkerId,
    /// Whose roster.
    pub agency: OrgId,
    /// Who wrote the draft: somebody else reviews it.
    pub created_by: UserId,
    /// Where it stands, as stored.
    pub state: RosterState,
    /// What runs.
    pub clocks: BTreeMap<RosterTimer, Timestamp>,
    /// When an edit last changed what the operator checks: statements about a check before it say nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// Since when the agency is asked for a change; none when nothing is asked, or once it has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_since: Option<Timestamp>,
    /// 1 at the draft, one more with each step, edit or request.
    pub version: i64,
}

/// The stored state of a roster record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum RosterState {
    /// R1: entered by the agency.
    Draft {},
    /// R2: the worker agreed to be listed.
    Consented {
        /// When.
        at: Timestamp,
        /// Since when the record rested before; none when it was never listed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rested_since: Option<Timestamp>,
    },
    /// R3: the operator looked.
    Reviewed {
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// R4: in the catalogue, unless hidden.
    Listed {
        /// When the agency last confirmed that the worker is available.
        confirmed_at: Timestamp,
        /// Not confirmed in time: out of the catalogue until it is.
        hidden: bool,
    },
    /// R8: back from a case.
    Resting {
        /// Since when.
        since: Timestamp,
    },
    /// R9: the worker left.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// R10: the key of the sealed facts is destroyed.
    Erased {
        /// When.
        at: Timestamp,
    },
}

impl RosterState {
    /// The state's name in every list.
    pub const fn token(&self) -> StateToken {
        match self {
            Self::Draft {} => StateToken::RosterDraft,
            Self::Consented { .. } => StateToken::RosterConsented,
            Self::Reviewed { .. } => StateToken::RosterReviewed,
            Self::Listed { .. } => StateToken::RosterListed,
            Self::Resting { .. } => StateToken::RosterResting,
            Self::Withdrawn { .. } => StateToken::RosterWithdrawn,
            Self::Erased { .. } => StateToken::RosterErased,
        }
    }
}

/// The states in which a roster record can stand, in the order of its life: those of the record itself, and those that follow
/// from a hold (`locked`) and from a case (`engaged`, `placed`).
pub const STATES: [StateToken; 10] = [
    StateToken::RosterDraft,
    StateToken::RosterConsented,
    StateToken::RosterReviewed,
    StateToken::RosterListed,
    StateToken::RosterLocked,
    StateToken::RosterEngaged,
    StateToken::RosterPlaced,
    StateToken::RosterResting,
    StateToken::RosterWithdrawn,
    StateToken::RosterErased,
];

/// A step of a roster record, as it comes in a request: `{"step":"review"}`. Unknown fields are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum RosterStep {
    /// The agency enters a worker: only through [`Worker::draft`].
    Draft {},
    /// The worker agrees to be listed.
    Consent {},
    /// The operator has looked at papers and profile.
    Review {},
    /// The operator lists; from a listing, the agency confirms that the worker is available.
    List {},
    /// Out of the catalogue; by the system, hidden until confirmed.
    Unlist {},
    /// A hold ended and the worker is free again.
    Release {},
    /// A case ended and the worker rests.
    Rest {},
    /// The worker leaves.
    WithdrawProfile {},
    /// The sealed facts become unreadable.
    Erase {},
}

impl RosterStep {
    /// The step's name in every list.
    pub const fn token(self) -> StepToken {
        match self {
            Self::Draft {} => StepToken::Draft,
            Self::Consent {} => StepToken::Consent,
            Self::Review {} => StepToken::Review,
            Self::List {} => StepToken::List,
            Self::Unlist {} => StepToken::Unlist,
            Self::Release {} => StepToken::Release,
            Self::Rest {} => StepToken::Rest,
            Self::WithdrawProfile {} => StepToken::WithdrawProfile,
            Self::Erase {} => StepToken::Erase,
        }
    }
}

/// What is true outside the record at the moment of a step. The default is no evidence at all, and refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterFacts {
    /// A live hold names this worker.
    pub held: bool,
    /// Where the worker's live case stands.
    pub case: Option<StateToken>,
    /// The agency's licence is valid today.
    pub licence_valid: bool,
    /// No passport or medical report that was filed is over.
    pub papers_hold: bool,
    /// Full years, if a birth date is known.
    pub age_years: Option<u16>,
    /// The languages that the worker speaks (BCP 47).
    pub worker_languages: Vec<String>,
    /// The worker's consents.
    pub consents: Vec<Receipt>,
    /// A case of the worker's has ended since the last rest, and the rest has not begun yet.
    pub rest_owed: bool,
    /// Another agency lists the same person.
    pub listed_elsewhere: bool,
    /// Something about this worker is under legal hold.
    pub legal_hold: bool,
    /// The agency undoes the import that entered this draft, and nothing rests on it.
    pub undone: bool,
    /// Everything attested about this worker.
    pub attested: Vec<Attested>,
}

impl Default for RosterFacts {
    fn default() -> Self {
        Self {
            held: false,
            case: None,
            licence_valid: false,
            papers_hold: false,
            age_years: None,
            worker_languages: Vec::new(),
            consents: Vec::new(),
            rest_owed: true,
            listed_elsewhere: true,
            legal_hold: true,
            undone: false,
            attested: Vec::new(),
        }
    }
}

/// What a step asks of the rest of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterEffect {
    /// Write the public projection.
    Publish,
    /// Take the public projection away.
    Unpublish,
    /// Take the `withdraw` step on the worker's live case.
    LeaveCase,
    /// Destroy the key of the worker's sealed facts.
    DestroyKey,
}

/// What happened, as the record keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterEvent {
    /// The worker.
    pub worker: WorkerId,
    /// The step taken.
    pub step: StepToken,
    /// From where, as derived.
    pub from: StateToken,
    /// To where.
    pub to: StateToken,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The record's version after it.
    pub version: i64,
    /// The statements that it rests on.
    pub attested: Vec<Attested>,
}

/// What the store's timer rows have to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterTimerChange {
    /// The clock is due then.
    Set {
        /// Which.
        kind: RosterTimer,
        /// When.
        due_at: Timestamp,
    },
    /// The clock is gone.
    Clear {
        /// Which.
        kind: RosterTimer,
    },
}

/// A step taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterMoved {
    /// The record after it.
    pub worker: Worker,
    /// What happened.
    pub event: RosterEvent,
    /// What follows.
    pub effects: Vec<RosterEffect>,
    /// What the timer rows have to follow.
    pub timers: Vec<RosterTimerChange>,
}

/// What the system does when a clock of a roster record has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterDue {
    /// This step, as [`Actor::SYSTEM`].
    Step(RosterStep),
    /// Raise a task for the operator and drop the clock.
    Alert,
}

impl RosterTimer {
    /// See [`RosterDue`].
    pub const fn when_due(self) -> RosterDue {
        match self {
            Self::DraftPurge => RosterDue::Step(RosterStep::Erase {}),
            Self::Reconfirm => RosterDue::Step(RosterStep::Unlist {}),
            Self::ReviewDue | Self::EraseDue => RosterDue::Alert,
        }
    }
}

/// The states of a case in which its listed worker counts as engaged.
pub const ENGAGED: &[StateToken] =
    &[StateToken::Signed, StateToken::DepositPaid, StateToken::Permit, StateToken::Travel, StateToken::Arrived];

/// The states of a case in which its listed worker counts as placed.
pub const PLACED: &[StateToken] = &[StateToken::HandedOver, StateToken::InGuarantee, StateToken::Claim];

impl Worker {
    /// Where the record stands, with what follows from the live hold and the live case. Only a listed worker can be
    /// held, engaged or placed; once resting or gone, an old case says nothing any more.
    pub const fn standing(&self, held: bool, case: Option<StateToken>) -> StateToken {
        use StateToken as S;
        if !matches!(self.state, RosterState::Listed { .. }) {
            return self.state.token();
        }
        match case {
            Some(S::Signed | S::DepositPaid | S::Permit | S::Travel | S::Arrived) => S::RosterEngaged,
            Some(S::HandedOver | S::InGuarantee | S::Claim) => S::RosterPlaced,
            _ if held => S::RosterLocked,
            _ => S::RosterListed,
        }
    }

    /// Until when a worker rests who came out of a case; `None` for anybody else. From then on their word counts anew.
    pub fn rests_until(&self, pack: &Pack) -> Option<Timestamp> {
        match self.state {
            RosterState::Resting { since } => Some(pack.after(since, pack.rules().roster.rest)),
            _ => None,
        }
    }

    /// Whether the worker is shown in the catalogue (a held one is, marked).
    pub const fn is_published(&self) -> bool {
        matches!(self.state, RosterState::Listed { hidden: false, .. })
    }
}
