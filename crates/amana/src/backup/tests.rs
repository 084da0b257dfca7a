//! Backups with real files and the real embedded database.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::answer::Failure;
use crate::installation::Kind;
use crate::sample;
use crate::site::Site;
use crate::verification::stored_head;

struct Place {
    folder: tempfile::TempDir,
    site: Site,
}

impl Place {
    fn new(organisations: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let site = sample::demo(&folder.path().join("data"), organisations);
        fs::write(site.data().join("demo-clock"), "86400\n").expect("written");
        Self { folder, site }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn taken(&self) -> (PathBuf, Manifest) {
        let file = self.path("a.backup");
        let manifest = take(&self.site, &self.site.installation().expect("founded"), &file).expect("a backup");
        (file, manifest)
    }

    fn restored(&self, from: &Path, into: &Path) -> Result<Manifest, Failure> {
        restore(from, into, &Keys::at(self.site.data().join("keys"))?, false)
    }

    fn is_refused(&self, from: &Path) -> Failure {
        let into = self.path("target");
        let failure = self.restored(from, &into).expect_err("refused");
        assert!(!into.exists(), "the target was touched: {failure}");
        let left = fs::read_dir(self.folder.path()).expect("read").map(|entry| entry.expect("an entry").file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().ends_with(".tmp")).collect();
        assert!(left.is_empty(), "left behind: {left:?}");
        assert_eq!(failure.status(), 3, "{failure}");
        failure
    }
}

#[test]
fn a_restored_backup_is_the_same_installation_with_a_log_that_verifies() {
    let place = Place::new(30);
    let (file, taken) = place.taken();
    assert_eq!((taken.kind, taken.counts.organisations, taken.counts.records), (Kind::Demo, 30, 30));
    assert_eq!(crate::files::mode(&file).expect("a mode"), 0o600);
    let into = place.path("deep/target");
    assert_eq!(place.restored(&file, &into).expect("restored"), taken);
    let site = Site::in_folder(&into).expect("a site");
    let found = site.installation().expect("an installation");
    assert_eq!(found.installation.id, taken.installation);
    assert_eq!(fs::read_to_string(into.join("demo-clock")).expect("the demo's clock"), "86400\n");
    let store = site.open(&found).expect("opens for writing");
    assert_eq!(stored_head(&store, &found).expect("a head").n, 30);
    assert_eq!(take::counts(&store).expect("counted"), taken.counts);
    sample::add(&store, 30..31);
    assert_eq!(stored_head(&store, &found).expect("a head").n, 31, "the log goes on");
}

#[test]
fn a_backup_is_taken_while_others_write() {
    let place = Place::new(5);
    let found = place.site.installation().expect("founded");
    let store = place.site.open(&found).expect("a database");
    // ends when the last backup is done, also when a check failed
    let (going, gone) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let store = &store;
        scope.spawn(move || {
            let mut n = 5;
            while gone.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                sample::add(store, n..n + 1);
                n += 1;
            }
        });
        let _going = going;
        for n in 0..3 {
            let file = place.path(&format!("{n}.backup"));
            let taken = take(&place.site, &found, &file).expect("a backup under load");
            assert_eq!(taken.counts.records, taken.counts.organisations, "half of a change is in the copy");
            assert_eq!(place.restored(&file, &place.path(&format!("target-{n}"))).expect("restored"), taken);
        }
    });
}

#[test]
fn a_backup_with_any_byte_changed_is_refused_and_the_target_untouched() {
    let place = Place::new(30);
    let (file, _) = place.taken();
    let sound = fs::read(&file).expect("read");
    let changed = place.path("changed.backup");
    // every byte of the header, then places all over the file
    let header = (0..70).collect::<Vec<_>>();
    let all_over = (0..130).map(|n| 70 + n * (sound.len() - 71) / 129);
    for at in header.into_iter().chain(all_over) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&changed, bytes).expect("written");
        place.is_refused(&changed);
    }
}

