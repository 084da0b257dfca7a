//! `amana demo`: everything embedded, a living world of invented people. A second start continues the same data.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::watch;
use web::site::{DemoPerson, DemoPowers, Sent, Settings, Site as WebSite};

use super::serve::runtime;
use crate::adapters::clock::DemoClock;
use crate::adapters::inbox::Inbox;
use crate::answer::{Answer, Failure};
use crate::demo;
use crate::installation::Kind;
use crate::site::Site;
use crate::{files, ops, serving};

/// The demo's powers over its own edge.
struct Powers {
    clock: Arc<DemoClock>,
    inbox: Arc<Inbox>,
    people: Vec<DemoPerson>,
}

impl DemoPowers for Powers {
    fn advance(&self, by: SignedDuration) -> Option<Timestamp> {
        self.clock.advance(by).ok()
    }

    fn inbox(&self, to: Option<&str>) -> Vec<Sent> {
        let letters = self.inbox.list(to);
        letters
            .into_iter()
            .map(|letter| Sent {
                to: letter.to,
                channel: letter.channel,
                subject: letter.subject,
                text: letter.text,
                at: letter.at,
            })
            .collect()
    }

    fn people(&self) -> Vec<DemoPerson> {
        self.people.clone()
    }
}

/// Builds the world the first time, then serves it until SIGTERM or Ctrl-C.
pub fn run(data: &Path, port: u16, operations: u16, fresh: bool) -> Result<Answer, Failure> {
    if fresh {
        demo::clear(data)?;
    }
    demo::clear_half_built(data)?;
    let site = Site::in_folder(data)?;
    let found = site.found(Kind::Demo)?;
    let people_file = data.join("people.json");
    let ready = data.join("demo.json");
    // Whoever waits for this file must not read that of an earlier start.
    if ready.is_file() {
        std::fs::remove_file(&ready).map_err(|error| Failure::io(&ready, &error))?;
    }
    runtime()?.block_on(async {
        if !people_file.is_file() {
            let began = crate::adapters::clock::real();
            demo::mark_half_built(data, true)?;
            let people = demo::build(&site, &found).await?;
            let text = serde_json::to_string_pretty(&people).expect("plain words are JSON");
            files::replace(&people_file, text.as_bytes()).map_err(|error| Failure::io(&people_file, &error))?;
            demo::mark_half_built(data, false)?;
            let took = crate::adapters::clock::real().duration_since(began);
            eprintln!("the demo's world was built in {:.1} s", took.as_secs_f64());
        }
        let text = std::fs::read(&people_file).map_err(|error| Failure::io(&people_file, &error))?;
        let people: Vec<DemoPerson> = serde_json::from_slice(&text)
            .map_err(|error| Failure::Failed(format!("{} is damaged: {error}", people_file.display())))?;
        let clock = Arc::new(DemoClock::running(data)?);
        let inbox = Arc::new(Inbox::open(data, clock.clone())?);
        let house = serving::house(&found, site.open(&found)?, clock.clone(), inbox.clone(), true)?;
        let public = SocketAddr::from(([127, 0, 0, 1], port));
        let watched = SocketAddr::from(([127, 0, 0, 1], operations));
        let settings = Settings { demo: true, secure_cookies: false, ..Settings::default() };
        let powers = Powers { clock, inbox, people: people.clone() };
        let web = WebSite { house: house.clone(), settings: Arc::new(settings), demo: Some(Arc::new(powers)) };
        let (stop, stopped) = watch::channel(false);
        let listener = serving::listen(public).await?;
        let url = format!("http://{}", listener.local_addr().unwrap_or(public));
        let pages = tokio::spawn(serving::serve(listener, web::site::router(web), stopped.clone()));
        let token = found.keys.token()?;
        let watching = tokio::spawn(serving::serve(
            serving::listen(watched).await?,
            ops::router(house.clone(), token, ops::recorder()?),
            stopped.clone(),
        ));
        let jobs = tokio::spawn(serving::jobs(house, stopped));
        let text =
            serde_json::to_string_pretty(&json!({ "url": url, "people": people })).expect("plain words are JSON");
        files::replace(&ready, text.as_bytes()).map_err(|error| Failure::io(&ready, &error))?;
        eprintln!(
            "Amana's demo is at {url} — nobody and nothing in it is real. Ctrl-C stops it; its data stays in {}.",
            data.display()
        );
        serving::told_to_stop().await;
        let _ = stop.send(true);
        let _ = tokio::join!(pages, watching, jobs);
        Ok(Answer::done("stopped", json!({ "stopped": true })))
    })
}
