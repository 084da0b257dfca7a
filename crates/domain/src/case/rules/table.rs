//! docs/domain.md section 3 as data: who may move a placement from where to where, on what condition, and what happens when nobody does.
//!
//! `apply` and `open_steps` read these two tables and nothing else.

#[allow(clippy::enum_glob_use, reason = "the table reads as the specification only with bare names")]
use super::guard::Guard::{self, *};
#[allow(clippy::enum_glob_use, reason = "the table reads as the specification only with bare names")]
use super::when::When::{self, *};
use crate::words::Role::{self, AgencyAdmin, AgencyUser, Customer, Finance, Moderator, System, Worker};
use crate::words::StateToken as S;
use crate::words::Statement as Said;
use crate::words::StepToken as Do;
use crate::words::{Side, TimerKind as T};

/// One row: from one of these, this step, by one of these, while the case itself shows this, with this evidence, leads to
/// one of these (the same state again while a step waits for others).
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// Where the case stands.
    pub from: &'static [S],
    /// The step.
    pub step: Do,
    /// Who may take it.
    pub who: &'static [Role],
    /// What the case itself must show: an open step is one whose conditions hold.
    pub when: &'static [When],
    /// What must be proved.
    pub guards: &'static [Guard],
    /// Where it can lead.
    pub to: &'static [S],
}

/// One row: what happens when this clock runs out in one of these states.
#[derive(Debug, Clone, Copy)]
pub struct Timeout {
    /// Where the case stands.
    pub states: &'static [S],
    /// The clock: it runs only while the case stands there.
    pub timer: T,
    /// What happens.
    pub then: Then,
}

/// What happens when a clock runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The case goes there.
    Go(S),
    /// The system takes this step; if a guard refuses it, the operator gets a task and the clock asks again in a day.
    Take(Do),
    /// These sides are reminded.
    Remind(&'static [Side]),
    /// The operator gets a task.
    Alert,
    /// The operator gets a task unless somebody has stated this in time.
    AlertUnless(Said),
}

const CUS: &[Role] = &[Customer];
const AGU: &[Role] = &[AgencyUser, AgencyAdmin];
const WRK: &[Role] = &[Worker];
const OPS: &[Role] = &[Moderator];
const FIN: &[Role] = &[Finance];
const SYS: &[Role] = &[System];
/// Finance says what came in, or the bank that took the card.
const FIN_SYS: &[Role] = &[Finance, System];
const CUS_AGU: &[Role] = &[Customer, AgencyUser, AgencyAdmin];
const CUS_AGU_SYS: &[Role] = &[Customer, AgencyUser, AgencyAdmin, System];
const CUS_AGU_WRK: &[Role] = &[Customer, AgencyUser, AgencyAdmin, Worker];
const CUS_AGF_WRK: &[Role] = &[Customer, AgencyAdmin, Worker];
const PARTIES: &[Side] = &[Side::Customer, Side::Agency, Side::Worker];
const CUS_WRK: &[Role] = &[Customer, Worker];

/// C01 to C10: what a customer can walk away from.
#[rustfmt::skip]
const TO_TRAVEL: &[S] = &[
    S::Enquiry, S::Held, S::Accepted, S::MeetingSet, S::Met, S::Offered, S::Signed, S::DepositPaid, S::Permit, S::Travel,
];
/// C03 to C11: what the agency took on. Before, it declines.
#[rustfmt::skip]
const TAKEN_ON: &[S] = &[
    S::Accepted, S::MeetingSet, S::Met, S::Offered, S::Signed, S::DepositPaid, S::Permit, S::Travel, S::Arrived,
];
/// C01 to C11.
#[rustfmt::skip]
const BEFORE_HAND_OVER: &[S] = &[
    S::Enquiry, S::Held, S::Accepted, S::MeetingSet, S::Met, S::Offered, S::Signed, S::DepositPaid, S::Permit, S::Travel,
    S::Arrived,
];
/// The exits that can hold money.
const ENDED_WITH_MONEY: &[S] = &[S::CancelledByCustomer, S::CancelledByAgency, S::WorkerWithdrew, S::PermitRefused];
/// What is put away in the end.
#[rustfmt::skip]
const ENDED: &[S] = &[
    S::Expired, S::Declined, S::CancelledByCustomer, S::CancelledByAgency, S::WorkerWithdrew, S::PermitRefused,
    S::Replacement, S::RefundDue, S::Completed,
];

const fn row(
    from: &'static [S],
    step: Do,
    who: &'static [Role],
    when: &'static [When],
    guards: &'static [Guard],
    to: &'static [S],
) -> Transition {
    Transition { from, step, who, when, guards, to }
}

