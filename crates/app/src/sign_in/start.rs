//! Asks for a code: for somebody who is known, and for somebody who was invited.

use domain::UserId;
use envelope::{Place, random_code};
use jiff::SignedDuration;
use serde_json::json;
use store::tables::outbox::{self, Notice};
use store::tables::sign_in::Challenge;
use store::tables::{guesses, invitations, people, sign_in as table};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{Address, CODE_MINUTES, CODES_PER_ADDRESS, CODES_PER_HOUR, after_minutes};
use crate::caller::Caller;
use crate::{AppError, Desk, House, record};

/// What everybody is told, whether the address is known or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Names the code that was sent.
    pub challenge: Uuid,
    /// Seconds that it holds.
    pub expires_in: i64,
}

/// Whom the code is meant for, and whose key seals it on its way.
struct Reached {
    /// Somebody here, or who will be who was invited.
    person: UserId,
    /// Whether they are here already.
    known: bool,
    address: Option<Vec<u8>>,
}

/// Sends a code to this address, if somebody has it or is invited there. The code leaves through the outbox, sealed until
/// it is delivered, and ends the codes that went there before and were not answered.
///
/// An address that nobody has costs the same: as many statements, as many rows, a notice that goes to nobody. Whoever measures learns
/// nothing from how long it takes.
pub async fn start(house: &House, caller: &Caller, address: Address) -> Result<Started, AppError> {
    let desk = house.desk();
    let (channel, index) = (address.channel(), address.index(&house.indexes));
    let mailbox = address.mailbox(&house.indexes);
    let network = network_of(house, caller);
    let challenge = desk.id(0);
    let code = random_code(&*house.entropy, 6);
    let code_hash = house.codes.hash(challenge, code.as_str()).to_vec();

    // The person's key seals the code on its way to the relay; a stranger's challenge does the same look-ups.
    let (lookup, now) = (index.clone(), desk.real);
    let to = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let Some(user) = people::by_address(tx, channel, &lookup)? else {
                let invited = invitations::at_address(tx, channel, &lookup, now)?;
                return Ok(invited.map(|one| Reached { person: one.person, known: false, address: Some(one.address) }));
            };
            let sealed = people::addresses(tx, user)?.into_iter().find(|address| address.channel == channel);
            Ok(Some(Reached { person: user, known: true, address: sealed.map(|address| address.sealed) }))
        })
        .await?;
    let sealed_code = match &to {
        Some(to) => {
            let key = house.key_of(to.person.0).await?;
            let place = Place { org: key.org(), table: "outbox", row: challenge, column: "code" };
            Some(key.seal_for_delivery(&place, &code.as_str().to_owned()).as_bytes().to_vec())
        }
        None => {
            house.keys_of(vec![challenge]).await?;
            None
        }
    };

    let caller = caller.clone();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| {
            count(tx, &desk, channel, (&index, &mailbox), &network)?;
            table::end_open(tx, channel, &index, None, desk.real)?;
            let (person, address) = to.as_ref().map(|to| (to.person, to.address.clone())).unzip();
            let new = Challenge {
                id: challenge,
                user: person,
                channel: channel.to_owned(),
                address_index: index.clone(),
                mailbox_index: mailbox.clone(),
                network_index: network.clone(),
                code_hash: code_hash.clone(),
                first: None,
                proves: None,
                attempts: 0,
                expires_at: after_minutes(desk.real, CODE_MINUTES),
                used_at: None,
            };
            table::insert_challenge(tx, &new, desk.real)?;
            let notice = Notice {
                id: challenge,
                key: format!("code:{challenge}"),
                kind: outbox::MESSAGE.to_owned(),
                template: "sign-in-code".to_owned(),
                args: json!({ "minutes": CODE_MINUTES }),
                org: None,
                user: person,
                channel: Some(channel.to_owned()),
                address: address.flatten(),
                code: sealed_code.clone(),
                run_at: desk.real,
                attempts: 0,
                last_error: None,
                dead_at: None,
            };
            outbox::leave(tx, &notice, desk.real)?;
            let mut draft = record::plain(&desk, &caller, "sign_in_asked", 0);
            if let Some(to) = to.as_ref().filter(|to| to.known) {
                draft = draft.object(audit::Object::new("user", to.person.0));
            }
            Ok(Recorded::with(Started { challenge, expires_in: CODE_MINUTES * 60 }, draft))
        })
        .await
}

/// Refuses more codes to one mailbox than an hour allows: few for each network, more in all; those in all do not hold for a
/// network from which this very address of it was signed in with. Both as their keyed hashes.
pub(crate) fn count(
    tx: &mut Tx,
    desk: &Desk,
    channel: &str,
    (address, mailbox): (&[u8], &[u8]),
    network: &[u8],
) -> Result<(), AppError> {
    guesses::hold(tx, channel, mailbox, super::day(desk.real))?;
    let hour_ago = desk.real.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(desk.real);
    let (asked, near) = table::challenges_since(tx, channel, mailbox, network, hour_ago)?;
    let known = guesses::is_known_network(tx, channel, address, network)?;
    if (asked >= CODES_PER_ADDRESS && !known) || near >= CODES_PER_HOUR {
        return Err(AppError::TooMany { seconds: 600 });
    }
    Ok(())
}

/// The keyed hash of the network that the caller asks from; that of no network where nobody said one.
pub(crate) fn network_of(house: &House, caller: &Caller) -> Vec<u8> {
    let network = caller.network.map_or_else(String::new, |network| network.to_string());
    house.indexes.network(&network).to_vec()
}
