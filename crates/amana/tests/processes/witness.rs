//! Checkpoints, proofs and witnesses: a folder, an endpoint and a mailbox that are really there, and a copy that is put back.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use audit::{Checkpoint, Proof, VerifierKey};

use crate::place::{Place, Server, get};

fn invite(place: &Place, nth: u32) {
    let address = format!("admin{nth}@operator.example");
    place.done(&["operator", "invite", "--another", "--email", &address, "--name", "Amana", "--name-ar", "أمانة"]);
}

fn vkey(place: &Place) -> VerifierKey {
    let said = place.done(&["audit", "checkpoint", "--vkey"]).out;
    said.parse().unwrap_or_else(|error| panic!("{said}: {error}"))
}

fn serve(place: &Place) -> Server {
    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    server
}

/// The checkpoints in the witness folder, oldest first.
fn witnessed(place: &Place) -> Vec<String> {
    let entries = fs::read_dir(place.path("witness")).expect("the folder");
    let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    names.iter().map(|name| fs::read_to_string(name).expect("a note")).collect()
}

fn with_folder() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("witness")).expect("made");
    place.edit("[messages]", "[witness]\nfolder = \"witness\"\n[messages]");
    place.done(&["migrate"]);
    place
}

/// Serves until the witness has this many checkpoints, and stops.
fn serve_until_witnessed(place: &Place, count: usize) {
    let mut server = serve(place);
    server.until("witnessed", || witnessed(place).len() >= count);
    assert_eq!(server.stop().status, 0);
}

#[test]
fn a_record_is_proved_to_whoever_has_the_key_and_the_log_only_grew() {
    let place = Place::founded();
    let empty = place.run(&["audit", "checkpoint"]);
    assert_eq!(empty.status, 1, "{}", empty.out);
    invite(&place, 1);
    let key = vkey(&place);
    let note = place.done(&["audit", "checkpoint", "--json"]).json()["note"].as_str().expect("a note").to_owned();
    let before = Checkpoint::open(&note, &key).expect("signed");
    fs::write(place.path("old.txt"), &note).expect("kept");
    place.done(&["audit", "prove", "1", "--out", "proved"]);
    let read = |name: &str| fs::read(place.path("proved").join(name)).expect("written");
    let checkpoint = Checkpoint::open(&String::from_utf8(read("checkpoint.txt")).expect("text"), &key).expect("signed");
    let proof = Proof::parse(&read("proof.json")).expect("a proof");
    assert_eq!(proof.shows(&read("event.json"), &checkpoint), Ok(1));
    invite(&place, 2);
    place.done(&["audit", "growth", "old.txt", "--out", "grown"]);
    let grown = fs::read_to_string(place.path("grown/checkpoint.txt")).expect("written");
    let now = Checkpoint::open(&grown, &key).expect("signed");
    assert!(now.size > before.size);
    let growth = Proof::parse(&fs::read(place.path("grown/growth.json")).expect("written")).expect("a proof");
    assert_eq!(growth.shows_growth(&before, &now), Ok(()));
    let none = place.run(&["audit", "prove", "4711", "--out", "none"]);
    assert_eq!((none.status, none.err.contains("there is no record 4711")), (2, true), "{}", none.err);
    assert_eq!(place.run(&["audit", "prove", "0", "--out", "none"]).status, 2);
    let foreign = Place::founded();
    invite(&foreign, 1);
    let theirs = place.path("old.txt").display().to_string();
    let refused = foreign.run(&["audit", "growth", &theirs, "--out", "none"]);
    assert_eq!((refused.status, refused.err.contains("is not of the log")), (2, true), "{}", refused.err);
}

#[test]
fn a_restored_copy_is_refused_and_goes_on_only_as_a_new_epoch_that_says_so() {
    let place = with_folder();
    invite(&place, 1);
    serve_until_witnessed(&place, 1);
    place.done(&["backup", "a.backup"]);
    invite(&place, 2);
    serve_until_witnessed(&place, 2);
    place.done(&["audit", "verify"]);
    let old = Checkpoint::open(&witnessed(&place)[1], &vkey(&place)).expect("signed");

    place.done(&["restore", "a.backup", "--into", "again"]);
    place.edit("folder = \"data\"", "folder = \"again\"");
    let refused = place.run(&["serve"]);
    assert_eq!(refused.status, 3, "{}", refused.err);
    assert!(
        refused.err.contains("witness/checkpoint-0001") && refused.err.contains("audit continue"),
        "{}",
        refused.err
    );
    let found = place.run(&["audit", "verify"]);
    assert!(found.status == 1 && found.out.contains("an older database was put back"), "{}", found.out);

    let went_on = place.done(&["audit", "continue", "--json"]).json();
    assert_eq!((&went_on["epoch"], &went_on["old"]["size"]), (&2.into(), &old.size.into()));
    let record = went_on["record"].as_u64().expect("a number");
    place.done(&["audit", "prove", &record.to_string(), "--out", "proved"]);
    let event = fs::read_to_string(place.path("proved/event.json")).expect("written");
    let root = audit::hash::to_hex(&old.root);
    assert!(event.contains("\"action\":\"log_continued\"") && event.contains(&root), "{event}");
    let verified = place.done(&["audit", "verify"]);
    assert!(verified.out.contains("the log holds"), "{}", verified.out);
    serve_until_witnessed(&place, 3);
    place.done(&["audit", "verify"]);
    let key = vkey(&place);
    assert!(key.name().ends_with("/2"), "{key}");
    Checkpoint::open(&witnessed(&place)[2], &key).expect("signed in the new epoch");
    let nothing = place.run(&["audit", "continue"]);
    assert_eq!((nothing.status, nothing.err.contains("nothing to continue")), (2, true), "{}", nothing.err);

    place.edit("folder = \"again\"", "folder = \"data\"");
    let stale = place.run(&["serve"]);
    assert_eq!((stale.status, stale.err.contains("is of epoch 2")), (3, true), "{}", stale.err);
}

