//! One record of the log: its proof drawn step by step, its files to take away, and a try at changing a copy.

use app::AppError;
use app::log::{self, Checked, Proven, Shown, Step};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Purpose;
use serde::Deserialize;

use super::audit::{Row, named, row};
use super::audit_tree::{Drawing, Room};
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::When;
use crate::visit::Visit;

/// A copy that was changed.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What was done to it, in a sentence.
    pub what: String,
    /// The leaf of the copy.
    pub leaf: String,
    /// The root that the way leads to from there.
    pub root: String,
}

/// One record.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/audit_record.html")]
pub struct AuditRecord {
    /// The frame; entry `audit`.
    pub page: Page,
    /// Its number.
    pub n: u64,
    /// Whether the proof holds.
    pub holds: bool,
    /// How many records the checkpoint speaks of.
    pub size: u64,
    /// What it says: label and value.
    pub facts: Vec<(String, String)>,
    /// When.
    pub when: Option<When>,
    /// Its leaf.
    pub leaf: String,
    /// From the leaf upwards.
    pub steps: Vec<Step>,
    /// The proof as a tree: once for wide pages, once for phones.
    pub drawings: [Drawing; 2],
    /// The signed root.
    pub root: String,
    /// Its bytes as text.
    pub event: String,
    /// The copy that was changed.
    pub tried: Option<Tried>,
    /// The byte that was asked for.
    pub byte: String,
    /// It and those around it.
    pub near: Vec<Row>,
    /// The offline command.
    pub command: String,
}

/// `/operator/audit/{n}...`
pub fn routes() -> Router<Site> {
    Router::new().route("/operator/audit/{n}", get(one)).route("/operator/audit/{n}/{file}", get(file))
}

#[derive(Deserialize)]
struct Try {
    #[serde(default)]
    byte: String,
}

async fn one(
    State(site): State<Site>,
    visit: Visit,
    Path(n): Path<String>,
    Query(ask): Query<Try>,
) -> Result<Response, Response> {
    let shown = shown(&site, &visit, &n).await?;
    let page = visit.page(&site, Portal::Operator, "audit");
    let key = site.house.log.verifier(shown.proven.checkpoint.epoch).to_string();
    Ok(answer(StatusCode::OK, &filled(page, &shown, &key, ask.byte), false))
}

async fn shown(site: &Site, visit: &Visit, n: &str) -> Result<Shown, Response> {
    let caller = visit.member(site, Portal::Operator)?.for_purpose(Purpose::Audit);
    let found = async {
        let n: u64 = n.parse().map_err(|_| AppError::NotFound)?;
        let house = site.house.clone();
        site.house.read(&caller, move |tx, desk, caller| log::one(tx, &house, desk, caller, n)).await
    };
    found.await.map_err(|error| visit.failed(site, error))
}

fn filled(page: Page, shown: &Shown, key: &str, byte: String) -> AuditRecord {
    let Proven { n, event, checkpoint, .. } = &shown.proven;
    let Checked { leaf, steps, holds, .. } = shown.proven.check(event);
    let alt = page.lang.t2("audit-drawn", "n", n.to_string(), "count", steps.len());
    let drawings = [Room::WIDE, Room::PHONE].map(|room| Drawing::new(&shown.tree, room, alt.clone()));
    let entry = shown.entry.as_ref();
    let fact = |label: &str, value: String| (!value.is_empty()).then(|| (page.t(label), value));
    let facts = entry.map(|entry| {
        let objects = entry.objects.join("\n");
        let more = entry.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
        let purpose = entry.purpose.map(|purpose| page.t(format!("purpose-{}", purpose.as_str())));
        [
            fact("audit-what", named(&page, &entry.action)),
            fact("audit-who", page.t(format!("role-{}", entry.role))),
            fact("audit-actor", entry.actor.clone().unwrap_or_default()),
            fact("audit-why", purpose.unwrap_or_default()),
            fact("audit-objects", objects),
            fact("audit-rules", entry.policies.join("\n")),
            fact("audit-more", more),
        ]
    });
    AuditRecord {
        n: *n,
        holds,
        size: checkpoint.size,
        facts: facts.into_iter().flatten().flatten().collect(),
        when: entry.map(|entry| page.when(entry.at)),
        leaf,
        steps,
        drawings,
        root: checkpoint.root_in_hex(),
        tried: tried(&page, &shown.proven, &byte),
        byte,
        near: shown.near.iter().map(|entry| row(&page, entry, *n)).collect(),
        command: format!(
            "amana-verify \\\n  --event {n}-event.json \\\n  --proof {n}-proof.json \\\n  --checkpoint {n}-checkpoint.txt \\\n  --key {key}"
        ),
        event: String::from_utf8_lossy(event).into_owned(),
        page,
    }
}

/// A copy with one bit of one byte changed, and where its way leads. Nothing of it is kept.
fn tried(page: &Page, proven: &Proven, byte: &str) -> Option<Tried> {
    let at = byte.trim().parse::<usize>().ok()?.checked_sub(1)?;
    let mut copy = proven.event.clone();
    let changed = copy.get_mut(at)?;
    let was = char::from(*changed);
    *changed ^= 1;
    let is = char::from(*changed);
    let Checked { leaf, root, .. } = proven.check(&copy);
    let change = format!("{} → {}", was.escape_default(), is.escape_default());
    let what = page.lang.t2("audit-tried", "byte", (at + 1).to_string(), "change", change);
    Some(Tried { what, leaf, root })
}

/// The three files that `amana-verify` wants.
async fn file(
    State(site): State<Site>,
    visit: Visit,
    Path((n, file)): Path<(String, String)>,
) -> Result<Response, Response> {
    let Proven { n, event, proof, checkpoint } = shown(&site, &visit, &n).await?.proven;
    let (bytes, kind) = match file.as_str() {
        "event.json" => (event, "application/json"),
        "proof.json" => (proof.to_json().into_bytes(), "application/json"),
        "checkpoint.txt" => (checkpoint.note.into_bytes(), "text/plain; charset=utf-8"),
        _ => return Err(visit.failed(&site, AppError::NotFound)),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{n}-{file}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
