//! The proof that the household's telephone number is its own: the number, a code, the answer.

use app::organisations;
use app::sealed::Phone;
use app::{AppError, Caller};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use uuid::Uuid;

use crate::form::{Faults, Sent, ascii_digits};
use crate::knock::Knock;
use crate::page::{Portal, answer};
use crate::portals::{FormPage, people};
use crate::site::Site;
use crate::ui::{Field, Kind};
use crate::visit::Visit;

/// Where a number is proven.
pub const PLACE: &str = "/customer/household/phone";

/// `/customer/household/phone...`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(show).post(ask)).route("/customer/household/phone/{challenge}", post(prove))
}

/// One question and its button, below the household's page.
fn form(site: &Site, visit: &Visit, action: String, field: Field, submit: &str, phone: &str) -> FormPage {
    let mut page = visit.page(site, Portal::Customer, "household");
    PLACE.clone_into(&mut page.path);
    FormPage {
        back: (super::household::PLACE.to_owned(), page.t("menu-household")),
        title: page.t("household-prove"),
        lede: page.t("household-prove.lede"),
        action,
        file: false,
        hidden: if phone.is_empty() { Vec::new() } else { vec![("phone", phone.to_owned())] },
        groups: vec![(String::new(), vec![field])],
        submit: page.t(submit),
        more: None,
        beside: None,
        page,
    }
}

fn number_form(site: &Site, visit: &Visit) -> FormPage {
    let label = visit.lang.t("household-phone");
    let field = Field::new("phone", label, Kind::Line("tel")).fill("tel");
    form(site, visit, PLACE.to_owned(), field, "sign-in-send", "")
}

fn code_form(site: &Site, visit: &Visit, challenge: Uuid, phone: &str) -> FormPage {
    let field = Field::new("code", visit.lang.t("sign-in-code"), Kind::Code).hint(visit.lang.t("sign-in-code.hint"));
    form(site, visit, format!("{PLACE}/{challenge}"), field, "household-prove-answer", phone)
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    visit.member(&site, Portal::Customer)?;
    Ok(answer(StatusCode::OK, &number_form(&site, &visit), false))
}

async fn ask(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Customer, &sent)?.from_network(from);
    let started = async {
        let phone = number(&sent)?;
        organisations::ask_phone_code(&site.house, &caller, &phone).await
    };
    match started.await {
        Ok(started) => {
            let view = code_form(&site, &visit, started.challenge, sent.get("phone"));
            Ok(answer(StatusCode::OK, &view, false))
        }
        Err(error) => again(&site, &visit, number_form(&site, &visit), &sent, error),
    }
}

async fn prove(
    _: Knock,
    State(site): State<Site>,
    visit: Visit,
    Path(challenge): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Customer, &sent)?;
    let challenge = Uuid::parse_str(&challenge).unwrap_or(Uuid::nil());
    match answered(&site, &caller, challenge, &sent).await {
        Ok(()) => Ok(Redirect::to(super::household::PLACE).into_response()),
        Err(error) => {
            let view = code_form(&site, &visit, challenge, sent.get("phone"));
            again(&site, &visit, view, &sent, error)
        }
    }
}

async fn answered(site: &Site, caller: &Caller, challenge: Uuid, sent: &Sent) -> Result<(), AppError> {
    let code: String = ascii_digits(sent.get("code")).chars().filter(|c| !c.is_whitespace()).collect();
    organisations::prove_phone(&site.house, caller, challenge, &number(sent)?, &code).await
}

fn number(sent: &Sent) -> Result<Phone, AppError> {
    Phone::parse(sent.get("phone")).map_err(|_| AppError::invalid("/phone", "phone_wrong"))
}

/// The form again with what is wrong beside its field; what no field is to blame for is a page of its own.
#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn again(site: &Site, visit: &Visit, view: FormPage, sent: &Sent, error: AppError) -> Result<Response, Response> {
    let asks = view.action == PLACE;
    let fault = match &error {
        AppError::Invalid(faults) if asks => match faults.first().map(|fault| fault.reason) {
            Some("phone_not_kept") => Some(("phone", "fault-phone_not_kept")),
            _ => Some(("phone", "fault-phone_wrong")),
        },
        AppError::Invalid(_) => Some(("code", "sign-in-code-wrong")),
        AppError::TooMany { .. } if asks => Some(("phone", "sign-in-too-many")),
        AppError::TooMany { .. } => Some(("code", "sign-in-guesses-over")),
        _ => None,
    };
    let Some((name, said)) = fault else { return Err(visit.failed_on(site, PLACE.to_owned(), error)) };
    let faults: Faults = vec![(name.to_owned(), said)];
    let mut response = people::again(view, sent, &faults);
    if let AppError::TooMany { seconds } = error {
        crate::portals::too_many(&mut response, seconds);
    }
    Ok(response)
}
