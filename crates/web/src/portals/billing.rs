//! What stands on an organisation's invoices: of an agency, said by who runs it; of the platform, said by finance.

use app::AppError;
use app::invoices::{self, Said};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::portals::{FormPage, people, security};
use crate::site::Site;
use crate::ui::{Field, Kind};
use crate::visit::Visit;

/// The agency's.
pub fn agency() -> Router<Site> {
    Router::new().route("/agency/billing", get(show_agency).post(keep_agency))
}

/// The platform's.
pub fn operator() -> Router<Site> {
    Router::new().route("/operator/billing", get(show_operator).post(keep_operator))
}

const fn place(portal: Portal) -> (&'static str, &'static str) {
    match portal {
        Portal::Operator => ("/operator/billing", "/operator"),
        _ => ("/agency/billing", "/agency"),
    }
}

fn questions(page: &Page, portal: Portal, said: &Said) -> Vec<Field> {
    let line = |name: &str, value: &str| {
        let field = Field::new(name, page.t(format!("billing-{name}")), Kind::Line("text")).value(value).optional();
        field.hint(page.t(format!("billing-{name}.hint")))
    };
    let mut fields = vec![
        line("vat_number", &said.vat_number),
        line("register_number", &said.register_number),
        line("address", &said.address),
        line("address_ar", &said.address_ar),
    ];
    if portal == Portal::Operator {
        fields.push(line("iban", &said.iban));
    }
    fields
}

fn form(site: &Site, visit: &Visit, portal: Portal, said: &Said) -> FormPage {
    let mut page = visit.page(site, portal, "billing");
    let (action, home) = place(portal);
    action.clone_into(&mut page.path);
    let fields = questions(&page, portal, said);
    let back = (home.to_owned(), page.t("menu-today"));
    let (title, lede, submit) = (page.t("menu-billing"), page.t("billing-lede"), page.t("billing-keep"));
    let hidden = vec![("version", said.version.to_string())];
    FormPage { title, lede, hidden, submit, ..people::form_page(site, page, back, action.to_owned(), fields) }
}

async fn show(site: &Site, visit: &Visit, portal: Portal) -> Result<Response, Response> {
    let caller = visit.member(site, portal)?;
    let read = site.house.read(&caller, invoices::billing).await;
    let kept = read.map_err(|error| visit.failed(site, error))?;
    let said = Said {
        vat_number: kept.vat_number.unwrap_or_default(),
        register_number: kept.register_number.unwrap_or_default(),
        address: kept.address.unwrap_or_default(),
        address_ar: kept.address_ar.unwrap_or_default(),
        iban: kept.iban.unwrap_or_default(),
        version: kept.version,
    };
    Ok(answer(StatusCode::OK, &form(site, visit, portal, &said), false))
}

async fn keep(site: &Site, visit: &Visit, portal: Portal, sent: &Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(site, visit, portal, sent).await?;
    let text = |name: &str| sent.get(name).to_owned();
    let said = Said {
        vat_number: text("vat_number"),
        register_number: text("register_number"),
        address: text("address"),
        address_ar: text("address_ar"),
        iban: text("iban"),
        // A version that cannot be read is none that anybody saw.
        version: sent.get("version").parse().unwrap_or(-1),
    };
    let (here, ask) = (place(portal).0, said.clone());
    let done = site.house.write(&caller, move |tx, desk, caller| invoices::set_billing(tx, desk, caller, &ask)).await;
    match done {
        Err(AppError::Invalid(faults)) => Ok(people::refused(form(site, visit, portal, &said), sent, &faults)),
        done => visit.led(site, here, done, here),
    }
}

async fn show_agency(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    show(&site, &visit, Portal::Agency).await
}

async fn keep_agency(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    keep(&site, &visit, Portal::Agency, &sent).await
}

async fn show_operator(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    show(&site, &visit, Portal::Operator).await
}

async fn keep_operator(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    keep(&site, &visit, Portal::Operator, &sent).await
}
