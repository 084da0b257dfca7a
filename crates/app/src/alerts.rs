//! What a person is told of their sign-in, with a link that undoes it: once, for three days, without signing in. Whoever is kept out
//! of their own account by somebody else needs no more than the message.

use domain::UserId;
use envelope::{Place, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::tables::alerts::{self as table, Alert};
use store::tables::factors::Factor;
use store::tables::{factors, passkeys, people, sign_in};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use crate::sign_in::second::on_record;
use crate::{AppError, Desk, House, notices, resets};

/// How long what was told can be undone.
pub const UNDO_HOURS: i64 = 72;

/// A link that was drawn, and its messages, sealed: made before the transaction that says what it undoes.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    user: UserId,
    token_hash: [u8; 32],
    /// The notice, its channel, the sealed token.
    messages: Vec<(Uuid, String, Vec<u8>)>,
}

/// Draws a link for this person, to go to each of their addresses.
pub(crate) async fn link(house: &House, user: UserId) -> Result<Link, AppError> {
    let read = |tx: &mut Tx, user| -> Result<_, AppError> { Ok(people::addresses(tx, user)?) };
    let addresses = house.store.read(Scope::SignIn, move |tx: &mut Tx| read(tx, user)).await?;
    let (desk, token) = (house.desk(), random_token(&*house.entropy));
    let key = house.key_of(user.0).await?;
    let messages = (0x60..).zip(addresses).map(|(nth, address)| {
        let id = desk.id(nth);
        let place = Place { org: key.org(), table: "outbox", row: id, column: "code" };
        let sealed = key.seal_for_delivery(&place, &token.as_str().to_owned()).as_bytes().to_vec();
        (id, address.channel, sealed)
    });
    Ok(Link { user, token_hash: token_hash(token.as_str()), messages: messages.collect() })
}

impl Link {
    /// Tells the person by `template`, which is also the word for what the link undoes.
    pub(crate) fn leave(
        &self,
        tx: &mut Tx,
        desk: &Desk,
        template: &str,
        object: Uuid,
        kept: Option<(Vec<u8>, Option<i64>)>,
        until: Timestamp,
    ) -> Result<(), AppError> {
        let alert = Alert { user: self.user, kind: template.to_owned(), object, kept, expires_at: until };
        table::insert(tx, &self.token_hash, &alert, desk.real)?;
        let hours = until.duration_since(desk.real).as_hours();
        for (id, channel, sealed) in &self.messages {
            let args = json!({ "hours": hours });
            notices::confided(tx, desk, (*id, self.user), channel, template, &args, sealed.clone())?;
        }
        Ok(())
    }
}

/// Until when something that is told now can be undone.
pub(crate) fn until(desk: &Desk) -> Timestamp {
    desk.real.saturating_add(SignedDuration::from_hours(UNDO_HOURS)).unwrap_or(desk.real)
}

/// What a link undoes: the word of its message. [`AppError::NotFound`] for one that was used, is too old, or is none of ours.
pub async fn look(house: &House, token: &str) -> Result<String, AppError> {
    let (hash, real) = (token_hash(token), house.real());
    let found = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::living(tx, &hash, real)?) })
        .await?;
    Ok(found.ok_or(AppError::NotFound)?.kind)
}

/// Undoes it. A reset is refused. Everything else ends all sessions of the person, takes away what was added or puts back what was
/// taken, and is told. [`AppError::NotFound`] as in [`look`].
pub async fn undo(house: &House, token: &str) -> Result<(), AppError> {
    let (hash, desk) = (token_hash(token), house.desk());
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let found = table::living(tx, &hash, desk.real)?.ok_or(AppError::NotFound)?;
            if !table::use_up(tx, &hash, desk.real)? {
                return Err(AppError::NotFound);
            }
            if found.kind == resets::ASKED {
                return resets::refused(tx, &desk, found.user, found.object);
            }
            match (found.kind.as_str(), found.kept) {
                ("factor-on", _) if factors::of(tx, found.user)?.is_some_and(|factor| factor.id == found.object) => {
                    factors::remove(tx, found.user)?;
                }
                ("factor-off", Some((secret, step))) => {
                    let back = Factor { id: found.object, user: found.user, secret, confirmed_at: None };
                    table::put_back(tx, &back, step, desk.real)?;
                }
                ("passkey-on", _) => drop(passkeys::remove(tx, found.user, found.object)?),
                _ => {}
            }
            let ended = sign_in::end_all(tx, found.user, desk.real)?;
            let key = format!("change-undone:{}", desk.id(0x23));
            notices::message(tx, &desk, found.user, "change-undone", &key, &json!({}))?;
            let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
            let draft = on_record(&desk, found.user, "change_undone")
                .fact("change", audit::Fact::Word(found.kind))
                .fact("sessions_ended", ended);
            Ok(Recorded::with((), draft))
        })
        .await
}
