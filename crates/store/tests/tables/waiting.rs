//! What waits: outbox, timers, repeated denials, idempotency keys; and reading the log.

use crate::house::{House, SYSTEM, at, draft, fresh, org};
use crate::town::Town;
use audit::{Actor, Draft, Event, Object};
use domain::ids::RecordId;
use domain::{Role, UserId};
use serde_json::json;
use std::thread::sleep;
use std::time::Duration;
use store::tables::idempotency::{self, Key, Outcome};
use store::tables::message_counts::{self, Count};
use store::tables::outbox::{self, Notice};
use store::tables::records::{self, About};
use store::tables::timers::{self, Due};
use store::tables::{Limit, denials};
use store::{Recorded, Refused, Scope, StoreError};
use uuid::Uuid;

crate::on_both!(
    a_notice_is_carried_out_under_a_lease,
    messages_jobs_and_long_jobs_are_taken_in_lanes_of_their_own,
    a_notice_that_fails_is_given_up_and_brought_back,
    counts_of_messages_are_taken_all_or_none,
    a_notice_that_waits_for_something_else_is_put_off_and_never_given_up,
    dead_letters_are_paged_and_settled,
    timers_become_due_and_stand_still,
    an_agencys_timer_is_its_own_and_moves,
    repeated_denials_are_counted,
    a_key_answers_the_same_request_once,
    one_reads_one_s_own_events,
);

fn notice(key: &str, run_at: i64) -> Notice {
    Notice {
        id: fresh(),
        key: key.into(),
        kind: "message".into(),
        template: "hold_ending".into(),
        args: json!({"case": "C-1"}),
        org: None,
        user: Some(UserId(fresh())),
        channel: Some("sms".into()),
        address: Some(vec![1; 30]),
        code: None,
        run_at: at(run_at),
        attempts: 0,
        last_error: None,
        dead_at: None,
    }
}

fn a_notice_is_carried_out_under_a_lease(house: &House) {
    let town = Town::of(house);
    let (first, second, same) = (notice("a", 2), notice("b", 1), notice("a", 0));
    let (one, two) = (first.clone(), second.clone());
    house.done(org(town.nur), move |tx| outbox::leave(tx, &one, at(0)));
    house.done(Scope::SignIn, move |tx| outbox::leave(tx, &two, at(0)));
    house.done(Scope::Subject(town.salma), move |tx| outbox::leave(tx, &same, at(0)));
    assert_eq!(house.read(SYSTEM, outbox::counts), (2, 0), "the same key changes nothing");
    assert_eq!(house.read(SYSTEM, outbox::next), Some(at(1)));
    let claim = |now, most| -> Vec<Uuid> {
        let claimed = house.done(SYSTEM, move |tx| outbox::claim_messages(tx, at(now), at(now + 1), most));
        claimed.into_iter().map(|notice| notice.id).collect()
    };
    assert!(claim(0, 9).is_empty());
    assert_eq!(claim(5, 9), [second.id, first.id], "oldest first");
    assert!(claim(5, 9).is_empty(), "under lease");
    assert_eq!(claim(6, 1), [second.id], "the lease ran out");
    assert_eq!(house.done(SYSTEM, outbox::take_back), 2);
    assert_eq!(claim(6, 9), [second.id, first.id], "taken back from whoever held them");
    let done = |id| house.done(SYSTEM, move |tx| outbox::done(tx, id, at(7)));
    assert_eq!([done(first.id), done(first.id)], [true, false]);
    assert_eq!(house.read(SYSTEM, outbox::counts), (1, 0));
}

fn messages_jobs_and_long_jobs_are_taken_in_lanes_of_their_own(house: &House) {
    for kind in [outbox::MESSAGE, "job", outbox::LONG, "unheard"] {
        let new = Notice { kind: kind.into(), ..notice(kind, 0) };
        house.done(SYSTEM, move |tx| outbox::leave(tx, &new, at(0)));
    }
    let kinds = |claimed: Vec<Notice>| {
        let mut kinds: Vec<_> = claimed.into_iter().map(|notice| notice.kind).collect();
        kinds.sort();
        kinds
    };
    let messages = house.done(SYSTEM, |tx| outbox::claim_messages(tx, at(1), at(2), 9));
    let jobs = house.done(SYSTEM, |tx| outbox::claim(tx, at(1), at(2), 9));
    let long = house.done(SYSTEM, |tx| outbox::claim_long(tx, at(1), at(2), 9));
    assert_eq!(kinds(messages), [outbox::MESSAGE]);
    assert_eq!(kinds(jobs), ["job", "unheard"], "what nobody knows is taken too, and given up");
    assert_eq!(kinds(long), [outbox::LONG]);
}

