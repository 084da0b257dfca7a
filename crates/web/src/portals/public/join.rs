//! An agency applies: the form, the code, and that it waits.

use app::onboarding::{self, Applying, TERMS};
use app::sealed::ascii_digits;
use app::{AppError, Caller};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::form::{Faults, Sent};
use crate::knock::Knock;
use crate::page::{Page, Portal, answer};
use crate::portals::{FormPage, people, too_many};
use crate::site::Site;
use crate::ui::{Field, Kind};
use crate::visit::Visit;

const PLACE: &str = "/join";

/// That an application waits for the operator.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/join_done.html")]
pub struct JoinDone {
    /// The frame.
    pub page: Page,
}

fn form(site: &Site, visit: &Visit) -> FormPage {
    let mut page = visit.page(site, Portal::Public, "");
    PLACE.clone_into(&mut page.path);
    let line = |name: &str, key: &str| Field::new(name, page.t(key), Kind::Line("text"));
    let itself = vec![
        line("name", "agencies-name-en"),
        line("name_ar", "agencies-name-ar"),
        line("cr_number", "join-cr").hint(page.t("join-number-hint")),
        line("licence_number", "join-licence").hint(page.t("join-number-hint")),
        Field::new("licence_until", page.t("agencies-until"), Kind::Line("date")),
    ];
    let contact = vec![line("address", "sign-in-address").hint(page.t("join-address-hint")).fill("username")];
    let terms = vec![Field::new("accept_terms", page.t1("join-accept", "version", TERMS), Kind::Tick)];
    FormPage {
        back: ("/register".to_owned(), page.t("register-title")),
        title: page.t("join-title"),
        lede: page.t("join-lede"),
        action: PLACE.to_owned(),
        file: false,
        hidden: Vec::new(),
        groups: vec![
            (page.t("agencies-itself"), itself),
            (page.t("join-contact"), contact),
            (page.t("join-terms"), terms),
        ],
        submit: page.t("sign-in-send"),
        more: None,
        beside: None,
        page,
    }
}

/// `GET /join`
pub async fn ask(State(site): State<Site>, mut visit: Visit) -> Response {
    let jar = visit.as_visitor(&site);
    (jar, answer(StatusCode::OK, &form(&site, &visit), false)).into_response()
}

fn read(sent: &Sent) -> Result<Applying, Faults> {
    let mut faults: Faults = Vec::new();
    let until = sent.get("licence_until").parse().ok();
    if until.is_none() {
        faults.push(("licence_until".to_owned(), "answer-date"));
    }
    let contact = people::address(sent.get("address"));
    if contact.is_none() {
        faults.push(("address".to_owned(), "sign-in-address-unclear"));
    }
    let (Some(licence_until), Some(contact)) = (until, contact) else { return Err(faults) };
    Ok(Applying {
        name: sent.get("name").to_owned(),
        name_ar: sent.get("name_ar").to_owned(),
        cr_number: ascii_digits(sent.get("cr_number")),
        licence_number: ascii_digits(sent.get("licence_number")),
        licence_until,
        contact,
        accepts: sent.get("accept_terms") == "yes",
    })
}

/// `POST /join`
pub async fn apply(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let ask = match read(&sent) {
        Ok(ask) => ask,
        Err(faults) => return people::again(form(&site, &visit), &sent, &faults),
    };
    let caller = Caller::anonymous(visit.lang.code()).from_network(from);
    match onboarding::apply(&site.house, &caller, &ask).await {
        Ok(started) => code_form(&site, &visit, &started.challenge.to_string(), ""),
        Err(AppError::Invalid(faults)) => people::refused(form(&site, &visit), &sent, &faults),
        Err(AppError::TooMany { seconds }) => {
            let faults = vec![("address".to_owned(), "sign-in-too-many")];
            let mut response = people::again(form(&site, &visit), &sent, &faults);
            too_many(&mut response, seconds);
            response
        }
        Err(error) => visit.failed_on(&site, PLACE.to_owned(), error),
    }
}

fn code_form(site: &Site, visit: &Visit, id: &str, error: &str) -> Response {
    let mut page = visit.page(site, Portal::Public, "");
    PLACE.clone_into(&mut page.path);
    let field = Field::new("code", page.t("sign-in-code"), Kind::Code)
        .hint(page.t("sign-in-code.hint"))
        .error(page.lang.maybe(error).unwrap_or_default());
    let view = FormPage {
        back: (PLACE.to_owned(), page.t("join-title")),
        title: page.t("sign-in-code-title"),
        lede: page.t("join-code-lede"),
        action: format!("{PLACE}/{id}"),
        file: false,
        hidden: Vec::new(),
        groups: vec![(String::new(), vec![field])],
        submit: page.t("join-confirm"),
        more: None,
        beside: None,
        page,
    };
    answer(if error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view, false)
}

/// `POST /join/{id}`
pub async fn confirm(_: Knock, State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent) -> Response {
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let named = Uuid::parse_str(&id).unwrap_or(Uuid::nil());
    let caller = Caller::anonymous(visit.lang.code());
    match onboarding::confirm(&site.house, &caller, named, &ascii_digits(sent.get("code"))).await {
        Ok(()) => {
            let mut page = visit.page(&site, Portal::Public, "");
            PLACE.clone_into(&mut page.path);
            answer(StatusCode::OK, &JoinDone { page }, false)
        }
        Err(AppError::Invalid(_)) => code_form(&site, &visit, &named.to_string(), "sign-in-code-wrong"),
        Err(AppError::TooMany { seconds }) => {
            let mut response = code_form(&site, &visit, &named.to_string(), "sign-in-guesses-over");
            too_many(&mut response, seconds);
            response
        }
        Err(error) => visit.failed_on(&site, PLACE.to_owned(), error),
    }
}
