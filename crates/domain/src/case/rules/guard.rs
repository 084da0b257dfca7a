//! What must be proved before a step, by evidence or by the step's own input.

use crate::calendar;
use jiff::SignedDuration;

use crate::case::moves::Attempt;
use crate::case::{Case, Facts, Offered, RefundRule, Slot, State, Step, Terms};
use crate::consent::ConsentKind;
use crate::pack::Pack;
use crate::refund::Found;
use crate::refusal::Unmet;
use crate::words::{OverlayKind, Side, StateToken, Statement};

/// A guard of [`super::TRANSITIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Somebody whose word counts has stated this about the case.
    Attested(Statement),
    /// The customer proved a telephone.
    PhoneVerified,
    /// The customer accepted the privacy notice.
    NoticeAccepted,
    /// The customer's identity is verified.
    CustomerVerified,
    /// The agency may trade today.
    LicenceValid,
    /// No passport or medical report of the worker's that was filed is over.
    PapersHold,
    /// The worker is listed and free.
    WorkerListed,
    /// The customer holds fewer workers than the pack allows.
    HoldsBelowLimit,
    /// The customer's last hold on this worker did not lapse just now.
    NoRecentLapse,
    /// The times proposed are neither too many nor too long, and none stands twice.
    SlotsPossible,
    /// They lie ahead, and not too far.
    SlotsAhead,
    /// A time on the weekend or on a holiday is meant.
    WeekendMeant,
    /// The agency says where its office is, and only the agency.
    WayTold,
    /// The time picked is one that the other side offered.
    SlotOfOthers,
    /// The time picked lies ahead.
    SlotAhead,
    /// The worker consents to meet.
    ConsentToMeet,
    /// They share a language, or somebody interprets.
    LanguageShared,
    /// Once both have answered, both answers are taken together.
    AnswersTogether,
    /// The quote is complete and exact; no line charges the worker (there is no way to write one).
    QuoteAddsUp,
    /// A replacement costs no service fee.
    ReplacementFree,
    /// The terms grant what the law asks.
    TermsLawful,
    /// What is signed is what was offered.
    TermsUnchanged,
    /// The terms are written in the pack's languages and in one the worker speaks.
    TermsUnderstood,
    /// The worker has a copy before signing.
    CopyDelivered,
    /// The deposit came in exactly.
    DepositExact,
    /// The date given is today or before.
    DateNotAhead,
    /// The date given is today or later, within a year.
    DateNotPast,
    /// The agency typed the worker's code.
    ArrivalCode,
    /// The sum is what the rule of this ending allows.
    RefundByRule,
    /// The sum paid is the sum approved.
    RefundExact,
}

/// LIMIT: in days. A meeting lies within two months; without a limit a date near the end of time would overflow its clock.
const SLOT_DAYS_MAX: u16 = 60;
/// LIMIT: four hours.
const SLOT_MINUTES_MAX: u16 = 240;
/// LIMIT: an arrival is promised within a year, for the same reason.
const PROMISE_DAYS_MAX: u16 = 366;

