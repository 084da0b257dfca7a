//! What every request of pages and interface passes before its handler: an address that nobody types is refused here, once;
//! and a refusal of a page that no handler put into words becomes a page of ours, in the reader's language.

use app::AppError;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;

use crate::input::{Unkept, is_unkept, unkept};
use crate::knock;
use crate::limits::Rule;
use crate::problem::Problem;
use crate::site::Site;
use crate::visit::{Visit, session_cookie};

/// LIMIT: characters of a sender's own name for a parameter that are repeated to them.
const NAME_MAX: usize = 64;

/// Lets a request in, or answers it.
pub async fn receive(State(site): State<Site>, request: Request, next: Next) -> Response {
    let request = match counted(&site, request).await {
        Ok(request) => request,
        Err(response) => return response,
    };
    let refused = match () {
        // such a name is nobody's
        () if escapes_control(request.uri().path()) => Some(AppError::NotFound),
        () => unkept_parameter(request.uri()).map(|name| AppError::invalid(name, "control_character")),
    };
    if request.uri().path().starts_with("/api/") {
        return match refused {
            None => next.run(request).await,
            Some(AppError::Invalid(faults)) => unkept(faults[0].pointer.clone()).into_response(),
            Some(_) => Problem::not_found().into_response(),
        };
    }
    let (parts, body) = request.into_parts();
    let mut kept = parts.clone();
    if let Some(error) = refused {
        return match Visit::from_request_parts(&mut kept, &site).await {
            Ok(visit) => visit.failed(&site, error),
            Err(response) => response,
        };
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    if !response.status().is_client_error() || is_worded(response.headers()) {
        return response;
    }
    let allowed = response.headers().get(header::ALLOW).cloned();
    let status = response.status();
    let field = response.extensions().get::<Unkept>().map(|field| format!("/{}", field.0));
    let mut response = match Visit::from_request_parts(&mut kept, &site).await {
        Ok(visit) if field.is_some() => {
            visit.failed(&site, AppError::invalid(field.unwrap_or_default(), "control_character"))
        }
        Ok(visit) if status == StatusCode::NOT_FOUND => visit.failed(&site, AppError::NotFound),
        Ok(visit) => visit.unread(&site, status),
        Err(response) => response,
    };
    if let Some(allowed) = allowed {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// Counts a request by its network: all but those for what pages load, which a browser keeps.
async fn counted(site: &Site, request: Request) -> Result<Request, Response> {
    let path = request.uri().path();
    let from = knock::caller(request.extensions(), request.headers(), site);
    let Some(from) = from.filter(|_| !path.starts_with("/assets/")) else { return Ok(request) };
    let headers = request.headers();
    let session = || CookieJar::from_headers(headers).get(session_cookie(site.settings.secure_cookies)).is_some();
    let signed_in = headers.contains_key(header::AUTHORIZATION) || session();
    let rules = match Rule::of(request.method(), path, signed_in) {
        Some(rule) => &[Rule::All, rule][..],
        None => &[Rule::All],
    };
    let Err(error) = knock::counted(site, rules, from).await else { return Ok(request) };
    let (mut parts, _) = request.into_parts();
    Err(knock::refused(&mut parts, site, "/", error).await)
}

/// Whether a handler of ours put this refusal into words: a page, or a problem for a program.
fn is_worded(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.contains("json")
}

/// Whether a path names a control character, escaped as it must be.
fn escapes_control(path: &str) -> bool {
    path.as_bytes().windows(3).any(|window| match window {
        [b'%', b'0' | b'1', digit] => digit.is_ascii_hexdigit(),
        [b'%', b'7', b'f' | b'F'] => true,
        _ => false,
    })
}

/// The parameter of a query whose name or value has a control character. A query that cannot be taken apart is left to whoever
/// reads it.
fn unkept_parameter(uri: &Uri) -> Option<String> {
    uri.query()?;
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    let (name, _) = pairs.into_iter().find(|(name, value)| is_unkept(name) || is_unkept(value))?;
    Some(name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect())
}
