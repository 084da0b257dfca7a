//! Papers to compare: the queue, and one paper beside what was typed from it. The paper opens by a link like everywhere, for a minute and on
//! record; what was typed opens with it.

use app::document_checks::{self as checks, Checked, Compared, Found, ReadOut, Task, Typed};
use app::document_links::{self, Ask, Opened};
use app::{AppError, Caller, Limit, workers};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::{CheckReason, CheckResult, DocumentKind, DocumentRule, Purpose};
use serde::Deserialize;
use uuid::Uuid;

use super::fill;
use crate::cursor;
use crate::form::{Sent, by_name};
use crate::page::{Page, Portal, answer};
use crate::paper_bytes::unseen;
use crate::portals::Tab;
use crate::site::Site;
use crate::ui::{Badge, Choice, Field, Kind, Pager, Tone, When};
use crate::visit::Visit;

/// Where the queue stands.
pub const PLACE: &str = "/operator/checks";

/// A paper that waits.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// Its page.
    pub href: String,
    /// What it is.
    pub kind: String,
    /// The worker's reference, or the agency's code.
    pub reference: String,
    /// The agency's code.
    pub agency: String,
    /// Since when.
    pub since: When,
    /// Until when.
    pub due: When,
    /// New, late, or for a second person.
    pub badge: Badge,
}

/// The queue.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/checks.html")]
pub struct Checks {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// Profiles that wait, those that were asked, papers.
    pub tabs: Vec<Tab>,
    /// The oldest first.
    pub rows: Vec<CheckRow>,
    /// Back and next.
    pub pager: Pager,
}

/// A paper that stands open on its page.
#[derive(Debug, Clone)]
pub struct Looking {
    /// Its pages: number and address.
    pub pages: Vec<(usize, String)>,
    /// What stands across each.
    pub mark: String,
    /// Seconds until they close.
    pub left: i64,
    /// When that is.
    pub until: When,
}

/// A line of the comparison: the field, what the lines say, what was typed, whether the two are the same.
pub type ComparedRow = (String, String, String, Badge);

/// One paper.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/check.html")]
pub struct Check {
    /// The frame; entry `reviews`.
    pub page: Page,
    /// The document.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// The worker's reference, or the agency's code.
    pub reference: String,
    /// How it stands.
    pub badge: Badge,
    /// Agency, last day, since when, until when.
    pub facts: Vec<(String, String)>,
    /// What the first one found, in words.
    pub first: Option<String>,
    /// What it is looked at for.
    pub purpose: String,
    /// The paper, while it stands open.
    pub looking: Option<Looking>,
    /// What was typed from it, while that is open.
    pub typed: Vec<(String, String)>,
    /// Whether it has lines that a machine reads.
    pub has_lines: bool,
    /// The lines as they were copied.
    pub lines: String,
    /// What is wrong with them.
    pub lines_fault: String,
    /// Each check digit and whether it fits.
    pub digits: Vec<(String, Badge)>,
    /// The lines beside what was typed.
    pub compared: Vec<ComparedRow>,
    /// What is to be said of it; nothing where somebody else has to.
    pub fields: Vec<Field>,
}

/// `/operator/checks...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(queue))
        .route("/operator/checks/{id}", get(show).post(give))
        .route("/operator/checks/{id}/look", post(look))
        .route("/operator/checks/{id}/lines", post(read))
}

#[derive(Deserialize)]
struct Which {
    after: Option<String>,
}

