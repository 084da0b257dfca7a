//! The other end of a link in a message: what was told is undone, once, for whoever has the message.

use envelope::token_hash;
use serde_json::json;
use store::tables::factors::Factor;
use store::tables::{address_changes, alerts as table, factors, passkeys, sign_in};
use store::{Recorded, Scope, Tx};

use crate::sign_in::second::on_record;
use crate::{AppError, House, notices, resets};

/// What a link undoes: the word of its message. [`AppError::NotFound`] for one that was used, is too old, or is none of ours.
pub async fn look(house: &House, token: &str) -> Result<String, AppError> {
    let (hash, real) = (token_hash(token), house.real());
    let found = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::living(tx, &hash, real)?) })
        .await?;
    Ok(found.ok_or(AppError::NotFound)?.kind)
}

/// Undoes it. A reset is refused. Everything else ends all sessions of the person and a change of address that waits, takes away what was added or puts back what was
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
                ("passkey-on", _) => {
                    passkeys::remove(tx, found.user, found.object)?;
                    // Recovery codes came with it, shown to whoever added it.
                    factors::replace_codes(tx, found.user, &[], desk.real)?;
                }
                _ => {}
            }
            address_changes::end(tx, found.user)?;
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
