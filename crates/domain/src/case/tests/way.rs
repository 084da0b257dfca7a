//! The straight way from an enquiry to the archive, and each way out of it.

use jiff::SignedDuration;
use jiff::civil::date;

use crate::case::{Account, Effect, MoneyEvent, RefundRule, Ruling, State, Step, Task};
use crate::sample::{Journey, step};
use crate::words::{OverlayKind, Role, Side, StateToken as S, StepToken as Do, TimerKind};

fn money(journey: &Journey) -> Vec<MoneyEvent> {
    let event = |effect: &Effect| match effect {
        Effect::Money { event } => Some(*event),
        _ => None,
    };
    journey.last.effects.iter().filter_map(event).collect()
}

#[test]
fn a_case_goes_from_an_enquiry_to_the_archive() {
    let mut journey = Journey::to(S::Arrived);
    let arrival = journey.case.state.arrival().expect("arrived");
    assert_eq!((arrival.arrived_on, arrival.guarantee_until), (date(2026, 11, 3), date(2027, 5, 2)), "180 days");
    assert_eq!(money(&journey), [MoneyEvent::BalanceInvoiced(400_000)]);

    journey.go(Do::HandOver, Role::Customer);
    assert_eq!(journey.state(), S::Arrived, "the worker has not confirmed yet");
    journey.go(Do::HandOver, Role::Worker);
    assert_eq!(money(&journey), [MoneyEvent::BalanceReceived(400_000), MoneyEvent::Earned(720_001)]);

    journey.run_out(TimerKind::ProbationEnds);
    assert_eq!(journey.last.event.step, Do::StartGuarantee);
    assert_eq!(journey.last.event.timer, Some(TimerKind::ProbationEnds));
    journey.run_out(TimerKind::GuaranteeEnds);
    assert_eq!(journey.state(), S::Completed);
    assert_eq!(money(&journey), [MoneyEvent::Earned(80_000), MoneyEvent::CommissionInvoiced], "the reserve");
    assert_eq!(
        journey.case.account,
        Account { paid_minor: 800_001, held_minor: 0, earned_minor: 800_001, refunded_minor: 0, unapplied_minor: 0 }
    );
    assert!(journey.last.effects.contains(&Effect::RestWorker));
    assert!(journey.last.effects.contains(&Effect::CloseAccess { to: Side::Customer }));

    journey.run_out(TimerKind::ArchiveDue);
    assert_eq!(journey.state(), S::Archived);
    assert_eq!(journey.case.state.arrival(), Some(arrival), "the guarantee's end never moved");
    assert!(journey.case.clocks.iter().next().is_none(), "nothing runs in the archive");
}

#[test]
fn the_hold_lasts_from_c02_until_all_three_have_signed() {
    let mut journey = Journey::new();
    let until = journey.at + SignedDuration::from_hours(48);
    let held = journey.go(Do::Hold, Role::Customer);
    assert!(held.effects.contains(&Effect::PlaceHold { until, firm: true }));
    let accepted = journey.go(Do::Accept, Role::AgencyUser);
    assert!(accepted.effects.contains(&Effect::ExtendHold { until: None, firm: true }));
    assert!(accepted.effects.contains(&Effect::OpenAccess { to: Side::Agency }));
    let mut journey = Journey::to(S::Offered);
    journey.go(Do::Sign, Role::Worker);
    journey.go(Do::Sign, Role::Customer);
    assert!(!journey.last.effects.contains(&Effect::ReleaseHold { lapsed: false }));
    journey.go(Do::Sign, Role::AgencyAdmin);
    assert_eq!(journey.state(), S::Signed);
    assert!(journey.last.effects.contains(&Effect::ReleaseHold { lapsed: false }));
}

#[test]
fn a_soft_hold_becomes_firm_once_the_customer_is_verified_and_gains_no_time_by_it() {
    let mut journey = Journey::new();
    journey.facts.customer_verified = false;
    journey.go(Do::Hold, Role::Customer);
    let held_at = journey.at;
    assert_eq!(journey.case.clocks.due_at(TimerKind::SoftHoldLapses), Some(held_at + SignedDuration::from_mins(15)));
    assert_eq!(journey.rule_of(Do::Hold, Role::Customer), "customer_verified");
    journey.wait(SignedDuration::from_mins(10));
    journey.facts.customer_verified = true;
    journey.go(Do::Hold, Role::Customer);
    assert_eq!(journey.case.clocks.get(TimerKind::SoftHoldLapses), None);
    assert_eq!(journey.case.clocks.due_at(TimerKind::FirmHoldLapses), Some(held_at + SignedDuration::from_hours(48)));
    assert_eq!(journey.rule_of(Do::Hold, Role::Customer), "hold_is_soft");
}

