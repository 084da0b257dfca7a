//! The other end of a link in a message: what was told is undone, once, for whoever has the message.

use envelope::token_hash;
use serde_json::json;
use store::tables::alerts::{self as table, Alert, Kept};
use store::tables::factors::Factor;
use store::tables::{address_changes, devices, factors, passkeys, people, sign_in};
use store::{Recorded, Scope, Tx};

use crate::sign_in::no_more_codes;
use crate::sign_in::second::on_record;
use crate::{AppError, Desk, House, connections, notices, resets};

/// What a link undoes: the word of its message. [`AppError::NotFound`] for one that was used, is too old, or is none of ours.
pub async fn look(house: &House, token: &str) -> Result<String, AppError> {
    let (hash, real) = (token_hash(token), house.real());
    let found = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::living(tx, &hash, real)?) })
        .await?;
    Ok(found.ok_or(AppError::NotFound)?.kind)
}

/// Undoes it. A reset is refused. Everything else ends all sessions of the person and a change of address that waits, takes away what was
/// added or puts back what was taken, and is told. [`AppError::NotFound`] as in [`look`].
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
            let before = people::addresses(tx, found.user)?;
            put_right(tx, &desk, &found)?;
            address_changes::end(tx, found.user)?;
            let ended = sign_in::end_all(tx, found.user, desk.real)?;
            let key = format!("change-undone:{}", desk.id(0x23));
            notices::message(tx, &desk, found.user, "change-undone", &key, &json!({}))?;
            let after = people::addresses(tx, found.user)?;
            for gone in before.iter().filter(|one| after.iter().all(|there| there.index != one.index)) {
                let key = format!("{key}:{}", gone.channel);
                notices::letter(tx, &desk, found.user, gone, "change-undone", &key, &json!({}))?;
            }
            let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
            let draft = on_record(&desk, found.user, "change_undone")
                .fact("change", audit::Fact::Word(found.kind))
                .fact("sessions_ended", ended);
            Ok(Recorded::with((), draft))
        })
        .await
}

/// Takes away what was added, and puts back what was taken.
fn put_right(tx: &mut Tx, desk: &Desk, found: &Alert) -> Result<(), AppError> {
    let (user, real) = (found.user, desk.real);
    match (found.kind.as_str(), &found.kept) {
        ("factor-on", _) if factors::of(tx, user)?.is_some_and(|factor| factor.id == found.object) => {
            factors::remove(tx, user)?;
        }
        ("factor-off", Some(Kept::Authenticator(secret, step))) => {
            let back = Factor { id: found.object, user, secret: secret.clone(), confirmed_at: None };
            table::put_back(tx, &back, *step, real)?;
        }
        ("passkey-on", _) => {
            passkeys::remove(tx, user, found.object)?;
            // Recovery codes came with it, shown to whoever added it.
            factors::replace_codes(tx, user, &[], real)?;
        }
        ("two-codes-on", _) => people::set_two_codes(tx, user, None)?,
        ("two-codes-off", _) => people::set_two_codes(tx, user, Some(real))?,
        // Somebody else was in: whatever was added since then is theirs.
        ("new-device", _) => {
            taken_since(tx, desk, found)?;
            devices::forget_all(tx, user)?;
        }
        ("recovery-used", _) => {
            taken_since(tx, desk, found)?;
            // Somebody has the sheet.
            factors::replace_codes(tx, user, &[], real)?;
        }
        ("address-replaced", Some(kept)) => {
            taken_since(tx, desk, found)?;
            // A link that went to the address of whoever did it brings that one not back.
            table::use_up_since(tx, user, &found.kind, found.created_at, real)?;
            address_back(tx, desk, found, kept)?;
        }
        _ => {}
    }
    Ok(())
}

/// Takes away every way in, and every way out, that was added since.
fn taken_since(tx: &mut Tx, desk: &Desk, found: &Alert) -> Result<(), AppError> {
    table::take_since(tx, found.user, found.created_at)?;
    connections::stop_since(tx, desk, found.user, found.created_at)
}

/// The address that was there before, unless it is somebody else's by now; none where there was none.
fn address_back(tx: &mut Tx, desk: &Desk, found: &Alert, kept: &Kept) -> Result<(), AppError> {
    let channel = match kept {
        Kept::Address(old) => &old.channel,
        Kept::NoAddress(channel) => channel,
        Kept::Authenticator(..) => return Ok(()),
    };
    for now in people::addresses(tx, found.user)?.iter().filter(|now| now.channel == *channel) {
        no_more_codes(tx, desk, found.user, now)?;
    }
    match kept {
        Kept::Address(old) if people::by_address(tx, channel, &old.index)?.is_none_or(|user| user == found.user) => {
            people::replace_address(tx, found.user, old, desk.real)?;
        }
        Kept::NoAddress(_) => people::remove_address(tx, found.user, channel)?,
        _ => {}
    }
    Ok(())
}
