//! The documents that somebody keeps, one page for every owner: what is filed, where it stands and until when it holds, and the form by
//! which another is filed. An agency's for a worker and for itself, a household's for itself, an agency's for a case.

mod place;

use std::collections::BTreeSet;

use app::document_checks::{self as checks, Standing};
use app::document_links;
use app::documents::{self, NewDocument, Paper};
use app::{AppError, Fault};
use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::middleware::map_request;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::{CheckResult, DocumentKind, DocumentRule, DocumentState};
use serde::Deserialize;
use uuid::Uuid;

use self::place::Place;
use super::papers::{self, Shelf};
use crate::filing::{self, Said, Untaken};
use crate::form::by_name;
use crate::input::Query;
use crate::once;
use crate::page::{Notice, Page, answer};
use crate::portals::FormPage;
use crate::portals::operator::checks::result;
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Tone, When};
use crate::visit::Visit;

/// `.../documents` and `.../documents/new` of every owner.
pub fn routes() -> Router<Site> {
    const PLACES: [(&str, &str); 4] = [
        ("/agency/workers/{reference}/documents", "/agency/workers/{reference}/documents/new"),
        ("/agency/cases/{reference}/documents", "/agency/cases/{reference}/documents/new"),
        ("/agency/documents", "/agency/documents/new"),
        ("/customer/documents", "/customer/documents/new"),
    ];
    PLACES.into_iter().fold(Router::new(), |router, (papers, another)| {
        let filing =
            get(list).post(file).layer(DefaultBodyLimit::max(filing::BODY_MAX)).layer(map_request(filing::in_pieces));
        router.route(papers, filing).route(another, get(form))
    })
}