#[test]
fn one_private_no_declines_the_case_and_nobody_learns_whose() {
    for (first, second) in [(Role::Customer, Role::Worker), (Role::Worker, Role::Customer)] {
        for yes in [true, false] {
            let mut journey = Journey::to(S::MeetingSet);
            journey.wait(SignedDuration::from_hours(25));
            journey.go(Do::MarkMet, Role::Customer);
            journey.facts.answers_agree = None;
            journey.take(&Step::Answer { yes }, first);
            assert_eq!(journey.state(), S::Met, "the first answer alone decides and shows nothing");
            journey.facts.answers_agree = Some(false);
            let moved = journey.take(&Step::Answer { yes: !yes }, second);
            let text = serde_json::to_string(&moved.case).expect("JSON") + &format!("{:?}", moved.event);
            assert_eq!(moved.event.to, S::Declined);
            assert!(!text.contains("yes"), "{text}");
        }
    }
}

#[test]
fn a_meeting_is_moved_twice_by_each_side_and_no_more() {
    let mut journey = Journey::to(S::MeetingSet);
    for side in [Role::Customer, Role::AgencyUser, Role::Customer, Role::AgencyUser] {
        journey.go(Do::ProposeMeeting, side);
        let other = if side == Role::Customer { Role::AgencyUser } else { Role::Customer };
        assert_eq!(journey.rule_of(Do::ChooseSlot, side), "others_slots");
        assert_eq!(journey.rule_of(Do::AgreeMeeting, Role::Worker), "slot_chosen");
        journey.go(Do::ChooseSlot, other);
        journey.go(Do::AgreeMeeting, Role::Worker);
    }
    assert_eq!(journey.rule_of(Do::ProposeMeeting, Role::Customer), "moves_left");
    assert_eq!(journey.rule_of(Do::ProposeMeeting, Role::AgencyUser), "moves_left");
}

#[test]
fn a_customer_who_cancels_pays_documented_costs_only() {
    let before_deposit = {
        let mut journey = Journey::to(S::Signed);
        journey.go(Do::Cancel, Role::Customer);
        journey
    };
    assert_eq!(before_deposit.rule_of(Do::ApproveRefund, Role::Moderator), "money_held");

    let mut journey = Journey::to(S::CancelledByCustomer);
    assert_eq!(journey.case.state.end().map(|end| end.refund), Some(RefundRule::LessActualCost));
    assert!(journey.last.effects.contains(&Effect::Alert { task: Task::RefundOwed }));
    let approve = |amount_minor| Step::ApproveRefund { amount_minor };
    assert_eq!(journey.rule(&approve(199_999), Role::Moderator), "refund_by_rule", "half of the deposit is the cap");
    assert_eq!(journey.rule(&approve(400_002), Role::Moderator), "refund_by_rule", "more than was paid");
    let mut undocumented = journey.clone();
    undocumented.unsaid(crate::words::Statement::CostsDocumented);
    assert_eq!(undocumented.rule(&approve(300_000), Role::Moderator), "refund_by_rule");
    undocumented.take(&approve(400_001), Role::Moderator);
    journey.take(&approve(300_000), Role::Moderator);
    journey.take(&Step::PayRefund { amount_minor: 300_000 }, Role::Finance);
    assert_eq!(
        journey.case.account,
        Account {
            paid_minor: 400_001,
            held_minor: 0,
            earned_minor: 100_001,
            refunded_minor: 300_000,
            unapplied_minor: 0
        }
    );
    journey.run_out(TimerKind::ArchiveDue);
    assert_eq!(journey.state(), S::Archived);
}

#[test]
fn a_late_arrival_lets_the_customer_cancel_with_a_full_refund() {
    let mut journey = Journey::to(S::Travel);
    journey.run_out(TimerKind::ArrivalLate);
    assert!(matches!(journey.case.state, State::Travel { late: true, cancellable: false, .. }));
    journey.run_out(TimerKind::ArrivalCancellable);
    journey.go(Do::Cancel, Role::Customer);
    assert_eq!(journey.case.state.end().map(|end| end.refund), Some(RefundRule::Full));
}