impl Guard {
    /// The stable name of the rule: the key of the message that says what to do next.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Attested(statement) => statement.as_str(),
            Self::PhoneVerified => "phone_verified",
            Self::NoticeAccepted => "notice_accepted",
            Self::CustomerVerified => "customer_verified",
            Self::LicenceValid => "licence_valid",
            Self::PapersHold => "papers_hold",
            Self::WorkerListed => "worker_listed",
            Self::HoldsBelowLimit => "holds_below_limit",
            Self::NoRecentLapse => "no_recent_lapse",
            Self::SlotsPossible => "slots_possible",
            Self::SlotsAhead => "slots_ahead",
            Self::WeekendMeant => "weekend_meant",
            Self::WayTold => "way_told",
            Self::SlotOfOthers => "others_slots",
            Self::SlotAhead => "slot_ahead",
            Self::ConsentToMeet => "consent_to_meet",
            Self::LanguageShared => "language_shared",
            Self::AnswersTogether => "answers_together",
            Self::QuoteAddsUp => "quote_adds_up",
            Self::ReplacementFree => "replacement_free",
            Self::TermsLawful => "terms_lawful",
            Self::TermsUnchanged => "terms_unchanged",
            Self::TermsUnderstood => "terms_understood",
            Self::CopyDelivered => "copy_delivered",
            Self::DepositExact => "deposit_exact",
            Self::DateNotAhead => "date_not_ahead",
            Self::DateNotPast => "date_not_past",
            Self::ArrivalCode => "arrival_code",
            Self::RefundByRule => "refund_by_rule",
            Self::RefundExact => "refund_exact",
        }
    }

    /// Whether this statement satisfies this guard, or can help to.
    pub fn rests_on(self, statement: Statement) -> bool {
        match self {
            Self::Attested(asked) => asked == statement,
            Self::LanguageShared => statement == Statement::InterpreterArranged,
            Self::CopyDelivered => statement == Statement::WorkerHasCopy,
            Self::RefundByRule => matches!(statement, Statement::CostsDocumented | Statement::FormulaPrinted),
            _ => false,
        }
    }

    pub(in crate::case) fn check(self, ask: &Attempt<'_>) -> Result<(), Unmet> {
        if self.holds(ask) { Ok(()) } else { Err(self.unmet(ask)) }
    }

    fn unmet(self, ask: &Attempt<'_>) -> Unmet {
        let rules = ask.pack.rules();
        match self {
            Self::HoldsBelowLimit => Unmet::with(self.rule(), "limit", rules.hold.per_customer_max),
            Self::NoRecentLapse => match ask.facts.hold_lapsed_at {
                Some(lapsed) => Unmet::with(self.rule(), "from", ask.pack.after(lapsed, rules.hold.again_after)),
                None => Unmet::rule(self.rule()),
            },
            Self::SlotsPossible => Unmet::with(self.rule(), "limit", rules.meeting.slots_max),
            Self::SlotsAhead => Unmet::with(self.rule(), "days", SLOT_DAYS_MAX),
            Self::WayTold if ask.by.side() != Side::Agency => Unmet::rule("way_of_agency"),
            _ => Unmet::rule(self.rule()),
        }
    }

    fn holds(self, ask: &Attempt<'_>) -> bool {
        let Attempt { case, step, facts, at, pack, .. } = *ask;
        let rules = pack.rules();
        let today = calendar::muscat(at);
        match (self, step) {
            (Self::Attested(statement), _) => ask.attests(statement).is_some(),
            (Self::PhoneVerified, _) => facts.phone_verified,
            (Self::NoticeAccepted, _) => facts.notice_accepted,
            (Self::CustomerVerified, _) => facts.customer_verified,
            (Self::PapersHold, _) => facts.papers_hold,
            (Self::LicenceValid, _) => facts.licence_valid && !case.overlays.has(OverlayKind::LicenceLapsed),
            (Self::WorkerListed, _) => facts.worker == StateToken::RosterListed,
            (Self::HoldsBelowLimit, _) => facts.customer_holds < rules.hold.per_customer_max,
            (Self::NoRecentLapse, _) => {
                facts.hold_lapsed_at.is_none_or(|lapsed| at >= pack.after(lapsed, rules.hold.again_after))
            }
            (Self::SlotsPossible, Step::ProposeMeeting { slots, .. }) => {
                let once = |(nth, slot): (usize, &Slot)| slots[..nth].iter().all(|one| one.starts_at != slot.starts_at);
                (1..=usize::from(rules.meeting.slots_max)).contains(&slots.len())
                    && slots.iter().all(|slot| (1..=SLOT_MINUTES_MAX).contains(&slot.minutes))
                    && slots.iter().enumerate().all(once)
            }
            (Self::SlotsAhead, Step::ProposeMeeting { slots, .. }) => {
                let last = at + SignedDuration::from_hours(24 * i64::from(SLOT_DAYS_MAX));
                slots.iter().all(|slot| slot.starts_at > at && slot.starts_at <= last)
            }
            (Self::WeekendMeant, Step::ProposeMeeting { slots, weekend, .. }) => {
                *weekend || slots.iter().all(|slot| pack.is_working(calendar::muscat(slot.starts_at)))
            }
            (Self::WayTold, step) => way_told(ask, step),
            (Self::SlotOfOthers, Step::ChooseSlot { slot, .. }) => offered(case)
                .and_then(|on_offer| on_offer.get(usize::from(*slot)))
                .is_some_and(|one| one.by != ask.by.side()),
            (Self::SlotAhead, _) => slot_meant(case, step).is_some_and(|slot| slot.starts_at > at),
            (Self::ConsentToMeet, _) => facts.consents_to(ConsentKind::Meet, at),
            (Self::LanguageShared, _) => {
                facts.common_language && !needs_interpreter(case)
                    || ask.attests(Statement::InterpreterArranged).is_some()
            }
            (Self::AnswersTogether, _) => case.state.done_by().is_empty() || facts.answers_agree.is_some(),
            (Self::QuoteAddsUp, Step::Offer { quote, .. }) => quote.adds_up(pack, today),
            (Self::ReplacementFree, Step::Offer { quote, .. }) => {
                case.replaces.is_none() || quote.customer_pays(crate::case::Item::ServiceFee) == 0
            }
            (Self::TermsLawful, Step::Offer { terms, .. }) => lawful(terms, pack),
            (Self::TermsUnchanged, Step::Sign { terms_sha256 }) => {
                case.state.agreement().is_some_and(|agreement| agreement.terms.sha256 == *terms_sha256)
            }
            (Self::TermsUnderstood, Step::Offer { terms, .. }) => understood(terms, facts, pack),
            (Self::TermsUnderstood, _) => {
                case.state.agreement().is_some_and(|agreement| understood(&agreement.terms, facts, pack))
            }
            (Self::CopyDelivered, _) => {
                ask.by.side() != Side::Worker || ask.attests(Statement::WorkerHasCopy).is_some()
            }
            (Self::DepositExact, Step::ConfirmDeposit { amount_minor }) => {
                case.state.agreement().is_some_and(|agreement| agreement.deposit_minor == *amount_minor)
            }
            (
                Self::DateNotAhead,
                Step::RecordPermit { granted_on: date } | Step::RecordArrival { arrived_on: date },
            ) => {
                // An arrival or a permit before the case began is a typing error that would shorten the guarantee.
                (calendar::days_before(calendar::muscat(case.since), 1)..=today).contains(date)
            }
            (Self::DateNotPast, Step::RecordTravel { promised_on }) => {
                (today..=calendar::days_after(today, PROMISE_DAYS_MAX)).contains(promised_on)
            }
            (Self::ArrivalCode, _) => facts.arrival_code_matches,
            (Self::RefundByRule, Step::ApproveRefund { amount_minor }) => refund_allowed(ask, *amount_minor),
            (Self::RefundExact, Step::PayRefund { amount_minor }) => match &case.state {
                State::RefundDue { approval: Some(approval), .. } => approval.amount_minor == *amount_minor,
                _ => false,
            },
            _ => false,
        }
    }
}

