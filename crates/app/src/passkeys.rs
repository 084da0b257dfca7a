//! A person's own passkeys: registered, named, taken away, and shown again for what wants a fresh proof.

use envelope::OneTimeCode;
use store::tables::factors as factor_table;
use store::tables::passkeys as table;
pub use store::tables::passkeys::Passkey;
use store::tables::sign_in::{self as sessions, Challenge};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use crate::sign_in::passkey::signed::{self, Party};
use crate::sign_in::passkey::{Answered, Asked, asked, asked_of, bytes, row, shown};
use crate::sign_in::{self, Who, counted, second, use_up};
use crate::{AppError, House, alerts, factors};

/// LIMIT: passkeys of one person.
pub const MOST: usize = 10;
/// LIMIT: signs of a passkey's name.
pub const NAME_MAX: usize = 40;
/// In the place of a channel: a passkey that is being registered, and a fresh proof in a session.
const NEW: &str = "passkey-new";
const AGAIN: &str = "passkey-again";

/// Asks somebody who is signed in for a passkey: a new one, or one of theirs.
async fn ask_in(house: &House, who: &Who, channel: &'static str) -> Result<Asked, AppError> {
    let desk = house.desk();
    let session = who.signed.session.id;
    let row = row(&desk, channel, Some(who.user()), session.0.as_bytes(), session.0.as_bytes().to_vec());
    let id = row.id;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            // The newest counts.
            sessions::end_open(tx, channel, &row.address_index, None, desk.real)?;
            sessions::insert_challenge(tx, &row, desk.real)?;
            Ok(Recorded::housekeeping(()))
        })
        .await?;
    Ok(asked(house, id))
}

/// Asks for a fresh proof by one of the person's passkeys; none for whoever has none.
pub async fn ask_again(house: &House, who: &Who) -> Result<Option<Asked>, AppError> {
    if of(house, who).await?.is_empty() { Ok(None) } else { ask_in(house, who, AGAIN).await.map(Some) }
}

/// The person's passkeys, oldest first.
pub async fn of(house: &House, who: &Who) -> Result<Vec<Passkey>, AppError> {
    let user = who.user();
    house.store.read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::of(tx, user)?) }).await
}

/// Begins with a new passkey, for whoever showed lately who they are: with their second factor, if they have one.
/// Conflict `passkeys_many`: there are [`MOST`].
pub async fn begin(house: &House, who: &Who) -> Result<Asked, AppError> {
    house.proven_lately(who.proof())?;
    let (user, second, session) = (who.user(), who.signed.session.second, who.signed.session.id);
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            sign_in::by_own_means(tx, session)?;
            match table::of(tx, user)?.len() {
                MOST.. => Err(AppError::Conflict("passkeys_many")),
                0 if factor_table::of(tx, user)?.is_none_or(|factor| factor.confirmed_at.is_none()) => Ok(()),
                _ if !second => Err(AppError::StepUp),
                _ => Ok(()),
            }
        })
        .await?;
    ask_in(house, who, NEW).await
}

/// The challenge of this session, while it can be answered. The guess is counted.
async fn of_session(house: &House, who: &Who, id: Uuid, channel: &str) -> Result<Option<Challenge>, AppError> {
    let found = counted(house, id, None).await?;
    let session = who.signed.session.id;
    Ok(found.filter(|found| found.channel == channel && found.address_index == session.0.as_bytes()))
}

/// The one answer to a passkey that shows nothing.
fn wrong() -> AppError {
    AppError::invalid("/passkey", "passkey_wrong")
}