fn counts_of_messages_are_taken_all_or_none(house: &House) {
    let count = |what, amount, most| Count { what, about: "+96892".to_owned(), period: 7, amount, most };
    let take = |counts: Vec<Count>| {
        house.done(SYSTEM, move |tx| Ok::<_, StoreError>(message_counts::take(tx, &counts)?.map(|full| full.what)))
    };
    let amount = |what: &'static str| house.read(SYSTEM, move |tx| message_counts::amount(tx, what, "+96892", 7));
    assert_eq!(take(vec![count("cost", 10, 25), count("prefix", 1, 9)]), None);
    assert_eq!(take(vec![count("cost", 10, 25), count("prefix", 1, 1)]), Some("prefix"));
    assert_eq!((amount("cost"), amount("prefix")), (10, 1), "nothing of the second stays");
    assert_eq!(take(vec![count("cost", 10, 25)]), None);
    assert_eq!(take(vec![count("cost", 10, 25)]), Some("cost"));
    assert_eq!(take(vec![count("first", 30, 25)]), Some("first"), "nor may the first one be too much");
    house.done(SYSTEM, move |tx| message_counts::give_back(tx, &[count("cost", 10, 25)]));
    assert_eq!(amount("cost"), 10);
    house.done(SYSTEM, |tx| message_counts::forget(tx, "cost", 7));
    assert_eq!(amount("cost"), 10, "the period itself is kept");
    house.done(SYSTEM, |tx| message_counts::forget(tx, "cost", 8));
    assert_eq!(amount("cost"), 0);
}

fn a_notice_that_fails_is_given_up_and_brought_back(house: &House) {
    let new = notice("a", 0);
    let id = new.id;
    house.done(SYSTEM, move |tx| outbox::leave(tx, &new, at(0)));
    house.done(SYSTEM, move |tx| outbox::failed(tx, id, "no answer", at(9), Some(at(8))));
    assert_eq!(house.read(SYSTEM, outbox::counts), (0, 1));
    let dead = house.read(Scope::Operator, |tx| outbox::dead(tx, None, Limit::PAGE));
    assert_eq!((dead[0].id, dead[0].last_error.as_deref(), dead[0].dead_at), (id, Some("no answer"), Some(at(8))));
    let revive = || house.done(Scope::Operator, move |tx| outbox::revive(tx, id, at(10)));
    assert_eq!([revive(), revive()], [true, false]);
    assert_eq!(house.read(SYSTEM, outbox::next), Some(at(10)));
}

fn a_notice_that_waits_for_something_else_is_put_off_and_never_given_up(house: &House) {
    let new = notice("a", 0);
    let id = new.id;
    house.done(SYSTEM, move |tx| outbox::leave(tx, &new, at(0)));
    for round in 0..20 {
        let claimed = house.done(SYSTEM, move |tx| outbox::claim_messages(tx, at(round), at(round + 1), 9));
        assert_eq!(claimed.iter().map(|notice| notice.attempts).collect::<Vec<_>>(), [1], "no look counted");
        house.done(SYSTEM, move |tx| outbox::put_off(tx, id, at(round + 1)));
    }
    assert_eq!(house.read(SYSTEM, outbox::counts), (1, 0));
}

fn an_agencys_timer_is_its_own_and_moves(house: &House) {
    let town = Town::of(house);
    let set = |agency: domain::OrgId, due| {
        house.write(SYSTEM, move |tx| timers::set_for_agency(tx, agency.0, "licence", at(due)))
    };
    set(town.nur, 5).expect("set");
    set(town.nur, 7).expect("moved");
    assert!(set(town.household, 5).is_err(), "a household has no licence");
    let licence = Due { object: town.nur.0, kind: "licence".into(), due_at: at(7) };
    assert_eq!(house.read(SYSTEM, move |tx| timers::due(tx, at(9), 10)), [licence]);
    let seen = |scope| house.read(scope, move |tx| timers::of(tx, town.nur.0)).len();
    assert_eq!((seen(org(town.nur)), seen(org(town.safa))), (1, 0));
}

