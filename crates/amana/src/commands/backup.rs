//! `amana backup` and `amana restore`.

use std::fmt::Write;
use std::path::Path;

use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::backup::{self, Database, Documents, Manifest};
use crate::cli::{Place, Restore};
use crate::installation::Kind;
use crate::site::Site;

/// `amana backup FILE`.
pub fn backup(site: &Site, file: &Path) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let manifest = backup::take(site, &found, file)?;
    let size = std::fs::metadata(file).map_err(|error| Failure::io(file, &error))?.len();
    let text = format!(
        "{} ({} MB): {}\nit opens with {} only; keep that key apart from the backups",
        file.display(),
        size.div_ceil(1_000_000),
        content(&manifest),
        found.keys.path().join("backup.key").display()
    );
    let text = text + &beside(file, &manifest);
    Ok(Answer::done(text, json!({ "file": file, "size": size, "manifest": manifest })))
}

/// `amana restore FILE --into DIR`.
pub fn restore(place: &Place, ask: &Restore) -> Result<Answer, Failure> {
    let folder = if let Some(folder) = &ask.keys {
        folder.clone()
    } else {
        let site = super::site(place)?;
        site.config.data.keys.clone().unwrap_or_else(|| site.data().join("keys"))
    };
    let manifest = backup::restore(&ask.file, &ask.into, &backup::Keys::at(folder)?, ask.without_documents)?;
    let mut text = format!("{}: {}", ask.into.display(), content(&manifest));
    text.push_str(match (manifest.database, manifest.kind) {
        (Database::Postgres, _) => {
            "\nload db/amana.dump into an empty database with pg_restore --exit-on-error, then start with this data folder"
        }
        (_, Kind::Demo) => "\nits keys were copied with it, because it is a demo",
        (_, Kind::Production) => "\nset data.folder to it, leave data.keys where the keys are, and run `amana doctor`",
    });
    match &manifest.documents {
        Documents { bucket: Some(bucket), objects, .. } => write!(
            text,
            "\n{objects} files of documents belong to it and lie in the bucket {bucket}, if it was kept: {} names them, \
             `amana document verify` says what is missing",
            ask.into.join(backup::LIST).display()
        ),
        Documents { objects: 0, .. } => Ok(()),
        Documents { objects, .. } if ask.without_documents => write!(
            text,
            "\n{objects} files of documents were left out: put them into {}, `amana document verify` says what is missing",
            ask.into.join("objects").display()
        ),
        Documents { objects, .. } => write!(text, "\n{objects} files of documents, each as it was"),
    }
    .expect("a string takes all text");
    Ok(Answer::done(text, json!({ "into": ask.into, "manifest": manifest })))
}

/// What is to be known of the documents' files.
fn beside(file: &Path, manifest: &Manifest) -> String {
    let Documents { bucket, objects, missing } = &manifest.documents;
    let mut text = match bucket {
        None if *objects == 0 => String::new(),
        None => format!(
            "\n{objects} files of documents lie sealed in {}: keep the folder with the backup",
            backup::beside(file).display()
        ),
        Some(bucket) => format!(
            "\n{objects} files of documents stay in the bucket {bucket}, and the backup names them: keep a copy of the bucket of this \
             moment, or let it keep what is removed for as long as you keep backups"
        ),
    };
    if *missing > 0 {
        write!(text, "\n{missing} files of documents are missing here already: `amana document verify` names them")
            .expect("a string takes all text");
    }
    text
}

fn content(manifest: &Manifest) -> String {
    let counts = &manifest.counts;
    format!(
        "{} organisations, {} people, {} workers, {} cases, {} records, as of {:.0}",
        counts.organisations, counts.people, counts.workers, counts.cases, manifest.head_n, manifest.taken_at
    )
}
