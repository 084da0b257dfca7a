//! Signing in by somebody else's sign-in: out to the provider, and back with its answer.
//!
//! The way out is a page of ours that leads on by itself, not a redirection: a form of ours may lead nowhere else (`form-action`).

use std::net::IpAddr;
use std::sync::Arc;

use app::sign_in::{self, Finished, Who};
use app::sso::{self, Provider, Unshown};
use app::{AppError, Caller};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use serde::Deserialize;

use super::SignIn;
use super::enter::{Onward, first_page, second_form};
use crate::form::Sent;
use crate::i18n::Lang;
use crate::input::Query;
use crate::knock::Knock;
use crate::page::{Page, Portal, answer};
use crate::preferences::own_path;
use crate::site::Site;
use crate::visit::{Visit, cookie};

/// LIMIT: bytes of what a provider's answer may carry as a code.
pub const CODE_MAX: usize = 4096;
/// LIMIT: bytes of the path to come back to.
const BACK_MAX: usize = 512;

/// The way to a provider.
#[derive(Template)]
#[template(path = "portals/public/with.html")]
pub struct Out {
    /// The frame.
    pub page: Page,
    /// What is said: the key of the words.
    pub said: &'static str,
    /// The provider, in words.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// The page to go back to instead.
    pub back: String,
}

impl Out {
    fn lede(&self) -> String {
        self.page.t1(&format!("{}.lede", self.said), "provider", self.title.clone())
    }

    /// Leads the browser on.
    pub fn answer(&self) -> Response {
        let mut response = answer(StatusCode::OK, self, false);
        if let Ok(refresh) = HeaderValue::from_str(&format!("0;url={}", self.address)) {
            response.headers_mut().insert(header::REFRESH, refresh);
        }
        response
    }
}

/// Signed out here, and not there.
#[derive(Template)]
#[template(path = "portals/public/with_left.html")]
struct Left {
    page: Page,
    title: String,
    address: String,
}

/// The cookie that ties an attempt to this browser.
const fn attempt_cookie(secure: bool) -> &'static str {
    if secure { "__Host-amana-sso" } else { "amana-sso" }
}

/// By whose sign-in staff may come in: the name in addresses, and in words.
pub fn ways(site: &Site, lang: Lang) -> Vec<(String, String)> {
    let way = |provider: &Arc<dyn Provider>| (provider.rules().name.clone(), title(&**provider, lang));
    site.settings.providers.iter().map(way).collect()
}

fn title(provider: &dyn Provider, lang: Lang) -> String {
    let (en, ar) = &provider.rules().title;
    if lang == Lang::Ar { ar.clone() } else { en.clone() }
}

fn named(site: &Site, name: &str) -> Result<Arc<dyn Provider>, AppError> {
    let found = site.settings.providers.iter().find(|provider| provider.rules().name == name);
    found.cloned().ok_or(AppError::NotFound)
}

/// `POST /sign-in/with/{provider}`
pub async fn begin(
    Knock(from): Knock,
    State(site): State<Site>,
    visit: Visit,
    Path(name): Path<String>,
    sent: Sent,
) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let gone = go(&site, &visit, from, &name, None, own_path(sent.get("to"))).await;
    gone.unwrap_or_else(|error| visit.failed_on(&site, "/sign-in".to_owned(), error))
}

