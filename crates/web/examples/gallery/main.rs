//! Every page with invented people, to be looked at while it is made: `cargo run -p web --example gallery -- 127.0.0.1:7171`.
//!
//! Addresses are `/{en|ar}/{page}`, with `?theme=dark`; the answers carry the same strict policy as the product's.

mod cases;
mod imports;
mod operator;
mod public;
mod roster;
mod worker;

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use serde::Deserialize;
use web::i18n::Lang;
use web::page::{Demo, DemoPerson, Page, Person, Portal};
use web::preferences::Theme;

/// A page of the gallery: its name and how it is made.
type Sample = (&'static str, fn(Page) -> Response);

fn samples() -> Vec<Sample> {
    [public::SAMPLES, cases::SAMPLES, roster::SAMPLES, imports::SAMPLES, worker::SAMPLES, operator::SAMPLES].concat()
}

/// The moment at which every sample is set: a Saturday morning in Muscat.
fn now() -> Timestamp {
    "2026-11-21T05:30:00Z".parse().expect("a written-down moment")
}

/// Words in the page's language.
fn say(page: &Page, en: &str, ar: &str) -> String {
    match page.lang {
        Lang::En => en.to_owned(),
        Lang::Ar => ar.to_owned(),
    }
}

/// The page in a portal, with somebody signed in.
fn inside(mut page: Page, portal: Portal, entry: &'static str) -> Page {
    let (name, organisation) = match portal {
        Portal::Public => return Page { entry, ..page },
        Portal::Customer => {
            (say(&page, "Salim Al Harthi", "سالم الحارثي"), say(&page, "Al Harthi household", "أسرة الحارثي"))
        }
        Portal::Agency => {
            (say(&page, "Maha Al Balushi", "مها البلوشية"), page.lang.named("AG-021", &say(&page, "Al Waha", "الواحة")))
        }
        Portal::Worker => (say(&page, "Selam T.", "سلام ت."), String::new()),
        Portal::Operator => (say(&page, "Muna Said", "منى سعيد"), say(&page, "Operator", "المشغّل")),
    };
    page.portal = portal;
    page.entry = entry;
    page.person = Some(Person { name, organisation, several: portal == Portal::Agency });
    page.csrf.push_str("sample");
    page.counts = vec![("cases", 2), ("reviews", 7), ("my-requests", 1)];
    page
}

#[derive(Deserialize)]
struct Look {
    #[serde(default)]
    theme: String,
}

async fn show(Path((lang, name)): Path<(String, String)>, Query(look): Query<Look>) -> Response {
    let Some(lang) = Lang::parse(&lang) else { return StatusCode::NOT_FOUND.into_response() };
    let Some((_, make)) = samples().into_iter().find(|(sample, _)| *sample == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut page = Page::visitor(lang, now(), format!("/{}/{name}", lang.code()));
    page.theme = Theme::parse(&look.theme);
    let person = |id: &str, name: String, role: &str| DemoPerson {
        id: id.to_owned(),
        name,
        role: page.t(format!("role-{role}")),
    };
    page.demo = Some(Demo {
        people: vec![
            person("1", say(&page, "Salim Al Harthi", "سالم الحارثي"), "customer"),
            person("2", say(&page, "Maha Al Balushi, AG-021", "مها البلوشية، AG-021"), "agency_admin"),
            person("3", say(&page, "Selam T.", "سلام ت."), "worker"),
            person("4", say(&page, "Muna Said", "منى سعيد"), "moderator"),
        ],
        current: "1".to_owned(),
        clock: page.when(now()),
    });
    make(page)
}

async fn index() -> Html<String> {
    let links: Vec<String> = samples()
        .iter()
        .map(|(name, _)| format!(r#"<li>{name}: <a href="/en/{name}">en</a> <a href="/ar/{name}">ar</a></li>"#))
        .collect();
    Html(format!("<!doctype html><title>Gallery</title><ul>{}</ul>", links.concat()))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address: SocketAddr = std::env::args()
        .nth(1)
        .as_deref()
        .unwrap_or("127.0.0.1:7171")
        .parse()
        .expect("an address such as 127.0.0.1:7171");
    let router = Router::new()
        .route("/", get(index))
        .route("/{lang}/{name}", get(show))
        .merge(web::assets::routes())
        .merge(web::preferences::routes(false));
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await
}
