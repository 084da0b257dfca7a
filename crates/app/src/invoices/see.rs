//! Reading invoices and payments: each as far as policy opens the money of its case to the caller in the state of that case.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use domain::invoice::InvoiceKind;
use domain::{CaseId, Class, ClassSet};
use store::Tx;
use store::tables::invoices::{self as table, Ended, Invoice};
use store::tables::payments;
use store::tables::{Limit, cases, organisations};
use uuid::Uuid;

use super::Standing;
use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::ledger::{is_open_to, seen};
use crate::payments::{PaymentView, may_answer};
use crate::{AppError, Desk};

/// An invoice as the caller may see it.
#[derive(Debug, Clone)]
pub struct InvoiceView {
    /// As it was issued.
    pub invoice: Invoice,
    /// The numbers of what a credit note gives back from.
    pub credits: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// The public reference of the case.
    pub case: String,
    /// The code of the case's agency.
    pub agency: Option<String>,
    /// Its trade name, and the same in Arabic.
    pub agency_name: (String, String),
}

/// A page of invoices.
#[derive(Debug, Clone, Default)]
pub struct InvoicePage {
    /// Newest first.
    pub invoices: Vec<InvoiceView>,
    /// What to go on after; none on the last page.
    pub next: Option<Ended>,
}

/// LIMIT: pages that are looked through for one page that the caller may see.
const LOOKED_THROUGH: usize = 20;

/// A page of the invoices that the caller may see, newest first.
pub fn invoices(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    before: Option<Ended>,
    limit: Limit,
) -> Result<InvoicePage, AppError> {
    if !is_open_to(desk, caller) {
        return Err(AppError::NotFound);
    }
    let (size, mut after) = (limit.get() as usize, before);
    let mut page = InvoicePage::default();
    let mut known: HashMap<Uuid, Option<Opened>> = HashMap::new();
    for _ in 0..LOOKED_THROUGH {
        let rows = table::page(tx, after, limit)?;
        let more = rows.len() > size;
        for row in rows.into_iter().take(size) {
            after = Some((row.issued_at, row.id));
            let opened = match known.entry(row.case) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(opened(tx, desk, caller, CaseId(row.case))?),
            };
            if let Some(opened) = opened.as_ref().filter(|opened| opened.shows(&row)) {
                page.invoices.push(view(tx, desk, opened, row)?);
            }
        }
        page.next = after.filter(|_| more);
        if !more || page.invoices.len() > size {
            break;
        }
    }
    if page.invoices.len() > size {
        page.invoices.truncate(size);
        page.next = page.invoices.last().map(|last| (last.invoice.issued_at, last.invoice.id));
    }
    Ok(page)
}

/// One invoice. Whoever may not see it gets the answer for an unused identifier.
pub fn invoice(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<InvoiceView, AppError> {
    if !is_open_to(desk, caller) {
        return Err(AppError::NotFound);
    }
    let row = table::get(tx, id)?.ok_or(AppError::NotFound)?;
    let opened = opened(tx, desk, caller, CaseId(row.case))?.ok_or(AppError::NotFound)?;
    if !opened.shows(&row) {
        return Err(AppError::NotFound);
    }
    view(tx, desk, &opened, row)
}

/// The papers and payments of a case, oldest first.
pub fn of_case(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
) -> Result<(Vec<InvoiceView>, Vec<PaymentView>), AppError> {
    let open = admit::case(tx, desk, caller, key)?;
    let opened = shown(desk, caller, open).ok_or(AppError::NotFound)?;
    let mut papers = Vec::new();
    for row in table::of_case(tx, opened.open.row.id.0)? {
        if opened.shows(&row) {
            papers.push(view(tx, desk, &opened, row)?);
        }
    }
    let mut paid = Vec::new();
    if opened.classes.has(Class::CustomerMoney) {
        for payment in payments::of_case(tx, opened.open.row.id.0)? {
            let answers = may_answer(desk, caller, &opened.open, &payment);
            paid.push(PaymentView { case: opened.open.row.reference.clone(), payment, answers });
        }
    }
    Ok((papers, paid))
}

/// A case whose money the caller may see, or a part of it.
struct Opened {
    open: OpenCase,
    classes: ClassSet,
}

impl Opened {
    fn shows(&self, invoice: &Invoice) -> bool {
        self.classes.has(match invoice.kind {
            InvoiceKind::Commission => Class::InternalMoney,
            _ => Class::CustomerMoney,
        })
    }
}

fn opened(tx: &mut Tx, desk: &Desk, caller: &Caller, case: CaseId) -> Result<Option<Opened>, AppError> {
    let row = cases::get(tx, case)?;
    Ok(row.and_then(|row| admit::open(row, caller).ok()).and_then(|open| shown(desk, caller, open)))
}

fn shown(desk: &Desk, caller: &Caller, open: OpenCase) -> Option<Opened> {
    if !open.is_seen(desk, caller) {
        return None;
    }
    let (_, classes) = seen(desk, caller, &open);
    Some(Opened { open, classes }).filter(|opened| opened.classes != ClassSet::EMPTY)
}

fn view(tx: &mut Tx, desk: &Desk, opened: &Opened, invoice: Invoice) -> Result<InvoiceView, AppError> {
    let row = &opened.open.row;
    let credits = if invoice.body.credits.is_empty() {
        Vec::new()
    } else {
        let all = table::of_case(tx, row.id.0)?;
        let of = |one: &Invoice| invoice.body.credits.contains(&one.kind);
        all.into_iter().filter(of).map(|one| one.number).collect()
    };
    let agency = organisations::get(tx, row.agency)?;
    let name = agency.as_ref().and_then(|org| org.name.clone()).unwrap_or_default();
    let name_ar = agency.as_ref().and_then(|org| org.name_ar.clone()).unwrap_or_else(|| name.clone());
    let standing = Standing::of(&invoice, &opened.open.case, desk.now);
    let case = row.reference.clone();
    Ok(InvoiceView {
        invoice,
        credits,
        standing,
        case,
        agency: agency.and_then(|org| org.code),
        agency_name: (name, name_ar),
    })
}
