//! Somebody else's sign-in by OpenID Connect: discovery, the code flow with PKCE, and every check of the token that comes back
//! (OpenID Connect Core, section 3.1.3.7). Where it is, is said in the settings and nowhere else.

use std::time::{Duration, SystemTime};

use app::sso::{Ask, Asking, Provider, Rules, Shown, Unshown};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, ProviderMetadataWithLogout as Metadata, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError,
};
use tokio::sync::Mutex;

use super::clock;
use super::https::Https;

/// A person whom the provider let in longer ago shows it again who they are: no session of the operator's staff is older.
const SIGNED_IN_MAX: Duration = Duration::from_hours(12);

/// How long what a provider says of itself is believed.
const BELIEVED: SignedDuration = SignedDuration::from_hours(1);
/// One that did not answer is left alone for so long: whoever comes meanwhile is told at once.
const ALONE: SignedDuration = SignedDuration::from_secs(10);
/// After a key that is not known it is asked anew, but not oftener than this.
const ANEW: SignedDuration = SignedDuration::from_mins(1);
/// LIMIT: clocks may differ by so much.
const SKEW: Duration = Duration::from_mins(1);
/// LIMIT: a token may be so old when it comes.
const AGE: Duration = Duration::from_mins(10);

/// Signatures that a provider alone can make: none that whoever knows our secret could make too, and never none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Where a provider is, and who we are to it.
#[derive(Clone)]
pub struct Place {
    /// Its issuer.
    pub issuer: IssuerUrl,
    /// What it calls us.
    pub client: ClientId,
    /// By what we show that we are it; none for a public client.
    pub secret: Option<ClientSecret>,
    /// Where it sends browsers back to.
    pub back: RedirectUrl,
    /// Where it sends browsers that ended their session there.
    pub home: String,
    /// Its words in `acr` for a sign-in with a second factor.
    pub second_words: Vec<String>,
}

/// A provider.
pub struct Oidc {
    rules: Rules,
    place: Place,
    https: Https,
    /// What it said of itself, and when.
    said: Mutex<Option<(Timestamp, Result<Metadata, Unshown>)>>,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Oidc").field(&self.rules.name).finish()
    }
}

impl Oidc {
    /// A provider that is asked when it is needed.
    pub fn new(rules: Rules, place: Place, https: Https) -> Self {
        Self { rules, place, https, said: Mutex::new(None) }
    }

    /// What it says of itself, not older than `most`.
    async fn metadata(&self, most: SignedDuration) -> Result<Metadata, Unshown> {
        let mut said = self.said.lock().await;
        let now = clock::real();
        if let Some((at, answer)) = &*said {
            let most = if answer.is_ok() { most } else { ALONE };
            if (SignedDuration::ZERO..most).contains(&now.duration_since(*at)) {
                return answer.clone();
            }
        }
        let found = Metadata::discover_async(self.place.issuer.clone(), &self.https).await;
        let answer = found.map_err(|error| Unshown::Away(causes(&error)));
        // After its time: one that took long to fail is left alone from then on.
        *said = Some((clock::real(), answer.clone()));
        answer
    }

    async fn ask(&self, ask: &Ask) -> Result<String, Unshown> {
        let metadata = self.metadata(BELIEVED).await?;
        let verifier = PkceCodeVerifier::new(ask.verifier.clone());
        let (state, nonce) = (CsrfToken::new(ask.state.clone()), Nonce::new(ask.nonce.clone()));
        let client = CoreClient::from_provider_metadata(metadata, self.place.client.clone(), None)
            .set_redirect_uri(self.place.back.clone());
        let (url, ..) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scope(Scope::new("email".to_owned()))
            // Then it tells when the person last showed who they are.
            .set_max_age(SIGNED_IN_MAX)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.to_string())
    }

    async fn redeem(&self, ask: &Ask, code: &str, issuer: Option<&str>) -> Result<Shown, Unshown> {
        let refused = |why: &str| Err(Unshown::Refused(why.to_owned()));
        if issuer.is_some_and(|issuer| issuer != self.place.issuer.as_str()) {
            return refused("the answer is another provider's");
        }
        let metadata = self.metadata(BELIEVED).await?;
        let basic = metadata
            .token_endpoint_auth_methods_supported()
            .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let client = CoreClient::from_provider_metadata(metadata, self.place.client.clone(), self.place.secret.clone())
            .set_redirect_uri(self.place.back.clone())
            .set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody });
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Unshown::Away("it names no place for tokens".to_owned()))?
            .set_pkce_verifier(PkceCodeVerifier::new(ask.verifier.clone()));
        let answer = request.request_async(&self.https).await.map_err(|error| match &error {
            RequestTokenError::Request(_) => Unshown::Away(causes(&error)),
            RequestTokenError::ServerResponse(said) => {
                Unshown::Refused(format!("of the code it said {}", said.error()))
            }
            _ => Unshown::Refused(causes(&error)),
        })?;
        let Some(token) = answer.extra_fields().id_token() else { return refused("its answer holds no identity") };
        let nonce = Nonce::new(ask.nonce.clone());
        let known = self.metadata(BELIEVED).await?;
        let checked = match self.check(known, token, &nonce) {
            // Its keys change from time to time.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                self.check(self.metadata(ANEW).await?, token, &nonce)
            }
            checked => checked,
        };
        self.shown(&checked.map_err(|error| Unshown::Refused(causes(&error)))?)
    }

    async fn leave(&self) -> Result<Option<String>, Unshown> {
        let metadata = self.metadata(BELIEVED).await?;
        Ok(metadata.additional_metadata().end_session_endpoint.as_ref().map(|place| {
            let mut url = place.url().clone();
            url.query_pairs_mut()
                .append_pair("client_id", &self.place.client)
                .append_pair("post_logout_redirect_uri", &self.place.home);
            url.to_string()
        }))
    }

    fn check(
        &self,
        metadata: Metadata,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let now = SystemTime::from(clock::real());
        let client = CoreClient::from_provider_metadata(metadata, self.place.client.clone(), None);
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || (now - SKEW).into())
            .set_issue_time_verifier_fn(move |at| {
                let at = SystemTime::from(at);
                let fits = (now - AGE - SKEW..=now + SKEW).contains(&at);
                if fits { Ok(()) } else { Err("it was not made just now".to_owned()) }
            });
        token.claims(&verifier, nonce).cloned()
    }

    fn shown(&self, claims: &CoreIdTokenClaims) -> Result<Shown, Unshown> {
        let verified = claims.email_verified() == Some(true);
        let listed = claims.auth_method_refs().is_some_and(|refs| refs.iter().any(|one| one.as_str() == "mfa"));
        let word =
            claims.auth_context_ref().is_some_and(|acr| self.place.second_words.iter().any(|word| word == &**acr));
        let at = claims.auth_time().map(|at| Timestamp::from_second(at.timestamp()));
        Ok(Shown {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            email: claims.email().filter(|_| verified).map(|email| email.as_str().to_owned()),
            second: listed || word,
            at: at.transpose().map_err(|_| Unshown::Refused("it tells a time that is none".to_owned()))?,
        })
    }
}

/// An error with what is behind it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

impl Provider for Oidc {
    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> Asking<'a, String> {
        Box::pin(self.ask(ask))
    }

    fn redeem<'a>(&'a self, ask: &'a Ask, code: &'a str, issuer: Option<&'a str>) -> Asking<'a, Shown> {
        Box::pin(self.redeem(ask, code, issuer))
    }

    fn leave(&self) -> Asking<'_, Option<String>> {
        Box::pin(self.leave())
    }
}

#[cfg(test)]
mod tests;
