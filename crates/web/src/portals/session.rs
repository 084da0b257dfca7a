//! How long a browser's session still holds, for the page that warns before its end; and the word that it is to go on.

use app::AppError;
use app::sign_in;
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::cookie::CookieJar;
use serde::Serialize;

use crate::form::Sent;
use crate::preferences::own_path;
use crate::site::Site;
use crate::visit::{Visit, session_cookie};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/me/session", get(ask).post(go_on))
}

/// What is left, in seconds.
#[derive(Serialize)]
struct Left {
    /// Until the session is over if nobody uses it.
    left: i64,
    /// Until it is over at the longest.
    most: i64,
}

fn left(left: i64, most: i64) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(Left { left: left.max(0), most: most.max(0) })).into_response()
}

/// `GET /me/session`: asking is not using. Whoever is signed out has nothing left.
async fn ask(State(site): State<Site>, jar: CookieJar) -> Response {
    let Some(token) = jar.get(session_cookie(site.settings.secure_cookies)) else { return left(0, 0) };
    match sign_in::peek(&site.house, token.value()).await {
        Ok((idle, whole)) => left(idle.as_secs(), whole.as_secs()),
        Err(AppError::SignedOut) => left(0, 0),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// `POST /me/session`: "stay signed in". The visit itself has carried the session on.
async fn go_on(State(site): State<Site>, visit: Visit, headers: HeaderMap, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let by_script = headers.get(header::ACCEPT).is_some_and(|kind| kind == "application/json");
    match &visit.who {
        Some(who) if by_script => {
            let (session, now) = (&who.signed.session, site.house.desk().real);
            let until = |at: jiff::Timestamp| at.duration_since(now).as_secs();
            left(until(session.expires_at), until(session.ends_at))
        }
        _ => Redirect::to(own_path(sent.get("to"))).into_response(),
    }
}
