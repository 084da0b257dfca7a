//! The root key of a real installation: rotated beside a running server, cut off, put back wrongly, and kept elsewhere than in a file.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::{Value, json};

use crate::api::Api;
use crate::place::{Place, Server, get};

const ADMIN: &str = "admin@operator.example";

fn serves(place: &Place) -> Server {
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    server
}

/// What can only be read with the keys: the message to a person goes to their sealed address.
fn works(place: &Place) {
    let spool = place.path("spool");
    let api = Api { port: place.public, spool: &spool };
    api.signs_in("/sign-in", "email", ADMIN);
}

#[test]
fn the_root_key_is_rotated_while_the_server_runs_and_codes_that_are_out_still_work() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN]);
    let server = serves(&place);
    let spool = place.path("spool");
    let api = Api { port: place.public, spool: &spool };
    api.accepts("email", ADMIN);
    let asked = api.done(202, "POST", "/sign-in", "", &json!({ "channel": "email", "address": ADMIN }));
    let challenge = asked["challenge"].as_str().expect("a challenge").to_owned();
    let code = api.code(&challenge);
    let old = fs::read(place.path("keys/root.key")).expect("read");
    let said = place.done(&["keys", "rotate", "--root", "--json"]).json();
    let new = fs::read(place.path("keys/root.key")).expect("read");
    assert_ne!(old, new);
    for file in fs::read_dir(place.path("keys")).expect("read").flatten() {
        assert_ne!(fs::read(file.path()).expect("read"), old, "{}", file.path().display());
    }
    assert_eq!(fs::metadata(place.path("keys/root.key")).expect("a file").permissions().mode() & 0o777, 0o600);
    let signed = api.ask("POST", &format!("/sign-in/{challenge}"), "", Some(&json!({ "code": code })));
    assert_eq!(signed.0, 200, "the code went out before the rotation: {}", signed.2);
    let filter = fs::read_to_string(format!("/proc/{}/coredump_filter", server.id())).expect("read");
    assert_eq!(filter.trim(), "00000000", "no memory in core dumps");
    let status = place.done(&["keys", "status", "--json"]).json();
    assert_eq!(status["roots"][0]["id"], said["root"]);
    assert_eq!(status["horizon_days"], 0);
    assert_eq!(server.stop().status, 0);
    let server = serves(&place);
    works(&place);
    assert_eq!(server.stop().status, 0);
    place.done(&["doctor"]);

    // The old key put back, as from a copy of before: nothing is opened with it, and the error says what it is.
    fs::write(place.path("keys/root.key"), &old).expect("written");
    let refused = place.run(&["serve"]);
    assert_eq!(refused.status, 3, "{}", refused.err);
    assert!(refused.err.contains("of before or after a rotation"), "{}", refused.err);
    let refused = place.run(&["household", "found", "--phone", "+96892555030"]);
    assert_eq!(refused.status, 3, "{}", refused.err);
    fs::write(place.path("keys/root.key"), &new).expect("written");
    place.done(&["household", "found", "--phone", "+96892555030"]);
}

#[test]
fn a_root_rotation_that_is_killed_goes_on_and_a_half_made_next_key_is_named() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN]);
    let server = serves(&place);
    let spool = place.path("spool");
    Api { port: place.public, spool: &spool }.accepts("email", ADMIN);
    let mut asking = place.command(&["keys", "rotate", "--root"]).spawn().expect("starts");
    drop(server);
    drop(asking.wait());
    place.done(&["keys", "rotate", "--root"]);
    let server = serves(&place);
    works(&place);
    // A next key that was cut off by hand, as by a full disk.
    let next = place.path("keys/root-next.key");
    let whole = fs::read(place.path("keys/root.key")).expect("read");
    let mut half = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&next).expect("made");
    half.write_all(&whole[..60]).expect("written");
    let refused = place.run(&["keys", "rotate", "--root"]);
    assert_ne!(refused.status, 0);
    assert!(refused.err.contains("root-next.key is damaged or cut"), "{}", refused.err);
    fs::remove_file(&next).expect("removed");
    place.done(&["keys", "rotate", "--root"]);
    works(&place);
    assert_eq!(server.stop().status, 0);
}

