//! A folder for the time of one piece of work: nobody else may enter it, and it is gone at the end, also after a failure.

use std::path::{Path, PathBuf};

use crate::adapters::random;
use crate::answer::Failure;
use crate::files;

/// The folder. Removed when dropped, unless it was kept.
#[derive(Debug)]
pub struct Scratch(Option<PathBuf>);

impl Scratch {
    /// Makes `NAME.RANDOM.tmp` beside where `name` would be.
    pub fn new(name: &Path) -> Result<Self, Failure> {
        let mut file = name.file_name().unwrap_or_default().to_owned();
        file.push(format!(".{}.tmp", random::fresh_id().simple()));
        let path = name.with_file_name(file);
        files::private_folder(&path).map_err(|error| Failure::io(&path, &error))?;
        Ok(Self(Some(path)))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.as_deref().expect("a scratch folder has its path until it is kept")
    }

    /// Gives the folder its final name. An empty folder of that name gives way; anything else is an error.
    pub fn keep_as(mut self, name: &Path) -> std::io::Result<()> {
        std::fs::rename(self.path(), name)?;
        self.0 = None;
        files::sync_folder_of(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = std::fs::remove_dir_all(path)
        {
            eprintln!("amana: {} could not be removed: {error}", path.display());
        }
    }
}
