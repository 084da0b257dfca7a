//! A message on its way out: whom it reaches and by which address, whether it may still leave, what it says there.

use domain::{CaseId, UserId};
use envelope::{ForDelivery, Place};
use jiff::{SignedDuration, Timestamp};
use store::tables::outbox::{self, Notice};
use store::tables::{agency_applications, invitations, people};
use store::{Job, Recorded, Scope, Tx};
use uuid::Uuid;

use crate::notices::{ARRIVAL_CODE, Done};
use crate::ports::{Message, SEND_MAX, SendError, faults};
use crate::tariff::{self, Text};
use crate::{AppError, House, connections, sms};

const RELAY: Scope = Scope::System(Job::Relay);

/// Who a message is for.
struct Reader {
    language: String,
    /// The addresses, in the order in which they are tried.
    addresses: Vec<people::Address>,
    /// Whether the person has signed in with the address at this place of the list.
    proven: Vec<bool>,
    left_at: Timestamp,
}

/// Sends a message once, under a lease that holds until `lease`. An address that a limit or a provider closes is passed over where
/// the message may take another.
pub(super) async fn carry_out(house: &House, notice: Notice, lease: Timestamp) -> Result<Done, SendError> {
    let now = house.desk().real;
    // Others before it were slow. Begun now, it could still be under way when somebody else may take it.
    if lease.duration_since(now) < SignedDuration::try_from(SEND_MAX).unwrap_or(SignedDuration::MAX) {
        return Ok(Done::Again);
    }
    // A code for an address that nobody has: left so that asking for it takes as long as for any other.
    let Some(user) = notice.user else { return Ok(Done::Done) };
    let asked = notice.clone();
    let read = move |tx: &mut Tx| reach(tx, user, &asked);
    let Some(reader) = house.store.read(RELAY, read).await.map_err(later)? else {
        return Err(never(faults::PERSON_GONE));
    };
    if let (Some(_), Some(minutes)) = (&notice.code, notice.args["minutes"].as_i64())
        && now.duration_since(reader.left_at) >= SignedDuration::from_mins(minutes)
    {
        return Err(never(faults::LAPSED));
    }
    let mut held = never(faults::ADDRESS_NONE);
    for (address, proven) in reader.addresses.into_iter().zip(reader.proven) {
        let message = written(house, &notice, user, &reader.language, address).await?;
        match sent(house, message, proven, &notice).await {
            Err(never @ SendError::Never(_)) => held = never,
            said => {
                if let Some(name) = said? {
                    handed(house, notice.id, name).await.map_err(later)?;
                }
                return Ok(Done::Done);
            }
        }
    }
    Err(held)
}

fn never(word: &str) -> SendError {
    SendError::Never(word.to_owned())
}

fn later(error: AppError) -> SendError {
    tracing::warn!(%error, "a message waits for the house itself");
    SendError::Later(faults::HOUSE_AWAY.to_owned())
}

/// Keeps by which name the provider will speak of a message that it has.
async fn handed(house: &House, id: Uuid, name: String) -> Result<(), AppError> {
    house
        .store
        .write(RELAY, move |tx: &mut Tx| -> Result<_, AppError> {
            outbox::handed(tx, id, &name)?;
            Ok(Recorded::housekeeping(()))
        })
        .await
}

/// Sends a message that no limit holds back; what was counted for one that did not leave is given back. Gives the provider's own name
/// of it, where there is one.
async fn sent(house: &House, message: Message, proven: bool, notice: &Notice) -> Result<Option<String>, SendError> {
    if message.channel != "sms" {
        return match connections::carry(house, notice, &message).await {
            Some(said) => said.map(|()| None),
            None => house.messenger.hand_over(message).await,
        };
    }
    let text = Text { to: &message.to, parts: sms::parts(&message.text), proven, org: notice.org };
    let counted = tariff::count(house, &text).await.map_err(later)?;
    let counted = counted.map_err(never)?;
    let said = house.messenger.hand_over(message).await;
    if let Err(SendError::Later(_) | SendError::Never(_)) = said {
        tariff::give_back(house, counted).await.map_err(later)?;
    }
    said
}