#[test]
fn the_root_key_may_come_from_the_environment_and_never_twice() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN]);
    let line = fs::read_to_string(place.path("keys/root.key")).expect("read").trim().to_owned();
    let with = |line: &str, args: &[&str]| {
        let output = place.command(args).env("AMANA__KEYS__ROOT", line).output().expect("starts");
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, why) = with(&line, &["household", "found", "--phone", "+96892555031"]);
    assert_eq!(status, 3, "{why}");
    assert!(why.contains("given twice"), "{why}");
    fs::remove_file(place.path("keys/root.key")).expect("removed");
    let (status, why) = with(&line, &["household", "found", "--phone", "+96892555031"]);
    assert_eq!(status, 0, "{why}");
    let (status, why) = with(&line[..50], &["household", "found", "--phone", "+96892555032"]);
    assert_eq!(status, 3, "{why}");
    assert!(why.contains("AMANA__KEYS__ROOT is damaged or cut") && !why.contains(&line[..50]), "{why}");
    assert_eq!(place.run(&["household", "found", "--phone", "+96892555032"]).status, 3, "nowhere");
    place.edit("[operations]", &format!("[keys]\nroot = \"{line}\"\n[operations]"));
    let in_file = place.run(&["doctor"]);
    assert!(in_file.status == 2 && in_file.err.contains("stands in no settings file"), "{}", in_file.err);
}

/// A Vault's Transit engine, as far as this product speaks to it: wraps by writing the plaintext beside what it belongs to. Answers
/// with the status in `mood` instead, when that is not 200.
fn vault(mood: Arc<AtomicU16>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let (mut request, mut piece) = (Vec::new(), [0; 2048]);
            let (head, body) = loop {
                let length = stream.read(&mut piece).unwrap_or(0);
                request.extend_from_slice(&piece[..length]);
                let text = String::from_utf8_lossy(&request).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let wanted = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
                if length == 0 || wanted.is_some_and(|wanted: usize| body.len() >= wanted) {
                    break (head.to_owned(), body.to_owned());
                }
            };
            let body: Value = serde_json::from_str(&body).unwrap_or_default();
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            let bound = format!("vault:v1:{}:", text("associated_data"));
            let data = match (head.contains("/v1/transit/encrypt/amana "), text("ciphertext").strip_prefix(&bound)) {
                (true, _) => json!({ "ciphertext": format!("{bound}{}", text("plaintext")) }),
                (false, Some(plain)) => json!({ "plaintext": plain }),
                (false, None) => Value::Null,
            };
            let status = if head.contains("X-Vault-Token: s.right\r\n") { mood.load(Ordering::SeqCst) } else { 403 };
            let answer =
                if status == 200 { json!({ "data": data }) } else { json!({ "errors": ["as the test says"] }) };
            drop(stream.write_all(format!("HTTP/1.0 {status} X\r\n\r\n{answer}").as_bytes()));
        }
    });
    port
}

#[test]
fn the_root_key_moves_to_a_vault_and_an_outage_stops_only_what_nobody_has_opened_yet() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", ADMIN]);
    let mood = Arc::new(AtomicU16::new(200));
    let port = vault(Arc::clone(&mood));
    let token = place.path("vault-token");
    fs::write(&token, "s.right").expect("written");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).expect("set");
    place.edit("[operations]", &format!("[keys.vault]\naddress = \"http://127.0.0.1:{port}\"\n[operations]"));
    let server = serves(&place);
    let spool = place.path("spool");
    let api = Api { port: place.public, spool: &spool };
    api.accepts("email", ADMIN);
    assert!(place.path("keys/root.key").exists(), "the file is in use until everything has moved");
    place.done(&["keys", "rotate", "--root"]);
    assert!(!place.path("keys/root.key").exists(), "nothing hangs under the file any more");
    works(&place);
    // away: keys that were opened before stay at hand, new ones wait
    for (status, says) in [(503, "sealed"), (500, "does not answer")] {
        mood.store(status, Ordering::SeqCst);
        works(&place);
        let refused = place.run(&["household", "found", "--phone", "+96892555033"]);
        assert_ne!(refused.status, 0, "{status}");
        assert!(refused.err.contains(says), "{status}: {}", refused.err);
    }
    mood.store(200, Ordering::SeqCst);
    place.done(&["household", "found", "--phone", "+96892555033"]);
    assert_eq!(server.stop().status, 0);
    fs::write(&token, "s.wrong").expect("written");
    let doctor = place.run(&["doctor"]);
    assert!(doctor.status == 1 && doctor.out.contains("renew it"), "{}{}", doctor.out, doctor.err);
    fs::write(&token, "s.right").expect("written");
    place.done(&["doctor"]);
    let server = serves(&place);
    works(&place);
    assert_eq!(server.stop().status, 0);
}
