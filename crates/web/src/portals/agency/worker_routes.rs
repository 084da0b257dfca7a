//! Entering a worker by hand, and editing one: the form, and what it sends.

use app::admit::Key;
use app::workers::{self, Facts};
use app::{AppError, Caller};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::ids::ReferenceKind;

use super::worker_form;
use crate::form::{Faults, Sent};
use crate::page::{Portal, answer};
use crate::portals::{FormPage, people};
use crate::site::Site;
use crate::visit::Visit;

/// `/agency/workers/new`, `/agency/workers/{reference}/edit`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/agency/workers/new", get(new).post(enter))
        .route("/agency/workers/{reference}/edit", get(edit).post(change))
}

const HERE: Portal = Portal::Agency;

fn blank(site: &Site, visit: &Visit) -> FormPage {
    let page = visit.page(site, HERE, "workers");
    let (back, title) = (("/agency/workers".to_owned(), page.t("menu-workers")), page.t("worker-new"));
    let key = site.house.desk().id(0).to_string();
    let mut form = worker_form::page(page, None, back, title, "/agency/workers/new".to_owned());
    form.hidden.push(("key", key));
    form
}

async fn new(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    visit.member(&site, HERE)?;
    Ok(answer(StatusCode::OK, &blank(&site, &visit), false))
}

async fn enter(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, HERE, &sent)?;
    let again = |faults: &Faults| people::again(blank(&site, &visit), &sent, faults);
    let entered = match worker_form::read_new(&sent, site.house.desk().today()) {
        Ok(new) => workers::draft(&site.house, &caller, new).await,
        Err(faults) => return Ok(again(&faults)),
    };
    match entered {
        Ok(id) => Ok(Redirect::to(&format!("/agency/workers/{id}")).into_response()),
        Err(error) => match beside(&error) {
            Some(faults) => Ok(again(&faults)),
            None => Err(visit.failed_on(&site, "/agency/workers/new".to_owned(), error)),
        },
    }
}

/// Conflicts that one field is the reason of.
fn beside(error: &AppError) -> Option<Faults> {
    match error {
        AppError::Conflict("duplicate_passport") => Some(vec![("passport".to_owned(), "conflict-duplicate_passport")]),
        AppError::Conflict("duplicate_civil_id") => Some(vec![("civil_id".to_owned(), "conflict-duplicate_civil_id")]),
        _ => None,
    }
}

async fn filled(site: &Site, visit: &Visit, caller: &Caller, reference: &str) -> Result<FormPage, AppError> {
    let key = Key::parse(ReferenceKind::Worker, reference)?;
    let (facts, version, name): (Facts, i64, String) =
        site.house.read(caller, move |tx, desk, caller| workers::editable(tx, desk, caller, &key)).await?;
    let page = visit.page(site, HERE, "workers");
    let address = format!("/agency/workers/{name}");
    let title = page.t1("worker-edit", "reference", name.as_str());
    let mut form = worker_form::page(page, Some(&facts), (address.clone(), name), title, format!("{address}/edit"));
    form.hidden.push(("version", version.to_string()));
    Ok(form)
}

async fn edit(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, HERE)?;
    match filled(&site, &visit, &caller, &reference).await {
        Ok(form) => Ok(answer(StatusCode::OK, &form, false)),
        Err(error) => Err(visit.failed_on(&site, format!("/agency/workers/{reference}"), error)),
    }
}

async fn change(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, HERE, &sent)?;
    let back = format!("/agency/workers/{reference}");
    let read = worker_form::read_edit(&sent, site.house.desk().today());
    let faults = match read {
        Err(faults) => faults,
        Ok(edit) => {
            let changed = async {
                let key = Key::parse(ReferenceKind::Worker, &reference)?;
                let version = sent.get("version").parse().map_err(|_| AppError::Stale { given: 0 })?;
                workers::edit(&site.house, &caller, key, version, edit).await
            };
            match changed.await {
                Ok(()) => return Ok(Redirect::to(&back).into_response()),
                // Saving what stands there already changes nothing and is no fault.
                Err(AppError::Invalid(faults)) if faults.iter().any(|fault| fault.reason == "nothing_changed") => {
                    return Ok(Redirect::to(&back).into_response());
                }
                Err(error) => beside(&error).ok_or_else(|| visit.failed_on(&site, back.clone(), error))?,
            }
        }
    };
    let mut form =
        filled(&site, &visit, &caller, &reference).await.map_err(|error| visit.failed_on(&site, back, error))?;
    // The version that was seen, not the present one: what moved in the meantime is not written over.
    for (name, value) in &mut form.hidden {
        if *name == "version" {
            sent.get("version").clone_into(value);
        }
    }
    Ok(people::again(form, &sent, &faults))
}
