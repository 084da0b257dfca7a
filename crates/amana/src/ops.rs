//! The operations listener: health and metrics, for whoever has the token. Never on the public address.

use std::sync::Arc;

use app::{AppError, House};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde::Serialize;
use serde_json::json;
use store::tables::{inspect, outbox};
use store::{Job, Scope, Tx};
use zeroize::Zeroizing;

use crate::answer::Failure;

/// Upper bounds of the buckets of request times, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// What the listener needs.
#[derive(Clone)]
struct Operations {
    house: House,
    token: Arc<Zeroizing<String>>,
    recorder: PrometheusHandle,
}

/// Takes in what the program counts from now on. Once in a process.
pub fn recorder() -> Result<PrometheusHandle, Failure> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("seconds".to_owned()), BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| Failure::Failed(format!("metrics: {error}")))
}

/// `/health/live`, `/health/ready`, `/metrics`; everything here wants `Authorization: Bearer TOKEN`.
pub fn router(house: House, token: Zeroizing<String>, recorder: PrometheusHandle) -> Router {
    let operations = Operations { house, token: Arc::new(token), recorder };
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
        let wanted = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, wanted, "the operations token is wanted\n").into_response();
    }
    next.run(request).await
}

async fn live() -> &'static str {
    "alive\n"
}

/// What the database says of itself.
#[derive(Debug, Clone, Copy, Serialize)]
struct Pulse {
    /// Number of the log's last record.
    audit_head: u64,
    /// Whether the head is that record's.
    audit_sound: bool,
    /// Notices that wait.
    outbox_waiting: i64,
    /// Notices that were given up.
    outbox_dead: i64,
    /// By how many seconds the oldest notice is late.
    relay_late_seconds: i64,
}

impl Operations {
    async fn pulse(&self) -> Result<Pulse, AppError> {
        let now = self.house.clock.real();
        self.house.store.read(Scope::System(Job::Housekeeping), move |tx: &mut Tx| feel(tx, now)).await
    }
}

fn feel(tx: &mut Tx, now: Timestamp) -> Result<Pulse, AppError> {
    let head = inspect::head(tx)?;
    let last = inspect::last(tx)?;
    let (outbox_waiting, outbox_dead) = outbox::counts(tx)?;
    let late = outbox::next(tx)?.map_or(0, |due| now.duration_since(due).as_secs().max(0));
    Ok(Pulse {
        audit_head: head.map_or(0, |head| head.n),
        audit_sound: head == last,
        outbox_waiting,
        outbox_dead,
        relay_late_seconds: late,
    })
}

/// Ready when the database answers and its log ends where its head says. A late relay is told, and no reason to be taken
/// out of service: pages work without it.
async fn ready(State(operations): State<Operations>) -> Response {
    match operations.pulse().await {
        Ok(pulse) => {
            let status = if pulse.audit_sound { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, Json(json!({ "ready": pulse.audit_sound, "pulse": pulse }))).into_response()
        }
        Err(error) => {
            let body = json!({ "ready": false, "why": error.to_string() });
            (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
        }
    }
}

/// In the text format of Prometheus.
async fn metrics(State(operations): State<Operations>) -> Response {
    let pulse = operations.pulse().await;
    metrics::gauge!("amana_database_up").set(if pulse.is_ok() { 1.0 } else { 0.0 });
    if let Ok(pulse) = pulse {
        gauge("amana_audit_head", pulse.audit_head);
        gauge("amana_outbox_waiting", pulse.outbox_waiting.unsigned_abs());
        gauge("amana_outbox_dead", pulse.outbox_dead.unsigned_abs());
        gauge("amana_relay_late_seconds", pulse.relay_late_seconds.unsigned_abs());
    }
    operations.recorder.run_upkeep();
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, operations.recorder.render()).into_response()
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus knows floating point only; counts stay below 2^53")]
fn gauge(name: &'static str, value: u64) {
    metrics::gauge!(name).set(value as f64);
}
