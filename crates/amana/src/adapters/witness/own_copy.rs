//! The newest checkpoint beside the log's head: no witness against whoever has this machine, but against a database that was put
//! back.

use std::path::PathBuf;

use app::log::Signed;
use app::ports::{NotTaken, OWN_COPY, Taking, Witness};

use crate::files;

/// The file.
#[derive(Debug)]
pub struct OwnCopy {
    file: PathBuf,
}

impl OwnCopy {
    /// At this place; made anew with each checkpoint.
    pub fn at(file: PathBuf) -> Self {
        Self { file }
    }
}

impl Witness for OwnCopy {
    fn name(&self) -> &str {
        OWN_COPY
    }

    fn take<'a>(&'a self, checkpoint: &'a Signed) -> Taking<'a> {
        let (file, note) = (self.file.clone(), checkpoint.note.clone());
        Box::pin(async move {
            let kept = tokio::task::spawn_blocking(move || files::replace(&file, note.as_bytes())).await;
            kept.map_err(std::io::Error::other).flatten().map_err(|error| NotTaken(error.to_string()))
        })
    }
}
