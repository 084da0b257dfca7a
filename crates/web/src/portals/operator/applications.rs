//! Agencies that applied: what they say, their list, and the step that is open to the reader.

use app::AppError;
use app::onboarding::{self, Refusal, Seen};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::UserId;
use uuid::Uuid;

use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::portals::security;
use crate::site::Site;
use crate::ui::{Badge, Choice, Tone, When};
use crate::visit::Visit;

const PLACE: &str = "/operator/applications";

/// One line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// What, in words.
    pub word: String,
    /// Whether it is so.
    pub done: bool,
    /// The end of the pseudonym of whoever did it.
    pub by: String,
    /// Since when.
    pub at: Option<When>,
}

/// One application.
#[derive(Debug, Clone)]
pub struct Card {
    /// The identifier.
    pub id: String,
    /// The version that a step is of.
    pub version: i64,
    /// The trade name in both scripts.
    pub names: [String; 2],
    /// What it says of itself: the question and the answer.
    pub facts: Vec<(String, String)>,
    /// Where it stands.
    pub badge: Badge,
    /// Others with the same number of the register: the name, and where it stands.
    pub rivals: Vec<(String, String)>,
    /// The list.
    pub lines: Vec<Line>,
    /// The step that is open: `check`, `approve`, `go_live`; empty when none is.
    pub step: &'static str,
    /// Why no step is open to the reader, in words.
    pub waits: String,
    /// Whether it can be refused.
    pub refuses: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/applications.html")]
pub struct Applications {
    /// The frame; entry `agencies`.
    pub page: Page,
    /// All of them.
    pub cards: Vec<Card>,
    /// Why one is refused.
    pub reasons: Vec<Choice>,
}

/// `/operator/applications...`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(list)).route("/operator/applications/{id}/steps", post(step))
}

async fn list(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let found = onboarding::list(&site.house, &caller).await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "agencies");
    let cards = found.into_iter().map(|seen| card(&page, caller.user, seen)).collect();
    let reason = |one: &Refusal| Choice::new(one.as_str(), page.t(format!("application-reason-{}", one.as_str())));
    let reasons = Refusal::ALL.iter().map(reason).collect();
    Ok(answer(StatusCode::OK, &Applications { page, cards, reasons }, false))
}

fn card(page: &Page, reader: Option<UserId>, seen: Seen) -> Card {
    let complete = seen.is_complete();
    let a = seen.application;
    let own = a.checked.is_some_and(|(by, _)| Some(by) == reader);
    let (step, waits, tone) = match a.state.as_str() {
        "waiting" => ("check", "", Tone::Turn),
        "checked" if own => ("", "applications-second", Tone::Wait),
        "checked" => ("approve", "", Tone::Turn),
        "founded" if complete => ("go_live", "", Tone::Turn),
        "founded" => ("", "applications-incomplete", Tone::Wait),
        "live" => ("", "", Tone::Ok),
        _ => ("", "", Tone::Mute),
    };
    let short = |by: UserId| {
        let text = by.0.simple().to_string();
        text[text.len() - 8..].to_owned()
    };
    let lines = seen.items.into_iter().map(|item| Line {
        word: page.t(format!("application-{}", item.word)),
        done: item.done,
        by: item.by.map(short).unwrap_or_default(),
        at: item.at.map(|at| page.when(at)),
    });
    let rivals =
        seen.rivals.into_iter().map(|rival| (rival.name, page.t(format!("application-state-{}", rival.state))));
    let mut facts = vec![
        (page.t("join-cr"), a.cr_number),
        (page.t("join-licence"), a.licence_number),
        (page.t("agencies-until"), page.date(a.licence_until)),
    ];
    if let Some(reason) = a.reason {
        facts.push((page.t("applications-refused-for"), page.t(format!("application-reason-{reason}"))));
    }
    Card {
        id: a.id.to_string(),
        version: a.version,
        names: [a.name, a.name_ar],
        facts,
        badge: Badge::new(tone, icon_of(tone), page.t(format!("application-state-{}", a.state))),
        rivals: rivals.collect(),
        lines: lines.collect(),
        step,
        waits: page.lang.maybe(waits).unwrap_or_default(),
        refuses: matches!(a.state.as_str(), "waiting" | "checked"),
    }
}

const fn icon_of(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "circle-check",
        Tone::Mute => "info-circle",
        _ => "hourglass",
    }
}

async fn step(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let done = async {
        let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        match sent.get("step") {
            "check" => {
                site.house
                    .write(&caller, move |tx, desk, caller| onboarding::check(tx, desk, caller, id, version))
                    .await
            }
            "approve" => {
                let code = sent.get("code").to_ascii_uppercase();
                onboarding::approve(&site.house, &caller, id, version, &code).await.map(drop)
            }
            "refuse" => {
                let reason = Refusal::parse(sent.get("reason"))?;
                site.house
                    .write(&caller, move |tx, desk, caller| onboarding::refuse(tx, desk, caller, id, version, reason))
                    .await
            }
            "go_live" => onboarding::go_live(&site.house, &caller, id, version).await,
            _ => Err(AppError::NotFound),
        }
    };
    visit.led(&site, PLACE, done.await, PLACE)
}
