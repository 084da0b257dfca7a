//! Links that nobody opened in their minute.

use audit::Object;
use jiff::SignedDuration;
use store::tables::document_links as table;
use store::{Job, Recorded, Scope, Tx};

use crate::caller::Caller;
use crate::{AppError, House, record};

/// Links of one transaction.
const BATCH: u32 = 64;
/// How long one that was opened is known, so that whoever comes by it again is written down with the reason.
const KNOWN: SignedDuration = SignedDuration::from_hours(24);

/// Writes down that links ended unopened, and forgets them; forgets what was opened a day ago.
pub async fn expire(house: &House) -> Result<(), AppError> {
    loop {
        let desk = house.desk();
        let done = house
            .store
            .write(Scope::System(Job::Housekeeping), move |tx: &mut Tx| -> Result<_, AppError> {
                table::forget_opened(tx, desk.real.saturating_sub(KNOWN).unwrap_or(desk.real), BATCH)?;
                // The reason of a late try is still written down for a while.
                let ended = table::expired(
                    tx,
                    desk.real.saturating_sub(SignedDuration::from_mins(10)).unwrap_or(desk.real),
                    BATCH,
                )?;
                let mut recorded = Recorded::housekeeping(ended.len());
                for (nth, link) in (0u16..).zip(&ended) {
                    table::forget(tx, link.id)?;
                    let draft = record::plain(&desk, &Caller::system(), "document_link_expired", nth)
                        .org(Some(link.org))
                        .object(Object::new("document", link.document))
                        .object(Object::new("document_link", link.id));
                    recorded = recorded.and(draft);
                }
                Ok(recorded)
            })
            .await?;
        if done < BATCH as usize {
            return Ok(());
        }
    }
}