/// Every legal move but those of clocks ([`TIMEOUTS`]) and overlays ([`crate::case::OVERLAYS`]).
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    row(&[S::None], Do::Enquire, CUS, &[], &[PhoneVerified, NoticeAccepted, LicenceValid], &[S::Enquiry]),
    row(&[S::Enquiry], Do::Hold, CUS, &[], &[LicenceValid, WorkerListed, HoldsBelowLimit, NoRecentLapse], &[S::Held]),
    row(&[S::Held], Do::Hold, CUS, &[HoldIsSoft], &[LicenceValid, CustomerVerified], &[S::Held]),
    row(&[S::Held], Do::Accept, AGU, &[], &[LicenceValid, Attested(Said::ConflictChecked)], &[S::Accepted]),
    row(&[S::Held], Do::Decline, AGU, &[], &[], &[S::Declined]),
    row(&[S::Accepted], Do::ProposeMeeting, CUS_AGU, &[], &[SlotsPossible, SlotsAhead, WeekendMeant, WayTold], &[S::Accepted]),
    row(&[S::Accepted], Do::ChooseSlot, CUS_AGU, &[OthersSlots], &[SlotOfOthers, SlotAhead, WayTold], &[S::Accepted]),
    row(&[S::Accepted], Do::AgreeMeeting, WRK, &[SlotChosen], &[SlotAhead, ConsentToMeet], &[S::MeetingSet]),
    row(&[S::MeetingSet], Do::ProposeMeeting, CUS_AGU, &[MovesLeft],
        &[SlotsPossible, SlotsAhead, WeekendMeant, WayTold], &[S::Accepted]),
    row(&[S::MeetingSet], Do::ChooseSlot, CUS_AGU, &[OthersSlots, MovesLeft],
        &[SlotOfOthers, SlotAhead, WayTold], &[S::Accepted]),
    row(&[S::MeetingSet], Do::MarkMet, CUS_AGU_SYS, &[MeetingOver], &[LanguageShared], &[S::Met]),
    row(&[S::MeetingSet, S::Met], Do::MarkMissed, CUS_AGU_WRK, &[MeetingEnded, MissesLeft], &[], &[S::Accepted]),
    row(&[S::Met], Do::Answer, CUS_WRK, &[NotDoneYet], &[AnswersTogether], &[S::Met, S::Declined]),
    row(&[S::Met], Do::Offer, AGU, &[BothSaidYes],
        &[LicenceValid, QuoteAddsUp, ReplacementFree, TermsLawful, TermsUnderstood], &[S::Offered]),
    row(&[S::Offered], Do::Sign, CUS_AGF_WRK, &[NotDoneYet],
        &[TermsUnchanged, TermsUnderstood, CopyDelivered], &[S::Offered, S::Signed]),
    row(&[S::Signed], Do::ConfirmDeposit, FIN_SYS, &[], &[DepositExact], &[S::DepositPaid]),
    row(&[S::DepositPaid], Do::FilePermit, AGU, &[],
        &[LicenceValid, PapersHold, Attested(Said::PapersComplete), Attested(Said::CustomerEligible)], &[S::Permit]),
    row(&[S::Permit], Do::RecordPermit, AGU, &[PermitOpen], &[DateNotAhead], &[S::Permit]),
    row(&[S::Permit], Do::RefusePermit, AGU, &[PermitOpen], &[], &[S::PermitRefused]),
    row(&[S::Permit], Do::RecordTravel, AGU, &[PermitGranted],
        &[Attested(Said::PermitScansClean), DateNotPast], &[S::Travel]),
    row(&[S::Travel], Do::RecordArrival, AGU, &[],
        &[ArrivalCode, Attested(Said::ArrivalProven), Attested(Said::MedicalBooked), DateNotAhead], &[S::Arrived]),
    row(&[S::Arrived], Do::HandOver, CUS_WRK, &[NotDoneYet],
        &[Attested(Said::BalanceSettled), Attested(Said::ContractRegistered), Attested(Said::CustodyEntered),
          Attested(Said::Insured)], &[S::Arrived, S::HandedOver]),
    row(&[S::Arrived], Do::ChooseReplacement, CUS, &[], &[Attested(Said::WorkerUnfit)], &[S::Replacement]),
    row(&[S::HandedOver], Do::StartGuarantee, SYS, &[ProbationOver], &[Attested(Said::WelfareChecked)], &[S::InGuarantee]),
    row(&[S::HandedOver, S::InGuarantee], Do::Claim, CUS_AGU_WRK, &[], &[], &[S::Claim]),
    row(&[S::Claim], Do::Answer, AGU, &[NotDoneYet], &[], &[S::Claim]),
    row(&[S::Claim], Do::RuleClaim, OPS, &[NotRuled],
        &[Attested(Said::WorkerHeard), Attested(Said::LodgingAssured)], &[S::Claim, S::HandedOver, S::InGuarantee]),
    row(&[S::Claim], Do::ChooseReplacement, CUS, &[ClaimFounded, NotForfeited], &[], &[S::Replacement]),
    row(&[S::Claim], Do::ApproveRefund, OPS, &[ClaimFounded], &[RefundByRule], &[S::RefundDue]),
    row(&[S::WorkerWithdrew], Do::ChooseReplacement, CUS, &[MoneyHeld], &[], &[S::Replacement]),
    row(ENDED_WITH_MONEY, Do::ApproveRefund, OPS, &[MoneyHeld], &[RefundByRule], &[S::RefundDue]),
    row(&[S::RefundDue], Do::ApproveRefund, OPS, &[NotApproved], &[RefundByRule], &[S::RefundDue]),
    row(&[S::RefundDue], Do::PayRefund, FIN, &[Approved, NotPaid, ApprovalStands, OtherPerson], &[RefundExact], &[S::RefundDue]),
    row(&[S::InGuarantee], Do::Complete, SYS, &[GuaranteeOver], &[], &[S::Completed]),
    row(ENDED, Do::Archive, SYS, &[NothingHeld, NoLegalHold, KeptLongEnough], &[], &[S::Archived]),
    row(TO_TRAVEL, Do::Cancel, CUS, &[], &[], &[S::CancelledByCustomer]),
    row(TAKEN_ON, Do::Cancel, AGU, &[], &[], &[S::CancelledByAgency]),
    row(BEFORE_HAND_OVER, Do::Withdraw, WRK, &[], &[], &[S::WorkerWithdrew]),
];