#[test]
fn whoever_else_ends_the_case_the_customer_gets_everything_back() {
    for (step, role) in [(Do::Cancel, Role::AgencyUser), (Do::Withdraw, Role::Worker)] {
        let mut journey = Journey::to(S::Travel);
        journey.go(step, role);
        assert!(journey.last.effects.contains(&Effect::RestWorker));
        assert_eq!(journey.rule(&Step::ApproveRefund { amount_minor: 400_000 }, Role::Moderator), "refund_by_rule");
        journey.go(Do::ApproveRefund, Role::Moderator);
        journey.go(Do::PayRefund, Role::Finance);
        assert_eq!(journey.case.account.refunded_minor, 400_001);
    }
}

#[test]
fn a_refused_permit_costs_at_most_the_government_fee() {
    let journey = Journey::to(S::PermitRefused);
    let approve = |amount_minor| Step::ApproveRefund { amount_minor };
    assert_eq!(journey.rule(&approve(259_000), Role::Moderator), "refund_by_rule");
    assert!(journey.attempt(&approve(259_001), Role::Moderator).is_ok());
}

#[test]
fn whoever_approves_a_refund_does_not_pay_it() {
    let mut journey = Journey::to(S::RefundDue);
    let State::RefundDue { approval: Some(approval), .. } = &journey.case.state else { panic!("approved") };
    let mut same = crate::sample::person(Role::Finance);
    same.user = approval.by;
    let pay = step(Do::PayRefund, journey.at);
    let refused = journey.case.apply(&pay, &same, &journey.facts, journey.at, &journey.pack);
    assert_eq!(refused.map_err(|refusal| refusal.rule).err(), Some("other_person"));
    assert_eq!(journey.rule(&Step::PayRefund { amount_minor: 1 }, Role::Finance), "refund_exact");
    journey.take(&pay, Role::Finance);
    assert_eq!(journey.rule(&pay, Role::Finance), "not_paid");
}

#[test]
fn an_approval_that_grew_old_or_that_the_case_outran_is_asked_for_again() {
    let pay = step(Do::PayRefund, crate::sample::monday());
    let mut old = Journey::to(S::RefundDue);
    assert_eq!(old.rule_of(Do::ApproveRefund, Role::Moderator), "not_approved", "it still stands");
    old.wait(SignedDuration::from_hours(24));
    assert!(old.attempt(&pay, Role::Finance).is_ok(), "a day is not over");
    old.wait(SignedDuration::from_secs(1));
    assert_eq!(old.rule(&pay, Role::Finance), "approval_stands");

    let mut outrun = Journey::to(S::RefundDue);
    for step in [Step::Pause { overlay: OverlayKind::Dispute }, Step::Lift { overlay: OverlayKind::Dispute }] {
        outrun.take(&step, Role::Moderator);
    }
    assert_eq!(outrun.rule(&pay, Role::Finance), "approval_stands");
    for mut journey in [old, outrun] {
        journey.go(Do::ApproveRefund, Role::Moderator);
        assert_eq!(journey.rule_of(Do::ApproveRefund, Role::Moderator), "not_approved");
        journey.take(&pay, Role::Finance);
        assert_eq!(journey.rule_of(Do::ApproveRefund, Role::Moderator), "not_approved", "what is paid is paid");
    }
}

#[test]
fn an_unfounded_claim_goes_back_to_where_it_came_from_and_the_clocks_ran_on() {
    for before in [S::HandedOver, S::InGuarantee] {
        let mut journey = Journey::to(before);
        let guarantee_ends = journey.case.clocks.due_at(TimerKind::GuaranteeEnds);
        let probation_ends = journey.case.clocks.due_at(TimerKind::ProbationEnds);
        journey.go(Do::Claim, Role::Worker);
        assert!(journey.last.effects.contains(&Effect::Alert { task: Task::HearWorker }));
        assert_eq!(money(&journey), [MoneyEvent::Frozen]);
        journey.wait(SignedDuration::from_hours(24 * 3));
        journey.take(&Step::RuleClaim { ruling: Ruling::Unfounded, employer_abuse: false }, Role::Moderator);
        assert_eq!(journey.state(), before);
        assert_eq!(money(&journey), [MoneyEvent::Unfrozen]);
        assert_eq!(journey.case.clocks.due_at(TimerKind::GuaranteeEnds), guarantee_ends);
        assert_eq!(journey.case.clocks.due_at(TimerKind::ProbationEnds), probation_ends);
    }
}

