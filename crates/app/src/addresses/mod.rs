//! Where a person signs in: another address for the one they have, or a second one beside it. Both sides are asked by a code; where
//! the old one is out of reach, the change waits some days, and whoever reads it there can stop it.

mod answer;
mod ask;
mod make;

pub use answer::{agree, stop, wait};
pub use ask::ask;
pub(crate) use make::make_due;

use domain::{OrgId, UserId};
use jiff::Timestamp;
use store::tables::address_changes::{self as table, AddressChange};
use store::tables::people;
use store::{Scope, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::sign_in::Who;
use crate::{AppError, Desk, House, record};

/// How long both codes can be asked for anew and answered.
pub const ASK_MINUTES: i64 = 60;
/// How long a change waits whose other side is out of reach.
pub const WAIT_DAYS: i64 = 7;

/// Which of the two addresses answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The new one.
    New,
    /// One that the person has already.
    Present,
}

/// Where a person is reached, and the change that is under way.
#[derive(Debug, Clone)]
pub struct Mine {
    /// `sms` and `email`, as far as they are there, each with the time at which it was shown to be theirs.
    pub channels: Vec<(String, Option<Timestamp>)>,
    /// The change, if there is one.
    pub change: Option<Change>,
}

/// A change under way, without any address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The identifier.
    pub id: Uuid,
    /// `sms` or `email`: which address it is about.
    pub channel: String,
    /// The channel of the address that is asked as well.
    pub present: String,
    /// Whether the new address was shown to be theirs.
    pub new_shown: bool,
    /// Whether the one that is there said yes.
    pub agreed: bool,
    /// When it is made without that, if it waits.
    pub due_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl Change {
    fn of(kept: AddressChange) -> Self {
        Self {
            id: kept.id,
            channel: kept.new.channel,
            present: kept.present_channel,
            new_shown: kept.new_at.is_some(),
            agreed: kept.present_at.is_some(),
            due_at: kept.due_at,
            expires_at: kept.expires_at,
        }
    }
}

/// The person's own.
pub async fn mine(house: &House, who: &Who) -> Result<Mine, AppError> {
    let (user, now) = (who.user(), house.real());
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            Ok(Mine { channels: people::channels(tx, user)?, change: table::of(tx, user, now)?.map(Change::of) })
        })
        .await
}

/// What the codes of a change prove: its own identifier stands where a household's would. No code of a change signs anybody in.
const fn proves(change: Uuid) -> OrgId {
    OrgId(change)
}

/// The record of what a person does about their addresses: by which channel, never which address.
fn on_record(desk: &Desk, user: UserId, action: &str, channel: &str) -> audit::Draft {
    let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
    record::plain(desk, &caller, action, 0)
        .object(audit::Object::new("user", user.0))
        .fact("channel", audit::Fact::Word(channel.to_owned()))
}
