//! The question: who asks, how they stand to the object, why, and in which state the object is.
//!
//! Every part is a word of a closed list. Turning facts (memberships, tasks, consents) into these words is the caller's
//! business; nothing here looks anything up.

use domain::{Overlay, Purpose, Relation, RelationSet, Role, StateToken};

/// Where a purpose came from. A record says which (`purpose_source`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PurposeSource {
    /// Nobody said: it is the usual purpose of the state, [`working_purpose`].
    Working,
    /// The caller said so. Only a stated purpose opens a sealed field, an export or a share.
    Stated,
}

impl PurposeSource {
    /// The spelling in records: `working` or `stated`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Stated => "stated",
        }
    }
}

/// A purpose and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PurposeGiven {
    /// The word itself.
    pub purpose: Purpose,
    /// Said by the caller, or taken from the state.
    pub source: PurposeSource,
}

/// One question to the table, about one object or about all objects that share these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ask {
    role: Role,
    relations: RelationSet,
    state: StateToken,
    overlay: Overlay,
    purpose: Option<PurposeGiven>,
}

impl Ask {
    /// A question without a purpose: it sees public data and the caller's own, nothing else.
    ///
    /// `relations` speak of the row that carries the data: `own_org` when the row belongs to the caller's organisation,
    /// `party` when it is read through a case of theirs, `subject` when it is about the caller.
    pub const fn new(role: Role, relations: RelationSet, state: StateToken, overlay: Overlay) -> Self {
        Self { role, relations, state, overlay, purpose: None }
    }

    /// The same question with a purpose that the caller has stated.
    #[must_use]
    pub const fn with_stated_purpose(self, purpose: Purpose) -> Self {
        self.for_purpose(PurposeGiven { purpose, source: PurposeSource::Stated })
    }

    pub(crate) const fn for_purpose(mut self, given: PurposeGiven) -> Self {
        self.purpose = Some(given);
        self
    }

    /// The same question with the state's working purpose, if none is stated and the caller stands in an everyday
    /// relation to the object. No relation and break-glass alone never get one.
    #[must_use]
    pub fn with_working_purpose(mut self) -> Self {
        let everyday = [Relation::Subject, Relation::OwnOrg, Relation::Party, Relation::Assigned];
        if self.purpose.is_none() && everyday.iter().any(|r| self.relations.has(*r)) {
            let purpose = working_purpose(self.state);
            self.purpose = Some(PurposeGiven { purpose, source: PurposeSource::Working });
        }
        self
    }

    /// The same caller, asking about an object in another state. A working purpose follows the state, a stated one stays.
    #[must_use]
    pub fn in_state(mut self, state: StateToken) -> Self {
        self.state = state;
        if let Some(PurposeGiven { purpose, source: PurposeSource::Working }) = &mut self.purpose {
            *purpose = working_purpose(state);
        }
        self
    }

    /// What the caller is.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// How the caller stands to the object.
    pub const fn relations(&self) -> RelationSet {
        self.relations
    }

    /// The state of the object.
    pub const fn state(&self) -> StateToken {
        self.state
    }

    /// What lies over the object.
    pub const fn overlay(&self) -> Overlay {
        self.overlay
    }

    /// Why the caller asks, if known.
    pub const fn purpose(&self) -> Option<PurposeGiven> {
        self.purpose
    }

    /// Whether the caller said why.
    pub fn purpose_is_stated(&self) -> bool {
        self.purpose.is_some_and(|given| given.source == PurposeSource::Stated)
    }
}

/// What people usually do with an object in this state: the bracket in docs/domain.md section 4.
///
/// States that the table does not name follow their neighbours: an ended case is kept for its invoices (`billing`), a
/// draft is made to be verified, a withdrawn profile is a data subject's request.
pub const fn working_purpose(state: StateToken) -> Purpose {
    use StateToken as S;
    match state {
        S::None | S::RosterListed => Purpose::Browse,
        S::Enquiry | S::Held | S::RosterLocked | S::JobRequested | S::JobQuoted | S::SlotOpen => Purpose::Select,
        S::Accepted | S::RosterResting => Purpose::Assess,
        S::MeetingSet | S::Met => Purpose::Interview,
        S::Offered
        | S::Signed
        | S::DepositPaid
        | S::RosterEngaged
        | S::JobConfirmed
        | S::JobOpen
        | S::SlotOffered
        | S::SlotAccepted => Purpose::Contract,
        S::Permit => Purpose::Permit,
        S::Travel | S::Arrived => Purpose::Arrival,
        S::HandedOver
        | S::InGuarantee
        | S::RosterPlaced
        | S::SlotConfirmed
        | S::SlotCheckedIn
        | S::SlotWorked
        | S::SlotSubmitted => Purpose::Placement,
        S::Claim | S::Replacement | S::RefundDue | S::SlotNoShow | S::SlotDisputed | S::SlotCutShort => Purpose::Claim,
        S::Completed
        | S::Archived
        | S::Expired
        | S::Declined
        | S::CancelledByCustomer
        | S::CancelledByAgency
        | S::WorkerWithdrew
        | S::PermitRefused
        | S::JobClosed
        | S::JobArchived
        | S::SlotReplaced
        | S::SlotClientOk
        | S::SlotApproved
        | S::SlotInvoiced
        | S::SlotStaffPaid
        | S::SlotClientPaid
        | S::SlotCancelledByClient
        | S::SlotCancelledByStaff => Purpose::Billing,
        S::RosterDraft | S::RosterConsented | S::RosterReviewed => Purpose::Verify,
        S::RosterWithdrawn | S::RosterErased => Purpose::SubjectRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(relations: RelationSet) -> Ask {
        Ask::new(Role::Customer, relations, StateToken::Held, Overlay::None)
    }

    #[test]
    fn a_party_gets_the_working_purpose_of_the_state() {
        let given = ask(RelationSet::NONE.with(Relation::Party)).with_working_purpose().purpose();
        assert_eq!(given, Some(PurposeGiven { purpose: Purpose::Select, source: PurposeSource::Working }));
    }

    #[test]
    fn a_stranger_and_a_glass_breaker_get_no_working_purpose() {
        assert_eq!(ask(RelationSet::NONE).with_working_purpose().purpose(), None);
        assert_eq!(ask(RelationSet::NONE.with(Relation::BreakGlass)).with_working_purpose().purpose(), None);
    }

    #[test]
    fn a_stated_purpose_is_kept_and_a_working_one_follows_the_state() {
        let party = ask(RelationSet::NONE.with(Relation::Party));
        let stated = party.with_stated_purpose(Purpose::Billing).with_working_purpose();
        assert!(stated.purpose_is_stated());
        assert_eq!(stated.in_state(StateToken::Permit).purpose(), stated.purpose());
        let working = party.with_working_purpose().in_state(StateToken::Permit);
        assert_eq!(working.purpose().map(|given| given.purpose), Some(Purpose::Permit));
        assert!(!working.purpose_is_stated());
    }
}
