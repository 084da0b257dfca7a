//! What lies over a case: who lays it, what stops, how it comes off.

use jiff::SignedDuration;

use crate::case::{Clock, Effect, OVERLAYS, Step, Task};
use crate::sample::{Journey, person, step};
use crate::words::{Overlay, OverlayKind as K, Role, StateToken as S, StepToken as Do, TimerKind as T};

const FREEZING: [K; 3] = [K::Safeguarding, K::Dispute, K::Outage];

fn pause(journey: &mut Journey, kind: K) {
    journey.take(&Step::Pause { overlay: kind }, kind.rule().raised_by[0]);
}

fn lift(journey: &mut Journey, kind: K) {
    for role in kind.rule().lifted_by.iter().take(if kind.rule().two_people { 2 } else { 1 }) {
        journey.take(&Step::Lift { overlay: kind }, *role);
    }
}

#[test]
fn every_overlay_has_one_row() {
    for kind in K::ALL {
        assert_eq!(OVERLAYS.iter().filter(|rule| rule.kind == *kind).count(), 1, "{kind}");
    }
}

#[test]
fn clocks_stand_still_and_come_back_with_the_time_that_was_left() {
    for kind in FREEZING {
        let mut journey = Journey::to(S::Held);
        journey.wait(SignedDuration::from_hours(10));
        pause(&mut journey, kind);
        let left = SignedDuration::from_hours(38);
        let micros = i64::try_from(left.as_micros()).expect("fits");
        assert_eq!(journey.case.clocks.get(T::FirmHoldLapses), Some(Clock::LeftMicros(micros)));
        assert_eq!(journey.rule(&Step::Expire { timer: T::FirmHoldLapses }, Role::System), "not_due");
        journey.wait(SignedDuration::from_hours(24 * 60));
        assert_eq!(journey.rule(&Step::Expire { timer: T::FirmHoldLapses }, Role::System), "not_due");
        lift(&mut journey, kind);
        assert_eq!(journey.case.clocks.due_at(T::FirmHoldLapses), Some(journey.at + left), "{kind}");
    }
}

#[test]
fn only_the_last_lift_lets_the_clocks_run_again() {
    let mut journey = Journey::to(S::Held);
    pause(&mut journey, K::Outage);
    journey.wait(SignedDuration::from_hours(5));
    pause(&mut journey, K::Dispute);
    lift(&mut journey, K::Outage);
    assert_eq!(journey.case.clocks.due_at(T::FirmHoldLapses), None);
    lift(&mut journey, K::Dispute);
    assert_eq!(journey.case.clocks.due_at(T::FirmHoldLapses), Some(journey.at + SignedDuration::from_hours(48)));
}

#[test]
fn legal_hold_and_lapsed_licence_stop_no_clock_and_no_case() {
    for kind in [K::LegalHold, K::LicenceLapsed] {
        let mut journey = Journey::to(S::Signed);
        let clocks = journey.case.clocks.clone();
        pause(&mut journey, kind);
        assert_eq!(journey.case.clocks, clocks, "{kind}");
        journey.go(Do::ConfirmDeposit, Role::Finance);
    }
}

#[test]
fn a_legal_hold_keeps_a_case_from_the_archive() {
    let mut journey = Journey::to(S::Completed);
    pause(&mut journey, K::LegalHold);
    journey.run_out(T::ArchiveDue);
    assert_eq!(journey.state(), S::Completed);
    journey.take(&Step::Lift { overlay: K::LegalHold }, Role::Dpo);
    journey.run_out(T::ArchiveDue);
    assert_eq!(journey.state(), S::Archived);
}

#[test]
fn nothing_moves_under_a_freeze_whoever_tries() {
    for kind in FREEZING {
        for state in super::print::states() {
            let mut journey = Journey::to(state);
            pause(&mut journey, kind);
            journey.wait(SignedDuration::from_hours(24 * 365));
            for token in super::print::steps().filter(|token| !matches!(token, Do::Pause | Do::Lift)) {
                for role in Role::ALL {
                    assert!(journey.attempt(&step(token, journey.at), *role).is_err(), "{token} by {role} in {state}");
                }
            }
            let open = journey.case.open_steps(&person(Role::Customer), journey.at, &journey.pack);
            assert_eq!(open, [], "nothing is open to the customer in {state}");
        }
    }
}

#[test]
fn statutory_clocks_never_stop_but_only_raise_a_task() {
    let mut journey = Journey::to(S::InGuarantee);
    let ends = journey.case.clocks.due_at(T::GuaranteeEnds);
    pause(&mut journey, K::Safeguarding);
    assert_eq!(journey.case.clocks.due_at(T::GuaranteeEnds), ends);
    journey.run_out(T::GuaranteeEnds);
    assert_eq!(journey.state(), S::InGuarantee);
    assert!(journey.last.effects.contains(&Effect::Alert { task: Task::Overdue(T::GuaranteeEnds) }));
    lift(&mut journey, K::Safeguarding);
    assert!(journey.case.clocks.is_due(T::GuaranteeEnds, journey.at), "what was missed is asked again");
    journey.take(&Step::Expire { timer: T::GuaranteeEnds }, Role::System);
    assert_eq!(journey.state(), S::Completed);

    let mut journey = Journey::to(S::RefundDue);
    pause(&mut journey, K::Dispute);
    journey.run_out(T::RefundPay);
    assert!(journey.last.effects.contains(&Effect::Alert { task: Task::Overdue(T::RefundPay) }));
}

