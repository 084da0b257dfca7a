//! Key files and the small files beside the database, damaged in every way: the server does not start, and says which file and what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::place::{Place, Said};

const FILES: [&str; 7] = ["root.key", "index.key", "chain.key", "ingest.key", "backup.key", "log.key", "codes.key"];

/// A server that starts would serve for ever; within seconds it has refused.
fn refused(place: &Place) -> Said {
    let mut command = std::process::Command::new("timeout");
    command.args(["20", env!("CARGO_BIN_EXE_amana"), "serve"]).current_dir(place.path(""));
    Said::of(&command.output().expect("timeout starts"))
}

/// What to look for in the answer, and what brings it about.
type Fault<'a> = (&'a str, Box<dyn Fn() + 'a>);

fn put(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("set");
}

#[test]
fn every_fault_of_every_key_file_is_refused_with_its_name_and_what_to_do() {
    let (place, foreign) = (Place::founded(), Place::founded());
    for (nth, name) in FILES.iter().enumerate() {
        let path = place.path("keys").join(name);
        let sound = fs::read(&path).expect("a key");
        let theirs = fs::read(foreign.path("keys").join(name)).expect("a key");
        let another = fs::read(place.path("keys").join(FILES[(nth + 1) % FILES.len()])).expect("a key");
        let mut flipped = sound.clone();
        flipped[60] ^= 1;
        let faults: [Fault<'_>; 6] = [
            ("is missing; put it back", Box::new(|| fs::remove_file(&path).expect("removed"))),
            (
                "set it to 600 and consider the key known",
                Box::new(|| fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set")),
            ),
            ("put this installation's own back", Box::new(|| put(&path, &theirs))),
            ("is damaged or cut; put it back", Box::new(|| put(&path, &sound[..50]))),
            ("is damaged or cut; put it back", Box::new(|| put(&path, &flipped))),
            ("holds another kind of key; put the file of kind", Box::new(|| put(&path, &another))),
        ];
        for (told, fault) in faults {
            fault();
            // What serving does not need is looked at by doctor.
            let said = if *name == "backup.key" { place.run(&["doctor"]) } else { refused(&place) };
            let heard = format!("{}{}", said.out, said.err);
            let status = if *name == "backup.key" { 1 } else { 3 };
            assert_eq!(said.status, status, "{name}, {told}: {heard}");
            assert!(heard.contains(name) && heard.contains(told), "{name}, {told}: {heard}");
            put(&path, &sound);
        }
    }
    place.done(&["audit", "verify"]);
}

#[test]
fn a_head_a_checkpoint_and_an_installation_that_were_changed_are_refused_with_what_to_do() {
    let place = Place::founded();
    place.done(&["operator", "invite", "--email", "admin@operator.example", "--name", "A", "--name-ar", "أ"]);
    let mut server = place.start(&["serve"]);
    server.until("signed", || place.path("data/log-checkpoint").exists());
    assert_eq!(server.stop().status, 0);
    let [head, checkpoint, installation] =
        ["log-head", "log-checkpoint", "installation.json"].map(|name| place.path("data").join(name));
    let text = |path: &Path| fs::read_to_string(path).expect("text");
    let change = |path: &Path, from: &str, to: &str| {
        let text = text(path);
        assert!(text.contains(from), "{from} is not in {text}");
        text.replacen(from, to, 1).into_bytes()
    };
    let json: serde_json::Value = serde_json::from_str(&text(&installation)).expect("JSON");
    let log = json["log"].as_str().expect("the log");
    let other = format!("{}{}", if log.starts_with('a') { 'b' } else { 'a' }, &log[1..]);
    let id = json["id"].as_str().expect("the installation");
    let other_id = format!("{}{}", if id.starts_with('a') { 'b' } else { 'a' }, &id[1..]);
    let binary = [text(&checkpoint).as_bytes(), b"\xff\n"].concat();
    let cases: Vec<(&Path, Vec<u8>, &str)> = vec![
        (&head, b"amana-head v1".to_vec(), "is no head of a log: it was cut or changed; put the file back"),
        (&head, b"\xff\xfe\n".to_vec(), "is no head of a log: it was cut or changed; put the file back"),
        (&head, change(&head, log, &other), "is the head of another log; put the file back"),
        (&head, change(&head, " v1 ", " v2 "), "is no head of a log"),
        (&checkpoint, binary, "is not one that this installation signed: it is no text"),
        (&checkpoint, text(&checkpoint).as_bytes()[..40].to_vec(), "is not one that this installation signed"),
        (
            &installation,
            change(&installation, "\"epoch\": 1", "\"epoch\": 2"),
            "its last checkpoint is of epoch 1: put back the file",
        ),
        (&installation, change(&installation, log, &other), "is not one that this installation signed"),
        (&installation, change(&installation, id, &other_id), "put this installation's own back"),
        (&installation, change(&installation, "\"kind\"", "\"kinc\""), "is damaged"),
        (&installation, text(&installation).as_bytes()[..60].to_vec(), "is damaged"),
        (&installation, change(&installation, "\"founded\": true", "\"founded\": false"), "there is no installation"),
    ];
    for (path, bytes, told) in cases {
        let sound = fs::read(path).expect("read");
        put(path, &bytes);
        let said = refused(&place);
        assert!(matches!(said.status, 2 | 3) && said.err.contains(told), "{told}: {} {}", said.status, said.err);
        let verify = place.run(&["audit", "verify"]);
        assert_ne!(verify.status, 0, "{told}: {}", verify.out);
        put(path, &sound);
    }
    place.done(&["audit", "verify"]);
}
