//! Documents as the operator's staff look after them: how many stand where, what the scanner holds back, what opens against its word,
//! and what the weekly catalogue found. Nothing of what is in any of them.

use app::Limit;
use app::documents::{self, After, Catalogue, Document};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::DocumentState;
use serde::Deserialize;
use uuid::Uuid;

use super::overrides::{self, OverrideRow};
use crate::cursor;
use crate::page::{Page, Portal, answer};
use crate::portals::Stat;
use crate::site::Site;
use crate::ui::{Badge, Pager, Tone, When};
use crate::visit::Visit;

/// Where the page stands.
pub(super) const PLACE: &str = "/operator/documents";

/// A document that the scanner holds back.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// Its identifier.
    pub id: String,
    /// The end of that, as it stands in records.
    pub short: String,
    /// What it is, in words.
    pub kind: String,
    /// What the scanner calls what it found.
    pub finding: String,
    /// When it was filed.
    pub filed: When,
}

/// What one catalogue found.
#[derive(Debug, Clone)]
pub struct CatalogueRow {
    /// When it was begun.
    pub begun: When,
    /// How many objects were read.
    pub checked: i64,
    /// How it stands, in words: under way, all sound, so many findings.
    pub badge: Badge,
    /// What was found, in words with its number.
    pub found: Vec<String>,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/documents.html")]
pub struct Documents {
    /// The frame; entry `documents`.
    pub page: Page,
    /// How many stand where.
    pub stats: Vec<Stat>,
    /// What to do about it, where nothing is checked.
    pub waits: Option<String>,
    /// Oldest first.
    pub held: Vec<HeldRow>,
    /// Whether the reader may ask for one of them to open.
    pub asks: bool,
    /// What was asked to open against the scanner's word, newest first.
    pub overrides: Vec<OverrideRow>,
    /// Back and next among them.
    pub pager: Pager,
    /// Newest first.
    pub catalogues: Vec<CatalogueRow>,
}

/// `/operator/documents...`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(show))
}

#[derive(Deserialize)]
struct Which {
    after: Option<String>,
}

async fn show(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let cursors = cursor::of(&site, &caller, "document-overrides");
    let after = cursors.read::<After>(which.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let seen = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let (catalogues, counts) = documents::overview(tx, desk, caller)?;
            let overrides = documents::overrides(tx, desk, caller, after, Limit::PAGE)?;
            Ok((catalogues, counts, documents::held_back(tx, desk, caller)?, overrides))
        })
        .await;
    let (catalogues, counts, held, (overrides, next)) = seen.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "documents");
    let number = |state: DocumentState| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, number)| *number);
    let mut shown = vec![DocumentState::Waiting, DocumentState::Clean, DocumentState::Held, DocumentState::Refused];
    if number(DocumentState::Overruled) > 0 {
        shown.push(DocumentState::Overruled);
    }
    let stat = |state: DocumentState| Stat {
        icon: None,
        label: page.t(format!("document-state-{state}")),
        value: number(state).to_string(),
    };
    let unscanned = site.house.documents.scanner.is_none();
    let waits = match (unscanned, number(DocumentState::Waiting)) {
        (true, _) => Some("documents-no-scanner"),
        (false, 0) => None,
        (false, _) => Some("documents-wait-for-scanner"),
    };
    let view = Documents {
        stats: shown.into_iter().map(stat).collect(),
        waits: waits.map(|key| page.t(key)),
        held: held.iter().map(|row| held_row(&page, row)).collect(),
        asks: documents::may_overrule(&site.house.desk(), &caller).0,
        overrides: overrides.iter().map(|seen| overrides::row(&page, seen)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}#overrides", cursors.write(&last))),
        },
        catalogues: catalogues.iter().map(|made| catalogue_row(&page, made)).collect(),
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

/// The end of an identifier, as it stands in records.
pub(super) fn short(id: Uuid) -> String {
    let id = id.simple().to_string();
    id[id.len() - 8..].to_owned()
}

fn held_row(page: &Page, row: &Document) -> HeldRow {
    HeldRow {
        id: row.id.to_string(),
        short: short(row.id),
        kind: page.t(format!("document-{}", row.kind)),
        finding: row.reason.clone().unwrap_or_default(),
        filed: page.when(row.uploaded_at),
    }
}

fn catalogue_row(page: &Page, made: &Catalogue) -> CatalogueRow {
    let number = |what: &str| made.findings.iter().filter(|finding| finding.what == what).count();
    let found = documents::FINDINGS.iter().map(|what| (what, number(what))).filter(|(_, number)| *number > 0);
    let found: Vec<String> =
        found.map(|(what, number)| page.t1(&format!("catalogue-{what}"), "number", number)).collect();
    let badge = match (made.done_at, made.findings.iter().any(|finding| !finding.mended)) {
        (None, _) => Badge::new(Tone::Wait, "hourglass", page.t("catalogue-under-way")),
        (Some(_), true) => Badge::new(Tone::Stop, "alert-triangle", page.t("catalogue-wrong")),
        (Some(_), false) => Badge::new(Tone::Ok, "circle-check", page.t("catalogue-sound")),
    };
    CatalogueRow { begun: page.when(made.begun_at), checked: made.checked, badge, found }
}
