//! Checkpoints, witnesses and what the tiles give, through the walls of the operator.

use crate::house::{House, SYSTEM, at, draft};
use audit::tree::{proves, proves_growth};
use audit::{Hash, leaf};
use std::thread::sleep;
use std::time::Duration;
use store::tables::checkpoints::{self, Kept};
use store::tables::witnesses::{self, Health};
use store::tables::{inspect, records};
use store::{Recorded, Scope, StoreError, Tx};

crate::on_both!(
    checkpoints_come_back_in_their_order,
    every_proof_of_a_log_with_tiles_leads_to_its_root,
    what_a_witness_took_is_known,
);

fn kept(epoch: i64, size: i64) -> Kept {
    Kept { epoch, size, at: at(size), note: format!("amana/log\n{size}\n") }
}

fn checkpoints_come_back_in_their_order(house: &House) {
    assert_eq!(house.read(SYSTEM, checkpoints::newest), None);
    let given = [kept(1, 7), kept(1, 300), kept(2, 12)];
    for one in [&given[1], &given[0], &given[2], &given[0]] {
        let one = one.clone();
        house.done(SYSTEM, move |tx| checkpoints::keep(tx, &one));
    }
    assert_eq!(house.read(Scope::Operator, checkpoints::newest), Some(given[2].clone()));
    assert_eq!(house.read(Scope::Operator, |tx| checkpoints::after(tx, 0, 0)), given);
    assert_eq!(house.read(Scope::Operator, |tx| checkpoints::after(tx, 1, 7)), given[1..]);
    let refused: Result<(), StoreError> = house.write(Scope::Operator, |tx| checkpoints::keep(tx, &kept(3, 1)));
    refused.expect_err("only the system keeps checkpoints");
}

fn fill(house: &House, count: u64) {
    for _ in 0..3 {
        let drafts: Vec<_> = (0..count / 3).map(|_| draft("change")).collect();
        let filled: Result<(), StoreError> = house.store.write_now(SYSTEM, move |_: &mut Tx| {
            let first = Recorded::with((), drafts[0].clone());
            Ok(drafts[1..].iter().fold(first, |all, draft| all.and(draft.clone())))
        });
        filled.expect("kept");
    }
    for _ in 0..400 {
        if house.read(SYSTEM, inspect::head).is_some_and(|head| head.n == count) {
            return;
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the records were never linked");
}

fn every_proof_of_a_log_with_tiles_leads_to_its_root(house: &House) {
    fill(house, 600);
    let root =
        |size: u64| -> Hash { house.read(Scope::Operator, move |tx| checkpoints::root(tx, size)).expect("not empty") };
    assert_eq!(house.read(Scope::Operator, |tx| checkpoints::root(tx, 0)), None);
    for (n, size) in [(1, 1), (1, 600), (256, 256), (257, 600), (512, 513), (600, 600)] {
        let hashes = house.read(Scope::Operator, move |tx| checkpoints::inclusion(tx, n - 1, size)).expect("there");
        let number = i64::try_from(n).expect("small");
        let bytes = house.read(Scope::Operator, move |tx| records::bytes(tx, number)).expect("a record");
        assert!(proves(&leaf(&bytes), n - 1, size, &hashes, &root(size)), "record {n} of {size}");
    }
    assert_eq!(house.read(SYSTEM, |tx| checkpoints::inclusion(tx, 600, 600)), None);
    for (old, size) in [(1, 600), (255, 257), (512, 600), (600, 600)] {
        let hashes = house.read(Scope::Operator, move |tx| checkpoints::growth(tx, old, size)).expect("there");
        assert!(proves_growth(old, &root(old), size, &root(size), &hashes), "{old} to {size}");
    }
    let beyond: Result<_, StoreError> = house.store.read_now(SYSTEM, |tx: &mut Tx| checkpoints::root(tx, 601));
    assert!(matches!(beyond, Err(StoreError::Damaged(_))), "{beyond:?}");
    assert_eq!(house.read(SYSTEM, |tx| checkpoints::tile(tx, 0, 1)).map(|tile| tile.len()), Some(256));
    assert_eq!(house.read(SYSTEM, |tx| checkpoints::tile(tx, 0, 2)), None);
    assert_eq!(house.read(SYSTEM, |tx| checkpoints::hashes(tx, 0, 2)).len(), 88);
    assert_eq!(house.read(SYSTEM, |tx| checkpoints::hashes(tx, 1, 0)).len(), 2);
}

fn what_a_witness_took_is_known(house: &House) {
    let mut health = Health {
        name: "/mnt/witness".to_owned(),
        epoch: 0,
        size: 0,
        taken_at: None,
        tried_at: at(1),
        trouble: "not mounted".to_owned(),
    };
    let note = |health: &Health| {
        let health = health.clone();
        house.done(SYSTEM, move |tx| witnesses::note(tx, &health));
    };
    note(&health);
    assert_eq!(house.read(Scope::Operator, witnesses::all), [health.clone()]);
    health = Health { epoch: 1, size: 9, taken_at: Some(at(2)), tried_at: at(2), trouble: String::new(), ..health };
    note(&health);
    assert_eq!(house.read(Scope::Operator, witnesses::all), [health]);
}
