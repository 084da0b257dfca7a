//! The files that pages load: stylesheet, script, fonts, icons. Built into `assets/dist/` and embedded here.
//!
//! Every name carries the hash of its content, so an answer may be kept for ever and a new build is a new name.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
struct Dist;

/// From a file's plain name (`app.css`) to the name that carries its hash.
static NAMES: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| embedded("manifest.json").expect("the build script writes a manifest of names"));

static LICENCES: LazyLock<Vec<Licence>> =
    LazyLock::new(|| embedded("licences.json").expect("the build script writes the licences"));

fn embedded<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_slice(&Dist::get(name)?.data).ok()
}

/// The path under which a file is served, for example `/assets/app.ec69a2ad81.css`.
///
/// An unknown name gives a path that answers 404; a test holds every name used by a template.
pub fn path(name: &str) -> String {
    format!("/assets/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// A package of others that is sent to the browser, with the words under which we may.
#[derive(Debug, Clone, Deserialize)]
pub struct Licence {
    /// The package's name in its registry.
    pub name: String,
    /// The exact version.
    pub version: String,
    /// The licence's SPDX name.
    pub licence: String,
    /// The licence's whole text.
    pub text: String,
}

/// What the licences page lists, by name.
pub fn licences() -> &'static [Licence] {
    &LICENCES
}

/// `GET /assets/{name}`: only hashed names, kept for a year, compressed once at build.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(plain) = NAMES.iter().find(|(_, hashed)| **hashed == name).map(|(plain, _)| plain.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts.split(',').any(|offer| offer.trim().split(';').next() == Some(coding)))
        .find_map(|(coding, ending)| Some((coding, Dist::get(&format!("{name}{ending}"))?)));
    let (coding, file) = match packed {
        Some((coding, file)) => (Some(coding), file),
        None => match Dist::get(&name) {
            Some(file) => (None, file),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let mut response = file.data.into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(plain)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(coding) = coding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
