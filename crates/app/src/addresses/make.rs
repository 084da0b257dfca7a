//! Makes a change: the new address in the place of the old, whose hash and seal are gone; both are told. Whoever has a lost address by
//! now is told as well, and gets nothing by which it could be brought back.

use domain::ids::SessionId;
use jiff::Timestamp;
use serde_json::json;
use store::tables::address_changes::{self as table, AddressChange};
use store::tables::alerts::Kept;
use store::tables::{people, sign_in as sessions};
use store::{Job, Recorded, Scope, Tx};

use super::on_record;
use crate::alerts::{self, Link};
use crate::{AppError, Desk, House, sign_in};

/// LIMIT: changes made in one round.
const DUE_MAX: u32 = 50;

/// Which of the person's sessions stays.
#[derive(Debug, Clone, Copy)]
pub(super) enum Left {
    /// The one in which both sides answered.
    This(SessionId),
    /// None: one side never answered.
    None,
}

/// Makes it; how many sessions ended. An address that became somebody else's in the meantime is the conflict `address_taken`. By this
/// link ([`alerts::link_before`], [`alerts::link_past`]) what was there before comes back; whoever has none is told without.
pub(super) fn make(
    tx: &mut Tx,
    desk: &Desk,
    change: &AddressChange,
    link: Option<&Link>,
    left: Left,
) -> Result<u64, AppError> {
    let (user, new) = (change.user, &change.new);
    let told = people::addresses(tx, user)?;
    let old = told.iter().find(|old| old.channel == new.channel);
    if let Some(old) = old {
        sign_in::no_more_codes(tx, desk, user, old)?;
    }
    let kept = old.cloned().map_or_else(|| Kept::NoAddress(new.channel.clone()), Kept::Address);
    people::replace_address(tx, user, new, desk.real)?;
    table::end(tx, user)?;
    if let Some(link) = link {
        link.leave(tx, desk, "address-replaced", change.id, Some(kept), alerts::until(desk))?;
    }
    let others = told.iter().filter(|one| link.is_none_or(|link| !link.goes_to(one))).chain([new]);
    alerts::everywhere(tx, desk, user, others, "address-changed", &json!({}))?;
    Ok(match left {
        Left::This(session) => sessions::end_others(tx, session, user, desk.real)?,
        Left::None => sessions::end_all(tx, user, desk.real)?,
    })
}

/// Makes the changes whose days of waiting are over, and forgets those that nobody went on with. Each is a transaction of its own.
pub(crate) async fn make_due(house: &House) -> Result<(), AppError> {
    const SCOPE: Scope = Scope::System(Job::Housekeeping);
    let now: Timestamp = house.real();
    let due = house.store.read(SCOPE, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::due(tx, now, DUE_MAX)?) });
    for change in due.await? {
        let desk = house.desk();
        // The one that never answered is lost, and may be somebody else's by now: whoever has it brings nothing back.
        let lost = [change.present_channel.as_str(), change.new.channel.as_str()];
        let link = alerts::link_past(house, change.user, lost).await?;
        house
            .store
            .write(SCOPE, move |tx: &mut Tx| -> Result<_, AppError> {
                let kept = table::of(tx, change.user, desk.real)?;
                if kept.as_ref().is_none_or(|kept| kept.id != change.id || kept.due_at != change.due_at) {
                    return Ok(Recorded::housekeeping(()));
                }
                let draft = on_record(&desk, change.user, "address_changed", &change.new.channel);
                if people::by_address(tx, &change.new.channel, &change.new.index)?.is_some() {
                    table::end(tx, change.user)?;
                    return Ok(Recorded::with((), draft.denied()));
                }
                let ended = make(tx, &desk, &change, link.as_ref(), Left::None)?;
                let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
                Ok(Recorded::with((), draft.fact("sessions_ended", ended)))
            })
            .await?;
    }
    house
        .store
        .write(SCOPE, move |tx: &mut Tx| -> Result<_, AppError> {
            table::forget(tx, now)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}
