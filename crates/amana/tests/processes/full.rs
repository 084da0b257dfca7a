//! No room for one file after another: each refusal names the file, nothing is half there, and with room again all goes on.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::place::{Place, Said, get};

/// Whatever is written under this name finds the disk full.
fn fill(path: &Path) {
    symlink("/dev/full", path).expect("linked");
}

/// Runs a command that may write no file longer than so many kibibytes.
fn within(place: &Place, kibibytes: u32, args: &[&str]) -> Said {
    let script = format!("trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
    let mut command = Command::new("bash");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_amana")]).args(args).current_dir(place.path(""));
    Said::of(&command.output().expect("bash starts"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_first_start_without_room_is_refused_and_goes_on_when_there_is_room() {
    let place = Place::new();
    let mut refused = 0;
    for kibibytes in [0, 4, 16, 64, 256] {
        let said = within(&place, kibibytes, &["migrate"]);
        if said.status != 0 {
            refused += 1;
            assert!(said.status == 1 && said.err.lines().count() == 1, "{kibibytes}: {} {}", said.status, said.err);
            let why = ["File too large", "make room", "has room"];
            assert!(why.iter().any(|why| said.err.contains(why)), "{kibibytes}: {}", said.err);
        }
    }
    assert!(refused >= 3, "there was room all the time");
    place.done(&["migrate"]);
    place.done(&["operator", "invite", "--email", "admin@operator.example", "--name", "Amana", "--name-ar", "أمانة"]);
    place.done(&["audit", "verify"]);
    let left: Vec<_> = names(&place.path("keys"))
        .into_iter()
        .filter(|name| Path::new(name).extension() != Some("key".as_ref()))
        .collect();
    assert_eq!(left, [""; 0], "half a key file");
}

#[test]
fn a_backup_and_a_restore_without_room_leave_nothing_and_are_made_when_there_is_room() {
    let place = Place::founded();
    let before = names(&place.path("data"));
    for kibibytes in [0, 64] {
        let said = within(&place, kibibytes, &["backup", "a.backup"]);
        assert_eq!((said.status, place.path("a.backup").exists()), (1, false), "{}", said.err);
        assert_eq!(names(&place.path("data")), before, "half a copy");
    }
    fill(&place.path("a.backup.part"));
    let said = place.run(&["backup", "a.backup"]);
    assert!(said.status == 1 && said.err.contains("a.backup: No space left"), "{}", said.err);
    assert!(!place.path("a.backup.part").exists() && !place.path("a.backup").exists());
    assert_eq!(names(&place.path("data")), before, "half a copy");
    place.done(&["backup", "a.backup"]);

    let said = within(&place, 64, &["restore", "a.backup", "--into", "again"]);
    assert_eq!((said.status, place.path("again").exists()), (1, false), "{}", said.err);
    assert!(
        !names(&place.path("")).iter().any(|name| Path::new(name).extension() == Some("tmp".as_ref())),
        "half a restored copy"
    );
    place.done(&["restore", "a.backup", "--into", "again"]);
    place.edit("folder = \"data\"", "folder = \"again\"");
    place.done(&["audit", "verify"]);
}

#[test]
fn a_head_that_finds_no_room_is_refused_at_start_and_written_later_while_it_runs() {
    let place = Place::founded();
    fill(&place.path("data/log-head.new"));
    let said = place.run(&["serve"]);
    assert!(said.status != 0 && said.err.contains("log-head: No space left"), "{} {}", said.status, said.err);
    fs::remove_file(place.path("data/log-head.new")).expect("room");

    let mut server = place.start(&["serve"]);
    server.until("alive", || get(place.operations, "/health/live", None).is_some());
    let head = || fs::read_to_string(place.path("data/log-head")).expect("the head");
    let invite = |nth: u32| {
        let address = format!("admin{nth}@operator.example");
        place.done(&["operator", "invite", "--another", "--email", &address, "--name", "A", "--name-ar", "أ"]);
    };
    fill(&place.path("data/log-head.new"));
    let old = head();
    invite(1);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert_eq!(head(), old, "there is no room for a newer one");
    place.done(&["audit", "verify"]);
    fs::remove_file(place.path("data/log-head.new")).expect("room");
    server.until("written", || head() != old);
    let said = server.stop();
    assert!(
        said.err.contains("the log's head cannot be written") && said.err.contains("No space left"),
        "{}",
        said.err
    );
    place.done(&["audit", "verify"]);
}

#[test]
fn a_witness_without_room_is_told_by_doctor_and_given_the_checkpoint_later() {
    let place = Place::new();
    fs::create_dir(place.path("witness")).expect("made");
    place.edit("[messages]", "[witness]\nfolder = \"witness\"\n[messages]");
    place.done(&["migrate"]);
    place.done(&["operator", "invite", "--email", "admin@operator.example", "--name", "A", "--name-ar", "أ"]);
    fill(&place.path("data/log-checkpoint.new"));
    let mut server = place.start(&["serve"]);
    let half = place.path("witness").join(format!(".new-{}", server.id()));
    fill(&half);
    let doctor = || place.run(&["doctor"]).out;
    server.until("both are tried", || doctor().matches("did not take the last checkpoint").count() == 2);
    assert_eq!(doctor().matches("No space left").count(), 2, "{}", doctor());
    assert!(!place.path("data/log-checkpoint").exists());
    assert_eq!(names(&place.path("witness")).len(), 1, "no note under a name that counts");
    fs::remove_file(&half).expect("room");
    fs::remove_file(place.path("data/log-checkpoint.new")).expect("room");
    // told to stop, the server gives it once more
    assert_eq!(server.stop().status, 0);
    let kept = names(&place.path("witness"));
    assert!(kept.len() == 1 && kept[0].starts_with("checkpoint-0001-"), "{kept:?}");
    assert!(place.path("data/log-checkpoint").exists());
    place.done(&["audit", "verify"]);
}
