//! A message that leaves by a mailbox of the organisation that it comes from, or else of its reader.

use store::Tx;
use store::tables::connections as table;
use store::tables::outbox::Notice;

use super::grant::{Good, Not, good, refused, used};
use super::{RELAY, Unserved};
use crate::notices::ARRIVAL_CODE;
use crate::ports::{Message, SendError};
use crate::{AppError, House};

/// After so many attempts a message no longer waits for a mailbox that does not answer.
const TRIES: i64 = 4;

/// Sends an organisation's notice to one of its own people by a connected mailbox. `None` where there is none, none any more, or one
/// that refuses this message for good: it leaves by the house's own way then. What signs in, proves or undoes something, and what goes to an address that it brings along,
/// never leaves by a mailbox that others may read.
pub(crate) async fn carry(house: &House, notice: &Notice, message: &Message) -> Option<Result<(), SendError>> {
    let (org, user) = (notice.org?, notice.user?);
    let confided = notice.code.is_some() || notice.address.is_some() || notice.template == ARRIVAL_CODE;
    if house.messenger.services().is_empty() || confided || notice.attempts > TRIES || message.channel != "email" {
        return None;
    }
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::mailbox(tx, org, user)?) };
    let found = match house.store.read(RELAY, read).await {
        Ok(found) => found?,
        Err(error) => return Some(Err(later(error))),
    };
    match good(house, found).await {
        Ok(Ok(good)) => match sent(house, &good, message).await {
            // What this mailbox may not send, another may.
            Err(SendError::Never(why)) => {
                tracing::warn!(
                    service = good.connection.service,
                    why,
                    "a mailbox takes a message not; the house sends it"
                );
                None
            }
            said => Some(said),
        },
        Ok(Err(Not::Gone)) => None,
        Ok(Err(Not::Now(unserved))) => Some(Err(SendError::Later(unserved.to_string()))),
        Err(error) => Some(Err(later(error))),
    }
}

async fn sent(house: &House, good: &Good, message: &Message) -> Result<(), SendError> {
    match good.service.send(&good.grant, message).await {
        Ok(()) => {
            // The message is gone: that this could not be written down must not send it again.
            if let Err(error) = used(house, good.connection.id).await {
                tracing::warn!(%error, "the use of a mailbox could not be written down");
            }
            Ok(())
        }
        Err(Unserved::Refused(why)) => {
            refused(house, &good.connection).await.map_err(later)?;
            Err(SendError::Later(format!("mailbox: {why}")))
        }
        Err(Unserved::Away(why)) => Err(SendError::Later(format!("mailbox: {why}"))),
        Err(Unserved::Never(why)) => Err(SendError::Never(format!("mailbox: {why}"))),
        Err(Unserved::Unknown(why)) => Err(SendError::Unknown(why)),
    }
}

fn later(error: AppError) -> SendError {
    SendError::Later(error.to_string())
}
