//! Going on with a log that is not the one that witnesses know: a restored copy, or one that lost its tail.
//!
//! Nobody can undo that records are gone. What can be had is that it is never hidden: the new epoch has another name, so that no
//! old checkpoint is mistaken for one of it, and its first record holds what the old epoch was last known to be.

use audit::{Fact, Hash};
use domain::ids::RecordId;
use store::{Job, Recorded, Scope, Tx};

use super::sign::checkpoint;
use crate::caller::Caller;
use crate::ports::Signed;
use crate::{AppError, House, record};

/// What is known of the log before it goes on: the newest checkpoint outside, or only the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Its epoch.
    pub epoch: u32,
    /// How many records it had.
    pub size: u64,
    /// The root over them; none where only the head file knew.
    pub root: Option<Hash>,
}

/// Records that the log goes on in the signer's epoch, and signs the first checkpoint of that epoch right behind the record.
pub async fn go_on(house: &House, before: Before) -> Result<Option<Signed>, AppError> {
    let (desk, epoch) = (house.desk(), house.log.epoch());
    let number = |n: u64| Fact::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let draft = record::plain(&desk, &Caller::system(), "log_continued", 0)
        .fact("epoch", Fact::Number(i64::from(epoch)))
        .fact("old_epoch", Fact::Number(i64::from(before.epoch)))
        .fact("old_size", number(before.size));
    let draft = match before.root {
        Some(root) => draft.fact("old_root", Fact::Hash(root)),
        None => draft,
    };
    let id: RecordId = draft.id;
    let work = move |_: &mut Tx| -> Result<_, AppError> { Ok(Recorded::with((), draft.clone())) };
    house.store.write(Scope::System(Job::Housekeeping), work).await?;
    house.store.wait_linked(id, std::time::Duration::from_secs(10)).await?;
    checkpoint(house).await
}
