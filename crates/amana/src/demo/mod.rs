//! The demo's world: invented people, made by running the use cases on a stepped clock, never by inserting rows.

mod cast;
mod story;
mod world;

use std::path::Path;
use std::sync::Arc;

use jiff::SignedDuration;
use web::site::DemoPerson;

use crate::adapters::clock::{DemoClock, real};
use crate::adapters::inbox::Inbox;
use crate::answer::Failure;
use crate::files;
use crate::installation::{Installation, Kind};
use crate::serving;
use crate::site::{Found, Site};

/// Stands in the folder while the world is being built.
const HALF_BUILT: &str = "half-built";
/// The history begins so many days before now.
const DAYS: i64 = 420;

/// Builds the world in an empty demo folder and lists its people.
pub async fn build(site: &Site, found: &Found) -> Result<Vec<DemoPerson>, Failure> {
    let start = real().saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or_else(|_| real());
    let clock = Arc::new(DemoClock::stepped(site.data(), start));
    let inbox = Arc::new(Inbox::open(site.data(), clock.clone())?);
    let house = serving::house(found, site.open(found)?, clock.clone(), inbox, true)?;
    let people = world::build(&house, &clock, real())
        .await
        .map_err(|error| Failure::Failed(format!("the demo's world could not be built: {error:?}")))?;
    clock.run();
    Ok(people)
}

/// Takes a demo's folder away; anything but a demo is refused.
pub fn clear(data: &Path) -> Result<(), Failure> {
    match Installation::read(data)? {
        None => Ok(()),
        Some(there) if there.kind == Kind::Demo => {
            std::fs::remove_dir_all(data).map_err(|error| Failure::io(data, &error))
        }
        Some(_) => Err(Failure::Unsafe(format!("{} holds a real installation; it is not taken away", data.display()))),
    }
}

/// A world whose building was cut off is taken away, so that it is built anew.
pub fn clear_half_built(data: &Path) -> Result<(), Failure> {
    if data.join(HALF_BUILT).exists() { clear(data) } else { Ok(()) }
}

/// Leaves or takes away the mark of a world that is being built.
pub fn mark_half_built(data: &Path, building: bool) -> Result<(), Failure> {
    let mark = data.join(HALF_BUILT);
    let done = if building { files::replace(&mark, b"") } else { std::fs::remove_file(&mark) };
    done.map_err(|error| Failure::io(&mark, &error))
}
