//! One step for many workers: what became of each.

use app::AppError;
use app::admit::Key;
use app::workers::{self, ManyStep, OneOfMany, OutcomeOfOne};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use domain::WorkerId;
use domain::ids::ReferenceKind;
use serde_json::json;

use crate::form::Sent;
use crate::once;
use crate::page::{Page, Portal, answer, error_words};
use crate::portals::state_name;
use crate::site::Site;
use crate::ui::Badge;
use crate::visit::Visit;

use super::fill;

/// One worker of many, and what became of the step.
#[derive(Debug, Clone)]
pub struct ManyRow {
    /// The record's page; empty where nobody of the agency's has this name.
    pub href: String,
    /// The name, or nothing.
    pub name: String,
    /// The record's reference.
    pub reference: String,
    /// Where the record stands now.
    pub badge: Option<Badge>,
    /// Why the step was not taken; empty when it was.
    pub reason: String,
}

/// What became of a step for many.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/many.html")]
pub struct Many {
    /// The frame; entry `workers`.
    pub page: Page,
    /// The step, in words.
    pub step: String,
    /// Those for whom it was not taken.
    pub refused: Vec<ManyRow>,
    /// Those for whom it was.
    pub done: Vec<ManyRow>,
    /// The list that it was asked from.
    pub back: String,
}

/// `/agency/workers/steps`
pub fn routes() -> Router<Site> {
    Router::new().route("/agency/workers/steps", post(take))
}

async fn take(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    let caller = match visit.sender(&site, Portal::Agency, &sent) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let back = back(sent.get("back"));
    let taken = async {
        let step: ManyStep = serde_json::from_value(json!(sent.get("step")))
            .map_err(|_| AppError::invalid("/step", "many_step_wanted"))?;
        let workers = sent.all("worker").map(chosen).collect();
        let once = once::of_form(&caller, "POST /workers/steps", sent.get("key"), &sent.ask())?;
        let outcomes = workers::many(&site.house, &caller, step, workers, once).await?;
        let known: Vec<WorkerId> = outcomes.iter().filter_map(|one| Some(one.after.as_ref()?.id)).collect();
        let names = workers::names(&site.house, &caller, known).await?;
        Ok::<_, AppError>((step, outcomes, names))
    };
    match taken.await {
        Ok((step, outcomes, names)) => {
            let page = visit.page(&site, Portal::Agency, "workers");
            answer(StatusCode::OK, &shown(page, step, &outcomes, &names, back), false)
        }
        Err(error) => visit.failed_on(&site, back, error),
    }
}

/// `W-…:3`: who, on which version.
fn chosen(value: &str) -> OneOfMany {
    let (reference, version) = value.rsplit_once(':').unwrap_or((value, ""));
    OneOfMany { key: Key::parse(ReferenceKind::Worker, reference).ok(), version: version.parse().unwrap_or_default() }
}

/// The roster's own address, whatever a form says.
fn back(said: &str) -> String {
    let ours = said == "/agency/workers" || said.starts_with("/agency/workers?");
    if ours { said.to_owned() } else { "/agency/workers?view=table".to_owned() }
}

fn shown(page: Page, step: ManyStep, outcomes: &[OutcomeOfOne], names: &[(WorkerId, String)], back: String) -> Many {
    let row = |outcome: &OutcomeOfOne| {
        let after = outcome.after.as_ref();
        let name = after.and_then(|after| names.iter().find(|(worker, _)| *worker == after.id));
        let reference = after.map(|after| after.reference.clone()).unwrap_or_default();
        ManyRow {
            href: after.map(|after| format!("/agency/workers/{}", after.reference)).unwrap_or_default(),
            name: name.map_or_else(|| reference.clone(), |(_, name)| name.clone()),
            reference,
            badge: after.map(|after| fill::badge(&page, after.state)),
            reason: match &outcome.done {
                Ok(()) => String::new(),
                Err(error) => reason(&page, error, after.map(|after| state_name(page.lang, after.state))),
            },
        }
    };
    let (done, refused): (Vec<&OutcomeOfOne>, Vec<&OutcomeOfOne>) =
        outcomes.iter().partition(|outcome| outcome.done.is_ok());
    Many {
        step: page.t(format!("many-{}", step.as_str())),
        refused: refused.into_iter().map(row).collect(),
        done: done.into_iter().map(row).collect(),
        back,
        page,
    }
}

/// Why a step was not taken, in words. What policy refuses it refuses because of where the record stands.
fn reason(page: &Page, error: &AppError, state: Option<String>) -> String {
    match (error, state) {
        (AppError::Denied(..), Some(state)) => page.t1("many-not-now", "state", state),
        (AppError::NotFound, _) => page.t("many-unknown"),
        (error, _) => {
            Some(error_words(page, error)).filter(|words| !words.is_empty()).unwrap_or_else(|| page.t("many-failed"))
        }
    }
}
