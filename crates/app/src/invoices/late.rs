//! Invoices whose day is over: the household is told the day after, after a week and after two; finance each day for as long as there
//! are any. The deposit has a clock of its own, and commission is deducted from what is paid out: neither is asked for here.

use domain::calendar::muscat;
use domain::invoice::InvoiceKind;
use serde_json::json;
use store::tables::Limit;
use store::tables::cases::{self, CaseRow};
use store::tables::invoices::{self as table, Invoice};
use store::{Job, Recorded, Scope, Tx};

use super::Standing;
use crate::cases::UNPAID;
use crate::{AppError, Desk, House, admit, notices};

const TIMERS: Scope = Scope::System(Job::Timers);

/// LIMIT: pages of unpaid cases that are looked through in one round.
const PAGES_MAX: usize = 1000;

/// An invoice that is late, and since how many days.
struct Late {
    case: CaseRow,
    invoice: Invoice,
    days: i32,
}

/// Tells whoever is to be told today. Run again on the same day it tells nobody twice.
pub(crate) async fn round(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let reading = desk.clone();
    let late = house.store.read(TIMERS, move |tx: &mut Tx| late(tx, &reading)).await?;
    if late.is_empty() {
        return Ok(());
    }
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            for one in &late {
                remind(tx, &desk, one)?;
            }
            let (key, args) = (format!("invoices-late:{}", desk.today()), json!({ "number": late.len() }));
            notices::tell_operator(tx, &desk, "task-invoices-late", &key, &args)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

fn late(tx: &mut Tx, desk: &Desk) -> Result<Vec<Late>, AppError> {
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        let rows = cases::page(tx, UNPAID, after, Limit::PAGE)?;
        let size = Limit::PAGE.get() as usize;
        let more = rows.len() > size;
        for row in rows.into_iter().take(size) {
            after = Some(row.id);
            found.extend(late_of(tx, desk, row)?);
        }
        if !more {
            break;
        }
    }
    Ok(found)
}

/// The late invoice of a case. While the case stands still nobody is reminded.
fn late_of(tx: &mut Tx, desk: &Desk, row: CaseRow) -> Result<Option<Late>, AppError> {
    let case = admit::case_of(&row)?;
    if case.overlays.freeze() {
        return Ok(None);
    }
    let is_late = |invoice: &Invoice| {
        invoice.kind == InvoiceKind::Balance
            && matches!(Standing::of(invoice, &case, desk.now), Standing::Open { late: true, .. })
    };
    let invoice = table::of_case(tx, row.id.0)?.into_iter().find(is_late);
    Ok(invoice.and_then(|invoice| {
        let days = (muscat(desk.now) - muscat(invoice.due_at?)).get_days();
        Some(Late { case: row, invoice, days })
    }))
}

/// The reminder of so many days. Each has an end, so that what was told and forgotten in the outbox is not told again.
const fn stage(days: i32) -> Option<u8> {
    match days {
        1..=6 => Some(1),
        7..=13 => Some(7),
        14..=20 => Some(14),
        _ => None,
    }
}

fn remind(tx: &mut Tx, desk: &Desk, late: &Late) -> Result<(), AppError> {
    let Some(stage) = stage(late.days) else { return Ok(()) };
    let key = format!("invoice-overdue:{}:{stage}", late.invoice.id);
    let args = json!({ "case": late.case.reference, "number": late.invoice.number });
    notices::tell_org(tx, desk, late.case.customer, "invoice-overdue", &key, &args)
}
