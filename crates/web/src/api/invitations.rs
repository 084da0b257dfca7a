//! Invitations: left by an organisation, answered by whoever they went to.

use app::admit::Key;
use app::invitations::{self, Invitee};
use app::sign_in::Address;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::Role;
use domain::ids::ReferenceKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::api::sign_in::Channel;
use crate::cursor::Listing;
use crate::input::{self, Path};
use crate::once;
use crate::problem::Problem;
use crate::signed::{ApiCaller, ApiWho};
use crate::site::Site;

/// The language of messages.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Arabic.
    Ar,
}

impl Language {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
        }
    }
}

/// Somebody to be invited.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// By which way.
    channel: Channel,
    /// The mobile number (E.164, or a number of Oman) or the e-mail address: with it they sign in.
    #[schema(max_length = 254)]
    address: String,
    /// Their name.
    #[schema(max_length = 120)]
    name: Option<String>,
    /// English unless given.
    #[serde(default)]
    language: Language,
}

/// Reads whom to invite; `place` is where the person stands in the body.
pub(super) fn invitee(person: Person, role: Role, place: &str) -> Result<Invitee, Problem> {
    let address =
        Address::parse(person.channel.as_str(), &person.address).map_err(|error| Problem::from(error).within(place))?;
    let name = person.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(Invitee { name, language: person.language.as_str(), address, role })
}

/// Invites somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Into which organisation, by its public reference; the caller's own unless given.
    organisation: Option<String>,
    /// As what.
    role: String,
    /// Who.
    person: Person,
}

/// An invitation that waits. It shows no address and no name: both are sealed until the person signs in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    /// Its identifier.
    id: Uuid,
    /// As what.
    role: &'static str,
    /// `sms` or `email`.
    channel: String,
    /// The worker whose sign-in it is.
    worker: Option<Uuid>,
    /// When it was left.
    #[schema(value_type = String, format = DateTime)]
    created_at: jiff::Timestamp,
    /// Until when it can be accepted.
    #[schema(value_type = String, format = DateTime)]
    expires_at: jiff::Timestamp,
}

/// The name of a new invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invited {
    /// Its identifier.
    id: String,
}

/// The invitations of the caller's own organisation that wait.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "invitations", security(("bearer" = [])),
    responses(
    (status = 200, description = "Oldest first", body = Listing<Invitation>),
    refusals::Reading,
))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
) -> Result<Private<Listing<Invitation>>, Problem> {
    let found = site.house.read(&caller, invitations::living).await?;
    let items = found
        .into_iter()
        .map(|one| Invitation {
            id: one.id,
            role: one.role.as_str(),
            channel: one.channel,
            worker: one.worker.map(|worker| worker.0),
            created_at: one.created_at,
            expires_at: one.expires_at,
        })
        .collect();
    Ok(Private(Listing { items, next: None }))
}

