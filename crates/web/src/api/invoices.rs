//! Invoices and credit notes, as far as policy lets the caller see them, and their papers.

use app::invoices::{self, InvoiceView};
use axum::extract::State;
use axum::response::Response;
use domain::invoice::InvoiceLine;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor::{self, Listing, PageOf};
use crate::i18n::Lang;
use crate::input::{Path, Query};
use crate::money_papers::{self as papers, Addresses, sheet};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::words::plain;

/// One line of an invoice. Sums are minor units of the invoice's currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvoiceLineBody {
    /// `service_fee`, `travel`, `insurance`, `government_fee` or `commission`. None is a worker's to pay.
    item: &'static str,
    /// Without tax.
    net_minor: i64,
    /// The tax on it.
    vat_minor: i64,
}

/// An invoice or a credit note. It is never changed: what is taken back is a credit note.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvoiceBody {
    /// The identifier.
    id: Uuid,
    /// Its number, without gaps for its issuer, series and year: `INV-2026-00001`.
    number: String,
    /// `deposit`, `balance`, `commission` or `credit_note`.
    kind: &'static str,
    /// The case's reference.
    case: String,
    /// The code of the case's agency.
    agency: Option<String>,
    /// Who issued it: the trade name on that day.
    issuer: String,
    /// The issuer's tax number on that day; null: none was said.
    vat_number: Option<String>,
    /// ISO 4217.
    currency: String,
    /// Without tax, minor units.
    net_minor: i64,
    /// The tax, minor units.
    vat_minor: i64,
    /// The rate of the tax on services, in hundredths of a percent.
    vat_basis_points: u16,
    /// The rule by which its sums were rounded and cut.
    rounding: String,
    /// What it is made of.
    lines: Vec<InvoiceLineBody>,
    /// The numbers of what a credit note gives back from.
    credits: Vec<String>,
    /// `open`, `part`, `late`, `paid`, `credited`, `deducted` or `note`.
    standing: &'static str,
    /// What is left to pay, minor units.
    left_minor: i64,
    /// When it was issued.
    #[schema(value_type = String, format = DateTime)]
    issued_at: Timestamp,
    /// Until when it is to be paid; null for a credit note.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// SHA-256 over all that it says, in hexadecimal.
    seal: String,
}

impl From<InvoiceView> for InvoiceBody {
    fn from(view: InvoiceView) -> Self {
        let line = |line: &InvoiceLine| InvoiceLineBody {
            item: line.item.as_str(),
            net_minor: line.net_minor,
            vat_minor: line.vat_minor,
        };
        let (standing, left_minor) = (view.standing.word(), view.standing.left_minor());
        let InvoiceView { invoice, credits, case, agency, .. } = view;
        Self {
            id: invoice.id,
            number: invoice.number,
            kind: invoice.kind.as_str(),
            case,
            agency,
            lines: invoice.body.lines.iter().map(line).collect(),
            issuer: invoice.body.issuer.name,
            vat_number: invoice.body.issuer.vat_number,
            currency: invoice.currency,
            net_minor: invoice.net_minor,
            vat_minor: invoice.vat_minor,
            vat_basis_points: invoice.body.vat_basis_points,
            rounding: invoice.body.rounding,
            credits,
            standing,
            left_minor,
            issued_at: invoice.issued_at,
            due_at: invoice.due_at,
            seal: papers::hex(&invoice.seal),
        }
    }
}

/// The invoices that the caller may see, newest first: a household its own, an agency those of its cases and of its commission.
#[utoipa::path(get, path = "/api/v1/invoices", tag = "money", security(("bearer" = [])), params(PageOf),
    responses((status = 200, description = "Newest first", body = Listing<InvoiceBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(page): Query<PageOf>,
) -> Result<Private<Listing<InvoiceBody>>, Problem> {
    let limit = cursor::limit(page.limit)?;
    let cursors = cursor::of(&site, &caller, "invoices");
    let before = cursors.read::<(Timestamp, Uuid)>(page.after.as_deref())?;
    let found =
        site.house.read(&caller, move |tx, desk, caller| invoices::invoices(tx, desk, caller, before, limit)).await?;
    let items = found.invoices.into_iter().map(InvoiceBody::from).collect();
    Ok(Private(Listing { items, next: found.next.map(|last| cursors.write(&last)) }))
}

/// One invoice.
#[utoipa::path(get, path = "/api/v1/invoices/{id}", tag = "money", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invoice")),
    responses((status = 200, description = "The invoice", body = InvoiceBody), refusals::Reading))]
pub async fn get(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Private<InvoiceBody>, Problem> {
    Ok(Private(sheet(&site, &caller, &id).await?.view.into()))
}

/// The paper of an invoice as PDF/A, in the language of the caller's account.
#[utoipa::path(get, path = "/api/v1/invoices/{id}/pdf", tag = "money", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invoice")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf"), refusals::Reading))]
pub async fn pdf(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let sheet = sheet(&site, &caller, &id).await?;
    let lang = Lang::parse(caller.language).unwrap_or_default();
    Ok(papers::file(&site, papers::of_invoice(lang, site.house.demo, &sheet)).await?)
}

/// The invoice as an electronic one: UBL 2.1 in the general form of Peppol International (PINT), as it was issued. Addresses in the
/// network come from the parties' service providers. What the invoice lacks for it is answered 422 with a sentence.
#[utoipa::path(get, path = "/api/v1/invoices/{id}/ubl", tag = "money", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invoice"), Addresses),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/xml"), refusals::Reading))]
pub async fn ubl(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    Query(addresses): Query<Addresses>,
) -> Result<Response, Problem> {
    let sheet = sheet(&site, &caller, &id).await?;
    match papers::written(&sheet, &addresses) {
        Ok(bytes) => Ok(papers::xml(&sheet, bytes)),
        Err(error) => Err(Problem::invalid("supplier", plain(&papers::sentence(Lang::En, &error)))),
    }
}
