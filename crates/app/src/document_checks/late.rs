//! The clock of the queue: papers that waited too long are told to staff, once a day for as long as there are any.

use domain::RosterTimer;
use serde_json::json;
use store::tables::Limit;
use store::tables::document_checks as table;
use store::{Job, Recorded, Scope, Tx};

use crate::{AppError, House, notices};

const TIMERS: Scope = Scope::System(Job::Timers);

/// Tells staff of papers that wait past their time. Run again on the same day it tells nobody twice.
pub(crate) async fn round(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let before = desk.pack().roster_overdue_before(RosterTimer::ReviewDue, desk.real);
    let late = house
        .store
        .read(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::count(tx, before, Limit::PAGE)?) })
        .await?;
    if late == 0 {
        return Ok(());
    }
    house
        .store
        .write(TIMERS, move |tx: &mut Tx| -> Result<_, AppError> {
            let key = format!("checks-late:{}", desk.today());
            notices::tell_operator(tx, &desk, "task-checks-late", &key, &json!({ "number": late }))?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}
