//! Answers to a change that is under way: the codes of both sides, the wait where one is out of reach, the stop.

use jiff::SignedDuration;
use serde_json::json;
use store::tables::address_changes::{self as table, AddressChange};
use store::tables::people;
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::make::{Left, make};
use super::{Change, Side, WAIT_DAYS, on_record, proves};
use crate::sign_in::{self, Who};
use crate::{AppError, House, alerts};

/// Answers the code that one side was sent. Once both have answered, the change is made: `None`. This session stays, the person's
/// others end. The field `code` is wrong for a wrong, used or late one.
pub async fn agree(house: &House, who: &Who, id: Uuid, side: Side, code: &str) -> Result<Option<Change>, AppError> {
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    let change = living(house, who, id).await?;
    let challenge = match side {
        Side::New => change.new_challenge,
        Side::Present => change.present_challenge,
    };
    let found = sign_in::answered(house, challenge, code, Some(proves(id))).await?;
    let link = alerts::link_before(house, user, &change.new.channel).await?;
    let outcome = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let record = |action| on_record(&desk, user, action, &change.new.channel);
            let used = match &found {
                Some(found) => sign_in::use_up(tx, found, desk.real)?,
                None => false,
            };
            let kept = table::of(tx, user, desk.real)?.filter(|kept| kept.id == id);
            let Some(kept) = kept.filter(|_| used) else {
                return Ok(Recorded::with(Err(()), record("address_answered").denied()));
            };
            match side {
                Side::New => table::show_new(tx, id, desk.real)?,
                Side::Present => table::agree(tx, id, desk.real)?,
            }
            let both = match side {
                Side::New => kept.present_at.is_some(),
                Side::Present => kept.new_at.is_some(),
            };
            if both {
                let ended = make(tx, &desk, &kept, Some(&link), Left::This(session))?;
                let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
                return Ok(Recorded::with(Ok(None), record("address_changed").fact("sessions_ended", ended)));
            }
            let now = table::of(tx, user, desk.real)?.map(Change::of);
            Ok(Recorded::with(Ok(now), record("address_answered")))
        })
        .await?;
    outcome.map_err(|()| AppError::invalid("/code", "code_wrong"))
}

/// Lets the change be made without the address that is there, after [`WAIT_DAYS`]: it was lost. Every address of the person is told
/// at once, and any session of theirs can stop it. Conflict `address_not_shown` before the new one has answered.
pub async fn wait(house: &House, who: &Who, id: Uuid) -> Result<Change, AppError> {
    house.proven_lately(who.proof())?;
    let (desk, user) = (house.desk(), who.user());
    living(house, who, id).await?;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let after =
                |days: i64| desk.real.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(desk.real);
            if !table::wait(tx, id, after(WAIT_DAYS), after(WAIT_DAYS + 1))? {
                return Err(AppError::Conflict("address_not_shown"));
            }
            let kept = table::of(tx, user, desk.real)?.ok_or(AppError::NotFound)?;
            let told = people::addresses(tx, user)?;
            alerts::everywhere(tx, &desk, user, &told, "address-waits", &json!({ "days": WAIT_DAYS }))?;
            let draft = on_record(&desk, user, "address_change_waits", &kept.new.channel);
            Ok(Recorded::with(Change::of(kept), draft))
        })
        .await
}

/// Ends a change that is under way, whoever of the person's sessions began it.
pub async fn stop(house: &House, who: &Who, id: Uuid) -> Result<(), AppError> {
    let (desk, user) = (house.desk(), who.user());
    let change = living(house, who, id).await?;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if !table::end(tx, user)? {
                return Err(AppError::NotFound);
            }
            Ok(Recorded::with((), on_record(&desk, user, "address_change_stopped", &change.new.channel)))
        })
        .await
}

/// The change with this name, if it is this person's and under way.
async fn living(house: &House, who: &Who, id: Uuid) -> Result<AddressChange, AppError> {
    let (user, now) = (who.user(), house.real());
    let found = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::of(tx, user, now)?) })
        .await?;
    found.filter(|change| change.id == id).ok_or(AppError::NotFound)
}
