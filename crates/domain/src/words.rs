//! The closed word lists that policies, API, database, records and commands spell alike.
//!
//! Every list here is finite and enumerated, so that a misspelt word is an error and never a silently open door.
//! The order of the variants is the order of the compiled policy table: append, never reorder.

// LONG: all the closed lists stand together, because they are read together; nothing here but words.

use serde::{Deserialize, Serialize};

/// A word that is not in its list. Carries the list so that the message can name the valid words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no {list}; valid words: {valid}")]
pub struct UnknownWord {
    /// Which list was asked, for example `purpose`.
    pub list: &'static str,
    /// What was given (cut to 64 characters).
    pub word: String,
    /// The valid words, separated by commas.
    pub valid: String,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $list:literal { $($(#[$vm:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vm])* #[doc = concat!("`", $word, "`")] #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every word of the list, in table order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// How many words there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The one spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The word's place in [`Self::ALL`].
            pub const fn index(self) -> usize { self as usize }

            /// Reads the one spelling; anything else is an [`UnknownWord`].
            pub fn parse(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($word => Ok($name::$variant),)+
                    _ => Err(UnknownWord {
                        list: $list,
                        word: word.chars().take(64).collect(),
                        valid: [$($word),+].join(", "),
                    }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> { Self::parse(word) }
        }
    };
}

pub(crate) use words;

words! {
    /// What a person may be, through a membership of an organisation.
    Role, "role" {
        Anonymous = "anonymous",
        Customer = "customer",
        CustomerApprover = "customer_approver",
        AgencyUser = "agency_user",
        AgencyAdmin = "agency_admin",
        Worker = "worker",
        Moderator = "moderator",
        Finance = "finance",
        Support = "support",
        WelfareOfficer = "welfare_officer",
        Dpo = "dpo",
        Auditor = "auditor",
        PlatformAdmin = "platform_admin",
        System = "system",
    }
}

words! {
    /// How the caller stands to one object. A caller can hold several at once: see [`crate::RelationSet`].
    Relation, "relation" {
        None = "none",
        Subject = "subject",
        OwnOrg = "own_org",
        Party = "party",
        Assigned = "assigned",
        BreakGlass = "break_glass",
    }
}

words! {
    /// Why the caller asks. A closed list; a request without one sees public data and its own, nothing else.
    Purpose, "purpose" {
        Browse = "browse",
        Select = "select",
        Assess = "assess",
        Interview = "interview",
        Contract = "contract",
        Permit = "permit",
        Arrival = "arrival",
        Placement = "placement",
        Claim = "claim",
        Verify = "verify",
        Billing = "billing",
        Support = "support",
        SubjectRequest = "subject_request",
        Audit = "audit",
        Compliance = "compliance",
        Welfare = "welfare",
        BreakGlass = "break_glass",
    }
}

words! {
    /// What may be done to a field.
    FieldAction, "field action" {
        ViewMasked = "view_masked",
        View = "view",
        Reveal = "reveal",
        Export = "export",
        Edit = "edit",
        Share = "share",
    }
}

words! {
    /// What a field speaks of. Every stored field declares exactly one.
    Class, "data class" {
        PublicProfile = "public_profile",
        ExtendedProfile = "extended_profile",
        Interview = "interview",
        WorkerFirstName = "worker_first_name",
        WorkerName = "worker_name",
        WorkerIdentity = "worker_identity",
        WorkerPermitFields = "worker_permit_fields",
        WorkerSensitive = "worker_sensitive",
        WorkerSensitiveResult = "worker_sensitive_result",
        WorkerContact = "worker_contact",
        CustomerIdentity = "customer_identity",
        CustomerArea = "customer_area",
        AgencyLegal = "agency_legal",
        CustomerMoney = "customer_money",
        InternalMoney = "internal_money",
        InternalNotes = "internal_notes",
        Welfare = "welfare",
        OwnTerms = "own_terms",
        Credentials = "credentials",
        Audit = "audit",
        CaseState = "case_state",
    }
}

words! {
    /// What lies over a case and stops or narrows it. The gravest wins.
    Overlay, "overlay" {
        None = "none",
        LicenceLapsed = "licence_lapsed",
        Frozen = "frozen",
        Safeguarding = "safeguarding",
    }
}

words! {
    /// A state of a roster record, a placement, a job or a slot, as policies spell it.
    StateToken, "state" {
        None = "none",
        Enquiry = "enquiry",
        Held = "held",
        Accepted = "accepted",
        MeetingSet = "meeting_set",
        Met = "met",
        Offered = "offered",
        Signed = "signed",
        DepositPaid = "deposit_paid",
        Permit = "permit",
        Travel = "travel",
        Arrived = "arrived",
        HandedOver = "handed_over",
        InGuarantee = "in_guarantee",
        Claim = "claim",
        Replacement = "replacement",
        RefundDue = "refund_due",
        Completed = "completed",
        Archived = "archived",
        Expired = "expired",
        Declined = "declined",
        CancelledByCustomer = "cancelled_by_customer",
        CancelledByAgency = "cancelled_by_agency",
        WorkerWithdrew = "worker_withdrew",
        PermitRefused = "permit_refused",
        RosterDraft = "roster:draft",
        RosterConsented = "roster:consented",
        RosterReviewed = "roster:reviewed",
        RosterListed = "roster:listed",
        RosterLocked = "roster:locked",
        RosterEngaged = "roster:engaged",
        RosterPlaced = "roster:placed",
        RosterResting = "roster:resting",
        RosterWithdrawn = "roster:withdrawn",
        RosterErased = "roster:erased",
        JobRequested = "job:requested",
        JobQuoted = "job:quoted",
        JobConfirmed = "job:confirmed",
        JobOpen = "job:open",
        JobClosed = "job:closed",
        JobArchived = "job:archived",
        SlotOpen = "slot:open",
        SlotOffered = "slot:offered",
        SlotAccepted = "slot:accepted",
        SlotConfirmed = "slot:confirmed",
        SlotCheckedIn = "slot:checked_in",
        SlotWorked = "slot:worked",
        SlotSubmitted = "slot:submitted",
        SlotNoShow = "slot:no_show",
        SlotReplaced = "slot:replaced",
        SlotClientOk = "slot:client_ok",
        SlotDisputed = "slot:disputed",
        SlotApproved = "slot:approved",
        SlotInvoiced = "slot:invoiced",
        SlotStaffPaid = "slot:staff_paid",
        SlotClientPaid = "slot:client_paid",
        SlotCancelledByClient = "slot:cancelled_by_client",
        SlotCancelledByStaff = "slot:cancelled_by_staff",
        SlotCutShort = "slot:cut_short",
    }
}

words! {
    /// A legal move, as policies, API and records spell it.
    StepToken, "step" {
        Enquire = "enquire",
        Hold = "hold",
        Accept = "accept",
        Decline = "decline",
        ProposeMeeting = "propose_meeting",
        ChooseSlot = "choose_slot",
        AgreeMeeting = "agree_meeting",
        MarkMet = "mark_met",
        Answer = "answer",
        Offer = "offer",
        Sign = "sign",
        ConfirmDeposit = "confirm_deposit",
        FilePermit = "file_permit",
        RecordPermit = "record_permit",
        RefusePermit = "refuse_permit",
        RecordTravel = "record_travel",
        RecordArrival = "record_arrival",
        HandOver = "hand_over",
        StartGuarantee = "start_guarantee",
        Claim = "claim",
        RuleClaim = "rule_claim",
        ChooseReplacement = "choose_replacement",
        ApproveRefund = "approve_refund",
        PayRefund = "pay_refund",
        Complete = "complete",
        Archive = "archive",
        Cancel = "cancel",
        Withdraw = "withdraw",
        Expire = "expire",
        Pause = "pause",
        Lift = "lift",
        Draft = "draft",
        Consent = "consent",
        Review = "review",
        List = "list",
        Unlist = "unlist",
        Release = "release",
        Rest = "rest",
        WithdrawProfile = "withdraw_profile",
        Erase = "erase",
        /// An agency or a household is entered by the operator.
        Found = "found",
        /// A licence or an identity is looked at by the operator.
        Check = "check",
        /// Somebody is asked to join, or a worker to sign in.
        Invite = "invite",
        /// Somebody states what happened outside the product, without a step.
        Attest = "attest",
        ProposePolicy = "propose_policy", ApprovePolicy = "approve_policy",
        /// Staff ask what the policies say.
        Explain = "explain",
        /// Staff keep an answer of the policies as a test, or take one away.
        KeepTest = "keep_test",
        /// Staff ask to look outside of their tasks in an emergency.
        AskBreakGlass = "ask_break_glass",
        /// A second person says yes or no to it.
        AnswerBreakGlass = "answer_break_glass",
        /// A third looks afterwards whether it was right.
        ReviewBreakGlass = "review_break_glass",
        /// An agreed meeting did not take place.
        MarkMissed = "mark_missed",
        /// A household says how its agency coordinated.
        ReviewAgency = "review_agency",
        /// It takes that back.
        TakeBackReview = "take_back_review",
        /// A moderator publishes what it wrote, or does not.
        PublishReview = "publish_review",
        /// An officer asks that somebody's lost second factor is removed.
        AskReset = "ask_reset",
        /// A second officer says yes, after a day, or no.
        AnswerReset = "answer_reset",
        /// An officer asks that a document opens which the scanner holds back.
        AskOverride = "ask_override",
        /// A second officer says yes, for some days, or no.
        AnswerOverride = "answer_override",
        /// Somebody notes money that came in or goes back.
        NotePayment = "note_payment",
        /// Another person confirms it.
        ConfirmPayment = "confirm_payment",
        /// A bank's file is read, and what it names is paid.
        MatchBank = "match_bank",
        /// Finance reads what all cases come to.
        ReportMoney = "report_money",
        /// An organisation says what stands on its invoices.
        SetBilling = "set_billing",
    }
}

words! {
    /// Whom somebody acts for on a case. It follows from the role: see [`Side::of`].
    Side, "side" {
        Customer = "customer",
        Agency = "agency",
        Worker = "worker",
        Operator = "operator",
        System = "system",
    }
}

impl Side {
    /// The side that this role speaks for.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Anonymous | Role::Customer | Role::CustomerApprover => Self::Customer,
            Role::AgencyUser | Role::AgencyAdmin => Self::Agency,
            Role::Worker => Self::Worker,
            Role::System => Self::System,
            Role::Moderator
            | Role::Finance
            | Role::Support
            | Role::WelfareOfficer
            | Role::Dpo
            | Role::Auditor
            | Role::PlatformAdmin => Self::Operator,
        }
    }
}

words! {
    /// H1-H5 of docs/domain.md section 3: what can lie over a case. [`Overlay`] is how policies see the gravest of them.
    OverlayKind, "overlay kind" {
        Safeguarding = "safeguarding",
        Dispute = "dispute",
        LegalHold = "legal_hold",
        LicenceLapsed = "licence_lapsed",
        Outage = "outage",
    }
}

words! {
    /// The clocks of a placement case. Each is a key of `[clocks]` in the jurisdiction pack.
    TimerKind, "timer" {
        EnquiryLapses = "enquiry_lapses",
        SoftHoldLapses = "soft_hold_lapses",
        FirmHoldLapses = "firm_hold_lapses",
        AgencyAnswer = "agency_answer",
        MeetingAgreed = "meeting_agreed",
        MeetingEnds = "meeting_ends",
        AnswersReminder = "answers_reminder",
        AnswersDue = "answers_due",
        OfferDue = "offer_due",
        SigningDue = "signing_due",
        DepositReminder = "deposit_reminder",
        DepositDue = "deposit_due",
        PermitFiling = "permit_filing",
        PermitDecision = "permit_decision",
        ArrivalLate = "arrival_late",
        ArrivalCancellable = "arrival_cancellable",
        ArrivalOverdue = "arrival_overdue",
        HandOverDue = "hand_over_due",
        ResidencyDue = "residency_due",
        WelfareCheck = "welfare_check",
        ProbationEnds = "probation_ends",
        WageReceipt = "wage_receipt",
        GuaranteeEnds = "guarantee_ends",
        ClaimAnswer = "claim_answer",
        ClaimRuling = "claim_ruling",
        ReplacementOpen = "replacement_open",
        RefundPay = "refund_pay",
        ArchiveDue = "archive_due",
        MeetingDayBefore = "meeting_day_before",
        MeetingHourBefore = "meeting_hour_before",
    }
}

words! {
    /// The clocks of a roster record. Each is a key of `[roster]` in the jurisdiction pack.
    RosterTimer, "roster timer" {
        DraftPurge = "draft_purge",
        ReviewDue = "review_due",
        Reconfirm = "reconfirm",
        EraseDue = "erase_due",
    }
}

words! {
    /// What becomes due in an organisation.
    OfficeTimer, "office timer" {
        /// The last day of an agency's licence passed.
        LicenceEnds = "licence_ends",
    }
}

words! {
    /// What somebody states to have happened outside the product. Who may state it: [`crate::attest`].
    Statement, "statement" {
        ConflictChecked = "conflict_checked",
        InterpreterArranged = "interpreter_arranged",
        WorkerHasCopy = "worker_has_copy",
        PapersComplete = "papers_complete",
        CustomerEligible = "customer_eligible",
        PermitScansClean = "permit_scans_clean",
        ArrivalProven = "arrival_proven",
        MedicalBooked = "medical_booked",
        WorkerUnfit = "worker_unfit",
        BalanceSettled = "balance_settled",
        ContractRegistered = "contract_registered",
        CustodyEntered = "custody_entered",
        Insured = "insured",
        WelfareChecked = "welfare_checked",
        WageReceived = "wage_received",
        ResidencyCompleted = "residency_completed",
        WorkerHeard = "worker_heard",
        LodgingAssured = "lodging_assured",
        CostsDocumented = "costs_documented",
        FormulaPrinted = "formula_printed",
        ScansClean = "scans_clean",
        ReidentificationChecked = "reidentification_checked",
        WorkerPaidNothing = "worker_paid_nothing",
        PublicFieldsOnly = "public_fields_only",
    }
}

words! {
    /// What a consent receipt is for.
    ConsentKind, "consent" {
        Listing = "listing",
        Meet = "meet",
        FirstName = "first_name",
        Photo = "photo",
        Papers = "papers",
        Contact = "contact",
    }
}

words! {
    /// How consent was given.
    ConsentMethod, "consent method" {
        InApp = "in_app",
        Paper = "paper",
        Recorded = "recorded",
    }
}
