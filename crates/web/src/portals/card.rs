//! Paying an invoice by card: out to the page that a gateway hosts, and back from it. No number of a card ever comes here.
//!
//! The way out is a page of ours that leads on by itself, not a redirection: a form of ours may lead nowhere else (`form-action`).
//! That somebody came back says nothing about money: the gateway is asked.

use app::cards::{self as card, CardCheckout};
use app::{AppError, House, invoices};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use uuid::Uuid;

use crate::form::Sent;
use crate::once;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::visit::Visit;

const HERE: Portal = Portal::Customer;

/// `/customer/invoices/{id}/card...`
pub fn routes() -> Router<Site> {
    Router::new().route("/customer/invoices/{id}/card", post(pay)).route("/customer/invoices/{id}/card/back", get(back))
}

/// Whether invoices can be paid by card here: the invoice's page offers it only then, as a form to `/customer/invoices/{id}/card` with
/// `csrf` and a `key`.
pub fn has_card(house: &House) -> bool {
    !card::ways(house).is_empty()
}

/// The way to the gateway's page.
#[derive(Debug, Template)]
#[template(path = "portals/card_out.html")]
struct Out {
    page: Page,
    /// Where the invoice stands.
    invoice: String,
    /// What is to be paid.
    sum: String,
    /// Where the gateway's page is.
    address: String,
}

/// How it stands after coming back.
#[derive(Debug, Template)]
#[template(path = "portals/card_back.html")]
struct Back {
    page: Page,
    /// Where the invoice stands.
    invoice: String,
    /// Its number.
    number: String,
    /// What was to be paid.
    sum: String,
    /// `paid`, `waits` or `failed`.
    stands: &'static str,
    /// Where the gateway's page is, while it can still be paid.
    address: Option<String>,
}

impl Back {
    fn title(&self) -> String {
        self.page.t(format!("card-{}", self.stands))
    }

    fn is(&self, stands: &str) -> bool {
        self.stands == stands
    }
}

/// `POST /customer/invoices/{id}/card`: the sum is what is owed now, never what a form says.
async fn pay(State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, HERE, &sent)?;
    let stands = format!("/customer/invoices/{id}");
    let by = Some(sent.get("gateway")).filter(|name| !name.is_empty());
    let done = async {
        let invoice = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        let once = once::of_form(&caller, &format!("POST /invoices/{id}/card"), sent.get("key"), &sent.ask())?;
        // The same form sent again goes on with its page, and begins nothing new.
        if once::done(&site.house, &caller, &once).await?.is_some() {
            return card::back(&site.house, &caller, invoice).await;
        }
        card::pay(&site.house, &caller, invoice, by, once).await
    };
    match done.await {
        Ok(row) => Ok(match open_page(&row) {
            Some(address) => out(&site, &visit, stands, &row, address),
            None => Redirect::to(&format!("{stands}/card/back")).into_response(),
        }),
        Err(error) => Err(visit.failed_on(&site, stands, error)),
    }
}

/// Where it can be paid now. What nobody knows enough of is opened to nobody.
fn open_page(row: &CardCheckout) -> Option<String> {
    row.page_url.clone().filter(|_| row.state == "open")
}

fn frame(site: &Site, visit: &Visit, invoice: &str) -> Page {
    let mut page = visit.page(site, HERE, "invoices");
    invoice.clone_into(&mut page.path);
    page
}

fn out(site: &Site, visit: &Visit, invoice: String, row: &CardCheckout, address: String) -> Response {
    let page = frame(site, visit, &invoice);
    let sum = page.lang.rial(row.amount_minor);
    let refresh = HeaderValue::from_str(&format!("0;url={address}"));
    let mut response = answer(StatusCode::OK, &Out { page, invoice, sum, address }, false);
    if let Ok(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// `GET /customer/invoices/{id}/card/back`
async fn back(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, HERE)?;
    let looked = async {
        let invoice = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        let row = card::back(&site.house, &caller, invoice).await?;
        let read = move |tx: &mut _, desk: &_, caller: &_| invoices::invoice(tx, desk, caller, invoice);
        Ok::<_, AppError>((row, site.house.read(&caller, read).await?))
    };
    let (row, view) = looked.await.map_err(|error| visit.failed(&site, error))?;
    let invoice = format!("/customer/invoices/{id}");
    let mut page = frame(&site, &visit, &invoice);
    page.path = format!("{invoice}/card/back");
    let stands = match row.state.as_str() {
        "paid" => "paid",
        "failed" | "expired" => "failed",
        _ => "waits",
    };
    let sum = page.lang.rial(row.amount_minor);
    let shown = Back { page, invoice, number: view.invoice.number, sum, stands, address: open_page(&row) };
    Ok(answer(StatusCode::OK, &shown, false))
}
