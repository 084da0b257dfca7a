//! Asks for another address: a code to the new one, a code to one that is there. An address that is somebody else's gets none, and
//! the answer is the same.

use domain::UserId;
use envelope::{OneTimeCode, Place, random_code};
use serde_json::json;
use store::tables::address_changes::{self as table, AddressChange};
use store::tables::outbox::{self, Notice};
use store::tables::people;
use store::tables::sign_in::{self as challenges, Challenge};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{ASK_MINUTES, Change, on_record, proves};
use crate::caller::Caller;
use crate::sign_in::{self, Address, CODE_MINUTES, Who};
use crate::{AppError, Desk, House};

/// Begins a change, and ends the one that was under way. `caller` says from which network it is asked. Faults: `address_yours`.
/// [`AppError::StepUp`] without a fresh proof; [`AppError::TooMany`] as for any code.
pub async fn ask(house: &House, caller: &Caller, who: &Who, address: &Address) -> Result<Change, AppError> {
    house.proven_lately(who.proof())?;
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    let key = house.key_of(user.0).await?;
    let (channel, index) = (address.channel(), address.index(&house.indexes));
    let mailbox = address.mailbox(&house.indexes);
    let place = Place { org: key.org(), table: "address", row: user.0, column: channel };
    let sealed = key.seal_for_delivery(&place, &address.text().to_owned()).as_bytes().to_vec();
    let (id, new_challenge, present_challenge) = (desk.id(0), desk.id(1), desk.id(2));
    let codes = [new_challenge, present_challenge].map(|challenge| {
        let code = random_code(&*house.entropy, 6);
        let place = Place { org: key.org(), table: "outbox", row: challenge, column: "code" };
        let sealed = key.seal_for_delivery(&place, &code.as_str().to_owned()).as_bytes().to_vec();
        (house.codes.hash(challenge, OneTimeCode::as_str(&code)).to_vec(), sealed)
    });
    let network = sign_in::network_of(house, caller);
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            sign_in::by_own_means(tx, session)?;
            let own = people::addresses(tx, user)?;
            if own.iter().any(|one| one.channel == channel && one.index == index) {
                return Err(AppError::invalid("/address", "address_yours"));
            }
            let present = own.iter().find(|one| one.channel == channel).or(own.first()).ok_or(AppError::NotFound)?;
            let new = people::Address {
                channel: channel.to_owned(),
                index: index.clone(),
                mailbox: mailbox.clone(),
                sealed: sealed.clone(),
            };
            for one in [&new, present] {
                sign_in::count(tx, &desk, &one.channel, (&one.index, &one.mailbox), &network)?;
            }
            let taken = people::by_address(tx, channel, &index)?.is_some();
            let [(new_hash, new_code), (present_hash, present_code)] = &codes;
            let change = AddressChange {
                id,
                user,
                new_challenge,
                present_channel: present.channel.clone(),
                present_challenge,
                new_at: None,
                present_at: None,
                due_at: None,
                expires_at: sign_in::after_minutes(desk.real, ASK_MINUTES),
                new,
            };
            table::begin(tx, &change)?;
            for (challenge, to, hash) in
                [(new_challenge, &change.new, new_hash), (present_challenge, present, present_hash)]
            {
                challenges::insert_challenge(tx, &challenge_of(&desk, id, challenge, to, &network, hash), desk.real)?;
            }
            // One that is somebody else's gets a letter to nobody: asking costs as much, and nothing leaves.
            let reader = Some(user).filter(|_| !taken);
            let notice = letter(&desk, reader, new_challenge, &change.new, "address-code-new", new_code);
            outbox::leave(tx, &notice, desk.real)?;
            let notice = letter(&desk, Some(user), present_challenge, present, "address-code-present", present_code);
            outbox::leave(tx, &notice, desk.real)?;
            let draft = on_record(&desk, user, "address_change_asked", channel);
            Ok(Recorded::with(Change::of(change), draft))
        })
        .await
}

fn challenge_of(
    desk: &Desk,
    change: Uuid,
    id: Uuid,
    to: &people::Address,
    network: &[u8],
    code_hash: &[u8],
) -> Challenge {
    Challenge {
        id,
        user: None,
        channel: to.channel.clone(),
        address_index: to.index.clone(),
        mailbox_index: to.mailbox.clone(),
        network_index: network.to_vec(),
        code_hash: code_hash.to_vec(),
        first: None,
        proves: Some(proves(change)),
        attempts: 0,
        expires_at: sign_in::after_minutes(desk.real, CODE_MINUTES),
        used_at: None,
    }
}

fn letter(desk: &Desk, user: Option<UserId>, id: Uuid, to: &people::Address, template: &str, code: &[u8]) -> Notice {
    Notice {
        id,
        key: format!("code:{id}"),
        kind: "message".to_owned(),
        template: template.to_owned(),
        args: json!({ "minutes": CODE_MINUTES }),
        org: None,
        user,
        channel: Some(to.channel.clone()),
        address: Some(to.sealed.clone()),
        code: Some(code.to_vec()),
        run_at: desk.real,
        attempts: 0,
        last_error: None,
        dead_at: None,
    }
}
