//! `amana serve`: the real thing. Refuses demo data, clear text beyond loopback, and messages that go nowhere.

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::json;
use tokio::sync::watch;
use web::site::{Settings, Site as WebSite};

use crate::adapters::clock::RealClock;
use crate::adapters::spool::Spool;
use crate::answer::{Answer, Failure};
use crate::installation::Kind;
use crate::site::Site;
use crate::{ops, serving};

/// Serves until SIGTERM or Ctrl-C.
pub fn run(site: &Site) -> Result<Answer, Failure> {
    let server = &site.config.server;
    if !server.address.ip().is_loopback() && server.trusted_proxies.is_empty() {
        return Err(Failure::Unsafe(format!(
            "{}server.address {} would speak clear text to the network; listen on loopback behind a proxy that ends TLS, \
             or name that proxy in server.trusted_proxies",
            site.at(&["server", "address"]),
            server.address
        )));
    }
    let spool = site.config.messages.spool.as_ref().ok_or_else(|| {
        Failure::Usage(
            "say where messages go: [messages] spool = \"/var/spool/amana\"; nobody could sign in otherwise".to_owned(),
        )
    })?;
    let found = site.installation()?;
    if found.installation.kind == Kind::Demo {
        return Err(Failure::Unsafe(format!(
            "{} holds a demo, which is never taken into production; start with an empty data folder",
            site.data().display()
        )));
    }
    let store = site.open(&found)?;
    let house = serving::house(&found, store, Arc::new(RealClock), Arc::new(Spool::open(spool)?), false)?;
    let token = found.keys.token()?;
    let (public, operations) = (server.address, site.config.operations.address);
    // Cookies are Secure whenever people come through TLS; only plain loopback without a proxy goes without.
    let loopback_only = matches!(public.ip(), IpAddr::V4(ip) if ip.is_loopback()) && server.trusted_proxies.is_empty();
    let plain = loopback_only && server.url.as_deref().is_none_or(|url| url.starts_with("http://"));
    let settings = Settings { secure_cookies: !plain, ..Settings::default() };
    let web = WebSite { house: house.clone(), settings: Arc::new(settings), demo: None };
    runtime()?.block_on(async move {
        let (stop, stopped) = watch::channel(false);
        let pages = serving::serve(serving::listen(public).await?, web::site::router(web), stopped.clone());
        let watching =
            serving::serve(serving::listen(operations).await?, ops::router(house.clone(), token), stopped.clone());
        let jobs = tokio::spawn(serving::jobs(house, stopped));
        eprintln!("serving on http://{public}, operations on http://{operations}");
        let pages = tokio::spawn(pages);
        let watching = tokio::spawn(watching);
        serving::told_to_stop().await;
        let _ = stop.send(true);
        let _ = tokio::join!(pages, watching, jobs);
        Ok(Answer::done("stopped", json!({ "stopped": true })))
    })
}

/// The runtime of a server.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("the system gives no threads: {error}")))
}