#[test]
fn a_witness_folder_that_is_gone_or_changed_is_refused_at_start() {
    let place = with_folder();
    invite(&place, 1);
    serve_until_witnessed(&place, 1);
    fs::rename(place.path("witness"), place.path("elsewhere")).expect("moved");
    let gone = place.run(&["serve"]);
    assert_eq!((gone.status, gone.err.contains("cannot be read")), (3, true), "{}", gone.err);
    fs::rename(place.path("elsewhere"), place.path("witness")).expect("moved");
    let own = place.path("data/log-checkpoint");
    let note = fs::read_to_string(&own).expect("the own copy");
    assert_eq!(note, witnessed(&place)[0]);
    fs::write(&own, note.replacen("— amana", "— amena", 1)).expect("written");
    let changed = place.run(&["serve"]);
    assert_eq!(
        (changed.status, changed.err.contains("not one that this installation signed")),
        (3, true),
        "{}",
        changed.err
    );
    fs::write(&own, note).expect("put back");
    assert_eq!(serve(&place).stop().status, 0);
}

/// A server that takes notes, and refuses the first one.
fn endpoint(taken: Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for (nth, stream) in listener.incoming().enumerate() {
            let mut stream = stream.expect("a connection");
            let mut said = Vec::new();
            let mut part = [0; 4096];
            // the note ends with a line feed, after the signature's equals sign or letter
            while !String::from_utf8_lossy(&said).contains("\n\n— ") || !said.ends_with(b"\n") {
                match stream.read(&mut part).expect("read") {
                    0 => break,
                    read => said.extend_from_slice(&part[..read]),
                }
            }
            let status = if nth == 0 { "503 Service Unavailable" } else { "201 Created" };
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").expect("written");
            taken.lock().expect("unpoisoned").push(String::from_utf8(said).expect("text"));
        }
    });
    port
}

#[test]
fn an_endpoint_and_a_mailbox_are_given_checkpoints_and_a_refusal_is_known() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let port = endpoint(Arc::clone(&taken));
    let place = Place::new();
    let witness =
        format!("[witness]\nurl = \"http://127.0.0.1:{port}/checkpoints\"\nmail = \"log@auditor.example\"\n[messages]");
    place.edit("[messages]", &witness);
    place.done(&["migrate"]);
    invite(&place, 1);
    let count = || taken.lock().expect("unpoisoned").len();
    let mut server = serve(&place);
    server.until("refused", || count() == 1);
    // told to stop, the server gives it once more
    assert_eq!(server.stop().status, 0);
    let asked = taken.lock().expect("unpoisoned").clone();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[1].starts_with("POST /checkpoints HTTP/1.1\r\n"), "{}", asked[1]);
    let (_, note) = asked[1].split_once("\r\n\r\n").expect("a body");
    let checkpoint = Checkpoint::open(note, &vkey(&place)).expect("signed");
    let mail = format!("spool/checkpoint-1-{}.json", checkpoint.size);
    let mail: serde_json::Value = serde_json::from_slice(&fs::read(place.path(&mail)).expect("a mail")).expect("JSON");
    assert_eq!((mail["to"].as_str(), mail["text"].as_str()), (Some("log@auditor.example"), Some(note)));
    let said = place.done(&["doctor"]).out;
    assert!(said.contains("/checkpoints has the checkpoint of"), "{said}");
}

#[test]
fn an_address_that_is_none_is_refused_with_its_line() {
    let place = Place::founded();
    place.edit("[messages]", "[witness]\nurl = \"https://witness.example/\"\n[messages]");
    let said = place.run(&["serve"]);
    assert_eq!((said.status, said.err.contains("must begin with http://")), (2, true), "{}", said.err);
    assert!(said.err.contains("amana.toml:"), "{}", said.err);
}
