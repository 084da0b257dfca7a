//! Another service's grants (OAuth 2.0, RFC 6749): the code flow with PKCE (RFC 7636), renewal, revocation (RFC 7009). Only the
//! addresses of the settings are asked; no redirection is followed. What a service says in words is never passed on: an answer may
//! repeat a token.

use app::connections::{Grant, Unserved};
use app::sso::Ask;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Request, StatusCode};
use jiff::SignedDuration;
use openidconnect::AsyncHttpClient;
use openidconnect::url::{Url, form_urlencoded};
use serde::Deserialize;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::clock;
use super::https::Https;

/// How long a token holds that comes without its time.
const HOLDS: i64 = 3600;
/// LIMIT: seconds that a token is believed to hold, at least and at most.
const HOLDS_BETWEEN: (i64, i64) = (1, 24 * 3600);
/// LIMIT: characters of a token.
const TOKEN_MAX: usize = 8192;

/// Where a service grants, and who we are to it.
#[derive(Clone)]
pub struct Grants {
    /// Where people agree.
    pub authorize: Url,
    /// Where codes and refresh tokens are taken.
    pub token: Url,
    /// Where grants are given back, if anywhere.
    pub revoke: Option<Url>,
    /// What it calls us.
    pub client: String,
    /// By what we show that we are it; none for a public client.
    pub secret: Option<Zeroizing<String>>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Where it sends browsers back to.
    pub back: String,
    /// Its issuer, where it says so beside its answers (RFC 9207).
    pub issuer: Option<String>,
    /// Asks it.
    pub https: Https,
}

#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
struct Answer {
    access_token: String,
    token_type: String,
    #[serde(default)]
    expires_in: Option<i64>,
    #[serde(default)]
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    error: String,
}

impl Grants {
    /// The address to which the browser is sent.
    pub fn ask(&self, ask: &Ask) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, ask.verifier.as_bytes()).as_ref());
        let mut url = self.authorize.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client)
            .append_pair("redirect_uri", &self.back)
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("state", &ask.state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        url.to_string()
    }

    /// Takes a code. Without a refresh token the grant would be over within the hour: none then.
    pub async fn redeem(&self, ask: &Ask, code: &str, issuer: Option<&str>, account: &str) -> Result<Grant, Unserved> {
        if let (Some(ours), Some(said)) = (&self.issuer, issuer)
            && ours != said
        {
            return Err(Unserved::Refused("the answer is another service's".to_owned()));
        }
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.back),
            ("code_verifier", &ask.verifier),
        ];
        let answer = self.tokens(&form).await?;
        let Some(refresh) = &answer.refresh_token else {
            self.give_back(&answer.access_token).await;
            return Err(Unserved::Refused(
                "it grants nothing that lasts: no refresh_token; look at `scopes`".to_owned(),
            ));
        };
        granted(account, &answer, refresh)
    }

    /// Another grant for this one. A service that names no new refresh token keeps the old one.
    pub async fn renew(&self, grant: &Grant) -> Result<Grant, Unserved> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", grant.refresh.as_str())];
        let answer = self.tokens(&form).await?;
        granted(&grant.account, &answer, answer.refresh_token.as_deref().unwrap_or(&grant.refresh))
    }

    /// Gives a grant back: the refresh token, and with it what was granted by it; then the access token, in case it was not.
    pub async fn revoke(&self, grant: &Grant) -> Result<bool, Unserved> {
        let Some(place) = &self.revoke else { return Ok(false) };
        for (hint, token) in [("refresh_token", &grant.refresh), ("access_token", &grant.access)] {
            let form = [("token", token.as_str()), ("token_type_hint", hint)];
            let (status, said) = self.post(place, &form).await?;
            // One that it knows no more is given back already (RFC 7009, section 2.2).
            let known = status.is_success() || (status == StatusCode::BAD_REQUEST && fault(&said) == "invalid_token");
            if !known {
                return Err(Unserved::Away(format!("it answered {} where grants are given back", status.as_u16())));
            }
        }
        Ok(true)
    }

    /// Gives a token back that nobody will use, as far as the service answers.
    async fn give_back(&self, token: &str) {
        if let Some(place) = &self.revoke {
            drop(self.post(place, &[("token", token), ("token_type_hint", "access_token")]).await);
        }
    }

    async fn tokens(&self, form: &[(&str, &str)]) -> Result<Answer, Unserved> {
        let (status, said) = self.post(&self.token, form).await?;
        if status.is_success() {
            let read: Result<Answer, _> = serde_json::from_slice(&said);
            return read.map_err(|_| Unserved::Away("its answer holds no token".to_owned()));
        }
        match (status, fault(&said)) {
            // The grant itself, and nothing that whoever runs this installation could mend.
            (StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED, "invalid_grant") => {
                Err(Unserved::Refused("invalid_grant".to_owned()))
            }
            (_, known) => Err(Unserved::Away(format!("of the token it said {} {known}", status.as_u16()))),
        }
    }

    async fn post(&self, place: &Url, form: &[(&str, &str)]) -> Result<(StatusCode, Zeroizing<Vec<u8>>), Unserved> {
        let request = self.request(place, form).map_err(|error| Unserved::Away(error.to_string()))?;
        let answer = self.https.call(request).await.map_err(|error| Unserved::Away(error.to_string()))?;
        let (parts, body) = answer.into_parts();
        Ok((parts.status, Zeroizing::new(body)))
    }

    fn request(&self, place: &Url, form: &[(&str, &str)]) -> Result<Request<Vec<u8>>, hyper::http::Error> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let mut request = Request::post(place.as_str())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        match &self.secret {
            // Both parts are form-encoded first (RFC 6749, section 2.3.1).
            Some(secret) => {
                let part = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = Zeroizing::new(format!("{}:{}", part(&self.client), part(secret)));
                request = request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair.as_bytes())));
            }
            None => {
                body.append_pair("client_id", &self.client);
            }
        }
        request.body(body.finish().into_bytes())
    }
}

/// The words of RFC 6749 (section 5.2) and RFC 7009 that an answer may be understood by; nothing else of it is repeated.
fn fault(said: &[u8]) -> &'static str {
    const KNOWN: [&str; 9] = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "unsupported_token_type",
        "invalid_token",
        "temporarily_unavailable",
    ];
    let said: Option<Fault> = serde_json::from_slice(said).ok();
    said.and_then(|said| KNOWN.into_iter().find(|known| *known == said.error)).unwrap_or_default()
}

fn granted(account: &str, answer: &Answer, refresh: &str) -> Result<Grant, Unserved> {
    let odd =
        |token: &str| token.is_empty() || token.len() > TOKEN_MAX || !token.bytes().all(|byte| byte.is_ascii_graphic());
    if !answer.token_type.eq_ignore_ascii_case("bearer") || odd(&answer.access_token) || odd(refresh) {
        return Err(Unserved::Away("its token is none that can be shown".to_owned()));
    }
    let (least, most) = HOLDS_BETWEEN;
    let holds = SignedDuration::from_secs(answer.expires_in.unwrap_or(HOLDS).clamp(least, most));
    let now = clock::real();
    Ok(Grant {
        account: account.to_owned(),
        access: Zeroizing::new(answer.access_token.clone()),
        refresh: Zeroizing::new(refresh.to_owned()),
        expires_at: now.saturating_add(holds).unwrap_or(now),
    })
}
