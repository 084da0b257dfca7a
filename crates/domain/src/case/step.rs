//! The steps of a placement and what each one is given.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::meeting::Slot;
use super::terms::{Quote, Terms};
use crate::digest::Digest;
use crate::words::{OverlayKind, StepToken, TimerKind};

/// A step with its input, as it comes in a request: `{"step":"sign","terms_sha256":"…"}`. Unknown fields are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The customer opens the case: only through [`super::Case::enquire`].
    Enquire {},
    /// The customer claims the worker for a while; again, once verified, to make the claim firm.
    Hold {},
    /// The agency takes the case on.
    Accept {},
    /// The agency does not.
    Decline {},
    /// Customer or agency proposes times; from [`super::State::MeetingSet`] this moves the meeting.
    ProposeMeeting {
        /// The times proposed.
        slots: Vec<Slot>,
        /// Whether times on the weekend or on a holiday are meant: otherwise they are refused.
        #[serde(default)]
        weekend: bool,
        /// The language (ISO 639) for which this side needs an interpreter.
        #[serde(default)]
        interpreter: Option<String>,
    },
    /// One of the times that the other side offered is picked; from [`super::State::MeetingSet`] this moves the meeting.
    ChooseSlot {
        /// Its place among the times on offer, from 0.
        slot: u8,
        /// From the agency: where its office is.
        #[serde(default)]
        way: Option<String>,
        /// The language (ISO 639) for which this side needs an interpreter.
        #[serde(default)]
        interpreter: Option<String>,
    },
    /// The worker agrees to the time picked.
    AgreeMeeting {
        /// The language (ISO 639) for which the worker needs an interpreter.
        #[serde(default)]
        interpreter: Option<String>,
    },
    /// The meeting took place.
    MarkMet {},
    /// The meeting did not take place: it is arranged anew. Nobody says through whom.
    MarkMissed {},
    /// Customer and worker answer in private; in a claim, the agency answers it.
    Answer {
        /// Whether they want to go on; in a claim, whether the agency accepts it. The machine never keeps it.
        yes: bool,
    },
    /// The agency offers.
    Offer {
        /// Who pays what.
        quote: Quote,
        /// What the worker is granted.
        terms: Terms,
    },
    /// One of three signs the offered terms.
    Sign {
        /// Of the document that was signed.
        terms_sha256: Digest,
    },
    /// The deposit came in.
    ConfirmDeposit {
        /// What came in.
        amount_minor: i64,
    },
    /// The agency files for the permit.
    FilePermit {},
    /// The permit was granted.
    RecordPermit {
        /// On which date.
        granted_on: Date,
    },
    /// The permit was refused.
    RefusePermit {},
    /// Travel is booked.
    RecordTravel {
        /// The arrival date promised to the customer.
        promised_on: Date,
    },
    /// The worker arrived. The worker's code is compared outside: see [`super::Facts::arrival_code_matches`].
    RecordArrival {
        /// On which date: the guarantee counts from it.
        arrived_on: Date,
    },
    /// Customer and worker each confirm the hand-over.
    HandOver {},
    /// Employment probation is over.
    StartGuarantee {},
    /// Something went wrong after hand-over.
    Claim {
        /// What.
        cause: Cause,
    },
    /// The operator rules.
    RuleClaim {
        /// How.
        ruling: Ruling,
        /// Whether the employer was found to have abused the worker.
        employer_abuse: bool,
    },
    /// The customer takes another worker instead of money.
    ChooseReplacement {},
    /// The operator approves a refund.
    ApproveRefund {
        /// How much.
        amount_minor: i64,
    },
    /// Finance, another person, has paid it.
    PayRefund {
        /// How much was paid.
        amount_minor: i64,
    },
    /// The guarantee is over.
    Complete {},
    /// The case is put away.
    Archive {},
    /// Customer or agency ends the case.
    Cancel {},
    /// The worker leaves the case, without any penalty.
    Withdraw {},
    /// A clock has run out.
    Expire {
        /// Which.
        timer: TimerKind,
    },
    /// An overlay is laid over the case.
    Pause {
        /// Which.
        overlay: OverlayKind,
    },
    /// An overlay is taken off.
    Lift {
        /// Which.
        overlay: OverlayKind,
    },
}

impl Step {
    /// The step's name in every list.
    pub const fn token(&self) -> StepToken {
        match self {
            Self::Enquire {} => StepToken::Enquire,
            Self::Hold {} => StepToken::Hold,
            Self::Accept {} => StepToken::Accept,
            Self::Decline {} => StepToken::Decline,
            Self::ProposeMeeting { .. } => StepToken::ProposeMeeting,
            Self::ChooseSlot { .. } => StepToken::ChooseSlot,
            Self::AgreeMeeting { .. } => StepToken::AgreeMeeting,
            Self::MarkMet {} => StepToken::MarkMet,
            Self::MarkMissed {} => StepToken::MarkMissed,
            Self::Answer { .. } => StepToken::Answer,
            Self::Offer { .. } => StepToken::Offer,
            Self::Sign { .. } => StepToken::Sign,
            Self::ConfirmDeposit { .. } => StepToken::ConfirmDeposit,
            Self::FilePermit {} => StepToken::FilePermit,
            Self::RecordPermit { .. } => StepToken::RecordPermit,
            Self::RefusePermit {} => StepToken::RefusePermit,
            Self::RecordTravel { .. } => StepToken::RecordTravel,
            Self::RecordArrival { .. } => StepToken::RecordArrival,
            Self::HandOver {} => StepToken::HandOver,
            Self::StartGuarantee {} => StepToken::StartGuarantee,
            Self::Claim { .. } => StepToken::Claim,
            Self::RuleClaim { .. } => StepToken::RuleClaim,
            Self::ChooseReplacement {} => StepToken::ChooseReplacement,
            Self::ApproveRefund { .. } => StepToken::ApproveRefund,
            Self::PayRefund { .. } => StepToken::PayRefund,
            Self::Complete {} => StepToken::Complete,
            Self::Archive {} => StepToken::Archive,
            Self::Cancel {} => StepToken::Cancel,
            Self::Withdraw {} => StepToken::Withdraw,
            Self::Expire { .. } => StepToken::Expire,
            Self::Pause { .. } => StepToken::Pause,
            Self::Lift { .. } => StepToken::Lift,
        }
    }
}

/// Why a claim is brought. None of them rates a worker: each is something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The examination found her unfit for work.
    MedicallyUnfit,
    /// She does not want to go on.
    WorkerDeclines,
    /// She left.
    WorkerLeft,
    /// Not as the offer said.
    NotAsOffered,
    /// Wages were not paid.
    WageUnpaid,
    /// Hours, rest, lodging or food were not as agreed.
    TermsBroken,
    /// Violence, threats or harassment.
    Abuse,
    /// Her passport was kept.
    PassportWithheld,
    /// Anything else, told to the operator.
    Other,
}

/// What the operator found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// The claim holds: replacement or refund follows.
    Founded,
    /// It does not: back to the state before.
    Unfounded,
    /// Whoever brought it took it back: back to the state before.
    Withdrawn,
}
