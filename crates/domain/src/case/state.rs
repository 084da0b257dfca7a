//! Where a placement stands: C01-C18 and X1-X6 of docs/domain.md section 3, each with the facts that are true only then.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::meeting::{Arranging, Reschedules, Slot};
use super::step::{Cause, Ruling};
use super::terms::Agreement;
use crate::ids::UserId;
pub use crate::refund::RefundRule;
use crate::words::{Side, StateToken};

/// The state of a placement case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case", deny_unknown_fields)]
pub enum State {
    /// C01: the customer asked.
    Enquiry {},
    /// C02: the worker is held for this customer.
    Held {
        /// Since when.
        held_at: Timestamp,
        /// Whether the customer was verified.
        firm: bool,
    },
    /// C03: the agency took it on; a meeting is being arranged.
    Accepted {
        /// How far the arranging is.
        arranging: Arranging,
        /// How often the meeting was moved.
        moved: Reschedules,
    },
    /// C04: the meeting is agreed by all three.
    MeetingSet {
        /// When and where.
        slot: Slot,
        /// What was on offer beside it.
        arranging: Arranging,
        /// How often it was moved.
        moved: Reschedules,
    },
    /// C05: they met; customer and worker answer in private.
    Met {
        /// Who has answered. What they said is not here.
        answered: Vec<Side>,
        /// Both said yes.
        agreed: bool,
        /// What is still on offer, were somebody to say that the meeting did not take place.
        arranging: Arranging,
        /// How often the meeting was moved.
        moved: Reschedules,
    },
    /// C06: the agency offered; three signatures are gathered.
    Offered {
        /// What is offered.
        agreement: Agreement,
        /// Who has signed.
        signed: Vec<Side>,
    },
    /// C07: all three signed.
    Signed {
        /// What is agreed.
        agreement: Agreement,
    },
    /// C08: the deposit is held.
    DepositPaid {
        /// What is agreed.
        agreement: Agreement,
    },
    /// C09: the permit was asked for.
    Permit {
        /// What is agreed.
        agreement: Agreement,
        /// When it was granted.
        granted_on: Option<Date>,
    },
    /// C10: the worker travels.
    Travel {
        /// What is agreed.
        agreement: Agreement,
        /// The arrival date promised to the customer.
        promised_on: Date,
        /// The day after it passed.
        late: bool,
        /// The customer may cancel with a full refund.
        cancellable: bool,
    },
    /// C11: the worker arrived; the guarantee runs.
    Arrived {
        /// What is agreed.
        agreement: Agreement,
        /// When, and until when it is guaranteed.
        arrival: Arrival,
        /// Who has confirmed the hand-over.
        confirmed: Vec<Side>,
    },
    /// C12: handed over; employment probation runs.
    HandedOver {
        /// The placement.
        service: Service,
    },
    /// C13: probation is over, the guarantee runs on.
    InGuarantee {
        /// The placement.
        service: Service,
    },
    /// C14: somebody brought a claim.
    Claim {
        /// The placement.
        service: Service,
        /// The claim.
        claim: ClaimFacts,
    },
    /// C15: another worker is to come; this case waits for it.
    Replacement {
        /// What this case ended with.
        end: End,
        /// The case that replaces it reached hand-over.
        placed: bool,
    },
    /// C16: a refund is to be approved or paid.
    RefundDue {
        /// What this case ended with.
        end: End,
        /// The operator's approval.
        approval: Option<Approval>,
        /// When finance paid.
        paid_at: Option<Timestamp>,
    },
    /// C17: the guarantee is over.
    Completed {
        /// What this case ended with.
        end: End,
    },
    /// C18: put away.
    Archived {
        /// What this case ended with.
        end: End,
    },
    /// X1: a clock ran out.
    Expired {
        /// What this case ended with.
        end: End,
    },
    /// X2: not wanted, by the agency or in a private answer. Whose, is not here.
    Declined {
        /// What this case ended with.
        end: End,
    },
    /// X3.
    CancelledByCustomer {
        /// What this case ended with.
        end: End,
    },
    /// X4.
    CancelledByAgency {
        /// What this case ended with.
        end: End,
    },
    /// X5.
    WorkerWithdrew {
        /// What this case ended with.
        end: End,
    },
    /// X6.
    PermitRefused {
        /// What this case ended with.
        end: End,
    },
}

/// The day that the guarantee counts from, and its end. INVARIANT: written once, never moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// The day of arrival.
    pub arrived_on: Date,
    /// The last day of the guarantee.
    pub guarantee_until: Date,
}

/// A placement that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What is agreed.
    pub agreement: Agreement,
    /// When the worker arrived.
    pub arrival: Arrival,
    /// When the hand-over was complete.
    pub handed_over_at: Timestamp,
}

