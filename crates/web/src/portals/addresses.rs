//! Where a person signs in: what there is, the change that is under way, its codes, the wait and the stop. One page for every
//! portal. No address is shown: they are sealed, and the person knows them.

use app::addresses::{self, Change, Mine, Side};
use app::sign_in::Who;
use app::{AppError, Caller};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use uuid::Uuid;

use super::{form_errors, people, security, too_many};
use crate::form::Sent;
use crate::knock::Knock;
use crate::page::{Page, answer};
use crate::site::Site;
use crate::ui::{Field, Kind, When};
use crate::visit::Visit;
use app::sealed::ascii_digits;

const PLACE: &str = "/me/addresses";

/// A change that is under way.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Its identifier.
    pub id: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// Until when.
    pub until: When,
    /// The code of the new address; none once it was answered.
    pub new: Option<Field>,
    /// The code of the address that is there; none once it was answered.
    pub present: Option<Field>,
    /// When it is made without the address that is there, if it waits.
    pub due: Option<When>,
    /// Whether it can be left to wait.
    pub waits: bool,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/addresses.html")]
pub struct Addresses {
    /// The frame.
    pub page: Page,
    /// What there is: in words, and since when.
    pub channels: Vec<(String, Option<When>)>,
    /// The change under way.
    pub pending: Option<Pending>,
    /// The question for a new one.
    pub ask: Field,
}

impl Addresses {
    fn errors(&self) -> Vec<(String, String)> {
        let pending = self.pending.iter().flat_map(|pending| pending.new.iter().chain(&pending.present));
        form_errors(pending.chain([&self.ask]))
    }
}

/// `/me/addresses...`
pub fn routes() -> Router<Site> {
    Router::new()
        .route(PLACE, get(show).post(ask))
        .route("/me/addresses/{id}/codes", post(agree))
        .route("/me/addresses/{id}/wait", post(wait))
        .route("/me/addresses/{id}/stop", post(stop))
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let who = security::signed(&visit, PLACE)?;
    shown(&site, &visit, who, None).await
}

/// What is wrong with which field, with what was typed there.
struct Wrong<'a> {
    field: &'a str,
    said: String,
    typed: &'a str,
    seconds: Option<u32>,
}

async fn shown(site: &Site, visit: &Visit, who: &Who, wrong: Option<Wrong<'_>>) -> Result<Response, Response> {
    let mine = addresses::mine(&site.house, who).await.map_err(|error| visit.failed(site, error))?;
    let mut page = visit.page(site, visit.portal(), "");
    PLACE.clone_into(&mut page.path);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let seconds = wrong.as_ref().and_then(|wrong| wrong.seconds);
    let mut response = answer(status, &view(page, mine, wrong), false);
    if let Some(seconds) = seconds {
        too_many(&mut response, seconds);
    }
    Ok(response)
}

fn view(page: Page, mine: Mine, wrong: Option<Wrong<'_>>) -> Addresses {
    let mut ask = Field::new("address", page.t("addresses-new"), Kind::Line("text"))
        .hint(page.t("sign-in-address.hint"))
        .fill("off");
    let mut pending = mine.change.map(|change| pending(&page, change));
    if let Some(wrong) = wrong {
        let codes = pending.iter_mut().flat_map(|pending| pending.new.iter_mut().chain(&mut pending.present));
        for field in codes.chain([&mut ask]).filter(|field| field.name == wrong.field) {
            field.error.clone_from(&wrong.said);
            wrong.typed.clone_into(&mut field.value);
        }
    }
    let channels = mine.channels.into_iter();
    let channels =
        channels.map(|(channel, since)| (page.t(format!("addresses-{channel}")), since.map(|at| page.when(at))));
    Addresses { channels: channels.collect(), pending, ask, page }
}

fn pending(page: &Page, change: Change) -> Pending {
    let code =
        |name: &str, channel: &str| Field::new(name, page.t(format!("addresses-code-{name}-{channel}")), Kind::Code);
    Pending {
        id: change.id.to_string(),
        about: page.t(format!("addresses-about-{}", change.channel)),
        until: page.when(change.expires_at),
        new: (!change.new_shown).then(|| code("new", &change.channel)),
        present: (!change.agreed && change.due_at.is_none()).then(|| code("present", &change.present)),
        waits: change.new_shown && !change.agreed && change.due_at.is_none(),
        due: change.due_at.map(|at| page.when(at)),
    }
}

/// What the house said, beside the field that it speaks of; other errors are pages of their own.
async fn again(
    site: &Site,
    visit: &Visit,
    who: &Who,
    field: &str,
    typed: &str,
    error: AppError,
) -> Result<Response, Response> {
    let lang = visit.lang;
    let (said, seconds) = match &error {
        AppError::Invalid(faults) if faults.iter().any(|fault| fault.reason == "code_wrong") => {
            (lang.t("sign-in-code-wrong"), None)
        }
        AppError::Invalid(faults) => {
            (faults.first().map(|fault| lang.t(&format!("fault-{}", fault.reason))).unwrap_or_default(), None)
        }
        AppError::TooMany { seconds } if field == "address" => (lang.t("sign-in-too-many"), Some(*seconds)),
        AppError::TooMany { seconds } => (lang.t("sign-in-guesses-over"), Some(*seconds)),
        _ => return Err(visit.failed_on(site, PLACE.to_owned(), error)),
    };
    shown(site, visit, who, Some(Wrong { field, said, typed, seconds })).await
}

async fn ask(Knock(from): Knock, State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let who = security::proven(&site, &visit, &sent, PLACE).await?;
    let typed = sent.get("address");
    let Some(address) = people::address(typed) else {
        let said = visit.lang.t("sign-in-address-unclear");
        return shown(&site, &visit, who, Some(Wrong { field: "address", said, typed, seconds: None })).await;
    };
    let caller = Caller::anonymous(visit.lang.code()).from_network(from);
    match addresses::ask(&site.house, &caller, who, &address).await {
        Ok(_) => Ok(Redirect::to(PLACE).into_response()),
        Err(error) => again(&site, &visit, who, "address", typed, error).await,
    }
}

/// A name that is no identifier names nothing.
fn named(id: &str) -> Uuid {
    Uuid::parse_str(id).unwrap_or(Uuid::nil())
}

async fn agree(
    _: Knock,
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = security::sender(&site, &visit, &sent)?;
    let (side, field) = if sent.get("new").is_empty() { (Side::Present, "present") } else { (Side::New, "new") };
    let code = ascii_digits(sent.get(field));
    match addresses::agree(&site.house, who, named(&id), side, &code).await {
        Ok(_) => Ok(Redirect::to(PLACE).into_response()),
        Err(error) => again(&site, &visit, who, field, "", error).await,
    }
}

async fn wait(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = security::proven(&site, &visit, &sent, PLACE).await?;
    visit.led(&site, PLACE, addresses::wait(&site.house, who, named(&id)).await, PLACE)
}

async fn stop(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = security::sender(&site, &visit, &sent)?;
    visit.led(&site, PLACE, addresses::stop(&site.house, who, named(&id)).await, PLACE)
}
