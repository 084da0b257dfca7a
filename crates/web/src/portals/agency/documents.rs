//! The documents of one worker, as their agency keeps them: what is filed and where it stands, and the form by which another is filed.

use app::admit::Key;
use app::documents::{self, NewDocument, Of, Paper};
use app::{AppError, Fault};
use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use axum::middleware::map_request;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::ids::ReferenceKind;
use domain::{DocumentKind, DocumentOwner, DocumentRule, DocumentState};
use serde::Deserialize;

use crate::filing::{self, Said, Untaken};
use crate::form::by_name;
use crate::input::Query;
use crate::page::{Notice, Page, Portal, answer};
use crate::portals::FormPage;
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Tone, When};
use crate::visit::Visit;

/// `/agency/workers/{reference}/documents...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(
            "/agency/workers/{reference}/documents",
            get(list).post(file).layer(DefaultBodyLimit::max(filing::BODY_MAX)).layer(map_request(filing::in_pieces)),
        )
        .route("/agency/workers/{reference}/documents/new", get(form))
}

const HERE: Portal = Portal::Agency;

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
    /// Pages, once it was looked into.
    pub pages: Option<i64>,
    /// Its last day, in words.
    pub ends: Option<String>,
    /// When it was filed.
    pub filed: When,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/documents.html")]
