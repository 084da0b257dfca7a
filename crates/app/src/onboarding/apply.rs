//! An agency applies, and shows that the address it gave is its own. Nobody is signed in by it, and the answer says nothing of who is
//! known here.

use domain::UserId;
use domain::office::NAME_MAX;
use envelope::{Place, random_code};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::tables::agency_applications::{self as table, Application, Move};
use store::tables::outbox::{self, Notice};
use store::tables::people::Address as Kept;
use store::tables::sign_in::{self as challenges, Challenge};
use store::tables::{guesses, keys, organisations};
use store::{Recorded, Scope, Tx};
use uuid::Uuid;

use super::{CONFIRM_HOURS, NETWORK_A_DAY, NETWORK_WAITING, TERMS, WAIT_DAYS, WAITING_MAX, proves};
use crate::caller::Caller;
use crate::sign_in::{self, Address, CODE_MINUTES, Started};
use crate::{AppError, Fault, House, notices, record};

/// In the place of a channel, for what is counted of one network.
const APPLICATION: &str = "application";
/// The most characters of a number of the register or of a licence.
const NUMBER_MAX: usize = 30;

/// What an agency says of itself.
#[derive(Debug, Clone)]
pub struct Applying {
    /// The trade name in Latin script.
    pub name: String,
    /// The trade name in Arabic script.
    pub name_ar: String,
    /// The number in the commercial register.
    pub cr_number: String,
    /// The number of the licence.
    pub licence_number: String,
    /// The last day of the licence.
    pub licence_until: Date,
    /// Where whoever will run it is reached.
    pub contact: Address,
    /// Whether the terms are accepted.
    pub accepts: bool,
}

/// Takes an application and sends a code to its address; the answer names the application. Faults: `name_length`, `number_form`,
/// `day_past`, `terms_wanted`. [`AppError::TooMany`] as for any code, and for a network that sent [`NETWORK_A_DAY`]; the conflict
/// `applications_many` while too many wait. Who applied before is said to nobody here: [`confirm`] says it to whoever has the address.
pub async fn apply(house: &House, caller: &Caller, ask: &Applying) -> Result<Started, AppError> {
    let desk = house.desk();
    fit(ask, desk.today())?;
    let operator =
        house.store.read(Scope::SignIn, |tx: &mut Tx| -> Result<_, AppError> { Ok(organisations::operator(tx)?) });
    let operator = operator.await?.ok_or(AppError::NotFound)?;
    let (id, challenge, person) = (desk.id(0), desk.id(1), UserId(desk.id(0x20)));
    let fresh = house.fresh_key(operator.id, person.0).await?;
    let channel = ask.contact.channel();
    let own = Place { org: operator.id, table: "address", row: person.0, column: channel };
    let sent = Place { org: operator.id, table: "outbox", row: challenge, column: "code" };
    let code = random_code(&*house.entropy, 6);
    let contact = Kept {
        channel: channel.to_owned(),
        index: ask.contact.index(&house.indexes),
        mailbox: ask.contact.mailbox(&house.indexes),
        sealed: fresh.key.seal_for_delivery(&own, &ask.contact.text().to_owned()).as_bytes().to_vec(),
    };
    let sealed_code = fresh.key.seal_for_delivery(&sent, &code.as_str().to_owned()).as_bytes().to_vec();
    let code_hash = house.codes.hash(challenge, code.as_str()).to_vec();
    let network = sign_in::network_of(house, caller);
    let new = Application {
        id,
        state: "asked".to_owned(),
        name: ask.name.trim().to_owned(),
        name_ar: ask.name_ar.trim().to_owned(),
        cr_number: ask.cr_number.trim().to_owned(),
        licence_number: ask.licence_number.trim().to_owned(),
        licence_until: ask.licence_until,
        terms: TERMS.to_owned(),
        person,
        contact: Some(contact.clone()),
        network: Some(network.clone()),
        language: caller.language.to_owned(),
        challenge,
        created_at: desk.real,
        confirmed_at: None,
        checked: None,
        approved: None,
        live: None,
        org: None,
        reason: None,
        expires_at: desk.real.saturating_add(SignedDuration::from_hours(CONFIRM_HOURS)).unwrap_or(desk.real),
        version: 1,
    };
    let caller = caller.clone();
    house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            sign_in::count(tx, &desk, &contact.channel, (&contact.index, &contact.mailbox), &network)?;
            if room(tx, &network, desk.real)? >= NETWORK_A_DAY {
                return Err(AppError::TooMany { seconds: 24 * 3600 });
            }
            keys::insert_subject(tx, person.0, &fresh.row, desk.now)?;
            table::insert(tx, &new)?;
            let asked = Challenge {
                id: challenge,
                user: None,
                channel: contact.channel.clone(),
                address_index: contact.index.clone(),
                mailbox_index: contact.mailbox.clone(),
                network_index: network.clone(),
                code_hash: code_hash.clone(),
                first: None,
                proves: Some(proves(id)),
                attempts: 0,
                expires_at: sign_in::after_minutes(desk.real, CODE_MINUTES),
                used_at: None,
            };
            challenges::insert_challenge(tx, &asked, desk.real)?;
            let notice = Notice {
                id: challenge,
                key: format!("code:{challenge}"),
                kind: "message".to_owned(),
                template: "application-code".to_owned(),
                args: json!({ "minutes": CODE_MINUTES }),
                org: None,
                user: Some(person),
                channel: Some(contact.channel.clone()),
                address: Some(contact.sealed.clone()),
                code: Some(sealed_code.clone()),
                run_at: desk.real,
                attempts: 0,
                last_error: None,
                dead_at: None,
            };
            outbox::leave(tx, &notice, desk.real)?;
            let draft =
                record::plain(&desk, &caller, "application_asked", 0).object(audit::Object::new("application", id));
            Ok(Recorded::with(Started { challenge: id, expires_in: CODE_MINUTES * 60 }, draft))
        })
        .await
}

