//! Sign-in and devices: where a person is signed in, their authenticator and their recovery codes; and showing once more who they are
//! before something that wants it. One page for every portal, and for somebody whose role waits for a second factor.

use app::factors::{self, Begun, Held};
use app::sign_in::{self, Who};
use app::{AppError, Caller, Fault};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use uuid::Uuid;

use super::devices::{self, Device};
use super::identities::Identities;
use super::{FormPage, passkeys, squares};
use crate::form::Sent;
use crate::input::Query;
use crate::page::{Page, Portal, answer};
use crate::preferences::own_path;
use crate::site::Site;
use crate::ui::{Field, Kind, When};
use crate::unsent::{self, Unsent};
use crate::visit::Visit;

pub(super) const PLACE: &str = "/me/security";

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/security.html")]
pub struct Security {
    /// The frame.
    pub page: Page,
    /// Where they are signed in, newest first.
    pub devices: Vec<Device>,
    /// Since when their authenticator counts.
    pub since: Option<When>,
    /// Whether a role of theirs waits until there is one.
    pub waits: bool,
    /// Whether a role of theirs is held only with one.
    pub demanded: bool,
    /// Whether somebody asked for it to be removed.
    pub reset: bool,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<passkeys::Named>,
    /// Since when two codes are asked for.
    pub two_codes: Option<When>,
    /// Whether they could be.
    pub two_possible: bool,
    /// How many recovery codes are left, in words.
    pub codes_left: String,
    /// Their identities at others, and where they may link one.
    pub identities: Identities,
}

/// An authenticator that is to be shown to work.
#[derive(Template)]
#[template(path = "portals/security_new.html")]
struct New {
    page: Page,
    id: String,
    /// The secret in groups of four.
    secret: String,
    uri: String,
    /// The squares of the picture for a camera.
    squares: String,
    size: usize,
    error: String,
}

/// Recovery codes, shown once.
#[derive(Template)]
#[template(path = "portals/security_codes.html")]
struct Codes {
    page: Page,
    codes: Vec<String>,
}

/// `/me/security...`, `/me/confirm`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(show))
        .route("/me/security/authenticator", post(begin))
        .route("/me/security/authenticator/{id}", post(confirm_new))
        .route("/me/security/remove", get(ask_remove).post(remove))
        .route("/me/security/codes", get(ask_codes).post(renew))
        .route("/me/confirm", get(ask_confirm).post(confirm))
}

#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
pub(super) fn signed<'a>(visit: &'a Visit, to: &str) -> Result<&'a Who, Response> {
    visit.who.as_ref().ok_or_else(|| Redirect::to(&format!("/sign-in?to={to}")).into_response())
}

#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
pub(super) fn sender<'a>(site: &Site, visit: &'a Visit, sent: &Sent) -> Result<&'a Who, Response> {
    let who = signed(visit, PLACE)?;
    if visit.is_ours(sent.get("csrf")) { Ok(who) } else { Err(visit.expired(site)) }
}

pub(super) fn frame(site: &Site, visit: &Visit) -> Page {
    let mut page = visit.page(site, visit.portal(), "");
    PLACE.clone_into(&mut page.path);
    page
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let who = signed(&visit, PLACE)?;
    let found = async {
        let reset = app::resets::about(&site.house, who).await?;
        let passkeys = app::passkeys::of(&site.house, who).await?;
        let sessions = sign_in::sessions(&site.house, who.user()).await?;
        let two_codes = sign_in::two_codes(&site.house, who).await?;
        Ok((factors::held(&site.house, who).await?, sessions, reset, passkeys, two_codes))
    };
    let (held, sessions, reset, passkeys, two_codes): (Held, _, _, _, _) =
        found.await.map_err(|error| visit.failed(&site, error))?;
    let page = frame(&site, &visit);
    let identities = Identities::of(&site, who, &page).await.map_err(|error| visit.failed(&site, error))?;
    let view = Security {
        devices: devices::of(&page, who, sessions),
        since: held.since.map(|at| page.when(at)),
        waits: held.demanded && !who.signed.session.second,
        demanded: held.demanded,
        reset: reset.is_some(),
        two_codes: two_codes.since.map(|at| page.when(at)),
        two_possible: two_codes.possible,
        passkeys: passkeys.into_iter().map(|passkey| passkeys::named(&page, passkey)).collect(),
        codes_left: page.t1("security-codes-left", "count", held.codes_left),
        identities,
        page,
    };
    Ok(answer(StatusCode::OK, &view, false))
}

