//! Money that came in for a case, or goes back: what stands ready for what is asked next.

use audit::ledger::Said;
use domain::case::{Case, State};
use domain::{StateToken, ledger};
use exchange::statement::reference::creditor_reference;
use store::Tx;
use store::tables::cases::{self, CaseRow};

use super::books;
use crate::admit::{self, OpenCase};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// Posts it in the books of the case and keeps it with the case's account; less than nothing goes back. The case as it stands then,
/// and the entry. Conflict: `payment_more_than_there` where more would go back than is there.
pub(crate) fn receive(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    open: &OpenCase,
    minor: i64,
    nth: u16,
) -> Result<(OpenCase, Said), AppError> {
    let case = open.case.came_in(minor).ok_or(AppError::Conflict("payment_more_than_there"))?;
    let row = CaseRow {
        body: serde_json::to_value(&case).expect("a case serialises"),
        version: case.version,
        ..open.row.clone()
    };
    cases::save(tx, open.row.version, &row)?;
    let currency = desk.pack_of(&case).rules().money.currency;
    let posted = [ledger::unapplied(minor, currency)];
    let entry = books::add(tx, desk, row.id.0, &posted, desk.record(nth))?.expect("one entry was added");
    Ok((admit::open(row, caller)?, entry))
}

/// By what a payer names a case: a creditor reference (ISO 11649) made of the case's own, `RF18C7K2M9QX4`.
pub fn payment_reference(case: &str) -> String {
    let body = case.replace('-', "");
    creditor_reference(&body).unwrap_or(body)
}

/// The states in which an invoice of a case is to be paid.
pub const UNPAID: &[StateToken] = &[StateToken::Signed, StateToken::Arrived];

/// What the customer is asked for now and has not paid, minor units; `None` where nothing is asked for.
pub fn owed(case: &Case) -> Option<i64> {
    let asked = match &case.state {
        State::Signed { agreement } => agreement.deposit_minor,
        State::Arrived { agreement, .. } => agreement.total_minor - case.account.paid_minor,
        _ => return None,
    };
    Some((asked - case.account.unapplied_minor).max(0))
}
