//! The reader's language and colours: two cookies that hold nothing else, set by two links that work without script.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

use crate::i18n::Lang;

/// The reader's choice of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Device,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of the cookie and of `data-theme`; empty for the device's choice.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Device => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie; anything else is the device's choice.
    pub fn parse(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Device,
        }
    }

    pub(crate) const fn other(self) -> &'static str {
        match self {
            Self::Dark => "light",
            _ => "dark",
        }
    }
}

/// `GET /language/{ar|en}?to=PATH` and `GET /theme/{light|dark}?to=PATH`: set the cookie and go back.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/language/{language}", get(set_language)).route("/theme/{theme}", get(set_theme))
}

/// The language of this request: the cookie's, else the browser's, else English.
pub fn language(headers: &HeaderMap) -> Lang {
    let jar = CookieJar::from_headers(headers);
    jar.get("language").and_then(|cookie| Lang::parse(cookie.value())).unwrap_or_else(|| {
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map(Lang::accepted)
            .unwrap_or_default()
    })
}

/// The colours of this request: the cookie's, else the device's.
pub fn theme(headers: &HeaderMap) -> Theme {
    CookieJar::from_headers(headers).get("theme").map(|cookie| Theme::parse(cookie.value())).unwrap_or_default()
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    to: String,
}

/// A path of ours: anything that a browser could read as another host leads to the first page instead.
pub fn own_path(to: &str) -> &str {
    let ours = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n', '\t']);
    if ours { to } else { "/" }
}

async fn set_language(jar: CookieJar, Path(word): Path<String>, Query(back): Query<Back>) -> Response {
    match Lang::parse(&word) {
        Some(lang) => keep(jar, "language", lang.code(), &back),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn set_theme(jar: CookieJar, Path(word): Path<String>, Query(back): Query<Back>) -> Response {
    match Theme::parse(&word) {
        Theme::Device => StatusCode::NOT_FOUND.into_response(),
        theme => keep(jar, "theme", theme.as_str(), &back),
    }
}

fn keep(jar: CookieJar, name: &'static str, value: &'static str, back: &Back) -> Response {
    // Not HttpOnly: the script changes the theme without a request, and there is nothing in it to steal.
    let cookie = Cookie::build((name, value)).path("/").same_site(SameSite::Lax).permanent().build();
    (jar.add(cookie), Redirect::to(own_path(&back.to))).into_response()
}
