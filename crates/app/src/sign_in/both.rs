//! Two codes: after the one that went to the first address of a person, another to their other one. Weak beside an authenticator or a
//! passkey, which is asked for in its place where there is one; it never counts as the second factor that a role demands.

use domain::UserId;
use envelope::{Place, random_code};
use jiff::Timestamp;
use serde_json::json;
use store::tables::outbox::{self, Notice};
use store::tables::people::{self, Address};
use store::tables::sign_in::{self as challenges, Challenge};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::sessions::Who;
use super::{CODE_MINUTES, after_minutes, bound, demands_second, second};
use crate::{AppError, Desk, House, alerts};

/// In the place of a channel: what is answered by the code to the other address.
pub(crate) const OTHER: &str = "other";

/// How it stands with somebody's two codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoCodes {
    /// Since when they are asked for; none where they are not.
    pub since: Option<Timestamp>,
    /// Whether they could be: there are two addresses, and no role that demands more.
    pub possible: bool,
}

/// How it stands with this person's.
pub async fn two_codes(house: &House, who: &Who) -> Result<TwoCodes, AppError> {
    let user = who.user();
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        Ok(TwoCodes { since: people::two_codes_since(tx, user)?, possible: fit(tx, user).is_ok() })
    };
    house.store.read(Scope::SignIn, read).await
}

/// Whether they may be asked for: conflicts `two_codes_role`, `two_codes_address`.
fn fit(tx: &mut Tx, user: UserId) -> Result<(), AppError> {
    if people::memberships(tx, user)?.iter().any(|membership| demands_second(membership.role)) {
        return Err(AppError::Conflict("two_codes_role"));
    }
    let shown = people::channels(tx, user)?.into_iter().filter(|(_, shown)| shown.is_some()).count();
    if shown < 2 { Err(AppError::Conflict("two_codes_address")) } else { Ok(()) }
}

/// Switches them on or off, with a fresh proof; the person is told with a link that undoes it. Switched on, their other sessions end.
/// Conflicts: `two_codes_role`, `two_codes_address`, `two_codes_there` (it is so already), `sso_elsewhere`.
pub async fn set_two_codes(house: &House, who: &Who, on: bool) -> Result<(), AppError> {
    house.proven_lately(who.proof())?;
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    let link = alerts::link(house, user, who.first()).await?;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            bound::by_own_means(tx, session)?;
            // Two who do it at the same moment come one after the other.
            people::hold(tx, user)?;
            if people::two_codes_since(tx, user)?.is_some() == on {
                return Err(AppError::Conflict("two_codes_there"));
            }
            let (told, action) = if on { ("two-codes-on", "two_codes_on") } else { ("two-codes-off", "two_codes_off") };
            if on {
                fit(tx, user)?;
            }
            people::set_two_codes(tx, user, on.then_some(desk.real))?;
            let ended = if on { challenges::end_others(tx, session, user, desk.real)? } else { 0 };
            link.leave(tx, &desk, told, user.0, None, alerts::until(&desk))?;
            let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
            Ok(Recorded::with((), second::on_record(&desk, user, action).fact("sessions_ended", ended)))
        })
        .await
}

/// A second code that was drawn, sealed for the other address: made before the transaction that asks for it.
pub(crate) struct Drawn {
    challenge: Challenge,
    to: Address,
    sealed: Vec<u8>,
}

impl Drawn {
    /// Where it goes: `sms` or `email`.
    pub(crate) fn channel(&self) -> &str {
        &self.to.channel
    }
}

/// Draws the second code of this person after `first` was answered; none where no two codes are asked for.
pub(crate) async fn draw(house: &House, user: UserId, first: &Challenge) -> Result<Option<Drawn>, AppError> {
    let came_by = first.channel.clone();
    let read = move |tx: &mut Tx| -> Result<_, AppError> {
        if people::two_codes_since(tx, user)?.is_none() {
            return Ok(None);
        }
        Ok(people::addresses(tx, user)?.into_iter().find(|one| one.channel != came_by))
    };
    let Some(to) = house.store.read(Scope::SignIn, read).await? else { return Ok(None) };
    let (desk, code) = (house.desk(), random_code(&*house.entropy, 6));
    let id = desk.id(1);
    let key = house.key_of(user.0).await?;
    let place = Place { org: key.org(), table: "outbox", row: id, column: "code" };
    let sealed = key.seal_for_delivery(&place, &code.as_str().to_owned()).as_bytes().to_vec();
    let challenge = Challenge {
        id,
        user: Some(user),
        channel: OTHER.to_owned(),
        // Wrong guesses are counted for the person: by nobody who has not shown the first code.
        address_index: user.0.as_bytes().to_vec(),
        mailbox_index: user.0.as_bytes().to_vec(),
        network_index: first.network_index.clone(),
        code_hash: house.codes.hash(id, code.as_str()).to_vec(),
        first: Some(first.channel.clone()),
        proves: None,
        attempts: 0,
        expires_at: after_minutes(desk.real, CODE_MINUTES),
        used_at: None,
    };
    Ok(Some(Drawn { challenge, to, sealed }))
}

/// No code that went to this address of a person signs anybody in any more: it is theirs no longer.
pub(crate) fn no_more_codes(tx: &mut Tx, desk: &Desk, user: UserId, address: &Address) -> Result<(), AppError> {
    challenges::end_open(tx, &address.channel, &address.index, None, desk.real)?;
    // Nor as the second of two, which stands under the person.
    Ok(challenges::end_open(tx, OTHER, user.0.as_bytes(), None, desk.real)?)
}

/// Asks for it: the challenge that it answers.
pub(crate) fn ask(tx: &mut Tx, desk: &Desk, user: UserId, drawn: &Drawn) -> Result<Uuid, AppError> {
    let challenge = &drawn.challenge;
    // The newest counts.
    challenges::end_open(tx, OTHER, &challenge.address_index, None, desk.real)?;
    challenges::insert_challenge(tx, challenge, desk.real)?;
    let notice = Notice {
        id: challenge.id,
        key: format!("code:{}", challenge.id),
        kind: "message".to_owned(),
        template: "second-code".to_owned(),
        args: json!({ "minutes": CODE_MINUTES }),
        org: None,
        user: Some(user),
        channel: Some(drawn.to.channel.clone()),
        address: Some(drawn.to.sealed.clone()),
        code: Some(drawn.sealed.clone()),
        run_at: desk.real,
        attempts: 0,
        last_error: None,
        dead_at: None,
    };
    outbox::leave(tx, &notice, desk.real)?;
    Ok(challenge.id)
}
