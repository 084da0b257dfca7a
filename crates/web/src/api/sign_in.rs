//! Signing in with a code, and renewing a session.

use app::Caller;
use app::sign_in::{self, Address, Finished, Started};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::input::{Body, Path};
use crate::knock::Knock;
use crate::problem::Problem;
use crate::site::Site;

/// Where a code goes.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message.
    Sms,
    /// A mail.
    Email,
}

impl Channel {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// Asks for a code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskCode {
    /// By which way.
    pub(super) channel: Channel,
    /// The mobile number (E.164, or a number of Oman) or the e-mail address.
    #[schema(max_length = 254)]
    pub(super) address: String,
}

/// The same answer for known and unknown addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeAsked {
    /// Names the code that was sent.
    challenge: Uuid,
    /// Seconds that the code holds.
    expires_in: i64,
}

impl From<sign_in::Started> for CodeAsked {
    fn from(started: sign_in::Started) -> Self {
        Self { challenge: started.challenge, expires_in: started.expires_in }
    }
}

/// Sends a code to this address, if it belongs to somebody.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "sign-in", request_body = AskCode, responses(
    (status = 202, description = "If the address belongs to somebody, a code is on its way.", body = CodeAsked),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "No address", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn start(
    Knock(from): Knock,
    State(site): State<Site>,
    Body(ask): Body<AskCode>,
) -> Result<(StatusCode, Private<CodeAsked>), Problem> {
    let address = Address::parse(ask.channel.as_str(), &ask.address)?;
    let started = sign_in::start(&site.house, &Caller::anonymous("en").from_network(from), address).await?;
    Ok((StatusCode::ACCEPTED, Private(started.into())))
}

/// A code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Six digits; a recovery code has ten letters and digits, with or without a dash.
    #[schema(min_length = 6, max_length = 32)]
    code: String,
}

/// A session's tokens. Show them to nobody.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// Sent as `Authorization: Bearer`.
    access_token: String,
    /// Renews the session once.
    refresh_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds that the access token holds.
    expires_in: i64,
}

impl Tokens {
    pub(super) fn of(opened: &sign_in::Opened) -> Self {
        Self {
            access_token: opened.access.as_str().to_owned(),
            refresh_token: opened.refresh.as_str().to_owned(),
            token_type: "Bearer",
            expires_in: opened.expires_in,
        }
    }
}

/// A session, or the second challenge of somebody who has an authenticator.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum SignedIn {
    /// A session.
    Tokens(Tokens),
    /// The code was right, and a second factor is asked for.
    Second(SecondAsked),
}

/// The code was right: what answers the next challenge, at the same path.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondAsked {
    /// `totp`: the code of the authenticator; `recovery`: one of the codes for the day on which it is lost; `passkey`: one answers this
    /// challenge at `/api/v1/passkey-challenges/{id}`. Or `email` or `sms` alone: another code went there.
    second_factor: Vec<&'static str>,
    /// The next challenge.
    challenge: Uuid,
    /// What a passkey signs for it, in base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    passkey: Option<String>,
    /// Seconds that it can be answered.
    expires_in: i64,
}

/// Answers with the code that was sent, then with the second factor where one is asked for.
#[utoipa::path(post, path = "/api/v1/sign-in/{challenge}", tag = "sign-in", request_body = Code,
    params(("challenge" = String, Path, description = "From the first answer")),
    responses(
    (status = 200, description = "Signed in, or a second factor is asked for", body = SignedIn),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong, used or old code", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn finish(
    _: Knock,
    State(site): State<Site>,
    challenge: Result<Path<String>, Problem>,
    Body(code): Body<Code>,
) -> Result<Private<SignedIn>, Problem> {
    // A malformed challenge is answered like an unknown one: the code is wrong.
    let challenge = challenge.ok().and_then(|Path(text)| Uuid::parse_str(&text).ok()).unwrap_or(Uuid::nil());
    let finished = sign_in::finish(&site.house, &Caller::anonymous("en"), challenge, &code.code, "api").await?;
    Ok(Private(match finished {
        Finished::Opened(opened) => SignedIn::Tokens(Tokens::of(&opened)),
        Finished::Other(Started { challenge, expires_in }, channel) => {
            let second_factor = vec![if channel == "sms" { "sms" } else { "email" }];
            SignedIn::Second(SecondAsked { second_factor, challenge, passkey: None, expires_in })
        }
        Finished::Second(Started { challenge, expires_in }) => {
            let passkey = sign_in::passkey::asked_second(&site.house, challenge).await?.map(|asked| asked.challenge);
            let mut second_factor = vec!["totp", "recovery"];
            if passkey.is_some() {
                second_factor.push("passkey");
            }
            SignedIn::Second(SecondAsked { second_factor, challenge, passkey, expires_in })
        }
    }))
}

/// A refresh token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// The latest one; it works once.
    #[schema(max_length = 128)]
    refresh_token: String,
    /// For whom the session acts from now on, where its person is a member of several: the id of the membership that GET /api/v1/me
    /// lists, or the organisation's reference or code. The access token is bound to it.
    #[serde(default)]
    #[schema(max_length = 64)]
    organisation: Option<String>,
}

/// New tokens for a living session.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "sign-in", request_body = Renewal, responses(
    (status = 200, description = "New tokens; the old ones are dead", body = Tokens),
    (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not a living session", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Wrong input", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "Too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn renew(_: Knock, State(site): State<Site>, Body(ask): Body<Renewal>) -> Result<Private<Tokens>, Problem> {
    let renewal = sign_in::renew(&site.house, &ask.refresh_token, ask.organisation.as_deref()).await?;
    Ok(Private(Tokens {
        access_token: renewal.access.as_str().to_owned(),
        refresh_token: renewal.refresh.as_str().to_owned(),
        token_type: "Bearer",
        expires_in: renewal.expires_in,
    }))
}

/// An officer lets a worker in at a shared device.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KioskAsk {
    /// The reference of the worker's record or of a case of theirs.
    #[schema(max_length = 36)]
    reference: String,
    /// What the person was compared with: `passport`, `civil_id`, `residence_card`.
    #[schema(max_length = 32)]
    seen: String,
}

/// The code that the worker types at `/kiosk`, beside the reference.
#[derive(Debug, Serialize, ToSchema)]
pub struct KioskOpened {
    /// Six digits, shown once.
    code: String,
    /// Seconds that it holds.
    expires_in: i64,
}

/// Opens a shared device for one worker, within five minutes of a proof of who asks. For the operator's moderators: they attest who the
/// person is, and the worker signs in as themself, for ten minutes.
#[utoipa::path(post, path = "/api/v1/kiosk", tag = "sign-in", security(("bearer" = [])), request_body = KioskAsk,
    responses((status = 201, description = "Opened", body = KioskOpened), refusals::Writing))]
pub async fn open_kiosk(
    State(site): State<Site>,
    crate::signed::ApiCaller(caller): crate::signed::ApiCaller,
    Body(ask): Body<KioskAsk>,
) -> Result<(StatusCode, Private<KioskOpened>), Problem> {
    let opened = sign_in::open_kiosk(&site.house, &caller, &ask.reference, &ask.seen).await?;
    let body = KioskOpened { code: opened.code.as_str().to_owned(), expires_in: opened.expires_in };
    Ok((StatusCode::CREATED, Private(body)))
}