/// A document in the list.
#[derive(Debug, Clone)]
pub struct PaperRow {
    /// What it is, in words.
    pub kind: String,
    /// Which version, in words; nothing for a first one.
    pub version: Option<String>,
    /// Where it stands.
    pub badge: Badge,
    /// Why, and what to do, where there is something to do.
    pub why: Option<String>,
    /// What came of comparing it with what was typed.
    pub compared: Option<Badge>,
    /// Pages, once it was looked into.
    pub pages: Option<i64>,
    /// Its last day, in words.
    pub ends: Option<String>,
    /// How near that is, where it is near.
    pub near: Option<Badge>,
    /// What happens then, where that is near.
    pub then: Option<String>,
    /// When it was filed.
    pub filed: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/filed.html")]
pub struct Papers {
    /// The frame.
    pub page: Page,
    /// Where it stands: the address of the list.
    pub path: String,
    /// The heading.
    pub title: String,
    /// The pages above it.
    pub above: Vec<(String, String)>,
    /// Newest first.
    pub rows: Vec<PaperRow>,
    /// Whether earlier versions are shown.
    pub earlier: bool,
    /// Whether the reader may file one here now.
    pub files: bool,
    /// Links to them, where they are the reader's own.
    pub shelf: Option<Shelf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    earlier: bool,
    /// Whether one was filed just now.
    #[serde(default)]
    filed: bool,
}

/// What is there, how each stands to the moderators, and what may be filed.
struct Found {
    papers: Vec<Paper>,
    standings: Vec<(Uuid, Standing)>,
    kinds: Vec<&'static DocumentRule>,
}

async fn found(site: &Site, visit: &Visit, place: &Place, earlier: bool) -> Result<Found, Response> {
    let caller = visit.member(site, place.portal())?;
    let listed = async {
        let of = place.whose()?;
        let read = move |tx: &mut _, desk: &_, caller: &_| {
            Ok::<_, AppError>(Found {
                papers: documents::list(tx, desk, caller, &of, earlier)?,
                standings: checks::of(tx, desk, caller, &of)?,
                kinds: documents::fileable(tx, desk, caller, &of)?,
            })
        };
        site.house.read(&caller, read).await
    };
    listed.await.map_err(|error| visit.failed(site, error))
}

/// The place that was asked for; an address without one was never routed here.
fn here(visit: &Visit) -> Result<Place, AppError> {
    Place::of(visit.path()).ok_or(AppError::NotFound)
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let place = here(&visit).map_err(|error| visit.failed(&site, error))?;
    let found = found(&site, &visit, &place, which.earlier).await?;
    let mut page = visit.page(&site, place.portal(), place.entry());
    let shelf = own_shelf(&site, &visit, &page, &place).await?;
    if which.filed {
        page.notice = Some(Notice { tone: Tone::Ok, text: page.t("documents-sent") });
    }
    let today = site.house.desk().today();
    let view = Papers {
        path: place.path(),
        title: place.title(&page),
        above: place.above(&page),
        rows: found.papers.iter().map(|paper| row(&page, today, paper, &found.standings)).collect(),
        earlier: which.earlier,
        files: !found.kinds.is_empty(),
        shelf,
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

/// Links to one's own papers. Those of workers and cases have theirs on the pages of these.
async fn own_shelf(site: &Site, visit: &Visit, page: &Page, place: &Place) -> Result<Option<Shelf>, Response> {
    if !place.is_own() {
        return Ok(None);
    }
    let caller = visit.member(site, place.portal())?;
    let listed = async {
        let of = place.whose()?;
        site.house.read(&caller, move |tx, desk, caller| document_links::of_own(tx, desk, caller, &of)).await
    };
    let listed = listed.await.map_err(|error| visit.failed(site, error))?;
    Ok(papers::shelf(page, "", place.path(), &listed))
}

fn row(page: &Page, today: jiff::civil::Date, paper: &Paper, standings: &[(Uuid, Standing)]) -> PaperRow {
    let (tone, icon) = match paper.state {
        DocumentState::Waiting => (Tone::Wait, "hourglass"),
        DocumentState::Clean => (Tone::Ok, "circle-check"),
        DocumentState::Overruled => (Tone::Ok, "shield-lock"),
        DocumentState::Held => (Tone::Stop, "alert-triangle"),
        DocumentState::Refused | DocumentState::Destroyed => (Tone::Mute, "x"),
    };
    let standing = standings.iter().find(|(id, _)| *id == paper.id).map(|(_, standing)| *standing);
    let mends = matches!(standing, Some(Standing::Settled { result, .. }) if result != CheckResult::Accepted);
    let why = match paper.state {
        DocumentState::Waiting => Some(page.t("documents-waiting-why")),
        DocumentState::Held => Some(page.t("conflict-document_held")),
        DocumentState::Refused => paper.reason.as_ref().map(|reason| page.t(format!("fault-{reason}"))),
        _ if mends => Some(page.t("check-mend")),
        _ => None,
    };
    let left = paper.expires_on.filter(|_| !paper.replaced).map(|day| (day - today).get_days());
    let near = left.and_then(|days| near(page, days));
    PaperRow {
        kind: page.t(format!("document-{}", paper.rule.kind)),
        version: (paper.nth > 1).then(|| page.t1("documents-version", "nth", paper.nth)),
        badge: Badge::new(tone, icon, page.t(format!("document-state-{}", paper.state))),
        why,
        compared: standing.map(|standing| compared(page, standing)),
        pages: Some(paper.pages).filter(|pages| *pages > 0),
        ends: paper.expires_on.map(|day| page.date(day)),
        then: near.as_ref().and_then(|_| page.lang.maybe(&format!("document-then-{}", paper.rule.kind))),
        near,
        filed: page.when(paper.uploaded_at),
    }
}

/// How near the last day is; none while its owner is told nothing of it yet.
fn near(page: &Page, days: i32) -> Option<Badge> {
    let first = i32::from(app::document_ends::TOLD[0]);
    match days {
        days if days < 0 => Some(Badge::new(Tone::Stop, "alert-triangle", page.t("document-ended"))),
        days if days <= first => {
            Some(Badge::new(Tone::Wait, "clock", page.t1("document-ends-in", "days", i64::from(days))))
        }
        _ => None,
    }
}

/// What came of comparing it with what was typed.
fn compared(page: &Page, standing: Standing) -> Badge {
    match standing {
        Standing::Waits => Badge::new(Tone::Mute, "hourglass", page.t("check-waits")),
        Standing::Second => Badge::new(Tone::Mute, "users", page.t("check-waits-second")),
        Standing::Settled { result: found, reason, .. } => {
            let (tone, icon) = match found {
                CheckResult::Accepted => (Tone::Ok, "eye-check"),
                _ => (Tone::Stop, "alert-triangle"),
            };
            Badge::new(tone, icon, result(page, found, reason))
        }
    }
}

async fn form(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let place = here(&visit).map_err(|error| visit.failed(&site, error))?;
    let found = found(&site, &visit, &place, false).await?;
    if found.kinds.is_empty() {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    let page = visit.page(&site, place.portal(), place.entry());
    Ok(answer(StatusCode::OK, &blank(&site, page, &place, &found, &Said::default(), &[]), false))
}

/// The form, with what was said and what is wrong with it.
fn blank(site: &Site, page: Page, place: &Place, found: &Found, said: &Said, faults: &[Fault]) -> FormPage {
    let key = site.house.desk().id(0x30).to_string();
    let named = by_name(faults);
    let wrong = |name: &str| {
        let fault = named.iter().find(|(field, _)| field == name);
        fault.map_or(String::new(), |(_, reason)| page.t(format!("fault-{reason}")))
    };
    let kind = |kind: DocumentKind| Choice::new(kind.as_str(), page.t(format!("document-{kind}")));
    let mut earlier = vec![Choice::new("", page.t("documents-replaces-none"))];
    // Newest first; while a version waits, the one before it stands beside it.
    let mut known = BTreeSet::new();
    let papers = found.papers.iter().filter(|paper| paper.replaceable && known.insert(paper.paper));
    earlier.extend(papers.map(|paper| {
        let name = page.t(format!("document-{}", paper.rule.kind));
        let ends = paper.expires_on.map_or(String::new(), |day| format!(" · {}", page.date(day)));
        Choice::new(
            paper.paper.to_string(),
            format!("{name} · {}{ends}", page.t1("documents-version", "nth", paper.nth)),
        )
    }));
    let field = |name: &'static str, label: &str, kind: Kind| {
        Field::new(name, page.t(label), kind).value(said.text(name)).error(wrong(name))
    };
    let kinds = found.kinds.iter().map(|rule| kind(rule.kind)).collect();
    let what = field("kind", "documents-what", Kind::Select(kinds));
    let expires =
        field("expires_on", "documents-expires", Kind::Line("date")).hint(page.t("documents-expires.hint")).optional();
    let replaces = field("replaces", "documents-replaces", Kind::Select(earlier))
        .hint(page.t("documents-replaces.hint"))
        .optional();
    let file = Field::new("file", page.t("documents-file"), Kind::File(".jpg,.jpeg,.png,.webp,.pdf"))
        .hint(page.t("documents-file.hint"))
        .error(wrong("file"));
    FormPage {
        back: (place.path(), place.title(&page)),
        title: page.t("documents-file-one"),
        lede: page.t("documents-lede"),
        action: place.path(),
        file: true,
        hidden: vec![("key", key)],
        groups: vec![(String::new(), vec![what, expires, replaces, file])],
        submit: page.t("documents-send"),
        beside: None,
        page,
        more: None,
    }
}

/// Why it was not filed: what the form says again, or another page.
enum Unfiled {
    Untaken(Untaken),
    NotOurs,
}

impl From<Untaken> for Unfiled {
    fn from(untaken: Untaken) -> Self {
        Self::Untaken(untaken)
    }
}

async fn file(
    State(site): State<Site>,
    visit: Visit,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Response> {
    let place = here(&visit).map_err(|error| visit.failed(&site, error))?;
    let caller = visit.member(&site, place.portal())?;
    let mut seen = Said::default();
    let filed = async {
        let parts = parts.map_err(|_| Untaken::Form(StatusCode::BAD_REQUEST))?;
        let taken = filing::take(&site.house, &caller, parts, |said| {
            seen = said.clone();
            if !visit.is_ours(said.text("csrf")) {
                return Err(Unfiled::NotOurs);
            }
            Ok(asked(&place, said).map_err(Untaken::App)?)
        });
        let (receiving, said) = taken.await?;
        let asked = [said.bytes(), receiving.hash()].concat();
        let filed = async {
            let once = once::of_form(&caller, &format!("POST {}", place.path()), said.text("key"), &asked)?;
            // Pressed twice, or sent again: it is there.
            match once::done(&site.house, &caller, &once).await? {
                Some(_) => Ok(()),
                None => receiving.finish(once).await.map(drop),
            }
        };
        filed.await.map_err(|error: AppError| Unfiled::Untaken(error.into()))
    };
    let error = match filed.await {
        Ok(()) => return Ok(Redirect::to(&format!("{}?filed=true", place.path())).into_response()),
        Err(Unfiled::NotOurs) => return Err(visit.expired(&site)),
        Err(Unfiled::Untaken(Untaken::App(error))) => error,
        Err(Unfiled::Untaken(Untaken::Form(StatusCode::PAYLOAD_TOO_LARGE))) => {
            AppError::invalid("/file", "document_too_long")
        }
        Err(Unfiled::Untaken(Untaken::Form(_))) => AppError::invalid("/file", "document_empty"),
    };
    let AppError::Invalid(faults) = error else { return Err(visit.failed_on(&site, place.path(), error)) };
    let found = found(&site, &visit, &place, false).await?;
    let page = visit.page(&site, place.portal(), place.entry());
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &blank(&site, page, &place, &found, &seen, &faults), false))
}

/// What the form asks for.
fn asked(place: &Place, said: &Said) -> Result<NewDocument, AppError> {
    let day = |day: &str| day.parse().map_err(|_| AppError::invalid("/expires_on", "document_end_unread"));
    let paper = |id: &str| id.parse().map_err(|_| AppError::invalid("/replaces", "document_replaces"));
    Ok(NewDocument {
        of: place.whose()?,
        kind: DocumentKind::parse(said.text("kind")).map_err(|_| AppError::invalid("/kind", "document_kind"))?,
        expires_on: said.given("expires_on").map(day).transpose()?,
        replaces: said.given("replaces").map(paper).transpose()?,
    })
}
