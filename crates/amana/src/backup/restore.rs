//! Restoring: unpack beside the target, verify everything, and only then give it the target's name.
//!
//! A crash on the way leaves a folder `NAME.*.tmp` and the target as it was.

use std::path::{Path, PathBuf};

use envelope::{KeyFile, KeyKind};
use store::tables::inspect;
use store::{Job, Scope, StoreError, Tx};

use super::manifest::{Database, Manifest, contradicts};
use super::objects::{self, LIST};
use super::{archive, take};
use crate::answer::Failure;
use crate::files;
use crate::installation::{Installation, Kind};
use crate::scratch::Scratch;
use crate::secrets::KeyFolder;
use crate::site::{Found, Site};
use crate::verification;

/// The keys that a backup is opened with. Which installation they are of is read from the backup key.
#[derive(Debug)]
pub struct Keys {
    folder: KeyFolder,
    installation: uuid::Uuid,
}

impl Keys {
    /// The keys in this folder.
    pub fn at(folder: PathBuf) -> Result<Self, Failure> {
        let key = KeyFile::read(&folder.join("backup.key"), KeyKind::Backup)
            .map_err(|error| Failure::Unsafe(format!("a backup opens with its installation's keys: {error}")))?;
        Ok(Self { folder: KeyFolder::new(folder, key.installation), installation: key.installation })
    }
}

/// Restores a backup as the new folder `into`, and in it, unless they are left out, the documents' files. A demo's keys come along,
/// because they live in its folder.
pub fn restore(from: &Path, into: &Path, keys: &Keys, without_documents: bool) -> Result<Manifest, Failure> {
    match files::is_vacant(into) {
        Ok(true) => {}
        Ok(false) => {
            return Err(Failure::Unsafe(format!("{} is not empty; restore into a new folder", into.display())));
        }
        Err(error) => return Err(Failure::io(into, &error)),
    }
    let reading = archive::open(from, &keys.folder.backup()?)?;
    if reading.manifest.installation != keys.installation {
        return Err(Failure::Unsafe("the backup is foreign: it names another installation than its key".to_owned()));
    }
    let parent = into.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::private_folder(parent).map_err(|error| Failure::io(parent, &error))?;
    let scratch = Scratch::new(into)?;
    let database = scratch.path().join("db");
    files::private_folder(&database).map_err(|error| Failure::io(&database, &error))?;
    let manifest = reading.unpack(&database)?;
    for file in manifest.files.iter().skip(1) {
        let (from, to) = (database.join(&file.name), scratch.path().join(&file.name));
        std::fs::rename(&from, &to).map_err(|error| Failure::io(&to, &error))?;
    }
    let list = scratch.path().join(LIST);
    if manifest.documents.bucket.is_none() && list.is_file() {
        if !without_documents && manifest.documents.objects > 0 {
            let text = std::fs::read_to_string(&list).map_err(|error| Failure::io(&list, &error))?;
            objects::restore(from, &text, &manifest.documents, &scratch.path().join("objects"))?;
        }
        std::fs::remove_file(&list).map_err(|error| Failure::io(&list, &error))?;
    }
    let installation = Installation {
        id: manifest.installation,
        log: manifest.log,
        epoch: manifest.epoch,
        founded: true,
        created_at: manifest.installed_at,
        ..Installation::new(manifest.kind)
    };
    installation.write(scratch.path())?;
    if manifest.database == Database::Sqlite {
        verify(scratch.path(), &manifest, Found { installation: installation.clone(), keys: keys.folder.clone() })?;
    }
    let head_file = scratch.path().join("log-head");
    files::replace(&head_file, manifest.head()?.to_line(installation.log_id()).as_bytes())
        .map_err(|error| Failure::io(&head_file, &error))?;
    if manifest.kind == Kind::Demo {
        copy_keys(keys.folder.path(), &scratch.path().join("keys"))?;
    }
    scratch.keep_as(into).map_err(|error| Failure::io(into, &error))?;
    Ok(manifest)
}

/// The copy is sound in itself, is what the manifest says, and its log verifies.
fn verify(folder: &Path, manifest: &Manifest, found: Found) -> Result<(), Failure> {
    let damaged = |what: String| Failure::Unsafe(format!("the backup's database is not sound: {what}"));
    let site = Site::in_folder(folder)?;
    let store = site.open_to_read(&found).map_err(|failure| damaged(failure.to_string()))?;
    let integrity = store
        .read_now(Scope::System(Job::Housekeeping), |tx: &mut Tx| -> Result<_, StoreError> { inspect::integrity(tx) })
        .map_err(|error| damaged(error.to_string()))?;
    if let Some(first) = integrity.first() {
        return Err(damaged(first.clone()));
    }
    if take::counts(&store)? != manifest.counts {
        return Err(contradicts("other counts than its database"));
    }
    let report =
        verification::verify_log(&site, &store, &found, &verification::Ask::whole(Some(manifest.head()?)))?.report;
    match report.findings.first() {
        None if report.is_sound() => Ok(()),
        first => Err(damaged(first.map_or_else(String::new, ToString::to_string))),
    }
}

fn copy_keys(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io(to, &error);
    files::private_folder(to).map_err(failed)?;
    for entry in std::fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let bytes = zeroize::Zeroizing::new(std::fs::read(entry.path()).map_err(failed)?);
        files::replace(&to.join(entry.file_name()), &bytes).map_err(failed)?;
    }
    Ok(())
}