fn dead_letters_are_paged_and_settled(house: &House) {
    let new: Vec<Notice> = (0..3).map(|nth| notice(&format!("dead{nth}"), 0)).collect();
    let ids: Vec<_> = new.iter().map(|one| one.id).collect();
    for (nth, one) in (0..).zip(new) {
        let id = one.id;
        house.done(SYSTEM, move |tx| outbox::leave(tx, &one, at(0)));
        // Two were given up in one moment.
        house.done(SYSTEM, move |tx| outbox::failed(tx, id, "no answer", at(9), Some(at(8 + nth / 2))));
    }
    let one = Limit::new(1).expect("in range");
    let page = |after| house.read(Scope::Operator, move |tx| outbox::dead(tx, after, one));
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let found = page(after);
        let Some(first) = found.first() else { break };
        seen.push(first.id);
        after = first.dead_at.map(|at| (at, first.id));
    }
    assert_eq!(seen[0], ids[2], "newest first");
    assert_eq!((seen.len(), seen.contains(&ids[0]), seen.contains(&ids[1])), (3, true, true), "each once");
    let id = ids[1];
    let settle = || house.done(Scope::Operator, move |tx| outbox::settle(tx, id, at(11)));
    assert_eq!([settle(), settle()], [true, false]);
    assert!(
        !house.done(Scope::Operator, move |tx| outbox::revive(tx, id, at(12))),
        "what is settled is not sent again"
    );
    assert_eq!(house.read(SYSTEM, outbox::counts), (0, 2));
}

fn timers_become_due_and_stand_still(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household).0;
    house.done(org(town.household), move |tx| timers::set_for_case(tx, case, "answer", Some(at(9)), None));
    house.done(org(town.nur), move |tx| timers::set_for_worker(tx, town.worker.0, "confirm", at(4)));
    assert_eq!(house.read(SYSTEM, timers::next), Some(at(4)));
    let due = |now| house.read(SYSTEM, move |tx| timers::due(tx, at(now), 10));
    let confirm = Due { object: town.worker.0, kind: "confirm".into(), due_at: at(4) };
    assert_eq!((due(3), due(4).as_slice(), due(9).len()), (vec![], &[confirm][..], 2));
    let postponed = |due_at| {
        let due = Due { object: town.worker.0, kind: "confirm".into(), due_at };
        house.done(SYSTEM, move |tx| timers::postpone(tx, &due, at(20)))
    };
    assert_eq!([postponed(at(3)), postponed(at(4))], [false, true], "one that was set anew meanwhile stays");
    house.done(org(town.nur), move |tx| timers::set_for_case(tx, case, "answer", None, Some(60_000_000)));
    assert_eq!(due(19), [], "one later, one standing still");
    let of_case = house.read(org(town.household), move |tx| timers::of(tx, case));
    assert_eq!(of_case.len(), 1);
    house.done(Scope::Subject(town.salma), move |tx| timers::clear(tx, case, "answer"));
    assert_eq!(house.read(SYSTEM, move |tx| timers::of(tx, case)).len(), 0);
}

/// What a use case answers whom the policy refuses.
#[derive(Debug, PartialEq)]
enum No {
    Store(StoreError),
    Denied(Box<Draft>),
}

