//! `audit verify` on a log that somebody changed, and the import that fills it.

use std::fs;

use crate::place::{Place, Server, get, replace_bytes};

/// A demo that was built and stopped: the quickest way to a log with something in it.
fn stopped_demo(place: &Place) {
    let mut server = start_demo(place);
    server.until("ready", || place.path("demo/demo.json").exists());
    assert_eq!(server.stop().status, 0);
}

fn start_demo(place: &Place) -> Server {
    let (port, ops) = (place.public.to_string(), place.operations.to_string());
    place.start(&["demo", "--data", "demo", "--port", &port, "--ops-port", &ops])
}

#[test]
fn an_edited_and_a_cut_record_are_found_and_a_server_does_not_start_on_a_cut_log() {
    let place = Place::new();
    stopped_demo(&place);
    let verify = || place.run(&["audit", "verify", "--data", "demo", "--json"]);
    let sound = verify();
    assert_eq!((sound.status, &sound.json()["tail_checked"]), (0, &true.into()));
    let records = sound.json()["rows"].as_u64().expect("a count");
    assert!(records > 100, "{records}");
    assert_eq!(
        place.done(&["audit", "verify", "--data", "demo", "--from", "50", "--json"]).json()["rows"],
        records - 49
    );
    let origin = ["audit", "verify", "--data", "demo", "--chain-key", "demo/keys/chain-origin.key"];
    place.done(&origin);

    let database = place.path("demo/db/amana.db");
    let kept = fs::read(&database).expect("read");
    replace_bytes(&database, b"\"action\":\"organisation_founded\"", b"\"action\":\"organisation_foundes\"");
    let edited = verify();
    assert_eq!(edited.status, 1, "{}", edited.out);
    assert!(edited.json()["findings"][0].as_str().is_some_and(|text| text.contains("edited or forged")));
    fs::write(&database, kept).expect("put back");
    assert_eq!(verify().status, 0);

    let head = place.path("demo/log-head");
    let line = fs::read_to_string(&head).expect("read");
    let (n, more) = (format!(" {records} "), format!(" {} ", records + 5));
    fs::write(&head, line.replace(&n, &more)).expect("written");
    let cut = verify();
    assert_eq!(cut.status, 1);
    assert!(cut.json()["findings"][0].as_str().is_some_and(|text| text.contains("the tail was cut")), "{}", cut.out);
    let refused = place.run(&["demo", "--data", "demo"]);
    assert_eq!(refused.status, 3, "{}", refused.err);
}

#[test]
fn a_second_start_goes_on_and_a_second_server_leaves_the_first_alone() {
    let place = Place::new();
    stopped_demo(&place);
    let people = fs::read(place.path("demo/people.json")).expect("read");
    let mut server = start_demo(&place);
    server.until("ready", || place.path("demo/demo.json").exists());
    for more in [&["demo", "--data", "demo"][..], &["demo", "--data", "demo", "--fresh"]] {
        let said = place.run(more);
        assert_eq!(said.status, 3, "{}", said.err);
    }
    assert_eq!(fs::read(place.path("demo/people.json")).expect("read"), people);
    assert_eq!(get(place.public, "/api/v1/catalogue", None).expect("answers").0, 200);
}

#[test]
fn a_roster_is_imported_row_by_row_and_a_second_time_is_known() {
    let place = Place::new();
    stopped_demo(&place);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/roster-ag-021.csv");
    let import = |more: &[&str]| {
        let args = [&["import", "roster", sample, "--agency", "AG-004", "--data", "demo", "--json"], more].concat();
        place.run(&args)
    };
    let (dry, real, again) = (import(&["--dry-run"]), import(&[]), import(&[]));
    assert_eq!((dry.status, real.status, again.status), (1, 1, 1), "{}", real.err);
    let count = |said: &crate::place::Said, what: &str| said.json()[what].as_u64().expect("a count");
    assert!(count(&dry, "accepted") > 20 && count(&dry, "refused") > 0);
    assert_eq!(count(&dry, "accepted"), count(&real, "accepted"), "a trial says what will be");
    assert_eq!(count(&again, "accepted"), 0);
    assert_eq!(count(&again, "known"), count(&real, "accepted") + count(&real, "known"));
    let row = &real.json()["rows"][0];
    assert!(row["line"].is_u64() && row["text"].is_string() && row["reason"].is_string(), "{row}");
    place.done(&["audit", "verify", "--data", "demo"]);
    let args = ["import", "roster", "amana.toml", "--agency", "AG-004", "--data", "demo"];
    assert_eq!(place.run(&args).status, 2, "no roster");
    let args = ["import", "roster", sample, "--agency", "AG-999", "--data", "demo"];
    assert_eq!(place.run(&args).status, 2, "no such agency");
}
