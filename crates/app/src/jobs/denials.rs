//! Repeated denials: the first is a record at once, the rest are counted and summed up when their window closes.

use audit::{Draft, Event, Fact};
use store::tables::denials::{self, Window};
use store::{Job, Recorded, Scope, StoreError, Tx};

use crate::{AppError, Desk, House};

/// Windows summed up at a time.
const BATCH: u32 = 64;

/// Writes the summary of every window that has closed, also of those that a crash left open.
pub async fn round(house: &House) -> Result<usize, AppError> {
    let desk = house.desk();
    house
        .store
        .write(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
            let closed = denials::take_closed(tx, desk.now, BATCH)?;
            let mut recorded = Recorded::housekeeping(closed.len());
            for (nth, window) in (0u16..).zip(closed.iter().filter(|window| window.times > 1)) {
                recorded = recorded.and(sum(&desk, window, nth)?);
            }
            Ok(recorded)
        })
        .await
}

/// One record for all repeats: who was refused what, as the first one says, and how often after it.
fn sum(desk: &Desk, window: &Window, nth: u16) -> Result<Draft, AppError> {
    let damaged = |_| StoreError::Damaged("denial_window.record is no record".to_owned());
    let first = Event::parse(&window.record).map_err(damaged)?.draft;
    let (of, action) = (first.id.0, first.action.clone());
    let summary =
        Draft { id: desk.record(nth), ts: desk.now, action: "denials_repeated".to_owned(), req: None, ..first };
    Ok(summary
        .fact("of", Fact::Id(of))
        .fact("action", Fact::Word(action))
        .fact("times", Fact::Number(window.times - 1)))
}
