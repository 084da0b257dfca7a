//! A folder elsewhere, best on another machine or a store that lets nobody overwrite: one file for each checkpoint, never changed.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use app::log::Signed;
use app::ports::{NotTaken, Taking, Witness};

use crate::files;

/// The folder.
#[derive(Debug)]
pub struct Folder {
    name: String,
    path: PathBuf,
}

impl Folder {
    /// This folder, which must be there: one that is made anew where a disk is not mounted would be no witness.
    pub fn at(path: &Path) -> Self {
        Self { name: path.display().to_string(), path: path.to_owned() }
    }

    /// The notes that are kept, oldest first, with their files. A file of another name is none of them.
    pub fn notes(path: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            if stem.is_some_and(|stem| stem.starts_with("checkpoint-"))
                && path.extension().is_some_and(|end| end == "txt")
            {
                found.push(path);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    fn keep(path: &Path, checkpoint: &Signed) -> io::Result<()> {
        // the names sort as the checkpoints do
        let file = path.join(format!("checkpoint-{:04}-{:020}.txt", checkpoint.epoch, checkpoint.size));
        match fs::read(&file) {
            Ok(there) if there == checkpoint.note.as_bytes() => return Ok(()),
            Ok(_) => {
                return Err(io::Error::other(format!(
                    "{} holds another checkpoint of the same size: two installations sign this log",
                    file.display()
                )));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        // a name of its own first, so that a crash leaves no half note under the name that counts
        let new = path.join(format!(".new-{}", std::process::id()));
        let mut half = OpenOptions::new().write(true).create(true).truncate(true).open(&new)?;
        half.write_all(checkpoint.note.as_bytes())?;
        half.sync_all()?;
        fs::rename(&new, &file)?;
        files::sync_folder_of(&file)
    }
}

impl Witness for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn take<'a>(&'a self, checkpoint: &'a Signed) -> Taking<'a> {
        let (path, checkpoint) = (self.path.clone(), checkpoint.clone());
        Box::pin(async move {
            let kept = tokio::task::spawn_blocking(move || Self::keep(&path, &checkpoint)).await;
            kept.map_err(io::Error::other).flatten().map_err(|error| NotTaken(error.to_string()))
        })
    }
}
