//! A log whose bytes are sound, and whose readers are led past them.

use rusqlite::Connection;

use crate::world::Demo;

/// What whoever owns the file can do: first the guards against honest mistakes go, then each line leads past one record.
const TRICKS: &str = include_str!("tampered.sql");
const GUARDS: usize = 4;

#[test]
fn a_record_that_its_readers_no_longer_find_is_found_by_the_verification() {
    let demo = Demo::stopped();
    demo.verify();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let (guards, tricks): (Vec<_>, Vec<_>) = TRICKS.lines().enumerate().partition(|(nth, _)| *nth < GUARDS);
    for (_, guard) in guards {
        db.execute_batch(guard).expect("gone");
    }
    assert_eq!(tricks.len(), 6);
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
