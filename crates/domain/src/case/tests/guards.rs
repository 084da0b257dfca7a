//! Each guard once with everything in order and once with exactly its own evidence missing.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::case::{Guard, Item, Quote, Ruling, Step, TRANSITIONS, Terms};
use crate::digest::Digest;
use crate::sample::{Journey, quote, step, terms};
use crate::words::{OverlayKind, Role, StateToken as S, Statement as Said, StepToken as Do};

/// The case stands in this state, this step is open to this role, and then somebody spoils it.
fn refused(from: S, token: Do, role: Role, spoil: impl Fn(&mut Journey)) -> &'static str {
    let mut journey = ready(from, token);
    let good = step(token, journey.at);
    assert!(journey.attempt(&good, role).is_ok(), "{token} from {from} with everything in order");
    spoil(&mut journey);
    journey.rule(&good, role)
}

/// A case in which this step is the next.
fn ready(from: S, token: Do) -> Journey {
    let mut journey = Journey::to(from);
    match token {
        Do::MarkMet => journey.wait(SignedDuration::from_hours(24)),
        Do::ChooseSlot => drop(journey.go(Do::ProposeMeeting, Role::AgencyUser)),
        Do::AgreeMeeting => {
            journey.go(Do::ProposeMeeting, Role::AgencyUser);
            journey.go(Do::ChooseSlot, Role::Customer);
        }
        Do::Offer => {
            journey.go(Do::Answer, Role::Customer);
            journey.go(Do::Answer, Role::Worker);
        }
        Do::RecordTravel => drop(journey.go(Do::RecordPermit, Role::AgencyUser)),
        Do::StartGuarantee => journey.wait(SignedDuration::from_hours(24 * 15)),
        _ => {}
    }
    journey
}

#[test]
fn evidence_that_is_missing_is_named() {
    type Spoil = fn(&mut Journey);
    let cases: &[(S, Do, Role, Spoil, &str)] = &[
        (S::Enquiry, Do::Hold, Role::Customer, |j| j.facts.worker = S::RosterLocked, "worker_listed"),
        (S::Enquiry, Do::Hold, Role::Customer, |j| j.facts.customer_holds = 2, "holds_below_limit"),
        (S::Enquiry, Do::Hold, Role::Customer, |j| j.facts.hold_lapsed_at = Some(j.at), "no_recent_lapse"),
        (S::Held, Do::Accept, Role::AgencyUser, |j| j.facts.licence_valid = false, "licence_valid"),
        (S::Accepted, Do::ChooseSlot, Role::Customer, |j| j.wait(SignedDuration::from_hours(24)), "others_slots"),
        (S::Accepted, Do::AgreeMeeting, Role::Worker, |j| j.wait(SignedDuration::from_hours(24)), "slot_chosen"),
        (S::Accepted, Do::AgreeMeeting, Role::Worker, |j| j.facts.consents.clear(), "consent_to_meet"),
        (S::Met, Do::Offer, Role::AgencyUser, |j| j.facts.licence_valid = false, "licence_valid"),
        (S::Met, Do::Offer, Role::AgencyUser, |j| j.case.replaces = Some(j.case.id), "replacement_free"),
        (
            S::Offered,
            Do::Sign,
            Role::Customer,
            |j| j.facts.worker_languages = vec!["am".to_owned()],
            "terms_understood",
        ),
        (S::DepositPaid, Do::FilePermit, Role::AgencyUser, |j| j.facts.licence_valid = false, "licence_valid"),
        (S::DepositPaid, Do::FilePermit, Role::AgencyUser, |j| j.facts.papers_hold = false, "papers_hold"),
        (S::Travel, Do::RecordArrival, Role::AgencyUser, |j| j.facts.arrival_code_matches = false, "arrival_code"),
    ];
    for (from, token, role, spoil, rule) in cases {
        assert_eq!(refused(*from, *token, *role, spoil), *rule, "{token} from {from}");
    }
}

