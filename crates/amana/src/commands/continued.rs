//! `amana audit continue`: goes on with a log that is not the one that is known outside, in a new epoch that says so.

use std::sync::Arc;

use app::log::Before;
use app::ports::Clock;
use serde_json::json;
use store::{Store, StoreError};

use crate::adapters::clock::{DemoClock, RealClock};
use crate::adapters::nowhere::Nowhere;
use crate::answer::{Answer, Failure};
use crate::installation::{Installation, Kind};
use crate::outside::{self, Kept};
use crate::serving;
use crate::site::{Found, Site, unopened};
use crate::verification::head_outside;

/// Goes on; refused while the log holds all that is known outside.
pub fn run(site: &Site) -> Result<Answer, Failure> {
    let found = site.installation()?;
    site.refuse_if_in_use()?;
    let newest = outside::newest(&site.kept_outside(), &found.signer()?)?;
    let newest = newest.iter().max_by_key(|kept| (kept.signed.epoch, kept.signed.size));
    if holds(site, &found)? {
        let what =
            "there is nothing to continue: the log holds all that is known of it outside; start the server as always";
        return Err(Failure::Usage(what.to_owned()));
    }
    let before = before(site, &found, newest)?;
    let next = Installation { epoch: found.installation.epoch.max(before.epoch) + 1, ..found.installation.clone() };
    let log = store::Log { head_file: None, outside: Vec::new(), ..site.log(&found, false)? };
    let there = Found { installation: next.clone(), keys: found.keys.clone() };
    let store = Store::open(&site.store_config(false), log).map_err(unopened)?;
    let demo = next.kind == Kind::Demo;
    let clock: Arc<dyn Clock> = if demo { Arc::new(DemoClock::running(site.data())?) } else { Arc::new(RealClock) };
    let (nowhere, access, documents) = (Arc::new(Nowhere), site.access()?, site.documents()?);
    let house = serving::house(&there, store, clock, nowhere, Vec::new(), Vec::new(), access, documents, demo)?;
    let signed = serving::runtime()?
        .block_on(app::log::go_on(&house, before))
        .map_err(|error| Failure::Failed(format!("the log could not go on: {error}")))?;
    drop(house);
    // A crash before this line leaves the old epoch: the next try writes the record once more, which hides nothing.
    next.write(site.data())?;
    let size = signed.map_or(0, |signed| signed.size);
    set_aside(site, before.epoch)?;
    let text = format!(
        "the log goes on in epoch {}, with record {size}; what was known of it before, {} records in epoch {}, stands in that record. \
         Checkpoints are now verified with another key: `amana audit checkpoint --vkey` prints it",
        next.epoch, before.size, before.epoch
    );
    let json = json!({ "epoch": next.epoch, "record": size, "old": { "epoch": before.epoch, "size": before.size } });
    Ok(Answer::done(text, json))
}

/// Whether the database would be opened as it is.
fn holds(site: &Site, found: &Found) -> Result<bool, Failure> {
    let log = match site.log(found, true) {
        Ok(log) => log,
        Err(Failure::Unsafe(_)) => return Ok(false),
        Err(failure) => return Err(failure),
    };
    match Store::open(&site.store_config(false), log) {
        Ok(_) => Ok(true),
        Err(StoreError::Damaged(_)) => Ok(false),
        Err(error) => Err(unopened(error)),
    }
}

fn before(site: &Site, found: &Found, newest: Option<&Kept>) -> Result<Before, Failure> {
    if let Some(Kept { signed, .. }) = newest {
        return Ok(Before { epoch: signed.epoch, size: signed.size, root: Some(signed.root) });
    }
    let head = head_outside(site, found)?.map_or(0, |head| head.n);
    Ok(Before { epoch: found.installation.epoch, size: head, root: None })
}

/// The head and checkpoint of the old epoch are kept, under names that say so.
fn set_aside(site: &Site, epoch: u32) -> Result<(), Failure> {
    for file in [site.head_file(), site.checkpoint_file()] {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".epoch-{epoch}"));
        match std::fs::rename(&file, file.with_file_name(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Failure::io(&file, &error)),
            _ => {}
        }
    }
    Ok(())
}
