//! People, organisations, evidence and journeys for this crate's own tests. Everybody is invented.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::attest::Attested;
use crate::calendar::muscat;
use crate::case::{
    Actor, Case, Cause, Facts, Item, Moved, Opening, Payer, Place, Quote, QuoteLine, Refusal, Ruling, Slot, Step, Terms,
};
use crate::consent::{ConsentKind, ConsentMethod, Receipt};
use crate::digest::Digest;
use crate::ids::{CaseId, ConsentId, OrgId, UserId, WorkerId};
use crate::pack::Pack;
use crate::words::{Role, Side, StateToken, Statement, StepToken, TimerKind};

/// The Omani pack as shipped.
pub fn pack() -> Pack {
    Pack::parse(include_str!("../../../packs/om.toml"), Digest::from([7; 32])).expect("the shipped pack is sound")
}

/// Monday 2 November 2026, 10:00 in Muscat.
pub fn monday() -> Timestamp {
    "2026-11-02T06:00:00Z".parse().expect("a time")
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub const CUSTOMER_ORG: u128 = 1;
pub const AGENCY_ORG: u128 = 2;

/// The person of this sample house who has this role.
pub fn person(role: Role) -> Actor {
    let org = match Side::of(role) {
        Side::Customer => Some(OrgId(id(CUSTOMER_ORG))),
        Side::Agency => Some(OrgId(id(AGENCY_ORG))),
        Side::Operator => Some(OrgId(id(3))),
        Side::Worker => None,
        Side::System => return Actor::SYSTEM,
    };
    Actor { role, org, user: UserId(id(100 + role.index() as u128)) }
}

pub fn opening() -> Opening {
    Opening {
        id: CaseId(id(10)),
        worker: WorkerId(id(11)),
        customer: OrgId(id(CUSTOMER_ORG)),
        agency: OrgId(id(AGENCY_ORG)),
        replaces: None,
    }
}

pub fn receipt(kind: ConsentKind, at: Timestamp) -> Receipt {
    Receipt {
        id: ConsentId(id(12)),
        worker: WorkerId(id(11)),
        case: None,
        kind,
        text_version: "2026-1".to_owned(),
        language: "si".to_owned(),
        method: ConsentMethod::InApp,
        at,
        withdrawn_at: None,
    }
}

/// Every statement, each by a role whose word counts.
pub fn attested(at: Timestamp) -> Vec<Attested> {
    let say = |statement: &Statement| {
        let by = statement.by()[0];
        Attested { statement: *statement, by, user: person(by).user, at }
    };
    Statement::ALL.iter().map(say).collect()
}

/// Everything that a step can ask for, given.
pub fn facts(at: Timestamp) -> Facts {
    Facts {
        phone_verified: true,
        notice_accepted: true,
        customer_verified: true,
        licence_valid: true,
        papers_hold: true,
        worker: StateToken::RosterListed,
        worker_languages: vec!["si".to_owned()],
        common_language: true,
        consents: vec![receipt(ConsentKind::Meet, at)],
        customer_holds: 0,
        hold_lapsed_at: None,
        answers_agree: Some(true),
        arrival_code_matches: true,
        replacement_placed: false,
        attested: attested(at),
    }
}

pub fn quote() -> Quote {
    let line = |item, payer, amount_minor| QuoteLine { item, payer, amount_minor };
    Quote {
        lines: vec![
            line(Item::ServiceFee, Payer::Customer, 600_000),
            line(Item::Vat, Payer::Customer, 30_000),
            line(Item::GovernmentFee, Payer::Customer, 141_000),
            line(Item::Travel, Payer::Agency, 90_000),
            line(Item::Insurance, Payer::Customer, 29_001),
        ],
    }
}

pub fn terms() -> Terms {
    Terms {
        sha256: Digest::from([1; 32]),
        languages: vec!["ar".to_owned(), "si".to_owned()],
        wage_minor: 120_000,
        hours_per_day: 10,
        rest_days_per_week: 1,
    }
}

pub fn slot(at: Timestamp) -> Slot {
    Slot { starts_at: at + SignedDuration::from_hours(24), minutes: 45, place: Place::Video, way: None }
}

/// A step of this name with an input that fits this moment of a sample case.
pub fn step(token: StepToken, at: Timestamp) -> Step {
    match token {
        StepToken::Enquire => Step::Enquire {},
        StepToken::Hold => Step::Hold {},
        StepToken::Accept => Step::Accept {},
        StepToken::Decline => Step::Decline {},
        StepToken::ProposeMeeting => Step::ProposeMeeting { slots: vec![slot(at)], weekend: true, interpreter: None },
        StepToken::ChooseSlot => Step::ChooseSlot { slot: 0, way: None, interpreter: None },
        StepToken::AgreeMeeting => Step::AgreeMeeting { interpreter: None },
        StepToken::MarkMet => Step::MarkMet {},
        StepToken::MarkMissed => Step::MarkMissed {},
        StepToken::Answer => Step::Answer { yes: true },
        StepToken::Offer => Step::Offer { quote: quote(), terms: terms() },
        StepToken::Sign => Step::Sign { terms_sha256: Digest::from([1; 32]) },
        StepToken::ConfirmDeposit => Step::ConfirmDeposit { amount_minor: 400_001 },
        StepToken::FilePermit => Step::FilePermit {},
        StepToken::RecordPermit => Step::RecordPermit { granted_on: muscat(at) },
        StepToken::RefusePermit => Step::RefusePermit {},
        StepToken::RecordTravel => Step::RecordTravel { promised_on: muscat(at) },
        StepToken::RecordArrival => Step::RecordArrival { arrived_on: muscat(at) },
        StepToken::HandOver => Step::HandOver {},
        StepToken::StartGuarantee => Step::StartGuarantee {},
        StepToken::Claim => Step::Claim { cause: Cause::WorkerDeclines },
        StepToken::RuleClaim => Step::RuleClaim { ruling: Ruling::Founded, employer_abuse: false },
        StepToken::ChooseReplacement => Step::ChooseReplacement {},
        StepToken::ApproveRefund => Step::ApproveRefund { amount_minor: 400_001 },
        StepToken::PayRefund => Step::PayRefund { amount_minor: 400_001 },
        StepToken::Complete => Step::Complete {},
        StepToken::Archive => Step::Archive {},
        StepToken::Cancel => Step::Cancel {},
        StepToken::Withdraw => Step::Withdraw {},
        StepToken::Expire => Step::Expire { timer: TimerKind::EnquiryLapses },
        StepToken::Pause => Step::Pause { overlay: crate::words::OverlayKind::Outage },
        StepToken::Lift => Step::Lift { overlay: crate::words::OverlayKind::Outage },
        other => panic!("{other} is a step of the roster"),
    }
}

/// One case on its way, with a clock and evidence that tests change as they go.
#[derive(Clone)]
pub struct Journey {
    pub case: Case,
    pub facts: Facts,
    pub at: Timestamp,
    pub pack: Pack,
    pub last: Moved,
}

impl Journey {
    /// A case that was just opened.
    pub fn new() -> Self {
        let (at, pack) = (monday(), pack());
        let last =
            Case::enquire(opening(), &person(Role::Customer), &facts(at), at, &pack).expect("an enquiry is allowed");
        Self { case: last.case.clone(), facts: facts(at), at, pack, last }
    }

    /// Tries a step.
    pub fn attempt(&self, step: &Step, role: Role) -> Result<Moved, Refusal> {
        self.case.apply(step, &person(role), &self.facts, self.at, &self.pack)
    }

    /// Takes a step that must be allowed.
    pub fn take(&mut self, step: &Step, role: Role) -> &Moved {
        let moved = self.attempt(step, role).unwrap_or_else(|refusal| panic!("{refusal} by {role}"));
        self.case = moved.case.clone();
        self.last = moved;
        if matches!(step, Step::Claim { .. }) {
            self.heard();
        }
        &self.last
    }

    /// What a claim's ruling rests on is said of this claim.
    pub fn heard(&mut self) {
        let of_claim = [Statement::WorkerHeard, Statement::LodgingAssured, Statement::FormulaPrinted];
        for said in self.facts.attested.iter_mut().filter(|said| of_claim.contains(&said.statement)) {
            said.at = self.at;
        }
    }

    /// Takes a step with the sample input.
    pub fn go(&mut self, token: StepToken, role: Role) -> &Moved {
        let step = step(token, self.at);
        self.take(&step, role)
    }

    /// The rule that refuses this step.
    pub fn rule(&self, step: &Step, role: Role) -> &'static str {
        match self.attempt(step, role) {
            Ok(moved) => panic!("{} by {role} was allowed: {}", step.token(), moved.event.to),
            Err(refusal) => refusal.rule,
        }
    }

    /// The rule that refuses the sample step.
    pub fn rule_of(&self, token: StepToken, role: Role) -> &'static str {
        self.rule(&step(token, self.at), role)
    }

    pub fn wait(&mut self, duration: SignedDuration) {
        self.at += duration;
    }

    /// Lets this clock run out.
    pub fn run_out(&mut self, timer: TimerKind) -> &Moved {
        self.at = self.case.clocks.due_at(timer).unwrap_or_else(|| panic!("{timer} does not run"));
        self.take(&Step::Expire { timer }, Role::System)
    }

    /// Nobody has stated this.
    pub fn unsaid(&mut self, statement: Statement) {
        self.facts.attested.retain(|attested| attested.statement != statement);
    }

    pub fn state(&self) -> StateToken {
        self.case.state.token()
    }

    /// A case that went the straight way to this state (or out of it, to an exit).
    pub fn to(state: StateToken) -> Self {
        use Role::{AgencyAdmin, AgencyUser, Customer, Finance, Moderator, Worker};
        use StateToken as S;
        use StepToken as Do;
        let mut journey = Self::new();
        let (before, off) = match state {
            S::Expired => (S::Enquiry, Some(TimerKind::EnquiryLapses)),
            S::Declined => (S::Held, None),
            S::CancelledByCustomer | S::CancelledByAgency | S::WorkerWithdrew => (S::DepositPaid, None),
            S::PermitRefused => (S::Permit, None),
            S::Claim => (S::InGuarantee, None),
            S::Replacement | S::RefundDue => (S::Claim, None),
            S::Archived => (S::Completed, Some(TimerKind::ArchiveDue)),
            S::Completed => (S::InGuarantee, Some(TimerKind::GuaranteeEnds)),
            S::InGuarantee => (S::HandedOver, Some(TimerKind::ProbationEnds)),
            other => (other, None),
        };
        if before != state {
            journey = Self::to(before);
        }
        match (state, off) {
            (_, Some(timer)) => {
                journey.run_out(timer);
            }
            (S::Declined, _) => drop(journey.go(Do::Decline, AgencyUser)),
            (S::CancelledByCustomer, _) => drop(journey.go(Do::Cancel, Customer)),
            (S::CancelledByAgency, _) => drop(journey.go(Do::Cancel, AgencyUser)),
            (S::WorkerWithdrew, _) => drop(journey.go(Do::Withdraw, Worker)),
            (S::PermitRefused, _) => drop(journey.go(Do::RefusePermit, AgencyUser)),
            (S::Claim, _) => drop(journey.go(Do::Claim, Customer)),
            (S::Replacement | S::RefundDue, _) => {
                journey.go(Do::RuleClaim, Moderator);
                match state {
                    S::Replacement => journey.go(Do::ChooseReplacement, Customer),
                    _ => journey.go(Do::ApproveRefund, Moderator),
                };
            }
            _ => {}
        }
        let way: &[(Do, Role)] = &[
            (Do::Hold, Customer),
            (Do::Accept, AgencyUser),
            (Do::ProposeMeeting, AgencyUser),
            (Do::ChooseSlot, Customer),
            (Do::AgreeMeeting, Worker),
            (Do::MarkMet, AgencyUser),
            (Do::Answer, Customer),
            (Do::Answer, Worker),
            (Do::Offer, AgencyUser),
            (Do::Sign, Customer),
            (Do::Sign, AgencyAdmin),
            (Do::Sign, Worker),
            (Do::ConfirmDeposit, Finance),
            (Do::FilePermit, AgencyUser),
            (Do::RecordPermit, AgencyUser),
            (Do::RecordTravel, AgencyUser),
            (Do::RecordArrival, AgencyUser),
            (Do::HandOver, Customer),
            (Do::HandOver, Worker),
        ];
        for (step, role) in way {
            if journey.state() == state {
                break;
            }
            if *step == Do::MarkMet {
                journey.wait(SignedDuration::from_hours(25));
            }
            journey.go(*step, *role);
        }
        assert_eq!(journey.state(), state, "the sample journey");
        journey
    }
}
