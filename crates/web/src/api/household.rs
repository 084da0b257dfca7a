//! Households: registering oneself, and the record that a household keeps of itself.

use app::organisations::{self, HouseholdFacts, Identity};
use app::sealed::{CivilId, Phone};
use app::sign_in::Address;
use app::{AppError, Caller, invitations};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::if_match::{IfMatch, SAID};
use crate::api::private::Private;
use crate::api::refusals;
use crate::api::sign_in::{AskCode, CodeAsked};
use crate::input::{Body, Path};
use crate::knock::Knock;
use crate::problem::Problem;
use crate::signed::{ApiCaller, ApiWho};
use crate::site::Site;

/// Sends a code to an address that need not be known here, so that a household can register itself. The code is answered at
/// `POST /sign-in/{challenge}`.
#[utoipa::path(post, path = "/api/v1/registrations", tag = "sign-in", request_body = AskCode,
    responses(
    (status = 202, description = "A code is on its way.", body = CodeAsked),
    refusals::Knocking,
))]
pub async fn start(
    Knock(from): Knock,
    State(site): State<Site>,
    Body(ask): Body<AskCode>,
) -> Result<(StatusCode, Private<CodeAsked>), Problem> {
    let address = Address::parse(ask.channel.as_str(), &ask.address)?;
    let started = invitations::register(&site.house, &Caller::anonymous("en").from_network(from), address).await?;
    Ok((StatusCode::ACCEPTED, Private(started.into())))
}

/// The household as its members keep it. What is sealed opens at `POST /cases/{id}/disclosures` only.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdBody {
    /// Whether name, civil ID, address and telephone number are given.
    identity: bool,
    /// Whether a code sent to the telephone number was answered: no case opens before.
    phone_verified: bool,
    /// Whether the operator has looked at the identity card.
    verified: bool,
    /// Whether the privacy notice was accepted.
    notice_accepted: bool,
    /// The area.
    area: Option<String>,
    /// The household in one line.
    household: Option<String>,
    /// The duties in one line.
    duties: Option<String>,
    /// Grows by one with each change.
    version: i64,
}

/// Makes the household of somebody who has registered; this session acts for it.
#[utoipa::path(post, path = "/api/v1/household", tag = "households", security(("bearer" = [])),
    responses(
    (status = 201, description = "Made", body = HouseholdBody),
    refusals::Writing,
))]
pub async fn register(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
) -> Result<(StatusCode, Private<HouseholdBody>), Problem> {
    organisations::register(&site.house, &who).await?;
    let body = HouseholdBody {
        identity: false,
        phone_verified: false,
        verified: false,
        notice_accepted: false,
        area: None,
        household: None,
        duties: None,
        version: 1,
    };
    Ok((StatusCode::CREATED, Private(body)))
}

async fn load(site: &Site, caller: &Caller) -> Result<HouseholdBody, Problem> {
    let kept = site.house.read(caller, organisations::own_household).await?;
    Ok(HouseholdBody {
        identity: kept.civil_id.is_some(),
        phone_verified: kept.phone_proved_at.is_some(),
        verified: kept.verified_at.is_some(),
        notice_accepted: kept.privacy_notice.is_some(),
        area: kept.area,
        household: kept.household,
        duties: kept.duties,
        version: kept.version,
    })
}

/// The caller's own household.
#[utoipa::path(get, path = "/api/v1/household", tag = "households", security(("bearer" = [])),
    responses(
    (status = 200, description = "The household", body = HouseholdBody),
    refusals::Reading,
))]
pub async fn get(State(site): State<Site>, ApiCaller(caller): ApiCaller) -> Result<Private<HouseholdBody>, Problem> {
    Ok(Private(load(&site, &caller).await?))
}

/// Who they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityAsk {
    /// The name, as on the identity card.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The civil ID's number.
    #[schema(max_length = 32)]
    civil_id: String,
    /// The address.
    #[schema(min_length = 1, max_length = 200)]
    address: String,
    /// The telephone number.
    #[schema(max_length = 32)]
    phone: String,
}

