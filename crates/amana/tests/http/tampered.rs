//! A log whose bytes are sound, and whose readers are led past them.

use rusqlite::Connection;

use crate::world::Demo;

/// What whoever owns the file can do: first the guards against honest mistakes go, then each line leads past one record.
const TRICKS: &str = include_str!("tampered.sql");
const GUARDS: usize = 5;

/// What brings everything into the one file; then each trick, and what the verification says of it.
const TORN: &str = include_str!("torn_tree.sql");

#[test]
fn an_edited_tile_a_moved_root_and_a_forged_checkpoint_are_each_named() {
    let demo = Demo::stopped();
    demo.verify();
    let file = demo.place.path("demo/db/amana.db");
    let (settle, tricks) = TORN.split_once('\n').expect("lines");
    Connection::open(&file).expect("opened").execute_batch(settle).expect("in one file");
    let kept = std::fs::read(&file).expect("read");
    let mut tried = 0;
    for line in tricks.lines() {
        let (trick, told) = line.split_once(" -- ").expect("what it is found as");
        let db = Connection::open(&file).expect("opened");
        db.execute_batch(trick).expect("changed");
        drop(db);
        let said = demo.place.run(&["audit", "verify", "--data", "demo"]);
        let heard = format!("{}{}", said.out, said.err);
        assert!(said.status == 1 && heard.contains(told), "{trick}: {heard}");
        std::fs::write(&file, &kept).expect("put back");
        demo.verify();
        tried += 1;
    }
    assert_eq!(tried, 9);
}

#[test]
fn a_record_that_its_readers_no_longer_find_is_found_by_the_verification() {
    let demo = Demo::stopped();
    demo.verify();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let (guards, tricks): (Vec<_>, Vec<_>) = TRICKS.lines().enumerate().partition(|(nth, _)| *nth < GUARDS);
    for (_, guard) in guards {
        db.execute_batch(guard).expect("gone");
    }
    assert_eq!(tricks.len(), 7);
    for (nth, trick) in tricks {
        let changed = db.execute(trick, []).expect("changed");
        assert_eq!(changed, 1, "{trick}");
        let said = demo.place.run(&["audit", "verify", "--data", "demo"]);
        assert_ne!(said.status, 0, "{trick}: {}", said.out);
        let told = format!("{}{}", said.out, said.err);
        // Each is found beside those before it.
        let found = told.matches("the columns that find it were changed").count();
        assert_eq!(found, nth + 1 - GUARDS, "{trick}: {told}");
    }
}
