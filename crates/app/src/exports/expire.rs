//! What is past its time: files after their week, exports that no job finished, rows that say nothing any more.

use audit::Object;
use jiff::SignedDuration;
use store::tables::exports as table;
use store::{Job, Recorded, Scope, Tx};

use super::build;
use crate::caller::Caller;
use crate::{AppError, House, record};

/// Exports of one transaction.
const BATCH: u32 = 64;
/// After how long an export that no job has finished is given up.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(24);
/// How long it is known that there was one.
const KNOWN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Destroys the files whose week is over, gives up what no job finished within a day, and forgets what was 90 days ago.
pub async fn expire(house: &House) -> Result<(), AppError> {
    let desk = house.desk();
    let stuck = house
        .store
        .write(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            let ago = |by| desk.real.saturating_sub(by).unwrap_or(desk.real);
            table::forget_old(tx, ago(KNOWN), BATCH)?;
            let mut recorded = Recorded::housekeeping(table::stuck(tx, ago(GIVEN_UP), BATCH)?);
            for (nth, mut row) in (0u16..).zip(table::outlived(tx, desk.real, BATCH)?) {
                "expired".clone_into(&mut row.state);
                table::destroy_file(tx, row.id)?;
                table::save(tx, &row)?;
                let draft = record::plain(&desk, &Caller::system(), "export_expired", nth)
                    .org(Some(row.org))
                    .object(Object::new("data_export", row.id));
                recorded = recorded.and(draft);
            }
            Ok(recorded)
        })
        .await?;
    for row in stuck {
        build::given_up(house, row, "failed").await?;
    }
    Ok(())
}
