//! The sealed files of documents. Where they lie in a folder, `FILE.objects` beside the backup holds them all, by hard links where that
//! can be done; where they lie in a bucket, the backup names them. In both cases the list of them is inside the seal.
//!
//! While a backup is taken, the server removes no object: so each one that the copy of the database names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use domain::DocumentState;
use store::tables::documents;
use store::{Job, Scope, Store, StoreError, Tx};

use super::manifest::{Documents, contradicts};
use crate::adapters::objects::HOLD;
use crate::answer::Failure;
use crate::files;
use crate::progress::Progress;
use crate::site::Site;

/// The list inside the seal: a line for each object, its SHA-256 and its name.
pub const LIST: &str = "objects.list";
/// Rows that are read at a time.
const SLICE: u32 = 500;
const PIECE: usize = 64 * 1024;

/// What the server sees as long as a backup is taken.
pub struct Hold(Option<PathBuf>);

impl Hold {
    /// Begins. Nothing where documents lie in a bucket, or where there are none.
    pub fn begin(site: &Site) -> Result<Self, Failure> {
        let hold = Self(site.folder_of_documents().filter(|folder| folder.is_dir()).map(|folder| folder.join(HOLD)));
        hold.renew()?;
        Ok(hold)
    }

    /// Says that it goes on: what is older than two hours is taken for one of a backup that was killed.
    pub fn renew(&self) -> Result<(), Failure> {
        let Some(file) = &self.0 else { return Ok(()) };
        files::replace(file, b"a backup is being taken\n").map_err(|error| Failure::io(file, &error))
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            // Left behind it counts for two hours.
            drop(fs::remove_file(file));
        }
    }
}

/// The folder beside a backup.
pub fn beside(backup: &Path) -> PathBuf {
    let mut name = backup.file_name().unwrap_or_default().to_owned();
    name.push(".objects");
    backup.with_file_name(name)
}

