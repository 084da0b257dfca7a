//! What the case itself must show before a step: no evidence from outside is needed to ask.

use jiff::Timestamp;

use crate::calendar;
use crate::case::{Actor, Approval, Case, Ruling, State};
use crate::pack::Pack;
use crate::words::{OverlayKind, Side, TimerKind};

/// A condition on the case alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The hold is not firm yet.
    HoldIsSoft,
    /// This side has not done its part of the step.
    NotDoneYet,
    /// The other side has a time on offer that lies ahead.
    OthersSlots,
    /// A time was picked that lies ahead.
    SlotChosen,
    /// This side may still move the meeting.
    MovesLeft,
    /// The meeting began; for the system, it ended.
    MeetingOver,
    /// The meeting is over, and nobody has answered as if it had taken place.
    MeetingEnded,
    /// It may be arranged anew once more.
    MissesLeft,
    /// Customer and worker both said yes.
    BothSaidYes,
    /// The permit is neither granted nor refused.
    PermitOpen,
    /// The permit is granted.
    PermitGranted,
    /// Employment probation ran out.
    ProbationOver,
    /// The last day of the guarantee passed.
    GuaranteeOver,
    /// The claim is not ruled yet.
    NotRuled,
    /// The operator ruled that the claim holds.
    ClaimFounded,
    /// The employer did not forfeit refund and replacement.
    NotForfeited,
    /// Money is held.
    MoneyHeld,
    /// No refund is approved, or no more.
    NotApproved,
    /// A refund is approved.
    Approved,
    /// The refund is not paid yet.
    NotPaid,
    /// The approval is no older than the pack's `approval_lasts`, and the case is as it was approved.
    ApprovalStands,
    /// Not the person who approved: two people.
    OtherPerson,
    /// The balance is 0 or paid out.
    NothingHeld,
    /// No legal hold lies over the case.
    NoLegalHold,
    /// The case was kept as long as the pack says.
    KeptLongEnough,
}

impl When {
    /// The stable name of the rule: the key of the message that says what to do next.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::HoldIsSoft => "hold_is_soft",
            Self::NotDoneYet => "not_done_yet",
            Self::OthersSlots => "others_slots",
            Self::SlotChosen => "slot_chosen",
            Self::MovesLeft => "moves_left",
            Self::MeetingOver => "meeting_over",
            Self::MeetingEnded => "meeting_ended",
            Self::MissesLeft => "misses_left",
            Self::BothSaidYes => "both_said_yes",
            Self::PermitOpen => "permit_open",
            Self::PermitGranted => "permit_granted",
            Self::ProbationOver => "probation_over",
            Self::GuaranteeOver => "guarantee_over",
            Self::NotRuled => "not_ruled",
            Self::ClaimFounded => "claim_founded",
            Self::NotForfeited => "not_forfeited",
            Self::MoneyHeld => "money_held",
            Self::NotApproved => "not_approved",
            Self::Approved => "approved",
            Self::NotPaid => "not_paid",
            Self::ApprovalStands => "approval_stands",
            Self::OtherPerson => "other_person",
            Self::NothingHeld => "nothing_held",
            Self::NoLegalHold => "no_legal_hold",
            Self::KeptLongEnough => "kept_long_enough",
        }
    }

    /// Whether it holds for this actor at this moment.
    pub(in crate::case) fn holds(self, case: &Case, by: &Actor, at: Timestamp, pack: &Pack) -> bool {
        let side = by.side();
        match (self, &case.state) {
            (Self::HoldIsSoft, State::Held { firm, .. }) => !firm,
            (Self::NotDoneYet, state) => !state.done_by().contains(&side),
            (Self::OthersSlots, State::Accepted { arranging, .. } | State::MeetingSet { arranging, .. }) => {
                arranging.has_for(side, at)
            }
            (Self::SlotChosen, State::Accepted { arranging, .. }) => arranging.is_chosen(at),
            (Self::MovesLeft, State::MeetingSet { moved, .. }) => moved.of(side) < pack.rules().meeting.reschedules_max,
            (Self::MeetingOver, State::MeetingSet { slot, .. }) if side == Side::System => at >= slot.ends_at(),
            (Self::MeetingOver, State::MeetingSet { slot, .. }) => at >= slot.starts_at,
            (Self::MeetingEnded, State::MeetingSet { slot, .. }) => at >= slot.ends_at(),
            (Self::MeetingEnded, State::Met { answered, .. }) => answered.is_empty(),
            (Self::MissesLeft, State::MeetingSet { moved, .. } | State::Met { moved, .. }) => {
                moved.missed < pack.rules().meeting.missed_max
            }
            (Self::BothSaidYes, State::Met { agreed, .. }) => *agreed,
            (Self::PermitOpen, State::Permit { granted_on, .. }) => granted_on.is_none(),
            (Self::PermitGranted, State::Permit { granted_on, .. }) => granted_on.is_some(),
            (Self::ProbationOver, _) => case.clocks.is_due(TimerKind::ProbationEnds, at),
            (Self::GuaranteeOver, State::InGuarantee { service }) => {
                calendar::muscat(at) > service.arrival.guarantee_until
            }
            (Self::NotRuled, State::Claim { claim, .. }) => claim.ruling.is_none(),
            (Self::ClaimFounded, State::Claim { claim, .. }) => claim.ruling == Some(Ruling::Founded),
            (Self::NotForfeited, State::Claim { claim, .. }) => {
                !(claim.employer_abuse && pack.rules().refund.forfeit_on_employer_abuse)
            }
            (Self::MoneyHeld, _) => case.account.held_minor > 0,
            (Self::NotApproved, State::RefundDue { approval, paid_at, .. }) => {
                paid_at.is_none() && !approval.is_some_and(|approval| stands(approval, case, at, pack))
            }
            (Self::Approved, State::RefundDue { approval, .. }) => approval.is_some(),
            (Self::NotPaid, State::RefundDue { paid_at, .. }) => paid_at.is_none(),
            (Self::ApprovalStands, State::RefundDue { approval, .. }) => {
                approval.is_some_and(|approval| stands(approval, case, at, pack))
            }
            (Self::OtherPerson, State::RefundDue { approval, .. }) => {
                approval.is_some_and(|approval| approval.by != by.user)
            }
            (Self::NothingHeld, State::RefundDue { paid_at, .. }) => paid_at.is_some(),
            (Self::NothingHeld, _) => case.account.held_minor == 0,
            (Self::NoLegalHold, _) => !case.overlays.has(OverlayKind::LegalHold),
            (Self::KeptLongEnough, _) => case.clocks.is_due(TimerKind::ArchiveDue, at),
            _ => false,
        }
    }
}

/// Whether the second person may still rest on this approval: soon enough, and nothing happened in the case since.
fn stands(approval: Approval, case: &Case, at: Timestamp, pack: &Pack) -> bool {
    approval.version == case.version && at <= pack.after(approval.at, pack.rules().two_people.approval_lasts)
}