pub struct Papers {
    /// The frame; entry `workers`.
    pub page: Page,
    /// The worker's reference.
    pub reference: String,
    /// Newest first.
    pub rows: Vec<PaperRow>,
    /// Whether earlier versions are shown.
    pub earlier: bool,
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

async fn papers(site: &Site, visit: &Visit, reference: &str, earlier: bool) -> Result<Vec<Paper>, Response> {
    let caller = visit.member(site, HERE)?;
    let listed = async {
        let of = Of::Worker(Key::parse(ReferenceKind::Worker, reference)?);
        site.house.read(&caller, move |tx, desk, caller| documents::list(tx, desk, caller, &of, earlier)).await
    };
    listed.await.map_err(|error| visit.failed(site, error))
}

async fn list(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Response> {
    let found = papers(&site, &visit, &reference, which.earlier).await?;
    let mut page = visit.page(&site, HERE, "workers");
    if which.filed {
        page.notice = Some(Notice { tone: Tone::Ok, text: page.t("documents-sent") });
    }
    let rows = found.iter().map(|paper| row(&page, paper)).collect();
    Ok(answer(StatusCode::OK, &Papers { reference, rows, earlier: which.earlier, page }, false))
}

fn row(page: &Page, paper: &Paper) -> PaperRow {
    let (tone, icon) = match paper.state {
        DocumentState::Waiting => (Tone::Wait, "hourglass"),
        DocumentState::Clean => (Tone::Ok, "circle-check"),
        DocumentState::Overruled => (Tone::Ok, "shield-lock"),
        DocumentState::Held => (Tone::Stop, "alert-triangle"),
        DocumentState::Refused | DocumentState::Destroyed => (Tone::Mute, "x"),
    };
    let why = match paper.state {
        DocumentState::Waiting => Some(page.t("documents-waiting-why")),
        DocumentState::Held => Some(page.t("conflict-document_held")),
        DocumentState::Refused => paper.reason.as_ref().map(|reason| page.t(format!("fault-{reason}"))),
        _ => None,
    };
    PaperRow {
        kind: page.t(format!("document-{}", paper.rule.kind)),
        version: (paper.nth > 1).then(|| page.t1("documents-version", "nth", paper.nth)),
        badge: Badge::new(tone, icon, page.t(format!("document-state-{}", paper.state))),
        why,
        pages: Some(paper.pages).filter(|pages| *pages > 0),
        ends: paper.expires_on.map(|day| page.date(day)),
        filed: page.when(paper.uploaded_at),
    }
}

async fn form(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Result<Response, Response> {
    let found = papers(&site, &visit, &reference, false).await?;
    let page = visit.page(&site, HERE, "workers");
    Ok(answer(StatusCode::OK, &blank(page, &reference, &found, &Said::default(), &[]), false))
}

/// The form, with what was said and what is wrong with it.
fn blank(page: Page, reference: &str, found: &[Paper], said: &Said, faults: &[Fault]) -> FormPage {
    let place = format!("/agency/workers/{reference}/documents");
    let named = by_name(faults);
    let wrong = |name: &str| {
        let fault = named.iter().find(|(field, _)| field == name);
        fault.map_or(String::new(), |(_, reason)| page.t(format!("fault-{reason}")))
    };
    let kinds = DocumentRule::of_owner(DocumentOwner::Worker).map(|rule| rule.kind);
    let kind = |kind: DocumentKind| Choice::new(kind.as_str(), page.t(format!("document-{kind}")));
    let mut earlier = vec![Choice::new("", page.t("documents-replaces-none"))];
    earlier.extend(found.iter().filter(|paper| paper.replaceable).map(|paper| {
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
    let what = field("kind", "documents-what", Kind::Select(kinds.map(kind).collect()));
    let expires =
        field("expires_on", "documents-expires", Kind::Line("date")).hint(page.t("documents-expires.hint")).optional();
    let replaces = field("replaces", "documents-replaces", Kind::Select(earlier))
        .hint(page.t("documents-replaces.hint"))
        .optional();
    let file = Field::new("file", page.t("documents-file"), Kind::File(".jpg,.jpeg,.png,.webp,.pdf"))
        .hint(page.t("documents-file.hint"))
        .error(wrong("file"));
    FormPage {
        back: (place.clone(), page.t1("documents-of", "reference", reference)),
        title: page.t("documents-file-one"),
        lede: page.t("documents-lede"),
        action: place,
        file: true,
        hidden: Vec::new(),
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
    Path(reference): Path<String>,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, HERE)?;
    let place = format!("/agency/workers/{reference}/documents");
    let mut seen = Said::default();
    let filed = async {
        let parts = parts.map_err(|_| Untaken::Form(StatusCode::BAD_REQUEST))?;
        let taken = filing::take(&site.house, &caller, parts, |said| {
            seen = said.clone();
            if !visit.is_ours(said.text("csrf")) {
                return Err(Unfiled::NotOurs);
            }
            Ok(asked(&reference, said).map_err(Untaken::App)?)
        });
        let (receiving, _) = taken.await?;
        receiving.finish(None).await.map_err(|error| Unfiled::Untaken(error.into()))
    };
    let error = match filed.await {
        Ok(_) => return Ok(Redirect::to(&format!("{place}?filed=true")).into_response()),
        Err(Unfiled::NotOurs) => return Err(visit.expired(&site)),
        Err(Unfiled::Untaken(Untaken::App(error))) => error,
        Err(Unfiled::Untaken(Untaken::Form(StatusCode::PAYLOAD_TOO_LARGE))) => {
            AppError::invalid("/file", "document_too_long")
        }
        Err(Unfiled::Untaken(Untaken::Form(_))) => AppError::invalid("/file", "document_empty"),
    };
    let AppError::Invalid(faults) = error else { return Err(visit.failed_on(&site, place, error)) };
    let found = papers(&site, &visit, &reference, false).await?;
    let page = visit.page(&site, HERE, "workers");
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &blank(page, &reference, &found, &seen, &faults), false))
}

/// What the form asks for.
fn asked(reference: &str, said: &Said) -> Result<NewDocument, AppError> {
    let day = |day: &str| day.parse().map_err(|_| AppError::invalid("/expires_on", "document_end_unread"));
    let paper = |id: &str| id.parse().map_err(|_| AppError::invalid("/replaces", "document_replaces"));
    Ok(NewDocument {
        of: Of::Worker(Key::parse(ReferenceKind::Worker, reference)?),
        kind: DocumentKind::parse(said.text("kind")).map_err(|_| AppError::invalid("/kind", "document_kind"))?,
        expires_on: said.given("expires_on").map(day).transpose()?,
        replaces: said.given("replaces").map(paper).transpose()?,
    })
}