#[test]
fn an_employer_who_abused_the_worker_forfeits_refund_and_replacement() {
    let mut journey = Journey::to(S::Claim);
    journey.take(&Step::RuleClaim { ruling: Ruling::Founded, employer_abuse: true }, Role::Moderator);
    assert_eq!(journey.rule_of(Do::ChooseReplacement, Role::Customer), "not_forfeited");
    assert_eq!(journey.rule_of(Do::ApproveRefund, Role::Moderator), "refund_by_rule");
    journey.take(&Step::ApproveRefund { amount_minor: 0 }, Role::Moderator);
    journey.take(&Step::PayRefund { amount_minor: 0 }, Role::Finance);
    assert_eq!(journey.case.account.earned_minor, journey.case.account.paid_minor);
}

#[test]
fn a_replacement_that_is_not_placed_in_time_becomes_a_refund() {
    let mut journey = Journey::to(S::Replacement);
    assert!(journey.last.effects.contains(&Effect::InviteReplacement));
    assert!(journey.last.effects.contains(&Effect::CloseAccess { to: Side::Customer }));
    let mut placed = journey.clone();
    journey.run_out(TimerKind::ReplacementOpen);
    assert_eq!(journey.state(), S::RefundDue);
    assert_eq!(journey.rule_of(Do::PayRefund, Role::Finance), "approved");
    journey.go(Do::ApproveRefund, Role::Moderator);
    journey.go(Do::PayRefund, Role::Finance);

    placed.facts.replacement_placed = true;
    placed.run_out(TimerKind::ReplacementOpen);
    assert_eq!((placed.state(), placed.case.account.held_minor), (S::Replacement, 0));
    placed.run_out(TimerKind::ArchiveDue);
    assert_eq!(placed.state(), S::Archived);
}

#[test]
fn an_unfit_worker_or_one_who_left_can_be_replaced() {
    let mut unfit = Journey::to(S::Arrived);
    unfit.go(Do::ChooseReplacement, Role::Customer);
    assert_eq!(unfit.state(), S::Replacement);
    unfit.unsaid(crate::words::Statement::WorkerUnfit);
    let mut left = Journey::to(S::WorkerWithdrew);
    left.go(Do::ChooseReplacement, Role::Customer);
    assert_eq!(left.state(), S::Replacement);
    assert!(!left.last.effects.contains(&Effect::RestWorker), "she rests already");
}

#[test]
fn a_worker_can_leave_any_state_before_hand_over() {
    for state in super::print::states() {
        let journey = Journey::to(state);
        let early = crate::case::Stage::of(state) < crate::case::Stage::Closed && state != S::HandedOver;
        assert_eq!(journey.attempt(&Step::Withdraw {}, Role::Worker).is_ok(), early, "{state}");
    }
}

#[test]
fn the_turn_follows_from_the_table() {
    let turn = |journey: &Journey| journey.case.turn(journey.at, &journey.pack).sides;
    assert_eq!(turn(&Journey::to(S::Enquiry)), [Side::Customer]);
    assert_eq!(turn(&Journey::to(S::Held)), [Side::Agency]);
    assert_eq!(turn(&Journey::to(S::Accepted)), [Side::Customer, Side::Agency]);
    assert_eq!(turn(&Journey::to(S::Offered)), [Side::Customer, Side::Agency, Side::Worker]);
    assert_eq!(turn(&Journey::to(S::Signed)), [Side::Operator]);
    assert_eq!(turn(&Journey::to(S::InGuarantee)), []);
    let mut journey = Journey::to(S::Accepted);
    journey.go(Do::ProposeMeeting, Role::AgencyUser);
    assert_eq!(turn(&journey), [Side::Customer]);
    journey.go(Do::ChooseSlot, Role::Customer);
    assert!(turn(&journey).contains(&Side::Worker));
    let held = Journey::to(S::Held);
    let due = held.case.turn(held.at, &held.pack).due_at;
    assert_eq!(due, Some(held.at + SignedDuration::from_hours(48)));
}
