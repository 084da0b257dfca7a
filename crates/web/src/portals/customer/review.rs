//! A household says how its agency coordinated: three questions in words, and a text of its own. Nobody is spoken of by name.

use app::AppError;
use app::admit::Key;
use app::agency_reviews::{self, NewReview, Own};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::Experience;
use domain::ids::ReferenceKind;

use crate::form::{Reader, Sent};
use crate::once;
use crate::page::{Page, Portal, answer};
use crate::portals::{FormPage, people};
use crate::site::Site;
use crate::ui::{Choice, Field, Kind};
use crate::visit::Visit;

const HERE: Portal = Portal::Customer;

/// The questions, in order.
pub const QUESTIONS: [&str; 3] = ["coordination", "meetings", "fees"];

/// `/customer/cases/{reference}/review...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/customer/cases/{reference}/review", get(form).post(send))
        .route("/customer/cases/{reference}/review/take-back", post(take_back))
}

fn questions(page: &Page) -> Vec<Field> {
    let choice = |one: &Experience| Choice::new(one.as_str(), page.t(format!("experience-{one}")));
    let choices = || Kind::Cards(Experience::ALL.iter().map(choice).collect());
    let mut fields: Vec<Field> =
        QUESTIONS.iter().map(|name| Field::new(*name, page.t(format!("review-agency-{name}")), choices())).collect();
    let text = Field::new("text", page.t("review-agency-text"), Kind::Area);
    fields.push(text.hint(page.t("review-agency-text.hint")).optional());
    fields
}

fn asking(site: &Site, visit: &Visit, reference: &str) -> FormPage {
    let mut page = visit.page(site, HERE, "my-cases");
    let back = format!("/customer/cases/{reference}");
    page.path = format!("{back}/review");
    let fields = questions(&page);
    let (title, lede, submit) =
        (page.t("review-agency-title"), page.t("review-agency-lede"), page.t("review-agency-send"));
    let action = page.path.clone();
    FormPage { title, lede, submit, ..people::form_page(site, page, (back, reference.to_owned()), action, fields) }
}

async fn form(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, HERE)?;
    let named = reference.clone();
    let own = site
        .house
        .read(&caller, move |tx, desk, caller| {
            agency_reviews::own(tx, desk, caller, &Key::parse(ReferenceKind::Case, &named)?)
        })
        .await
        .map_err(|error| visit.failed(&site, error))?;
    match own {
        Own::Open => Ok(answer(StatusCode::OK, &asking(&site, &visit, &reference), false)),
        // What was said stands on the case's own page.
        Own::Said(_) => Ok(Redirect::to(&format!("/customer/cases/{reference}#review")).into_response()),
        Own::Closed => Err(visit.failed(&site, AppError::NotFound)),
    }
}

async fn send(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, HERE, &sent)?;
    let back = format!("/customer/cases/{reference}");
    let mut ask = Reader::new(&sent);
    let said = QUESTIONS.map(|name| ask.word::<Experience>(name));
    let read = match said {
        [Some(coordination), Some(meetings), Some(fees)] => {
            Some(NewReview { coordination, meetings, fees, text: sent.get("text").to_owned() })
        }
        _ => None,
    };
    let new = match ask.done(read) {
        Ok(new) => new,
        Err(faults) => return Ok(people::again(asking(&site, &visit, &reference), &sent, &faults)),
    };
    let done = async {
        let key = Key::parse(ReferenceKind::Case, &reference)?;
        let once = once::of_form(&caller, &format!("POST /cases/{reference}/review"), sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_none() {
            agency_reviews::review(&site.house, &caller, key, new, once).await?;
        }
        Ok(())
    };
    match done.await {
        Err(AppError::Invalid(faults)) => Ok(people::refused(asking(&site, &visit, &reference), &sent, &faults)),
        done => visit.led(&site, &back, done, &format!("{back}#review")),
    }
}

async fn take_back(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, HERE, &sent)?;
    let back = format!("/customer/cases/{reference}");
    let done = async {
        let key = Key::parse(ReferenceKind::Case, &reference)?;
        site.house.write(&caller, move |tx, desk, caller| agency_reviews::take_back(tx, desk, caller, &key)).await
    };
    visit.led(&site, &back, done.await, &back)
}
