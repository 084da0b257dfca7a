//! The log: denials stay, the chain holds, what other hands did is found.

use super::house::{Fault, House, NUR, add, draft, fresh};
use crate::engine::{Recorded, StoreError};
use std::fs;

super::on_both!(
    a_denial_is_kept_though_its_changes_are_not,
    an_overlong_record_stops_its_transaction,
    a_record_is_kept_once,
    the_chain_goes_on_after_a_restart,
    a_foreign_chain_key_is_refused,
    a_log_cut_behind_the_head_file_is_refused,
);

fn a_denial_is_kept_though_its_changes_are_not(house: &House) {
    let denial = draft("reveal").denied();
    let outcome = house.store.write_now(NUR, move |tx| -> Result<Recorded<()>, Fault> {
        add(tx, fresh(), "undone", 1)?;
        Err(Fault::Denied(Box::new(denial.clone())))
    });
    assert!(matches!(outcome, Err(Fault::Denied(_))));
    assert_eq!((house.count(), house.records("reveal")), (0, 1));
    assert!(house.verify().is_sound());
}

fn an_overlong_record_stops_its_transaction(house: &House) {
    let long = draft("pack").sealed(vec![0; 20_000]);
    let outcome = house.store.write_now(NUR, move |tx| {
        add(tx, fresh(), "too much to tell", 1)?;
        Ok::<_, Fault>(Recorded::with((), long.clone()))
    });
    assert!(matches!(outcome, Err(Fault::Store(StoreError::Program(_)))));
    assert_eq!(house.count(), 0);
}

fn a_record_is_kept_once(house: &House) {
    let twice = draft("pack");
    let outcome = house.store.write_now(NUR, move |tx| {
        add(tx, fresh(), "told twice", 1)?;
        Ok::<_, Fault>(Recorded::with((), twice.clone()).and(twice.clone()))
    });
    assert!(matches!(outcome, Err(Fault::Store(StoreError::Conflict(_)))), "{outcome:?}");
    assert_eq!((house.count(), house.records("pack")), (0, 0));
    house.add(NUR, "told once", 1).expect("the next one is not hurt");
    assert!(house.verify().is_sound());
}

fn the_chain_goes_on_after_a_restart(house: &House) {
    // a house of its own: reopening needs to own it
    let house = again(house);
    house.add(NUR, "before", 1).expect("kept");
    let house = house.reopen().expect("opens");
    house.add(NUR, "after", 1).expect("kept");
    let report = house.verify();
    assert!(report.is_sound(), "{:?}", report.findings);
    assert_eq!(report.rows, 2);
}

fn a_foreign_chain_key_is_refused(house: &House) {
    let house = again(house);
    house.add(NUR, "ours", 1).expect("kept");
    house.settle();
    let config = house.config.clone();
    drop(house.store);
    let mut foreign = super::house::log(None);
    foreign.key = audit::ChainKey::origin(zeroize::Zeroizing::new([9; 32]));
    let refused = crate::engine::Store::open_schema(&config, foreign, super::house::SAMPLE);
    assert!(matches!(refused.err(), Some(StoreError::Damaged(_))));
}

fn a_log_cut_behind_the_head_file_is_refused(house: &House) {
    let house = again(house);
    house.add(NUR, "first", 1).expect("kept");
    house.settle();
    let house = house.reopen().expect("opens");
    let kept = fs::read_to_string(house.head_file()).expect("the head is outside");
    assert!(kept.contains(" 1 "), "{kept}");
    house.add(NUR, "second", 1).expect("kept");
    house.settle();
    let house = house.reopen().expect("opens");
    let outside = fs::read_to_string(house.head_file()).expect("the head is outside");
    // an older head is no cut
    fs::write(house.head_file(), kept).expect("writes");
    let house = house.reopen().expect("an older head fits");
    // a head that the log does not reach is
    let further = outside.replace(" 2 ", " 3 ");
    let path = house.head_file();
    let config = house.config.clone();
    drop(house.store);
    fs::write(&path, further).expect("writes");
    assert!(matches!(super::house::open(&config, &path).err(), Some(StoreError::Damaged(_))));
}

/// A house of the same kind that the test owns.
fn again(house: &House) -> House {
    if house.database.is_some() { House::postgres() } else { House::sqlite() }
}
