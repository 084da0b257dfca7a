//! Signing in and out. Whether an address is known shows in no answer.

use app::sign_in::passkey;
use app::sign_in::{self, Address, Finished, Opened, Started, Who};
use app::{AppError, Caller, invitations};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::{SignIn, SignInCode, SignInOther, SignInSecond, organisation, with};
use crate::form::{Sent, ascii_digits};
use crate::knock::Knock;
use crate::page::{Portal, answer};
use crate::portals::passkeys::PasskeyForm;
use crate::portals::{FormPage, people, too_many};
use crate::preferences::own_path;
use crate::site::Site;
use crate::ui::{Field, Kind};
use crate::unsent::{self, Unsent};
use crate::visit::{Visit, choice_before, cookie, home_of, kiosk_cookie, portal_of, session_cookie};

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    to: String,
}

/// `GET /sign-in`
pub async fn ask(State(site): State<Site>, mut visit: Visit, Query(back): Query<Back>) -> Response {
    let jar = visit.as_visitor(&site);
    (jar, address_form(&site, &visit, String::new(), "", &Onward { to: &back.to, unsent: "" })).into_response()
}

/// `GET /register`: a household without an invitation.
pub async fn register_ask(State(site): State<Site>, mut visit: Visit) -> Response {
    let jar = visit.as_visitor(&site);
    (jar, register_form(&site, &visit, String::new(), "")).into_response()
}

fn register_form(site: &Site, visit: &Visit, address: String, error: &str) -> Response {
    let mut page = visit.page(site, Portal::Public, "sign-in");
    "/register".clone_into(&mut page.path);
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let field = Field::new("address", page.t("sign-in-address"), Kind::Line("text"))
        .hint(page.t("sign-in-address.hint"))
        .value(address)
        .error(page.lang.maybe(error).unwrap_or_default())
        .fill("username");
    let view = FormPage {
        back: ("/sign-in".to_owned(), page.t("sign-in")),
        title: page.t("register-title"),
        lede: page.t("register-lede"),
        action: "/register".to_owned(),
        file: false,
        hidden: Vec::new(),
        groups: vec![(String::new(), vec![field])],
        submit: page.t("sign-in-send"),
        more: None,
        beside: Some(("/join".to_owned(), page.t("join-title"))),
        page,
    };
    answer(status, &view, false)
}

/// `POST /register`: a code for whoever has this address. What comes of it is decided after the code.
pub async fn register(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let typed = sent.get("address");
    let Some(address) = people::address(typed) else {
        return register_form(&site, &visit, typed.to_owned(), "sign-in-address-unclear");
    };
    match invitations::register(&site.house, &Caller::anonymous(visit.lang.code()).from_network(from), address).await {
        Ok(started) => {
            let until = site.house.desk().real + SignedDuration::from_secs(started.expires_in);
            code_form(&site, &visit, started.challenge, typed, until, "", &Onward { to: "/organisations", unsent: "" })
        }
        Err(AppError::TooMany { seconds }) => {
            let mut response = register_form(&site, &visit, typed.to_owned(), "sign-in-too-many");
            too_many(&mut response, seconds);
            response
        }
        Err(error) => visit.failed_on(&site, "/register".to_owned(), error),
    }
}

/// What comes after the sign-in: a page, and what waits to be sent.
pub(super) struct Onward<'a> {
    pub(super) to: &'a str,
    pub(super) unsent: &'a str,
}

impl<'a> Onward<'a> {
    fn of(sent: &'a Sent) -> Self {
        Self { to: sent.get("to"), unsent: sent.get("unsent") }
    }
}

fn address_form(site: &Site, visit: &Visit, address: String, error: &str, onward: &Onward<'_>) -> Response {
    let page = visit.page(site, Portal::Public, "sign-in");
    let status = if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let error = page.lang.maybe(error).unwrap_or_default();
    let ways = with::ways(site, page.lang);
    let (to, unsent) = (onward.to.to_owned(), onward.unsent.to_owned());
    answer(status, &SignIn { page, address, error, ways, notice: String::new(), to, unsent }, false)
}

