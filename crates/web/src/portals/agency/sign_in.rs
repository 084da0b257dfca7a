//! A worker's own sign-in: the agency gives a number or address, the worker gets a message, signs in and says yes.

use app::admit::Key;
use app::{AppError, invitations};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::Role;
use domain::ids::ReferenceKind;

use crate::form::Sent;
use crate::once;
use crate::page::{Portal, answer};
use crate::portals::{FormPage, people, security};
use crate::site::Site;
use crate::visit::Visit;

/// `/agency/workers/{reference}/sign-in`
pub fn routes() -> Router<Site> {
    Router::new().route("/agency/workers/{reference}/sign-in", get(show).post(invite))
}

fn form(site: &Site, visit: &Visit, reference: &str) -> FormPage {
    let mut page = visit.page(site, Portal::Agency, "workers");
    let record = format!("/agency/workers/{reference}");
    page.path = format!("{record}/sign-in");
    let fields = people::questions(&page, &[Role::Worker]);
    let (title, lede) = (page.t("worker-sign-in"), page.t("worker-sign-in.lede"));
    let action = page.path.clone();
    FormPage { title, lede, ..people::form_page(site, page, (record, reference.to_owned()), action, fields) }
}

async fn show(State(site): State<Site>, visit: Visit, Path(reference): Path<String>) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let key = Key::parse(ReferenceKind::Worker, &reference).map_err(|error| visit.failed(&site, error))?;
    site.house
        .read(&caller, move |tx, desk, caller| app::admit::worker(tx, desk, caller, &key).map(drop))
        .await
        .map_err(|error| visit.failed(&site, error))?;
    Ok(answer(StatusCode::OK, &form(&site, &visit, &reference), false))
}

async fn invite(
    State(site): State<Site>,
    visit: Visit,
    Path(reference): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, Portal::Agency, &sent).await?;
    let invitee = match people::invitee(&sent, &[Role::Worker]) {
        Ok(invitee) => invitee,
        Err(faults) => return Ok(people::again(form(&site, &visit, &reference), &sent, &faults)),
    };
    let record = format!("/agency/workers/{reference}");
    let done = async {
        let key = Key::parse(ReferenceKind::Worker, &reference)?;
        let route = format!("POST /workers/{reference}/invitations");
        let once = once::of_form(&caller, &route, sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_some() {
            return Ok::<_, AppError>(());
        }
        let app::invitations::Invitee { language, address, .. } = invitee;
        invitations::invite_worker(&site.house, &caller, key, language, address, once).await.map(drop)
    };
    visit.led(&site, &format!("{record}/sign-in"), done.await, &record)
}