/// Answers the code that was sent for this application: from then on it waits for the operator. The field `code` is wrong for a wrong,
/// used or late one, and for an application that nobody made. Conflicts: `application_waits` (this mailbox has one that waits),
/// `applications_many`. A number of the register that others have named holds nobody up: anybody may name any.
pub async fn confirm(house: &House, caller: &Caller, id: Uuid, code: &str) -> Result<(), AppError> {
    let (desk, caller) = (house.desk(), caller.clone());
    let now = desk.real;
    let kept =
        house.store.read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> { Ok(table::get(tx, id, now)?) });
    let challenge = kept.await?.map_or(Uuid::nil(), |kept| kept.challenge);
    let found = sign_in::answered(house, challenge, code, Some(proves(id))).await?;
    let right = house
        .store
        .write(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let draft =
                record::plain(&desk, &caller, "application_confirmed", 0).object(audit::Object::new("application", id));
            let used = match &found {
                Some(found) => sign_in::use_up(tx, found, desk.real)?,
                None => false,
            };
            let kept = table::get(tx, id, desk.real)?.filter(|kept| used && kept.state == "asked");
            let Some(kept) = kept else { return Ok(Recorded::with(false, draft.denied())) };
            // It may have been sent while there was room still.
            room(tx, kept.network.as_deref().unwrap_or_default(), desk.real)?;
            let until = desk.real.saturating_add(SignedDuration::from_hours(24 * WAIT_DAYS)).unwrap_or(desk.real);
            table::step(tx, &kept, &Move::Confirmed(until), desk.real)?;
            notices::tell_operator(tx, &desk, "task-application", &format!("application:{id}"), &json!({}))?;
            Ok(Recorded::with(true, draft))
        })
        .await?;
    if right { Ok(()) } else { Err(AppError::invalid("/code", "code_wrong")) }
}

/// Refuses another one that would wait, of this network or in all; how many this network sent within a day.
fn room(tx: &mut Tx, network: &[u8], real: Timestamp) -> Result<i64, AppError> {
    guesses::hold(tx, APPLICATION, network, sign_in::day(real))?;
    let day_ago = real.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(real);
    let (sent, waits) = table::from_network(tx, network, day_ago, real)?;
    if waits >= NETWORK_WAITING || table::waiting(tx, real)? >= WAITING_MAX {
        return Err(AppError::Conflict("applications_many"));
    }
    Ok(sent)
}

/// Every fault at once, each with its field.
fn fit(ask: &Applying, today: Date) -> Result<(), AppError> {
    let mut faults = Vec::new();
    let mut wrong = |fits: bool, pointer: &str, reason: &'static str| {
        if !fits {
            faults.push(Fault { pointer: pointer.to_owned(), reason });
        }
    };
    for (name, pointer) in [(&ask.name, "/name"), (&ask.name_ar, "/name_ar")] {
        wrong((1..=NAME_MAX).contains(&name.trim().chars().count()), pointer, "name_length");
    }
    for (number, pointer) in [(&ask.cr_number, "/cr_number"), (&ask.licence_number, "/licence_number")] {
        let number = number.trim();
        let shaped = number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
        let digits = number.chars().filter(char::is_ascii_digit).count();
        wrong(shaped && digits >= 4 && number.len() <= NUMBER_MAX, pointer, "number_form");
    }
    wrong(ask.licence_until >= today, "/licence_until", "day_past");
    wrong(ask.accepts, "/accept_terms", "terms_wanted");
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid(faults)) }
}