impl From<StoreError> for No {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Refused for No {
    fn denial(&self) -> Option<Draft> {
        match self {
            Self::Denied(draft) => Some(Draft::clone(draft)),
            Self::Store(_) => None,
        }
    }
}

fn repeated_denials_are_counted(house: &House) {
    let town = Town::of(house);
    let (salma, object) = (UserId(fresh()), fresh());
    let deny = |minute, action: &str| {
        let draft = Draft::new(RecordId(fresh()), at(minute), Actor::User(salma), Role::AgencyUser, action);
        let draft = draft.object(Object::new("case", object)).denied();
        let refused = No::Denied(Box::new(draft.clone()));
        let outcome = house.store.write_now(org(town.nur), move |_| -> Result<Recorded<()>, No> {
            Err(No::Denied(Box::new(draft.clone())))
        });
        assert_eq!(outcome, Err(refused), "the answer is the same whether it is counted or recorded");
    };
    let recorded = |expected: usize| {
        let mut found = 0;
        for _ in 0..300 {
            found = house.read(Scope::Operator, move |tx| {
                Ok(records::page(tx, About::Object(object), None, Limit::PAGE)?.len())
            });
            if found >= expected {
                break;
            }
            sleep(Duration::from_millis(10));
        }
        assert_eq!(found, expected);
    };
    (0..5).for_each(|minute| deny(minute, "offer"));
    deny(1, "accept");
    recorded(2);
    let closed = |now| house.done(SYSTEM, move |tx| denials::take_closed(tx, at(now), 10));
    assert_eq!(closed(9), []);
    deny(10, "offer");
    recorded(3);
    let windows = closed(10);
    assert_eq!(windows.iter().map(|window| window.times).collect::<Vec<_>>(), [5], "the late one stands for itself");
    let first = Event::parse(&windows[0].record).expect("a record").draft;
    assert_eq!((first.ts, first.action.as_str()), (at(0), "offer"));
    assert_eq!(closed(10), []);
    deny(12, "offer");
    recorded(4);
    assert_eq!(closed(60).len(), 2);
}

fn a_key_answers_the_same_request_once(house: &House) {
    let town = Town::of(house);
    let key = Key { user: fresh(), org: town.household.0, route: "POST /cases".into(), key: "k-1".into() };
    let outcome = Outcome { body_hash: vec![1; 32], object: Some("C-1".into()) };
    let keep = |scope, key: &Key| {
        let (key, outcome) = (key.clone(), outcome.clone());
        house.write(scope, move |tx| idempotency::keep(tx, &key, &outcome, at(1)))
    };
    let find = |scope, key: &Key| {
        let key = key.clone();
        house.read(scope, move |tx| idempotency::find(tx, &key))
    };
    assert_eq!(find(org(town.household), &key), None);
    assert_eq!(keep(org(town.household), &key), Ok(()));
    assert_eq!(find(org(town.household), &key), Some(outcome.clone()));
    assert!(keep(org(town.household), &key).expect_err("used").is_conflict("idempotency_pkey"));
    assert_eq!(keep(org(town.company), &key), Err(StoreError::Stale));
    assert_eq!(find(org(town.company), &key), None);
    let own = Key { user: town.salma.0, ..key.clone() };
    assert_eq!(keep(Scope::Subject(town.salma), &own), Ok(()));
    assert_eq!(find(Scope::Subject(town.salma), &own), Some(outcome.clone()));
    let staff = Key { user: fresh(), ..key };
    assert_eq!(keep(Scope::Operator, &staff), Ok(()));
    let forget = |before| house.done(SYSTEM, move |tx| idempotency::forget(tx, at(before)));
    assert_eq!([forget(1), forget(2)], [0, 3]);
}

fn one_reads_one_s_own_events(house: &House) {
    let town = Town::of(house);
    let record = draft("reveal").org(town.nur).object(Object::new("worker", town.worker.0));
    let id = record.id;
    let kept: Result<(), StoreError> =
        house.store.write_now(org(town.nur), move |_| Ok(Recorded::with((), record.clone())));
    kept.expect("kept");
    let page = |scope, about, before| house.read(scope, move |tx| records::page(tx, about, before, Limit::PAGE));
    let linked = (0..100).any(|_| {
        sleep(Duration::from_millis(20));
        house.read(Scope::Operator, move |tx| records::place_of(tx, id)).is_some()
    });
    assert!(linked);
    let seen = page(org(town.nur), About::All, None);
    assert_eq!(seen.iter().map(|event| event.id).collect::<Vec<_>>(), [id]);
    assert_eq!(page(org(town.nur), About::Object(town.worker.0), None).len(), 1);
    assert_eq!(page(Scope::Subject(town.salma), About::Subject(town.worker.0), None).len(), 1);
    assert_eq!(page(org(town.safa), About::All, None), []);
    let n = seen[0].n;
    assert_eq!(page(Scope::Operator, About::Org(town.nur), Some(n)), []);
    assert!(page(Scope::Operator, About::All, None).len() > 1);
}
