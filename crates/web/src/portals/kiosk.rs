//! A shared device: the officer's page that opens it, and the worker's page that enters. Two browsers: the officer's session stays in
//! the officer's.

use app::sealed::ascii_digits;
use app::sign_in::{self, KIOSK_MINUTES, SEEN};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::Role;

use super::{FormPage, people, security, too_many};
use crate::form::{Faults, Sent};
use crate::knock::Knock;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Choice, Field, Kind};
use crate::visit::{Visit, cookie, kiosk_cookie};

const OFFICER: &str = "/operator/kiosk";
const DEVICE: &str = "/kiosk";

/// The code, shown to the officer once.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/kiosk_code.html")]
pub struct KioskCode {
    /// The frame.
    pub page: Page,
    /// What the worker types beside it.
    pub reference: String,
    /// The code.
    pub code: String,
}

/// `/operator/kiosk`, `/kiosk`
pub fn routes() -> Router<Site> {
    Router::new().route(OFFICER, get(officer_form).post(open)).route(DEVICE, get(device_form).post(enter))
}

fn officer_page(site: &Site, visit: &Visit) -> FormPage {
    let mut page = visit.page(site, Portal::Operator, "people");
    OFFICER.clone_into(&mut page.path);
    let seen = SEEN.iter().map(|word| Choice::new(*word, page.t(format!("kiosk-seen-{word}")))).collect();
    let fields = vec![
        Field::new("reference", page.t("kiosk-reference"), Kind::Line("text")).hint(page.t("kiosk-reference.hint")),
        Field::new("seen", page.t("kiosk-seen"), Kind::Radios(seen)).hint(page.t("kiosk-seen.hint")),
    ];
    FormPage {
        back: ("/operator/people".to_owned(), page.t("menu-people")),
        title: page.t("kiosk-title"),
        lede: page.t("kiosk-lede"),
        action: OFFICER.to_owned(),
        file: false,
        hidden: Vec::new(),
        groups: vec![(String::new(), fields)],
        submit: page.t("kiosk-open"),
        more: None,
        beside: None,
        page,
    }
}

async fn officer_form(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    if caller.role != Role::Moderator {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    Ok(answer(StatusCode::OK, &officer_page(&site, &visit), false))
}

async fn open(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Operator, &sent).await?;
    let reference = sent.get("reference");
    match sign_in::open_kiosk(&site.house, &caller, reference, sent.get("seen")).await {
        Ok(opened) => {
            let mut page = visit.page(&site, Portal::Operator, "people");
            OFFICER.clone_into(&mut page.path);
            let reference = reference.to_ascii_uppercase();
            Ok(answer(StatusCode::OK, &KioskCode { page, reference, code: opened.code.as_str().to_owned() }, false))
        }
        Err(AppError::Invalid(faults)) => Ok(people::refused(officer_page(&site, &visit), &sent, &faults)),
        Err(AppError::NotFound) if caller.role == Role::Moderator => {
            let faults: Faults = vec![("reference".to_owned(), "kiosk-unknown")];
            Ok(people::again(officer_page(&site, &visit), &sent, &faults))
        }
        Err(error) => Err(visit.failed_on(&site, OFFICER.to_owned(), error)),
    }
}

fn device_page(site: &Site, visit: &Visit) -> FormPage {
    let mut page = visit.page(site, Portal::Public, "");
    DEVICE.clone_into(&mut page.path);
    let fields = vec![
        Field::new("reference", page.t("kiosk-own-reference"), Kind::Line("text")).hint(page.t("kiosk-reference.hint")),
        Field::new("code", page.t("kiosk-code"), Kind::Code),
    ];
    FormPage {
        back: ("/sign-in".to_owned(), page.t("sign-in")),
        title: page.t("kiosk-enter"),
        lede: page.t1("kiosk-enter-lede", "minutes", KIOSK_MINUTES),
        action: DEVICE.to_owned(),
        file: false,
        hidden: Vec::new(),
        groups: vec![(String::new(), fields)],
        submit: page.t("sign-in"),
        more: None,
        beside: None,
        page,
    }
}

async fn device_form(State(site): State<Site>, mut visit: Visit) -> Response {
    let jar = visit.as_visitor(&site);
    (jar, answer(StatusCode::OK, &device_page(&site, &visit), false)).into_response()
}

async fn enter(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let caller = Caller::anonymous(visit.lang.code()).from_network(from);
    let code = ascii_digits(sent.get("code"));
    match sign_in::enter_kiosk(&site.house, &caller, sent.get("reference"), &code).await {
        Ok(opened) => {
            let secure = site.settings.secure_cookies;
            let jar = match visit.signed_in(&site, &opened).await {
                Ok(jar) => jar,
                Err(error) => return visit.failed_on(&site, DEVICE.to_owned(), error),
            };
            let jar = jar.add(cookie(kiosk_cookie(secure), "yes".to_owned(), secure));
            (jar, Redirect::to("/worker")).into_response()
        }
        Err(AppError::Invalid(_)) => {
            let faults: Faults = vec![("code".to_owned(), "kiosk-wrong")];
            people::again(device_page(&site, &visit), &sent, &faults)
        }
        Err(AppError::TooMany { seconds }) => {
            let faults: Faults = vec![("code".to_owned(), "kiosk-wrong")];
            let mut response = people::again(device_page(&site, &visit), &sent, &faults);
            too_many(&mut response, seconds);
            response
        }
        Err(error) => visit.failed_on(&site, DEVICE.to_owned(), error),
    }
}