/// What a household says of itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HouseholdAsk {
    /// The version that was read, unless `If-Match` names it.
    version: Option<i64>,
    /// Who they are; left out, it stays. Given, the operator looks at it again, and a number that you do not sign in with is
    /// proven at `POST /household/phone`.
    identity: Option<IdentityAsk>,
    /// The area.
    #[schema(min_length = 1, max_length = 200)]
    area: String,
    /// The household in one line.
    #[schema(min_length = 1, max_length = 200)]
    household: String,
    /// The duties in one line.
    #[schema(min_length = 1, max_length = 200)]
    duties: String,
    /// Must be true: the privacy notice is accepted.
    accept_notice: bool,
}

/// Keeps what the household says of itself, and that it accepts the privacy notice.
#[utoipa::path(put, path = "/api/v1/household", tag = "households", security(("bearer" = [])), request_body = HouseholdAsk,
    params(("If-Match" = Option<String>, Header, description = SAID)),
    responses(
    (status = 200, description = "Kept", body = HouseholdBody),
    refusals::Writing,
))]
pub async fn fill(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    seen: IfMatch,
    Body(ask): Body<HouseholdAsk>,
) -> Result<Private<HouseholdBody>, Problem> {
    let version = seen.or(ask.version)?;
    if !ask.accept_notice {
        return Err(AppError::invalid("/accept_notice", "notice_wanted").into());
    }
    let identity = ask.identity.map(read).transpose()?;
    let facts = HouseholdFacts { identity, area: ask.area, household: ask.household, duties: ask.duties };
    organisations::fill(&site.house, &caller, version, facts).await?;
    Ok(Private(load(&site, &caller).await?))
}

fn read(ask: IdentityAsk) -> Result<Identity, AppError> {
    Ok(Identity {
        civil_id: CivilId::parse(&ask.civil_id)
            .map_err(|_| AppError::invalid("/identity/civil_id", "civil_id_wrong"))?,
        phone: Phone::parse(&ask.phone).map_err(|_| AppError::invalid("/identity/phone", "phone_wrong"))?,
        name: ask.name,
        address: ask.address,
    })
}

/// The household's telephone number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneAsk {
    /// The number as the household gave it.
    #[schema(max_length = 32)]
    phone: String,
}

fn number(typed: &str) -> Result<Phone, AppError> {
    Phone::parse(typed).map_err(|_| AppError::invalid("/phone", "phone_wrong"))
}

/// Sends a code to the household's own telephone number. A number that a member signs in with needs none.
#[utoipa::path(post, path = "/api/v1/household/phone", tag = "households", security(("bearer" = [])), request_body = PhoneAsk,
    responses(
    (status = 202, description = "A code is on its way.", body = CodeAsked),
    refusals::Proving,
))]
pub async fn ask_phone(
    Knock(from): Knock,
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Body(ask): Body<PhoneAsk>,
) -> Result<(StatusCode, Private<CodeAsked>), Problem> {
    let caller = caller.from_network(from);
    let started = organisations::ask_phone_code(&site.house, &caller, &number(&ask.phone)?).await?;
    Ok((StatusCode::ACCEPTED, Private(started.into())))
}

/// The code, and the number that it was sent to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneProof {
    /// The number as the household gave it.
    #[schema(max_length = 32)]
    phone: String,
    /// Six digits.
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$")]
    code: String,
}

/// Answers the code; the number counts as the household's own from then on.
#[utoipa::path(post, path = "/api/v1/household/phone/{challenge}", tag = "households", security(("bearer" = [])), request_body = PhoneProof,
    params(("challenge" = String, Path, description = "From the first answer")),
    responses(
    (status = 200, description = "Proven", body = HouseholdBody),
    refusals::Proving,
))]
pub async fn prove_phone(
    _: Knock,
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    challenge: Result<Path<String>, Problem>,
    Body(proof): Body<PhoneProof>,
) -> Result<Private<HouseholdBody>, Problem> {
    // A malformed challenge is answered like an unknown one: the code is wrong.
    let challenge = challenge.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    let phone = number(&proof.phone)?;
    organisations::prove_phone(&site.house, &caller, challenge, &phone, &proof.code).await?;
    Ok(Private(load(&site, &caller).await?))
}
