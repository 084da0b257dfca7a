//! Emergencies: staff ask to look at a case where no task of theirs leads, a second person answers, a third reviews it.

use app::AppError;
use app::admit::Key;
use app::break_glass::{self, ANSWER_WITHIN, After, Ask, Request, Standing};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::ids::ReferenceKind;
use domain::{EmergencyReason, Verdict};
use jiff::Timestamp;
use serde::Deserialize;

use crate::cursor;
use crate::form::Sent;
use crate::once;
use crate::page::{Page, Portal, answer};
use crate::portals::{FormPage, Task, people, security};
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Pager, Tone, When};
use crate::visit::Visit;

/// A request in the list.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// The identifier.
    pub id: String,
    /// The case's reference.
    pub case: String,
    /// Why, in words.
    pub reason: String,
    /// What was added; may be empty.
    pub message: String,
    /// How it stands.
    pub badge: Badge,
    /// When it was asked.
    pub asked: When,
    /// Until when: the case stands open, or somebody is to review it.
    pub until: Option<When>,
    /// Whether those concerned were told, in words.
    pub told: String,
    /// Waits for the reader's answer.
    pub answers: bool,
    /// Waits for the reader's review.
    pub reviews: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/break_glass.html")]
pub struct BreakGlass {
    /// The frame; entry `break-glass`.
    pub page: Page,
    /// Whether those that were reviewed are shown.
    pub reviewed: bool,
    /// Newest first.
    pub rows: Vec<RequestRow>,
    /// Back and next.
    pub pager: Pager,
}

const PLACE: &str = "/operator/break-glass";

/// `/operator/break-glass...`, and the way there from a case.
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(list))
        .route("/operator/break-glass/{id}/answer", post(answered))
        .route("/operator/break-glass/{id}/review", post(reviewed))
        .route("/operator/cases/{reference}/break-glass", get(form).post(asked))
}

