//! A PostgreSQL that was edited by hand: what the verification says of each edit. The same on SQLite, and more, is with the demo.

use std::fs;

use testkit::postgres::Cluster;

use crate::place::Place;

/// How the log is kept aside and put back; then each edit, and what the verification says of it. The fourth record is neither the
/// first nor the last.
const EDITED: &str = include_str!("edited.sql");

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
    let mut lines = EDITED.lines();
    let (aside, back) = lines.next().zip(lines.next()).expect("two lines");
    cluster.sql(&database, aside);
    let mut tried = 0;
    for (edit, told) in lines.filter_map(|line| line.split_once(" -- ")) {
        cluster.sql(&database, edit);
        let said = place.run(&["audit", "verify"]);
        let heard = format!("{}{}", said.out, said.err);
        assert!(said.status == 1 && heard.contains(told), "{edit}: {heard}");
        cluster.sql(&database, back);
        tried += 1;
    }
    assert_eq!(tried, 12);
    place.done(&["audit", "verify"]);
}
