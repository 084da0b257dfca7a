//! Invoices in every portal: the list, one with its ways to pay, its paper to print and to keep, and receipts of payments.
//!
//! What a reader may see of them is the use case's word; here is only how it is shown.

mod card;
mod list;
mod one;

use app::Caller;
use app::invoices::InvoiceView;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use exchange::paper::Paper;

use super::squares;
use crate::i18n::Lang;
use crate::input::Query;
use crate::money_papers::{self, Addresses, file, of_invoice, of_receipt, receipt, sentence, sheet, written};
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Badge, Tone};
use crate::visit::Visit;

pub use card::{CaseInvoices, of_case};

/// `/…/invoices` and `/…/receipts` of the three portals that have money.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/customer/invoices", get(list))
        .route("/customer/invoices/{id}", get(one))
        .route("/customer/invoices/{id}/print", get(print))
        .route("/customer/invoices/{id}/pdf", get(pdf))
        .route("/customer/invoices/{id}/ubl", get(ubl_file))
        .route("/customer/receipts/{payment}/print", get(print_receipt))
        .route("/customer/receipts/{payment}/pdf", get(pdf_receipt))
        .route("/agency/invoices", get(list))
        .route("/agency/invoices/{id}", get(one))
        .route("/agency/invoices/{id}/print", get(print))
        .route("/agency/invoices/{id}/pdf", get(pdf))
        .route("/agency/invoices/{id}/ubl", get(ubl_file))
        .route("/agency/receipts/{payment}/print", get(print_receipt))
        .route("/agency/receipts/{payment}/pdf", get(pdf_receipt))
        .route("/operator/invoices", get(list))
        .route("/operator/invoices/{id}", get(one))
        .route("/operator/invoices/{id}/print", get(print))
        .route("/operator/invoices/{id}/pdf", get(pdf))
        .route("/operator/invoices/{id}/ubl", get(ubl_file))
        .route("/operator/receipts/{payment}/print", get(print_receipt))
        .route("/operator/receipts/{payment}/pdf", get(pdf_receipt))
}

/// Where a portal keeps these pages.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// The list of invoices.
    pub invoices: &'static str,
    /// Above the receipts.
    pub receipts: &'static str,
    /// The books.
    pub ledger: &'static str,
    /// Above the cases.
    pub cases: &'static str,
}

/// Where this portal keeps them.
pub const fn places(portal: Portal) -> Places {
    match portal {
        Portal::Operator => Places {
            invoices: "/operator/invoices",
            receipts: "/operator/receipts",
            ledger: "/operator/ledger",
            cases: "/operator/cases",
        },
        Portal::Agency => Places {
            invoices: "/agency/invoices",
            receipts: "/agency/receipts",
            ledger: "/agency/ledger",
            cases: "/agency/cases",
        },
        _ => Places {
            invoices: "/customer/invoices",
            receipts: "/customer/receipts",
            ledger: "/customer/ledger",
            cases: "/customer/cases",
        },
    }
}

/// How an invoice stands, as a badge: what is to be done by the reader is theirs in colour too.
fn standing(page: &Page, view: &InvoiceView) -> Badge {
    let word = view.standing.word();
    let said = match view.invoice.due_at.filter(|_| matches!(word, "open" | "part")) {
        Some(due) => page.t1("invoice-due", "day", page.date(crate::i18n::muscat(due).date())),
        None => page.t(format!("invoice-standing-{word}")),
    };
    let (tone, icon) = match word {
        "paid" => (Tone::Ok, "circle-check"),
        "late" => (Tone::Stop, "alert-triangle"),
        "open" | "part" if page.portal == Portal::Customer => (Tone::Turn, "hourglass"),
        "open" | "part" => (Tone::Wait, "hourglass"),
        "deducted" => (Tone::Info, "receipt"),
        _ => (Tone::Mute, "flag"),
    };
    Badge::new(tone, icon, said)
}

/// The portal of this address, and the reader if they belong there.
#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn reader(site: &Site, visit: &Visit) -> Result<(Portal, Caller), Response> {
    let portal = match visit.path().split('/').nth(1) {
        Some("operator") => Portal::Operator,
        Some("agency") => Portal::Agency,
        _ => Portal::Customer,
    };
    Ok((portal, visit.member(site, portal)?))
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<list::Which>) -> Result<Response, Response> {
    let (portal, caller) = reader(&site, &visit)?;
    let filled = list::fill(&site, &visit, &caller, portal, &which).await;
    Ok(answer(StatusCode::OK, &filled.map_err(|error| visit.failed(&site, error))?, false))
}

async fn one(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let (portal, caller) = reader(&site, &visit)?;
    let sheet = sheet(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    Ok(answer(StatusCode::OK, &one::fill(&site, &visit, portal, &sheet), false))
}

async fn print(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let (portal, caller) = reader(&site, &visit)?;
    let sheet = sheet(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    Ok(printed(visit.page(&site, portal, "invoices"), of_invoice(visit.lang, site.house.demo, &sheet)))
}

async fn pdf(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let (_, caller) = reader(&site, &visit)?;
    let sheet = sheet(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    let paper = of_invoice(visit.lang, site.house.demo, &sheet);
    file(&site, paper).await.map_err(|error| visit.failed(&site, error))
}

async fn print_receipt(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let (portal, caller) = reader(&site, &visit)?;
    let receipt = receipt(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    Ok(printed(visit.page(&site, portal, "invoices"), of_receipt(visit.lang, site.house.demo, &receipt)))
}

async fn pdf_receipt(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let (_, caller) = reader(&site, &visit)?;
    let receipt = receipt(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    let paper = of_receipt(visit.lang, site.house.demo, &receipt);
    file(&site, paper).await.map_err(|error| visit.failed(&site, error))
}

/// The electronic invoice. What it lacks is said on the invoice's own page, above it.
async fn ubl_file(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    Query(addresses): Query<Addresses>,
) -> Result<Response, Response> {
    let (portal, caller) = reader(&site, &visit)?;
    let sheet = sheet(&site, &caller, &id).await.map_err(|error| visit.failed(&site, error))?;
    match written(&sheet, &addresses) {
        Ok(bytes) => Ok(money_papers::xml(&sheet, bytes)),
        Err(error) => {
            let mut page = one::fill(&site, &visit, portal, &sheet);
            page.refused(&sentence(visit.lang, &error), &addresses);
            Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &page, false))
        }
    }
}

/// A paper as a page that prints.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/invoices/print.html")]
struct PrintPage {
    page: Page,
    paper: Paper,
    /// The language of the other title.
    other: Lang,
    /// The dark squares of its code, and how many there are on a side.
    squares: (String, usize),
}

/// A paper as a page that prints, without any script.
pub fn printed(page: Page, paper: Paper) -> Response {
    let squares = if paper.code.is_empty() { (String::new(), 0) } else { squares::of(&paper.code) };
    answer(StatusCode::OK, &PrintPage { other: page.lang.other(), page, paper, squares }, false)
}
