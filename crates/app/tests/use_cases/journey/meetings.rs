//! Meetings over the real store: who reads where one meets, who is reminded, what the timeline says of one that did not take place.

use app::admit::Key;
use app::cases::{self, MeetingRecord, MeetingView};
use app::{AppError, Caller};
use domain::attest::Statement;
use domain::case::Standing;
use domain::{CaseId, Side, StateToken as S};
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::tables::Limit;

use crate::both;
use crate::house::TestHouse;

both::on_both!(
    where_one_meets_is_for_the_parties_while_the_meeting_stands,
    each_party_is_reminded_once_and_nobody_of_what_was_called_off,
    a_meeting_that_did_not_take_place_is_told_without_a_name,
    a_text_that_reaches_somebody_is_refused_where_it_stands,
);

const WAY: &str = "Al Khuwair, Way 3021, second floor";

/// A case that the agency took on, with the worker's sign-in.
async fn accepted(t: &TestHouse) -> (CaseId, Caller) {
    let (_, person, profile) = t.listed("EP2222222", "selam@people.example").await;
    let case = t.enquire(&t.customer, &profile).await.expect("an enquiry");
    took(t, &t.customer, case, json!({"step":"hold"}), &[]).await;
    took(t, &t.agency, case, json!({"step":"accept"}), &[Statement::ConflictChecked]).await;
    (case, person)
}

async fn took(t: &TestHouse, caller: &Caller, case: CaseId, step: Value, said: &[Statement]) {
    let taken = t.try_step(caller, case, step.clone(), said.to_vec(), None).await;
    taken.unwrap_or_else(|error| panic!("{step}: {error:?}"));
}

/// Times at the office, so many hours from now.
fn at_office(t: &TestHouse, hours: &[i64]) -> Value {
    let starts = |many: &i64| t.clock_now() + SignedDuration::from_hours(*many);
    let slot = |many| json!({"starts_at": starts(many), "minutes": 30, "place": "agency_office", "way": WAY});
    let slots: Vec<Value> = hours.iter().map(slot).collect();
    json!({"step":"propose_meeting","weekend":true,"slots":slots})
}

async fn seen(t: &TestHouse, caller: &Caller, case: CaseId) -> Result<MeetingView, AppError> {
    t.house.read(caller, move |tx, desk, caller| cases::meeting(tx, desk, caller, &Key::Id(case.0))).await
}

async fn way(t: &TestHouse, caller: &Caller, case: CaseId) -> Option<String> {
    let view = seen(t, caller, case).await.expect("their case");
    assert!(view.agreed.as_ref().is_none_or(|meeting| meeting.slot.way.is_none()), "never beside the policy");
    view.record.show(&MeetingRecord::WAY).visible().cloned().flatten()
}

async fn where_one_meets_is_for_the_parties_while_the_meeting_stands(t: &TestHouse) {
    let (case, person) = accepted(t).await;
    took(t, &t.agency, case, at_office(t, &[48, 72]), &[]).await;
    for who in [&t.customer, &t.agency, &person, &t.moderator] {
        assert_eq!(way(t, who, case).await, None, "{}: nothing is agreed yet", who.role);
    }
    let view = seen(t, &t.customer, case).await.expect("their case");
    assert_eq!(
        view.offered.iter().map(|one| (one.slot, one.by, one.open)).collect::<Vec<_>>(),
        [(0, Side::Agency, true), (1, Side::Agency, true)]
    );
    assert!(seen(t, &t.agency, case).await.expect("their case").offered.iter().all(|one| !one.open), "their own");
    took(t, &t.customer, case, json!({"step":"choose_slot","slot":0}), &[]).await;
    took(t, &person, case, json!({"step":"agree_meeting","interpreter":"am"}), &[]).await;
    for (who, knows) in
        [(&t.customer, true), (&t.agency, true), (&person, true), (&t.moderator, false), (&t.finance, false)]
    {
        assert_eq!(way(t, who, case).await.as_deref(), knows.then_some(WAY), "{}", who.role);
    }
    let view = seen(t, &t.agency, case).await.expect("their case");
    assert_eq!(view.interpreter, [(Side::Worker, "am".to_owned())]);
    assert_eq!((view.offered.len(), view.moves_left), (1, Some(2)), "the other time is still on offer");
    for stranger in [&t.other_customer, &t.other_agency] {
        assert!(matches!(seen(t, stranger, case).await, Err(AppError::NotFound)));
    }
    let entry = async |caller: &Caller| {
        let key = Key::Id(case.0);
        t.house.read(caller, move |tx, desk, caller| cases::calendar_entry(tx, desk, caller, &key)).await
    };
    for party in [&t.customer, &t.agency, &person] {
        assert!(entry(party).await.is_ok(), "{}", party.role);
    }
    assert!(matches!(entry(&t.moderator).await, Err(AppError::NotFound)), "staff have no part in it");
    let listed = async |caller: &Caller| {
        let list = t.house.read(caller, |tx, desk, caller| cases::upcoming(tx, desk, caller, None, Limit::PAGE)).await;
        list.expect("a list").0.len()
    };
    assert_eq!([listed(&t.customer).await, listed(&person).await, listed(&t.other_customer).await], [1, 1, 0]);
    took(t, &t.customer, case, json!({"step":"cancel"}), &[]).await;
    assert_eq!(way(t, &t.agency, case).await, None, "it is over");
    let off = entry(&t.agency).await.expect("taken out of the calendar again").agreed.expect("a meeting");
    assert_eq!((off.standing, off.sequence), (Standing::CalledOff, 1));
}