/// Sends the browser to a provider: to sign in, or to link an identity to whoever is signed in. `to` is where to go afterwards.
pub async fn go(
    site: &Site,
    visit: &Visit,
    from: Option<IpAddr>,
    name: &str,
    links: Option<&Who>,
    to: &str,
) -> Result<Response, AppError> {
    let provider = named(site, name)?;
    let caller = Caller::anonymous(visit.lang.code()).from_network(from);
    let begun = sso::begin(&site.house, &caller, provider.rules(), links).await?;
    let address = match provider.ask(&begun.ask).await {
        Ok(address) => address,
        Err(unshown) => return Ok(refused(site, visit, &*provider, &unshown, links.is_some())),
    };
    let to = if to.len() > BACK_MAX { "/" } else { to };
    let kept = format!("{}.{}", begun.cookie, URL_SAFE_NO_PAD.encode(to));
    let secure = site.settings.secure_cookies;
    let jar = visit.jar.clone().add(cookie(attempt_cookie(secure), kept, secure));
    let page = Page { path: "/sign-in".to_owned(), ..visit.page(site, Portal::Public, "sign-in") };
    let back = if links.is_some() { "/me/security" } else { "/sign-in" }.to_owned();
    let out = Out { said: "sso-on", title: title(&*provider, page.lang), page, back, address };
    Ok((jar, out.answer()).into_response())
}

