//! What a person is told of their sign-in, with a link that undoes it: once, for three days, without signing in. Whoever is kept out
//! of their own account by somebody else needs no more than the message.
//!
//! Whoever came by a code that went to one address may be whoever reads that address: the link goes to the other, where there is one.

use domain::UserId;
use envelope::{Place, random_token, token_hash};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use store::tables::alerts::{self as table, Alert, Kept};
use store::tables::people::{self, Address};
use store::{Scope, Tx};
use uuid::Uuid;

use crate::{AppError, Desk, House, notices};

/// How long what was told can be undone.
pub const UNDO_HOURS: i64 = 72;
/// The message that says no more than that another one went to the person's other address.
const ELSEWHERE: &str = "told-elsewhere";

/// A link that was drawn, and its messages, sealed: made before the transaction that says what it undoes.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    user: UserId,
    token_hash: [u8; 32],
    /// The notice, where it goes, the sealed token.
    messages: Vec<(Uuid, Address, Vec<u8>)>,
    /// Who hears that there was a message, and gets no link.
    beside: Vec<Address>,
}

/// What is told.
pub(crate) struct Told<'a> {
    /// The message, which is also the word for what its link undoes.
    pub template: &'a str,
    /// What was changed.
    pub object: Uuid,
    /// What brings back what was there before.
    pub kept: Option<Kept>,
    /// Until when the link works.
    pub until: Timestamp,
    /// What else the message says.
    pub args: Json,
}

/// Draws a link for this person: to the address beside the one by which they came (`first`: its channel), to each of them where they
/// came by none.
pub(crate) async fn link(house: &House, user: UserId, first: Option<&str>) -> Result<Link, AppError> {
    let all = addresses(house, user).await?;
    let several = all.len() > 1;
    let (beside, to) = all.into_iter().partition(|one| several && first == Some(&one.channel));
    drawn(house, user, to, beside).await
}

/// Draws a link that goes to the address that is about to be replaced by another one of its channel; to each of them where there is
/// none yet.
pub(crate) async fn link_before(house: &House, user: UserId, channel: &str) -> Result<Link, AppError> {
    let all = addresses(house, user).await?;
    let (old, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.channel == channel);
    drawn(house, user, if old.is_empty() { others } else { old }, Vec::new()).await
}

/// Draws a link that goes to whatever address the person has by another channel than these; none where there is none.
pub(crate) async fn link_past(house: &House, user: UserId, channels: [&str; 2]) -> Result<Option<Link>, AppError> {
    let mut to = addresses(house, user).await?;
    to.retain(|one| !channels.contains(&one.channel.as_str()));
    if to.is_empty() { Ok(None) } else { drawn(house, user, to, Vec::new()).await.map(Some) }
}

async fn addresses(house: &House, user: UserId) -> Result<Vec<Address>, AppError> {
    let read = move |tx: &mut Tx| -> Result<_, AppError> { Ok(people::addresses(tx, user)?) };
    house.store.read(Scope::SignIn, read).await
}

async fn drawn(house: &House, user: UserId, to: Vec<Address>, beside: Vec<Address>) -> Result<Link, AppError> {
    let (desk, token) = (house.desk(), random_token(&*house.entropy));
    let key = house.key_of(user.0).await?;
    let messages = (0x60..).zip(to).map(|(nth, address)| {
        let id = desk.id(nth);
        let place = Place { org: key.org(), table: "outbox", row: id, column: "code" };
        let sealed = key.seal_for_delivery(&place, &token.as_str().to_owned()).as_bytes().to_vec();
        (id, address, sealed)
    });
    Ok(Link { user, token_hash: token_hash(token.as_str()), messages: messages.collect(), beside })
}

impl Link {
    /// Whether it goes to this address.
    pub(crate) fn goes_to(&self, address: &Address) -> bool {
        self.messages.iter().any(|(_, to, _)| to == address)
    }

    /// Tells the person by `template`, which is also the word for what the link undoes.
    pub(crate) fn leave(
        &self,
        tx: &mut Tx,
        desk: &Desk,
        template: &str,
        object: Uuid,
        kept: Option<Kept>,
        until: Timestamp,
    ) -> Result<(), AppError> {
        self.tell(tx, desk, Told { template, object, kept, until, args: json!({}) })
    }

    /// The same, with more to say.
    pub(crate) fn tell(&self, tx: &mut Tx, desk: &Desk, told: Told<'_>) -> Result<(), AppError> {
        let Told { template, object, kept, until, mut args } = told;
        let kind = template.to_owned();
        let alert = Alert { user: self.user, kind, object, kept, created_at: desk.real, expires_at: until };
        table::insert(tx, &self.token_hash, &alert)?;
        args["hours"] = json!(until.duration_since(desk.real).as_hours());
        for (id, to, sealed) in &self.messages {
            notices::confided(tx, desk, (*id, self.user), to, template, &args, sealed.clone())?;
        }
        everywhere(tx, desk, self.user, &self.beside, ELSEWHERE, &json!({}))
    }
}

/// Tells each of these addresses of a person, also one that is nobody's by the time that the letter leaves.
pub(crate) fn everywhere<'a>(
    tx: &mut Tx,
    desk: &Desk,
    user: UserId,
    all: impl IntoIterator<Item = &'a Address>,
    template: &str,
    args: &Json,
) -> Result<(), AppError> {
    let act = desk.id(0x24);
    for (nth, to) in all.into_iter().enumerate() {
        notices::letter(tx, desk, user, to, template, &format!("{template}:{act}:{nth}"), args)?;
    }
    Ok(())
}

/// Until when something that is told now can be undone.
pub(crate) fn until(desk: &Desk) -> Timestamp {
    desk.real.saturating_add(SignedDuration::from_hours(UNDO_HOURS)).unwrap_or(desk.real)
}