async fn queue(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    let cursors = cursor::of(&site, &caller, "document-checks");
    let after = cursors.read::<Uuid>(which.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let seen = site
        .house
        .read(&caller, move |tx, desk, caller| {
            let many = Limit::new(fill::COUNTED).unwrap_or(Limit::PAGE);
            let papers = checks::counted(tx, desk, caller, many)?;
            // Profiles are looked through to check them, whatever the caller came for.
            let verifies = caller.clone().for_purpose(Purpose::Verify);
            let counted = fill::Checks { profiles: workers::counted(tx, desk, &verifies, many)?, papers };
            Ok((counted, checks::waiting(tx, desk, caller, after, Limit::PAGE)?))
        })
        .await;
    let (counted, (tasks, next)) = seen.map_err(|error| visit.failed(&site, error))?;
    let view = Checks {
        tabs: fill::lines(&page, &counted, None),
        rows: tasks.iter().map(|task| row(&page, task)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
        },
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

/// A paper of the queue.
pub fn row(page: &Page, task: &Task) -> CheckRow {
    CheckRow {
        href: format!("{PLACE}/{}", task.id),
        kind: kind(page, task.kind),
        reference: task.reference.clone(),
        agency: task.agency.clone(),
        since: page.when(task.since),
        due: page.when(task.due),
        badge: badge(page, task),
    }
}

fn kind(page: &Page, kind: DocumentKind) -> String {
    page.t(format!("document-kind-{kind}"))
}

/// How one stands; late before all else.
fn badge(page: &Page, task: &Task) -> Badge {
    match (&task.first, task.yours) {
        _ if task.late => Badge::new(Tone::Stop, "clock", page.t("review-late")),
        (Some(_), true) => Badge::new(Tone::Info, "users", page.t("check-second")),
        (_, false) => Badge::new(Tone::Mute, "users", page.t("check-others")),
        (None, true) => Badge::new(Tone::Info, "eye-check", page.t("review-new")),
    }
}

/// Why a result was not accepted, in words behind it.
pub fn result(page: &Page, result: CheckResult, reason: Option<CheckReason>) -> String {
    let result = page.t(format!("check-result-{result}"));
    match reason {
        Some(reason) => format!("{result}: {}", page.t(format!("check-reason-{reason}"))),
        None => result,
    }
}

/// The page of one paper, without anything that it says.
fn view(page: Page, task: &Task) -> Check {
    let day = |day| page.date(day);
    let mut facts = vec![(page.t("agency"), task.agency.clone())];
    facts.extend(task.expires_on.map(|ends| (page.t("documents-ends"), day(ends))));
    facts.push((page.t("documents-filed"), page.when(task.since).words().to_owned()));
    facts.push((page.t("reviews-due"), page.when(task.due).words().to_owned()));
    let first =
        task.first.as_ref().map(|first| page.t1("check-first", "result", result(&page, first.result, first.reason)));
    let rule = DocumentRule::of(task.kind, task.owner);
    Check {
        id: task.id.to_string(),
        kind: kind(&page, task.kind),
        reference: task.reference.clone(),
        badge: badge(&page, task),
        facts,
        first,
        purpose: page.t(format!("purpose-{}", task.way.purpose)),
        looking: None,
        typed: Vec::new(),
        has_lines: rule.is_some_and(DocumentRule::has_lines),
        lines: String::new(),
        lines_fault: String::new(),
        digits: Vec::new(),
        compared: Vec::new(),
        fields: if task.yours { fields(&page, task) } else { Vec::new() },
        page,
    }
}

/// What is to be said of a paper.
fn fields(page: &Page, task: &Task) -> Vec<Field> {
    let mut choices = vec![Choice::new("", page.t("check-found-none"))];
    for found in CheckResult::ALL {
        if found.reasons().is_empty() {
            choices.push(Choice::new(found.as_str(), result(page, *found, None)));
        }
        choices.extend(
            found.reasons().iter().map(|why| Choice::new(format!("{found}:{why}"), result(page, *found, Some(*why)))),
        );
    }
    let mut fields = vec![Field::new("result", page.t("check-found"), Kind::Select(choices))];
    if task.first.is_none() {
        fields.push(
            Field::new("second", page.t("check-ask-second"), Kind::Tick)
                .hint(page.t("check-ask-second.hint"))
                .optional(),
        );
    }
    fields
}

fn parse(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

async fn task(site: &Site, caller: &Caller, id: &str) -> Result<Task, AppError> {
    let id = parse(id)?;
    site.house.read(caller, move |tx, desk, caller| checks::one(tx, desk, caller, id)).await
}

async fn show(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let found = task(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "reviews");
    Ok(answer(StatusCode::OK, &view(page, &found), false))
}

/// The page of this paper, after something was sent to it.
fn page_of(site: &Site, visit: &Visit, id: &str) -> Page {
    Page { path: format!("{PLACE}/{id}"), ..visit.page(site, Portal::Operator, "reviews") }
}

/// Opens the paper, and what was typed from it, side by side.
async fn look(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let looked = async {
        let (task, typed) = checks::typed(&site.house, &caller, parse(&id)?).await?;
        let ask = Ask { document: task.id, case: task.way.case.clone(), purpose: Some(task.way.purpose), takes: false };
        let link = document_links::make(&site.house, &caller, ask).await?;
        let opened = document_links::open(&site.house, &caller, link.token.as_str()).await?;
        Ok((task, typed, link, opened))
    };
    let looked = looked.await;
    let (task, typed, link, opened) = looked.map_err(|error| visit.failed_on(&site, format!("{PLACE}/{id}"), error))?;
    let page = page_of(&site, &visit, &id);
    let open = looking(&page, link.token.as_str(), &opened);
    let said = typed.iter().map(|one| said(&page, one)).collect();
    let shown = Check { looking: Some(open), typed: said, ..view(page, &task) };
    Ok(unseen(answer(StatusCode::OK, &shown, false)))
}

fn looking(page: &Page, token: &str, opened: &Opened) -> Looking {
    Looking {
        pages: (1..=opened.pages).map(|nth| (nth, format!("/documents/links/{token}/pages/{nth}"))).collect(),
        mark: opened.mark.clone(),
        left: opened.left.as_secs().max(0),
        until: page.when(opened.until),
    }
}

fn said(page: &Page, typed: &Typed) -> (String, String) {
    (label(page, typed.what), typed.value.clone())
}

fn label(page: &Page, what: &str) -> String {
    page.t(if what == "ends" { "documents-ends".to_owned() } else { format!("field-{what}") })
}

/// Reads the lines that were copied from the paper, and compares them with what was typed.
async fn read(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let compared = async { checks::compare(&site.house, &caller, parse(&id)?, sent.get("lines")).await };
    let compared = compared.await;
    let page = page_of(&site, &visit, &id);
    match compared {
        Ok((task, lines, compared)) => {
            let view = Check {
                digits: digits(&page, &lines),
                compared: compared.iter().map(|one| compared_row(&page, one)).collect(),
                ..refilled(view(page, &task), &sent, &[])
            };
            Ok(unseen(answer(StatusCode::OK, &view, false)))
        }
        Err(AppError::Invalid(faults)) => mended(&site, &visit, &caller, (page, &id), &sent, &faults).await,
        Err(error) => Err(visit.failed_on(&site, format!("{PLACE}/{id}"), error)),
    }
}

/// The form again, with what is wrong with it.
async fn mended(
    site: &Site,
    visit: &Visit,
    caller: &Caller,
    (page, id): (Page, &str),
    sent: &Sent,
    faults: &[app::Fault],
) -> Result<Response, Response> {
    let found = task(site, caller, id).await.map_err(|error| visit.failed(site, error))?;
    let view = refilled(view(page, &found), sent, faults);
    Ok(unseen(answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false)))
}

/// With what was typed, and what is wrong with it.
fn refilled(mut view: Check, sent: &Sent, faults: &[app::Fault]) -> Check {
    let mut faults = by_name(faults);
    // Result and reason are one question here.
    for (name, _) in &mut faults {
        if name.as_str() == "reason" {
            "result".clone_into(name);
        }
    }
    let words = |reason: &str| view.page.t(format!("fault-{reason}"));
    view.lines_fault = faults.iter().find(|(name, _)| name == "lines").map_or_else(String::new, |(_, why)| words(why));
    for field in &mut view.fields {
        sent.refill(field, &faults, words);
    }
    sent.get("lines").clone_into(&mut view.lines);
    view
}

fn digits(page: &Page, lines: &ReadOut) -> Vec<(String, Badge)> {
    let digit = |(what, checked): (&str, Checked)| {
        let badge = match checked {
            Checked::Fits => Badge::new(Tone::Ok, "check", page.t("check-fits")),
            Checked::Differs => Badge::new(Tone::Stop, "x", page.t("check-differs")),
            Checked::None => Badge::new(Tone::Mute, "minus", page.t("check-no-digit")),
        };
        (page.t(format!("check-digit-{what}")), badge)
    };
    [
        ("number", lines.number_checked),
        ("born", lines.born_checked),
        ("expires", lines.expires_checked),
        ("whole", lines.whole_checked),
    ]
    .map(digit)
    .into()
}

fn compared_row(page: &Page, one: &Compared) -> ComparedRow {
    let badge = match (one.same, one.typed.is_empty()) {
        (true, _) => Badge::new(Tone::Ok, "check", page.t("check-same")),
        (false, true) => Badge::new(Tone::Mute, "minus", page.t("check-not-typed")),
        (false, false) => Badge::new(Tone::Stop, "x", page.t("check-other")),
    };
    (label(page, one.what), one.read.clone(), one.typed.clone(), badge)
}

async fn give(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let given = async {
        let (document, found) = (parse(&id)?, found(&sent)?);
        site.house.write(&caller, move |tx, desk, caller| checks::give(tx, desk, caller, document, &found)).await
    };
    match given.await {
        Err(AppError::Invalid(faults)) => {
            mended(&site, &visit, &caller, (page_of(&site, &visit, &id), &id), &sent, &faults).await
        }
        done => visit.led(&site, &format!("{PLACE}/{id}"), done, PLACE),
    }
}

fn found(sent: &Sent) -> Result<Found, AppError> {
    let (result, reason) = match sent.get("result").split_once(':') {
        Some((result, reason)) => (result, Some(reason)),
        None => (sent.get("result"), None),
    };
    let unknown = || AppError::invalid("/result", "check_result");
    Ok(Found {
        result: CheckResult::parse(result).map_err(|_| unknown())?,
        reason: reason.map(CheckReason::parse).transpose().map_err(|_| unknown())?,
        lines: sent.get("lines").to_owned(),
        second: sent.get("second") == "yes",
    })
}
