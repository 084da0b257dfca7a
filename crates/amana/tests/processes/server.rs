//! Servers: the two listeners, the lock, the mark of the demo, the end.

use std::fs;

use crate::place::{Place, get};

#[test]
fn health_and_metrics_want_the_token_and_are_not_public() {
    let place = Place::founded();
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    let token = place.token("keys");
    for path in ["/health/live", "/health/ready", "/metrics", "/"] {
        assert_eq!(get(place.operations, path, None).expect("answers").0, 401, "{path}");
        assert_eq!(get(place.operations, path, Some("wrong")).expect("answers").0, 401, "{path}");
        assert_eq!(get(place.public, path, Some(&token)).expect("answers").0 == 404, path != "/", "{path} in public");
    }
    assert_eq!(get(place.operations, "/health/live", Some(&token)).expect("answers").0, 200);
    let (status, body) = get(place.operations, "/health/ready", Some(&token)).expect("answers");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, &body["ready"], &body["pulse"]["audit_head"]), (200, &true.into(), &0.into()));
    let (_, metrics) = get(place.operations, "/metrics", Some(&token)).expect("answers");
    for name in ["amana_database_up 1", "amana_outbox_dead 0", "amana_requests_total{", "amana_request_seconds_bucket"]
    {
        assert!(metrics.contains(name), "{name} is not in {metrics}");
    }
    assert!(!metrics.contains("/metrics"), "only routes of the public listener are counted");
    assert_eq!(server.stop().status, 0, "stops cleanly");
    assert!(!fs::read_to_string(place.path("data/log-head")).expect("the head").is_empty());
}

#[test]
fn nothing_of_the_demo_exists_under_serve() {
    let place = Place::founded();
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    for path in ["/demo/inbox", "/demo/inbox.json", "/demo/clock", "/_gallery"] {
        assert_eq!(get(place.public, path, None).expect("answers").0, 404, "{path}");
    }
}

#[test]
fn beside_a_running_server_reading_works_and_writing_is_refused() {
    let place = Place::founded();
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    for args in [&["audit", "verify"][..], &["keys", "status"], &["doctor"], &["backup", "a.backup"]] {
        place.done(args);
    }
    for args in [&["serve"][..], &["migrate"], &["import", "roster", "amana.toml", "--agency", "AG-021"]] {
        let said = place.run(args);
        assert_ne!(said.status, 0, "{args:?}");
        if args[0] != "import" {
            assert_eq!(said.status, 3, "{args:?}: {}", said.err);
            assert!(said.err.contains("in use by another process"), "{}", said.err);
        }
    }
    assert_eq!(server.stop().status, 0);
    place.done(&["migrate"]);
}

#[test]
fn a_part_of_a_node_needs_postgres() {
    let place = Place::founded();
    for role in ["web", "worker"] {
        let said = place.run(&["serve", "--role", role]);
        assert_eq!(said.status, 3, "{}", said.err);
    }
}

#[test]
fn a_demo_is_not_served_and_a_real_installation_is_no_demo() {
    let place = Place::founded();
    let port = place.public.to_string();
    let ops = place.operations.to_string();
    let demo = |data: &str, more: &[&str]| {
        let args = [&["demo", "--data", data, "--port", &port, "--ops-port", &ops], more].concat();
        place.run(&args)
    };
    for more in [&[][..], &["--fresh"]] {
        let said = demo("data", more);
        assert_eq!(said.status, 3, "{}", said.err);
        assert!(place.path("data/installation.json").exists(), "the real installation was taken away");
    }
    let mark = place.path("data/installation.json");
    let text = fs::read_to_string(&mark).expect("read");
    fs::write(&mark, text.replace("\"production\"", "\"demo\"")).expect("written");
    let said = place.run(&["serve"]);
    assert_eq!(said.status, 3);
    assert!(said.err.contains("holds a demo"), "{}", said.err);
}
