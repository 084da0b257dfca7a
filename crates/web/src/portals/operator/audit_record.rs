//! One record of the log: its proof drawn step by step, its files to take away, and a try at changing a copy.

use app::AppError;
use app::log::{self, Checked, Dropped, Found, Proven, Shown, Step};
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
    /// Numbers of those around it whose bodies were dropped.
    pub near_dropped: Vec<u64>,
    /// The offline command.
    pub command: String,
}

/// What stays of a record whose body was dropped.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/audit_dropped.html")]
pub struct AuditDropped {
    /// The frame; entry `audit`.
    pub page: Page,
    /// Its number.
    pub n: u64,
    /// Its leaf.
    pub leaf: String,
    /// The number of the closing's record.
    pub closing: Option<i64>,
    /// When.
    pub when: Option<When>,
    /// SHA-256 of the archive that holds the body; empty when none was made.
    pub archive: String,
    /// The command that proves it.
    pub command: String,
}

impl AuditDropped {
    fn of(page: Page, dropped: &Dropped) -> Self {
        let Dropped { n, closing, at, .. } = dropped;
        Self {
            n: *n,
            leaf: dropped.leaf_in_hex(),
            closing: *closing,
            when: at.map(|at| page.when(at)),
            archive: dropped.archive_in_hex().unwrap_or_default(),
            command: format!("amana audit prove {n} \\\n  --archive FILE --out DIR"),
            page,
        }
    }
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
    let page = visit.page(&site, Portal::Operator, "audit");
    let shown = match found(&site, &visit, &n).await? {
        Found::Whole(shown) => shown,
        Found::Dropped(dropped) => {
            return Ok(answer(StatusCode::GONE, &AuditDropped::of(page, &dropped), false));
        }
    };
    let key = site.house.log.verifier(shown.proven.checkpoint.epoch).to_string();
    Ok(answer(StatusCode::OK, &filled(page, &shown, &key, ask.byte), false))
}

async fn found(site: &Site, visit: &Visit, n: &str) -> Result<Found, Response> {
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
        near_dropped: shown.near_dropped.clone(),
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
    let Found::Whole(shown) = found(&site, &visit, &n).await? else {
        return Err(visit.failed(&site, AppError::NotFound));
    };
    let Proven { n, event, proof, checkpoint } = shown.proven;
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
