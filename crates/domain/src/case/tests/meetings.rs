//! Meetings: which times can be offered, what stays on offer, what is told beforehand, and what follows when one does not take place.

use jiff::{SignedDuration, Timestamp};

use crate::case::{Effect, Notice, Place, Slot, Standing, State, Step};
use crate::sample::{Journey, slot};
use crate::words::{OverlayKind, Role, Side, StateToken as S, Statement as Said, StepToken as Do, TimerKind as T};

fn hours(many: i64) -> SignedDuration {
    SignedDuration::from_hours(many)
}

/// Times so many hours from now.
fn times(journey: &Journey, from_now: &[i64]) -> Vec<Slot> {
    from_now.iter().map(|many| Slot { starts_at: journey.at + hours(*many), ..slot(journey.at) }).collect()
}

fn propose(slots: Vec<Slot>) -> Step {
    Step::ProposeMeeting { slots, weekend: true, interpreter: None }
}

fn choose(slot: u8) -> Step {
    Step::ChooseSlot { slot, way: None, interpreter: None }
}

/// The times on offer: by whom, and how long after this moment.
fn on_offer(journey: &Journey, from: Timestamp) -> Vec<(Side, i64)> {
    let (State::Accepted { arranging, .. } | State::MeetingSet { arranging, .. }) = &journey.case.state else {
        return Vec::new();
    };
    arranging.offered.iter().map(|one| (one.by, one.slot.starts_at.duration_since(from).as_hours())).collect()
}

/// The agency offered three times, the first is picked and agreed.
fn agreed_of_three() -> (Journey, Timestamp) {
    let mut journey = Journey::to(S::Accepted);
    let start = journey.at;
    let three = times(&journey, &[48, 72, 96]);
    journey.take(&propose(three), Role::AgencyUser);
    journey.take(&choose(0), Role::Customer);
    journey.go(Do::AgreeMeeting, Role::Worker);
    (journey, start)
}

#[test]
fn times_are_few_ahead_each_once_and_none_too_long() {
    let journey = Journey::to(S::Accepted);
    let rule = |slots: Vec<Slot>| journey.attempt(&propose(slots), Role::Customer).err().map(|refusal| refusal.rule);
    let good = slot(journey.at);
    assert_eq!(rule(times(&journey, &[1, 2, 3, 4, 5, 6])), None);
    assert_eq!(rule(times(&journey, &[60 * 24])), None, "the last moment");
    for (slots, why) in [
        (vec![], "slots_possible"),
        (times(&journey, &[1, 2, 3, 4, 5, 6, 7]), "slots_possible"),
        (times(&journey, &[5, 5]), "slots_possible"),
        (vec![Slot { minutes: 0, ..good.clone() }], "slots_possible"),
        (vec![Slot { minutes: 241, ..good.clone() }], "slots_possible"),
        (vec![Slot { starts_at: journey.at, ..good.clone() }], "slots_ahead"),
        (vec![Slot { starts_at: Timestamp::MAX, ..good }], "slots_ahead"),
        (times(&journey, &[60 * 24 + 1]), "slots_ahead"),
    ] {
        assert_eq!(rule(slots), Some(why));
    }
}

#[test]
fn a_time_on_the_weekend_is_offered_only_on_purpose() {
    let journey = Journey::to(S::Accepted);
    let friday: Timestamp = "2026-11-06T21:00:00+04:00".parse().expect("a time");
    assert!(friday > journey.at, "the sample's clock stands before it");
    let ask = |weekend, starts_at| {
        let slots = vec![Slot { starts_at, ..slot(journey.at) }];
        let step = Step::ProposeMeeting { slots, weekend, interpreter: None };
        journey.attempt(&step, Role::AgencyUser).err().map(|refusal| refusal.rule)
    };
    assert_eq!(ask(false, friday), Some("weekend_meant"));
    assert_eq!(ask(true, friday), None);
    assert_eq!(ask(false, friday - hours(24)), None, "Thursday");
    assert_eq!(ask(false, friday + hours(28)), None, "Sunday in Muscat, though still Saturday in Greenwich");
}