#[test]
fn safeguarding_comes_off_by_two_different_people_in_two_roles() {
    let off = Step::Lift { overlay: K::Safeguarding };
    let mut journey = Journey::to(S::InGuarantee);
    journey.take(&Step::Pause { overlay: K::Safeguarding }, Role::Worker);
    assert!(journey.last.effects.contains(&Effect::Alert { task: Task::Safeguard }));
    assert!(journey.last.event.is_confidential());
    for role in [Role::Worker, Role::Customer, Role::AgencyAdmin, Role::Finance, Role::System] {
        assert_eq!(journey.rule(&off, role), "not_yours");
    }
    journey.take(&off, Role::Moderator);
    assert!(journey.case.overlays.has(K::Safeguarding), "one is not enough");
    assert_eq!(journey.rule(&off, Role::Moderator), "other_person");
    let mut same_user = person(Role::Dpo);
    same_user.user = person(Role::Moderator).user;
    let refused = journey.case.apply(&off, &same_user, &journey.facts, journey.at, &journey.pack);
    assert_eq!(refused.map_err(|refusal| refusal.rule).err(), Some("other_person"));

    let mut late = journey.clone();
    late.wait(SignedDuration::from_hours(24) + SignedDuration::from_secs(1));
    late.take(&off, Role::Dpo);
    assert!(late.case.overlays.has(K::Safeguarding), "the first approval grew old: this one is the first now");

    journey.take(&off, Role::Dpo);
    assert!(!journey.case.overlays.has(K::Safeguarding));
}

#[test]
fn who_asked_for_safety_is_not_in_the_case() {
    let mut by_worker = Journey::to(S::InGuarantee);
    let mut by_operator = by_worker.clone();
    by_worker.take(&Step::Pause { overlay: K::Safeguarding }, Role::Worker);
    by_operator.take(&Step::Pause { overlay: K::Safeguarding }, Role::Moderator);
    assert_eq!(by_worker.case, by_operator.case);
}

#[test]
fn a_hold_stays_under_safeguarding() {
    let mut journey = Journey::to(S::Held);
    pause(&mut journey, K::Safeguarding);
    assert!(journey.last.effects.contains(&Effect::ExtendHold { until: None, firm: true }));
    journey.wait(SignedDuration::from_hours(24 * 30));
    lift(&mut journey, K::Safeguarding);
    let until = Some(journey.at + SignedDuration::from_hours(48));
    assert!(journey.last.effects.contains(&Effect::ExtendHold { until, firm: true }));
}

#[test]
fn an_overlay_is_laid_once_and_lifted_once_by_those_the_table_names() {
    for rule in OVERLAYS {
        let journey = Journey::to(S::Met);
        for role in Role::ALL {
            let laid = journey.attempt(&Step::Pause { overlay: rule.kind }, *role);
            assert_eq!(laid.is_ok(), rule.raised_by.contains(role), "{} by {role}", rule.kind);
        }
        let mut journey = journey;
        let off = Step::Lift { overlay: rule.kind };
        assert_eq!(journey.rule(&off, rule.lifted_by[0]), "not_paused");
        pause(&mut journey, rule.kind);
        assert_eq!(journey.rule(&Step::Pause { overlay: rule.kind }, rule.raised_by[0]), "already_paused");
        for role in Role::ALL.iter().filter(|role| **role != Role::System) {
            assert_eq!(journey.attempt(&off, *role).is_ok(), rule.lifted_by.contains(role), "{} by {role}", rule.kind);
        }
        assert_eq!(journey.rule(&off, Role::System), "not_yours", "the system takes off only what it laid");
    }
}

#[test]
fn what_the_system_laid_it_takes_off_by_itself_and_staff_may_too() {
    for kind in [K::LicenceLapsed, K::Outage] {
        let mut journey = Journey::to(S::Met);
        journey.take(&Step::Pause { overlay: kind }, Role::System);
        for role in [Role::System, Role::Moderator] {
            assert!(journey.attempt(&Step::Lift { overlay: kind }, role).is_ok(), "{kind} by {role}");
        }
    }
}

#[test]
fn policies_see_the_gravest_overlay() {
    let mut journey = Journey::to(S::Met);
    let mut seen = vec![journey.case.overlay()];
    for kind in [K::LegalHold, K::LicenceLapsed, K::Outage, K::Safeguarding] {
        pause(&mut journey, kind);
        seen.push(journey.case.overlay());
    }
    assert_eq!(seen, [Overlay::None, Overlay::None, Overlay::LicenceLapsed, Overlay::Frozen, Overlay::Safeguarding]);
}
