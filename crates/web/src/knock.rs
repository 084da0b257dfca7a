//! A request at a way in: counted by its network before anything of it is looked at; and who any request comes from.

use std::net::{IpAddr, SocketAddr};

use app::AppError;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use axum::response::{IntoResponse, Response};

use crate::limits::{Rule, network};
use crate::problem::Problem;
use crate::proxies::caller_address;
use crate::site::Site;
use crate::visit::Visit;

/// A request that knocks: it is counted before anything of it is looked at. It carries the network that it came from.
pub struct Knock(pub Option<IpAddr>);

impl FromRequestParts<Site> for Knock {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let Some(from) = caller(&parts.extensions, &parts.headers, site) else { return Ok(Self(None)) };
        match counted(site, &[Rule::SignIn], from).await {
            Ok(()) => Ok(Self(Some(network(from)))),
            Err(error) => Err(refused(parts, site, "/sign-in", error).await),
        }
    }
}

/// Where a request comes from. Without a peer it came by no network: a test.
pub(crate) fn caller(extensions: &Extensions, headers: &HeaderMap, site: &Site) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(caller_address(peer.ip(), headers, &site.settings.trusted_proxies))
}

/// Counts a request under these rules.
pub(crate) async fn counted(site: &Site, rules: &[Rule], from: IpAddr) -> Result<(), AppError> {
    let hidden = |network: IpAddr| app::limits::hidden_word(&site.house, network);
    site.settings.limits.take(rules, from, site.house.desk().real, hidden).await
}

/// The answer to a request that comes too often: a problem for a program, a page for a person, with the way back to where they were.
pub(crate) async fn refused(parts: &mut Parts, site: &Site, back: &str, error: AppError) -> Response {
    if parts.uri.path().starts_with("/api/") {
        return Problem::from(error).into_response();
    }
    match Visit::from_request_parts(parts, site).await {
        Ok(visit) => visit.failed_on(site, back.to_owned(), error),
        Err(response) => response,
    }
}