#[test]
fn the_agency_says_where_its_office_is_and_nobody_else_does() {
    let mut journey = Journey::to(S::Accepted);
    let office = |way: Option<&str>| {
        let way = way.map(str::to_owned);
        vec![Slot { place: Place::AgencyOffice, way, ..slot(journey.at) }]
    };
    let rule = |slots: Vec<Slot>, role| journey.attempt(&propose(slots), role).err().map(|refusal| refusal.rule);
    assert_eq!(rule(office(None), Role::AgencyUser), Some("way_told"));
    assert_eq!(rule(office(Some("Al Khuwair, second floor")), Role::AgencyUser), None);
    assert_eq!(rule(office(Some("My house")), Role::Customer), Some("way_of_agency"));
    let asked = office(None);
    journey.take(&propose(asked), Role::Customer);
    assert_eq!(journey.rule(&choose(0), Role::AgencyUser), "way_told", "whoever takes the customer's time says where");
    let way = Some("Al Khuwair, second floor".to_owned());
    journey.take(&Step::ChooseSlot { slot: 0, way: way.clone(), interpreter: None }, Role::AgencyUser);
    journey.go(Do::AgreeMeeting, Role::Worker);
    assert_eq!(journey.case.meeting.as_ref().expect("agreed").slot.way, way);
}

#[test]
fn a_moved_meeting_leaves_the_other_times_on_offer() {
    let (mut journey, start) = agreed_of_three();
    assert_eq!(on_offer(&journey, start), [(Side::Agency, 72), (Side::Agency, 96)]);
    // The customer takes another of them at once.
    journey.take(&choose(1), Role::Customer);
    assert_eq!(journey.state(), S::Accepted);
    journey.go(Do::AgreeMeeting, Role::Worker);
    let State::MeetingSet { slot, moved, .. } = &journey.case.state else { panic!("agreed") };
    assert_eq!((slot.starts_at, moved.customer, moved.agency), (start + hours(96), 1, 0));
    // The agency offers a new one: what was on offer beside it stays.
    let new = times(&journey, &[120]);
    journey.take(&propose(new), Role::AgencyUser);
    assert_eq!(on_offer(&journey, start), [(Side::Agency, 120), (Side::Agency, 72)]);
    assert_eq!(journey.rule(&choose(0), Role::AgencyUser), "others_slots");
    assert_eq!(journey.rule(&choose(9), Role::Customer), "others_slots");
}

#[test]
fn both_sides_times_stand_beside_each_other_and_what_has_passed_goes() {
    let mut journey = Journey::to(S::Accepted);
    let start = journey.at;
    let agencys = times(&journey, &[2, 48]);
    journey.take(&propose(agencys), Role::AgencyUser);
    journey.wait(hours(3));
    assert_eq!(journey.rule(&choose(0), Role::Customer), "slot_ahead");
    let own = times(&journey, &[24, 48]);
    journey.take(&propose(own), Role::Customer);
    assert_eq!(on_offer(&journey, start), [(Side::Customer, 27), (Side::Customer, 51), (Side::Agency, 48)]);
    let instead = times(&journey, &[30]);
    journey.take(&propose(instead), Role::Customer);
    assert_eq!(on_offer(&journey, start), [(Side::Customer, 33), (Side::Agency, 48)], "own times are replaced");
    assert_eq!(journey.rule(&choose(0), Role::Customer), "others_slots");
    journey.take(&choose(1), Role::Customer);
    journey.wait(hours(60));
    assert_eq!(journey.rule_of(Do::AgreeMeeting, Role::Worker), "slot_chosen", "the time picked is over");
    let sides = journey.case.turn(journey.at, &journey.pack).sides;
    assert_eq!(sides, [Side::Customer, Side::Agency], "nothing is on offer any more: somebody proposes");
}

#[test]
fn everybody_is_reminded_a_day_and_an_hour_before_once_and_not_of_what_was_called_off() {
    let (journey, start) = agreed_of_three();
    let told = |journey: &mut Journey, timer| {
        let moved = journey.run_out(timer);
        let whom = |effect: &Effect| match effect {
            Effect::Notify { whom, notice: Notice::Reminder(kind) } if *kind == timer => Some(*whom),
            _ => None,
        };
        let sides: Vec<Side> = moved.effects.iter().filter_map(whom).collect();
        (journey.at.duration_since(start).as_hours(), sides)
    };
    let all = vec![Side::Customer, Side::Agency, Side::Worker];
    let mut kept = journey.clone();
    assert_eq!(told(&mut kept, T::MeetingDayBefore), (24, all.clone()));
    assert_eq!(kept.case.clocks.get(T::MeetingDayBefore), None, "once");
    assert_eq!(told(&mut kept, T::MeetingHourBefore), (47, all));
    assert_eq!(kept.state(), S::MeetingSet);
    let mut called_off = journey.clone();
    called_off.take(&choose(0), Role::Customer);
    let mut ended = journey.clone();
    ended.go(Do::Cancel, Role::Customer);
    for journey in [called_off, ended] {
        let clocks = &journey.case.clocks;
        assert_eq!([clocks.get(T::MeetingDayBefore), clocks.get(T::MeetingHourBefore)], [None, None]);
    }
    let mut paused = journey;
    paused.take(&Step::Pause { overlay: OverlayKind::Outage }, Role::System);
    paused.wait(hours(30));
    paused.take(&Step::Lift { overlay: OverlayKind::Outage }, Role::System);
    assert_eq!(paused.case.clocks.get(T::MeetingDayBefore), None, "a day before is over");
    assert_eq!(paused.case.clocks.due_at(T::MeetingHourBefore), Some(start + hours(47)), "by the meeting's own time");
}

