//! A household's own record, as its member fills it in.

use app::AppError;
use app::organisations::{self, HouseholdFacts, Identity};
use app::sealed::{CivilId, Phone};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::form::{Faults, Sent};
use crate::page::{Portal, answer};
use crate::portals::{FormPage, people};
use crate::site::Site;
use crate::ui::{Field, Kind};
use crate::visit::Visit;

/// Where it is filled in.
pub const PLACE: &str = "/customer/household";

/// `/customer/household`
pub fn routes() -> Router<Site> {
    Router::new().route(PLACE, get(show).post(keep))
}

async fn form(site: &Site, visit: &Visit) -> Result<FormPage, Response> {
    let caller = visit.member(site, Portal::Customer)?;
    let kept =
        site.house.read(&caller, organisations::own_household).await.map_err(|error| visit.failed(site, error))?;
    let mut page = visit.page(site, Portal::Customer, "household");
    PLACE.clone_into(&mut page.path);
    let line = |name: &str, value: Option<&String>| {
        let field = Field::new(name, page.t(format!("household-{name}")), Kind::Line("text"));
        field.value(value.cloned().unwrap_or_default())
    };
    // What is sealed is never shown in a form; left empty, it stays.
    let sealed = |name: &str| {
        let field = line(name, None);
        if kept.civil_id.is_some() { field.optional().hint(page.t("household-sealed")) } else { field }
    };
    let about = vec![
        line("area", kept.area.as_ref()).hint(page.t("household-area.hint")),
        line("household", kept.household.as_ref()).hint(page.t("household-household.hint")),
        line("duties", kept.duties.as_ref()).hint(page.t("household-duties.hint")),
    ];
    let mut name = sealed("name");
    if kept.civil_id.is_some() {
        name = name.hint(page.t("household-kept"));
    }
    let who = vec![name, sealed("civil_id"), sealed("address"), sealed("phone")];
    let tick = vec![Field::new("notice", page.t("household-notice"), Kind::Tick)];
    Ok(FormPage {
        back: ("/customer/cases".to_owned(), page.t("menu-my-cases")),
        title: page.t("menu-household"),
        lede: page.t("household-lede"),
        action: PLACE.to_owned(),
        file: false,
        hidden: vec![("version", kept.version.to_string())],
        groups: vec![
            (page.t("household-about"), about),
            (page.t("household-who"), who),
            (page.t("household-privacy"), tick),
        ],
        submit: page.t("household-keep"),
        more: Some(if kept.phone.is_some() && kept.phone_proved_at.is_none() {
            (page.t("household-unproven"), super::phone::PLACE.to_owned(), page.t("household-prove"))
        } else {
            (page.t("household-documents"), "/customer/documents".to_owned(), page.t("documents-open-page"))
        }),
        beside: Some(("/customer/people".to_owned(), page.t("household-people"))),
        page,
    })
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    Ok(answer(StatusCode::OK, &form(&site, &visit).await?, false))
}

async fn keep(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Customer, &sent)?;
    let (facts, faults) = read(&sent);
    if !faults.is_empty() {
        return Ok(people::again(form(&site, &visit).await?, &sent, &faults));
    }
    let done = async {
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        organisations::fill(&site.house, &caller, version, facts).await?;
        site.house.read(&caller, organisations::own_household).await
    };
    match done.await {
        Ok(kept) if kept.phone_proved_at.is_none() => Ok(Redirect::to(super::phone::PLACE).into_response()),
        Ok(_) => Ok(Redirect::to("/customer/cases").into_response()),
        Err(AppError::Invalid(faults)) => Ok(people::refused(form(&site, &visit).await?, &sent, &faults)),
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

/// The answers, and every fault among them.
fn read(sent: &Sent) -> (HouseholdFacts, Faults) {
    let mut faults: Faults = Vec::new();
    let text = |name: &str| sent.get(name).to_owned();
    let mut wrong = |name: &str, reason: &'static str| faults.push((name.to_owned(), reason));
    for name in ["area", "household", "duties"] {
        if sent.get(name).is_empty() {
            wrong(name, "answer-missing");
        }
    }
    if sent.get("notice") != "yes" {
        wrong("notice", "fault-notice_wanted");
    }
    let told = ["name", "civil_id", "address", "phone"].iter().any(|name| !sent.get(name).is_empty());
    let mut identity = None;
    if told {
        let civil_id = CivilId::parse(sent.get("civil_id")).map_err(|_| wrong("civil_id", "fault-civil_id_wrong")).ok();
        let phone = Phone::parse(sent.get("phone")).map_err(|_| wrong("phone", "fault-phone_wrong")).ok();
        for name in ["name", "address"] {
            if sent.get(name).is_empty() {
                wrong(name, "answer-missing");
            }
        }
        identity = civil_id.zip(phone).map(|(civil_id, phone)| Identity {
            name: text("name"),
            civil_id,
            address: text("address"),
            phone,
        });
    }
    (HouseholdFacts { identity, area: text("area"), household: text("household"), duties: text("duties") }, faults)
}
