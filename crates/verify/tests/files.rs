//! The program on files: what holds, what does not, and what each kind of bad input is answered.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use audit::tiles::Reader;
use audit::tree::{prove, prove_growth};
use audit::{Actor, Checkpoint, Draft, LogId, Proof, Record, Signer, Tree, origin};
use domain::Role;
use domain::ids::RecordId;
use tempfile::TempDir;
use uuid::Uuid;

const LOG: LogId = LogId(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_00aa));

/// Files of a log with a hundred records.
struct Files {
    folder: TempDir,
    key: String,
}

fn record(n: u64) -> Record {
    let at = jiff::Timestamp::from_second(1_790_000_000 + i64::try_from(n).expect("small")).expect("a time");
    let id = RecordId(Uuid::from_u64_pair(n, 1));
    Record::seal(&Draft::new(id, at, Actor::Job("audit".to_owned()), Role::System, "tidied")).expect("words")
}

impl Files {
    fn new() -> Self {
        let signer = Signer::new(origin(LOG, 1), &[3; 32]);
        let records: Vec<Record> = (1..=100).map(record).collect();
        let root = |size: usize| {
            let mut tree = Tree::new();
            for record in &records[..size] {
                tree.append(*record.leaf(), |_, _, _| {});
            }
            tree.root().expect("not empty")
        };
        let leaves: Vec<_> = records.iter().map(|record| *record.leaf()).collect();
        let mut reader = Reader::new(|_, _| Ok::<_, ()>(leaves.clone()));
        let hashes = prove(41, 100, |level, index| reader.subtree(level, index)).expect("read").expect("there");
        let proof = Proof::Inclusion { origin: origin(LOG, 1), index: 41, size: 100, hashes };
        let hashes = prove_growth(60, 100, |level, index| reader.subtree(level, index)).expect("read").expect("there");
        let growth = Proof::Growth { origin: origin(LOG, 1), old: 60, size: 100, hashes };
        let files = Self { folder: tempfile::tempdir().expect("a folder"), key: signer.verifier().to_string() };
        files.put("event.json", records[41].bytes());
        files.put("proof.json", proof.to_json().as_bytes());
        files.put("growth.json", growth.to_json().as_bytes());
        files.put("checkpoint.txt", Checkpoint::sign(origin(LOG, 1), 100, root(100), &signer).as_bytes());
        files.put("since.txt", Checkpoint::sign(origin(LOG, 1), 60, root(60), &signer).as_bytes());
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).expect("written");
    }

    /// Runs the program on files by their names; gives its status and what it said.
    fn run(&self, files: &[(&str, &str)], key: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amana-verify"));
        for (name, file) in files {
            command.arg(format!("--{name}")).arg(self.path(file));
        }
        let done = command.args(["--key", key]).output().expect("it runs");
        let said = [done.stdout, done.stderr].concat();
        (done.status.code().expect("a status"), String::from_utf8(said).expect("text"))
    }

    fn record(&self) -> (i32, String) {
        self.run(&[("event", "event.json"), ("proof", "proof.json"), ("checkpoint", "checkpoint.txt")], &self.key)
    }

    fn growth(&self) -> (i32, String) {
        self.run(&[("growth", "growth.json"), ("since", "since.txt"), ("checkpoint", "checkpoint.txt")], &self.key)
    }
}

#[test]
fn a_record_and_a_growth_that_hold_are_said_in_a_sentence() {
    let files = Files::new();
    let (status, said) = files.record();
    assert_eq!(status, 0, "{said}");
    assert!(said.starts_with("HOLDS: record 42, `tidied` of 2026-"), "{said}");
    let (status, said) = files.growth();
    assert_eq!((status, said.contains("of 100 records begins with the log of 60 records")), (0, true), "{said}");
}

#[test]
fn every_changed_byte_of_record_proof_and_checkpoint_is_refused() {
    for name in ["event.json", "proof.json", "checkpoint.txt"] {
        let files = Files::new();
        let sound = fs::read(files.path(name)).expect("read");
        // a few places of each file: every bit is tried where nothing is started for it
        for at in (0..sound.len() - 1).step_by(sound.len() / 12) {
            let mut bytes = sound.clone();
            bytes[at] ^= 1;
            files.put(name, &bytes);
            let (status, said) = files.record();
            assert!(status == 1 || status == 2, "byte {at} of {name}: {said}");
        }
    }
}

#[test]
fn a_log_that_was_written_anew_did_not_grow() {
    let files = Files::new();
    let signer = Signer::new(origin(LOG, 1), &[3; 32]);
    files.put("since.txt", Checkpoint::sign(origin(LOG, 1), 60, [5; 32], &signer).as_bytes());
    let (status, said) = files.growth();
    assert_eq!((status, said.contains("written anew")), (1, true), "{said}");
}

#[test]
fn each_kind_of_bad_input_is_told_apart() {
    let files = Files::new();
    let stranger = Signer::new(origin(LOG, 1), &[4; 32]).verifier().to_string();
    let record = [("event", "event.json"), ("proof", "proof.json"), ("checkpoint", "checkpoint.txt")];
    let said = |files: &Files, named: &[(&str, &str)], key: &str, status: i32, word: &str| {
        let (got, said) = files.run(named, key);
        assert!(got == status && said.contains(word), "{status} {word}: {got} {said}");
    };
    said(&files, &record, &stranger, 1, "no signature of the key");
    said(&files, &record, "nonsense", 2, "this is no verifier key");
    said(&files, &record[..2], &files.key, 2, "--checkpoint is missing");
    said(&files, &[], &files.key, 2, "amana-verify --event FILE");
    said(&files, &[("event", "none"), record[1], record[2]], &files.key, 2, "No such file");
    said(&files, &[("event", "event.json"), ("proof", "event.json"), record[2]], &files.key, 2, "this is no proof");
    said(&files, &[record[0], ("proof", "growth.json"), record[2]], &files.key, 2, "of the other kind");
    said(&files, &[record[0], record[1], ("checkpoint", "proof.json")], &files.key, 2, "this is no signed note");
    said(&files, &[record[0], record[1], ("checkpoint", "since.txt")], &files.key, 1, "not made together");
    files.put("long", &vec![b' '; 70_000]);
    said(&files, &[("event", "long"), record[1], record[2]], &files.key, 2, "longer than any");
    files.put("raw", &[0xff, 0xfe]);
    said(&files, &[record[0], record[1], ("checkpoint", "raw")], &files.key, 2, "no text");
    said(&files, &[record[0], record[0], record[1], record[2]], &files.key, 2, "stands twice");
}
