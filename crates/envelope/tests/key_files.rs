//! Key files: right, or refused with what to do.

mod house;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use envelope::{KeyFile, KeyFileError, KeyKind};
use house::{Counting, id};

const LINE: &str = "amana-key v1 root 01935000-0000-7000-8000-000000000046 0 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 SVsnV73agPc\n";
const HERE: uuid::Uuid = id(70);

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("root.key");
    (folder, path)
}

fn made() -> (tempfile::TempDir, PathBuf, KeyFile) {
    let (folder, path) = folder();
    let key = KeyFile::generate(KeyKind::Root, HERE, &Counting::from(0));
    key.create(&path).expect("a new file");
    (folder, path, key)
}

fn load(path: &std::path::Path) -> Result<KeyFile, KeyFileError> {
    KeyFile::load(path, KeyKind::Root, HERE)
}

#[test]
fn a_key_file_reads_back_and_only_its_owner_can_read_it() {
    let (_folder, path, key) = made();
    let read = load(&path).expect("as written");
    assert_eq!(
        (read.secret.bytes(), read.kind, read.installation, read.period),
        (key.secret.bytes(), KeyKind::Root, HERE, 0)
    );
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    let line = fs::read_to_string(&path).expect("text");
    assert_eq!(line, LINE, "the format is fixed");
}

#[test]
fn a_key_file_is_never_overwritten_by_a_new_one() {
    let (folder, path, key) = made();
    let other = KeyFile::generate(KeyKind::Root, HERE, &Counting::from(100));
    assert!(matches!(other.create(&path), Err(KeyFileError::Io { .. })));
    assert_eq!(load(&path).expect("the first").secret.bytes(), key.secret.bytes());
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1, "the refused key is not left behind");
}

#[test]
fn a_key_file_is_replaced_in_one_step() {
    let (folder, path, key) = made();
    let next = KeyFile { period: 1, ..KeyFile::generate(KeyKind::Root, HERE, &Counting::from(100)) };
    fs::write(path.with_extension("new"), "left by a crash").expect("writable");
    next.replace(&path).expect("replaced");
    let read = load(&path).expect("the next");
    assert_eq!((read.period, read.secret.bytes()), (1, next.secret.bytes()));
    assert_ne!(read.secret.bytes(), key.secret.bytes());
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing is left behind");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_missing_file_a_readable_one_and_a_foreign_one_are_told_apart() {
    let (_folder, path, _) = made();
    assert!(matches!(load(&path.with_extension("gone")), Err(KeyFileError::Missing(_))));
    assert!(matches!(
        KeyFile::load(&path, KeyKind::Index, HERE),
        Err(KeyFileError::WrongKind { wanted: KeyKind::Index, .. })
    ));
    assert!(matches!(KeyFile::load(&path, KeyKind::Root, id(71)), Err(KeyFileError::Foreign { found: HERE, .. })));
    for mode in [0o640, 0o604, 0o660, 0o644, 0o610] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("our file");
        let Err(KeyFileError::TooOpen { mode: seen, .. }) = load(&path) else { panic!("mode {mode:o}") };
        assert_eq!(seen, mode);
    }
}

#[test]
fn every_single_bit_and_every_cut_of_a_key_file_counts() {
    let (_folder, path, _) = made();
    let sound = fs::read(&path).expect("readable");
    for bit in 0..sound.len() * 8 {
        let mut changed = sound.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &changed).expect("writable");
        let error = load(&path).expect_err("changed");
        assert!(matches!(error, KeyFileError::Damaged(_) | KeyFileError::WrongVersion(_)), "bit {bit}: {error}");
        assert!(error.to_string().contains("root.key") && error.to_string().contains("put"), "bit {bit}: {error}");
    }
    for cut in 0..sound.len() {
        fs::write(&path, &sound[..cut]).expect("writable");
        assert!(matches!(load(&path), Err(KeyFileError::Damaged(_) | KeyFileError::WrongVersion(_))), "cut to {cut}");
    }
    fs::write(&path, [&sound[..], b"\n"].concat()).expect("writable");
    assert!(load(&path).is_err(), "a line more");
    fs::write(&path, String::from_utf8(sound).expect("text").replace(" v1 ", " v2 ")).expect("writable");
    assert!(matches!(load(&path), Err(KeyFileError::WrongVersion(_))));
}

#[test]
fn every_single_bit_of_every_kind_of_key_file_counts_and_each_error_says_what_to_do() {
    let kinds =
        [KeyKind::Root, KeyKind::Index, KeyKind::Chain, KeyKind::Ingest, KeyKind::Backup, KeyKind::Log, KeyKind::Codes];
    let (_folder, path) = folder();
    for kind in kinds {
        let key = KeyFile { period: 7, ..KeyFile::generate(kind, HERE, &Counting::from(0)) };
        key.replace(&path).expect("written");
        // As the environment hands it over, which is read by the same hand as a file.
        let sound = fs::read_to_string(&path).expect("readable");
        for bit in 0..(sound.len() - 1) * 8 {
            let mut changed = sound.clone().into_bytes();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let error = KeyFile::of_line(&changed, kind, HERE, &path).expect_err("changed");
            assert!(matches!(error, KeyFileError::Damaged(_) | KeyFileError::WrongVersion(_)), "bit {bit}: {error}");
        }
        for other in kinds.into_iter().filter(|other| *other != kind) {
            let error = KeyFile::load(&path, other, HERE).expect_err("another kind");
            assert!(error.to_string().contains(&format!("put the file of kind `{}` here", other.as_str())), "{error}");
        }
        let foreign = KeyFile::load(&path, kind, id(71)).expect_err("another installation's").to_string();
        assert!(foreign.contains("put this installation's own back"), "{foreign}");
        KeyFile::load(&path, kind, HERE).expect("as written");
    }
}

#[test]
fn messages_and_debug_output_hold_no_key() {
    let (_folder, path, key) = made();
    fs::write(&path, LINE.replace("root", "ruut")).expect("writable");
    let shown = format!("{} {key:?}", load(&path).expect_err("damaged"));
    assert!(shown.contains("<key>") && !shown.contains("AAEC"), "{shown}");
}
