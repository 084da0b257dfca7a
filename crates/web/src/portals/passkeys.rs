//! Passkeys on pages: registered, named and taken away under one's own security; shown to sign in, and for a fresh proof. The browser
//! speaks with the device (`assets/js/passkeys.js`); what it answers comes as a field of a form.

use std::fmt;

use app::passkeys::{self, MOST, NAME_MAX};
use app::sign_in::passkey::signed::Party;
use app::sign_in::passkey::{self, Answered, Asked};
use app::sign_in::{self, Who};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::{public, security, too_many};
use crate::form::Sent;
use crate::knock::Knock;
use crate::page::{Page, Portal, answer};
use crate::preferences::own_path;
use crate::site::Site;
use crate::ui::{Field, Kind, When};
use crate::unsent::Unsent;
use crate::visit::Visit;

const PLACE: &str = "/me/security";

/// A passkey in the list.
#[derive(Debug, Clone)]
pub struct Named {
    /// The identifier.
    pub id: String,
    /// As its person calls it.
    pub name: String,
    /// Since when.
    pub since: When,
}

/// What a form asks of the device: attributes that the script reads.
#[derive(Debug, Clone)]
pub struct PasskeyForm {
    challenge: String,
    rp: String,
    /// Whose new passkey, what its device shows, and which of theirs there are.
    new: Option<(String, String, String)>,
}

impl PasskeyForm {
    /// Of a question; none where the house has no name that passkeys could be bound to.
    pub fn of(site: &Site, asked: Option<Asked>) -> Option<Self> {
        let party = site.settings.party.as_ref()?;
        asked.map(|asked| Self { challenge: asked.challenge, rp: party.id.clone(), new: None })
    }
}

