//! Repeated denials: the first is a record at once, the rest are counted and summed up when their window closes.

use store::tables::denials;
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
use crate::{AppError, House, record};

/// Writes the summary of every window that has closed.
pub async fn round(house: &House) -> Result<usize, AppError> {
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            let closed = denials::take_closed(tx, desk.real, 64)?;
            let mut recorded = Recorded::housekeeping(closed.len());
            for (nth, window) in (0u16..).zip(closed.iter().filter(|window| window.times > 1)) {
                let draft = record::plain(&desk, &Caller::system(), "denials_repeated", nth)
                    .denied()
                    .fact("times", audit::Fact::Number(window.times - 1));
                recorded = recorded.and(draft);
            }
            Ok(recorded)
        })
        .await
}