#[test]
fn a_statement_that_is_missing_is_named() {
    let cases = [
        (S::Held, Do::Accept, Role::AgencyUser, Said::ConflictChecked),
        (S::DepositPaid, Do::FilePermit, Role::AgencyUser, Said::PapersComplete),
        (S::DepositPaid, Do::FilePermit, Role::AgencyUser, Said::CustomerEligible),
        (S::Permit, Do::RecordTravel, Role::AgencyUser, Said::PermitScansClean),
        (S::Travel, Do::RecordArrival, Role::AgencyUser, Said::ArrivalProven),
        (S::Travel, Do::RecordArrival, Role::AgencyUser, Said::MedicalBooked),
        (S::Arrived, Do::HandOver, Role::Customer, Said::BalanceSettled),
        (S::Arrived, Do::HandOver, Role::Customer, Said::ContractRegistered),
        (S::Arrived, Do::HandOver, Role::Worker, Said::CustodyEntered),
        (S::Arrived, Do::HandOver, Role::Worker, Said::Insured),
        (S::Arrived, Do::ChooseReplacement, Role::Customer, Said::WorkerUnfit),
        (S::HandedOver, Do::StartGuarantee, Role::System, Said::WelfareChecked),
        (S::Claim, Do::RuleClaim, Role::Moderator, Said::WorkerHeard),
        (S::Claim, Do::RuleClaim, Role::Moderator, Said::LodgingAssured),
    ];
    let asked = TRANSITIONS.iter().flat_map(|row| row.guards).filter_map(|guard| match guard {
        Guard::Attested(statement) => Some(*statement),
        _ => None,
    });
    let asked: BTreeSet<_> = asked.collect();
    assert_eq!(asked, cases.iter().map(|(.., said)| *said).collect(), "every statement of the table is tried here");
    for (from, token, role, said) in cases {
        assert_eq!(refused(from, token, role, |j| j.unsaid(said)), said.as_str(), "{token} from {from}");
    }
}

#[test]
fn what_was_attested_is_written_into_the_event() {
    let mut journey = Journey::to(S::Held);
    let said = &journey.go(Do::Accept, Role::AgencyUser).event.attested;
    assert_eq!(said.iter().map(|a| a.statement).collect::<Vec<_>>(), [Said::ConflictChecked]);
}

#[test]
fn an_enquiry_needs_a_telephone_and_the_notice() {
    let open = |facts: &crate::case::Facts, role| {
        let journey = Journey::new();
        let by = crate::sample::person(role);
        let opened = crate::case::Case::enquire(crate::sample::opening(), &by, facts, journey.at, &journey.pack);
        opened.map(|moved| moved.event.from).map_err(|refusal| refusal.rule)
    };
    let good = crate::sample::facts(crate::sample::monday());
    assert_eq!(open(&good, Role::Customer), Ok(S::None));
    assert_eq!(open(&good, Role::AgencyUser), Err("not_yours"));
    assert_eq!(
        open(&crate::case::Facts { phone_verified: false, ..good.clone() }, Role::Customer),
        Err("phone_verified")
    );
    let unread = crate::case::Facts { notice_accepted: false, ..good.clone() };
    assert_eq!(open(&unread, Role::Customer), Err("notice_accepted"));
    let lapsed = crate::case::Facts { licence_valid: false, ..good };
    assert_eq!(open(&lapsed, Role::Customer), Err("licence_valid"), "nobody asks an agency that may not trade");
    assert_eq!(open(&crate::case::Facts::default(), Role::Customer), Err("phone_verified"), "no evidence refuses");
}

#[test]
fn a_customer_whose_hold_lapsed_waits_three_days_for_this_worker() {
    let mut journey = Journey::to(S::Enquiry);
    journey.facts.hold_lapsed_at = Some(journey.at);
    journey.wait(SignedDuration::from_hours(72) - SignedDuration::from_secs(1));
    assert_eq!(journey.rule_of(Do::Hold, Role::Customer), "no_recent_lapse");
    journey.wait(SignedDuration::from_secs(1));
    assert!(journey.attempt(&Step::Hold {}, Role::Customer).is_ok());
}

