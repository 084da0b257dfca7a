//! What came in by bank: a file of the bank is read, and lines that name no case wait for a person.

use app::admit::Key;
use app::payments::{self, OpenLine, Read, Unread};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::ids::ReferenceKind;
use exchange::statement::{BYTES_MOST, StatementError};

use crate::bank_words;
use crate::form::Sent;
use crate::page::{Notice, Page, Portal, answer};
use crate::portals::security;
use crate::site::Site;
use crate::ui::{Field, Kind, Tone};
use crate::unsent::Unsent;
use crate::upload::{self, Upload};
use crate::visit::Visit;

const PLACE: &str = "/operator/bank";

/// A line that waits for a person.
#[derive(Debug, Clone)]
pub struct LineRow {
    /// The identifier.
    pub id: String,
    /// Of the payer's words those with a digit.
    pub words: String,
    /// The sum.
    pub sum: String,
    /// The day on which the bank booked it.
    pub booked: String,
    /// The reference of the one case that is due with exactly this sum; empty for none.
    pub suggested: String,
    /// What was typed as its case; empty at first.
    pub typed: String,
    /// What is wrong with that; empty when nothing is.
    pub error: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/bank.html")]
pub struct Bank {
    /// The frame; entry `bank`.
    pub page: Page,
    /// The file to be sent.
    pub file: Field,
    /// What is wrong with the file that was sent, each with its place.
    pub wrong: Vec<String>,
    /// Lines that wait, oldest first.
    pub lines: Vec<LineRow>,
}

/// `/operator/bank...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/operator/bank", get(show).post(send).layer(DefaultBodyLimit::max(upload::BODY_MAX)))
        .route("/operator/bank/lines/{id}", post(put))
        .route("/operator/bank/lines/{id}/leave", post(leave))
}

/// What a form on this page came to.
enum Came {
    Nothing,
    Read(Read),
    Unread(StatementError),
    /// A case that is none was typed for this line.
    NoCase(String, String),
}

async fn shown(site: &Site, visit: &Visit, caller: &Caller, came: Came) -> Result<Response, Response> {
    let read = site.house.read(caller, payments::bank).await;
    let found = read.map_err(|error| visit.failed(site, error))?;
    let mut page = visit.page(site, Portal::Operator, "bank");
    PLACE.clone_into(&mut page.path);
    let mut lines: Vec<LineRow> = found.open.iter().map(|open| line_row(site, &page, open)).collect();
    let mut file =
        Field::new("file", page.t("bankfile-file"), Kind::File(".csv,.xml,.txt")).hint(page.t("bankfile-file.hint"));
    let (mut status, mut wrong) = (StatusCode::UNPROCESSABLE_ENTITY, Vec::new());
    match came {
        Came::Nothing => status = StatusCode::OK,
        Came::Read(read) => {
            status = StatusCode::OK;
            page.notice = Some(Notice { tone: Tone::Ok, text: told(&page, read) });
        }
        Came::Unread(error) => {
            file = file.error(page.t("bankfile-wrong"));
            wrong = bank_words::all(page.lang, &error);
        }
        Came::NoCase(id, typed) => {
            let error = page.t("fault-payment_case");
            if let Some(line) = lines.iter_mut().find(|line| line.id == id) {
                (line.typed, line.error) = (typed, error);
            } else {
                return Err(visit.failed_on(site, PLACE.to_owned(), AppError::NotFound));
            }
        }
    }
    Ok(answer(status, &Bank { page, file, wrong, lines }, false))
}

/// What reading a file came to, in a sentence.
fn told(page: &Page, read: Read) -> String {
    let open = read.lines.saturating_sub(read.known + read.paid);
    let parts = [("lines", read.lines), ("known", read.known), ("paid", read.paid), ("open", open)];
    let parts = parts.map(|(name, number)| page.t1(&format!("bankfile-read-{name}"), "number", number));
    parts.join(&page.t("comma"))
}

fn line_row(site: &Site, page: &Page, open: &OpenLine) -> LineRow {
    let currency = site.house.desk().pack().rules().money.currency;
    let minor = open.line.amount_minor;
    LineRow {
        id: open.line.id.to_string(),
        words: open.line.words.clone(),
        sum: page.lang.sum(domain::money::Money { minor, currency }),
        booked: open.line.booked_on.parse().map_or_else(|_| open.line.booked_on.clone(), |day| page.date(day)),
        suggested: open.suggested.clone().unwrap_or_default(),
        typed: String::new(),
        error: String::new(),
    }
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    shown(&site, &visit, &caller, Came::Nothing).await
}

async fn send(
    State(site): State<Site>,
    visit: Visit,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    if !payments::is_open_to(&site.house.desk(), &caller) {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    // A file does not go along through a proof: it is asked for first, and the file is chosen again.
    if site.house.proven_lately(caller.proof).is_err() {
        return Err(security::confirm_first(&site, &visit, &Unsent::default(), PLACE).await);
    }
    let read = match parts {
        Ok(parts) => Upload::read(parts, BYTES_MOST).await,
        Err(_) => Err(StatusCode::BAD_REQUEST),
    };
    let upload = match read {
        Ok(upload) => upload,
        Err(status) => {
            let large = status == StatusCode::PAYLOAD_TOO_LARGE;
            let error = if large { StatementError::TooLarge } else { StatementError::Empty };
            return shown(&site, &visit, &caller, Came::Unread(error)).await;
        }
    };
    if !visit.is_ours(upload.text("csrf")) {
        return Err(visit.expired(&site));
    }
    match payments::read_file(&site.house, &caller, upload.bytes).await {
        Ok(read) => shown(&site, &visit, &caller, Came::Read(read)).await,
        Err(Unread::File(error)) => shown(&site, &visit, &caller, Came::Unread(error)).await,
        Err(Unread::App(error)) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

async fn put(State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let done = async {
        let key = Key::parse(ReferenceKind::Case, sent.get("case"))?;
        let work = move |tx: &mut _, desk: &_, caller: &Caller, id| payments::pay_line(tx, desk, caller, id, &key);
        site.house.write_about(&caller, &id, work).await
    };
    match done.await {
        Err(AppError::NotFound) => {
            let typed = sent.get("case").chars().take(64).collect();
            shown(&site, &visit, &caller, Came::NoCase(id, typed)).await
        }
        done => visit.led(&site, PLACE, done, PLACE),
    }
}

async fn leave(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let done = site.house.write_about(&caller, &id, payments::leave_line).await;
    visit.led(&site, PLACE, done, PLACE)
}