#[derive(Deserialize)]
struct Which {
    after: Option<String>,
    #[serde(default)]
    reviewed: String,
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let reviewed = which.reviewed == "yes";
    let cursors = cursor::of(&site, &caller, &format!("break-glass {reviewed}"));
    let after = cursors.read::<After>(which.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let (found, next) = site
        .house
        .read(&caller, move |tx, desk, caller| break_glass::list(tx, desk, caller, reviewed, after, app::Limit::PAGE))
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "break-glass");
    let here = if reviewed { format!("{PLACE}?reviewed=yes") } else { PLACE.to_owned() };
    let further = if reviewed { '&' } else { '?' };
    let view = BreakGlass {
        reviewed,
        rows: found.iter().map(|request| row(&page, request)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| here.clone()),
            next: next.map(|last| format!("{here}{further}after={}", cursors.write(&last))),
        },
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

fn row(page: &Page, request: &Request) -> RequestRow {
    let row = &request.row;
    let late = request.review_by.is_some_and(|until| until <= page.now);
    let (tone, icon) = match request.standing {
        Standing::Asked => (Tone::Turn, "hourglass"),
        Standing::Open => (Tone::Stop, "key"),
        Standing::Unreviewed if late => (Tone::Stop, "alert-triangle"),
        Standing::Unreviewed => (Tone::Wait, "scale"),
        Standing::Lapsed | Standing::Refused => (Tone::Mute, "x"),
        Standing::Reviewed => (Tone::Ok, "circle-check"),
    };
    let word = match (request.standing, row.verdict.as_deref()) {
        (Standing::Reviewed, Some(verdict)) => page.t(format!("verdict-{verdict}")),
        (Standing::Unreviewed, _) if late => page.t("glass-late"),
        (standing, _) => page.t(format!("glass-{}", standing.as_str())),
    };
    let until = match request.standing {
        Standing::Open => row.ends_at,
        Standing::Unreviewed => request.review_by,
        _ => None,
    };
    RequestRow {
        id: row.id.to_string(),
        case: request.case.clone(),
        reason: page.t(format!("emergency-{}", row.reason)),
        message: row.message.clone(),
        badge: Badge::new(tone, icon, word),
        asked: page.when(row.asked_at),
        until: until.map(|at| page.when(at)),
        told: match (request.standing, row.told_at) {
            (Standing::Unreviewed | Standing::Reviewed, Some(_)) => page.t("glass-told"),
            (Standing::Unreviewed | Standing::Reviewed, None) if row.yes == Some(true) => page.t("glass-untold"),
            _ => String::new(),
        },
        answers: request.yours && request.standing == Standing::Asked,
        reviews: request.yours && request.standing == Standing::Unreviewed,
    }
}

/// What waits for this reader's answer or review, the first to end first: for the page of the day.
pub fn tasks(page: &Page, requests: &[Request]) -> Vec<Task> {
    let mut mine: Vec<(Option<Timestamp>, &Request)> = requests
        .iter()
        .filter(|request| request.yours)
        .map(|request| match request.standing {
            Standing::Asked => (request.row.asked_at.saturating_add(ANSWER_WITHIN).ok(), request),
            _ => (request.review_by, request),
        })
        .collect();
    mine.sort_by_key(|(until, _)| *until);
    let task = |(until, request): (Option<Timestamp>, &Request)| {
        let RequestRow { case, reason, badge, answers, .. } = row(page, request);
        Task {
            href: PLACE.to_owned(),
            title: page.t(if answers { "glass-to-answer" } else { "glass-to-review" }),
            detail: page.lang.list(&[case, reason]),
            badge,
            due: until.map(|until| page.when(until)),
        }
    };
    mine.into_iter().map(task).collect()
}

fn asking(site: &Site, visit: &Visit, reference: &str) -> FormPage {
    let mut page = visit.page(site, Portal::Operator, "cases");
    let back = format!("/operator/cases/{reference}");
    page.path = format!("{back}/break-glass");
    let choice = |reason: &EmergencyReason| Choice::new(reason.as_str(), page.t(format!("emergency-{reason}")));
    let fields = vec![
        Field::new("reason", page.t("glass-why"), Kind::Cards(EmergencyReason::ALL.iter().map(choice).collect())),
        Field::new("message", page.t("glass-message"), Kind::Area)
            .hint(page.t("review-change-message.hint"))
            .optional(),
    ];
    let (title, lede, submit) = (page.t("glass-title"), page.t("glass-lede"), page.t("glass-ask"));
    let action = page.path.clone();
    FormPage { title, lede, submit, ..people::form_page(site, page, (back, reference.to_owned()), action, fields) }
}

async fn form(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let named = reference.clone();
    let may = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let open = app::admit::case(tx, desk, caller, &Key::parse(ReferenceKind::Case, &named)?)?;
            Ok(break_glass::may_ask(desk, caller, &open))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    if !may {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    Ok(answer(StatusCode::OK, &asking(&site, &visit, &reference), false))
}

async fn asked(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let Ok(reason) = EmergencyReason::parse(sent.get("reason")) else {
        let faults = vec![("reason".to_owned(), "form-choose")];
        return Ok(people::again(asking(&site, &visit, &reference), &sent, &faults));
    };
    let done = async {
        let key = Key::parse(ReferenceKind::Case, &reference)?;
        let route = format!("POST /cases/{reference}/break-glass");
        let once = once::of_form(&caller, &route, sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_none() {
            let ask = Ask { reason, message: sent.get("message").to_owned() };
            break_glass::ask(&site.house, &caller, key, ask, once).await?;
        }
        Ok(())
    };
    match done.await {
        Err(AppError::Invalid(faults)) => Ok(people::refused(asking(&site, &visit, &reference), &sent, &faults)),
        done => visit.led(&site, &format!("/operator/cases/{reference}/break-glass"), done, PLACE),
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
        let answer = move |tx: &mut _, desk: &_, caller: &_, id| break_glass::answer(tx, desk, caller, id, yes);
        site.house.write_about(&caller, &id, answer).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}

async fn reviewed(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let done = async {
        let verdict = Verdict::parse(sent.get("verdict")).map_err(|_| AppError::invalid("verdict", "yes_or_no"))?;
        let review = move |tx: &mut _, desk: &_, caller: &_, id| break_glass::review(tx, desk, caller, id, verdict);
        site.house.write_about(&caller, &id, review).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}
