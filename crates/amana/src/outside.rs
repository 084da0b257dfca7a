//! What is known of the log outside of its database: the newest checkpoint beside its head, and a witness's folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use app::log::{LogSigner, Signed};
use audit::Finding;
use store::Outside;

use crate::adapters::witness::Folder;
use crate::answer::Failure;

/// A checkpoint and the file that it is in.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What it says.
    pub signed: Signed,
    /// The file.
    pub file: PathBuf,
}

/// The files and folders with checkpoints.
#[derive(Debug, Clone)]
pub struct Places {
    /// The newest one, beside the log's head.
    pub own: PathBuf,
    /// A witness's folder.
    pub folder: Option<PathBuf>,
}

/// What the log must still hold when the database is opened for writing. Refuses a copy of an earlier epoch than one that went on.
pub fn to_hold(places: &Places, signer: &LogSigner) -> Result<Vec<Outside>, Failure> {
    let epoch = signer.epoch();
    let newest = newest(places, signer)?;
    if let Some(later) = newest.iter().find(|kept| kept.signed.epoch > epoch) {
        return Err(Failure::Unsafe(format!(
            "{} is of epoch {} of the log, and this copy of it is in epoch {epoch}: an older copy was put back. Find the newest one; \
             if this is all there is, `amana audit continue` goes on with it, and says so in the log for ever",
            later.file.display(),
            later.signed.epoch
        )));
    }
    let own = newest.into_iter().filter(|kept| kept.signed.epoch == epoch);
    let outside =
        |kept: Kept| Outside { size: kept.signed.size, root: kept.signed.root, place: kept.file.display().to_string() };
    Ok(own.map(outside).collect())
}

/// The newest checkpoint of each place.
pub fn newest(places: &Places, signer: &LogSigner) -> Result<Vec<Kept>, Failure> {
    let mut files = vec![places.own.clone()];
    if let Some(folder) = &places.folder {
        files.extend(notes(folder)?.pop());
    }
    let read = files.into_iter().filter_map(|file| read(signer, file).transpose());
    read.map(|kept| kept.and_then(|(file, read)| trusted(file, read))).collect()
}

/// All checkpoints outside that the log must hold, and those that are not what was signed. Those that an earlier epoch signed
/// beyond where the next one began are not in the log: that is what an epoch means. `began` gives the first size of each epoch.
pub fn all(
    places: &Places,
    signer: &LogSigner,
    began: &BTreeMap<u32, u64>,
) -> Result<(Vec<audit::Signed>, Vec<Finding>), Failure> {
    let mut files = vec![places.own.clone()];
    if let Some(folder) = &places.folder {
        files.extend(notes(folder)?);
    }
    let (mut held, mut unsigned) = (Vec::new(), Vec::new());
    for file in files {
        let Some((file, note)) = read(signer, file)? else { continue };
        let place = file.display().to_string();
        match note {
            Err(why) => unsigned.push(Finding::Unsigned { size: 0, place, why }),
            Ok(signed) => {
                let next = began.range(signed.epoch + 1..).next();
                if next.is_none_or(|(_, size)| signed.size < *size) {
                    held.push(audit::Signed { size: signed.size, root: signed.root, place });
                }
            }
        }
    }
    Ok((held, unsigned))
}

type Read = (PathBuf, Result<Signed, String>);

fn read(signer: &LogSigner, file: PathBuf) -> Result<Option<Read>, Failure> {
    match std::fs::read(&file) {
        Ok(note) => {
            let note = String::from_utf8(note).map_err(|_| "it is no text".to_owned());
            Ok(Some((file, note.and_then(|note| signer.open(&note)))))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io(&file, &error)),
    }
}

fn trusted(file: PathBuf, read: Result<Signed, String>) -> Result<Kept, Failure> {
    match read {
        Ok(signed) => Ok(Kept { signed, file }),
        Err(why) => Err(Failure::Unsafe(format!(
            "the checkpoint {} is not one that this installation signed: {why}; it was changed, or put here: keep it aside, and \
             compare with other witnesses",
            file.display()
        ))),
    }
}

fn notes(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    Folder::notes(folder).map_err(|error| {
        Failure::Unsafe(format!(
            "the witness folder {} cannot be read ({error}): without it an older database would not be noticed; mount it, or take it \
             out of the settings",
            folder.display()
        ))
    })
}
