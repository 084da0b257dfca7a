//! A person's own second factor: an authenticator set up, shown to work, replaced or taken away, and the codes for the day on which
//! it is lost.

use domain::UserId;
use envelope::OneTimeCode;
use jiff::Timestamp;
use serde_json::json;
use store::tables::alerts::Kept;
use store::tables::factors::{self as table, Factor};
use store::tables::{passkeys, people, sign_in as sessions};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::sign_in::second::{self, LETTERS, RECOVERY_LETTERS, authenticator};
use crate::sign_in::{self, Who, demands_second, meant};
use crate::{AppError, Desk, House, alerts, notices};

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// Bytes of a secret: as long as the hash (RFC 4226, section 4, R6).
const SECRET_BYTES: usize = 20;

/// What a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Since when their authenticator counts; none without one.
    pub since: Option<Timestamp>,
    /// Whether they have passkeys.
    pub passkeys: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
    /// Whether a role of theirs is held only with a second factor.
    pub demanded: bool,
}

/// An authenticator that was begun: shown once.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The identifier.
    pub id: Uuid,
    /// The secret as people type it (base 32).
    pub secret: Zeroizing<String>,
    /// The same for a camera (`otpauth:`).
    pub uri: Zeroizing<String>,
}

/// What this person has.
pub async fn held(house: &House, who: &Who) -> Result<Held, AppError> {
    let (user, lenient) = (who.user(), who.lenient);
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let roles = people::memberships(tx, user)?;
            Ok(Held {
                since: table::of(tx, user)?.and_then(|factor| factor.confirmed_at),
                passkeys: !passkeys::of(tx, user)?.is_empty(),
                codes_left: table::codes_left(tx, user)?,
                demanded: !lenient && roles.iter().any(|membership| demands_second(membership.role)),
            })
        })
        .await
}

/// Begins with an authenticator. `account` is what its app shows beside our name. A second one is a conflict: the first is taken
/// away before. [`AppError::StepUp`] for whoever did not sign in just now: a session left open must not lock its person out.
pub async fn begin(house: &House, who: &Who, account: &str) -> Result<Begun, AppError> {
    let (desk, user) = (house.desk(), who.user());
    desk.proven_lately(who.proof())?;
    let mut secret = Zeroizing::new(vec![0u8; SECRET_BYTES]);
    house.entropy.fill(&mut secret);
    let account: String = account.chars().filter(|c| *c != ':').take(64).collect();
    let shown = authenticator(&secret, &account)?;
    let uri = shown.to_url().map_err(|error| AppError::Sealed(format!("an authenticator's address: {error}")))?;
    let id = desk.id(0);
    let key = house.key_of(user.0).await?;
    let sealed = key.seal_for_checking(&second::place(&key, id), &*secret).as_bytes().to_vec();
    let new = Factor { id, user, secret: sealed, confirmed_at: None };
    let session = who.signed.session.id;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            sign_in::by_own_means(tx, session)?;
            if !table::begin(tx, &new, desk.real)? {
                return Err(AppError::Conflict("factor_there"));
            }
            Ok(Recorded::with((), second::on_record(&desk, user, "factor_begun")))
        })
        .await?;
    Ok(Begun { id, secret: Zeroizing::new(shown.secret().to_base32()), uri: Zeroizing::new(uri) })
}

/// Shows that the authenticator works: from now on it is asked for, and the person's other sessions end. Returns the recovery codes, which are shown once. The field
/// `code` is wrong for a wrong one.
pub async fn confirm(house: &House, who: &Who, id: Uuid, code: &str) -> Result<Vec<OneTimeCode>, AppError> {
    let (desk, user, session) = (house.desk(), who.user(), who.signed.session.id);
    second::guessed(house, user).await?;
    let found =
        house.store.read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::of(tx, user)?) }).await?;
    let factor = found.filter(|found| found.id == id && found.confirmed_at.is_none()).ok_or(AppError::NotFound)?;
    let step = second::step_of(house, &factor, &second::plain(code), desk.real).await?;
    let Some(step) = step else { return Err(second::refused(house, user).await) };
    let (codes, hashes) = recovery(house, user);
    let link = alerts::link(house, user, who.first()).await?;
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            if !table::confirm(tx, id, step, desk.real)? {
                return Err(AppError::NotFound);
            }
            second::not_wrong(tx, user, desk.real)?;
            table::replace_codes(tx, user, &hashes, desk.real)?;
            sessions::proven(tx, session, true, desk.real)?;
            // Whoever signed in elsewhere by a code alone does so anew.
            let ended = sessions::end_others(tx, session, user, desk.real)?;
            link.leave(tx, &desk, "factor-on", id, None, alerts::until(&desk))?;
            let ended = audit::Fact::Number(ended.try_into().unwrap_or(i64::MAX));
            Ok(Recorded::with((), second::on_record(&desk, user, "factor_confirmed").fact("sessions_ended", ended)))
        })
        .await?;
    Ok(codes)
}

/// Takes the authenticator away; its code, or a recovery code, says that it is meant. Every session of the person counts as one
/// without a second factor from then on. The field `code` is wrong for a wrong or used one.
pub async fn remove(house: &House, who: &Who, code: &str) -> Result<(), AppError> {
    let user = who.user();
    let link = alerts::link(house, user, who.first()).await?;
    meant(house, who, code, move |tx, desk| {
        // Whoever has passkeys only has recovery codes, and nothing to switch off.
        let factor = table::of(tx, user)?.ok_or_else(second::wrong)?;
        let step = table::last_step(tx, factor.id)?;
        table::remove(tx, user)?;
        sessions::without_second(tx, user)?;
        let kept = Kept::Authenticator(factor.secret, step);
        link.leave(tx, desk, "factor-off", factor.id, Some(kept), alerts::until(desk))?;
        Ok("factor_removed")
    })
    .await
}

/// New recovery codes for old ones, which are shown once. The authenticator's code says that it is meant.
pub async fn renew_codes(house: &House, who: &Who, code: &str) -> Result<Vec<OneTimeCode>, AppError> {
    let user = who.user();
    let (codes, hashes) = recovery(house, user);
    let six = second::plain(code).len() == second::DIGITS;
    // A sheet of codes that somebody found must not make new ones.
    meant(house, who, if six { code } else { "" }, move |tx, desk| {
        table::replace_codes(tx, user, &hashes, desk.real)?;
        tell(tx, desk, user, "codes-made")?;
        Ok("recovery_codes_made")
    })
    .await?;
    Ok(codes)
}

/// Whoever can read the person's messages learns that something changed, whoever changed it.
pub(crate) fn tell(tx: &mut Tx, desk: &Desk, user: UserId, template: &str) -> Result<(), AppError> {
    notices::message(tx, desk, user, template, &format!("{template}:{}", desk.id(0x22)), &json!({}))
}

/// Draws recovery codes, two groups of five, with their keyed hashes.
pub(crate) fn recovery(house: &House, user: UserId) -> (Vec<OneTimeCode>, Vec<[u8; 32]>) {
    let mut drawn = Zeroizing::new([0u8; RECOVERY_CODES * RECOVERY_LETTERS]);
    house.entropy.fill(&mut *drawn);
    let codes = drawn.chunks(RECOVERY_LETTERS).map(|bytes| {
        // Each of the 32 letters stands for 8 of the 256 bytes: all are equally likely.
        let letters = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect::<String>();
        let hash = house.indexes.recovery(user.0, &letters);
        (OneTimeCode::new(format!("{}-{}", &letters[..RECOVERY_LETTERS / 2], &letters[RECOVERY_LETTERS / 2..])), hash)
    });
    codes.unzip()
}