/// A claim under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimFacts {
    /// Which side brought it.
    pub by: Side,
    /// Why.
    pub cause: Cause,
    /// The state to go back to if it fails: `handed_over` or `in_guarantee`.
    pub before: StateToken,
    /// The agency has answered.
    pub answered: bool,
    /// The operator has ruled that it holds.
    pub ruling: Option<Ruling>,
    /// The operator found that the employer abused the worker.
    pub employer_abuse: bool,
}

/// What a case ended with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The state before.
    pub from: StateToken,
    /// Since when it stood there.
    pub since: Timestamp,
    /// What was agreed, if it came so far.
    pub agreement: Option<Agreement>,
    /// The arrival, if it came so far.
    pub arrival: Option<Arrival>,
    /// What goes back to the customer.
    pub refund: RefundRule,
}

/// The operator's approval of a refund: the first of the two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// By whom. Somebody else pays.
    pub by: UserId,
    /// When: it is forgotten after the pack's `approval_lasts`.
    pub at: Timestamp,
    /// How much.
    pub amount_minor: i64,
    /// The case's version with this approval. Whatever moves the case on asks for another one.
    pub version: i64,
}

impl State {
    /// The state's name in every list.
    pub const fn token(&self) -> StateToken {
        match self {
            Self::Enquiry {} => StateToken::Enquiry,
            Self::Held { .. } => StateToken::Held,
            Self::Accepted { .. } => StateToken::Accepted,
            Self::MeetingSet { .. } => StateToken::MeetingSet,
            Self::Met { .. } => StateToken::Met,
            Self::Offered { .. } => StateToken::Offered,
            Self::Signed { .. } => StateToken::Signed,
            Self::DepositPaid { .. } => StateToken::DepositPaid,
            Self::Permit { .. } => StateToken::Permit,
            Self::Travel { .. } => StateToken::Travel,
            Self::Arrived { .. } => StateToken::Arrived,
            Self::HandedOver { .. } => StateToken::HandedOver,
            Self::InGuarantee { .. } => StateToken::InGuarantee,
            Self::Claim { .. } => StateToken::Claim,
            Self::Replacement { .. } => StateToken::Replacement,
            Self::RefundDue { .. } => StateToken::RefundDue,
            Self::Completed { .. } => StateToken::Completed,
            Self::Archived { .. } => StateToken::Archived,
            Self::Expired { .. } => StateToken::Expired,
            Self::Declined { .. } => StateToken::Declined,
            Self::CancelledByCustomer { .. } => StateToken::CancelledByCustomer,
            Self::CancelledByAgency { .. } => StateToken::CancelledByAgency,
            Self::WorkerWithdrew { .. } => StateToken::WorkerWithdrew,
            Self::PermitRefused { .. } => StateToken::PermitRefused,
        }
    }

    /// What is offered or agreed, once it is.
    pub const fn agreement(&self) -> Option<&Agreement> {
        match self {
            Self::Offered { agreement, .. }
            | Self::Signed { agreement }
            | Self::DepositPaid { agreement }
            | Self::Permit { agreement, .. }
            | Self::Travel { agreement, .. }
            | Self::Arrived { agreement, .. } => Some(agreement),
            Self::HandedOver { service } | Self::InGuarantee { service } | Self::Claim { service, .. } => {
                Some(&service.agreement)
            }
            other => match other.end() {
                Some(end) => end.agreement.as_ref(),
                None => None,
            },
        }
    }

    /// The arrival, once it was.
    pub const fn arrival(&self) -> Option<Arrival> {
        match self {
            Self::Arrived { arrival, .. } => Some(*arrival),
            Self::HandedOver { service } | Self::InGuarantee { service } | Self::Claim { service, .. } => {
                Some(service.arrival)
            }
            other => match other.end() {
                Some(end) => end.arrival,
                None => None,
            },
        }
    }

    /// What the case ended with, once it has.
    pub const fn end(&self) -> Option<&End> {
        match self {
            Self::Replacement { end, .. }
            | Self::RefundDue { end, .. }
            | Self::Completed { end }
            | Self::Archived { end }
            | Self::Expired { end }
            | Self::Declined { end }
            | Self::CancelledByCustomer { end }
            | Self::CancelledByAgency { end }
            | Self::WorkerWithdrew { end }
            | Self::PermitRefused { end } => Some(end),
            _ => None,
        }
    }

    /// The sides that have done their part of a step with several signers.
    pub fn done_by(&self) -> &[Side] {
        match self {
            Self::Met { answered: done, .. }
            | Self::Offered { signed: done, .. }
            | Self::Arrived { confirmed: done, .. } => done,
            Self::Claim { claim, .. } if claim.answered => &[Side::Agency],
            _ => &[],
        }
    }
}
