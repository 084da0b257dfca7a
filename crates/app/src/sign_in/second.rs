//! The second factor at the door: the code of an authenticator, or one of the codes for the day on which it is lost.

use domain::UserId;
use envelope::{ForChecking, Place};
use jiff::Timestamp;
use serde_json::json;
use store::tables::factors::{self, Factor};
use store::tables::sign_in::{self as table, Challenge};
use store::tables::{guesses, passkeys, people};
use store::{Recorded, Scope, Tx};
use totp_rs::{Builder, Totp};
use uuid::Uuid;

use super::both::OTHER;
use super::{CODE_MINUTES, WRONG_PER_ADDRESS, WRONG_PER_DAY, after_minutes, guess};
use crate::alerts::{self, Link, Told};
use crate::caller::Caller;
use crate::{AppError, Desk, House, notices, record};

/// In the place of a channel: what is answered by a second factor.
pub(crate) const SECOND: &str = "second";
/// The word of a record that says no more than that a second factor was shown, or a wrong one.
pub(crate) const SHOWN: &str = "second_factor_shown";
/// After so many wrong ones in a day (UTC) their person is told.
pub(crate) const TOLD_AFTER: i64 = 5;
/// Digits of an authenticator's code.
pub(crate) const DIGITS: usize = 6;
/// Letters of a recovery code: 50 random bits.
pub(crate) const RECOVERY_LETTERS: usize = 10;
/// The letters of recovery codes (Crockford's base 32): none that is taken for another.
pub(crate) const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What somebody has shown, to be used up in the transaction that it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The code of an authenticator for this step of 30 seconds.
    Step(Uuid, i64),
    /// A recovery code, as its keyed hash.
    Recovery([u8; 32]),
    /// A passkey, and what its device counts.
    Passkey(Uuid, i64),
}

impl Shown {
    /// The word of the record of one that was shown and cannot count.
    pub(crate) const fn refused(self) -> &'static str {
        match self {
            Self::Passkey(..) => "passkey_copied",
            Self::Step(..) | Self::Recovery(_) => SHOWN,
        }
    }
}

/// The authenticator with this secret: SHA-1, six digits, 30 seconds, a step early or late (RFC 6238, sections 4 and 5.2); what
/// every app understands.
pub(crate) fn authenticator(secret: &[u8], account: &str) -> Result<Totp, AppError> {
    let built =
        Builder::new().with_secret(secret.to_vec()).with_issuer(Some("Amana")).with_account_name(account).build();
    built.map_err(|error| AppError::Sealed(format!("the secret of an authenticator: {error}")))
}

/// Where the secret stands.
pub(crate) fn place(key: &envelope::SubjectKey, factor: Uuid) -> Place {
    Place { org: key.org(), table: "factor", row: factor, column: "secret" }
}

/// The step of time for which this is the authenticator's code; none for a wrong one.
pub(crate) async fn step_of(
    house: &House,
    factor: &Factor,
    code: &str,
    at: Timestamp,
) -> Result<Option<i64>, AppError> {
    let key = house.key_of(factor.user.0).await?;
    let secret = ForChecking::<Vec<u8>>::from_bytes(factor.secret.clone()).open(&key, &place(&key, factor.id));
    let secret = zeroize::Zeroizing::new(secret.map_err(|error| AppError::Sealed(error.to_string()))?);
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let step = authenticator(&secret, "")?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// What this text shows of the person, if anything. Nothing is used up yet.
pub(crate) async fn shown(house: &House, user: UserId, text: &str) -> Result<Option<Shown>, AppError> {
    let found = house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(factors::of(tx, user)?) })
        .await?;
    let typed = plain(text);
    if typed.len() == DIGITS && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        // Whoever has passkeys only has recovery codes, and no app.
        let Some(factor) = found.filter(|factor| factor.confirmed_at.is_some()) else { return Ok(None) };
        let step = step_of(house, &factor, &typed, house.real()).await?;
        return Ok(step.map(|step| Shown::Step(factor.id, step)));
    }
    Ok((typed.len() == RECOVERY_LETTERS).then(|| Shown::Recovery(house.indexes.recovery(user.0, &typed))))
}

/// A code as it is compared: Arabic-Indic and Persian digits as ASCII, capitals, no spaces and dashes, no letter that is taken for
/// a digit.
pub(crate) fn plain(text: &str) -> String {
    let letters = envelope::normal::ascii_digits(text);
    let kept = letters.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase());
    kept.map(|c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    })
    .take(RECOVERY_LETTERS + 1)
    .collect()
}

/// The link by which its person undoes what is shown: of a recovery code. Made before the transaction that uses it up.
pub(crate) async fn told(
    house: &House,
    user: UserId,
    shown: Shown,
    first: Option<&str>,
) -> Result<Option<Link>, AppError> {
    match shown {
        Shown::Recovery(_) => alerts::link(house, user, first).await.map(Some),
        Shown::Step(..) | Shown::Passkey(..) => Ok(None),
    }
}