/// `POST /sign-in`
pub async fn start(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let (typed, onward) = (sent.get("address"), Onward::of(&sent));
    if typed.is_empty() && !onward.unsent.is_empty() {
        return address_form(&site, &visit, String::new(), "", &onward);
    }
    let address = if typed.contains('@') { Address::parse("email", typed) } else { Address::parse("sms", typed) };
    let address = match address {
        Ok(address) => address,
        Err(AppError::Invalid(faults)) if faults[0].reason == "email_letters" => {
            return address_form(&site, &visit, typed.to_owned(), "fault-email_letters", &onward);
        }
        Err(_) => return address_form(&site, &visit, typed.to_owned(), "sign-in-address-unclear", &onward),
    };
    match sign_in::start(&site.house, &Caller::anonymous(visit.lang.code()).from_network(from), address).await {
        Ok(started) => {
            // Codes live in real time, whatever the demo's clock says.
            let until = site.house.desk().real + SignedDuration::from_secs(started.expires_in);
            code_form(&site, &visit, started.challenge, typed, until, "", &onward)
        }
        Err(AppError::TooMany { seconds }) => {
            let mut response = address_form(&site, &visit, typed.to_owned(), "sign-in-too-many", &onward);
            too_many(&mut response, seconds);
            response
        }
        Err(error) => visit.failed_on(&site, "/sign-in".to_owned(), error),
    }
}

fn code_form(
    site: &Site,
    visit: &Visit,
    challenge: Uuid,
    address: &str,
    until: Timestamp,
    error: &str,
    onward: &Onward<'_>,
) -> Response {
    let mut page = visit.page(site, Portal::Public, "sign-in");
    "/sign-in".clone_into(&mut page.path);
    let view = SignInCode {
        challenge: challenge.to_string(),
        address: address.to_owned(),
        until: page.when(until),
        error: page.lang.maybe(error).unwrap_or_default(),
        to: onward.to.to_owned(),
        unsent: onward.unsent.to_owned(),
        page,
    };
    answer(if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view, false)
}

pub(super) async fn second_form(
    site: &Site,
    visit: &Visit,
    challenge: Uuid,
    until: Timestamp,
    error: &str,
    onward: &Onward<'_>,
) -> Response {
    let asked = match passkey::asked_second(&site.house, challenge).await {
        Ok(asked) => asked,
        Err(error) => return visit.failed_on(site, "/sign-in".to_owned(), error),
    };
    let mut page = visit.page(site, Portal::Public, "sign-in");
    "/sign-in".clone_into(&mut page.path);
    let view = SignInSecond {
        passkey: PasskeyForm::of(site, asked),
        challenge: challenge.to_string(),
        until: page.when(until),
        error: page.lang.maybe(error).unwrap_or_default(),
        to: onward.to.to_owned(),
        unsent: onward.unsent.to_owned(),
        page,
    };
    answer(if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view, false)
}

/// The form of the code that went to the other address.
fn other_form(
    site: &Site,
    visit: &Visit,
    challenge: Uuid,
    channel: &str,
    until: Timestamp,
    error: &str,
    onward: &Onward<'_>,
) -> Response {
    let mut page = visit.page(site, Portal::Public, "sign-in");
    "/sign-in".clone_into(&mut page.path);
    let view = SignInOther {
        challenge: challenge.to_string(),
        channel: channel.to_owned(),
        until: page.when(until),
        error: page.lang.maybe(error).unwrap_or_default(),
        to: onward.to.to_owned(),
        unsent: onward.unsent.to_owned(),
        page,
    };
    answer(if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view, false)
}

/// What came of a code in the browser.
enum Entered {
    In(Opened, Box<Who>),
    Second(Started),
    Other(Started, String),
}

