//! `/_gallery`: every part that pages are made of, each in a story of invented words. It exists beside the demo alone; the pictures
//! that a change of the style is held against are taken of it (e2e/gallery.test.mjs).

mod stories;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;

use self::stories::{Story, stories};
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Choice, Field, Kind, Tone, When};
use crate::visit::Visit;

/// The moment at which every story is told: pictures of it never age.
const THEN: &str = "2026-01-04T06:00:00Z";

/// The page.
#[derive(Debug, Template)]
#[template(path = "demo/gallery.html")]
struct Gallery {
    page: Page,
    /// The meanings that a message has.
    tones: [Tone; 4],
    when: When,
    searched: Field,
    stories: Vec<Story>,
}

/// `GET /_gallery`
pub async fn show(State(site): State<Site>, visit: Visit) -> Response {
    let mut page = visit.page(&site, Portal::Public, "");
    page.now = THEN.parse::<Timestamp>().unwrap_or(page.now);
    // The bar tells the demo's own time, which a picture must not have.
    page.demo = None;
    let tones = [Tone::Ok, Tone::Info, Tone::Wait, Tone::Stop];
    let when = page.when(page.now);
    let work =
        [Choice::new("cook", page.t("work-cook")).with("12"), Choice::new("nanny", page.t("work-nanny")).with("7")];
    let searched = Field::new("work", page.t("filter-work"), Kind::Radios(work.into()));
    let stories = stories(&page);
    answer(StatusCode::OK, &Gallery { page, tones, when, searched, stories }, false)
}
