//! What a person is told of their sign-in, with a link that undoes it: once, for three days, without signing in. Whoever is kept out
//! of their own account by somebody else needs no more than the message.

use domain::UserId;
use envelope::{Place, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::tables::alerts::{self as table, Alert};
use store::tables::people;
use store::{Scope, Tx};
use uuid::Uuid;

use crate::{AppError, Desk, House, notices};

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
