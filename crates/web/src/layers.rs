//! What every request passes through: identifier, limits, time-out, panic guard, security headers.

use std::time::Duration;

use aws_lc_rs::rand;
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

use crate::problem::{PROBLEM, Problem};
use crate::signed::RequestId;
use crate::site::Settings;

/// No request lives longer; uploads stream within it.
const TIME_MAX: Duration = Duration::from_secs(30);

/// A year of TLS only, for this host and those below it.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Puts the layers around the routes.
pub fn around(routes: Router, settings: &Settings) -> Router {
    routes
        .layer(DefaultBodyLimit::max(settings.body_max))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn(explain))
        .layer(middleware::from_fn(count))
        .layer(middleware::from_fn_with_state(settings.secure_cookies, dress))
}

/// Cuts off what takes too long. The demo's clock alone may take its time: on its way everything happens that becomes due.
async fn in_time(request: Request, next: Next) -> Response {
    if request.uri().path() == "/demo/clock" {
        return next.run(request).await;
    }
    let late = || Problem::of_status(StatusCode::SERVICE_UNAVAILABLE).into_response();
    tokio::time::timeout(TIME_MAX, next.run(request)).await.unwrap_or_else(|_| late())
}

fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "/problems/internal", "Something is broken on our side")
        .detail("Nothing was changed. The operator can find the reason by the request id in the header.")
        .into_response()
}

/// Every refusal of the interface is a problem, those that no handler made too: a method that a path does not have, a request
/// that took too long.
async fn explain(request: Request, next: Next) -> Response {
    let ours = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !ours || !(status.is_client_error() || status.is_server_error()) || kind.is_some_and(|kind| kind == PROBLEM) {
        return response;
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut response = Problem::of_status(status).into_response();
    if let Some(allowed) = allowed {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// Counts requests by route, never by address: an address may name a person.
#[expect(clippy::disallowed_methods, reason = "a duration, measured at the edge")]
async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        method @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => method.to_owned(),
        _ => "other".to_owned(),
    };
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::histogram!("amana_request_seconds").record(began.elapsed().as_secs_f64());
    metrics::counter!("amana_requests_total", "method" => method, "route" => route, "status" => status).increment(1);
    response
}

/// Names the request and sets the headers that hold for every answer.
#[expect(clippy::disallowed_methods, reason = "a request id is no secret and belongs to the edge")]
async fn dress(State(over_tls): State<bool>, mut request: Request, next: Next) -> Response {
    let mut bytes = [0u8; 16];
    let _ = rand::fill(&mut bytes);
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("x-request-id", &text(id));
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("x-frame-options", "DENY");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    // Browsers take it from answers over TLS alone; over plain http on loopback it is never said (RFC 6797, section 7.2).
    if over_tls {
        set("strict-transport-security", HSTS);
    }
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    response
}

fn text(id: Uuid) -> String {
    id.simple().to_string()
}
