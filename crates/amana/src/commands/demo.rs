//! `amana demo`: everything embedded, a living world of invented people. A second start continues the same data.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use app::ports::Messenger;
use app::sign_in::Access;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::watch;
use web::limits::{Allowances, Limits};
use web::site::{DemoCard, DemoPerson, DemoPowers, Sent, Settings, Site as WebSite};

use crate::adapters::clock::{DemoClock, real};
use crate::adapters::inbox::Inbox;
use crate::answer::{Answer, Failure};
use crate::demo;
use crate::gateways::DemoCards;
use crate::installation::Kind;
use crate::site::{Found, Site};
use crate::writing::attend;
use crate::{files, gateways, logs, ops, serving, witnesses};

/// Whom a protected worker of the demo reaches: a number that nobody has.
const HELPER: &str = "+968 2400 0199";

/// Whom the demo's access tokens are from, whatever port it is reached at.
const ISSUER: &str = "https://demo.amana.example";

/// The demo's powers over its own edge.
struct Powers {
    clock: Arc<DemoClock>,
    inbox: Arc<Inbox>,
    cards: Arc<DemoCards>,
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

    fn card(&self, session: &str) -> Option<DemoCard> {
        self.cards.page(session)
    }

    fn decide_card(&self, session: &str, pays: bool) {
        self.cards.decide(session, pays);
    }
}

/// Builds the world the first time, then serves it until SIGTERM or Ctrl-C. `still` is where its history ends and its clock
/// stands; without it that is this moment, and the clock runs. `ports` are that of the pages and that of health and metrics.
pub fn run(
    data: &Path,
    (port, operations): (u16, u16),
    fresh: bool,
    crowd: usize,
    still: Option<Timestamp>,
) -> Result<Answer, Failure> {
    logs::start("error");
    let site = Site::in_folder(data)?;
    // before anything is taken away: another process may be at work here
    site.refuse_if_in_use()?;
    if fresh {
        demo::clear(data)?;
    }
    demo::clear_half_built(data)?;
    let found = site.found(Kind::Demo)?;
    // Whoever waits for this file waits for a demo that answers.
    let ready = data.join("demo.json");
    demo::remove(&ready)?;
    serving::runtime()?.block_on(async {
        serving::keep_memory_out_of_cores();
        serving::outlive_full_files();
        let told = serving::told_to_stop();
        let people = match demo::people(data)? {
            Some(people) => people,
            None => build(&site, &found, crowd, still.unwrap_or_else(real)).await?,
        };
        let clock = Arc::new(match still {
            Some(still) => DemoClock::stepped(data, still),
            None => DemoClock::running(data)?,
        });
        let inbox = Arc::new(Inbox::open(data, clock.clone())?);
        let here = format!("http://127.0.0.1:{port}");
        let messenger: Arc<dyn Messenger> = inbox.clone();
        let witnesses = witnesses::all(&site, &messenger)?;
        let mut gateways = gateways::configured(&site, Kind::Demo)?.all();
        let cards = Arc::new(DemoCards::default());
        if gateways.is_empty() {
            gateways.push(cards.clone());
        }
        let access = Access::new(&here, site.lifetimes()?).issued_by(ISSUER);
        let house = serving::house(
            &found,
            site.open(&found)?,
            clock.clone(),
            inbox.clone(),
            gateways,
            witnesses,
            access,
            site.documents()?,
            true,
        )?;
        serving::refuse_unknown_packs(&house).await?;
        serving::follow_policies(&house).await?;
        serving::settle_root(&house).await?;
        let public = SocketAddr::from(([127, 0, 0, 1], port));
        let watched = SocketAddr::from(([127, 0, 0, 1], operations));
        let settings = Settings {
            helper: Some(HELPER.to_owned()),
            demo: true,
            secure_cookies: false,
            limits: Limits::new(Allowances::default().of_demo(), None),
            providers: crate::sso::providers(&site, &here)?,
            ..Settings::default()
        };
        let powers = Powers { clock, inbox, cards, people: people.clone() };
        let settings = Arc::new(settings);
        let web = WebSite::new(house.clone(), Arc::clone(&settings), Some(Arc::new(powers)));
        let (stop, stopped) = watch::channel(false);
        let mut tasks = tokio::task::JoinSet::new();
        let listener = serving::listen(public).await?;
        let url = format!("http://{}", listener.local_addr().unwrap_or(public));
        tasks.spawn(serving::serve(listener, web::router::router(web), stopped.clone()));
        let watching = ops::router(house.clone(), found.keys.token()?, ops::recorder()?);
        tasks.spawn(serving::serve(serving::listen(watched).await?, watching, stopped.clone()));
        attend(&mut tasks, site.data(), &house, &stopped);
        let (refusing, stopped_too) = (house.clone(), stopped.clone());
        tasks.spawn(async move {
            serving::refusals(refusing, settings, stopped_too).await;
            Ok(())
        });
        let (signed, stopped_too) = (house.clone(), stopped.clone());
        tasks.spawn(async move {
            serving::checkpoints(signed, stopped_too).await;
            Ok(())
        });
        tasks.spawn(async move {
            serving::jobs(house, stopped).await;
            Ok(())
        });
        let text =
            serde_json::to_string_pretty(&json!({ "url": url, "people": people })).expect("plain words are JSON");
        files::replace(&ready, text.as_bytes()).map_err(|error| Failure::io(&ready, &error))?;
        eprintln!(
            "Amana's demo is at {url} — nobody and nothing in it is real. Ctrl-C stops it; its data stays in {}.",
            data.display()
        );
        told.await;
        stop.send_replace(true);
        serving::finish(tasks).await;
        demo::remove(&ready)?;
        Ok(Answer::done("stopped", json!({ "stopped": true })))
    })
}

/// Builds the world. Its people are kept last: until then a next start builds it anew.
async fn build(site: &Site, found: &Found, crowd: usize, end: Timestamp) -> Result<Vec<DemoPerson>, Failure> {
    let began = real();
    eprintln!("building the demo's world: 420 days of invented people; this is done once");
    demo::begin(site.data())?;
    let people = demo::build(site, found, crowd, end).await?;
    demo::keep_people(site.data(), &people)?;
    eprintln!("the demo's world was built in {:.1} s", real().duration_since(began).as_secs_f64());
    Ok(people)
}
