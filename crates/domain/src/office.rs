//! Who founds organisations, checks them, invites whom, and changes the policies; who looks where no task leads; who reviews an
//! agency: the table of the steps that move neither a worker nor a case.

use crate::words::Role::{
    self, AgencyAdmin, AgencyUser, Auditor, Customer, CustomerApprover, Dpo, Moderator, PlatformAdmin, WelfareOfficer,
};
use crate::words::StateToken::{
    self, RosterConsented, RosterDraft, RosterEngaged, RosterListed, RosterLocked, RosterPlaced, RosterResting,
    RosterReviewed,
};
use crate::words::StepToken::{
    self, AnswerBreakGlass, AnswerOverride, AnswerReset, ApprovePolicy, AskBreakGlass, AskOverride, AskReset, Check,
    ConfirmPayment, Erase, Explain, Found, Invite, KeepTest, MatchBank, NotePayment, ProposePolicy, PublishReview,
    ReportMoney, ReviewAgency, ReviewBreakGlass, SetBilling, TakeBackReview,
};

/// The most characters of a person's or organisation's name.
pub const NAME_MAX: usize = 120;

/// One row: this step, by one of these, where the object stands so.
#[derive(Debug, Clone, Copy)]
pub struct OfficeRow {
    /// The step.
    pub step: StepToken,
    /// Who may take it.
    pub who: &'static [Role],
    /// `none` for an organisation and for the policies; a worker's roster states for a sign-in of their own; a case's for an
    /// emergency.
    pub from: &'static [StateToken],
}

const ORGANISATION: &[StateToken] = &[StateToken::None];
/// What concerns the whole house has no state.
const THE_HOUSE: &[StateToken] = &[StateToken::None];
/// Everywhere but withdrawn and erased.
const ON_THE_ROSTER: &[StateToken] = &[
    RosterDraft,
    RosterConsented,
    RosterReviewed,
    RosterListed,
    RosterLocked,
    RosterEngaged,
    RosterPlaced,
    RosterResting,
];

/// Every state of a placement, over or not.
const CASES: &[StateToken] = &[
    StateToken::Enquiry,
    StateToken::Held,
    StateToken::Accepted,
    StateToken::MeetingSet,
    StateToken::Met,
    StateToken::Offered,
    StateToken::Signed,
    StateToken::DepositPaid,
    StateToken::Permit,
    StateToken::Travel,
    StateToken::Arrived,
    StateToken::HandedOver,
    StateToken::InGuarantee,
    StateToken::Claim,
    StateToken::Replacement,
    StateToken::RefundDue,
    StateToken::Completed,
    StateToken::Archived,
    StateToken::Expired,
    StateToken::Declined,
    StateToken::CancelledByCustomer,
    StateToken::CancelledByAgency,
    StateToken::WorkerWithdrew,
    StateToken::PermitRefused,
];

/// From where a household reviews its agency: the worker was handed over, or the case ended. Of an end, only once everybody had
/// signed ([`crate::case::Case::is_reviewable`]): a meeting alone is no experience with an agency.
pub const REVIEWABLE: &[StateToken] = REVIEWED.split_at(10).0;
/// From where it takes that back, and a moderator looks at it: also once the case is put away.
const REVIEWED: &[StateToken] = &[
    StateToken::HandedOver,
    StateToken::InGuarantee,
    StateToken::Claim,
    StateToken::Replacement,
    StateToken::RefundDue,
    StateToken::Completed,
    StateToken::CancelledByAgency,
    StateToken::WorkerWithdrew,
    StateToken::PermitRefused,
    StateToken::CancelledByCustomer,
    StateToken::Archived,
];

/// From where money may come in or go back: the deposit was asked for, and the case is not put away.
pub const PAYABLE: &[StateToken] = &[
    StateToken::Signed,
    StateToken::DepositPaid,
    StateToken::Permit,
    StateToken::Travel,
    StateToken::Arrived,
    StateToken::HandedOver,
    StateToken::InGuarantee,
    StateToken::Claim,
    StateToken::Replacement,
    StateToken::RefundDue,
    StateToken::Completed,
    StateToken::CancelledByCustomer,
    StateToken::CancelledByAgency,
    StateToken::WorkerWithdrew,
    StateToken::PermitRefused,
];

/// Who may look outside of their tasks in an emergency, and be the second person for it.
const EMERGENCY: &[Role] = &[Moderator, WelfareOfficer, Dpo];

