//! `amana serve`: the real thing. Refuses demo data, unsafe settings, and messages that go nowhere.

use std::sync::Arc;

use app::ports::Messenger;
use app::sign_in::passkey::signed::Party;
use serde_json::json;
use tokio::sync::watch;
use web::site::{Settings, Site as WebSite};

use crate::adapters::clock::RealClock;
use crate::answer::{Answer, Failure};
use crate::cli::Part;
use crate::installation::Kind;
use crate::site::Site;
use crate::writing::attend;
use crate::{channels, gateways, logs, ops, serving, witnesses};

/// Serves until SIGTERM or Ctrl-C.
pub fn run(site: &Site, part: Part) -> Result<Answer, Failure> {
    if let Some(failure) = site.unsafe_settings().into_iter().next() {
        return Err(failure);
    }
    if part != Part::All && site.config.database.url.is_none() {
        return Err(Failure::Unsafe(
            "the embedded database belongs to one process: several nodes (--role) need PostgreSQL, [database] url"
                .to_owned(),
        ));
    }
    let channels = channels::open(site)?;
    let gateways = gateways::configured(site, Kind::Production)?.all();
    let found = site.installation()?;
    if found.installation.kind == Kind::Demo {
        return Err(Failure::Unsafe(format!(
            "{} holds a demo, which is never taken into production; start with an empty data folder",
            site.data().display()
        )));
    }
    logs::start("info");
    serving::keep_memory_out_of_cores();
    let recorder = ops::recorder()?;
    let store = site.open(&found)?;
    site.refuse_demo_rows(&store)?;
    let messenger: Arc<dyn Messenger> = Arc::new(channels);
    let witnesses = witnesses::all(site, &messenger)?;
    let house = serving::house(
        &found,
        store,
        Arc::new(RealClock),
        messenger,
        gateways,
        witnesses,
        site.access()?,
        site.documents()?,
        false,
    )?;
    let token = found.keys.token()?;
    let (public, operations) = (site.config.server.address, site.config.operations.address);
    let settings = Settings {
        secure_cookies: !site.speaks_plainly(),
        trusted_proxies: site.config.server.trusted_proxies.clone(),
        providers: crate::sso::providers(site, &site.url())?,
        limits: crate::shared_counts::limits(site)?,
        helper: site.config.server.helper.clone().map(|helper| helper.chars().take(120).collect()),
        party: Party::of(site.config.server.url.as_deref()),
        text_receipts: crate::channels::receipts::of(site)?,
        ..Settings::default()
    };
    let settings = Arc::new(settings);
    let web = WebSite::new(house.clone(), Arc::clone(&settings), None);
    serving::runtime()?.block_on(async move {
        serving::refuse_unknown_packs(&house).await?;
        serving::follow_policies(&house).await?;
        serving::settle_root(&house).await?;
        serving::outlive_full_files();
        let told = serving::told_to_stop();
        let (stop, stopped) = watch::channel(false);
        let mut tasks = tokio::task::JoinSet::new();
        // Before anything answers: whoever sees the server alive may send it commands.
        if site.config.database.url.is_none() {
            attend(&mut tasks, site.data(), &house, &stopped);
        }
        let watching = ops::router(house.clone(), token, recorder);
        tasks.spawn(serving::serve(serving::listen(operations).await?, watching, stopped.clone()));
        if part != Part::Worker {
            let listener = serving::listen(public).await?;
            tasks.spawn(serving::serve(listener, web::router::router(web), stopped.clone()));
            tracing::info!("serving on http://{public}");
            let (house, settings, stopped) = (house.clone(), settings, stopped.clone());
            tasks.spawn(async move {
                serving::refusals(house, settings, stopped).await;
                Ok(())
            });
        }
        if part != Part::Web {
            let (signed, stopped_too) = (house.clone(), stopped.clone());
            tasks.spawn(async move {
                serving::checkpoints(signed, stopped_too).await;
                Ok(())
            });
            tasks.spawn(async move {
                serving::jobs(house, stopped).await;
                Ok(())
            });
        }
        tracing::info!("operations on http://{operations}");
        told.await;
        stop.send_replace(true);
        serving::finish(tasks).await;
        Ok(Answer::done("stopped", json!({ "stopped": true })))
    })
}
