//! The papers that a step calls for: invoices and credit notes, each with the next number of its issuer, in the step's own transaction.
//!
//! A crash here leaves neither number nor paper: they are committed with the step or not at all.

use audit::Hash;
use audit::ledger::LedgerKey;
use domain::calendar::muscat;
use domain::case::{Case, Moved};
use domain::ids::RecordId;
use domain::invoice::{self, Draft, InvoiceKind, ROUNDING};
use domain::pack::Pack;
use domain::{OrgId, TimerKind};
use jiff::Timestamp;
use serde_json::json;
use store::tables::billing::{self, Billing};
use store::tables::cases::CaseRow;
use store::tables::invoices::{self, Body, Invoice, Issuer};
use store::tables::organisations;
use store::{StoreError, Tx};
use uuid::Uuid;

use super::books;
use crate::{AppError, Desk, notices};

/// Where the identifiers of a request's papers begin.
const FIRST: u16 = 0x60;

/// Issues them; says each with the seal over what it says.
pub(super) fn papers(
    tx: &mut Tx,
    desk: &Desk,
    row: &CaseRow,
    before: &Case,
    moved: &Moved,
    record: RecordId,
) -> Result<Vec<(Uuid, Hash)>, AppError> {
    let pack = desk.pack_of(&moved.case);
    let drafts = invoice::drafts(before, &moved.case, books::events(moved), pack);
    let mut issued = Vec::new();
    for (nth, draft) in (FIRST..).zip(drafts) {
        let paper = paper(tx, desk, row, pack, draft, (desk.id(nth), record))?;
        invoices::add(tx, &paper)?;
        tell(tx, desk, row, &paper)?;
        issued.push((paper.id, paper.seal));
    }
    Ok(issued)
}

fn paper(
    tx: &mut Tx,
    desk: &Desk,
    row: &CaseRow,
    pack: &Pack,
    draft: Draft,
    (id, record): (Uuid, RecordId),
) -> Result<Invoice, AppError> {
    let issuer = match draft.kind {
        InvoiceKind::Commission => {
            organisations::operator(tx)?.map(|org| org.id).ok_or_else(|| missing("the operator's organisation"))?
        }
        _ => row.agency,
    };
    let today = muscat(desk.now);
    let (series, year) = (draft.kind.series(), i64::from(today.year()));
    let from = issuer_of(tx, issuer)?;
    // A full tax invoice names both. What a household is called stays sealed: theirs are simplified ones.
    let buyer = match draft.kind {
        InvoiceKind::Commission => Some(issuer_of(tx, row.agency)?),
        _ => None,
    };
    let n = invoices::next_number(tx, issuer, series, year)?;
    let (net_minor, vat_minor) = invoice::sums(&draft.lines);
    let body = Body {
        lines: draft.lines,
        credits: draft.credits,
        rounding: ROUNDING.to_owned(),
        vat_basis_points: pack.rules().vat.rate_on(today).into(),
        issuer: from,
        buyer,
        case: row.reference.clone(),
    };
    let paper = Invoice {
        id,
        issuer,
        series: series.to_owned(),
        year,
        n,
        number: invoice::number(draft.kind, today, n),
        kind: draft.kind,
        case: row.id.0,
        customer: row.customer,
        agency: row.agency,
        currency: pack.rules().money.currency.code().to_owned(),
        net_minor,
        vat_minor,
        body,
        issued_at: desk.now,
        due_at: due(draft.kind, pack, desk.now),
        record: record.0,
        seal: [0; 32],
    };
    Ok(Invoice { seal: seal(&desk.ledger, &paper), ..paper })
}

/// Until when a paper of this kind is to be paid.
fn due(kind: InvoiceKind, pack: &Pack, now: Timestamp) -> Option<Timestamp> {
    match kind {
        InvoiceKind::Deposit => pack.due(TimerKind::DepositDue, now),
        InvoiceKind::Balance => pack.due(TimerKind::HandOverDue, now),
        InvoiceKind::Commission => Some(pack.after(now, pack.rules().money.commission_due)),
        InvoiceKind::CreditNote => None,
    }
}

/// What an organisation's papers say of it today.
fn issuer_of(tx: &mut Tx, org: OrgId) -> Result<Issuer, AppError> {
    let known = organisations::get(tx, org)?.ok_or_else(|| missing("the organisation that invoices"))?;
    let Billing { vat_number, register_number, address, address_ar, .. } = billing::get(tx, org)?;
    let name = known.name.unwrap_or_default();
    let name_ar = known.name_ar.filter(|name| !name.is_empty()).unwrap_or_else(|| name.clone());
    Ok(Issuer { name, name_ar, vat_number, register_number, address, address_ar })
}

fn missing(what: &str) -> AppError {
    StoreError::Damaged(format!("{what} is missing")).into()
}

/// Over everything that a paper says, as JSON: what the record of the step names, so that a changed paper is found.
pub(crate) fn seal(key: &LedgerKey, paper: &Invoice) -> Hash {
    let said = json!({
        "id": paper.id, "issuer": paper.issuer.0, "number": paper.number, "kind": paper.kind.as_str(), "case": paper.case,
        "customer": paper.customer.0, "agency": paper.agency.0, "currency": paper.currency, "net_minor": paper.net_minor,
        "vat_minor": paper.vat_minor, "body": paper.body, "issued_at": paper.issued_at.as_microsecond(),
        "due_at": paper.due_at.map(Timestamp::as_microsecond),
    });
    key.paper(said.to_string().as_bytes())
}

/// Whoever is asked for money, or gets some back, is told that there is a paper.
fn tell(tx: &mut Tx, desk: &Desk, row: &CaseRow, paper: &Invoice) -> Result<(), AppError> {
    let (whom, template) = match paper.kind {
        InvoiceKind::Deposit | InvoiceKind::Balance => (row.customer, "invoice-issued"),
        InvoiceKind::Commission => (row.agency, "commission-invoiced"),
        InvoiceKind::CreditNote => (row.customer, "credit-note-issued"),
    };
    let args = json!({ "case": row.reference, "number": paper.number });
    notices::tell_org(tx, desk, whom, template, &format!("{template}:{}", paper.id), &args)
}
