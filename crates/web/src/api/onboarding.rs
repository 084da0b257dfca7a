//! Agencies that apply, and what the operator does about it.

use app::Caller;
use app::onboarding::{self, Applying, Refusal, Rival, Seen};
use app::sealed::ascii_digits;
use app::sign_in::Address;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::invitations::Language;
use crate::api::private::Private;
use crate::api::refusals;
use crate::api::sign_in::Channel;
use crate::cursor::Listing;
use crate::input::{Body, Path};
use crate::knock::Knock;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// What an agency says of itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApplication {
    /// The trade name in Latin script.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// The trade name in Arabic script.
    #[schema(min_length = 1, max_length = 120)]
    name_ar: String,
    /// The number in the commercial register: four digits at least, letters, `-` and `/`.
    #[schema(min_length = 4, max_length = 30)]
    cr_number: String,
    /// The number of the licence.
    #[schema(min_length = 4, max_length = 30)]
    licence_number: String,
    /// The last day of the licence.
    #[schema(value_type = String, format = Date)]
    licence_until: Date,
    /// By which way whoever will run the agency is reached.
    channel: Channel,
    /// The mobile number or e-mail address with which they will sign in.
    #[schema(max_length = 254)]
    address: String,
    /// Of the messages; English unless given.
    #[serde(default)]
    language: Language,
    /// Must be true: the terms are accepted.
    accept_terms: bool,
}

/// An application that waits for its code.
#[derive(Debug, Serialize, ToSchema)]
pub struct Applied {
    /// Named when the code is answered.
    application: Uuid,
    /// Seconds that the code holds.
    expires_in: i64,
}

/// Applies as an agency. A code goes to the address; who is known here is not told.
#[utoipa::path(post, path = "/api/v1/onboarding", tag = "onboarding", request_body = NewApplication,
    responses((status = 202, description = "A code is on its way", body = Applied),
    (status = 409, description = "Too many applications wait", body = Problem, content_type = "application/problem+json"), refusals::Knocking))]
pub async fn apply(
    Knock(from): Knock,
    State(site): State<Site>,
    Body(new): Body<NewApplication>,
) -> Result<(StatusCode, Private<Applied>), Problem> {
    let ask = Applying {
        name: new.name,
        name_ar: new.name_ar,
        cr_number: ascii_digits(&new.cr_number),
        licence_number: ascii_digits(&new.licence_number),
        licence_until: new.licence_until,
        contact: Address::parse(new.channel.as_str(), &new.address)?,
        accepts: new.accept_terms,
    };
    let caller = Caller::anonymous(new.language.as_str()).from_network(from);
    let started = onboarding::apply(&site.house, &caller, &ask).await?;
    Ok((StatusCode::ACCEPTED, Private(Applied { application: started.challenge, expires_in: started.expires_in })))
}

/// The code that was sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationCode {
    /// Six digits.
    #[schema(max_length = 32)]
    code: String,
}

/// Answers the code of an application; from then on it waits for the operator.
#[utoipa::path(post, path = "/api/v1/onboarding/{id}/code", tag = "onboarding", request_body = ApplicationCode,
    params(("id" = String, Path, description = "The application")),
    responses((status = 204, description = "It waits"), refusals::Knocking))]