#[test]
fn a_backup_cut_at_any_length_or_with_something_added_is_refused() {
    let place = Place::new(30);
    let (file, _) = place.taken();
    let sound = fs::read(&file).expect("read");
    let changed = place.path("changed.backup");
    let chunk = 64 * 1024 + 16;
    let lengths = [0, 1, 10, 11, 66, 67, 68, 67 + 16, 67 + chunk - 1, 67 + chunk, 67 + chunk + 1, sound.len() - 1];
    for length in lengths.into_iter().chain((1..20).map(|n| n * sound.len() / 20)) {
        fs::write(&changed, &sound[..length]).expect("written");
        place.is_refused(&changed);
    }
    for added in [&b"x"[..], &sound] {
        fs::write(&changed, [&sound[..], added].concat()).expect("written");
        place.is_refused(&changed);
    }
}

#[test]
fn a_backup_of_another_installation_is_refused_as_foreign() {
    let (place, other) = (Place::new(2), Place::new(2));
    let (file, _) = other.taken();
    assert!(place.is_refused(&file).to_string().contains("foreign"));
}

#[test]
fn what_is_no_backup_or_too_new_is_refused() {
    let place = Place::new(2);
    let (file, _) = place.taken();
    let note = place.path("note.txt");
    fs::write(&note, "shopping list, much longer than any header would be, so that only its words tell")
        .expect("written");
    assert!(place.is_refused(&note).to_string().contains("no backup"));
    let key = place.site.installation().expect("founded").keys.backup().expect("a key");
    let manifest = archive::open(&file, &key).expect("opens").manifest;
    let newer = [
        Manifest { format: 2, ..manifest.clone() },
        Manifest { schema: store::SCHEMA_VERSION + 1, ..manifest.clone() },
    ];
    for (n, manifest) in newer.into_iter().enumerate() {
        let file = place.path(&format!("newer-{n}.backup"));
        archive::write(&file, &Manifest { files: Vec::new(), ..manifest }, place.folder.path(), &key).expect("written");
        assert!(place.is_refused(&file).to_string().contains("newer program"));
    }
}

#[test]
fn a_backup_whose_database_was_changed_before_it_was_sealed_is_refused() {
    let place = Place::new(20);
    let found = place.site.installation().expect("founded");
    let (file, manifest) = place.taken();
    let key = found.keys.backup().expect("a key");
    let unpacked = place.path("unpacked");
    fs::create_dir(&unpacked).expect("made");
    let manifest = archive::open(&file, &key).expect("opens").unpack(&unpacked).map(|_| manifest).expect("unpacked");
    let database = unpacked.join("amana.db");
    let mut bytes = fs::read(&database).expect("read");
    // SQLite leaves old copies of a row in the slack of its pages: change them all, so that the one that counts is among them
    let word = b"\"sample\",\"object\":[\"organisation:00000000-0000-0000-0000-000000000008\"]";
    let places: Vec<_> = (0..bytes.len() - word.len()).filter(|at| bytes[*at..].starts_with(word)).collect();
    assert!(!places.is_empty(), "a record");
    for at in places {
        bytes[at + 1] = b'S';
    }
    fs::write(&database, &bytes).expect("written");
    let files =
        ["amana.db", "demo-clock"].map(|name| archive::describe(&unpacked.join(name), name).expect("described"));
    let files = files.to_vec();
    let forged = place.path("forged.backup");
    archive::write(&forged, &Manifest { files, ..manifest }, &unpacked, &key).expect("written");
    assert!(place.is_refused(&forged).to_string().contains("edited or forged"));
}

#[test]
fn a_target_that_holds_anything_is_refused_and_kept() {
    let place = Place::new(2);
    let (file, _) = place.taken();
    let into = place.path("target");
    fs::create_dir(&into).expect("made");
    place.restored(&file, &into).expect("an empty folder is fine");
    let before = fs::read(into.join("installation.json")).expect("read");
    assert_eq!(place.restored(&file, &into).expect_err("not empty").status(), 3);
    assert_eq!(fs::read(into.join("installation.json")).expect("read"), before);
}

#[test]
fn a_backup_holds_no_key_and_never_overwrites() {
    let place = Place::new(2);
    let (file, manifest) = place.taken();
    let names: Vec<_> = manifest.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["amana.db", "demo-clock"]);
    let found = place.site.installation().expect("founded");
    assert_eq!(take(&place.site, &found, &file).expect_err("there already").status(), 2);
    let left = fs::read_dir(place.site.data()).expect("read").map(|entry| entry.expect("an entry").file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "the copy was not removed");
}
