//! Bodies that may be dropped, and the log without them.

use crate::house::{House, SYSTEM, at, draft, fresh, org};
use crate::town::Town;
use audit::{Draft, Object, leaf};
use domain::{StateToken, UserId};
use serde_json::json;
use std::thread::sleep;
use std::time::Duration;
use store::tables::closing::{self, closable, drop_bodies};
use store::tables::erasure::{self, Asked};
use store::tables::inspect::{self, Body};
use store::tables::records::{self, About};
use store::tables::{Limit, checkpoints, workers};
use store::{Recorded, Scope, StoreError, Tx};

crate::on_both!(what_somebody_may_ask_for_is_not_dropped, a_log_whose_bodies_were_dropped_is_read_to_its_end);

/// Writes these records and waits until they are linked; gives their numbers.
fn written(house: &House, drafts: Vec<Draft>) -> Vec<u64> {
    let ids: Vec<_> = drafts.iter().map(|draft| draft.id).collect();
    let done: Result<(), StoreError> = house.store.write_now(SYSTEM, move |_: &mut Tx| {
        let first = Recorded::with((), drafts[0].clone());
        Ok(drafts[1..].iter().fold(first, |all, draft| all.and(draft.clone())))
    });
    done.expect("kept");
    for _ in 0..400 {
        let ids = ids.clone();
        let numbers = house.read(SYSTEM, move |tx| {
            ids.iter().map(|id| records::place_of(tx, *id)).collect::<Result<Option<Vec<_>>, _>>()
        });
        if let Some(numbers) = numbers {
            return numbers.into_iter().map(i64::unsigned_abs).collect();
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the records were never linked");
}

/// Numbers of these records that may be dropped.
fn may_go(house: &House, among: &[u64]) -> Vec<u64> {
    let page = house.read(SYSTEM, |tx| closable(tx, 0, u64::from(u32::MAX)));
    page.iter().map(|record| record.n).filter(|n| among.contains(n)).collect()
}

fn what_somebody_may_ask_for_is_not_dropped(house: &House) {
    let town = Town::of(house);
    let case = town.case(house, town.household);
    let worker = Object::new("worker", town.worker.0);
    let household = Object::new("organisation", town.household.0);
    let numbers = written(
        house,
        vec![
            draft("reveal").object(worker.clone()),
            draft("view").object(Object::new("import", fresh())).object(worker.clone()),
            draft("view").object(household.clone()),
            draft("view").object(Object::new("note", town.nur.0)).object(Object::new(Object::TOLD, town.household.0)),
            draft("accept").object(Object::new("case", case.0)),
            draft("view").object(Object::new("organisation", town.nur.0)),
            draft("signed_in"),
            draft("log_continued"),
            draft("pending_record_missing"),
        ],
    );
    let free = [numbers[5], numbers[6]];
    assert_eq!(may_go(house, &numbers), free, "nobody but an agency, or nobody at all, is told of these");
    house.done(Scope::Operator, move |tx| {
        workers::save(tx, town.worker, 2, StateToken::RosterErased, &json!({}), at(3))
    });
    assert_eq!(may_go(house, &numbers), [&numbers[..2], &free].concat(), "the case is the household's too");
    house.done(SYSTEM, move |tx| {
        let asked = Asked {
            subject: town.household.0,
            kind: "household".to_owned(),
            reason: "own_wish".to_owned(),
            by: UserId(town.salma.0),
            at: at(4),
            done_at: None,
        };
        erasure::ask(tx, &asked).map(drop)
    });
    assert_eq!(may_go(house, &numbers), numbers[..7], "what the log says of itself stays for ever");
}

fn a_log_whose_bodies_were_dropped_is_read_to_its_end(house: &House) {
    let town = Town::of(house);
    let numbers =
        written(house, (0..600).map(|_| draft("signed_in").object(Object::new(Object::TOLD, town.nur.0))).collect());
    let before = house.read(SYSTEM, |tx| inspect::stretch(tx, 0, i64::MAX));
    let (first, last) = (numbers[10], numbers[29]);
    let page = house.read(SYSTEM, move |tx| closable(tx, first - 1, last));
    assert_eq!(page.iter().map(|record| record.n).collect::<Vec<_>>(), numbers[10..30]);
    let told = |house: &House| {
        house.read(org(town.nur), |tx| records::page(tx, About::All, None, Limit::new(100).expect("a size")))
    };
    assert!(told(house).len() > 90);
    let end = numbers[599];
    let roots = |house: &House| house.read(SYSTEM, move |tx| checkpoints::root(tx, end));
    let root = roots(house);

    let closing = draft("log_closed");
    let id = closing.id;
    let gone = page.clone();
    let dropped: Result<(), StoreError> = house.store.write_now(SYSTEM, move |tx: &mut Tx| {
        drop_bodies(tx, &gone, id)?;
        Ok(Recorded::with((), closing.clone()))
    });
    dropped.expect("dropped");
    let after = house.read(SYSTEM, |tx| inspect::stretch(tx, 0, i64::MAX));
    assert!(after.len() >= before.len());
    for (was, is) in before.iter().zip(&after) {
        assert_eq!((was.n, was.mac), (is.n, is.mac));
        match (&was.body, &is.body) {
            (Body::Kept(bytes), Body::Dropped { leaf: left, closing }) => {
                assert!((first..=last).contains(&is.n));
                assert_eq!((left, *closing), (&leaf(bytes), id));
            }
            (was, is) => assert_eq!(was, is),
        }
    }
    let number = i64::try_from(first).expect("small");
    let left = house.read(Scope::Operator, move |tx| closing::dropped(tx, number)).expect("what stays");
    assert_eq!((left.n, left.leaf, left.mac, left.closing), (first, leaf(&page[0].bytes), page[0].mac, id));
    assert_eq!(house.read(SYSTEM, closing::count), 20);
    assert_eq!(house.read(SYSTEM, move |tx| records::bytes(tx, number)), None);
    assert_eq!(house.read(SYSTEM, move |tx| inspect::link(tx, number)).map(|head| head.mac), Some(page[0].mac));
    assert_eq!(roots(house), root, "the tree is as before");
    assert!(may_go(house, &[first, last]).is_empty());
    assert!(house.read(SYSTEM, inspect::counts).records >= 600);

    // Nobody drops a body twice, or one that is not as the log has it.
    let mut other = house.read(SYSTEM, move |tx| closable(tx, last, last + 1));
    let twice: Result<(), StoreError> = house.write(SYSTEM, move |tx| drop_bodies(tx, &page, id));
    twice.expect_err("gone already");
    other[0].mac[0] ^= 1;
    let forged: Result<(), StoreError> = house.write(SYSTEM, move |tx| drop_bodies(tx, &other, id));
    forged.expect_err("another link");
    let theirs: Result<(), StoreError> = house
        .write(Scope::Operator, move |tx| closable(tx, last, last + 1).and_then(|page| drop_bodies(tx, &page, id)));
    theirs.expect_err("only the system closes");
}
