//! `amana backup` and `amana restore`.

use std::path::Path;

use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::backup::{self, Database, Manifest};
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
    let manifest = backup::restore(&ask.file, &ask.into, &backup::Keys::at(folder)?)?;
    let mut text = format!("{}: {}", ask.into.display(), content(&manifest));
    text.push_str(match (manifest.database, manifest.kind) {
        (Database::Postgres, _) => {
            "\nload db/amana.dump into an empty database with pg_restore --exit-on-error, then start with this data folder"
        }
        (_, Kind::Demo) => "\nits keys were copied with it, because it is a demo",
        (_, Kind::Production) => "\nset data.folder to it, leave data.keys where the keys are, and run `amana doctor`",
    });
    Ok(Answer::done(text, json!({ "into": ask.into, "manifest": manifest })))
}

fn content(manifest: &Manifest) -> String {
    let counts = &manifest.counts;
    format!(
        "{} organisations, {} people, {} workers, {} cases, {} records, as of {:.0}",
        counts.organisations, counts.people, counts.workers, counts.cases, manifest.head_n, manifest.taken_at
    )
}
