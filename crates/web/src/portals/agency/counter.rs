//! Cash at an agency's own counter: noted by whoever took it, confirmed by finance. What was noted before stands above the form.

use app::admit::Key;
use app::invoices::PaymentView;
use app::{AppError, Caller, payments};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::ReferenceKind;

use crate::form::{Sent, by_name};
use crate::page::{Page, Portal, answer};
use crate::portals::paid::{self, PaidRow};
use crate::site::Site;
use crate::ui::Field;
use crate::visit::Visit;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/counter.html")]
pub struct Counter {
    /// The frame; entry `cases`.
    pub page: Page,
    /// The case's reference.
    pub reference: String,
    /// Cash that was noted before, oldest first.
    pub rows: Vec<PaidRow>,
    /// The form's key, so that it is noted once.
    pub key: String,
    /// The sum.
    pub amount: Field,
}

impl Counter {
    /// What must be mended, for the summary at the top: the field's id and the error.
    fn errors(&self) -> Vec<(String, String)> {
        let wrong = Some(&self.amount).filter(|field| !field.error.is_empty());
        wrong.map(|field| (field.id(), field.error.clone())).into_iter().collect()
    }
}

/// `/agency/cases/{reference}/payment`
pub fn routes() -> Router<Site> {
    Router::new().route("/agency/cases/{reference}/payment", get(form).post(note))
}

async fn page(site: &Site, visit: &Visit, caller: &Caller, reference: &str) -> Result<Counter, AppError> {
    let key = Key::parse(ReferenceKind::Case, reference)?;
    let found: Vec<PaymentView> =
        site.house.read(caller, move |tx, desk, caller| payments::at_the_counter(tx, desk, caller, &key)).await?;
    let mut page = visit.page(site, Portal::Agency, "cases");
    page.path = format!("/agency/cases/{reference}/payment");
    Ok(Counter {
        reference: reference.to_owned(),
        rows: found.iter().map(|view| paid::row(&page, caller, "/agency/cases", view)).collect(),
        key: site.house.desk().id(0x30).to_string(),
        amount: paid::amount_field(&page),
        page,
    })
}

async fn form(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let view = page(&site, &visit, &caller, &reference).await.map_err(|error| visit.failed(&site, error))?;
    Ok(answer(StatusCode::OK, &view, false))
}

async fn note(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    // The page itself first: about a case that is not theirs, nothing is said of the sum either.
    let mut view = page(&site, &visit, &caller, &reference).await.map_err(|error| visit.failed(&site, error))?;
    let place = view.page.path.clone();
    match paid::note(&site, &caller, &reference, ["cash", "in"], &sent).await {
        Err(AppError::Invalid(faults)) => {
            let lang = view.page.lang;
            sent.refill(&mut view.amount, &by_name(&faults), |reason| lang.t(&format!("fault-{reason}")));
            Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false))
        }
        done => visit.led(&site, &place, done, &place),
    }
}