#[test]
fn a_lapsed_licence_over_the_case_stops_new_obligations() {
    let mut journey = Journey::to(S::Held);
    journey.take(&Step::Pause { overlay: OverlayKind::LicenceLapsed }, Role::Moderator);
    assert_eq!(journey.rule_of(Do::Accept, Role::AgencyUser), "licence_valid");
    let mut asked = Journey::new();
    asked.facts.licence_valid = false;
    assert_eq!(asked.rule_of(Do::Hold, Role::Customer), "licence_valid", "before anything lies over the case");
}

#[test]
fn without_a_shared_language_somebody_interprets() {
    let mut journey = ready(S::MeetingSet, Do::MarkMet);
    journey.facts.common_language = false;
    assert!(journey.attempt(&Step::MarkMet {}, Role::Customer).is_ok(), "an interpreter is attested");
    journey.unsaid(Said::InterpreterArranged);
    assert_eq!(journey.rule_of(Do::MarkMet, Role::Customer), "language_shared");
}

#[test]
fn the_last_answer_is_only_taken_with_the_other_one() {
    let mut journey = Journey::to(S::Met);
    journey.facts.answers_agree = None;
    journey.go(Do::Answer, Role::Worker);
    assert_eq!(journey.rule_of(Do::Answer, Role::Worker), "not_done_yet");
    assert_eq!(journey.rule_of(Do::Answer, Role::Customer), "answers_together");
}

#[test]
fn a_quote_is_exact_to_the_baisa_and_no_line_can_name_the_worker() {
    let journey = ready(S::Met, Do::Offer);
    let offer = |quote| journey.attempt(&Step::Offer { quote, terms: terms() }, Role::AgencyUser).map_err(|r| r.rule);
    let with = |change: fn(&mut Quote)| {
        let mut changed = quote();
        change(&mut changed);
        changed
    };
    assert!(offer(quote()).is_ok());
    let wrong: &[fn(&mut Quote)] = &[
        |quote| quote.lines[1].amount_minor += 1,
        |quote| quote.lines[2].amount_minor = -1,
        |quote| quote.lines[2].amount_minor = i64::MAX,
        |quote| quote.lines.retain(|line| line.item != Item::ServiceFee),
        |quote| quote.lines.push(quote.lines[2].clone()),
        |quote| quote.lines.clear(),
    ];
    for change in wrong {
        assert_eq!(offer(with(*change)).err(), Some("quote_adds_up"));
    }
    let json = r#"{"item":"service_fee","payer":"worker","amount_minor":1}"#;
    assert!(serde_json::from_str::<crate::case::QuoteLine>(json).is_err());
}

#[test]
fn terms_grant_at_least_what_the_law_asks() {
    let journey = ready(S::Met, Do::Offer);
    let offer = |terms| journey.attempt(&Step::Offer { quote: quote(), terms }, Role::AgencyUser).map_err(|r| r.rule);
    assert!(offer(Terms { hours_per_day: 12, wage_minor: 80_000, ..terms() }).is_ok());
    let wrong = [
        Terms { wage_minor: 79_999, ..terms() },
        Terms { hours_per_day: 13, ..terms() },
        Terms { hours_per_day: 0, ..terms() },
        Terms { rest_days_per_week: 0, ..terms() },
        Terms { rest_days_per_week: 8, ..terms() },
    ];
    for terms in wrong {
        assert_eq!(offer(terms).err(), Some("terms_lawful"));
    }
}

#[test]
fn terms_that_nobody_could_sign_cannot_be_offered() {
    let mut journey = ready(S::Met, Do::Offer);
    let written = |journey: &Journey, languages: &[&str]| {
        let terms = Terms { languages: languages.iter().map(|&language| language.to_owned()).collect(), ..terms() };
        journey.attempt(&Step::Offer { quote: quote(), terms }, Role::AgencyUser).map(drop).map_err(|r| r.rule)
    };
    journey.facts.worker_languages = vec!["sw".to_owned(), "en".to_owned()];
    assert_eq!(written(&journey, &["ar", "sw"]), Ok(()));
    for languages in [&["en"][..], &["ar"], &["ar", "am"], &[]] {
        assert_eq!(written(&journey, languages), Err("terms_understood"), "{languages:?}");
    }
}

