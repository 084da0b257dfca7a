//! A request at a way in: counted by its network before anything of it is looked at.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::limits::{caller_address, network};
use crate::problem::Problem;
use crate::site::Site;
use crate::visit::Visit;

/// A request that knocks: it is counted before anything of it is looked at. It carries the network that it came from.
pub struct Knock(pub Option<IpAddr>);

impl FromRequestParts<Site> for Knock {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        // Without a peer the request came by no network: a test.
        let Some(ConnectInfo(peer)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else { return Ok(Self(None)) };
        let from = caller_address(peer.ip(), &parts.headers, &site.settings.trusted_proxies);
        let Err(error) = site.settings.knocks.knock(from, site.house.desk().real) else {
            return Ok(Self(Some(network(from))));
        };
        if parts.uri.path().starts_with("/api/") {
            return Err(Problem::from(error).into_response());
        }
        let visit = Visit::from_request_parts(parts, site).await?;
        Err(visit.failed_on(site, "/sign-in".to_owned(), error))
    }
}