pub async fn confirm(
    _: Knock,
    State(site): State<Site>,
    id: Result<Path<String>, Problem>,
    Body(sent): Body<ApplicationCode>,
) -> Result<StatusCode, Problem> {
    // A malformed name is answered like an unused one: the code is wrong.
    let id = id.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    onboarding::confirm(&site.house, &Caller::anonymous("en"), id, &ascii_digits(&sent.code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One line of the list before an agency goes live.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChecklistItem {
    /// `terms_accepted`, `address_confirmed`, `papers_checked`, `second_person`, `admin_joined`, `second_factor`, `licence_valid`.
    item: &'static str,
    /// Whether it is so.
    done: bool,
    /// Who of the operator's staff.
    by: Option<Uuid>,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
}

/// Another application that names the same number of the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct RivalBody {
    /// The other application.
    id: Uuid,
    /// Its trade name in Latin script.
    name: String,
    /// `waiting`, `checked`, `founded`, `live`.
    state: String,
}

/// An application. Its contact stays sealed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationBody {
    /// The identifier.
    id: Uuid,
    /// `waiting`, `checked`, `founded`, `live`, `refused`.
    state: String,
    /// The trade name in Latin script.
    name: String,
    /// The trade name in Arabic script.
    name_ar: String,
    /// The number in the commercial register.
    cr_number: String,
    /// The number of the licence.
    licence_number: String,
    /// The last day of the licence.
    #[schema(value_type = String, format = Date)]
    licence_until: Date,
    /// The version of the terms that was accepted.
    terms: String,
    /// Why it was refused.
    reason: Option<String>,
    /// While it waits for an answer: others that wait or were agreed to with the same number of the register. At most one of them is the
    /// agency that has it; an agency is founded with a number once.
    same_register: Vec<RivalBody>,
    /// The list.
    checklist: Vec<ChecklistItem>,
    /// Grows by one with each change.
    version: i64,
}

impl From<Seen> for ApplicationBody {
    fn from(seen: Seen) -> Self {
        let checklist = seen.items.into_iter().map(|item| ChecklistItem {
            item: item.word,
            done: item.done,
            by: item.by.map(|by| by.0),
            at: item.at,
        });
        let rival = |one: Rival| RivalBody { id: one.id, name: one.name, state: one.state };
        let a = seen.application;
        Self {
            id: a.id,
            state: a.state,
            name: a.name,
            name_ar: a.name_ar,
            cr_number: a.cr_number,
            licence_number: a.licence_number,
            licence_until: a.licence_until,
            terms: a.terms,
            reason: a.reason,
            same_register: seen.rivals.into_iter().map(rival).collect(),
            checklist: checklist.collect(),
            version: a.version,
        }
    }
}

/// The applications whose address is confirmed, open ones first; for the operator's moderators and platform admins.
#[utoipa::path(get, path = "/api/v1/onboarding", tag = "onboarding", security(("bearer" = [])),
    responses((status = 200, description = "Up to a hundred", body = Listing<ApplicationBody>), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<ApplicationBody>>, Problem> {
    let found = onboarding::list(&site.house, &caller).await?;
    Ok(Private(Listing { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// A step of the operator's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "step", rename_all = "snake_case")]
pub enum ApplicationStep {
    /// The first person has looked at register and licence.
    Check {
        /// The version that was read.
        version: i64,
    },
    /// A second person agrees; the agency is founded.
    Approve {
        /// The version that was read.
        version: i64,
        /// `AG-` and three to six digits.
        #[schema(pattern = "^AG-[0-9]{3,6}$")]
        code: String,
    },
    /// It is refused.
    Refuse {
        /// The version that was read.
        version: i64,
        /// `register`, `licence`, `double`, `papers`.
        reason: String,
    },
    /// Nothing is missing: its licence counts from now on.
    GoLive {
        /// The version that was read.
        version: i64,
    },
}

/// Takes a step about an application: two different people check and approve, and the agency goes live once its list is complete.
#[utoipa::path(post, path = "/api/v1/onboarding/{id}/steps", tag = "onboarding", security(("bearer" = [])), request_body = ApplicationStep,
    params(("id" = String, Path, description = "The application")),
    responses((status = 204, description = "Taken"), refusals::Writing))]
pub async fn step(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    id: Result<Path<String>, Problem>,
    Body(step): Body<ApplicationStep>,
) -> Result<StatusCode, Problem> {
    let id = id.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    let house = &site.house;
    match step {
        ApplicationStep::Check { version } => {
            house.write(&caller, move |tx, desk, caller| onboarding::check(tx, desk, caller, id, version)).await?;
        }
        ApplicationStep::Approve { version, code } => {
            onboarding::approve(house, &caller, id, version, &code).await?;
        }
        ApplicationStep::Refuse { version, reason } => {
            let reason = Refusal::parse(&reason)?;
            house
                .write(&caller, move |tx, desk, caller| onboarding::refuse(tx, desk, caller, id, version, reason))
                .await?;
        }
        ApplicationStep::GoLive { version } => onboarding::go_live(house, &caller, id, version).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
