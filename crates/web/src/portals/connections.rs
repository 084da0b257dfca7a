//! Connected services: a mailbox and a calendar of the person, and of the organisation that they act for and run. The way out to the
//! service and back is a browser's, as with somebody else's sign-in.

use std::sync::Arc;

use app::connections::{self, Held, Kind, Mine, Service, Unserved};
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::UserId;
use uuid::Uuid;

use super::public::with::{Answered, CODE_MAX, Out};
use super::{form_errors, security};
use crate::form::Sent;
use crate::i18n::Lang;
use crate::input::Query;
use crate::knock::Knock;
use crate::page::{Page, Problem, answer};
use crate::site::Site;
use crate::ui::{self, Field, When};
use crate::visit::{Visit, cookie};

const PLACE: &str = "/me/connections";

/// The cookie that ties an attempt to this browser.
const fn attempt_cookie(secure: bool) -> &'static str {
    if secure { "__Host-amana-connect" } else { "amana-connect" }
}

/// A service that is connected.
#[derive(Debug, Clone)]
pub struct There {
    /// Named when it is ended.
    pub id: String,
    /// The service in words; its name where the settings have none of that name any more.
    pub title: String,
    /// What whoever connected it is called there.
    pub account: String,
    /// The end of the pseudonym of whoever connected it; none: the reader.
    pub by: Option<String>,
    /// Since when.
    pub since: When,
    /// When it was last of use.
    pub used: Option<When>,
    /// Whether it has come to nothing lately.
    pub falters: bool,
}

/// A service that may be connected.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its name in addresses.
    pub name: String,
    /// The same in words.
    pub title: String,
    /// The question for the account.
    pub account: Field,
}

/// A mailbox or a calendar.
#[derive(Debug, Clone)]
pub struct Card {
    /// `mailbox` or `calendar`.
    pub kind: &'static str,
    /// What is connected.
    pub there: Option<There>,
    /// What may be, while nothing is.
    pub offers: Vec<Offer>,
}

/// Whose they are.
#[derive(Debug, Clone)]
pub struct Owner {
    /// `me` or `org`.
    pub word: &'static str,
    /// What they have and may have.
    pub cards: Vec<Card>,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/connections.html")]
pub struct Connections {
    /// The frame.
    pub page: Page,
    /// The person, and the organisation that they run.
    pub owners: Vec<Owner>,
}

/// What is wrong with which form, with what was typed there.
struct Wrong<'a> {
    service: &'a str,
    of: &'a str,
    typed: &'a str,
    said: String,
}

impl Connections {
    fn errors(&self) -> Vec<(String, String)> {
        let cards = self.owners.iter().flat_map(|owner| &owner.cards);
        form_errors(cards.flat_map(|card| &card.offers).map(|offer| &offer.account))
    }

    fn of(page: Page, reader: UserId, services: &[Arc<dyn Service>], held: &Held, wrong: Option<&Wrong<'_>>) -> Self {
        let owners = [("me", held.own), ("org", held.org)].into_iter().map(|(word, may)| {
            let cards =
                Kind::ALL.into_iter().map(|kind| card((&page, reader), services, held, (word, may), kind, wrong));
            Owner { word, cards: cards.filter(|card| card.there.is_some() || !card.offers.is_empty()).collect() }
        });
        Self { owners: owners.filter(|owner| !owner.cards.is_empty()).collect(), page }
    }
}

fn card(
    (page, reader): (&Page, UserId),
    services: &[Arc<dyn Service>],
    held: &Held,
    (word, may): (&'static str, bool),
    kind: Kind,
    wrong: Option<&Wrong<'_>>,
) -> Card {
    let theirs = |one: &&Mine| one.of_org == (word == "org") && one.kind == kind.as_str();
    let there = held.connections.iter().find(theirs).map(|one| {
        let known = services.iter().find(|service| service.rules().name == one.service);
        There {
            id: one.id.to_string(),
            title: known.map_or_else(|| one.service.clone(), |service| title(&**service, page.lang)),
            account: one.account.clone(),
            by: (one.by != reader).then(|| {
                let text = one.by.0.simple().to_string();
                text[text.len() - 8..].to_owned()
            }),
            since: page.when(one.connected_at),
            used: one.used_at.map(|at| page.when(at)),
            falters: one.falters,
        }
    });
    let open = may && there.is_none();
    let offers = services.iter().filter(|service| open && service.rules().kind == kind).map(|service| {
        let name = service.rules().name.clone();
        let label = page.t(format!("connections-account-{}", kind.as_str()));
        let mut account = Field::new("account", label, ui::Kind::Line("text"));
        account.scope = format!("{word}-{name}");
        if let Some(wrong) = wrong.filter(|wrong| wrong.service == name && wrong.of == word) {
            account = account.value(wrong.typed).error(&*wrong.said);
        }
        Offer { title: title(&**service, page.lang), account, name }
    });
    Card { kind: kind.as_str(), offers: offers.collect(), there }
}

fn title(service: &dyn Service, lang: Lang) -> String {
    let (en, ar) = &service.rules().title;
    if lang == Lang::Ar { ar.clone() } else { en.clone() }
}

fn named(site: &Site, name: &str) -> Result<Arc<dyn Service>, AppError> {
    let found = site.house.messenger.services().iter().find(|service| service.rules().name == name);
    found.cloned().ok_or(AppError::NotFound)
}

/// `/me/connections...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/me/connections", get(show).post(begin))
        .route("/me/connections/{service}/back", get(back))
        .route("/me/connections/{id}/end", post(end))
}