/// What comes back with the browser (RFC 6749, section 4.1.2; RFC 9207).
#[derive(Deserialize)]
pub struct Answered {
    /// What is redeemed; empty where there is none.
    #[serde(default)]
    pub code: String,
    /// What the browser was sent there with.
    #[serde(default)]
    pub state: String,
    /// Who answers, where they say so.
    pub iss: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// `GET /sign-in/with/{provider}/back`
pub async fn back(
    Knock(from): Knock,
    State(site): State<Site>,
    mut visit: Visit,
    Path(name): Path<String>,
    Query(answered): Query<Answered>,
) -> Response {
    let Ok(provider) = named(&site, &name) else { return visit.failed(&site, AppError::NotFound) };
    let secure = site.settings.secure_cookies;
    let kept = visit.jar.get(attempt_cookie(secure)).map(|kept| kept.value().to_owned()).unwrap_or_default();
    // Whatever comes of it, this attempt is over.
    visit.jar = visit.jar.clone().remove(cookie(attempt_cookie(secure), String::new(), secure));
    let (kept, to) = kept.rsplit_once('.').unwrap_or_default();
    let to = URL_SAFE_NO_PAD.decode(to).ok().and_then(|to| String::from_utf8(to).ok()).unwrap_or_default();
    let attempt = match sso::take(&site.house, provider.rules(), kept, &answered.state).await {
        Ok(attempt) => attempt,
        Err(AppError::Invalid(_)) => return unlinked(&site, &visit, "sso-lost", StatusCode::BAD_REQUEST, false),
        Err(error) => return visit.failed_on(&site, "/sign-in".to_owned(), error),
    };
    let links = attempt.links.is_some();
    let caller = visit.arriving(&site).from_network(from);
    let shown = match &answered.error {
        Some(error) => Err(Unshown::Refused(format!("it answered {}", plain(error)))),
        None if answered.code.is_empty() || answered.code.len() > CODE_MAX => {
            Err(Unshown::Refused("it sent no code".to_owned()))
        }
        None => provider.redeem(&attempt.ask, &answered.code, answered.iss.as_deref()).await,
    };
    let shown = match shown {
        Ok(shown) => shown,
        Err(unshown) => {
            let recorded = sso::failed(&site.house, &caller, provider.rules()).await;
            return match recorded {
                Ok(()) => refused(&site, &visit, &*provider, &unshown, links),
                Err(error) => visit.failed_on(&site, "/sign-in".to_owned(), error),
            };
        }
    };
    if links {
        let Some(who) = &visit.who else {
            return unlinked(&site, &visit, "sso-lost", StatusCode::BAD_REQUEST, false);
        };
        return match sso::link(&site.house, who, provider.rules(), &attempt, &shown).await {
            Ok(()) => (visit.jar.clone(), Redirect::to("/me/security")).into_response(),
            Err(AppError::Invalid(_)) => unlinked(&site, &visit, "sso-lost", StatusCode::BAD_REQUEST, true),
            Err(error) => visit.failed_on(&site, "/me/security".to_owned(), error),
        };
    }
    match sso::enter(&site.house, &caller, provider.rules(), attempt, &shown).await {
        Ok(finished) => entered(&site, visit, finished, &to).await,
        Err(AppError::Invalid(faults)) => {
            let said = if faults[0].reason == "sso_unknown" { "sso-unknown" } else { "sso-not-served" };
            unlinked(&site, &visit, said, StatusCode::FORBIDDEN, false)
        }
        Err(error) => visit.failed_on(&site, "/sign-in".to_owned(), error),
    }
}

async fn entered(site: &Site, mut visit: Visit, finished: Finished, to: &str) -> Response {
    let opened = match finished {
        Finished::Opened(opened) => opened,
        // The code to the other address follows a code, and this was none.
        Finished::Other(..) => return visit.failed_on(site, "/sign-in".to_owned(), AppError::NotFound),
        Finished::Second(started) => {
            let until = site.house.desk().real + SignedDuration::from_secs(started.expires_in);
            let jar = visit.as_visitor(site);
            let onward = Onward { to, unsent: "" };
            return (jar, second_form(site, &visit, started.challenge, until, "", &onward).await).into_response();
        }
    };
    let entered = async {
        let who = sign_in::whoami(&site.house, opened.access.as_str(), "portal").await?;
        Ok((visit.signed_in(site, &opened).await?, who))
    };
    match entered.await {
        Ok((jar, who)) => (jar, Redirect::to(&first_page(&who, to))).into_response(),
        Err(error) => visit.failed_on(site, "/sign-in".to_owned(), error),
    }
}

/// What a provider did not show. The reason stands in the server's own log; visitors learn what to do.
fn refused(site: &Site, visit: &Visit, provider: &dyn Provider, unshown: &Unshown, links: bool) -> Response {
    tracing::warn!(provider = provider.rules().name, %unshown, "a sign-in by a provider came to nothing");
    match unshown {
        Unshown::Away(_) => unlinked(site, visit, "sso-away", StatusCode::SERVICE_UNAVAILABLE, links),
        Unshown::Refused(_) => unlinked(site, visit, "sso-refused", StatusCode::FORBIDDEN, links),
    }
}

/// The sign-in page with why it came to nothing; codes work as ever. Whoever wanted to link sees it on a page of its own.
fn unlinked(site: &Site, visit: &Visit, said: &str, status: StatusCode, links: bool) -> Response {
    if links {
        let page = Page { path: "/me/security".to_owned(), ..visit.page(site, visit.portal(), "") };
        let detail = page.t(said);
        let view = crate::page::Problem { page, status, detail, again: Some("/me/security") };
        return (visit.jar.clone(), answer(status, &view, false)).into_response();
    }
    let mut visit = visit.clone();
    let jar = visit.as_visitor(site);
    let page = Page { path: "/sign-in".to_owned(), ..visit.page(site, Portal::Public, "sign-in") };
    let view = SignIn {
        notice: page.t(said),
        ways: ways(site, page.lang),
        address: String::new(),
        error: String::new(),
        to: "/".to_owned(),
        unsent: String::new(),
        page,
    };
    (jar, answer(status, &view, false)).into_response()
}

/// A provider's own word for what went wrong, as far as it is one.
fn plain(error: &str) -> String {
    error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect()
}

/// Where somebody whom a provider brought in ends their session there too, and the provider. A provider that does not say is left out.
pub async fn way_out(site: &Site, who: &Who) -> Option<(Arc<dyn Provider>, String)> {
    let name = sso::opened_by(&site.house, who).await.ok()??;
    let provider = named(site, &name).ok()?;
    let address = provider.leave().await.ok()??;
    Some((provider, address))
}

/// Says that the session here is over, and leads to the end of the one there.
pub fn left(site: &Site, visit: &Visit, (provider, address): (Arc<dyn Provider>, String)) -> Response {
    let mut gone = visit.clone();
    (gone.who, gone.caller) = (None, None);
    let page = Page { path: "/".to_owned(), ..gone.page(site, Portal::Public, "sign-in") };
    let view = Left { title: title(&*provider, page.lang), page, address };
    answer(StatusCode::OK, &view, false)
}