/// How often each template was sent since.
fn reminders(t: &TestHouse) -> Vec<(String, String)> {
    let sent = t.sent.0.lock().expect("not poisoned");
    let mut found: Vec<_> = sent.iter().filter(|(_, text)| text.starts_with("meeting-")).cloned().collect();
    found.sort();
    found
}

async fn each_party_is_reminded_once_and_nobody_of_what_was_called_off(t: &TestHouse) {
    let (case, person) = accepted(t).await;
    took(t, &t.agency, case, at_office(t, &[48, 96]), &[]).await;
    took(t, &t.customer, case, json!({"step":"choose_slot","slot":0}), &[]).await;
    took(t, &person, case, json!({"step":"agree_meeting"}), &[]).await;
    t.advance(23).await;
    assert_eq!(reminders(t), [], "not yet");
    t.advance(2).await;
    let told: Vec<String> = reminders(t).into_iter().map(|(_, text)| text.trim().to_owned()).collect();
    // The household has one member, the agency two, the worker is one.
    assert_eq!(told, vec!["meeting-day-before"; 4], "each once");
    t.rounds().await;
    assert_eq!(reminders(t).len(), 4);
    took(t, &t.customer, case, json!({"step":"choose_slot","slot":0}), &[]).await;
    t.advance(24).await;
    assert_eq!(reminders(t).len(), 4, "the meeting was moved: no hour before it, and the new one is not agreed");
    took(t, &person, case, json!({"step":"agree_meeting"}), &[]).await;
    // A reminder is on its way when the meeting is called off.
    t.pass(46);
    app::jobs::timers::round(&t.house).await.expect("a round");
    took(t, &t.customer, case, json!({"step":"cancel"}), &[]).await;
    t.rounds().await;
    assert_eq!(reminders(t).len(), 4, "nobody is told of a meeting that does not happen");
}

async fn a_meeting_that_did_not_take_place_is_told_without_a_name(t: &TestHouse) {
    let (case, person) = accepted(t).await;
    took(t, &t.agency, case, at_office(t, &[24, 120]), &[]).await;
    took(t, &t.customer, case, json!({"step":"choose_slot","slot":0}), &[]).await;
    took(t, &person, case, json!({"step":"agree_meeting"}), &[]).await;
    t.advance(26).await;
    assert_eq!(t.state(case).await, S::Met);
    took(t, &person, case, json!({"step":"mark_missed"}), &[]).await;
    assert_eq!(t.state(case).await, S::Accepted);
    let events = t
        .house
        .read(&t.customer, move |tx, desk, caller| {
            Ok(cases::timeline(tx, desk, caller, &Key::Id(case.0), None, Limit::PAGE)?.0)
        })
        .await
        .expect("their case");
    assert_eq!(
        (events[0].step.as_str(), events[0].side.as_str()),
        ("mark_missed", "system"),
        "who said it is not told"
    );
    let view = seen(t, &t.customer, case).await.expect("their case");
    assert_eq!(view.offered.len(), 1, "the other time can be chosen at once");
    took(t, &t.customer, case, json!({"step":"choose_slot","slot":0}), &[]).await;
}

async fn a_text_that_reaches_somebody_is_refused_where_it_stands(t: &TestHouse) {
    let (case, _) = accepted(t).await;
    let starts = t.clock_now() + SignedDuration::from_hours(30);
    let slot = |way: &str| json!({"starts_at": starts, "minutes": 30, "place": "agency_office", "way": way});
    let good = slot(WAY);
    for (way, why) in [
        ("Ring 9212 3456 at the door", "way_tells"),
        ("https://meet.example/room", "way_tells"),
        ("desk@agency.example", "way_tells"),
        (&*"long ".repeat(60), "way_long"),
    ] {
        let step = json!({"step":"propose_meeting","weekend":true,"slots":[good, slot(way)]});
        match t.try_step(&t.agency, case, step, vec![], None).await {
            Err(AppError::Invalid(faults)) => {
                assert_eq!((faults[0].pointer.as_str(), faults[0].reason), ("/slots/1/way", why));
            }
            other => panic!("{way}: {other:?}"),
        }
    }
    let unknown = json!({"step":"propose_meeting","weekend":true,"slots":[good],"interpreter":"klingon"});
    let refused = t.try_step(&t.agency, case, unknown, vec![], None).await;
    assert!(matches!(refused, Err(AppError::Invalid(faults)) if faults[0].pointer == "/interpreter"));
}
