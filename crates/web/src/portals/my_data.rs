//! My data: what is held about the reader as a file, asked here, built by a job and taken by a link that holds for a minute. One page for
//! every portal; the data-protection officer asks here for people who have no sign-in.

use app::admit::Key;
use app::exports::{self, MyExport, Stage};
use app::{AppError, Caller, Fault};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ids::ReferenceKind;
use serde::Deserialize;
use uuid::Uuid;

use crate::cursor;
use crate::form::{Faults, Sent, by_name};
use crate::input::Query;
use crate::once;
use crate::page::{Page, Portal, Problem, answer};
use crate::portals::security;
use crate::site::Site;
use crate::ui::{Badge, Field, Kind, Pager, Tone, When};
use crate::upload;
use crate::visit::Visit;

const PLACE: &str = "/me/data";

/// One export of the list.
#[derive(Debug, Clone)]
pub struct ExportCard {
    /// Its address.
    pub href: String,
    /// Where it stands.
    pub badge: Badge,
    /// When it was asked.
    pub asked: When,
    /// Until when the file is kept.
    pub ends: Option<When>,
    /// How large the file is, in words; empty while there is none.
    pub size: String,
    /// When the file was taken.
    pub taken: Vec<When>,
    /// Whether it can be taken now.
    pub open: bool,
    /// Whether it can be given up or destroyed.
    pub ends_early: bool,
    /// How often it may still be taken, in words.
    pub left: String,
    /// Of an officer's: the worker's reference and the reason.
    pub about: Option<(String, String)>,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/my_data.html")]
pub struct MyData {
    /// The frame.
    pub page: Page,
    /// Whose data it is: `worker`, `household` or `member`.
    pub of: &'static str,
    /// Makes a second sending of the same form disappear.
    pub key: String,
    /// Whether a job is at one of them.
    pub making: bool,
    /// Newest first.
    pub exports: Vec<ExportCard>,
    /// The questions of an officer who asks for somebody else; nothing for others.
    pub about: Vec<Field>,
    /// Back and next.
    pub pager: Pager,
}

/// `/me/data...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/me/data", get(list).post(ask))
        .route("/me/data/about", post(ask_about))
        .route("/me/data/{id}/link", post(link))
        .route("/me/data/{id}/revoke", post(revoke))
        .route("/me/data/{id}/file/{token}", get(download))
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
struct Which {
    after: Option<String>,
}

async fn list(State(site): State<Site>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Response> {
    let caller = visit.member(&site, visit.portal())?;
    let view = view(&site, &visit, &caller, which.after.as_deref()).await;
    let view = view.map_err(|error| visit.failed(&site, error))?;
    let making = view.making;
    let mut response = answer(StatusCode::OK, &view, false);
    if making {
        // Without a script as with one: the page asks for itself again until the file is there.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
    }
    Ok(response)
}

async fn view(site: &Site, visit: &Visit, caller: &Caller, after: Option<&str>) -> Result<MyData, AppError> {
    let cursors = cursor::of(site, caller, PLACE);
    let before = cursors.read::<Uuid>(after)?;
    let (found, next) = site
        .house
        .read(caller, move |tx, desk, caller| exports::list(tx, desk, caller, before, app::Limit::PAGE))
        .await?;
    let portal = visit.portal();
    let mut page = visit.page(site, portal, "");
    PLACE.clone_into(&mut page.path);
    Ok(MyData {
        of: match portal {
            Portal::Worker => "worker",
            Portal::Customer if caller.role == domain::Role::Customer => "household",
            _ => "member",
        },
        key: site.house.desk().id(0x31).to_string(),
        making: found.iter().any(|export| export.stage.moves()),
        exports: found.iter().map(|export| card(&page, export)).collect(),
        about: if exports::may_ask_about(caller) { questions(&page) } else { Vec::new() },
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| PLACE.to_owned()),
            next: next.map(|last| format!("{PLACE}?after={}", cursors.write(&last))),
        },
        page,
    })
}

