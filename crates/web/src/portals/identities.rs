//! A person's accounts at others by which they sign in: shown on the page of sign-in and devices, linked and taken away there.

use app::AppError;
use app::sign_in::Who;
use app::sso;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use uuid::Uuid;

use super::public::with;
use super::security::{PLACE, confirm_first, sender};
use crate::form::Sent;
use crate::knock::Knock;
use crate::page::Page;
use crate::site::Site;
use crate::ui::When;
use crate::unsent::Unsent;
use crate::visit::Visit;

/// An identity.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Named when it is taken away.
    pub id: String,
    /// The provider in words; its name where the settings have none of that name any more.
    pub title: String,
    /// Since when.
    pub since: When,
}

/// What there is, and what may be added.
#[derive(Debug, Clone)]
pub struct Identities {
    /// Theirs.
    pub linked: Vec<Linked>,
    /// Providers that serve an organisation of theirs and at which they have none: the name in addresses, and in words.
    pub offered: Vec<(String, String)>,
    /// Whether there are services of others that might be connected.
    pub connects: bool,
}

impl Identities {
    /// Of the person who is signed in.
    pub async fn of(site: &Site, who: &Who, page: &Page) -> Result<Self, AppError> {
        let ways = with::ways(site, page.lang);
        let held = sso::identities(&site.house, who).await?;
        let mut offered = Vec::new();
        for (way, provider) in ways.iter().zip(&site.settings.providers) {
            let has = held.iter().any(|one| one.provider == way.0);
            if !has && sso::serves(&site.house, who, provider.rules()).await? {
                offered.push(way.clone());
            }
        }
        let linked = held.into_iter().map(|one| {
            let title = ways.iter().find(|(name, _)| *name == one.provider).map(|(_, title)| title.clone());
            Linked { id: one.id.to_string(), title: title.unwrap_or(one.provider), since: page.when(one.linked_at) }
        });
        Ok(Self { linked: linked.collect(), offered, connects: !site.house.messenger.services().is_empty() })
    }

    /// Whether there is nothing to show.
    pub const fn is_empty(&self) -> bool {
        self.linked.is_empty() && self.offered.is_empty()
    }
}

/// `/me/security/with/{provider}`, `/me/security/identities/{id}`
pub fn routes() -> Router<Site> {
    Router::new().route("/me/security/with/{provider}", post(link)).route("/me/security/identities/{id}", post(unlink))
}

async fn link(
    Knock(from): Knock,
    State(site): State<Site>,
    visit: Visit,
    Path(name): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    match with::go(&site, &visit, from, &name, Some(who), PLACE).await {
        Err(AppError::StepUp) => Err(confirm_first(&site, &visit, &Unsent::default(), PLACE).await),
        gone => gone.map_err(|error| visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}

async fn unlink(
    State(site): State<Site>,
    visit: Visit,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let who = sender(&site, &visit, &sent)?;
    let done = async {
        let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        sso::unlink(&site.house, who, id).await
    };
    match done.await {
        Ok(()) => Ok(Redirect::to(PLACE).into_response()),
        Err(AppError::StepUp) => Err(confirm_first(&site, &visit, &Unsent::default(), PLACE).await),
        Err(error) => Err(visit.failed_on(&site, PLACE.to_owned(), error)),
    }
}
