//! Looking at the database as a whole.

use crate::house::{House, SYSTEM};
use crate::town::Town;
use std::thread::sleep;
use std::time::Duration;
use store::tables::inspect::{self, Counts};

crate::on_both!(the_log_is_read_in_order_with_its_links, what_there_is_is_counted, keys_are_counted_by_epoch);

/// PostgreSQL links a moment after the commit.
fn settled(house: &House) -> u64 {
    for _ in 0..200 {
        let (head, last) = house.read(SYSTEM, |tx| Ok((inspect::head(tx)?, inspect::last(tx)?)));
        let written = house.read(SYSTEM, |tx| Ok(inspect::counts(tx)?.records));
        if let (Some(head), Some(last)) = (head, last)
            && head == last
            && i64::try_from(head.n) == Ok(written)
            && head.n >= 3
        {
            return head.n;
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the head never met the last record");
}

fn the_log_is_read_in_order_with_its_links(house: &House) {
    Town::of(house);
    let end = settled(house);
    let rows = house.read(SYSTEM, |tx| inspect::stretch(tx, 0, i64::MAX));
    let numbers: Vec<_> = rows.iter().map(|row| row.n).collect();
    assert_eq!(numbers, (1..=end).collect::<Vec<_>>());
    let second = house.read(SYSTEM, |tx| inspect::link(tx, 2)).expect("a second record");
    assert_eq!((second.n, second.mac), (rows[1].n, rows[1].mac));
    assert_eq!(house.read(SYSTEM, |tx| inspect::stretch(tx, 2, 3))[0], rows[2]);
    assert_eq!(house.read(SYSTEM, move |tx| inspect::link(tx, i64::MAX)), None);
}

fn what_there_is_is_counted(house: &House) {
    Town::of(house);
    let Counts { organisations, people, workers, cases, outbox, records } = house.read(SYSTEM, inspect::counts);
    assert_eq!((organisations, people, workers, cases, outbox), (4, 1, 1, 0, 0));
    assert!(records <= 3, "{records}");
    let (marked, unmarked) = house.read(SYSTEM, inspect::demo_marks);
    assert_eq!(marked + unmarked, 4);
}

fn keys_are_counted_by_epoch(house: &House) {
    assert_eq!(house.read(SYSTEM, inspect::epochs), []);
}

#[test]
fn a_sound_embedded_database_has_no_finding() {
    let house = House::sqlite();
    Town::of(&house);
    assert_eq!(house.read(SYSTEM, inspect::integrity), Vec::<String>::new());
}