/// Invites somebody into the caller's own organisation; the operator, also the first member of another one.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "invitations", security(("bearer" = [])), request_body = NewInvitation,
    params(("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 201, description = "Invited", body = Invited),
    refusals::Writing,
))]
pub async fn invite(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    headers: HeaderMap,
    input::WithBytes(new, bytes): input::WithBytes<NewInvitation>,
) -> Result<(StatusCode, Private<Invited>), Problem> {
    let role = Role::parse(&new.role).map_err(|unknown| Problem::invalid("/role", unknown.to_string()))?;
    let once = once::read(&headers, &caller, "POST /invitations", &bytes)?;
    let invite = async |once| {
        let key = match (new.organisation.as_deref(), caller.org) {
            (Some(reference), _) => Key::parse(ReferenceKind::Organisation, reference)?,
            (None, Some(own)) => Key::Id(own.0),
            (None, None) => return Err(Problem::not_found()),
        };
        let invitee = invitee(new.person, role, "/person")?;
        Ok::<String, Problem>(invitations::invite(&site.house, &caller, key, invitee, once).await?.to_string())
    };
    let id = once::made(&site.house, &caller, once, invite).await?;
    Ok((StatusCode::CREATED, Private(Invited { id })))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "invitations", security(("bearer" = [])),
    params(("id" = String, Path, description = "The invitation")),
    responses(
    (status = 204, description = "Taken back"),
    refusals::Writing,
))]
pub async fn withdraw(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    site.house.write(&caller, move |tx, desk, caller| invitations::withdraw(tx, desk, caller, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks a worker of the caller's roster to sign in.
#[utoipa::path(post, path = "/api/v1/workers/{id}/invitations", tag = "invitations", security(("bearer" = [])), request_body = Person,
    params(("id" = String, Path, description = "Its identifier or public reference"), ("Idempotency-Key" = Option<String>, Header, description = "Done once, however often it is sent")),
    responses(
    (status = 201, description = "Invited", body = Invited),
    refusals::Writing,
))]
pub async fn invite_worker(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Path(id): Path<String>,
    headers: HeaderMap,
    input::WithBytes(new, bytes): input::WithBytes<Person>,
) -> Result<(StatusCode, Private<Invited>), Problem> {
    let key = Key::parse(ReferenceKind::Worker, &id)?;
    let once = once::read(&headers, &caller, &format!("POST /workers/{id}/invitations"), &bytes)?;
    let invite = async |once| {
        let Invitee { language, address, .. } = invitee(new, Role::Worker, "")?;
        Ok::<String, Problem>(
            invitations::invite_worker(&site.house, &caller, key, language, address, once).await?.to_string(),
        )
    };
    let id = once::made(&site.house, &caller, once, invite).await?;
    Ok((StatusCode::CREATED, Private(Invited { id })))
}

/// What the person who is signed in is invited to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// Its identifier.
    id: Uuid,
    /// Who invites: the public reference. None for a household that registers itself.
    organisation: Option<String>,
    /// The trade name, where there is one.
    name: Option<String>,
    /// `operator`, `agency` or `customer`.
    kind: String,
    /// As what.
    role: &'static str,
    /// Until when it can be accepted.
    #[schema(value_type = String, format = DateTime)]
    expires_at: jiff::Timestamp,
}

/// What the person who is signed in is invited to.
#[utoipa::path(get, path = "/api/v1/me/invitations", tag = "me", security(("bearer" = [])),
    responses(
    (status = 200, description = "Oldest first", body = Listing<Waiting>),
    refusals::Reading,
))]
pub async fn waiting(State(site): State<Site>, ApiWho(who): ApiWho) -> Result<Private<Listing<Waiting>>, Problem> {
    let found = invitations::waiting(&site.house, &who).await?;
    let items = found
        .into_iter()
        .map(|one| Waiting {
            id: one.id,
            kind: one.organisation.as_ref().map_or("customer", |org| &org.kind).to_owned(),
            name: one.organisation.as_ref().and_then(|org| org.name.clone()),
            organisation: one.organisation.map(|org| org.reference),
            role: one.role.as_str(),
            expires_at: one.expires_at,
        })
        .collect();
    Ok(Private(Listing { items, next: None }))
}

/// Yes or no.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Whether the person joins.
    accept: bool,
}

/// Answers an invitation. After a yes this session acts for the organisation.
#[utoipa::path(post, path = "/api/v1/me/invitations/{id}/answers", tag = "me", security(("bearer" = [])), request_body = Answer,
    params(("id" = String, Path, description = "The invitation")),
    responses(
    (status = 204, description = "Answered"),
    refusals::Writing,
))]
pub async fn answer(
    State(site): State<Site>,
    ApiWho(who): ApiWho,
    Path(id): Path<String>,
    input::Body(answer): input::Body<Answer>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::not_found())?;
    if answer.accept {
        invitations::accept(&site.house, &who, id).await?;
    } else {
        invitations::decline(&site.house, &who, id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