/// The times on offer.
fn offered(case: &Case) -> Option<&[Offered]> {
    match &case.state {
        State::Accepted { arranging, .. } | State::MeetingSet { arranging, .. } => Some(&arranging.offered),
        _ => None,
    }
}

fn slot_meant<'a>(case: &'a Case, step: &Step) -> Option<&'a Slot> {
    match (step, &case.state) {
        (Step::ChooseSlot { slot, .. }, _) => offered(case)?.get(usize::from(*slot)).map(|offered| &offered.slot),
        (_, State::Accepted { arranging, .. }) => arranging.chosen(),
        _ => None,
    }
}

/// Whoever comes to the agency's office knows where it is, from the agency; nobody else says where one meets.
fn way_told(ask: &Attempt<'_>, step: &Step) -> bool {
    let by_agency = ask.by.side() == Side::Agency;
    match step {
        Step::ProposeMeeting { slots, .. } if by_agency => slots.iter().all(Slot::is_told),
        Step::ProposeMeeting { slots, .. } => slots.iter().all(|slot| slot.way.is_none()),
        Step::ChooseSlot { way, .. } if by_agency => {
            way.is_some() || slot_meant(ask.case, step).is_none_or(Slot::is_told)
        }
        Step::ChooseSlot { way, .. } => way.is_none(),
        _ => true,
    }
}

/// Whether somebody of the three said so.
fn needs_interpreter(case: &Case) -> bool {
    matches!(&case.state, State::MeetingSet { arranging, .. } if !arranging.interpreter.is_empty())
}

fn lawful(terms: &Terms, pack: &Pack) -> bool {
    let law = &pack.rules().terms;
    terms.wage_minor >= law.wage_min_minor
        && (1..=law.hours_per_day_max).contains(&terms.hours_per_day)
        && (law.rest_days_per_week_min..=7).contains(&terms.rest_days_per_week)
}

fn understood(terms: &Terms, facts: &Facts, pack: &Pack) -> bool {
    let written = |language: &String| terms.languages.contains(language);
    pack.rules().terms.languages.iter().all(written) && facts.worker_languages.iter().any(written)
}

/// docs/domain.md section 3, exits: how much may go back. Anything less than all of it needs its costs documented.
fn refund_allowed(ask: &Attempt<'_>, amount: i64) -> bool {
    let paid = ask.case.account.paid_minor;
    let documented = ask.attests(Statement::CostsDocumented).is_some();
    let less_at_most = |costs: i64| amount == paid || (documented && (paid - costs..=paid).contains(&amount));
    let agreement = ask.case.state.agreement();
    amount >= 0
        && match ask.case.refund_rule(ask.pack) {
            RefundRule::Nothing => false,
            RefundRule::Full => amount == paid,
            RefundRule::LessActualCost => {
                let cap = ask.pack.rules().refund.cancel_cost_cap_basis_points;
                less_at_most(agreement.map_or(0, |agreed| cap.of(agreed.deposit_minor)))
            }
            RefundRule::LessGovernmentFee => less_at_most(agreement.map_or(0, |agreed| agreed.government_minor)),
            // Up to what the printed working says: a settlement may be below an exact sum, never above it.
            RefundRule::ByFormula => {
                let working = ask.case.refund_working(ask.pack, &Found::default());
                working.is_ok_and(|working| working.allows(amount)) && ask.attests(Statement::FormulaPrinted).is_some()
            }
            RefundRule::Forfeited => amount == 0,
        }
}
