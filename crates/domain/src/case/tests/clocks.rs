//! Each clock: how long it runs, and what happens when it runs out.

use jiff::SignedDuration;

use crate::case::{Effect, Notice, Step, TIMEOUTS, Task, Then};
use crate::sample::Journey;
use crate::words::{Role, Side, StateToken as S, Statement as Said, StepToken as Do, TimerKind as T};

const HOUR: i64 = 1;
const DAY: i64 = 24;

fn overdue(journey: &Journey, timer: T) -> bool {
    journey.last.effects.contains(&Effect::Alert { task: Task::Overdue(timer) })
}

type Prepare = fn(&mut Journey);

#[test]
fn every_clock_that_ends_a_case_ends_it_on_time_and_not_before() {
    let soft = |journey: &mut Journey| journey.facts.customer_verified = false;
    let nothing = |_: &mut Journey| {};
    let agreed = |journey: &mut Journey| {
        journey.go(Do::Answer, Role::Customer);
        journey.go(Do::Answer, Role::Worker);
    };
    let cases: &[(S, Prepare, T, i64, S)] = &[
        (S::Enquiry, nothing, T::EnquiryLapses, 14 * DAY, S::Expired),
        (S::Held, nothing, T::FirmHoldLapses, 48 * HOUR, S::Expired),
        (S::Held, soft, T::AgencyAnswer, 2 * DAY, S::Declined),
        (S::Accepted, nothing, T::MeetingAgreed, 72 * HOUR, S::Expired),
        (S::Met, nothing, T::AnswersDue, 72 * HOUR, S::Expired),
        (S::Met, agreed, T::OfferDue, 72 * HOUR, S::Expired),
        (S::Offered, nothing, T::SigningDue, 7 * DAY, S::Expired),
        (S::Signed, nothing, T::DepositDue, 7 * DAY, S::CancelledByCustomer),
    ];
    for (from, prepare, timer, hours, to) in cases {
        let mut journey = Journey::to(*from);
        prepare(&mut journey);
        let due = journey.case.since.max(journey.at) + SignedDuration::from_hours(*hours);
        assert_eq!(journey.case.clocks.due_at(*timer), Some(due), "{timer} in {from}");
        journey.at = due - SignedDuration::from_micros(1);
        assert_eq!(journey.rule(&Step::Expire { timer: *timer }, Role::System), "not_due");
        assert_eq!(journey.rule(&Step::Expire { timer: *timer }, Role::Moderator), "not_yours");
        journey.run_out(*timer);
        assert_eq!(journey.state(), *to, "{timer} in {from}");
    }
}

#[test]
fn a_hold_that_lapses_frees_the_worker_and_says_that_it_lapsed() {
    let mut journey = Journey::to(S::Held);
    journey.run_out(T::FirmHoldLapses);
    assert!(journey.last.effects.contains(&Effect::ReleaseHold { lapsed: true }));
    let mut journey = Journey::to(S::Held);
    journey.run_out(T::AgencyAnswer);
    assert!(journey.last.effects.contains(&Effect::ReleaseHold { lapsed: false }), "the agency's silence, not hers");
    assert!(overdue(&journey, T::AgencyAnswer));
}

#[test]
fn a_soft_hold_lapses_after_a_quarter_of_an_hour() {
    let mut journey = Journey::new();
    journey.facts.customer_verified = false;
    journey.go(Do::Hold, Role::Customer);
    let due = journey.at + SignedDuration::from_mins(15);
    journey.run_out(T::SoftHoldLapses);
    assert_eq!((journey.state(), journey.at), (S::Expired, due));
}

#[test]
fn reminders_are_sent_once_and_move_nothing() {
    for (state, timer, whom) in
        [(S::Met, T::AnswersReminder, Side::Worker), (S::Signed, T::DepositReminder, Side::Customer)]
    {
        let mut journey = Journey::to(state);
        journey.run_out(timer);
        assert_eq!(journey.state(), state);
        let notice = Effect::Notify { whom, notice: Notice::Reminder(timer) };
        assert!(journey.last.effects.contains(&notice));
        assert_eq!(journey.case.clocks.get(timer), None);
        if state == S::Met {
            journey.go(Do::Answer, Role::Customer);
            assert_eq!(journey.case.clocks.get(timer), None, "not sent again by an answer");
        }
    }
}