/// `POST /sign-in/{challenge}`
pub async fn finish(
    _: Knock,
    State(site): State<Site>,
    mut visit: Visit,
    Path(challenge): Path<String>,
    sent: Sent,
) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let challenge = Uuid::parse_str(&challenge).unwrap_or(Uuid::nil());
    let code = ascii_digits(sent.get("code"));
    let caller = visit.arriving(&site);
    let entered = async {
        match sign_in::finish(&site.house, &caller, challenge, &code, "portal").await? {
            Finished::Opened(opened) => {
                let who = sign_in::whoami(&site.house, opened.access.as_str(), "portal").await?;
                Ok(Entered::In(opened, Box::new(who)))
            }
            Finished::Second(started) => Ok(Entered::Second(started)),
            Finished::Other(started, channel) => Ok(Entered::Other(started, channel)),
        }
    };
    match entered.await {
        Ok(Entered::Second(started)) => {
            let until = site.house.desk().real + SignedDuration::from_secs(started.expires_in);
            second_form(&site, &visit, started.challenge, until, "", &Onward::of(&sent)).await
        }
        Ok(Entered::Other(started, channel)) => {
            let until = site.house.desk().real + SignedDuration::from_secs(started.expires_in);
            other_form(&site, &visit, started.challenge, &channel, until, "", &Onward::of(&sent))
        }
        Ok(Entered::In(opened, who)) => entered_page(&site, &visit, &opened, &who, &sent).await,
        Err(error @ (AppError::Invalid(_) | AppError::TooMany { .. })) => {
            let until = sent.get("until").parse().unwrap_or_else(|_| site.house.desk().real);
            let again = async |said| match sent.get("second") {
                "" => code_form(&site, &visit, challenge, sent.get("address"), until, said, &Onward::of(&sent)),
                channel @ ("sms" | "email") => {
                    other_form(&site, &visit, challenge, channel, until, said, &Onward::of(&sent))
                }
                _ => second_form(&site, &visit, challenge, until, said, &Onward::of(&sent)).await,
            };
            let wrong = if sent.get("second") == "1" { "security-code-wrong" } else { "sign-in-code-wrong" };
            let AppError::TooMany { seconds } = error else { return again(wrong).await };
            let mut response = again("sign-in-guesses-over").await;
            too_many(&mut response, seconds);
            response
        }
        Err(error) => visit.failed_on(&site, "/sign-in".to_owned(), error),
    }
}

/// The first page of a session: what waits to be sent, the choice of an organisation, or where they came from.
pub(in crate::portals) async fn entered_page(
    site: &Site,
    visit: &Visit,
    opened: &Opened,
    who: &Who,
    sent: &Sent,
) -> Response {
    let jar = match visit.signed_in(site, opened).await {
        Ok(jar) => jar,
        Err(error) => return visit.failed_on(site, "/sign-in".to_owned(), error),
    };
    match Unsent::read(sent.get("unsent")).zip(who.caller()) {
        Some((unsent, caller)) => {
            let page = visit.entered(site, opened.access.as_str(), portal_of(caller.role));
            (jar, unsent::ask(StatusCode::OK, page, unsent)).into_response()
        }
        // Several memberships: what waits goes along through the choice.
        None if who.signed.acting.is_none() && waits(sent) => {
            let page = visit.entered(site, opened.access.as_str(), Portal::Public);
            (jar, organisation::choice(site, visit, who, page, sent.get("to"), sent.get("unsent")).await)
                .into_response()
        }
        None => (jar, Redirect::to(&first_page(who, sent.get("to")))).into_response(),
    }
}

/// Whether a page or a form waits behind the sign-in.
fn waits(sent: &Sent) -> bool {
    own_path(sent.get("to")) != "/" || Unsent::read(sent.get("unsent")).is_some()
}

/// Where somebody goes after signing in: back to where they came from, else home; with several memberships they choose.
pub(super) fn first_page(who: &Who, to: &str) -> String {
    match who.caller() {
        None if who.signed.acting.is_some() => "/me/security".to_owned(),
        None => choice_before(own_path(to)),
        Some(caller) => match own_path(to) {
            "/" => home_of(caller.role).to_owned(),
            path => path.to_owned(),
        },
    }
}

/// `POST /sign-out`
pub async fn leave(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let mut out = None;
    if let Some(who) = &visit.who {
        out = with::way_out(&site, who).await;
        match sign_in::end_session(&site.house, who.user(), who.signed.session.id).await {
            Ok(()) | Err(AppError::NotFound) => {}
            Err(error) => return visit.failed(&site, error),
        }
    }
    let secure = site.settings.secure_cookies;
    let to = if visit.is_shared() { "/kiosk" } else { "/" };
    let gone = |name| cookie(name, String::new(), secure);
    let jar = visit.jar.clone().remove(gone(session_cookie(secure))).remove(gone(kiosk_cookie(secure)));
    let mut response = match out {
        Some(out) => (jar, with::left(&site, &visit, out)).into_response(),
        None => (jar, Redirect::to(to)).into_response(),
    };
    // Pages of this person must not come back from the browser's own store.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static(r#""cache", "storage""#));
    response
}
