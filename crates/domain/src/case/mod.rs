//! The placement case: one worker, one customer, one agency, from an enquiry to the end of the guarantee.
//!
//! [`TRANSITIONS`] is the specification (docs/domain.md section 3) as data; [`Case::apply`] is the only way to move a case.

mod clocks;
mod effect;
mod facts;
mod meeting;
mod moves;
mod overlay;
mod prospects;
mod refund;
mod rules;
mod state;
mod step;
mod terms;
#[cfg(test)]
mod tests;
mod turn;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::clocks::{Clock, Clocks, TimerChange};
pub use self::effect::{Effect, MoneyEvent, Notice, Task};
pub use self::facts::Facts;
pub use self::meeting::{Arranging, Meeting, Offered, Place, Reschedules, Slot, Standing, WAY_MAX};
pub use self::overlay::{FirstLift, OVERLAYS, OverlayRule, Overlays, Raised, token_of};
pub use self::prospects::{Ending, Prospect};
pub use self::rules::{AHEAD, Ahead, Guard, TIMEOUTS, TRANSITIONS, Then, Timeout, Transition, When};
pub use self::state::{Approval, Arrival, ClaimFacts, End, RefundRule, Service, State};
pub use self::step::{Cause, Ruling, Step};
pub use self::terms::{Account, Agreement, Item, Payer, Quote, QuoteLine, Terms};
pub use self::turn::{AGREED, ENGAGING, OPEN, OVER, Stage, Turn, UNDER_WAY, asks_for};
pub use crate::attest::{Attested, Statement};
use crate::ids::{CaseId, OrgId, UserId, WorkerId};
use crate::pack::PackPin;
pub use crate::refusal::Refusal;
use crate::words::{Overlay, OverlayKind, Role, StateToken, StepToken};
pub use crate::words::{Side, TimerKind};

/// A placement case. Its JSON form is what the store keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The identifier.
    pub id: CaseId,
    /// The worker.
    pub worker: WorkerId,
    /// Who hires.
    pub customer: OrgId,
    /// Whose roster.
    pub agency: OrgId,
    /// The case that this one replaces: the service fee is then zero.
    pub replaces: Option<CaseId>,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// What lies over it.
    pub overlays: Overlays,
    /// What runs.
    pub clocks: Clocks,
    /// The meeting that was agreed last, once one was.
    #[serde(default)]
    pub meeting: Option<Meeting>,
    /// The customer's money.
    pub account: Account,
    /// The rules pinned at the offer.
    pub pack: Option<PackPin>,
    /// 1 at the enquiry, one more with each step.
    pub version: i64,
}

impl Case {
    /// Money of the customer came in that pays for nothing yet; less than nothing: it went back. `None` where less is there than goes
    /// back, or more came in than can be counted.
    pub fn came_in(&self, minor: i64) -> Option<Self> {
        let unapplied_minor = self.account.unapplied_minor.checked_add(minor).filter(|left| *left >= 0)?;
        let account = Account { unapplied_minor, ..self.account };
        Some(Self { account, version: self.version + 1, ..self.clone() })
    }
}

/// Who takes a step: what is written in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// In which role.
    pub role: Role,
    /// For which organisation; `None` for a worker and for the system.
    pub org: Option<OrgId>,
    /// Who.
    pub user: UserId,
}

impl Actor {
    /// The system, when a clock runs out.
    pub const SYSTEM: Self = Self { role: Role::System, org: None, user: UserId(uuid::Uuid::nil()) };

    /// Whom they act for.
    pub const fn side(&self) -> Side {
        Side::of(self.role)
    }
}

/// What opens a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The identifier.
    pub id: CaseId,
    /// The worker.
    pub worker: WorkerId,
    /// Who hires.
    pub customer: OrgId,
    /// Whose roster.
    pub agency: OrgId,
    /// The case that this one replaces.
    pub replaces: Option<CaseId>,
}

/// What happened, as the timeline and the record keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The case.
    pub case: CaseId,
    /// The step taken. A clock that led to another step is named in `timer`.
    pub step: StepToken,
    /// The clock that ran out, if one did.
    pub timer: Option<TimerKind>,
    /// The overlay laid or taken off, if one was.
    pub overlay: Option<OverlayKind>,
    /// From where.
    pub from: StateToken,
    /// To where; the same when the step waits for others.
    pub to: StateToken,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The case's version after it.
    pub version: i64,
    /// The statements that it rests on.
    pub attested: Vec<Attested>,
}

impl Event {
    /// Whether the parties may be told no more than "paused": who asked for safety is the worker's to tell.
    pub fn is_confidential(&self) -> bool {
        self.overlay == Some(OverlayKind::Safeguarding)
    }
}

/// A step taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The case after it.
    pub case: Case,
    /// What happened.
    pub event: Event,
    /// What follows.
    pub effects: Vec<Effect>,
    /// What the timer rows have to follow.
    pub timers: Vec<TimerChange>,
}

impl Moved {
    /// Whether this is the first of two approvals that lift a safeguarding: for the record alone. In the timeline, a lift that
    /// leaves the case paused would tell the parties what it is paused for.
    pub fn is_first_approval(&self) -> bool {
        self.event.step == StepToken::Lift && self.event.overlay.is_some_and(|overlay| self.case.overlays.has(overlay))
    }
}

impl Case {
    /// How policies see what lies over the case.
    pub fn overlay(&self) -> Overlay {
        self.overlays.token()
    }
}
