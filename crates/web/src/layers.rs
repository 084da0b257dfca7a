//! What every request passes through: identifier, limits, time-out, panic guard, security headers.

use std::time::Duration;

use aws_lc_rs::rand;
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use uuid::Uuid;

use crate::problem::{PROBLEM, Problem};
use crate::signed::RequestId;
use crate::site::Settings;

/// No request lives longer; lists that are sent stream within it.
const TIME_MAX: Duration = Duration::from_secs(30);
/// The same for documents: 20 MiB over a slow line. Who stops sending is cut off long before ([`crate::filing`]).
const FILING_MAX: Duration = Duration::from_mins(10);

/// A year of TLS only, for this host and those below it.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Puts the layers around the routes. What is ours is one function: each layer of its own would be cloned, with all that it holds, for
/// every request.
pub fn around(routes: Router, settings: &Settings) -> Router {
    // Brotli and gzip at level 5: higher ones take longer than they save.
    let packed = CompressionLayer::new().quality(CompressionLevel::Precise(5));
    routes
        .layer(DefaultBodyLimit::max(settings.body_max))
        .layer(packed.compress_when(is_page))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(settings.secure_cookies, attend))
}

/// Pages are packed as they are sent: what pages load is packed already, and a stream must not wait for its next block.
fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Whether a page may be packed: not where another site made the browser ask, for its owner could tell from lengths what stands in
/// the page beside words of its own (BREACH, CVE-2013-3587). Programs and old browsers that do not say get it as it is.
fn may_be_packed(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin" || site == "none")
}

/// From the request's name to the headers of its answer.
async fn attend(State(over_tls): State<bool>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/assets/") && !may_be_packed(request.headers()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let id = named();
    request.extensions_mut().insert(RequestId(id));
    let counted = Counted::of(&request);
    let of_api = request.uri().path().starts_with("/api/");
    let response = in_time(request, next).await;
    let mut response = if of_api { explained(response) } else { response };
    counted.count(response.status());
    dress(response.headers_mut(), id, over_tls);
    response
}

/// Cuts off what takes too long. The demo's clock alone may take its time: on its way everything happens that becomes due.
async fn in_time(request: Request, next: Next) -> Response {
    if request.uri().path() == "/demo/clock" {
        return next.run(request).await;
    }
    let late = || Problem::of_status(StatusCode::SERVICE_UNAVAILABLE).into_response();
    let files = request.method() == Method::POST && request.uri().path().ends_with("/documents");
    let most = if files { FILING_MAX } else { TIME_MAX };
    tokio::time::timeout(most, next.run(request)).await.unwrap_or_else(|_| late())
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "/problems/internal", "Something is broken on our side")
        .detail("Nothing was changed. The operator can find the reason by the request id in the header.")
        .into_response()
}

/// Every refusal of the interface is a problem, those that no handler made too: a method that a path does not have, a request
/// that took too long.
fn explained(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !(status.is_client_error() || status.is_server_error()) || kind.is_some_and(|kind| kind == PROBLEM) {
        return response;
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut response = Problem::of_status(status).into_response();
    if let Some(allowed) = allowed {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// A request in the counts: by route, never by address, which may name a person.
struct Counted {
    route: String,
    method: &'static str,
    began: std::time::Instant,
}

impl Counted {
    #[expect(clippy::disallowed_methods, reason = "a duration, measured at the edge")]
    fn of(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
        let method = known.into_iter().find(|known| *known == request.method().as_str()).unwrap_or("other");
        Self { route, method, began: std::time::Instant::now() }
    }

    fn count(self, status: StatusCode) {
        let Self { route, method, began } = self;
        let status = status.as_str().to_owned();
        metrics::histogram!("amana_request_seconds").record(began.elapsed().as_secs_f64());
        metrics::counter!("amana_requests_total", "method" => method, "route" => route, "status" => status)
            .increment(1);
    }
}

/// The request's name.
#[expect(clippy::disallowed_methods, reason = "a request id is no secret and belongs to the edge")]
fn named() -> Uuid {
    let mut bytes = [0u8; 16];
    let _ = rand::fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Sets the headers that hold for every answer.
fn dress(headers: &mut HeaderMap, id: Uuid, over_tls: bool) {
    let mut fixed = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    fixed("x-content-type-options", "nosniff");
    fixed("referrer-policy", "no-referrer");
    fixed("x-frame-options", "DENY");
    fixed("cross-origin-opener-policy", "same-origin");
    fixed("cross-origin-resource-policy", "same-origin");
    fixed("permissions-policy", "camera=(), microphone=(), geolocation=()");
    // Browsers take it from answers over TLS alone; over plain http on loopback it is never said (RFC 6797, section 7.2).
    if over_tls {
        fixed("strict-transport-security", HSTS);
    }
    if let Ok(id) = HeaderValue::from_str(id.simple().encode_lower(&mut Uuid::encode_buffer())) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}
