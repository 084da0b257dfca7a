//! Payments as finance looks after them: what waits for a second person, what came in and went back, and noting one.

use app::invoices::PaymentView;
use app::{AppError, Caller, Limit, payments};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::cursor;
use crate::form::Sent;
use crate::input::Query;
use crate::page::{Page, Portal, answer};
use crate::portals::paid::{self, PaidRow};
use crate::portals::{FormPage, people, security};
use crate::site::Site;
use crate::ui::{Choice, Field, Kind, Pager};
use crate::visit::Visit;

const PLACE: &str = "/operator/payments";
const CASES: &str = "/operator/cases";

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/payments.html")]
pub struct Payments {
    /// The frame; entry `payments`.
    pub page: Page,
    /// What waits for a second person, oldest first; on the first page of the list only.
    pub waiting: Vec<PaidRow>,
    /// All of them, newest first.
    pub rows: Vec<PaidRow>,
    /// Back and next among them.
    pub pager: Pager,
}

/// `/operator/payments...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/operator/payments", get(list))
        .route("/operator/payments/new", get(form).post(note))
        .route("/operator/payments/{id}", post(answered))
}

/// Which page.
#[derive(Debug, Deserialize)]
struct Which {
    after: Option<String>,
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let cursors = cursor::of(&site, &caller, "payments");
    let after =
        cursors.read::<(Timestamp, Uuid)>(which.after.as_deref()).map_err(|error| visit.failed(&site, error))?;
    let read = site.house.read(&caller, move |tx, desk, caller| {
        Ok((payments::waiting(tx, desk, caller)?, payments::payments(tx, desk, caller, after, Limit::PAGE)?))
    });
    let (waiting, (rows, next)) = read.await.map_err(|error| visit.failed(&site, error))?;
    let page = visit.page(&site, Portal::Operator, "payments");
    let row = |view: &PaymentView| paid::row(&page, &caller, CASES, view);
    let view = Payments {
        waiting: waiting.iter().filter(|_| after.is_none()).map(row).collect(),
        rows: rows.iter().map(row).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
        },
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

/// Of which case; empty where it is to be typed.
#[derive(Debug, Deserialize)]
struct About {
    #[serde(default)]
    case: String,
}

fn asking(site: &Site, visit: &Visit, case: &str) -> FormPage {
    let mut page = visit.page(site, Portal::Operator, "payments");
    page.path = format!("{PLACE}/new");
    let choices = |name: &str, words: &[&str]| {
        Kind::Cards(words.iter().map(|word| Choice::new(*word, page.t(format!("payments-{name}-{word}")))).collect())
    };
    let case: String = case.chars().take(64).collect();
    let fields = vec![
        Field::new("case", page.t("ledger-find"), Kind::Line("text")).value(case),
        Field::new("way", page.t("payments-way"), choices("way", &["in", "out"])).hint(page.t("payments-way.hint")),
        Field::new("method", page.t("payments-method"), choices("method", &["cash", "bank"])),
        paid::amount_field(&page),
    ];
    let (title, lede, submit) = (page.t("payments-note"), page.t("payments-note.lede"), page.t("payments-note.do"));
    let (action, back) = (page.path.clone(), (PLACE.to_owned(), page.t("menu-payments")));
    FormPage { title, lede, submit, ..people::form_page(site, page, back, action, fields) }
}

async fn form(State(site): State<Site>, visit: Visit, Query(about): Query<About>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    if !payments::is_open_to(&site.house.desk(), &caller) {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    Ok(answer(StatusCode::OK, &asking(&site, &visit, about.case.trim()), false))
}

async fn note(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    if !payments::is_open_to(&site.house.desk(), &caller) {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    match paid::note(&site, &caller, sent.get("case"), [sent.get("method"), sent.get("way")], &sent).await {
        Err(AppError::Invalid(faults)) => Ok(people::refused(asking(&site, &visit, ""), &sent, &faults)),
        done => visit.led(&site, &format!("{PLACE}/new"), done, PLACE),
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
        let work = move |tx: &mut _, desk: &_, caller: &Caller, id| payments::answer_payment(tx, desk, caller, id, yes);
        site.house.write_about(&caller, &id, work).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}
