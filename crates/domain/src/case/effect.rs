//! What a step asks of the rest of the house, as data. `app` carries it out in the same transaction.

use jiff::Timestamp;
use serde::Serialize;

use super::terms::Quote;
use crate::words::{Side, StateToken, TimerKind};

/// One consequence of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Claim the worker for this case. The store's constraint has the last word.
    PlaceHold {
        /// Until then.
        until: Timestamp,
        /// Whether the customer is verified.
        firm: bool,
    },
    /// The hold of this case now lasts until then.
    ExtendHold {
        /// `None`: as long as the case wants it.
        until: Option<Timestamp>,
        /// Whether the customer is verified.
        firm: bool,
    },
    /// The hold of this case ends.
    ReleaseHold {
        /// By a clock: the customer has to wait before holding this worker again.
        lapsed: bool,
    },
    /// The worker's roster record goes to rest.
    RestWorker,
    /// This side may look across the wall.
    OpenAccess {
        /// Who.
        to: Side,
    },
    /// This side may no longer.
    CloseAccess {
        /// Who.
        to: Side,
    },
    /// Keep the quote behind the wall of customer and agency.
    KeepQuote {
        /// It.
        quote: Quote,
    },
    /// The customer's next enquiry replaces this case.
    InviteReplacement,
    /// Tell one side.
    Notify {
        /// Whom.
        whom: Side,
        /// What.
        notice: Notice,
    },
    /// A task for the operator.
    Alert {
        /// Why.
        task: Task,
    },
    /// Something happened to the customer's money.
    Money {
        /// What.
        event: MoneyEvent,
    },
}

/// What a side is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// It is their turn.
    YourTurn(StateToken),
    /// The case moved.
    Moved(StateToken),
    /// A clock runs.
    Reminder(TimerKind),
    /// The case stands still. Why is nobody's business but the operator's.
    Paused,
    /// It goes on.
    Resumed,
}

/// Why the operator has to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// A clock ran out.
    Overdue(TimerKind),
    /// A step of the system was refused; the clock asks again in a day.
    Stuck(TimerKind),
    /// Money is held in a case that ended.
    RefundOwed,
    /// A claim was brought: the worker is to be heard.
    HearWorker,
    /// Somebody may be in danger.
    Safeguard,
}

/// What happened to the customer's money, minor units. Each is issued where the table says and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyEvent {
    /// The platform's commission accrues (C07).
    CommissionAccrued,
    /// The platform asks the agency for it: the placement has held (C17, C15 once placed).
    CommissionInvoiced,
    /// The placement ended before its time: the commission is not owed.
    CommissionReversed,
    /// The deposit is invoiced (C07).
    DepositInvoiced(i64),
    /// It will not be asked for: the case ended before it was paid.
    DepositReversed(i64),
    /// The deposit is held (C08).
    DepositHeld(i64),
    /// The permit is granted: its fee may be paid (C09).
    GovernmentFeeDue(i64),
    /// The rest is invoiced (C11).
    BalanceInvoiced(i64),
    /// It will not be asked for: the case ended before the hand-over.
    BalanceReversed(i64),
    /// The rest came in (C12).
    BalanceReceived(i64),
    /// This is the agency's (C12, C17, C15 once placed); a tax invoice is due.
    Earned(i64),
    /// A claim freezes what is held (C14).
    Frozen,
    /// The claim failed.
    Unfrozen,
    /// The operator approved a refund (C16).
    RefundApproved(i64),
    /// It was paid: a credit note is due.
    Refunded(i64),
}
