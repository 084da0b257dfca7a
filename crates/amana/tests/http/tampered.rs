//! A log whose bytes are sound, and whose readers are led past them.

use rusqlite::Connection;

use crate::world::Demo;

#[test]
fn a_record_that_its_readers_no_longer_find_is_found_by_the_verification() {
    let demo = Demo::stopped();
    demo.verify();
    let db = Connection::open(demo.place.path("demo/db/amana.db")).expect("opened");
    let drop = "drop trigger audit_event_stays; drop trigger audit_event_kept; \
        drop trigger record_subject_stays; drop trigger record_subject_kept;";
    db.execute_batch(drop).expect("whoever owns the file can");
    let last: i64 = db.query_row("select max(n) from audit_event", [], |row| row.get(0)).expect("a log");
    let tricks = [
        "update audit_event set subject = null where n = (select min(n) from audit_event where subject is not null)",
        "update audit_event set org = randomblob(16) where n = 500",
        "update audit_event set object = null where n = 501",
        "update audit_event set at = at + 1 where n = 502",
        "update audit_event set id = randomblob(16) where n = 503",
        "insert into record_subject (subject, record) select randomblob(16), id from audit_event where n = 504",
    ];
    for (nth, trick) in tricks.into_iter().enumerate() {
        let changed = db.execute(trick, []).expect("changed");
        assert!(changed > 0, "{trick}");
        let said = demo.place.run(&["audit", "verify", "--data", "demo"]);
        assert_ne!(said.status, 0, "{trick}: {}", said.out);
        let told = format!("{}{}", said.out, said.err);
        // Each is found beside those before it.
        assert_eq!(told.matches("the columns that find it were changed").count(), nth + 1, "{trick}: {told}");
    }
    assert!(last > 504, "the tricks had something to change");
}
