//! `amana keys status`, `amana keys rotate`.

use std::fmt::Write;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use envelope::KeyId;
use serde_json::json;
use store::tables::inspect;
use store::tables::keys::{self, Rotation};
use store::tables::token_keys;
use store::{Job, Scope, StoreError, Tx};

use crate::adapters::clock::real;
use crate::answer::{Answer, Failure};
use crate::cli::Rotate;
use crate::progress::Progress;
use crate::secrets::ORIGIN;
use crate::site::{Found, Site};
use crate::writing::{self, Ask};

/// Says which key files there are and whether they are sound, and what each epoch wraps. Never shows a key.
pub fn status(site: &Site) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let mut text = format!("installation {}, keys in {}\n", found.installation.id, found.keys.path().display());
    let (mut files, mut sound) = (Vec::new(), true);
    for (name, kind) in found.keys.needed() {
        let (word, period, error) = match found.keys.check(name, kind) {
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
    let now = real();
    let (epochs, rotations, roots, tokens) = site
        .open_to_read(&found)?
        .read_now(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, StoreError> {
            Ok((inspect::epochs(tx)?, keys::rotations(tx)?, keys::roots(tx)?, token_keys::all(tx, now)?))
        })
        .map_err(|error| Failure::Failed(format!("the database cannot be read: {error}")))?;
    for epoch in &epochs {
        let (n, organisations, subjects) = (epoch.epoch, epoch.organisations, epoch.subjects);
        writeln!(text, "epoch {n}: keys of {organisations} organisations, wrapping those of {subjects} persons")
            .expect("a string takes all text");
    }
    let mut horizon = None;
    let mut named = Vec::new();
    for root in &roots {
        let id = KeyId::from_slice(&root.id).map(|id| id.to_string()).unwrap_or_default();
        let days = real().duration_since(root.made_at).as_hours() / 24;
        writeln!(text, "root key {id}: in use for {days} days, wrapping the keys of {} epochs", root.wraps)
            .expect("a string takes all text");
        horizon = horizon.or(Some(days));
        named.push(json!({ "id": id, "since": root.made_at, "days": days, "wraps": root.wraps }));
    }
    if let Some(days) = horizon {
        writeln!(
            text,
            "shred horizon: copies of the last {days} days open with the root key in use, and remember whoever was erased since; older ones \
             open with nothing that is here. `amana keys rotate --root` closes all copies taken until then, for restores too"
        )
        .expect("a string takes all text");
    }
    let mut signing = Vec::new();
    for key in &tokens {
        let kid = key.id.simple().to_string();
        let state = match key.ends_at {
            Some(end) => format!("its tokens are accepted until {end:.0}"),
            None if key.signs_from > now => format!("signs from {:.0} on", key.signs_from),
            None => format!("signs since {:.0}", key.signs_from),
        };
        writeln!(text, "access tokens: key {kid} {state}").expect("a string takes all text");
        signing.push(json!({ "kid": kid, "signs_from": key.signs_from, "until": key.ends_at }));
    }
    for Rotation { name, epoch, left, .. } in &rotations {
        writeln!(text, "rotation of {name} to epoch {epoch}: {left} keys left").expect("a string takes all text");
    }
    let json = json!({
        "rotations": rotations, "roots": named, "tokens": signing, "horizon_days": horizon,
        "installation": found.installation.id, "folder": found.keys.path(), "files": files, "origin_here": origin, "epochs": epochs,
    });
    Ok(Answer::checked(sound, text, json))
}

/// How often progress is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Makes new epochs, and waits until everything hangs under them. Where this command or the server is cut off, the server goes on by
/// itself, and so does this command, called again.
pub fn rotate(site: &Site, ask: Rotate) -> Result<Answer, Failure> {
    let found = site.installation()?;
    let (done, over) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let found = &found;
        scope.spawn(move || show_progress(site, found, &over));
        let asked = match ask {
            Rotate { tokens: true, .. } => Ask::RotateTokens {},
            Rotate { root: true, .. } => Ask::RotateRoot {},
            Rotate { org, .. } => Ask::Rotate { org },
        };
        let answer = writing::run(site, asked, Vec::new());
        drop(done);
        answer
    })
}

/// A line for each organisation that is being moved, until the other end is dropped. Progress alone fails nothing.
fn show_progress(site: &Site, found: &Found, over: &mpsc::Receiver<()>) {
    let mut progress: Option<(String, Progress, i64)> = None;
    while over.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let Ok(store) = site.open_to_read(found) else { continue };
        let moving =
            store.read_now(Scope::System(Job::Keys), |tx: &mut Tx| -> Result<_, StoreError> { keys::rotations(tx) });
        let Some(now) = moving.ok().and_then(|moving| moving.into_iter().next()) else { continue };
        match &mut progress {
            Some((name, progress, total)) if *name == now.name => {
                progress.reach(u64::try_from((*total - now.left).max(0)).unwrap_or(0));
            }
            _ => progress = Some((now.name, Progress::new("wrapping", u64::try_from(now.left).unwrap_or(0)), now.left)),
        }
    }
}
