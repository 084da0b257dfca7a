//! The demo's folder: what tells a world that is whole from one whose building was cut off, and how either is taken away.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use store::{Store, StoreError};
use web::site::DemoPerson;

use crate::answer::Failure;
use crate::files;
use crate::installation::{Installation, Kind};
use crate::site::Site;

/// Stands in the folder while the world is being built: a crash leaves it there.
const HALF_BUILT: &str = "half-built";

/// What a demo leaves in its folder; nothing else there is ever touched. The mark goes last, so that taking away can be
/// cut off too.
const FILES: &[&str] = &[
    "people.json",
    "demo.json",
    "db",
    "keys",
    "log-head",
    "log-checkpoint",
    "inbox.jsonl",
    "objects",
    "demo-clock",
    "installation.json",
    HALF_BUILT,
];

fn people_file(data: &Path) -> PathBuf {
    data.join("people.json")
}

/// The building begins.
pub fn begin(data: &Path) -> Result<(), Failure> {
    let mark = data.join(HALF_BUILT);
    files::replace(&mark, b"").map_err(|error| Failure::io(&mark, &error))
}

/// The people of a world that is whole.
pub fn people(data: &Path) -> Result<Option<Vec<DemoPerson>>, Failure> {
    let file = people_file(data);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::io(&file, &error)),
    };
    let damaged = |error| Failure::Failed(format!("{} is damaged ({error}); start with --fresh", file.display()));
    serde_json::from_slice(&text).map(Some).map_err(damaged)
}

/// The world is whole, and these are its people.
pub fn keep_people(data: &Path, people: &[DemoPerson]) -> Result<(), Failure> {
    let file = people_file(data);
    let text = serde_json::to_string_pretty(people).expect("plain words are JSON") + "\n";
    files::replace(&file, text.as_bytes()).map_err(|error| Failure::io(&file, &error))?;
    remove(&data.join(HALF_BUILT))
}

/// Takes a demo away. Anything but a demo is refused, and so is one that another process runs.
pub fn clear(data: &Path) -> Result<(), Failure> {
    match Installation::read(data)? {
        None if !data.join(HALF_BUILT).exists() => return Ok(()),
        Some(there) if there.kind == Kind::Production => {
            return Err(Failure::Unsafe(format!("{} holds a real installation; it is not taken away", data.display())));
        }
        _ => {}
    }
    refuse_if_running(data)?;
    FILES.iter().try_for_each(|name| remove(&data.join(name)))
}

/// Takes a world away whose building was cut off.
pub fn clear_half_built(data: &Path) -> Result<(), Failure> {
    if data.join(HALF_BUILT).exists() { clear(data) } else { Ok(()) }
}

/// Takes a file or a folder away, if it is there.
pub fn remove(path: &Path) -> Result<(), Failure> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::io(path, &error)),
        _ => Ok(()),
    }
}

fn refuse_if_running(data: &Path) -> Result<(), Failure> {
    let site = Site::in_folder(data)?;
    // A folder that cannot be opened for any other reason is half-built, and that is why it goes.
    let Ok(found) = site.installation() else { return Ok(()) };
    let Ok(log) = site.log(&found, false) else { return Ok(()) };
    match Store::open(&site.store_config(false), log) {
        Err(StoreError::InUse(_)) => {
            Err(Failure::Unsafe(format!("another process runs the demo in {}; stop it first", data.display())))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(data: &Path) -> Site {
        let site = Site::in_folder(data).expect("a site");
        let found = site.found(Kind::Demo).expect("founded");
        drop(site.open(&found).expect("a database"));
        site
    }

    fn somebody() -> DemoPerson {
        DemoPerson {
            name: "Maryam Al Balushi".to_owned(),
            role: "customer".to_owned(),
            organisation: "Maryam Al Balushi".to_owned(),
            reference: "O-7K2M9QX4".to_owned(),
            email: "maryam.al.balushi@homes.example".to_owned(),
            phone: "+96859100000".to_owned(),
            portal: "/customer".to_owned(),
        }
    }

    #[test]
    fn a_world_is_whole_when_its_people_are_kept() {
        let data = tempfile::tempdir().expect("a folder");
        demo(data.path());
        assert!(people(data.path()).expect("readable").is_none());
        begin(data.path()).expect("begun");
        keep_people(data.path(), &[somebody()]).expect("kept");
        clear_half_built(data.path()).expect("looked at");
        let there = people(data.path()).expect("readable").expect("whole");
        assert_eq!(there[0].email, somebody().email);
        assert!(data.path().join("db").is_dir(), "a second start goes on with the same data");
    }

    #[test]
    fn a_world_whose_building_was_cut_off_is_taken_away_and_strangers_files_are_not() {
        let data = tempfile::tempdir().expect("a folder");
        demo(data.path());
        begin(data.path()).expect("begun");
        fs::write(data.path().join("notes.txt"), "mine").expect("written");
        clear_half_built(data.path()).expect("cleared");
        let left: Vec<_> =
            fs::read_dir(data.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
        assert_eq!(left, ["notes.txt"]);
        demo(data.path());
    }

    #[test]
    fn taking_away_that_was_cut_off_is_brought_to_its_end() {
        let data = tempfile::tempdir().expect("a folder");
        demo(data.path());
        begin(data.path()).expect("begun");
        remove(&data.path().join("keys")).expect("removed");
        remove(&Installation::file(data.path())).expect("removed");
        clear_half_built(data.path()).expect("cleared");
        assert_eq!(fs::read_dir(data.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn a_real_installation_is_never_taken_away() {
        let place = tempfile::tempdir().expect("a folder");
        let data = place.path().join("data");
        let mut site = Site::in_folder(&data).expect("a site");
        site.config.data.keys = Some(place.path().join("keys"));
        site.found(Kind::Production).expect("founded");
        begin(&data).expect("a mark that does not belong there");
        assert_eq!(clear(&data).expect_err("real").status(), 3);
        assert_eq!(clear_half_built(&data).expect_err("real").status(), 3);
        assert!(Installation::file(&data).is_file());
    }

    #[test]
    fn a_demo_that_runs_is_not_taken_away() {
        let data = tempfile::tempdir().expect("a folder");
        let site = demo(data.path());
        let found = site.installation().expect("founded");
        let running = site.open(&found).expect("a database");
        assert_eq!(clear(data.path()).expect_err("in use").status(), 3);
        drop(running);
        clear(data.path()).expect("stopped");
        assert!(!Installation::file(data.path()).exists());
    }
}
