//! Commands that change something: carried out by the running server that has the database, or here when none runs.
//!
//! Both ways end in the same function over the same house, so a command does exactly one thing wherever it runs.

mod ask;
mod close;
mod desk;
mod documents;
mod erase;
mod factors;
mod keys;
mod people;
mod policies;
mod roster;
mod wire;

pub use ask::{Ask, Person};
pub use close::Bodies;
pub use desk::attend;

use std::sync::Arc;

use app::House;
use app::ports::Messenger;

use crate::adapters::clock::{DemoClock, RealClock};
use crate::adapters::nowhere::{Nowhere, OnlyBack};
use crate::adapters::spool::Spool;
use crate::answer::{Answer, Failure};
use crate::channels::services;
use crate::installation::Kind;
use crate::serving;
use crate::site::{Found, Site};

/// Carries a writing command out: over the running server's socket, else under the lock. `file` is what it brings along.
pub fn run(site: &Site, ask: Ask, file: Vec<u8>) -> Result<Answer, Failure> {
    let found = site.installation()?;
    // On PostgreSQL any process may write; the embedded database belongs to one.
    if site.config.database.url.is_none() && site.is_in_use() {
        return serving::runtime()?.block_on(wire::send(site.data(), &ask, &file));
    }
    let house = house(site, &found, &ask)?;
    serving::runtime()?.block_on(async {
        serving::follow_policies(&house).await?;
        serving::settle_root(&house).await?;
        carry_out(&house, ask, file).await
    })
}

fn house(site: &Site, found: &Found, ask: &Ask) -> Result<House, Failure> {
    let demo = found.installation.kind == Kind::Demo;
    let clock: Arc<dyn app::ports::Clock> =
        if demo { Arc::new(DemoClock::running(site.data())?) } else { Arc::new(RealClock) };
    let messenger: Arc<dyn Messenger> = match ask {
        Ask::Erase { .. } => {
            let spool = site.config.messages.spool.as_ref().map(|folder| Spool::open(folder)).transpose()?;
            Arc::new(OnlyBack { spool, services: services::of(site)? })
        }
        _ => Arc::new(Nowhere),
    };
    let (access, documents) = (site.access()?, site.documents()?);
    serving::house(found, site.open(found)?, clock, messenger, Vec::new(), Vec::new(), access, documents, demo)
}

/// The one place where commands become use cases.
async fn carry_out(house: &House, ask: Ask, file: Vec<u8>) -> Result<Answer, Failure> {
    match ask {
        Ask::Operator { name, name_ar, person, role, another } => {
            people::operator(house, (name, name_ar), &person, &role, another).await
        }
        Ask::Agency { code, name, name_ar, licence_until, admin } => {
            people::agency(house, code, (name, name_ar), &licence_until, &admin).await
        }
        Ask::VerifyDocuments {} => documents::verify(house).await,
        Ask::Household { first } => people::household(house, &first).await,
        Ask::Rotate { org } => keys::rotate(house, org.as_deref()).await,
        Ask::RotateTokens {} => keys::rotate_tokens(house).await,
        Ask::RotateRoot {} => keys::rotate_root(house).await,
        Ask::Erase { subject, officer, reason } => erase::erase(house, &subject, &officer, &reason).await,
        Ask::ResetFactor { person, officer } => factors::reset(house, &person, &officer).await,
        Ask::ClosePlan { officer, before } => close::plan(house, &officer, &before).await,
        Ask::Close { officer, archive, steps } => close::steps(house, &officer, archive.as_deref(), &steps).await,
        Ask::Policies { files } => policies::propose_files(house, files).await,
        Ask::Roster { agency, dry_run, file_name, map, sheet, dates } => {
            roster::import(house, roster::Given { agency, dry_run, file_name, map, sheet, dates, file }).await
        }
    }
}
