//! The list of invoices that a reader may see, newest first.

use app::invoices::{self, InvoiceView};
use app::{AppError, Caller, Limit};
use askama::Template;
use domain::money::{Currency, Money};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{places, standing};
use crate::cursor;
use crate::i18n::muscat;
use crate::page::{Page, Portal};
use crate::site::Site;
use crate::ui::{Badge, Pager};
use crate::visit::Visit;

/// One invoice.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its page.
    pub href: String,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: String,
    /// The page of its case, and the case's reference.
    pub case: (String, String),
    /// When it was issued.
    pub issued: String,
    /// Until when it is to be paid; empty for what nobody pays.
    pub due: String,
    /// What it comes to, with tax.
    pub sum: String,
    /// How it stands.
    pub badge: Badge,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/invoices/list.html")]
pub struct InvoiceList {
    page: Page,
    rows: Vec<Row>,
    pager: Pager,
}

/// Which page.
#[derive(Debug, Deserialize)]
pub struct Which {
    after: Option<String>,
}

/// Fills it.
pub async fn fill(
    site: &Site,
    visit: &Visit,
    caller: &Caller,
    portal: Portal,
    which: &Which,
) -> Result<InvoiceList, AppError> {
    let place = places(portal).invoices;
    let cursors = cursor::of(site, caller, "invoices");
    let after = cursors.read::<(Timestamp, Uuid)>(which.after.as_deref())?;
    let found = site
        .house
        .read(caller, move |tx, desk, caller| invoices::invoices(tx, desk, caller, after, Limit::PAGE))
        .await?;
    let page = visit.page(site, portal, "invoices");
    Ok(InvoiceList {
        rows: found.invoices.iter().map(|view| row(&page, portal, view)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| place.to_owned()),
            next: found.next.map(|last| format!("{place}?after={}", cursors.write(&last))),
        },
        page,
    })
}

fn row(page: &Page, portal: Portal, view: &InvoiceView) -> Row {
    let (invoice, places) = (&view.invoice, places(portal));
    let minor = invoice.net_minor + invoice.vat_minor;
    let currency = Currency::of(&invoice.currency).unwrap_or(Currency::Omr);
    Row {
        href: format!("{}/{}", places.invoices, invoice.id),
        number: invoice.number.clone(),
        kind: page.t(format!("invoice-kind-{}", invoice.kind)),
        case: (format!("{}/{}", places.cases, view.case), view.case.clone()),
        issued: page.date(muscat(invoice.issued_at).date()),
        due: invoice.due_at.map(|due| page.date(muscat(due).date())).unwrap_or_default(),
        sum: page.lang.sum(Money { minor, currency }),
        badge: standing(page, view),
    }
}