fn frame(site: &Site, visit: &Visit) -> Page {
    Page { path: PLACE.to_owned(), ..visit.page(site, visit.portal(), "") }
}

/// Who asks, for the record: also while they act for nobody.
fn by(visit: &Visit) -> Caller {
    visit.caller.clone().unwrap_or_else(|| Caller::anonymous(visit.lang.code()))
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    shown(&site, &visit, None).await
}

async fn shown(site: &Site, visit: &Visit, wrong: Option<Wrong<'_>>) -> Result<Response, Response> {
    let who = security::signed(visit, PLACE)?;
    let held = connections::held(&site.house, who).await.map_err(|error| visit.failed(site, error))?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let services = site.house.messenger.services();
    Ok(answer(status, &Connections::of(frame(site, visit), who.user(), services, &held, wrong.as_ref()), false))
}

async fn begin(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = security::proven(&site, &visit, &sent, PLACE).await?;
    let (name, of, typed) = (sent.get("service"), sent.get("for"), sent.get("account"));
    let failed = |error| visit.failed_on(&site, PLACE.to_owned(), error);
    let service = named(&site, name).map_err(failed)?;
    let caller = by(&visit).from_network(from);
    let begun = match connections::begin(&site.house, &caller, who, &*service, of == "org", typed).await {
        Ok(begun) => begun,
        Err(AppError::Invalid(faults)) => {
            let said = faults.first().map(|fault| visit.lang.t(&format!("fault-{}", fault.reason)));
            return shown(&site, &visit, Some(Wrong { service: name, of, typed, said: said.unwrap_or_default() }))
                .await;
        }
        Err(error) => return Err(failed(error)),
    };
    let secure = site.settings.secure_cookies;
    let jar = visit.jar.clone().add(cookie(attempt_cookie(secure), begun.cookie, secure));
    let page = frame(&site, &visit);
    let title = title(&*service, page.lang);
    let out = Out { said: "connections-out", title, page, back: PLACE.to_owned(), address: service.ask(&begun.ask) };
    Ok((jar, out.answer()).into_response())
}

async fn back(
    Knock(from): Knock,
    State(site): State<Site>,
    mut visit: Visit,
    Path(name): Path<String>,
    Query(answered): Query<Answered>,
) -> Response {
    let Ok(service) = named(&site, &name) else { return visit.failed(&site, AppError::NotFound) };
    let secure = site.settings.secure_cookies;
    let kept = visit.jar.get(attempt_cookie(secure)).map(|kept| kept.value().to_owned()).unwrap_or_default();
    // Whatever comes of it, this attempt is over.
    visit.jar = visit.jar.clone().remove(cookie(attempt_cookie(secure), String::new(), secure));
    let came = async {
        let attempt = connections::take(&site.house, &*service, &kept, &answered.state).await?;
        // Whoever has signed out meanwhile, or is somebody else, connects nothing.
        let who = visit.who.clone().ok_or_else(|| AppError::invalid("/state", "connection_lost"))?;
        Ok((attempt, who))
    };
    let (attempt, who) = match came.await {
        Ok(came) => came,
        Err(AppError::Invalid(_)) => return said(&site, &visit, StatusCode::BAD_REQUEST, "connections-lost"),
        Err(error) => return visit.failed_on(&site, PLACE.to_owned(), error),
    };
    let granted = match &answered.error {
        Some(_) => Err(Unserved::Refused("its person, or the service itself, said no".to_owned())),
        None if answered.code.is_empty() || answered.code.len() > CODE_MAX => {
            Err(Unserved::Refused("it sent no code".to_owned()))
        }
        None => service.redeem(&attempt.ask, &answered.code, answered.iss.as_deref(), &attempt.account).await,
    };
    let grant = match granted {
        Ok(grant) => grant,
        Err(unserved) => {
            tracing::warn!(service = name, %unserved, "a service was not connected");
            let caller = by(&visit).from_network(from);
            let kept = connections::failed(&site.house, &caller, &who, &*service, &attempt, &unserved).await;
            if let Err(error) = kept {
                return visit.failed_on(&site, PLACE.to_owned(), error);
            }
            return match unserved {
                Unserved::Away(_) | Unserved::Unknown(_) => {
                    said(&site, &visit, StatusCode::SERVICE_UNAVAILABLE, "connections-away")
                }
                Unserved::Refused(_) => said(&site, &visit, StatusCode::FORBIDDEN, "connections-refused"),
                Unserved::Never(_) => said(&site, &visit, StatusCode::FORBIDDEN, "connections-none-there"),
            };
        }
    };
    let caller = by(&visit).from_network(from);
    match connections::keep(&site.house, &caller, &who, &*service, &attempt, &grant).await {
        Ok(()) => (visit.jar.clone(), Redirect::to(PLACE)).into_response(),
        Err(AppError::Invalid(_)) => said(&site, &visit, StatusCode::BAD_REQUEST, "connections-lost"),
        Err(error) => visit.failed_on(&site, PLACE.to_owned(), error),
    }
}

/// Why nothing was connected, on a page of its own.
fn said(site: &Site, visit: &Visit, status: StatusCode, key: &str) -> Response {
    let page = frame(site, visit);
    let detail = page.t(key);
    (visit.jar.clone(), answer(status, &Problem { page, status, detail, again: Some(PLACE) }, false)).into_response()
}

async fn end(State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Response> {
    let who = security::proven(&site, &visit, &sent, PLACE).await?;
    let ended = async {
        let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        connections::end(&site.house, &by(&visit), who, id).await
    };
    visit.led(&site, PLACE, ended.await, PLACE)
}
