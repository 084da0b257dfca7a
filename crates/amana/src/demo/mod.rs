//! The living demo: a world of invented people whose whole history was made by use cases on a stepped clock.
//!
//! It is built once, in a folder of its own; a second start goes on with the same data. What was cut off while it was
//! built is taken away and built anew.

mod act;
mod case;
mod cast;
mod changes;
mod folder;
mod history;
mod roster;
mod tales;
#[cfg(test)]
mod tests;
mod walk;
mod world;

use std::sync::Arc;

use jiff::Timestamp;
use web::site::DemoPerson;

pub use folder::{begin, clear, clear_half_built, keep_people, people, remove};

use crate::adapters::clock::DemoClock;
use crate::adapters::inbox::Inbox;
use crate::answer::Failure;
use crate::serving;
use crate::site::{Found, Site};
use history::History;
use tales::Size;

/// Every demo has the same people.
const SEED: u64 = 2026;

/// Builds the world in a demo's empty folder, up to `end`, and lists its people, those worth looking through first.
/// `crowd` workers more are listed, whom nobody looks through.
pub async fn build(site: &Site, found: &Found, crowd: usize, end: Timestamp) -> Result<Vec<DemoPerson>, Failure> {
    let history = history(site, found, SEED, end, Size { crowd, ..Size::WHOLE }).await?;
    for case in &history.astray {
        tracing::warn!(%case, "the demo went astray");
    }
    Ok(history.world.people())
}

async fn history(site: &Site, found: &Found, seed: u64, end: Timestamp, size: Size) -> Result<History, Failure> {
    let clock = Arc::new(DemoClock::stepped(site.data(), history::beginning(end)));
    let inbox = Arc::new(Inbox::open(site.data(), clock.clone())?);
    let house = serving::house(
        found,
        site.open(found)?,
        clock.clone(),
        inbox,
        Vec::new(),
        Vec::new(),
        site.access()?,
        site.documents()?,
        true,
    )?;
    history::build(&house, clock, seed, end, size)
        .await
        .map_err(|failed| Failure::Failed(format!("the demo's world could not be built: {failed}")))
}