#[test]
fn what_is_signed_is_what_was_offered_in_words_the_worker_has_read() {
    let mut journey = Journey::to(S::Offered);
    let other = Step::Sign { terms_sha256: Digest::from([2; 32]) };
    assert_eq!(journey.rule(&other, Role::Customer), "terms_unchanged");
    assert_eq!(journey.rule_of(Do::Sign, Role::AgencyUser), "not_yours", "the agency's admin signs");
    journey.unsaid(Said::WorkerHasCopy);
    assert_eq!(journey.rule_of(Do::Sign, Role::Worker), "copy_delivered");
    journey.go(Do::Sign, Role::Customer);
    assert_eq!(journey.rule_of(Do::Sign, Role::Customer), "not_done_yet");
}

#[test]
fn the_deposit_is_exact() {
    let journey = Journey::to(S::Signed);
    for amount_minor in [400_000, 400_002, 0, -400_001] {
        assert_eq!(journey.rule(&Step::ConfirmDeposit { amount_minor }, Role::Finance), "deposit_exact");
    }
}

#[test]
fn dates_are_neither_promised_backwards_nor_reported_ahead() {
    let journey = Journey::to(S::Travel);
    let today = crate::calendar::muscat(journey.at);
    let arrive = |arrived_on| journey.rule(&Step::RecordArrival { arrived_on }, Role::AgencyUser);
    assert_eq!(arrive(crate::calendar::days_after(today, 1)), "date_not_ahead");
    assert_eq!(arrive(crate::calendar::days_before(today, 30)), "date_not_ahead", "it would shorten the guarantee");
    let journey = ready(S::Permit, Do::RecordTravel);
    for promised_on in [crate::calendar::days_before(today, 1), jiff::civil::Date::MAX] {
        assert_eq!(journey.rule(&Step::RecordTravel { promised_on }, Role::AgencyUser), "date_not_past");
    }
}

#[test]
fn a_refund_by_formula_needs_the_printed_formula() {
    let mut journey = Journey::to(S::Claim);
    journey.go(Do::RuleClaim, Role::Moderator);
    assert_eq!(journey.rule(&Step::ApproveRefund { amount_minor: 800_002 }, Role::Moderator), "refund_by_rule");
    assert!(journey.attempt(&Step::ApproveRefund { amount_minor: 800_001 }, Role::Moderator).is_ok());
    journey.unsaid(Said::FormulaPrinted);
    assert_eq!(journey.rule_of(Do::ApproveRefund, Role::Moderator), "refund_by_rule");
}

#[test]
fn only_the_parties_organisations_act_and_only_with_the_pinned_pack() {
    let journey = Journey::to(S::Offered);
    let sign = step(Do::Sign, journey.at);
    for role in [Role::Customer, Role::AgencyAdmin] {
        let mut stranger = crate::sample::person(role);
        stranger.org = Some(crate::ids::OrgId(crate::sample::id(99)));
        let refused = journey.case.apply(&sign, &stranger, &journey.facts, journey.at, &journey.pack);
        assert_eq!(refused.map_err(|refusal| refusal.rule).err(), Some("not_a_party"));
    }
    let other = include_str!("../../../../../packs/om.toml");
    let other = crate::pack::Pack::parse(other, Digest::from([8; 32])).expect("the same text under another digest");
    let by = crate::sample::person(Role::Customer);
    let refused = journey.case.apply(&sign, &by, &journey.facts, journey.at, &other);
    assert_eq!(refused.map_err(|refusal| refusal.rule).err(), Some("pinned_pack"));
}

