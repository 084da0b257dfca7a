//! How far an import is, told while it runs: server-sent events. Nothing is lost by not listening, or by a cut line: each event
//! says all there is to say, and the first one comes at once.

use std::convert::Infallible;
use std::time::Duration;

use app::imports;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::import_bodies::{self as bodies};
use crate::input::Path;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// LIMIT: streams that are open at the same time.
static OPEN: Semaphore = Semaphore::const_new(64);
/// How often an import is looked at.
const EVERY: Duration = Duration::from_millis(250);
/// LIMIT: looks of one stream, two minutes; whoever wants more connects again.
const LOOKS: u32 = 480;

/// One stream: who holds a place, which look comes next, what was told last.
struct Listening {
    _place: SemaphorePermit<'static>,
    looks: u32,
    told: i64,
    ended: bool,
}

/// Tells how far an import is, until it ends. Each event's data is the import as `GET /imports/{id}` has it.
#[utoipa::path(get, path = "/api/v1/imports/{id}/events", tag = "imports", security(("bearer" = [])),
    params(("id" = String, Path, description = "UUID")), responses(
    (status = 200, description = "Events named `progress`, and a last one named `end`", body = String, content_type = "text/event-stream"),
    (status = 400, description = "A header stands twice", body = Problem, content_type = "application/problem+json"),
    (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Not for this role", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "No import of yours", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "Say for whom you act", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "Unknown purpose", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Too many streams are open, or not now", body = Problem, content_type = "application/problem+json"),
))]
pub async fn events(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    parts: Parts,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    site.house.read(&caller, move |tx, desk, caller| imports::status(tx, desk, caller, id)).await?;
    let place = OPEN.try_acquire().map_err(|_| Problem::unavailable(5))?;
    let listening = Listening { _place: place, looks: 0, told: -1, ended: false };
    let told = stream::unfold(listening, move |mut at| {
        let (site, mut parts) = (site.clone(), parts.clone());
        async move {
            while !at.ended && at.looks < LOOKS {
                if at.looks > 0 {
                    tokio::time::sleep(EVERY).await;
                }
                at.looks += 1;
                // Whoever may not look any more hears no more: the session and the membership are read anew for each look.
                let Ok(ApiCaller(caller)) = ApiCaller::from_request_parts(&mut parts, &site).await else { return None };
                let look = site.house.read(&caller, move |tx, desk, caller| imports::status(tx, desk, caller, id));
                let Ok(import) = look.await else { return None };
                if import.version == at.told && import.stage.moves() {
                    continue;
                }
                (at.told, at.ended) = (import.version, !import.stage.moves());
                let name = if at.ended { "end" } else { "progress" };
                let data = serde_json::to_string(&bodies::import(&import)).unwrap_or_default();
                return Some((Ok::<_, Infallible>(Event::default().event(name).data(data)), at));
            }
            None
        }
    });
    let mut response = Sse::new(told).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
