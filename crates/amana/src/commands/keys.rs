//! `amana keys status`.

use std::fmt::Write;

use serde_json::json;
use store::tables::inspect;
use store::{Job, Scope, StoreError, Tx};

use crate::answer::{Answer, Failure};
use crate::secrets::{NEEDED, ORIGIN};
use crate::site::Site;

/// Says which key files there are and whether they are sound, and what each epoch wraps. Never shows a key.
pub fn status(site: &Site) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let mut text = format!("installation {}, keys in {}\n", found.installation.id, found.keys.path().display());
    let (mut files, mut sound) = (Vec::new(), true);
    for (name, kind) in NEEDED {
        let (word, period, error) = match found.keys.check(name, *kind) {
            Ok(period) => ("sound", Some(period), None),
            Err(error) => ("unusable", None, Some(error.to_string())),
        };
        sound &= error.is_none();
        let more = error.clone().or(period.filter(|p| *p > 0).map(|p| format!("period {p}"))).unwrap_or_default();
        writeln!(text, "  {name:20} {word:9} {more}").expect("a string takes all text");
        files.push(
            json!({ "file": name, "kind": kind.as_str(), "sound": error.is_none(), "period": period, "error": error }),
        );
    }
    let origin = found.keys.path().join(ORIGIN).exists();
    let place = if origin { "still here: move it away" } else { "moved away" };
    writeln!(text, "  {ORIGIN:20} {place}").expect("a string takes all text");
    let epochs = site
        .open_to_read(&found)?
        .read_now(Scope::System(Job::Keys), |tx: &mut Tx| -> Result<_, StoreError> { inspect::epochs(tx) })
        .map_err(|error| Failure::Failed(format!("the database cannot be read: {error}")))?;
    for epoch in &epochs {
        let (n, organisations, subjects) = (epoch.epoch, epoch.organisations, epoch.subjects);
        writeln!(text, "epoch {n}: keys of {organisations} organisations, wrapping those of {subjects} persons")
            .expect("a string takes all text");
    }
    let json = json!({
        "installation": found.installation.id, "folder": found.keys.path(), "files": files, "origin_here": origin, "epochs": epochs,
    });
    Ok(Answer::checked(sound, text, json))
}
