//! Second factors that were lost: officers ask for one to be removed, a second officer answers a day later.

use app::AppError;
use app::resets::{self, After, Place, REASONS, Seen, Sent as Told, Standing};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::UserId;
use serde::Deserialize;

use crate::cursor;
use crate::form::{Faults, Sent};
use crate::page::{Page, Portal, answer};
use crate::portals::{FormPage, people, security};
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Pager, Tone, When};
use crate::visit::{Visit, called};

const PLACE: &str = "/operator/people/resets";

/// A request in the list.
#[derive(Debug, Clone)]
pub struct ResetRow {
    /// The identifier.
    pub id: String,
    /// The end of the person's pseudonym, as it stands in records.
    pub short: String,
    /// What its person is, and where.
    pub places: Vec<String>,
    /// What the officer is who asked.
    pub asked_as: String,
    /// By which ways the person was told, each with what became of it; none once it is closed.
    pub told: Vec<String>,
    /// Why, in words.
    pub reason: String,
    /// How it stands.
    pub badge: Badge,
    /// When it was asked.
    pub asked: When,
    /// From when a second officer may agree, while that is to come.
    pub from: Option<When>,
    /// Whether the reader may say no.
    pub answers: bool,
    /// Whether the reader may say yes.
    pub agrees: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/resets.html")]
pub struct Resets {
    /// The frame; entry `people`.
    pub page: Page,
    /// Whether the reader may ask.
    pub asks: bool,
    /// Newest first.
    pub rows: Vec<ResetRow>,
    /// Back and next.
    pub pager: Pager,
}

/// `/operator/people/resets...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(list))
        .route("/operator/people/resets/new", get(form).post(ask))
        .route("/operator/people/resets/{id}", post(answered))
}

#[derive(Deserialize)]
struct PageAsk {
    after: Option<String>,
}

async fn list(State(site): State<Site>, visit: Visit, Query(ask): Query<PageAsk>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let cursors = cursor::of(&site, &caller, "factor-resets");
    let after = cursors.read::<After>(ask.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let (found, next) = site
        .house
        .read(&caller, move |tx, desk, caller| resets::list(tx, desk, caller, after, app::Limit::PAGE))
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "people");
    let view = Resets {
        asks: resets::may(&site.house.desk(), &caller).0,
        rows: found.iter().map(|seen| row(&page, seen)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
        },
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

fn row(page: &Page, seen: &Seen) -> ResetRow {
    let (tone, icon) = match seen.standing {
        Standing::Waiting => (Tone::Wait, "hourglass"),
        Standing::Ripe => (Tone::Turn, "scale"),
        Standing::Lapsed | Standing::Declined => (Tone::Mute, "x"),
        Standing::Refused => (Tone::Stop, "alert-triangle"),
        Standing::Agreed => (Tone::Ok, "circle-check"),
    };
    let place = |place: &Place| {
        let role = page.t(format!("role-{}", place.role.as_str()));
        page.lang.t2("reset-place", "role", role, "organisation", called(page.lang, &place.org))
    };
    let told = |sent: &Told| {
        let state = page.t(format!("reset-told-{}", sent.state.replace('_', "-")));
        page.lang.t2("reset-told", "way", page.t(format!("reset-by-{}", sent.channel)), "state", state)
    };
    let roles: Vec<_> = seen.facts.asked_as.iter().map(|role| page.t(format!("role-{}", role.as_str()))).collect();
    ResetRow {
        id: seen.row.id.to_string(),
        short: short(seen.row.user),
        places: seen.facts.places.iter().map(place).collect(),
        asked_as: format!("{} {}", page.lang.list(&roles), short(seen.row.asked_by)).trim().to_owned(),
        told: seen.facts.told.iter().map(told).collect(),
        reason: page.t(format!("reset-{}", seen.row.reason)),
        badge: Badge::new(tone, icon, page.t(format!("reset-{}", seen.standing.as_str()))),
        asked: page.when(seen.row.asked_at),
        from: (seen.standing == Standing::Waiting).then(|| page.when(seen.ripe_at)),
        answers: seen.yours,
        agrees: seen.yours && seen.standing == Standing::Ripe,
    }
}

/// The end of somebody's pseudonym, as it stands in records.
fn short(user: UserId) -> String {
    let name = user.0.simple().to_string();
    name[name.len() - 8..].to_owned()
}

fn asking(site: &Site, visit: &Visit) -> FormPage {
    let mut page = visit.page(site, Portal::Operator, "people");
    page.path = format!("{PLACE}/new");
    let choice = |reason: &&'static str| Choice::new(*reason, page.t(format!("reset-{reason}")));
    let fields = vec![
        Field::new("address", page.t("sign-in-address"), Kind::Line("text")).hint(page.t("reset-address.hint")),
        Field::new("reason", page.t("reset-why"), Kind::Radios(REASONS.iter().map(choice).collect())),
    ];
    let (title, lede, submit) = (page.t("reset-ask"), page.t("reset-ask.lede"), page.t("reset-ask.do"));
    let (action, back) = (page.path.clone(), (PLACE.to_owned(), page.t("resets-title")));
    FormPage { title, lede, submit, ..people::form_page(site, page, back, action, fields) }
}

async fn form(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    if !resets::may(&site.house.desk(), &caller).0 {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    Ok(answer(StatusCode::OK, &asking(&site, &visit), false))
}

async fn ask(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let mut faults: Faults = Vec::new();
    let address = people::address(sent.get("address"));
    if address.is_none() {
        faults.push(("address".to_owned(), "sign-in-address-unclear"));
    }
    if !REASONS.contains(&sent.get("reason")) {
        faults.push(("reason".to_owned(), "answer-choice"));
    }
    let Some(address) = address.filter(|_| faults.is_empty()) else {
        return Ok(people::again(asking(&site, &visit), &sent, &faults));
    };
    match resets::ask(&site.house, &caller, &address, sent.get("reason")).await {
        Err(AppError::Invalid(faults)) => Ok(people::refused(asking(&site, &visit), &sent, &faults)),
        done => visit.led(&site, "/operator/people/resets/new", done, PLACE),
    }
}

async fn answered(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let done = async {
        let yes = sent.yes()?;
        let answer = move |tx: &mut _, desk: &_, caller: &_, id| resets::answer(tx, desk, caller, id, yes);
        site.house.write_about(&caller, &id, answer).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}