impl fmt::Display for PasskeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#" data-passkey data-challenge="{}" data-rp="{}""#, self.challenge, self.rp)?;
        if let Some((user, account, known)) = &self.new {
            write!(f, r#" data-user="{user}" data-account="{account}" data-known="{known}""#)?;
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for PasskeyForm {}

/// A page that asks for a passkey.
#[derive(Debug, Template)]
#[template(path = "portals/passkeys.html")]
struct Ask {
    page: Page,
    back: Option<(String, String)>,
    title: String,
    lede: String,
    submit: String,
    /// Whether the last one showed nothing.
    wrong: bool,
    passkey: Option<PasskeyForm>,
    action: String,
    hidden: Vec<(&'static str, String)>,
    /// The name of a new one.
    name: Option<Field>,
    /// A code in its place.
    code: Option<Field>,
}

impl Ask {
    fn errors(&self) -> Vec<(String, String)> {
        super::form_errors(self.name.iter().chain(&self.code))
    }
}

/// `/me/security/passkeys...`, `/me/confirm/passkey`, `/sign-in/passkey...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/me/security/passkeys", post(register))
        .route("/me/security/passkeys/new", post(begin))
        .route("/me/security/passkeys/{id}/remove", post(remove))
        .route("/me/confirm/passkey", post(confirm))
        .route("/sign-in/passkey", post(ask_first))
        .route("/sign-in/passkey/{challenge}", post(finish))
}

/// A passkey as the list shows it.
pub fn named(page: &Page, passkey: passkeys::Passkey) -> Named {
    Named { id: passkey.id.to_string(), since: page.when(passkey.created_at), name: passkey.name }
}

fn party(site: &Site) -> Result<&Party, AppError> {
    site.settings.party.as_ref().ok_or(AppError::NotFound)
}

/// What the browser wrote into the form.
fn answered(sent: &Sent) -> Result<Answered, AppError> {
    serde_json::from_str(sent.get("answer")).map_err(|_| AppError::invalid("/passkey", "passkey_wrong"))
}

fn challenge(sent: &Sent) -> Uuid {
    Uuid::parse_str(sent.get("challenge")).unwrap_or(Uuid::nil())
}

/// Whether this is about the field.
fn is_about(error: &AppError, pointer: &str) -> bool {
    matches!(error, AppError::Invalid(faults) if faults.iter().any(|fault| fault.pointer == pointer))
}

async fn begin(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = security::sender(&site, &visit, &sent)?;
    new_page(&site, &visit, who, "", None).await
}

/// The page that makes a new one; again with what was wrong about the last.
async fn new_page(
    site: &Site,
    visit: &Visit,
    who: &Who,
    name: &str,
    error: Option<&AppError>,
) -> Result<Response, Response> {
    let begun = async { Ok((passkeys::begin(&site.house, who).await?, passkeys::of(&site.house, who).await?)) };
    let (asked, known) = match begun.await {
        Ok(begun) => begun,
        Err(AppError::StepUp) => return Err(security::confirm_first(site, visit, &Unsent::default(), PLACE).await),
        Err(error) => return Err(visit.failed_on(site, PLACE.to_owned(), error)),
    };
    let page = security::frame(site, visit);
    let hidden = vec![("challenge", asked.id.to_string())];
    let known = known.iter().map(|one| URL_SAFE_NO_PAD.encode(&one.credential)).collect::<Vec<_>>().join(" ");
    let user = URL_SAFE_NO_PAD.encode(who.user().0.as_bytes());
    let form = PasskeyForm::of(site, Some(asked));
    let misnamed = error.filter(|error| is_about(error, "/name")).map(|_| page.t("fault-passkey_name"));
    let view = Ask {
        back: Some((PLACE.to_owned(), page.t("security-title"))),
        title: page.t("passkey-new"),
        lede: page.t("passkey-new.lede"),
        submit: page.t("passkey-new.do"),
        wrong: error.is_some() && misnamed.is_none(),
        passkey: form.map(|form| PasskeyForm { new: Some((user, security::account(visit), known)), ..form }),
        action: "/me/security/passkeys".to_owned(),
        hidden,
        name: Some(
            Field::new("name", page.t("passkey-name"), Kind::Line("text"))
                .hint(page.t("passkey-name.hint"))
                .value(name)
                .error(misnamed.unwrap_or_default()),
        ),
        code: None,
        page,
    };
    let status = if error.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(answer(status, &view, false))
}

async fn register(State(site): State<Site>, mut visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = security::sender(&site, &visit, &sent)?.clone();
    let name = sent.get("name");
    let done = async {
        let answered = answered(&sent)?;
        let codes = passkeys::register(&site.house, party(&site)?, &who, challenge(&sent), name, &answered).await?;
        Ok((visit.anew(&site, &who).await?, codes))
    };
    match done.await {
        Ok((jar, codes)) if codes.is_empty() => Ok((jar, Redirect::to(PLACE)).into_response()),
        Ok((jar, codes)) => Ok((jar, security::codes_page(&site, &visit, &codes)).into_response()),
        Err(error @ AppError::Invalid(_)) => new_page(&site, &visit, &who, name, Some(&error)).await,
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

async fn remove(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = security::sender(&site, &visit, &sent)?;
    let removed = async {
        let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        passkeys::remove(&site.house, who, id).await
    };
    match removed.await {
        Err(AppError::StepUp) => Err(security::confirm_first(&site, &visit, &Unsent::default(), PLACE).await),
        done => visit.led(&site, PLACE, done, PLACE),
    }
}

/// Asks for a fresh proof: by a passkey where there are any, by a code where there is an app.
pub(super) async fn confirm_page(
    site: &Site,
    visit: &Visit,
    app: bool,
    to: &str,
    unsent: &str,
    wrong: &str,
) -> Response {
    let asked = match &visit.who {
        Some(who) => passkeys::ask_again(&site.house, who).await,
        None => Err(AppError::SignedOut),
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(error) => return visit.failed(site, error),
    };
    let page = security::frame(site, visit);
    let mut hidden = vec![("to", to.to_owned()), ("unsent", unsent.to_owned())];
    hidden.extend(asked.as_ref().map(|asked| ("challenge", asked.id.to_string())));
    // A recovery code is typed where an app's is.
    let code = Field::new("code", page.t("security-code"), Kind::Line("text"))
        .hint(page.t(if app { "security-code.hint" } else { "passkey-recovery.hint" }))
        .fill("one-time-code");
    let view = Ask {
        back: Some((PLACE.to_owned(), page.t("security-title"))),
        title: page.t("security-confirm"),
        lede: page.t("security-confirm.lede"),
        submit: page.t("passkey-use"),
        wrong: !wrong.is_empty(),
        passkey: PasskeyForm::of(site, asked),
        action: "/me/confirm/passkey".to_owned(),
        hidden,
        name: None,
        code: Some(code),
        page,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer(status, &view, false)
}

async fn confirm(State(site): State<Site>, mut visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = security::sender(&site, &visit, &sent)?.clone();
    let (to, unsent) = (own_path(sent.get("to")).to_owned(), sent.get("unsent"));
    let done = async {
        let answered = answered(&sent)?;
        passkeys::confirm(&site.house, party(&site)?, &who, challenge(&sent), &answered).await?;
        visit.anew(&site, &who).await
    };
    match done.await {
        Ok(jar) => Ok((jar, security::confirmed(&site, &visit, &to, unsent)).into_response()),
        Err(AppError::Invalid(_)) => Err(confirm_page(&site, &visit, true, &to, unsent, "passkey-wrong").await),
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

async fn ask_first(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    first_page(&site, &visit, from, &sent, false).await
}

async fn first_page(site: &Site, visit: &Visit, from: Option<std::net::IpAddr>, sent: &Sent, wrong: bool) -> Response {
    let caller = Caller::anonymous(visit.lang.code()).from_network(from);
    let asked = match passkey::ask_first(&site.house, &caller).await {
        Ok(asked) => asked,
        Err(error) => return visit.failed_on(site, "/sign-in".to_owned(), error),
    };
    let page = Page { path: "/sign-in".to_owned(), ..visit.page(site, Portal::Public, "sign-in") };
    let view = Ask {
        back: Some(("/sign-in".to_owned(), page.t("sign-in"))),
        title: page.t("passkey-sign-in"),
        lede: page.t("passkey-sign-in.lede"),
        submit: page.t("passkey-use"),
        wrong,
        action: format!("/sign-in/passkey/{}", asked.id),
        passkey: PasskeyForm::of(site, Some(asked)),
        hidden: vec![("to", sent.get("to").to_owned()), ("unsent", sent.get("unsent").to_owned())],
        name: None,
        code: None,
        page,
    };
    answer(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &view, false)
}

async fn finish(
    Knock(from): Knock,
    State(site): State<Site>,
    mut visit: Visit,
    Path(challenge): Path<String>,
    sent: Sent,
) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let caller = visit.arriving(&site);
    let entered = async {
        let challenge = Uuid::parse_str(&challenge).unwrap_or(Uuid::nil());
        let (party, answered) = (party(&site)?, answered(&sent)?);
        let opened = sign_in::finish_by_passkey(&site.house, party, &caller, challenge, &answered, "portal").await?;
        let who = sign_in::whoami(&site.house, opened.access.as_str(), "portal").await?;
        Ok((opened, who))
    };
    match entered.await {
        Ok((opened, who)) => public::enter::entered_page(&site, &visit, &opened, &who, &sent).await,
        // A second challenge can no more be told from a first here; whoever has a passkey needs no code.
        Err(AppError::Invalid(_)) => first_page(&site, &visit, from, &sent, true).await,
        Err(error) => {
            let seconds = if let AppError::TooMany { seconds } = &error { Some(*seconds) } else { None };
            let mut response = visit.failed_on(&site, "/sign-in".to_owned(), error);
            if let Some(seconds) = seconds {
                too_many(&mut response, seconds);
            }
            response
        }
    }
}

const _: () = assert!(MOST <= 10 && NAME_MAX <= 40, "the texts say how many, and how long");