#[test]
fn clocks_that_only_alert_leave_the_case_where_it_is() {
    let alerts = TIMEOUTS.iter().filter(|row| row.then == Then::Alert && row.timer != T::RefundPay);
    for row in alerts {
        let mut journey = Journey::to(row.states[0]);
        journey.run_out(row.timer);
        assert_eq!(journey.state(), row.states[0], "{}", row.timer);
        assert!(overdue(&journey, row.timer), "{}", row.timer);
        assert_eq!(journey.case.clocks.get(row.timer), None, "{}", row.timer);
    }
}

#[test]
fn an_answer_and_a_ruling_stop_the_claims_clocks() {
    let mut journey = Journey::to(S::Claim);
    journey.go(Do::Answer, Role::AgencyUser);
    assert_eq!(journey.case.clocks.get(T::ClaimAnswer), None);
    assert!(journey.case.clocks.get(T::ClaimRuling).is_some());
    journey.go(Do::RuleClaim, Role::Moderator);
    assert_eq!(journey.case.clocks.get(T::ClaimRuling), None);
}

#[test]
fn a_wage_receipt_is_asked_for_each_month() {
    let mut journey = Journey::to(S::HandedOver);
    let first = journey.case.clocks.due_at(T::WageReceipt).expect("runs");
    assert_eq!(crate::calendar::muscat(first), jiff::civil::date(2026, 12, 10), "one month and seven days");
    journey.unsaid(Said::WageReceived);
    journey.run_out(T::WageReceipt);
    assert!(overdue(&journey, T::WageReceipt));
    let second = journey.case.clocks.due_at(T::WageReceipt).expect("runs on");
    assert_eq!(crate::calendar::muscat(second), jiff::civil::date(2027, 1, 10));
    journey.facts.attested = crate::sample::attested(second - SignedDuration::from_hours(24));
    journey.run_out(T::WageReceipt);
    assert!(!overdue(&journey, T::WageReceipt), "receipted this month");
    journey.run_out(T::WageReceipt);
    assert!(overdue(&journey, T::WageReceipt), "last month's receipt does not count for this one");
}

#[test]
fn a_meeting_that_ended_is_marked_by_the_system() {
    let mut journey = Journey::to(S::MeetingSet);
    journey.run_out(T::MeetingEnds);
    assert_eq!((journey.state(), journey.last.event.step), (S::Met, Do::MarkMet));
}

#[test]
fn a_step_of_the_system_that_is_refused_becomes_a_task_and_is_asked_again_in_a_day() {
    let mut journey = Journey::to(S::HandedOver);
    journey.unsaid(Said::WelfareChecked);
    journey.run_out(T::ProbationEnds);
    assert_eq!(journey.state(), S::HandedOver);
    assert!(journey.last.effects.contains(&Effect::Alert { task: Task::Stuck(T::ProbationEnds) }));
    assert_eq!(journey.case.clocks.due_at(T::ProbationEnds), Some(journey.at + SignedDuration::from_hours(24)));
    journey.facts.attested = crate::sample::attested(journey.at);
    journey.run_out(T::ProbationEnds);
    assert_eq!(journey.state(), S::InGuarantee);
}

#[test]
fn a_case_with_money_in_it_is_not_archived() {
    let mut journey = Journey::to(S::WorkerWithdrew);
    journey.run_out(T::ArchiveDue);
    assert_eq!(journey.state(), S::WorkerWithdrew);
    assert!(journey.last.effects.contains(&Effect::Alert { task: Task::Stuck(T::ArchiveDue) }));
}

#[test]
fn every_clock_of_the_pack_is_used_and_every_clock_used_is_in_the_pack() {
    for kind in T::ALL {
        assert!(TIMEOUTS.iter().any(|row| row.timer == *kind), "{kind} runs nowhere");
    }
}
