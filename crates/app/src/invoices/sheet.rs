//! All that the page of an invoice tells, and its printed paper: the invoice, what was paid and issued beside it, how it is paid.

use domain::CaseId;
use domain::invoice::InvoiceKind;
use domain::money::Currency;
use exchange::paper::Paper;
use store::tables::invoices::Issuer;
use store::tables::{billing, cases, organisations, payments};
use store::{StoreError, Tx};
use uuid::Uuid;

use super::{InvoiceView, invoice, of_case};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::cases::payment_reference;
use crate::ledger::is_open_to;
use crate::payments::PaymentView;
use crate::{AppError, Desk, House};

/// An invoice with what belongs to it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// It.
    pub view: InvoiceView,
    /// What else was issued for its case and the caller may see, oldest first.
    pub others: Vec<InvoiceView>,
    /// What was paid for its case and confirmed, oldest first.
    pub payments: Vec<PaymentView>,
    /// The currency of all its sums.
    pub currency: Currency,
    /// Where customers pay in; nothing where the platform said no account, and on what no customer pays.
    pub iban: Option<String>,
    /// What a payer writes on a transfer (ISO 11649).
    pub reference: String,
    /// The largest share of the deposit that documented costs may take of a customer who cancels, in hundredths of a percent.
    pub cancel_cap: u16,
    /// How many days the guarantee runs from the arrival.
    pub guarantee_days: u16,
}

/// A confirmed payment with what its receipt says.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// It.
    pub view: PaymentView,
    /// Who received it: the platform, as it is today.
    pub issuer: Issuer,
    /// The currency of its sum.
    pub currency: Currency,
    /// What a payer writes on a transfer (ISO 11649).
    pub reference: String,
}

/// One invoice with what belongs to it. Whoever may not see it gets the answer for an unused identifier.
pub fn sheet(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Sheet, AppError> {
    let view = invoice(tx, desk, caller, id)?;
    let (papers, paid) = of_case(tx, desk, caller, &Key::Id(view.invoice.case))?;
    let row = cases::get(tx, CaseId(view.invoice.case))?.ok_or(AppError::NotFound)?;
    let open = admit::open(row, caller)?;
    let rules = desk.pack_of(&open.case).rules();
    let (cancel_cap, guarantee_days) = (rules.refund.cancel_cost_cap_basis_points.into(), rules.guarantee.days);
    let asked = matches!(view.invoice.kind, InvoiceKind::Deposit | InvoiceKind::Balance);
    let iban = match organisations::operator(tx)?.filter(|_| asked) {
        Some(platform) => billing::get(tx, platform.id)?.iban,
        None => None,
    };
    Ok(Sheet {
        currency: currency(&view.invoice.currency)?,
        reference: payment_reference(&view.case),
        others: papers.into_iter().filter(|other| other.invoice.id != id).collect(),
        payments: paid.into_iter().filter(|one| one.payment.state == "confirmed").collect(),
        iban,
        cancel_cap,
        guarantee_days,
        view,
    })
}

/// One confirmed payment with what its receipt says. Whoever may not see it gets the answer for an unused identifier.
pub fn receipt(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Receipt, AppError> {
    if !is_open_to(desk, caller) {
        return Err(AppError::NotFound);
    }
    let payment = payments::get(tx, id)?.filter(|payment| payment.receipt.is_some()).ok_or(AppError::NotFound)?;
    let (_, paid) = of_case(tx, desk, caller, &Key::Id(payment.case.0))?;
    let view = paid.into_iter().find(|one| one.payment.id == id).ok_or(AppError::NotFound)?;
    let platform = organisations::operator(tx)?.ok_or_else(|| damaged("the operator's organisation is missing"))?;
    let said = billing::get(tx, platform.id)?;
    let name = platform.name.unwrap_or_default();
    let name_ar = platform.name_ar.filter(|name| !name.is_empty()).unwrap_or_else(|| name.clone());
    Ok(Receipt {
        currency: currency(&view.payment.currency)?,
        reference: payment_reference(&view.case),
        issuer: Issuer {
            name,
            name_ar,
            vat_number: said.vat_number,
            register_number: said.register_number,
            address: said.address,
            address_ar: said.address_ar,
        },
        view,
    })
}

/// A paper as a PDF. It is made beside the threads that serve.
pub async fn pdf(house: &House, paper: Paper) -> Result<Vec<u8>, AppError> {
    let printer = house.printer.clone();
    let printed = tokio::task::spawn_blocking(move || printer.pdf(&paper)).await;
    let printed = printed.map_err(|_| damaged("a paper could not be printed"))?;
    printed.map_err(|error| damaged(&format!("a paper cannot be printed: {error}")))
}

fn currency(code: &str) -> Result<Currency, AppError> {
    Currency::of(code).ok_or_else(|| damaged("an invoice or payment is in an unknown currency"))
}

fn damaged(what: &str) -> AppError {
    StoreError::Damaged(what.to_owned()).into()
}
