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

/// `GET /language/{ar|en}?to=PATH` and `GET /theme/{light|dark}?to=PATH`: set the cookie and go back. `secure`: over TLS only.
pub fn routes<S: Clone + Send + Sync + 'static>(secure: bool) -> Router<S> {
    let language = move |jar, word, back| async move { set_language(secure, jar, word, back) };
    let theme = move |jar, word, back| async move { set_theme(secure, jar, word, back) };
    Router::new().route("/language/{language}", get(language)).route("/theme/{theme}", get(theme))
}

/// The name of the cookie that keeps the language.
const fn language_cookie(secure: bool) -> &'static str {
    if secure { "__Host-language" } else { "language" }
}

/// The name of the cookie that keeps the colours; the script writes it too.
const fn theme_cookie(secure: bool) -> &'static str {
    if secure { "__Host-theme" } else { "theme" }
}

/// The language of this request: the cookie's, else the browser's, else English.
pub fn language(headers: &HeaderMap, secure: bool) -> Lang {
    let jar = CookieJar::from_headers(headers);
    jar.get(language_cookie(secure)).and_then(|cookie| Lang::parse(cookie.value())).unwrap_or_else(|| {
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map(Lang::accepted)
            .unwrap_or_default()
    })
}

/// The colours of this request: the cookie's, else the device's.
pub fn theme(headers: &HeaderMap, secure: bool) -> Theme {
    CookieJar::from_headers(headers)
        .get(theme_cookie(secure))
        .map(|cookie| Theme::parse(cookie.value()))
        .unwrap_or_default()
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    to: String,
}

/// A path of ours: anything that a browser could read as another host leads to the first page instead.
pub fn own_path(to: &str) -> &str {
    let ours = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.contains(char::is_control);
    if ours { to } else { "/" }
}

fn set_language(secure: bool, jar: CookieJar, Path(word): Path<String>, Query(back): Query<Back>) -> Response {
    match Lang::parse(&word) {
        Some(lang) => keep(jar, language_cookie(secure), lang.code(), secure, &back),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn set_theme(secure: bool, jar: CookieJar, Path(word): Path<String>, Query(back): Query<Back>) -> Response {
    match Theme::parse(&word) {
        Theme::Device => StatusCode::NOT_FOUND.into_response(),
        theme => keep(jar, theme_cookie(secure), theme.as_str(), secure, &back),
    }
}

fn keep(jar: CookieJar, name: &'static str, value: &'static str, secure: bool, back: &Back) -> Response {
    // Not HttpOnly: the script changes the theme without a request, and there is nothing in it to steal.
    let cookie = Cookie::build((name, value)).path("/").secure(secure).same_site(SameSite::Lax).permanent().build();
    (jar.add(cookie), Redirect::to(own_path(&back.to))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_ours_is_gone_back_to() {
        for own in ["/", "/catalogue?work=cook", "/agency/cases/C-7K2M9QX4"] {
            assert_eq!(own_path(own), own);
        }
        for other in ["", "x", "//elsewhere.example", "/\\elsewhere.example", "/a\r\nb", "/\u{1}", "/\u{0}", "/x\u{7f}"]
        {
            assert_eq!(own_path(other), "/", "{other:?}");
        }
    }

    #[test]
    fn over_tls_the_choices_are_read_from_this_hosts_own_cookies_only() {
        let mut headers = HeaderMap::new();
        let sent = "language=ar; theme=dark";
        headers.insert(header::COOKIE, axum::http::HeaderValue::from_static(sent));
        assert_eq!((language(&headers, false).code(), theme(&headers, false)), ("ar", Theme::Dark));
        assert_eq!((language(&headers, true).code(), theme(&headers, true)), ("en", Theme::Device));
        let sent = "__Host-language=ar; __Host-theme=dark";
        headers.insert(header::COOKIE, axum::http::HeaderValue::from_static(sent));
        assert_eq!((language(&headers, true).code(), theme(&headers, true)), ("ar", Theme::Dark));
    }
}
