//! Who asks: read from the bearer token or the portal's cookie on every request, with purpose and organisation.

use std::sync::Arc;

use app::sign_in::{self, Who};
use app::{Asked, Caller};
use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use domain::Purpose;
use uuid::Uuid;

use crate::problem::Problem;
use crate::site::Site;

/// The request's identifier: made by us, sent back as a header, written into the record.
#[derive(Debug, Clone, Copy)]
pub struct RequestId(pub Uuid);

/// Somebody who is signed in through the API, whether or not they act for an organisation.
pub struct ApiWho(pub Who);

impl FromRequestParts<Site> for ApiWho {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let token = bearer(&parts.headers)?.ok_or_else(Problem::signed_out)?;
        Ok(Self(sign_in::whoami(&site.house, token, "api").await?))
    }
}

/// A caller of the API who acts for one organisation in one role.
pub struct ApiCaller(pub Caller);

impl FromRequestParts<Site> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let ApiWho(who) = ApiWho::from_request_parts(parts, site).await?;
        let caller = match one_header(&parts.headers, "amana-organisation")? {
            Some(reference) => named(site, &who, reference).await?,
            None => who.caller().ok_or_else(|| not_yet(&who))?,
        };
        Ok(Self(with_request(caller, parts)?))
    }
}

/// The API's caller, or a visitor when no token is sent. A token that does not hold is an error, never a visitor.
pub struct AnyCaller(pub Caller);

impl FromRequestParts<Site> for AnyCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            return ApiCaller::from_request_parts(parts, site).await.map(|caller| Self(caller.0));
        }
        let mut caller = Caller::anonymous("en");
        caller.request = parts.extensions.get::<RequestId>().map(|id| id.0);
        Ok(Self(caller))
    }
}

/// The purpose and the request's id, put into the caller.
pub fn with_request(mut caller: Caller, parts: &Parts) -> Result<Caller, Problem> {
    caller.request = parts.extensions.get::<RequestId>().map(|id| id.0);
    caller.asked = Some(asked(parts));
    if let Some(word) = one_header(&parts.headers, "amana-purpose")? {
        let purpose = Purpose::parse(word).map_err(|unknown| Problem::invalid("Amana-Purpose", unknown.to_string()))?;
        caller.purpose = Some(purpose);
    }
    Ok(caller)
}

/// LIMIT: bytes of a route's word in the log.
const ROUTE_MAX: usize = 64;

/// What a request asks for, for the record of a refusal.
pub fn asked(parts: &Parts) -> Arc<Asked> {
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let letter = |c: char| match c {
        '/' => Some('.'),
        c if c.is_ascii_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
        _ => None,
    };
    let words = route.trim_start_matches('/').chars().filter_map(letter);
    let method = parts.method.as_str().to_ascii_lowercase();
    let route = method.chars().filter(char::is_ascii_lowercase).chain([':']).chain(words).take(ROUTE_MAX).collect();
    Arc::new(Asked { route, path: parts.uri.path().to_owned() })
}

/// One of the person's other memberships: by its own identifier, or by the organisation's reference or code where they have
/// one role only.
async fn named(site: &Site, who: &Who, reference: &str) -> Result<Caller, Problem> {
    let me = sign_in::memberships(&site.house, who.user()).await?;
    let mut there = me.memberships.iter().filter(|(membership, org)| {
        membership.id.to_string() == reference || org.reference == reference || org.code.as_deref() == Some(reference)
    });
    let found = there.next().ok_or_else(|| {
        Problem::new(StatusCode::FORBIDDEN, "/problems/not-a-member", "You are not a member there")
            .detail("The header Amana-Organisation names one of the organisations that GET /api/v1/me lists.")
    })?;
    if there.next().is_some() {
        return Err(choose_first().detail(
            "You have several roles there. Name one of them in the header Amana-Organisation, by the id of the membership that \
             GET /api/v1/me lists.",
        ));
    }
    let (org, role) = (found.0.org, found.0.role);
    if who.signed.acting.is_some_and(|(bound, _)| bound != org) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "/problems/other-organisation",
            "This token is for another organisation",
        )
        .detail("Renew the session at POST /api/v1/tokens and name the organisation there."));
    }
    if who.lacks_second(role) { Err(second_first()) } else { Ok(who.member(org, role)) }
}

/// Why a session acts for nobody yet.
fn not_yet(who: &Who) -> Problem {
    if who.signed.acting.is_some_and(|(_, role)| who.lacks_second(role)) { second_first() } else { choose_first() }
}

fn second_first() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "/problems/second-factor", "This role wants a second factor").detail(
        "Set up an authenticator at POST /api/v1/me/authenticator and confirm it. If you have one, sign in anew and answer the second \
         challenge.",
    )
}

fn choose_first() -> Problem {
    Problem::new(StatusCode::CONFLICT, "/problems/choose-organisation", "Say for whom you act")
        .detail("You are a member of several organisations, or of none. Name one in the header Amana-Organisation.")
}

/// A header that may stand once. Twice is an error: two readers could take different ones.
pub fn one_header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    if second.is_some() {
        return Err(Problem::bad_request(format!("The header {name} stands more than once.")));
    }
    first
        .map(|value| value.to_str().map_err(|_| Problem::bad_request(format!("The header {name} is not plain text."))))
        .transpose()
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let value = one_header(headers, "authorization")?;
    let parts = value.and_then(|value| value.split_once(' '));
    Ok(parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim()))
}
