//! A PostgreSQL that was edited by hand: what the verification says of each edit. The same on SQLite, and more, is with the demo.

use std::fs;

use testkit::postgres::Cluster;

use crate::place::Place;

/// Each edit, and what the verification says of it. The fourth record is neither the first nor the last.
const EDITS: &[(&str, &str)] = &[
    (
        "update audit_event set body = convert_to(replace(convert_from(body, 'UTF8'), '\"action\"', '\"actiom\"'), 'UTF8') where n = 4",
        "record 4: its bytes are not those that were linked",
    ),
    (
        "update audit_event set mac = sha256('forged') where n = 4",
        "record 4: its bytes are sound, but its stored link was changed",
    ),
    ("delete from audit_event where n = 4", "records 4 to 4 are missing"),
    (
        "delete from audit_event where n = 4; update audit_event set n = -n where n > 4; update audit_event set n = -n - 1 where n < 0",
        "at record 4 1 records were taken out and the rest renumbered",
    ),
    (
        "update audit_event set n = -1 where n = 4; update audit_event set n = 4 where n = 5; update audit_event set n = 5 where n = -1",
        "record 4 holds what was linked as record 5",
    ),
    (
        "delete from audit_event where n = (select max(n) from audit_event); \
         update audit_head set (n, mac) = (select n, mac from audit_event order by n desc limit 1)",
        "the tail was cut",
    ),
    ("update audit_head set n = n - 1", "the head in the database does not name record"),
    (
        "update audit_event set action = 'archive' where n = 4",
        "record 4 is sound, but the columns that find it were changed",
    ),
    ("update audit_event set at = at + interval '1 second' where n = 4", "the columns that find it were changed"),
    ("update audit_event set org = gen_random_uuid() where n = 4", "the columns that find it were changed"),
    ("update audit_checkpoint set note = replace(note, 'amana/', 'amena/')", "is not signed by the log's key"),
    ("update audit_checkpoint set size = size - 1", "its note speaks of"),
];

#[test]
fn each_edit_of_a_postgresql_is_named() {
    let (cluster, place) = (Cluster::shared(), Place::new());
    let database = cluster.empty();
    let text = fs::read_to_string(place.path("amana.toml")).expect("read");
    let (url, admin) = (&database.url, &database.admin_url);
    place.configure(&format!("{text}[database]\nurl = \"{url}\"\nadmin_url = \"{admin}\"\npool = 4\n"));
    place.done(&["migrate"]);
    for nth in 0..4 {
        let address = format!("admin{nth}@operator.example");
        place.done(&["operator", "invite", "--another", "--email", &address, "--name", "A", "--name-ar", "أ"]);
    }
    let mut server = place.start(&["serve"]);
    server.until("signed", || place.path("data/log-checkpoint").exists());
    assert_eq!(server.stop().status, 0);
    place.done(&["audit", "verify"]);
    let tables = ["audit_event", "audit_head", "audit_checkpoint"];
    let of_each = |sql: &str| tables.map(|table| sql.replace("TABLE", table)).join("; ");
    cluster.sql(&database, &of_each("create table kept_TABLE as table TABLE"));
    for (edit, told) in EDITS {
        cluster.sql(&database, edit);
        let said = place.run(&["audit", "verify"]);
        let heard = format!("{}{}", said.out, said.err);
        assert!(said.status == 1 && heard.contains(told), "{edit}: {heard}");
        cluster.sql(&database, &of_each("delete from TABLE; insert into TABLE table kept_TABLE"));
    }
    place.done(&["audit", "verify"]);
}