const fn timeout(states: &'static [S], timer: T, then: Then) -> Timeout {
    Timeout { states, timer, then }
}

/// Every clock: where it runs and what it does. How long it runs stands in the pack.
#[rustfmt::skip]
pub const TIMEOUTS: &[Timeout] = &[
    timeout(&[S::Enquiry], T::EnquiryLapses, Then::Go(S::Expired)),
    timeout(&[S::Held], T::SoftHoldLapses, Then::Go(S::Expired)),
    timeout(&[S::Held], T::FirmHoldLapses, Then::Go(S::Expired)),
    timeout(&[S::Held], T::AgencyAnswer, Then::Go(S::Declined)),
    timeout(&[S::Accepted], T::MeetingAgreed, Then::Go(S::Expired)),
    timeout(&[S::MeetingSet], T::MeetingDayBefore, Then::Remind(PARTIES)),
    timeout(&[S::MeetingSet], T::MeetingHourBefore, Then::Remind(PARTIES)),
    timeout(&[S::MeetingSet], T::MeetingEnds, Then::Take(Do::MarkMet)),
    timeout(&[S::Met], T::AnswersReminder, Then::Remind(&[Side::Customer, Side::Worker])),
    timeout(&[S::Met], T::AnswersDue, Then::Go(S::Expired)),
    timeout(&[S::Met], T::OfferDue, Then::Go(S::Expired)),
    timeout(&[S::Offered], T::SigningDue, Then::Go(S::Expired)),
    timeout(&[S::Signed], T::DepositReminder, Then::Remind(&[Side::Customer])),
    timeout(&[S::Signed], T::DepositDue, Then::Go(S::CancelledByCustomer)),
    timeout(&[S::DepositPaid], T::PermitFiling, Then::Alert),
    timeout(&[S::Permit], T::PermitDecision, Then::Alert),
    timeout(&[S::Travel], T::ArrivalLate, Then::Alert),
    timeout(&[S::Travel], T::ArrivalCancellable, Then::Remind(&[Side::Customer])),
    timeout(&[S::Travel], T::ArrivalOverdue, Then::Alert),
    timeout(&[S::Arrived], T::HandOverDue, Then::Alert),
    timeout(&[S::Arrived, S::HandedOver, S::InGuarantee, S::Claim], T::ResidencyDue,
        Then::AlertUnless(Said::ResidencyCompleted),
    ),
    timeout(&[S::HandedOver], T::WelfareCheck, Then::AlertUnless(Said::WelfareChecked)),
    timeout(&[S::HandedOver], T::ProbationEnds, Then::Take(Do::StartGuarantee)),
    timeout(&[S::HandedOver, S::InGuarantee, S::Claim], T::WageReceipt, Then::AlertUnless(Said::WageReceived)),
    timeout(&[S::InGuarantee], T::GuaranteeEnds, Then::Take(Do::Complete)),
    timeout(&[S::Claim], T::GuaranteeEnds, Then::Alert),
    timeout(&[S::Claim], T::ClaimAnswer, Then::Alert),
    timeout(&[S::Claim], T::ClaimRuling, Then::Alert),
    timeout(&[S::Replacement], T::ReplacementOpen, Then::Go(S::RefundDue)),
    timeout(&[S::RefundDue], T::RefundPay, Then::Alert),
    timeout(ENDED, T::ArchiveDue, Then::Take(Do::Archive)),
];

/// One row: a statement that may be made before a step or clock of the state rests on it.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    /// What is stated.
    pub statement: Said,
    /// Where the case stands by then.
    pub states: &'static [S],
}

/// What may be stated ahead, and where. Everything else is stated where it is asked for and nowhere before.
pub const AHEAD: &[Ahead] =
    // Whoever takes a case on finds the interpreter before a time is agreed, not after.
    &[Ahead { statement: Said::InterpreterArranged, states: &[S::Held, S::Accepted] }];

/// What this clock does here, if it runs here at all.
pub(in crate::case) fn timeout_of(state: S, timer: T) -> Option<Then> {
    TIMEOUTS.iter().find(|row| row.timer == timer && row.states.contains(&state)).map(|row| row.then)
}
