//! `amana-verify`: checks files that `amana audit prove` or the log's pages gave, with the log's public key and nothing else.
//!
//! It asks no network and reads no installation. Exit status: 0 it holds, 1 it does not, 2 the files or words given are not
//! what they should be.

use std::fs::File;
use std::io::Read;
use std::process::ExitCode;

use audit::hash::to_hex;
use audit::{Checkpoint, CheckpointError, Event, NoteError, Proof, ProofError, VerifierKey, leaf};

const USAGE: &str = "amana-verify: checks that a record is in an Amana log, or that a log only grew

  amana-verify --event FILE --proof FILE --checkpoint FILE --key VKEY
  amana-verify --growth FILE --since FILE --checkpoint FILE --key VKEY

  --event       the record, byte for byte (event.json)
  --proof       the way from the record to the signed root (proof.json)
  --checkpoint  the signed root (checkpoint.txt)
  --growth      the way from an earlier root to a later one (growth.json)
  --since       the earlier signed root
  --key         the log's key: amana/…+1a2b3c4d+AQ…, as `amana audit checkpoint --vkey` prints it. Take it from somewhere
                else than the files: whoever could forge them could forge it too

Exit status: 0 it holds; 1 it does not; 2 bad usage, or a file that is not what it should be.";
/// LIMIT: no file of these is longer; what is longer is not read on.
const MOST: u64 = 64 * 1024;
const NAMES: [&str; 6] = ["event", "proof", "checkpoint", "growth", "since", "key"];

/// Why there is no verdict, or a bad one.
enum Failure {
    /// Asked wrongly, or a file cannot be read or is of another kind.
    Usage(String),
    /// The files are what they should be and do not fit.
    Differs(String),
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match verdict(&words) {
        Ok(holds) => {
            println!("HOLDS: {holds}");
            ExitCode::SUCCESS
        }
        Err(Failure::Differs(what)) => {
            println!("DOES NOT HOLD: {what}");
            ExitCode::from(1)
        }
        Err(Failure::Usage(what)) => {
            eprintln!("amana-verify: {what}");
            ExitCode::from(2)
        }
    }
}

fn verdict(words: &[String]) -> Result<String, Failure> {
    let given = Given::read(words)?;
    let key: VerifierKey = given.text("key")?.parse().map_err(|error| Failure::Usage(format!("--key: {error}")))?;
    let now = given.checkpoint("checkpoint", &key)?;
    if given.has("growth") {
        let before = given.checkpoint("since", &key)?;
        given.proof("growth")?.shows_growth(&before, &now).map_err(differs)?;
        return Ok(format!(
            "the log {} of {} records begins with the log of {} records, unchanged",
            now.origin, now.size, before.size
        ));
    }
    let event = given.file("event")?;
    let n = given.proof("proof")?.shows(&event, &now).map_err(differs)?;
    let said = match Event::parse(&event) {
        Ok(event) => format!("`{}` of {}", event.draft.action, event.draft.ts),
        Err(_) => "whose form this program does not know".to_owned(),
    };
    Ok(format!(
        "record {n}, {said}, is in the log {} of {} records; its leaf is {}, the signed root is {}",
        now.origin,
        now.size,
        to_hex(&leaf(&event)),
        to_hex(&now.root)
    ))
}

fn differs(error: ProofError) -> Failure {
    match error {
        ProofError::Form | ProofError::Kind => Failure::Usage(error.to_string()),
        _ => Failure::Differs(error.to_string()),
    }
}

/// The words of the command line: each name once, each with its value.
struct Given(Vec<(&'static str, String)>);

impl Given {
    fn read(words: &[String]) -> Result<Self, Failure> {
        let mut found = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").and_then(|word| NAMES.iter().find(|name| **name == word));
            let name = *name.ok_or_else(|| Failure::Usage(format!("`{word}` is not known here\n\n{USAGE}")))?;
            let value = words.next().ok_or_else(|| Failure::Usage(format!("--{name} wants a value")))?;
            if found.iter().any(|(known, _)| *known == name) {
                return Err(Failure::Usage(format!("--{name} stands twice")));
            }
            found.push((name, value.clone()));
        }
        let given = Self(found);
        let one_of = given.has("growth") != given.has("event");
        let fits = if given.has("growth") { !given.has("proof") } else { !given.has("since") };
        if one_of && fits { Ok(given) } else { Err(Failure::Usage(USAGE.to_owned())) }
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| *known == name)
    }

    fn text(&self, name: &str) -> Result<&str, Failure> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str()).ok_or_else(|| Failure::Usage(format!("--{name} is missing\n\n{USAGE}")))
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.text(name)?;
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 > MOST => {
                Err(Failure::Usage(format!("--{name}: {path} is longer than any such file")))
            }
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::Usage(format!("--{name}: {path}: {error}"))),
        }
    }

    fn proof(&self, name: &str) -> Result<Proof, Failure> {
        Proof::parse(&self.file(name)?).map_err(|error| Failure::Usage(format!("--{name}: {error}")))
    }

    fn checkpoint(&self, name: &str, key: &VerifierKey) -> Result<Checkpoint, Failure> {
        let note = String::from_utf8(self.file(name)?)
            .map_err(|_| Failure::Usage(format!("--{name}: this is no text, and so no checkpoint")))?;
        Checkpoint::open(&note, key).map_err(|error| {
            let what = format!("--{name}: {error}");
            match error {
                CheckpointError::Note(NoteError::Form) | CheckpointError::Form => Failure::Usage(what),
                _ => Failure::Differs(what),
            }
        })
    }
}
