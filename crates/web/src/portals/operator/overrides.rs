//! Documents that open against the scanner's word: one officer asks, a second one answers, and it ends by itself or by hand.

use app::documents::{self, DAYS_MAX, Overruling, Standing};
use app::{AppError, Caller};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use super::documents::{PLACE, short};
use crate::form::{Faults, Sent};
use crate::page::{Page, Portal, answer};
use crate::portals::{FormPage, people, security};
use crate::site::Site;
use crate::ui::{Badge, Field, Kind, Tone, When};
use crate::visit::Visit;

/// An override in the list.
#[derive(Debug, Clone)]
pub struct OverrideRow {
    /// The identifier.
    pub id: String,
    /// The end of the document's identifier, as it stands in records.
    pub short: String,
    /// What the document is, in words.
    pub kind: String,
    /// What the scanner calls what it found.
    pub finding: String,
    /// Why it is said to be wrong.
    pub reason: String,
    /// For how many days, in words.
    pub days: String,
    /// How it stands.
    pub badge: Badge,
    /// When it was asked.
    pub asked: When,
    /// Until when it holds.
    pub until: Option<When>,
    /// Waits for the reader's answer.
    pub answers: bool,
    /// The reader may end it.
    pub ends: bool,
}

/// `/operator/documents/...` of overrides.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/operator/documents/{id}/override", get(form).post(ask))
        .route("/operator/documents/overrides/{id}", post(answered))
        .route("/operator/documents/overrides/{id}/end", post(ended))
}

/// One line of the list.
pub fn row(page: &Page, seen: &Overruling) -> OverrideRow {
    let (tone, icon) = match seen.standing {
        Standing::Waiting => (Tone::Turn, "hourglass"),
        Standing::Holds => (Tone::Stop, "key"),
        Standing::Declined => (Tone::Mute, "x"),
        Standing::Ended => (Tone::Ok, "circle-check"),
    };
    OverrideRow {
        id: seen.row.id.to_string(),
        short: short(seen.document.id),
        kind: page.t(format!("document-{}", seen.document.kind)),
        finding: seen.document.reason.clone().unwrap_or_default(),
        reason: seen.row.reason.clone(),
        days: page.t1("override-for", "days", seen.row.days),
        badge: Badge::new(tone, icon, page.t(format!("override-{}", seen.standing.as_str()))),
        asked: page.when(seen.row.asked_at),
        until: seen.row.ends_at.filter(|_| seen.standing == Standing::Holds).map(|at| page.when(at)),
        answers: seen.answers,
        ends: seen.ends,
    }
}

fn asking(site: &Site, visit: &Visit, id: &str) -> FormPage {
    let mut page = visit.page(site, Portal::Operator, "documents");
    page.path = format!("{PLACE}/{id}/override");
    let fields = vec![
        Field::new("reason", page.t("override-why"), Kind::Area).hint(page.t("review-change-message.hint")),
        Field::new("days", page.t("override-days"), Kind::Number(1, DAYS_MAX)),
    ];
    let (title, lede, submit) = (page.t("override-ask"), page.t("override-ask.why"), page.t("override-ask.do"));
    let (action, back) = (page.path.clone(), (PLACE.to_owned(), page.t("menu-documents")));
    FormPage { title, lede, submit, ..people::form_page(site, page, back, action, fields) }
}

async fn form(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    if !documents::may_overrule(&site.house.desk(), &caller).0 {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    Ok(answer(StatusCode::OK, &asking(&site, &visit, &id), false))
}

async fn ask(State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let Ok(days) = sent.get("days").parse::<i64>() else {
        let faults: Faults = vec![("days".to_owned(), "fault-override_days")];
        return Ok(people::again(asking(&site, &visit, &id), &sent, &faults));
    };
    let reason = sent.get("reason").to_owned();
    let work =
        move |tx: &mut _, desk: &_, caller: &Caller, id| documents::ask_override(tx, desk, caller, id, days, &reason);
    match site.house.write_about(&caller, &id, work).await {
        Err(AppError::Invalid(faults)) => Ok(people::refused(asking(&site, &visit, &id), &sent, &faults)),
        done => visit.led(&site, PLACE, done, PLACE),
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
        let work = move |tx: &mut _, desk: &_, caller: &_, id| documents::answer_override(tx, desk, caller, id, yes);
        site.house.write_about(&caller, &id, work).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}

async fn ended(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let done = site.house.write_about(&caller, &id, documents::end_override).await;
    visit.led(&site, PLACE, done, PLACE)
}