/// Every object that the rows of a database name, with its SHA-256 in hexadecimal.
pub fn named(store: &Store) -> Result<BTreeMap<String, String>, Failure> {
    let (mut named, mut after) = (BTreeMap::new(), None);
    loop {
        let rows = store
            .read_now(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, StoreError> {
                documents::chunk(tx, after, SLICE)
            })
            .map_err(|error| Failure::Failed(format!("the documents cannot be read: {error}")))?;
        let Some(last) = rows.last() else { return Ok(named) };
        after = Some(last.id);
        for row in rows.into_iter().filter(|row| row.state != DocumentState::Destroyed) {
            let objects = [(row.object, row.object_hash), (row.small, row.small_hash)];
            named.extend(objects.into_iter().filter_map(|(name, hash)| Some((name?, hex(&hash?)))));
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The list as it is sealed.
pub fn listed(named: &BTreeMap<String, String>) -> String {
    named.iter().map(|(name, hash)| format!("{hash} {name}\n")).collect()
}

fn read_list(text: &str) -> Result<BTreeMap<String, String>, Failure> {
    let line = |line: &str| line.split_once(' ').map(|(hash, name)| (name.to_owned(), hash.to_owned()));
    let read = text.lines().map(line).collect::<Option<BTreeMap<_, _>>>();
    read.filter(|read| read.keys().all(|name| is_object(name))).ok_or_else(|| contradicts("no list of documents"))
}

/// Two hexadecimal digits, a slash, thirty more.
fn is_object(name: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    name.split_once('/').is_some_and(|(first, rest)| first.len() == 2 && rest.len() == 30 && hex(first) && hex(rest))
}

/// Every object in a folder; what writers left half done is none.
fn objects_in(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for prefix in fs::read_dir(folder)? {
        let prefix = prefix?;
        if !prefix.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(prefix.path())? {
            let file = file?;
            let name = format!("{}/{}", prefix.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            if file.file_type()?.is_file() && is_object(&name) {
                found.insert(name);
            }
        }
    }
    Ok(found)
}

/// Puts the objects beside the backup `to`. Killed on the way, the next backup of this name goes on with what is there.
pub fn take(site: &Site, to: &Path, named: &BTreeMap<String, String>, hold: &Hold) -> Result<Documents, Failure> {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let Some(from) = site.folder_of_documents() else {
        let bucket = site.config.documents.bucket.clone();
        return Ok(Documents { bucket, objects: number(named.len()), missing: 0 });
    };
    let there =
        if from.is_dir() { objects_in(&from).map_err(|error| Failure::io(&from, &error))? } else { BTreeSet::new() };
    let missing = number(named.keys().filter(|name| !there.contains(*name)).count());
    if there.is_empty() {
        return Ok(Documents { bucket: None, objects: 0, missing });
    }
    let into = beside(to);
    let failed = |error: io::Error| Failure::io(&into, &error);
    files::private_folder(&into).map_err(failed)?;
    for name in objects_in(&into).map_err(failed)?.difference(&there) {
        fs::remove_file(into.join(name)).map_err(failed)?;
    }
    let mut prefixes = BTreeSet::new();
    for (nth, name) in there.iter().enumerate() {
        if nth % 1_000 == 999 {
            hold.renew()?;
        }
        let (source, target) = (from.join(name), into.join(name));
        let prefix = target.parent().unwrap_or(&into).to_owned();
        if prefixes.insert(prefix.clone()) {
            files::private_folder(&prefix).map_err(|error| Failure::io(&prefix, &error))?;
        }
        linked(&source, &target).map_err(|error| Failure::io(&target, &error))?;
    }
    for prefix in prefixes {
        fs::File::open(&prefix).and_then(|folder| folder.sync_all()).map_err(|error| Failure::io(&prefix, &error))?;
    }
    files::sync_folder_of(&into).map_err(failed)?;
    Ok(Documents { bucket: None, objects: number(there.len()), missing })
}

/// Objects never change: a second name of the same bytes is a copy, and only another disk needs one of its own.
fn linked(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let part = to.with_extension("part");
            drop(fs::remove_file(&part));
            copied(from, &part)?;
            fs::rename(&part, to)
        }
        _ => Ok(()),
    }
}

/// Copies a file; its SHA-256 in hexadecimal.
fn copied(from: &Path, to: &Path) -> io::Result<String> {
    let mut source = fs::File::open(from)?;
    let mut target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let (mut context, mut piece) = (digest::Context::new(&digest::SHA256), vec![0; PIECE]);
    loop {
        let length = source.read(&mut piece)?;
        if length == 0 {
            break;
        }
        context.update(&piece[..length]);
        target.write_all(&piece[..length])?;
    }
    target.sync_all()?;
    Ok(hex(context.finish().as_ref()))
}

/// Puts the objects beside the backup `from` back into the folder `into`, and holds each against the list. What was missing when the
/// backup was taken is missing still.
pub fn restore(from: &Path, list: &str, documents: &Documents, into: &Path) -> Result<(), Failure> {
    let named = read_list(list)?;
    let folder = beside(from);
    let wrong = |what: &str| {
        Failure::Unsafe(format!(
            "{}: {what}; bring back the folder as it was beside the backup, or restore with --without-documents: \
             `amana document verify` then names what is missing",
            folder.display()
        ))
    };
    if !folder.is_dir() {
        return Err(wrong(&format!("it is not there, and {} files of documents lay in it", documents.objects)));
    }
    let there = objects_in(&folder).map_err(|error| Failure::io(&folder, &error))?;
    let lacking = u64::try_from(named.keys().filter(|name| !there.contains(*name)).count()).unwrap_or(u64::MAX);
    if lacking > documents.missing {
        return Err(wrong(&format!("it lacks {} files of documents", lacking - documents.missing)));
    }
    let mut progress = Progress::new("documents", u64::try_from(there.len()).unwrap_or(u64::MAX));
    for name in &there {
        let target = into.join(name);
        let failed = |error: io::Error| Failure::io(&target, &error);
        files::private_folder(target.parent().unwrap_or(into)).map_err(failed)?;
        let hash = copied(&folder.join(name), &target).map_err(failed)?;
        if named.get(name).is_some_and(|expected| *expected != hash) {
            return Err(wrong(&format!("{name} is not what it was")));
        }
        progress.add(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_objects_and_nothing_else() {
        let name = "ab/0123456789abcdef0123456789abcd";
        let named = BTreeMap::from([(name.to_owned(), "00".repeat(32))]);
        assert_eq!(read_list(&listed(&named)).expect("read"), named);
        for wrong in
            ["../etc/passwd", "ab/../../x", "AB/0123456789abcdef0123456789abcd", "ab/0123", "/etc/passwd", "ab"]
        {
            assert!(!is_object(wrong), "{wrong}");
            assert!(read_list(&format!("00 {wrong}\n")).is_err(), "{wrong}");
        }
    }
}
