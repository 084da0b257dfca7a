//! Internal notes on the pages of an agency and of the operator: shown, written down, taken away.

use app::admit::Key;
use app::notes::{self, About};
use app::{AppError, Caller};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use domain::Class;
use domain::ids::ReferenceKind;
use policy::{Ask, Sight};

use crate::form::Sent;
use crate::once;
use crate::page::{Page, Portal};
use crate::site::Site;
use crate::ui::{NoteLine, Notes};
use crate::visit::Visit;

/// Where the pages of cases and of records stand in a portal, and where a note is taken away.
const fn places(portal: Portal) -> (&'static str, &'static str, &'static str) {
    match portal {
        Portal::Operator => ("/operator/cases", "/operator/reviews", "/operator/notes"),
        _ => ("/agency/cases", "/agency/workers", "/agency/notes"),
    }
}

/// The agency's routes.
pub fn agency() -> Router<Site> {
    Router::new()
        .route("/agency/cases/{reference}/notes", adding(Portal::Agency, ReferenceKind::Case))
        .route("/agency/workers/{reference}/notes", adding(Portal::Agency, ReferenceKind::Worker))
        .route("/agency/notes/{id}/remove", removing(Portal::Agency))
}

/// The operator's.
pub fn operator() -> Router<Site> {
    Router::new()
        .route("/operator/cases/{reference}/notes", adding(Portal::Operator, ReferenceKind::Case))
        .route("/operator/reviews/{reference}/notes", adding(Portal::Operator, ReferenceKind::Worker))
        .route("/operator/notes/{id}/remove", removing(Portal::Operator))
}

fn adding(portal: Portal, kind: ReferenceKind) -> MethodRouter<Site> {
    post(async move |State(site): State<Site>, visit: Visit, Path(reference): Path<String>, sent: Sent| {
        add(&site, &visit, portal, kind, &reference, &sent).await
    })
}

fn removing(portal: Portal) -> MethodRouter<Site> {
    post(async move |State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent| {
        remove(&site, &visit, portal, &id, &sent).await
    })
}

async fn add(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    kind: ReferenceKind,
    reference: &str,
    sent: &Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(site, portal, sent)?;
    let (cases, workers, _) = places(portal);
    let back = format!("{}/{reference}", if kind == ReferenceKind::Case { cases } else { workers });
    let done = async {
        let key = Key::parse(kind, reference)?;
        let about = if kind == ReferenceKind::Case { About::Case(key) } else { About::Worker(key) };
        let once = once::of_form(&caller, &format!("POST {back}/notes"), sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_none() {
            notes::add(&site.house, &caller, about, sent.get("text"), once).await?;
        }
        Ok(())
    };
    visit.led(site, &back, done.await, &format!("{back}#notes"))
}

async fn remove(site: &Site, visit: &Visit, portal: Portal, id: &str, sent: &Sent) -> Result<Response, Response> {
    let caller = visit.sender(site, portal, sent)?;
    let (cases, workers, _) = places(portal);
    // The form names the page that it stood on; nothing leads anywhere else.
    let from = sent.get("back");
    let known = [cases, workers].iter().any(|place| {
        from.strip_prefix(place)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    });
    let back = if known { from.to_owned() } else { cases.to_owned() };
    let done = site.house.write_about(&caller, id, notes::remove).await;
    visit.led(site, &back, done, &format!("{back}#notes"))
}

/// The notes about something as its page shows them; none for whoever keeps none about it.
pub async fn panel(
    site: &Site,
    caller: &Caller,
    page: &Page,
    portal: Portal,
    about: About,
    address: &str,
    ask: &Ask,
) -> Result<Option<Notes>, AppError> {
    let desk = site.house.desk();
    if desk.policy.view(ask).sight(Class::InternalNotes) != Sight::Visible {
        return Ok(None);
    }
    let line = |note: notes::Note| NoteLine {
        id: note.id.to_string(),
        by: if note.own { page.t("sees-you") } else { page.t(format!("role-{}", note.role)) },
        when: page.when(note.at),
        text: note.text,
        removable: note.removable,
    };
    let found = notes::list(&site.house, caller, about).await?;
    Ok(Some(Notes {
        lang: page.lang,
        action: address.to_owned(),
        remove: places(portal).2,
        csrf: page.csrf.clone(),
        key: desk.id(0x31).to_string(),
        most: notes::TEXT_MAX,
        lines: found.into_iter().map(line).collect(),
    }))
}