fn card(page: &Page, export: &MyExport) -> ExportCard {
    let (tone, sign) = match export.stage {
        Stage::Asked | Stage::Building => (Tone::Wait, "hourglass"),
        Stage::Ready => (Tone::Ok, "circle-check"),
        Stage::Failed => (Tone::Stop, "alert-triangle"),
        Stage::Expired | Stage::Revoked => (Tone::Mute, "x"),
    };
    let ready = export.stage == Stage::Ready;
    ExportCard {
        href: format!("{PLACE}/{}", export.id),
        badge: Badge::new(tone, sign, page.t(format!("my-data-stage-{}", export.stage.as_str()))),
        asked: page.when(export.asked_at),
        ends: export.ends_at.filter(|_| ready).map(|at| page.when(at)),
        size: if ready { page.t1("my-data-size", "kilobytes", (export.bytes / 1024).max(1)) } else { String::new() },
        taken: export.taken.iter().map(|at| page.when(*at)).collect(),
        open: ready && export.left > 0,
        ends_early: ready || export.stage.moves(),
        left: if ready { page.t1("my-data-left", "count", export.left) } else { String::new() },
        about: export.worker.clone().map(|worker| (worker, export.reason.clone())),
    }
}

fn questions(page: &Page) -> Vec<Field> {
    vec![
        Field::new("worker", page.t("my-data-worker"), Kind::Line("text")).hint(page.t("my-data-worker.hint")),
        Field::new("reason", page.t("my-data-reason"), Kind::Area).hint(page.t("my-data-reason.hint")),
    ]
}

async fn ask(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, visit.portal(), &sent).await?;
    let asked = async {
        let once = once::of_form(&caller, "POST /me/data", sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_none() {
            exports::ask(&site.house, &caller, once).await?;
        }
        Ok(())
    };
    visit.led(&site, PLACE, asked.await, PLACE)
}

async fn ask_about(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, visit.portal(), &sent).await?;
    if !exports::may_ask_about(&caller) {
        return Err(visit.failed(&site, AppError::NotFound));
    }
    let asked = async {
        let once = once::of_form(&caller, "POST /me/data/about", sent.get("key"), &sent.ask())?;
        if once::done(&site.house, &caller, &once).await?.is_none() {
            let key = Key::parse(ReferenceKind::Worker, sent.get("worker"))?;
            exports::ask_about(&site.house, &caller, key, sent.get("reason"), once).await?;
        }
        Ok(())
    };
    match asked.await {
        Ok(()) => Ok(Redirect::to(PLACE).into_response()),
        Err(AppError::Invalid(faults)) => again(&site, &visit, &caller, &sent, &faults).await,
        Err(AppError::NotFound) => {
            let nobody = [Fault { pointer: "/worker".to_owned(), reason: "export_worker" }];
            again(&site, &visit, &caller, &sent, &nobody).await
        }
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

/// The page again, with what was typed and what is wrong beside it.
async fn again(
    site: &Site,
    visit: &Visit,
    caller: &Caller,
    sent: &Sent,
    faults: &[Fault],
) -> Result<Response, Response> {
    let mut view = view(site, visit, caller, None).await.map_err(|error| visit.failed(site, error))?;
    let faults: Faults = by_name(faults);
    for field in &mut view.about {
        sent.refill(field, &faults, |reason| visit.lang.t(&format!("fault-{reason}")));
    }
    Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &view, false))
}

fn named(id: &str) -> Result<Uuid, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

/// Makes a link and leads to it at once.
async fn link(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = security::proven_sender(&site, &visit, visit.portal(), &sent).await?;
    let made = async { exports::link(&site.house, &caller, named(&id)?).await };
    match made.await {
        Ok(link) => Ok(Redirect::to(&format!("{PLACE}/{id}/file/{}", link.token.as_str())).into_response()),
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

async fn revoke(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let caller = visit.sender(&site, visit.portal(), &sent)?;
    let done = async {
        let id = named(&id)?;
        site.house.write(&caller, move |tx, desk, caller| exports::revoke(tx, desk, caller, id)).await
    };
    visit.led(&site, PLACE, done.await, PLACE)
}

/// The file. A link that leads nowhere, for whatever reason, says where a fresh one is to be had.
async fn download(
    State(site): State<Site>,
    visit: Visit,
    method: Method,
    Path((id, token)): Path<(String, String)>,
) -> Result<Response, Response> {
    let caller = visit.member(&site, visit.portal())?;
    let taken = async {
        // Whoever asks for the head alone would use the link up and get nothing.
        if method == Method::HEAD {
            return Err(AppError::NotFound);
        }
        exports::download(&site.house, &caller, named(&id)?, &token).await
    };
    match taken.await {
        Ok(file) => Ok(upload::zip(file.to_vec())),
        Err(AppError::NotFound) => {
            let mut page = visit.page(&site, visit.portal(), "");
            PLACE.clone_into(&mut page.path);
            let (status, detail) = (StatusCode::NOT_FOUND, page.t("my-data-link-gone"));
            Err(answer(status, &Problem { page, status, detail, again: None }, false))
        }
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}
