//! Where somebody signs in that is not known: its person is told by the other address, and ends it by a link. Browsers are known by a
//! random number that they keep, and by nothing that they are; programs keep none.

use domain::UserId;
use domain::ids::SessionId;
use store::tables::devices as table;
use store::{Scope, Tx};

use super::guess::day;
use crate::alerts::{self, Link};
use crate::caller::Caller;
use crate::{AppError, Desk, House};

/// How long a browser is known in which nobody signs in any more.
pub const DEVICE_DAYS: i64 = 400;
/// LIMIT: browsers of one person that are known.
const KNOWN_MAX: u32 = 50;

/// What is to be said and kept of a sign-in, made before its transaction.
pub(crate) struct Seen {
    user: UserId,
    hash: Option<[u8; 32]>,
    /// Whoever is told.
    link: Option<Link>,
}

/// Looks whether this person signed in there before. `first`: the channel of the code that they came by. Their very first sign-in is
/// told to nobody, and in the demo, where anybody is anybody, none is.
pub(crate) async fn look(house: &House, caller: &Caller, user: UserId, first: Option<&str>) -> Result<Seen, AppError> {
    let hash = caller.device.as_ref().map(|kept| house.indexes.device(user.0, kept.as_str()));
    let here = hash.unwrap_or_default();
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::known(tx, user, &here)?) };
    let (known, before) = house.store.read(Scope::SignIn, read).await?;
    let told = before && !house.demo && !(known && hash.is_some());
    let link = if told { Some(alerts::link(house, user, first).await?) } else { None };
    Ok(Seen { user, hash, link })
}

/// Keeps that they did, and tells.
pub(crate) fn keep(tx: &mut Tx, desk: &Desk, seen: &Seen, session: SessionId) -> Result<(), AppError> {
    if let Some(hash) = &seen.hash {
        table::know(tx, seen.user, hash, day(desk.real), KNOWN_MAX)?;
    }
    match &seen.link {
        Some(link) => link.leave(tx, desk, "new-device", session.0, None, alerts::until(desk)),
        None => Ok(()),
    }
}
