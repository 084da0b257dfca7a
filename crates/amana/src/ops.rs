//! The operations listener: health and metrics, for whoever has the token. Never on the public address.

use app::House;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use zeroize::Zeroizing;

/// What the listener needs.
#[derive(Clone)]
struct Operations {
    house: House,
    token: std::sync::Arc<Zeroizing<String>>,
}

/// `/health/live`, `/health/ready`, `/metrics`; each wants `Authorization: Bearer TOKEN`.
pub fn router(house: House, token: Zeroizing<String>) -> Router {
    let operations = Operations { house, token: std::sync::Arc::new(token) };
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .layer(middleware::from_fn_with_state(operations.clone(), guard))
        .with_state(operations)
}

async fn guard(State(operations): State<Operations>, request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    let right = aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), operations.token.as_bytes());
    if right.is_err() {
        return (StatusCode::UNAUTHORIZED, "the operations token is wanted\n").into_response();
    }
    next.run(request).await
}

async fn live() -> &'static str {
    "alive\n"
}

/// Ready when the database answers and nothing in the outbox is long overdue.
async fn ready(State(operations): State<Operations>) -> Response {
    match app::jobs::waiting(&operations.house).await {
        Ok(waiting) => Json(json!({
            "ready": true,
            "outbox_waiting": waiting.waiting,
            "outbox_dead": waiting.dead,
            "next_timer": waiting.next_timer,
        }))
        .into_response(),
        Err(error) => {
            let body = json!({ "ready": false, "why": error.to_string() });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

/// In the text format of Prometheus, version 0.0.4.
async fn metrics(State(operations): State<Operations>) -> Response {
    let Ok(waiting) = app::jobs::waiting(&operations.house).await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let text = format!(
        "# TYPE amana_outbox_waiting gauge\namana_outbox_waiting {}\n\
         # TYPE amana_outbox_dead gauge\namana_outbox_dead {}\n",
        waiting.waiting, waiting.dead
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
