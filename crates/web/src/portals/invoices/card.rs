//! The invoices of a case, as a card of the case's page.

use app::admit::Key;
use app::invoices;
use app::{AppError, Caller};
use askama::Template;

use super::{places, standing};
use crate::page::{Page, Portal};
use crate::site::Site;
use crate::ui::{Badge, part};

/// The card.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/invoices/card.html")]
pub struct CaseInvoices {
    page: Page,
    /// Page, number, what it is, how it stands.
    rows: Vec<(String, String, String, Badge)>,
    list: &'static str,
}

part!(CaseInvoices);

/// The card of this case; nothing where there is no invoice that the reader may see.
pub async fn of_case(
    site: &Site,
    caller: &Caller,
    page: &Page,
    portal: Portal,
    key: Key,
) -> Result<Option<CaseInvoices>, AppError> {
    let read = site.house.read(caller, move |tx, desk, caller| invoices::of_case(tx, desk, caller, &key));
    let issued = match read.await {
        Err(AppError::NotFound) => return Ok(None),
        read => read?.0,
    };
    let list = places(portal).invoices;
    let row = |view: &invoices::InvoiceView| {
        let invoice = &view.invoice;
        let kind = page.t(format!("invoice-kind-{}", invoice.kind));
        (format!("{list}/{}", invoice.id), invoice.number.clone(), kind, standing(page, view))
    };
    let rows: Vec<_> = issued.iter().map(row).collect();
    Ok((!rows.is_empty()).then(|| CaseInvoices { page: page.clone(), rows, list }))
}