/// The whole table.
pub const OFFICE: &[OfficeRow] = &[
    OfficeRow { step: Found, who: &[Moderator, PlatformAdmin], from: ORGANISATION },
    OfficeRow { step: Check, who: &[Moderator], from: ORGANISATION },
    OfficeRow { step: Invite, who: &[AgencyAdmin, Customer, Moderator, PlatformAdmin], from: ORGANISATION },
    OfficeRow { step: Erase, who: &[Dpo], from: ORGANISATION },
    OfficeRow { step: Explain, who: &[Moderator, Dpo, Auditor, PlatformAdmin], from: ORGANISATION },
    OfficeRow { step: KeepTest, who: &[Moderator, Dpo, PlatformAdmin], from: ORGANISATION },
    OfficeRow { step: Invite, who: &[AgencyUser, AgencyAdmin], from: ON_THE_ROSTER },
    OfficeRow { step: ProposePolicy, who: &[PlatformAdmin], from: THE_HOUSE },
    OfficeRow { step: ApprovePolicy, who: &[PlatformAdmin], from: THE_HOUSE },
    OfficeRow { step: AskBreakGlass, who: EMERGENCY, from: CASES },
    OfficeRow { step: AnswerBreakGlass, who: EMERGENCY, from: CASES },
    OfficeRow { step: ReviewBreakGlass, who: EMERGENCY, from: CASES },
    OfficeRow { step: AskReset, who: &[Moderator, Role::Support, Dpo, PlatformAdmin], from: THE_HOUSE },
    OfficeRow { step: AnswerReset, who: &[Dpo, PlatformAdmin], from: THE_HOUSE },
    OfficeRow { step: AskOverride, who: &[Moderator, PlatformAdmin], from: THE_HOUSE },
    OfficeRow { step: AnswerOverride, who: &[Dpo, PlatformAdmin], from: THE_HOUSE },
    OfficeRow { step: ReviewAgency, who: &[Customer], from: REVIEWABLE },
    OfficeRow { step: TakeBackReview, who: &[Customer], from: REVIEWED },
    OfficeRow { step: PublishReview, who: &[Moderator], from: REVIEWED },
    OfficeRow { step: NotePayment, who: &[Role::Finance, AgencyUser, AgencyAdmin], from: PAYABLE },
    OfficeRow { step: ConfirmPayment, who: &[Role::Finance, Role::System], from: PAYABLE },
    OfficeRow { step: MatchBank, who: &[Role::Finance], from: THE_HOUSE },
    OfficeRow { step: ReportMoney, who: &[Role::Finance], from: THE_HOUSE },
    OfficeRow { step: SetBilling, who: &[AgencyAdmin, Role::Finance], from: ORGANISATION },
];

/// The staff of the platform.
pub const STAFF: &[Role] =
    &[Moderator, Role::Finance, Role::Support, Role::WelfareOfficer, Dpo, Auditor, PlatformAdmin];

/// The role that runs an organisation of this kind (`operator`, `agency`, `customer`); its first member has it.
pub const fn first_role(kind: &str) -> Role {
    match kind.as_bytes() {
        b"agency" => AgencyAdmin,
        b"customer" => Customer,
        _ => PlatformAdmin,
    }
}

/// The roles that somebody may be invited to. Members invite into their own organisation; staff of the platform invite the
/// first member of another's, and nobody after that. A worker's own sign-in is invited from the roster, never from here.
pub fn may_invite(by: Role, kind: &str, own: bool, has_first: bool) -> &'static [Role] {
    match (by, kind, own) {
        (AgencyAdmin, "agency", true) => &[AgencyUser, AgencyAdmin],
        (Customer, "customer", true) => &[Customer, CustomerApprover],
        (PlatformAdmin, "operator", true) => STAFF,
        (PlatformAdmin | Moderator, "agency", false) if !has_first => &[AgencyAdmin],
        (PlatformAdmin | Moderator, "customer", false) if !has_first => &[Customer],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_invite_the_first_member_of_an_organisation_and_nobody_after_that() {
        for by in STAFF {
            let first = may_invite(*by, "agency", false, false);
            assert_eq!(first == [AgencyAdmin], matches!(by, PlatformAdmin | Moderator), "{by}");
            assert!(
                may_invite(*by, "agency", false, true).is_empty()
                    && may_invite(*by, "customer", false, true).is_empty()
            );
        }
    }

    #[test]
    fn nobody_is_invited_as_a_worker_or_across_kinds() {
        for by in Role::ALL {
            for (kind, own) in
                ["operator", "agency", "customer"].into_iter().flat_map(|kind| [(kind, true), (kind, false)])
            {
                let roles = may_invite(*by, kind, own, false);
                assert!(
                    !roles.contains(&Role::Worker)
                        && !roles.contains(&Role::System)
                        && !roles.contains(&Role::Anonymous)
                );
                for role in roles {
                    assert_eq!(STAFF.contains(role), kind == "operator", "{by} invites {role} into {kind}");
                }
            }
        }
        assert!(may_invite(AgencyUser, "agency", true, false).is_empty());
        assert!(may_invite(CustomerApprover, "customer", true, false).is_empty());
        assert!(may_invite(Moderator, "operator", true, false).is_empty());
    }

    #[test]
    fn the_first_role_of_each_kind_may_invite_more() {
        for kind in ["operator", "agency", "customer"] {
            let first = first_role(kind);
            assert!(may_invite(first, kind, true, true).contains(&first), "{kind}");
        }
    }
}