/// Registers a passkey under a name. Returns recovery codes, shown once, for whoever had none; empty for everybody else. This session
/// counts as one with a second factor; the person's others end with their first one. Fields `name` and `passkey` may be wrong.
pub async fn register(
    house: &House,
    party: &Party,
    who: &Who,
    id: Uuid,
    name: &str,
    answered: &Answered,
) -> Result<Vec<OneTimeCode>, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(AppError::invalid("/name", "passkey_name"));
    }
    let found = of_session(house, who, id, NEW).await?.ok_or_else(wrong)?;
    let made = bytes(&answered.response.client_data)
        .zip(answered.response.attestation_object.as_deref().and_then(bytes))
        .and_then(|(client, object)| signed::registered(party, &asked_of(house, id), &client, &object));
    let made = made.filter(|made| bytes(&answered.credential).as_ref() == Some(&made.credential)).ok_or_else(wrong)?;
    let link = alerts::link(house, who.user(), who.first()).await?;
    let (codes, hashes) = factors::recovery(house, who.user());
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    let new = Passkey {
        id: desk.id(3),
        user,
        name: name.to_owned(),
        credential: made.credential,
        public_key: made.public_key,
        signs: made.signs,
        created_at: desk.real,
        used_at: None,
    };
    let fresh = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let first = table::of(tx, user)?.is_empty()
                && factor_table::of(tx, user)?.is_none_or(|factor| factor.confirmed_at.is_none());
            if !use_up(tx, &found, desk.real)? {
                return Err(wrong());
            }
            if !table::insert(tx, &new)? {
                return Err(AppError::Conflict("passkey_there"));
            }
            let without = factor_table::codes_left(tx, user)? == 0;
            if without {
                factor_table::replace_codes(tx, user, &hashes, desk.real)?;
            }
            sessions::proven(tx, session, true, desk.real)?;
            let ended = if first { sessions::end_others(tx, session, user, desk.real)? } else { 0 };
            link.leave(tx, &desk, "passkey-on", new.id, None, alerts::until(&desk))?;
            let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
            let draft = second::on_record(&desk, user, "passkey_added").fact("sessions_ended", ended);
            Ok(Recorded::with(without, draft))
        })
        .await?;
    Ok(if fresh { codes } else { Vec::new() })
}

/// Takes one away, for whoever showed lately who they are, in a session with a second factor. With the last one go the recovery codes,
/// unless there is an authenticator, and every session counts as one without a second factor.
pub async fn remove(house: &House, who: &Who, id: Uuid) -> Result<(), AppError> {
    house.proven_lately(who.proof())?;
    if !who.signed.session.second {
        return Err(AppError::StepUp);
    }
    let (desk, user) = (house.desk(), who.user());
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if !table::remove(tx, user, id)? {
                return Err(AppError::NotFound);
            }
            let app = factor_table::of(tx, user)?.is_some_and(|factor| factor.confirmed_at.is_some());
            if !app && table::of(tx, user)?.is_empty() {
                factor_table::remove(tx, user)?;
                sessions::without_second(tx, user)?;
            }
            factors::tell(tx, &desk, user, "passkey-off")?;
            Ok(Recorded::with((), second::on_record(&desk, user, "passkey_removed")))
        })
        .await
}

/// A fresh proof by a passkey, in a session that there is. The field `passkey` is wrong for one that shows nothing.
pub async fn confirm(house: &House, party: &Party, who: &Who, id: Uuid, answered: &Answered) -> Result<(), AppError> {
    let (user, session) = (who.user(), who.signed.session.id);
    let found = of_session(house, who, id, AGAIN).await?;
    let answer = match &found {
        Some(found) => shown(house, party, found, answered).await?,
        None => None,
    };
    let Some((found, (_, shown))) = found.zip(answer) else {
        drop(second::refused(house, user).await);
        return Err(wrong());
    };
    let desk = house.desk();
    let done = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if !use_up(tx, &found, desk.real)? || !second::take(tx, &desk, user, shown, None)? {
                return Ok(Recorded::with(false, second::on_record(&desk, user, shown.refused()).denied()));
            }
            sessions::proven(tx, session, true, desk.real)?;
            Ok(Recorded::with(true, second::on_record(&desk, user, second::SHOWN)))
        })
        .await?;
    if done { Ok(()) } else { Err(wrong()) }
}
