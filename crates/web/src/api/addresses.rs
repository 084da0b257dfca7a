//! Where a person signs in: another address for the one they have, or a second one beside it.

use app::Caller;
use app::addresses::{self, Change, Side};
use app::sealed::ascii_digits;
use app::sign_in::Address;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::api::sign_in::AskCode;
use crate::input::{Body, Path};
use crate::knock::Knock;
use crate::problem::Problem;
use crate::signed::ApiWho;
use crate::site::Site;

/// A way to reach the person. The address itself is sealed, and shown nowhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAddress {
    /// `sms` or `email`.
    channel: String,
    /// When it was shown to be theirs.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<jiff::Timestamp>,
}

/// A change that is under way.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddressChange {
    /// Named by its answers.
    id: Uuid,
    /// `sms` or `email`: the address that is new.
    channel: String,
    /// The channel of the address that is asked as well.
    present: String,
    /// Whether the new one has answered.
    new_answered: bool,
    /// Whether the one that is there has answered.
    present_answered: bool,
    /// When it is made without that, if it waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<jiff::Timestamp>,
    /// When it ends by itself.
    #[schema(value_type = String, format = DateTime)]
    expires_at: jiff::Timestamp,
}

impl From<Change> for AddressChange {
    fn from(change: Change) -> Self {
        Self {
            id: change.id,
            channel: change.channel,
            present: change.present,
            new_answered: change.new_shown,
            present_answered: change.agreed,
            due_at: change.due_at,
            expires_at: change.expires_at,
        }
    }
}

/// Where the person signs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAddresses {
    /// One by each channel at most.
    addresses: Vec<OwnAddress>,
    /// The change under way; null without one.
    change: Option<AddressChange>,
}

async fn load(site: &Site, who: &app::sign_in::Who) -> Result<Private<OwnAddresses>, Problem> {
    let mine = addresses::mine(&site.house, who).await?;
    let addresses = mine.channels.into_iter().map(|(channel, since)| OwnAddress { channel, since }).collect();
    Ok(Private(OwnAddresses { addresses, change: mine.change.map(Into::into) }))
}

/// Where the caller signs in, and the change that is under way.
#[utoipa::path(get, path = "/api/v1/me/addresses", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "What there is", body = OwnAddresses), refusals::Reading))]
pub async fn get(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<OwnAddresses>, Problem> {
    load(&site, &who).await
}

/// Asks for another address, within five minutes of a proof of who asks. A code goes to the new one, unless it is somebody else's,
/// and one to an address that is there; the answer is the same. A change that was under way is over.
#[utoipa::path(post, path = "/api/v1/me/addresses", tag = "me", security(("bearer" = [])), request_body = AskCode,
    responses((status = 202, description = "The codes are on their way", body = AddressChange), refusals::Proving))]
pub async fn ask(
    Knock(from): Knock,
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Body(ask): Body<AskCode>,
) -> Result<(StatusCode, Private<AddressChange>), Problem> {
    let address = Address::parse(ask.channel.as_str(), &ask.address)?;
    let caller = Caller::anonymous("en").from_network(from);
    let change = addresses::ask(&site.house, &caller, &who, &address).await?;
    Ok((StatusCode::ACCEPTED, Private(change.into())))
}

/// Which address answers.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressSide {
    /// The new one.
    New,
    /// The one that is there.
    Present,
}

/// The code that one side was sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressAnswer {
    /// Whose code it is.
    side: AddressSide,
    /// Six digits.
    #[schema(max_length = 32)]
    code: String,
}

/// Answers for one side. Once both have answered, the change is made: this session stays, the person's others end.
#[utoipa::path(post, path = "/api/v1/me/addresses/{id}/codes", tag = "me", security(("bearer" = [])), request_body = AddressAnswer,
    params(("id" = String, Path, description = "The change")),
    responses((status = 200, description = "What there is now", body = OwnAddresses), refusals::Proving))]
pub async fn agree(
    _: Knock,
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
    Body(sent): Body<AddressAnswer>,
) -> Result<Private<OwnAddresses>, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    let side = match sent.side {
        AddressSide::New => Side::New,
        AddressSide::Present => Side::Present,
    };
    addresses::agree(&site.house, &who, id, side, &ascii_digits(&sent.code)).await?;
    load(&site, &who).await
}

/// Leaves the change to be made after seven days without the address that is there, because it is lost. Every address of the person
/// is told at once, and any session of theirs can stop it.
#[utoipa::path(post, path = "/api/v1/me/addresses/{id}/wait", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The change, whose new address has answered")),
    responses((status = 200, description = "It waits", body = AddressChange), refusals::Writing))]
pub async fn wait(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
) -> Result<Private<AddressChange>, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    Ok(Private(addresses::wait(&site.house, &who, id).await?.into()))
}

/// Stops the change that is under way.
#[utoipa::path(delete, path = "/api/v1/me/addresses/{id}", tag = "me", security(("bearer" = [])),
    params(("id" = String, Path, description = "The change")),
    responses((status = 204, description = "Stopped"), refusals::Writing))]
pub async fn stop(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    addresses::stop(&site.house, &who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