async fn begin(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    match factors::begin(&site.house, who, &account(&visit)).await {
        Ok(begun) => Ok(new_page(&site, &visit, &begun, "")),
        Err(AppError::StepUp) => Err(confirm_first(&site, &visit, &Unsent::default(), PLACE).await),
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

/// What the authenticator shows beside our name: for whom the person acts, never who they are.
pub(super) fn account(visit: &Visit) -> String {
    visit.acting_for().unwrap_or_else(|| "Amana".to_owned())
}

fn new_page(site: &Site, visit: &Visit, begun: &Begun, error: &str) -> Response {
    let page = frame(site, visit);
    let (squares, size) = squares::of(&begun.uri);
    let secret = begun.secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    let view = New {
        id: begun.id.to_string(),
        uri: begun.uri.to_string(),
        error: page.lang.maybe(error).unwrap_or_default(),
        secret,
        squares,
        size,
        page,
    };
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer(status, &view, false)
}

impl New {
    fn field(&self) -> Field {
        Field::new("code", self.page.t("security-code"), Kind::Code).error(&*self.error)
    }

    fn errors(&self) -> Vec<(String, String)> {
        super::form_errors([&self.field()])
    }
}

async fn confirm_new(
    State(site): State<Site>,
    mut visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?.clone();
    let id = Uuid::parse_str(&id).map_err(|_| visit.failed_on(&site, PLACE.to_owned(), AppError::NotFound))?;
    let confirmed = async {
        let codes = factors::confirm(&site.house, &who, id, sent.get("code")).await?;
        Ok((visit.anew(&site, &who).await?, codes))
    };
    match confirmed.await {
        Ok((jar, codes)) => Ok((jar, codes_page(&site, &visit, &codes)).into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::TooMany { .. })) => {
            // The page that was sent brings the secret back: it is on the person's screen and nowhere else in clear.
            let begun = Begun {
                id,
                secret: sent.get("secret").replace(' ', "").into(),
                uri: Some(sent.get("uri"))
                    .filter(|uri| uri.starts_with("otpauth://totp/"))
                    .unwrap_or_default()
                    .to_owned()
                    .into(),
            };
            let said =
                if matches!(error, AppError::Invalid(_)) { "security-code-wrong" } else { "sign-in-guesses-over" };
            Err(new_page(&site, &visit, &begun, said))
        }
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

pub(super) fn codes_page(site: &Site, visit: &Visit, codes: &[app::OneTimeCode]) -> Response {
    let codes = codes.iter().map(|code| code.as_str().to_owned()).collect();
    answer(StatusCode::OK, &Codes { page: frame(site, visit), codes }, false)
}

/// A form that asks for a code of the authenticator.
fn code_page(
    site: &Site,
    visit: &Visit,
    about: &str,
    action: &str,
    hidden: Vec<(&'static str, String)>,
    error: &str,
) -> Response {
    let page = frame(site, visit);
    let field = Field::new("code", page.t("security-code"), Kind::Line("text"))
        .hint(page.t("security-code.hint"))
        .error(page.lang.maybe(error).unwrap_or_default())
        .fill("one-time-code");
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = FormPage {
        back: (PLACE.to_owned(), page.t("security-title")),
        title: page.t(about),
        lede: page.t(format!("{about}.lede")),
        action: action.to_owned(),
        file: false,
        hidden,
        groups: vec![(String::new(), vec![field])],
        submit: page.t(format!("{about}.do")),
        more: None,
        beside: None,
        page,
    };
    answer(status, &view, false)
}

/// The same form after a wrong code, with what is wrong beside its field; other errors are pages of their own.
fn asked_again(
    site: &Site,
    visit: &Visit,
    about: &str,
    action: &str,
    hidden: Vec<(&'static str, String)>,
    error: AppError,
) -> Response {
    let said = match &error {
        AppError::Invalid(faults) if faults.iter().any(|Fault { pointer, .. }| pointer == "/code") => {
            "security-code-wrong"
        }
        AppError::TooMany { .. } => "sign-in-guesses-over",
        _ => return visit.failed_on(site, PLACE.to_owned(), error),
    };
    code_page(site, visit, about, action, hidden, said)
}

async fn ask_remove(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    signed(&visit, PLACE)?;
    Ok(code_page(&site, &visit, "security-remove", "/me/security/remove", Vec::new(), ""))
}

async fn remove(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    match factors::remove(&site.house, who, sent.get("code")).await {
        Ok(()) => Ok(Redirect::to(PLACE).into_response()),
        Err(error) => Err(asked_again(&site, &visit, "security-remove", "/me/security/remove", Vec::new(), error)),
    }
}

async fn ask_codes(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    signed(&visit, PLACE)?;
    Ok(code_page(&site, &visit, "security-codes", "/me/security/codes", Vec::new(), ""))
}

async fn renew(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    match factors::renew_codes(&site.house, who, sent.get("code")).await {
        Ok(codes) => Ok(codes_page(&site, &visit, &codes)),
        Err(error) => Err(asked_again(&site, &visit, "security-codes", "/me/security/codes", Vec::new(), error)),
    }
}

/// Where to go afterwards.
#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    to: String,
}

async fn ask_confirm(State(site): State<Site>, visit: Visit, Query(back): Query<Back>) -> Result<Response, Response> {
    signed(&visit, own_path(&back.to))?;
    Ok(confirm_first(&site, &visit, &Unsent::default(), own_path(&back.to)).await)
}

/// Whoever sent this form, where what it asks wants a fresh proof of who they are: asked for first, with what was typed going along.
pub async fn proven_sender(site: &Site, visit: &Visit, portal: Portal, sent: &Sent) -> Result<Caller, Response> {
    let caller = visit.sender(site, portal, sent)?;
    if site.house.proven_lately(caller.proof).is_ok() {
        return Ok(caller);
    }
    let stands = visit.way_back();
    Err(confirm_first(site, visit, &Unsent::of(sent, visit.path(), &stands), &stands).await)
}

/// The same for somebody who asks for themselves, whether or not they act for an organisation. `stands` is where the form stands.
pub(super) async fn proven<'a>(site: &Site, visit: &'a Visit, sent: &Sent, stands: &str) -> Result<&'a Who, Response> {
    let who = sender(site, visit, sent)?;
    if site.house.proven_lately(who.proof()).is_ok() {
        return Ok(who);
    }
    Err(confirm_first(site, visit, &Unsent::of(sent, visit.path(), stands), stands).await)
}

/// Asks for the proof. Whoever has no authenticator signs in anew.
pub(super) async fn confirm_first(site: &Site, visit: &Visit, unsent: &Unsent, to: &str) -> Response {
    let held = match &visit.who {
        Some(who) => factors::held(&site.house, who).await,
        None => Err(AppError::SignedOut),
    };
    match held {
        Ok(held) if held.since.is_some() || held.passkeys => {
            passkeys::confirm_page(site, visit, held.since.is_some(), to, &unsent.to_field(), "").await
        }
        Ok(_) => unsent::anew(visit.page(site, Portal::Public, "sign-in"), unsent, to),
        Err(error) => visit.failed(site, error),
    }
}

async fn confirm(State(site): State<Site>, mut visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?.clone();
    let (to, unsent) = (own_path(sent.get("to")).to_owned(), sent.get("unsent"));
    let shown = async {
        sign_in::confirm(&site.house, &who, sent.get("code")).await?;
        visit.anew(&site, &who).await
    };
    match shown.await {
        Ok(jar) => Ok((jar, confirmed(&site, &visit, &to, unsent)).into_response()),
        Err(error) => {
            let hidden = vec![("to", to), ("unsent", unsent.to_owned())];
            Err(asked_again(&site, &visit, "security-confirm", "/me/confirm", hidden, error))
        }
    }
}

/// Where it goes on after a fresh proof: what waits to be sent, or the page that they came from.
pub(super) fn confirmed(site: &Site, visit: &Visit, to: &str, unsent: &str) -> Response {
    match Unsent::read(unsent) {
        Some(waiting) => unsent::ask(StatusCode::OK, visit.page(site, visit.portal(), ""), waiting),
        None => Redirect::to(to).into_response(),
    }
}
