//! What people do in a case of the demo: one word per act, the main road through a placement, and when on it each happens.

/// One act of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The customer asks for a worker.
    Enquire,
    /// The customer holds the worker.
    Hold,
    /// The agency takes the case on.
    Accept,
    /// The agency does not.
    Decline,
    /// The agency proposes times.
    Propose,
    /// The customer picks one.
    Choose,
    /// The worker agrees to meet.
    Agree,
    /// The customer answers, in private.
    CustomerAnswers(bool),
    /// The worker answers, in private.
    WorkerAnswers(bool),
    /// The agency offers.
    Offer,
    /// The customer signs.
    CustomerSigns,
    /// The agency's admin signs.
    AgencySigns,
    /// The worker signs.
    WorkerSigns,
    /// Finance confirms the deposit.
    Deposit,
    /// The agency files for the permit.
    FilePermit,
    /// The permit is there.
    PermitGranted,
    /// The permit is refused.
    PermitRefused,
    /// Travel is booked.
    Travel,
    /// The worker is there.
    Arrival,
    /// Finance has the rest.
    Balance,
    /// The agency has registered, insured and entered what must be.
    ArrivalPapers,
    /// The customer confirms the hand-over.
    CustomerTakesOver,
    /// The worker confirms the hand-over.
    WorkerTakesOver,
    /// The welfare officer has spoken to the worker.
    WelfareVisit,
    /// The customer says how the agency coordinated.
    Review,
    /// A moderator reads what the customer wrote.
    ReadReview,
    /// The resident card is there.
    Residency,
    /// The worker had the month's wage.
    Wage,
    /// The customer claims: not as offered.
    CustomerClaims,
    /// The worker claims: wages.
    WorkerClaims,
    /// The agency answers the claim.
    AgencyAnswers,
    /// The operator finds that the claim holds, or not.
    Rule(bool),
    /// The customer wants somebody else.
    Replace,
    /// The customer asks for the next worker, in the place of the first.
    EnquireAgain,
    /// A moderator approves the refund.
    ApproveRefund,
    /// Finance pays it.
    PayRefund,
    /// The customer walks away.
    CustomerCancels,
    /// The agency gives the case back.
    AgencyCancels,
    /// The worker leaves.
    WorkerLeaves,
    /// The worker asks for safety.
    Safety,
    /// A moderator stops a disputed case.
    Dispute,
    /// The data-protection officer keeps the file.
    LegalHold,
    /// A moderator stops the clocks while an authority's system is out.
    Outage,
}

/// An act with its day, counted from the day of the enquiry, and its time of day in Muscat.
#[derive(Debug, Clone, Copy)]
pub struct Beat {
    /// The day.
    pub day: u16,
    /// The hour.
    pub hour: u8,
    /// The minute.
    pub minute: u8,
    /// The act.
    pub act: Act,
}

/// One beat.
pub const fn beat(day: u16, hour: u8, minute: u8, act: Act) -> Beat {
    Beat { day, hour, minute, act }
}

/// The day and the hour of the meeting, and how long it lasts in minutes. The clock itself says that it took place.
pub const MEETING: (u16, u8, u16) = (3, 17, 45);
/// The day of the arrival, promised when travel is booked.
pub const ARRIVAL_DAY: u16 = 35;

/// The main road, from the enquiry on. Its days keep every clock of the Omani pack; the system's own steps are not in it.
pub const ROAD: &[Beat] = &[
    beat(0, 10, 20, Act::Enquire),
    beat(0, 11, 0, Act::Hold),
    beat(0, 15, 30, Act::Accept),
    beat(1, 9, 10, Act::Propose),
    beat(1, 13, 40, Act::Choose),
    beat(1, 19, 15, Act::Agree),
    beat(3, 19, 0, Act::CustomerAnswers(true)),
    beat(4, 10, 5, Act::WorkerAnswers(true)),
    beat(5, 11, 0, Act::Offer),
    beat(6, 9, 30, Act::CustomerSigns),
    beat(6, 12, 15, Act::AgencySigns),
    beat(6, 18, 40, Act::WorkerSigns),
    beat(8, 12, 0, Act::Deposit),
    beat(11, 10, 30, Act::FilePermit),
    beat(23, 11, 45, Act::PermitGranted),
    beat(25, 15, 0, Act::Travel),
    beat(ARRIVAL_DAY, 14, 30, Act::Arrival),
    beat(36, 10, 0, Act::Balance),
    beat(36, 13, 0, Act::ArrivalPapers),
    beat(36, 17, 0, Act::CustomerTakesOver),
    beat(36, 18, 20, Act::WorkerTakesOver),
    beat(43, 11, 0, Act::WelfareVisit),
    beat(44, 20, 15, Act::Review),
    beat(46, 10, 45, Act::ReadReview),
    beat(60, 12, 0, Act::Residency),
    beat(69, 18, 0, Act::Wage),
    beat(99, 18, 0, Act::Wage),
    beat(130, 18, 0, Act::Wage),
    beat(160, 18, 0, Act::Wage),
    beat(191, 18, 0, Act::Wage),
];