#[test]
fn a_meeting_that_did_not_take_place_is_arranged_anew_without_a_culprit() {
    let (mut journey, start) = agreed_of_three();
    assert_eq!(journey.rule_of(Do::MarkMissed, Role::Customer), "meeting_ended");
    for (nth, role) in [Role::Worker, Role::Customer].into_iter().enumerate() {
        journey.run_out(T::MeetingEnds);
        assert_eq!(journey.state(), S::Met);
        journey.go(Do::MarkMissed, role);
        assert_eq!(journey.state(), S::Accepted);
        let State::Accepted { moved, .. } = &journey.case.state else { panic!("accepted") };
        assert_eq!((usize::from(moved.missed), moved.customer, moved.agency), (nth + 1, 0, 0), "no side is charged");
        assert!(journey.case.clocks.get(T::MeetingAgreed).is_some(), "time runs anew");
        assert_eq!(on_offer(&journey, start)[0].0, Side::Agency, "what was on offer still is");
        journey.take(&choose(0), Role::Customer);
        journey.go(Do::AgreeMeeting, Role::Worker);
    }
    journey.run_out(T::MeetingEnds);
    assert_eq!(journey.rule_of(Do::MarkMissed, Role::AgencyUser), "misses_left");
}

#[test]
fn whoever_answered_was_there() {
    let (mut journey, _) = agreed_of_three();
    journey.run_out(T::MeetingEnds);
    journey.facts.answers_agree = None;
    journey.go(Do::Answer, Role::Customer);
    assert_eq!(journey.rule_of(Do::MarkMissed, Role::Worker), "meeting_ended");
}

#[test]
fn a_calendar_follows_the_meeting_by_a_number_that_only_rises() {
    let (mut journey, start) = agreed_of_three();
    let seen = |journey: &Journey| {
        let meeting = journey.case.meeting.as_ref().expect("a meeting was agreed");
        (meeting.sequence, meeting.standing, meeting.slot.starts_at.duration_since(start).as_hours())
    };
    assert_eq!(seen(&journey), (0, Standing::Set, 48));
    journey.take(&choose(0), Role::Customer);
    assert_eq!(seen(&journey), (1, Standing::CalledOff, 48));
    journey.go(Do::AgreeMeeting, Role::Worker);
    assert_eq!(seen(&journey), (2, Standing::Set, 72));
    journey.run_out(T::MeetingEnds);
    assert_eq!(seen(&journey), (2, Standing::Held, 72), "in a calendar nothing changes");
    journey.go(Do::MarkMissed, Role::AgencyUser);
    assert_eq!(seen(&journey).1, Standing::CalledOff);
    let (mut ended, _) = agreed_of_three();
    ended.go(Do::Withdraw, Role::Worker);
    assert_eq!(ended.case.meeting.as_ref().expect("kept").standing, Standing::CalledOff);
}

#[test]
fn whoever_needs_an_interpreter_gets_one_before_the_meeting_counts() {
    let mut journey = Journey::to(S::Accepted);
    let one = times(&journey, &[48]);
    journey.take(&propose(one), Role::AgencyUser);
    journey.take(&choose(0), Role::Customer);
    journey.take(&Step::AgreeMeeting { interpreter: Some("am".to_owned()) }, Role::Worker);
    journey.wait(hours(50));
    journey.unsaid(Said::InterpreterArranged);
    assert!(journey.facts.common_language);
    assert_eq!(journey.rule_of(Do::MarkMet, Role::AgencyUser), "language_shared");
}