/// Uses it up. False when somebody did before; whoever's recovery code is used is told, by what [`told`] made.
pub(crate) fn take(
    tx: &mut Tx,
    desk: &Desk,
    user: UserId,
    shown: Shown,
    link: Option<&Link>,
) -> Result<bool, AppError> {
    match shown {
        Shown::Step(factor, step) => Ok(factors::take_step(tx, factor, step)?),
        Shown::Recovery(hash) => {
            let used = factors::use_code(tx, user, &hash, desk.real)?;
            if let Some(link) = link.filter(|_| used) {
                let args = json!({ "left": factors::codes_left(tx, user)? });
                let until = alerts::until(desk);
                link.tell(tx, desk, Told { template: "recovery-used", object: user.0, kept: None, until, args })?;
            }
            Ok(used)
        }
        Shown::Passkey(id, signs) => {
            let counts = passkeys::shown(tx, id, signs, desk.real)?;
            if !counts {
                super::passkey::copied(tx, desk, user)?;
            }
            Ok(counts)
        }
    }
}

/// A challenge that is answered by the second factor of this person, after `first` was.
pub(crate) fn ask(tx: &mut Tx, desk: &Desk, user: UserId, first: &Challenge) -> Result<Uuid, AppError> {
    let id = desk.id(1);
    let challenge = Challenge {
        id,
        user: Some(user),
        channel: SECOND.to_owned(),
        // Wrong guesses are counted for the person: by nobody who has not shown the first factor.
        address_index: user.0.as_bytes().to_vec(),
        mailbox_index: user.0.as_bytes().to_vec(),
        network_index: first.network_index.clone(),
        code_hash: Vec::new(),
        first: Some(first.channel.clone()).filter(|channel| ["sms", "email"].contains(&channel.as_str())),
        proves: None,
        attempts: 0,
        expires_at: after_minutes(desk.real, CODE_MINUTES),
        used_at: None,
    };
    table::insert_challenge(tx, &challenge, desk.real)?;
    Ok(id)
}

/// Counts a guess at the second factor of somebody who is signed in already, before it is looked at.
/// [`AppError::TooMany`] when the day (UTC) has had all wrong ones.
pub(crate) async fn guessed(house: &House, user: UserId) -> Result<(), AppError> {
    let real = house.real();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let most = (WRONG_PER_DAY, WRONG_PER_ADDRESS);
            if !guesses::take(tx, SECOND, user.0.as_bytes(), HERE, guess::day(real), most)? {
                return Err(AppError::TooMany { seconds: guess::left_of_day(real) });
            }
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// The one answer to a wrong code.
pub(crate) fn wrong() -> AppError {
    AppError::invalid("/code", "code_wrong")
}

/// A record of what a person did with their own second factor.
pub(crate) fn on_record(desk: &Desk, user: UserId, action: &str) -> audit::Draft {
    let caller = Caller { user: Some(user), ..Caller::anonymous("en") };
    record::plain(desk, &caller, action, 0).object(audit::Object::new("user", user.0))
}

/// Tells a person once a day that so many second factors and second codes of theirs were wrong: whoever tries has shown the first.
pub(crate) fn tell_wrong(tx: &mut Tx, desk: &Desk, user: UserId) -> Result<(), AppError> {
    let day = guess::day(desk.real);
    if guesses::wrong(tx, SECOND, user.0.as_bytes(), day)? + guesses::wrong(tx, OTHER, user.0.as_bytes(), day)?
        < TOLD_AFTER
    {
        return Ok(());
    }
    let to = people::addresses(tx, user)?;
    for one in &to {
        let key = format!("second-wrong:{user}:{day}:{}", one.channel);
        notices::letter(tx, desk, user, one, "second-wrong", &key, &json!({}))?;
    }
    Ok(())
}

/// Records that somebody who is signed in showed a wrong second factor; what they are answered.
pub(crate) async fn refused(house: &House, user: UserId) -> AppError {
    let desk = house.desk();
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        tell_wrong(tx, &desk, user)?;
        Ok(Recorded::with((), on_record(&desk, user, SHOWN).denied()))
    };
    house.store.write(Scope::SignIn, work).await.err().unwrap_or_else(wrong)
}

/// In the place of a network: a session that there is.
const HERE: &[u8] = b"session";

/// The last guess in a session was right.
pub(crate) fn not_wrong(tx: &mut Tx, user: UserId, real: Timestamp) -> Result<(), AppError> {
    Ok(guesses::not_wrong(tx, SECOND, user.0.as_bytes(), HERE, guess::day(real))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, for SHA-1; of its eight digits the last six.
    #[test]
    fn the_codes_of_the_standard_come_out() {
        let totp = authenticator(b"12345678901234567890", "").expect("a secret");
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.check(code, at), Some(at / 30), "{at}");
            assert_eq!(
                (totp.check(code, at + 30).is_some(), totp.check(code, at + 60)),
                (true, None),
                "a step late, two"
            );
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(plain("١٢٣ ٤٥۶"), "123456");
        assert_eq!(plain("abcde-fgh0o"), "ABCDEFGH00");
        assert_eq!(plain("il-xx"), "11XX");
        assert!(plain(&"9".repeat(5000)).len() <= RECOVERY_LETTERS + 1);
    }
}