#[test]
fn a_step_with_an_unknown_name_or_field_is_refused_before_anything_is_asked() {
    let read = |json: &str| serde_json::from_str::<Step>(json);
    assert_eq!(read(r#"{"step":"hold"}"#).ok(), Some(Step::Hold {}));
    for wrong in [
        r#"{"step":"hold","until":"2027-01-01"}"#,
        r#"{"step":"charge_worker"}"#,
        r#"{"step":"confirm_deposit","amount_minor":1.5}"#,
        r#"{"step":"sign","terms_sha256":"abc"}"#,
        r#"{"step":"expire","timer":"no_such_clock"}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
    for token in super::print::steps() {
        let json = serde_json::to_string(&step(token, crate::sample::monday())).expect("JSON");
        assert_eq!(read(&json).map(|step| step.token()).ok(), Some(token), "{json}");
    }
}

#[test]
fn a_second_claim_is_ruled_by_what_is_said_of_it_and_not_by_what_was_said_of_the_first() {
    let mut journey = Journey::to(S::Claim);
    journey.take(&Step::RuleClaim { ruling: Ruling::Unfounded, employer_abuse: false }, Role::Moderator);
    journey.wait(SignedDuration::from_hours(1));
    let second = journey.attempt(&step(Do::Claim, journey.at), Role::Customer).expect("another claim");
    journey.case = second.case;
    let rule = step(Do::RuleClaim, journey.at);
    assert_eq!(journey.rule(&rule, Role::Moderator), Said::WorkerHeard.as_str());
    journey.heard();
    journey.take(&rule, Role::Moderator);
}

#[test]
fn what_may_be_stated_ahead_is_asked_for_later() {
    for row in crate::case::AHEAD {
        let later = super::print::states()
            .any(|state| !row.states.contains(&state) && crate::case::asks_for(state, row.statement));
        assert!(later, "{}", row.statement);
    }
}

#[test]
fn a_refund_is_paid_by_the_formula_of_the_claim_that_it_follows_and_of_no_earlier_one() {
    for through in [S::Claim, S::Replacement] {
        let mut journey = Journey::to(S::Claim);
        journey.take(&Step::RuleClaim { ruling: Ruling::Unfounded, employer_abuse: false }, Role::Moderator);
        let printed = journey.at;
        journey.wait(SignedDuration::from_hours(1));
        journey.go(Do::Claim, Role::Customer);
        journey.go(Do::RuleClaim, Role::Moderator);
        if through == S::Replacement {
            journey.go(Do::ChooseReplacement, Role::Customer);
            journey.run_out(crate::words::TimerKind::ReplacementOpen);
            assert_eq!(journey.state(), S::RefundDue);
        }
        let mut old = journey.clone();
        for said in old.facts.attested.iter_mut().filter(|said| said.statement == Said::FormulaPrinted) {
            said.at = printed;
        }
        assert_eq!(old.rule_of(Do::ApproveRefund, Role::Moderator), "refund_by_rule", "{through}");
        journey.go(Do::ApproveRefund, Role::Moderator);
    }
}

#[test]
fn a_case_asks_for_what_its_steps_and_clocks_rest_on_and_for_nothing_else() {
    for (state, said, asked) in [
        (S::Held, Said::ConflictChecked, true),
        (S::Accepted, Said::ConflictChecked, false),
        (S::Enquiry, Said::InterpreterArranged, false),
        (S::Held, Said::InterpreterArranged, true),
        (S::Accepted, Said::InterpreterArranged, true),
        (S::Met, Said::InterpreterArranged, false),
        (S::MeetingSet, Said::InterpreterArranged, true),
        (S::Offered, Said::WorkerHasCopy, true),
        (S::CancelledByCustomer, Said::CostsDocumented, true),
        (S::InGuarantee, Said::WorkerHeard, false),
        (S::InGuarantee, Said::WageReceived, true),
        (S::Claim, Said::WorkerHeard, true),
    ] {
        assert_eq!(Journey::to(state).case.asks_for(said), asked, "{said} in {state}");
    }
}
