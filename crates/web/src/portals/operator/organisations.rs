//! Agencies and households as the operator enters and checks them.

use app::admit::Key;
use app::organisations::{self, Checked, Entered, Found, Unchecked};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use domain::Role;
use domain::ids::ReferenceKind;
use domain::office::first_role;
use jiff::civil::Date;

use crate::form::{Faults, Sent};
use crate::once;
use crate::page::{Page, Portal, answer};
use crate::portals::fill::words;
use crate::portals::people;
use crate::portals::{FormPage, security};
use crate::site::Site;
use crate::ui::{Field, Kind};
use crate::visit::Visit;

/// One agency.
#[derive(Debug, Clone)]
pub struct Agency {
    /// The public reference.
    pub reference: String,
    /// `AG-021`.
    pub code: String,
    /// The trade name in the reader's language.
    pub name: String,
    /// How its licence stands, in words.
    pub licence: String,
    /// The last day of its licence, for the form.
    pub until: String,
    /// The version that a check is of.
    pub version: i64,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/operator/organisations.html")]
pub struct Organisations {
    /// The frame; entry `agencies`.
    pub page: Page,
    /// Whether the reader may enter organisations.
    pub founds: bool,
    /// Whether the reader may write down checks.
    pub checks: bool,
    /// The agencies, by code.
    pub agencies: Vec<Agency>,
    /// Households whose identity waits to be looked at.
    pub households: Vec<Unchecked>,
}

const PLACE: &str = "/operator/organisations";

/// `/operator/organisations...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(list))
        .route("/operator/organisations/agency", get(agency_form).post(agency))
        .route("/operator/organisations/household", get(household_form).post(household))
        .route("/operator/organisations/{reference}/checks", post(check))
}

const fn founds(caller: &Caller) -> bool {
    matches!(caller.role, Role::Moderator | Role::PlatformAdmin)
}

async fn list(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Operator)?;
    let page = visit.page(&site, Portal::Operator, "agencies");
    let (all, households) = site
        .house
        .read(&caller, |tx, desk, caller| {
            Ok((organisations::list(tx, desk, caller)?, organisations::unchecked(tx, desk, caller)?))
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    let today = site.house.desk().today();
    let agencies = all
        .into_iter()
        .filter(|org| org.kind == "agency")
        .map(|org| Agency {
            licence: match org.licence_until.filter(|_| org.licence_valid(today)) {
                Some(until) => page.t1("agencies-valid", "day", page.date(until)),
                None if org.licence.as_deref() == Some("unverified") => page.t("agencies-unverified"),
                None => page.t("agencies-lapsed"),
            },
            until: org.licence_until.map(|day| day.to_string()).unwrap_or_default(),
            name: words::name(&page, org.name.as_ref(), org.name_ar.as_ref()).unwrap_or_default(),
            code: org.code.unwrap_or_default(),
            reference: org.reference,
            version: org.version,
        })
        .collect();
    let checks = caller.role == Role::Moderator;
    Ok(answer(StatusCode::OK, &Organisations { founds: founds(&caller), checks, agencies, households, page }, false))
}

/// The form that enters an organisation.
fn entering(site: &Site, visit: &Visit, kind: &str) -> FormPage {
    let mut page = visit.page(site, Portal::Operator, "agencies");
    page.path = format!("{PLACE}/{kind}");
    let first = people::questions(&page, &[Role::AgencyAdmin]);
    let mut groups = Vec::new();
    if kind == "agency" {
        let until = page.t("agencies-until");
        groups.push((
            page.t("agencies-itself"),
            vec![
                Field::new("code", page.t("agencies-code"), Kind::Line("text")).hint(page.t("agencies-code.hint")),
                Field::new("name", page.t("agencies-name-en"), Kind::Line("text")),
                Field::new("name_ar", page.t("agencies-name-ar"), Kind::Line("text")),
                Field::new("licence_until", until, Kind::Line("date")).hint(page.t("agencies-until.hint")),
            ],
        ));
    }
    groups.push((page.t("organisations-first"), first));
    let title = page.t(format!("organisations-{kind}"));
    let back = (PLACE.to_owned(), page.t("menu-agencies"));
    let lede = page.t(format!("organisations-{kind}.lede"));
    FormPage { title, lede, groups, ..people::form_page(site, page, back, format!("{PLACE}/{kind}"), Vec::new()) }
}

async fn agency_form(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    shown(&site, &visit, "agency")
}

async fn household_form(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    shown(&site, &visit, "household")
}

#[expect(clippy::result_large_err, reason = "the answer is handed on at once")]
fn shown(site: &Site, visit: &Visit, kind: &str) -> Result<Response, Response> {
    let caller = visit.member(site, Portal::Operator)?;
    if !founds(&caller) {
        return Err(visit.failed(site, AppError::NotFound));
    }
    Ok(answer(StatusCode::OK, &entering(site, visit, kind), false))
}

async fn agency(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let licence_until = sent.get("licence_until").parse::<Date>().ok();
    let found = licence_until.map(|licence_until| Found::Agency {
        code: sent.get("code").to_ascii_uppercase(),
        name: sent.get("name").to_owned(),
        name_ar: sent.get("name_ar").to_owned(),
        licence_until,
    });
    enter(&site, &visit, &sent, "agency", found).await
}

async fn household(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    enter(&site, &visit, &sent, "household", Some(Found::Customer)).await
}

async fn enter(
    site: &Site,
    visit: &Visit,
    sent: &Sent,
    kind: &str,
    found: Option<Found>,
) -> Result<Response, Response> {
    let caller = security::proven_sender(site, visit, Portal::Operator, sent).await?;
    let role = first_role(if kind == "agency" { "agency" } else { "customer" });
    let mut faults: Faults = Vec::new();
    let first = people::invitee(sent, &[role]).map_err(|wrong| faults.extend(wrong)).ok();
    if found.is_none() {
        faults.push(("licence_until".to_owned(), "answer-date"));
    }
    let (Some(found), Some(first)) = (found, first) else {
        return Ok(people::again(entering(site, visit, kind), sent, &faults));
    };
    let done = async {
        let once = once::of_form(&caller, "POST /organisations", sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_some() {
            return Ok(());
        }
        organisations::enter(&site.house, &caller, Entered { found, first: Some(first), once }).await.map(drop)
    };
    match done.await {
        Err(AppError::Invalid(faults)) => Ok(people::refused(entering(site, visit, kind), sent, &faults)),
        done => visit.led(site, &format!("{PLACE}/{kind}"), done, PLACE),
    }
}

async fn check(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Operator, &sent)?;
    let done = async {
        let key = Key::parse(ReferenceKind::Organisation, &reference)?;
        let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
        let checked = match (sent.get("identity"), sent.get("until")) {
            ("yes", _) => Checked::Identity,
            (_, "") => Checked::LicenceLapsed,
            (_, day) => Checked::LicenceUntil(day.parse().map_err(|_| AppError::invalid("/until", "day_past"))?),
        };
        site.house
            .write(&caller, move |tx, desk, caller| organisations::check(tx, desk, caller, &key, version, checked))
            .await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}
