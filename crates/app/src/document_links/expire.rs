//! Links that nobody opened in their minute.

use audit::{Draft, Object};
use jiff::SignedDuration;
use store::tables::document_links::{self as table, Link};
use store::{Job, Recorded, Scope, Tx};

use super::set_back;
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// Links of one transaction.
const BATCH: u32 = 64;
/// How long one that was opened is known, so that whoever comes by it again is written down with the reason.
const KNOWN: SignedDuration = SignedDuration::from_hours(24);

/// Writes down that links ended unopened, and forgets them; forgets what was opened a day ago.
pub async fn expire(house: &House) -> Result<(), AppError> {
    set_back::close(house).await?;
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
                    recorded = recorded.and(unopened(&desk, link, nth));
                }
                Ok(recorded)
            })
            .await?;
        if done < BATCH as usize {
            return Ok(());
        }
    }
}

/// The `nth` record of a request: that nobody opened this link, by whoever it is found.
pub(super) fn unopened(desk: &Desk, link: &Link, nth: u16) -> Draft {
    record::plain(desk, &Caller::system(), "document_link_expired", nth)
        .org(link.org)
        .object(Object::new("document", link.document))
        .object(Object::new("document_link", link.id))
}
