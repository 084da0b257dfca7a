//! Money that came in for a case, or goes back: what stands ready for what is asked next.

use audit::ledger::Said;
use domain::ledger;
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
