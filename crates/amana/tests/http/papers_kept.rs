//! Backups with documents: taken while others file, killed on the way, brought back, and refused where something is not as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use testkit::papers::pdf;

use crate::documents::{comes_to, demo, passport, send, state};
use crate::world::Demo;

fn filing() -> Demo {
    demo(|_| "unscanned = [\"passport\"]".to_owned())
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// What the catalogue finds in a folder that was restored: how many files, and whether all are sound.
fn verified(demo: &Demo, folder: &str) -> (u64, bool) {
    let said = demo.place.run(&["document", "verify", "--data", folder, "--json"]).json();
    (said["checked"].as_u64().expect("a number"), said["holds"].as_bool().expect("yes or no"))
}

#[test]
fn a_backup_brings_documents_along_and_restore_holds_each_against_its_hash() {
    let demo = filing();
    for nth in 0..3 {
        let id = passport(&demo, "QxCanaryOfTheBackup", &format!("paper-{nth}"));
        comes_to(&demo, &id, "clean");
    }
    let said = demo.place.done(&["backup", "a.backup", "--data", "demo"]);
    let beside = demo.place.path("a.backup.objects");
    assert!(said.out.contains("6 files of documents lie sealed in"), "{}", said.out);
    assert_eq!(files(&beside).len(), 6);
    assert!(!demo.place.path("demo/objects/.backup").exists(), "nothing is held back after it");
    demo.place.done(&["restore", "a.backup", "--into", "again", "--keys", "demo/keys"]);
    assert_eq!(verified(&demo, "again"), (6, true));
    // What is removed after the backup is in it still.
    let one = &files(&beside)[0];
    let sound = fs::read(one).expect("read");
    let mut changed = sound.clone();
    changed[100] ^= 1;
    // A file of its own: the one in the server's folder has the same bytes under another name.
    fs::remove_file(one).expect("removed");
    fs::write(one, &changed).expect("written");
    let refused = demo.place.run(&["restore", "a.backup", "--into", "other", "--keys", "demo/keys"]);
    assert!(refused.status == 3 && refused.err.contains("is not what it was"), "{}", refused.err);
    fs::remove_file(one).expect("removed");
    let refused = demo.place.run(&["restore", "a.backup", "--into", "other", "--keys", "demo/keys"]);
    assert!(refused.status == 3 && refused.err.contains("it lacks 1 files"), "{}", refused.err);
    fs::rename(&beside, demo.place.path("elsewhere")).expect("moved");
    let refused = demo.place.run(&["restore", "a.backup", "--into", "other", "--keys", "demo/keys"]);
    assert!(refused.status == 3 && refused.err.contains("6 files of documents lay in it"), "{}", refused.err);
    assert!(!demo.place.path("other").exists(), "the target is untouched");
    demo.place.done(&["restore", "a.backup", "--into", "other", "--keys", "demo/keys", "--without-documents"]);
    assert_eq!(verified(&demo, "other"), (6, false), "and what is missing is told");
    let verified = demo.place.run(&["document", "verify", "--data", "demo"]);
    assert_eq!(verified.status, 0, "what the server has is its own: {}", verified.out);
}

#[test]
fn backups_taken_while_documents_are_filed_are_whole() {
    let demo = filing();
    thread::scope(|scope| {
        let filing = scope.spawn(|| {
            for nth in 0..12 {
                passport(&demo, "more", &format!("busy-{nth}"));
                thread::sleep(Duration::from_millis(50));
            }
        });
        let mut nth = 0;
        while !filing.is_finished() || nth < 2 {
            let (file, into) = (format!("{nth}.backup"), format!("again-{nth}"));
            demo.place.done(&["backup", &file, "--data", "demo"]);
            demo.place.done(&["restore", &file, "--into", &into, "--keys", "demo/keys"]);
            assert!(verified(&demo, &into).1, "backup {nth}");
            nth += 1;
        }
    });
}

#[test]
fn a_backup_that_is_killed_leaves_nothing_that_looks_like_one() {
    let demo = filing();
    for nth in 0..8 {
        let id = passport(&demo, "killed", &format!("paper-{nth}"));
        comes_to(&demo, &id, "clean");
    }
    let file = demo.place.path("k.backup");
    for nth in 0..10 {
        let mut taking = demo.place.command(&["backup", "k.backup", "--data", "demo"]).spawn().expect("starts");
        thread::sleep(Duration::from_millis(20 * nth));
        taking.kill().expect("killed");
        taking.wait().expect("gone");
        if file.exists() {
            demo.place.done(&["restore", "k.backup", "--into", &format!("whole-{nth}"), "--keys", "demo/keys"]);
            fs::remove_file(&file).expect("removed");
        }
    }
    let after = passport(&demo, "after", "paper-after");
    comes_to(&demo, &after, "clean");
    demo.place.done(&["backup", "k.backup", "--data", "demo"]);
    demo.place.done(&["restore", "k.backup", "--into", "again", "--keys", "demo/keys"]);
    assert_eq!(verified(&demo, "again"), (18, true));
    demo.verify();
}

#[test]
fn a_folder_whose_disk_is_not_mounted_loses_nothing_and_takes_nothing() {
    let mut demo = filing();
    let id = passport(&demo, "before", "paper-1");
    comes_to(&demo, &id, "clean");
    let (folder, away) = (demo.place.path("demo/objects"), demo.place.path("away"));
    fs::rename(&folder, &away).expect("moved");
    fs::create_dir(&folder).expect("an empty place");
    for started_anew in [false, true] {
        if started_anew {
            demo.kill();
            demo.start();
        }
        let refused = send(&demo, "passport", "2031-05-06", &pdf("meanwhile", ""), "paper-2");
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert_eq!(state(&demo, &id)["state"], "clean", "it is not taken for lost");
        let verified = demo.place.run(&["document", "verify", "--data", "demo"]);
        assert!(verified.status != 0 && !verified.out.contains("missing"), "{} {}", verified.out, verified.err);
        let said = demo.place.run(&["doctor", "--data", "demo"]);
        assert!(said.status == 1 && said.out.contains("is its disk mounted?"), "{}", said.out);
        assert_eq!(files(&folder), Vec::<PathBuf>::new(), "nothing is left there");
    }
    fs::remove_dir(&folder).expect("unmounted");
    fs::rename(&away, &folder).expect("mounted");
    let next = passport(&demo, "after", "paper-2");
    comes_to(&demo, &next, "clean");
    assert_eq!(verified(&demo, "demo"), (4, true));
    demo.verify();
}

#[test]
fn an_empty_folder_that_was_made_beforehand_is_taken_for_the_first_document() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let demo = demo(|_| format!("folder = \"{}\"\nunscanned = [\"passport\"]", elsewhere.path().display()));
    let id = passport(&demo, "first", "paper-1");
    comes_to(&demo, &id, "clean");
    assert_eq!(verified(&demo, "demo"), (2, true));
}