/// The message as it leaves to one address.
async fn written(
    house: &House,
    notice: &Notice,
    user: UserId,
    language: &str,
    address: people::Address,
) -> Result<Message, SendError> {
    let damaged = |place: Place| {
        move |error: envelope::OpenError| {
            let error = AppError::unopened(&place, error);
            tracing::error!(%error, "a message cannot be written");
            never(faults::VALUE_DAMAGED)
        }
    };
    let key = house.key_of(user.0).await.map_err(later)?;
    let column = if address.channel == "sms" { "sms" } else { "email" };
    let place = Place { org: key.org(), table: "address", row: user.0, column };
    let to = ForDelivery::<String>::from_bytes(address.sealed).open(&key, &place).map_err(damaged(place))?;
    let code = match &notice.code {
        Some(sealed) => {
            let place = Place { org: key.org(), table: "outbox", row: notice.id, column: "code" };
            Some(ForDelivery::<String>::from_bytes(sealed.clone()).open(&key, &place).map_err(damaged(place))?)
        }
        None if notice.template == ARRIVAL_CODE => Some(house.arrival_code(case_of(&notice.args)?)),
        None => None,
    };
    let (texts, template, args, code) = (&house.texts, &notice.template, &notice.args, code.as_deref());
    let no_template = || never(faults::TEMPLATE_NONE);
    let (subject, text) = match address.channel.as_str() {
        "sms" => (String::new(), sms::plain(&texts.short(language, template, args, code).ok_or_else(no_template)?)),
        _ => texts.render(language, template, args, code).ok_or_else(no_template)?,
    };
    Ok(Message { key: notice.key.clone(), channel: address.channel, to, subject, text })
}

fn case_of(args: &serde_json::Value) -> Result<CaseId, SendError> {
    let id = args["id"].as_str().and_then(|text| Uuid::parse_str(text).ok());
    id.map(CaseId).ok_or_else(|| never(faults::CASE_NONE))
}

/// Where something is sent, by whomever: nobody is looked up by it.
const fn sealed_at(channel: String, sealed: Vec<u8>) -> people::Address {
    people::Address { channel, index: Vec::new(), mailbox: Vec::new(), sealed }
}

/// The language and addresses of a person, or of somebody who was invited or applies and is none here yet. A number that is to be
/// proven comes with the notice. A code goes to the address that asked for it; anything else to the first that the person has.
fn reach(tx: &mut Tx, user: UserId, notice: &Notice) -> Result<Option<Reader>, AppError> {
    let (language, own, signs_in) = match people::get(tx, user)? {
        Some(person) => (person.language, people::addresses(tx, user)?, true),
        None => match invitations::by_person(tx, user)? {
            Some(invited) => (invited.language, vec![sealed_at(invited.channel, invited.address)], false),
            None => match agency_applications::by_person(tx, user)? {
                Some(applies) => (applies.language, applies.contact.into_iter().collect(), false),
                None => return Ok(None),
            },
        },
    };
    let given = notice.address.clone().zip(notice.channel.clone());
    let addresses: Vec<_> = match given {
        Some((sealed, channel)) => vec![sealed_at(channel, sealed)],
        None => own.clone(),
    };
    let wanted = |address: &people::Address| notice.channel.as_ref().is_none_or(|channel| *channel == address.channel);
    let addresses: Vec<_> = addresses.into_iter().filter(wanted).collect();
    let own = |address: &people::Address| signs_in && own.iter().any(|own| own.sealed == address.sealed);
    let proven = addresses.iter().map(own).collect();
    Ok(Some(Reader { language, proven, addresses, left_at: outbox::left_at(tx, notice.id)? }))
}
