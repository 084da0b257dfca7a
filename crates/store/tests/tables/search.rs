//! Searching the whole log: along the strips nothing is missed and nothing is told twice, whatever is asked and wherever a page begins.

use audit::{Actor, Draft, Event, Object, PurposeSource};
use domain::ids::RecordId;
use domain::{Purpose, Role, UserId};
use jiff::{SignedDuration, Timestamp};
use store::tables::Limit;
use store::tables::inspect::{self, Body};
use store::tables::search::{Search, search};
use store::{Recorded, Scope, StoreError};
use testkit::postgres::Cluster;
use uuid::Uuid;

use crate::house::{House, SYSTEM};

super::on_both!(a_search_finds_what_reading_everything_finds, a_record_that_is_not_found_is_found_by_the_verification);

const RECORDS: u64 = 900;

/// Few of everything, and a clock that once went back.
fn draft(nth: u64) -> Draft {
    let id = |kind: u64, number: u64| Uuid::from_u64_pair(kind << 32 | number, 1 << 63);
    let seconds = nth.cast_signed() - if nth > 400 { 60 } else { 0 };
    let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_700_000_000 + seconds);
    let actor = if nth.is_multiple_of(7) { Actor::Job("timers".into()) } else { Actor::User(UserId(id(1, nth % 5))) };
    let draft =
        Draft::new(RecordId(id(2, nth)), at, actor, Role::AgencyUser, ["view", "hold", "sign"][(nth % 3) as usize]);
    let draft = match nth % 4 {
        0 => draft,
        1 => draft.object(Object::new("worker", id(4, nth / 100))),
        _ => draft.object(Object::new("case", id(3, nth / 40))),
    };
    match nth % 6 {
        0 => draft,
        1 if nth > 300 => draft.purpose(Purpose::Audit, PurposeSource::Stated),
        _ => draft.purpose(Purpose::Contract, PurposeSource::Working),
    }
}

fn fill(house: &House) {
    for first in (0..RECORDS).step_by(100) {
        let written = house.store.write_now(SYSTEM, move |_| {
            let one = Recorded::with((), draft(first));
            Ok::<_, StoreError>((first + 1..first + 100).fold(one, |all, nth| all.and(draft(nth))))
        });
        written.expect("written");
    }
    while house.read(SYSTEM, inspect::head).is_none_or(|head| head.n < RECORDS) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn fits(wanted: &Search, draft: &Draft) -> bool {
    let actor = match draft.actor {
        Actor::User(user) => Some(user.0),
        Actor::Job(_) | Actor::Anonymous => None,
    };
    let object = draft.object.first();
    let case = object.filter(|object| object.kind == "case").map(|object| object.id);
    wanted.actor.is_none_or(|wanted| actor == Some(wanted))
        && wanted.case.is_none_or(|wanted| case == Some(wanted))
        && wanted.action.as_ref().is_none_or(|wanted| *wanted == draft.action)
        && wanted.purpose.as_deref().is_none_or(|wanted| draft.purpose.map(Purpose::as_str) == Some(wanted))
        && wanted.from.is_none_or(|from| draft.ts >= from)
        && wanted.until.is_none_or(|until| draft.ts < until)
        && wanted.object.is_none_or(|wanted| object.is_some_and(|object| object.id == wanted))
}

fn a_search_finds_what_reading_everything_finds(house: &House) {
    fill(house);
    let everything: Vec<(u64, Draft)> = house
        .read(SYSTEM, |tx| inspect::stretch(tx, 0, i64::MAX))
        .iter()
        .map(|record| match &record.body {
            Body::Kept(bytes) => (record.n, Event::parse(bytes).expect("a record").draft),
            Body::Dropped { .. } => panic!("nothing was dropped"),
        })
        .collect();
    let (of, worker) = (draft(334), Some(draft(333).object[0].id));
    let case = Some(of.object[0].id);
    let Actor::User(UserId(actor)) = of.actor else { panic!("a person") };
    let (from, until) = (Some(draft(390).ts), Some(draft(470).ts));
    let word = |word: &str| Some(word.to_owned());
    let asked = [
        Search::default(),
        Search { actor: Some(actor), ..Search::default() },
        Search { case, ..Search::default() },
        Search { object: case, action: word("sign"), ..Search::default() },
        Search { object: worker, ..Search::default() },
        Search { action: word("hold"), ..Search::default() },
        Search { purpose: word("audit"), ..Search::default() },
        Search { actor: Some(actor), action: word("view"), purpose: word("contract"), ..Search::default() },
        Search { from, until, ..Search::default() },
        Search { actor: Some(actor), from, until, ..Search::default() },
        Search { until: Some(draft(3).ts), ..Search::default() },
        Search { action: word("never"), ..Search::default() },
        Search { actor: Some(Uuid::from_u128(9)), action: word("view"), ..Search::default() },
    ];
    for wanted in asked {
        let all: Vec<u64> =
            everything.iter().rev().filter(|(_, draft)| fits(&wanted, draft)).map(|(n, _)| *n).collect();
        let (mut found, mut before) = (Vec::new(), None);
        for _ in 0..RECORDS {
            let asks = wanted.clone();
            let limit = Limit::new(17).expect("a size");
            let page = house.read(Scope::Operator, move |tx| search(tx, &asks, before, limit));
            let more = page.len() > 17;
            found.extend(page.iter().take(17).map(|event| event.n.unsigned_abs()));
            before = page.get(16).map(|event| event.n);
            if !more {
                break;
            }
        }
        assert_eq!(found, all, "{wanted:?}");
    }
}

fn a_record_that_is_not_found_is_found_by_the_verification(house: &House) {
    fill(house);
    let misplaced = |after, until| -> Vec<u64> {
        let records = house.read(SYSTEM, move |tx| inspect::stretch(tx, after, until));
        records.iter().filter(|record| !record.in_its_place).map(|record| record.n).collect()
    };
    assert_eq!((misplaced(0, i64::MAX), misplaced(300, 700)), (vec![], vec![]));
    // by hand, past every wall; of the embedded database the program's own tests do the same
    let Some(database) = &house.database else { return };
    let sql = |text: &str| Cluster::shared().sql(database, text);
    sql(
        "update audit_strip set marks = overlay(marks placing '\\x00000000' from 45 for 4) where way = 'actor' and idx = 1",
    );
    assert_eq!((misplaced(0, i64::MAX), misplaced(300, 700)), (vec![268], vec![]));
    sql("delete from audit_strip where way = 'case' and idx = 2");
    assert_eq!(misplaced(500, 600), (513..=600).collect::<Vec<_>>());
}
