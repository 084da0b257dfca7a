//! For whom somebody acts: one of their own memberships.

use app::invitations::{self, Waiting};
use app::sign_in::{self, Who};
use app::{AppError, organisations};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Invited, Membership, Organisations};
use crate::form::Sent;
use crate::input::Query;
use crate::page::{Page, answer};
use crate::portals::fill::words;
use crate::preferences::own_path;
use crate::site::Site;
use crate::unsent::{self, Unsent};
use crate::visit::{Visit, home_of, portal_of};
use domain::Role;
use serde::Deserialize;
use uuid::Uuid;

/// `GET /organisations`
pub async fn list(State(site): State<Site>, visit: Visit, Query(back): Query<Back>) -> Response {
    let Some(who) = &visit.who else { return Redirect::to("/sign-in?to=/organisations").into_response() };
    let page = visit.page(&site, visit.portal(), "");
    choice(&site, &visit, who, page, &back.to, "").await
}

/// The page of the choice. What waits behind the sign-in goes along: the page `to`, the form `unsent`.
pub(super) async fn choice(site: &Site, visit: &Visit, who: &Who, page: Page, to: &str, unsent: &str) -> Response {
    let found = async {
        let me = sign_in::memberships(&site.house, who.user()).await?;
        Ok((me, sign_in::last_choice(&site.house, who).await?))
    };
    let (mut me, last) = match found.await {
        Ok(found) => found,
        Err(error) => return visit.failed(site, error),
    };
    // What was chosen last stands first, and is chosen already where nothing is acted for.
    me.memberships.sort_by_key(|(membership, _)| Some(membership.id) != last);
    let acted = who.signed.acting.and(who.signed.session.membership).or(last);
    let page = Page { path: "/organisations".to_owned(), ..page };
    let memberships = me
        .memberships
        .into_iter()
        .map(|(membership, org)| Membership {
            name: words::name(&page, org.name.as_ref(), org.name_ar.as_ref()).unwrap_or_else(|| org.reference.clone()),
            id: membership.id.to_string(),
            organisation: org.reference,
            role: page.t(format!("role-{}", membership.role)),
            current: Some(membership.id) == acted,
        })
        .collect();
    let invitations = match invitations::waiting(&site.house, who).await {
        Ok(waiting) => waiting.into_iter().map(|one| invited(&page, one)).collect(),
        Err(error) => return visit.failed(site, error),
    };
    let (to, unsent) = (own_path(to).to_owned(), unsent.to_owned());
    answer(StatusCode::OK, &Organisations { page, memberships, invitations, to, unsent }, false)
}

/// `POST /organisations`
pub async fn choose(State(site): State<Site>, mut visit: Visit, sent: Sent) -> Response {
    let Some(who) = visit.who.clone() else { return Redirect::to("/sign-in?to=/organisations").into_response() };
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let chosen = async {
        let me = sign_in::memberships(&site.house, who.user()).await?;
        let found = me.memberships.iter().find(|(membership, _)| membership.id.to_string() == sent.get("membership"));
        let (membership, _) = found.ok_or(AppError::NotFound)?;
        let (_, role) = sign_in::choose(&site.house, &who, membership.id).await?;
        Ok((visit.anew(&site, &who).await?, role))
    };
    match chosen.await {
        Ok((jar, role)) => match Unsent::read(sent.get("unsent")) {
            Some(waiting) => {
                let page = visit.page(&site, portal_of(role), "");
                (jar, unsent::ask(StatusCode::OK, page, waiting)).into_response()
            }
            None => (jar, Redirect::to(onward(role, own_path(sent.get("to"))))).into_response(),
        },
        Err(error) => visit.failed_on(&site, "/organisations".to_owned(), error),
    }
}

/// Where somebody goes who has chosen: to the page that they asked for, if it belongs to this role's portal or to themselves, else home.
fn onward(role: Role, to: &str) -> &str {
    let portal = portal_of(role);
    let within =
        |place: &str| to.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if within(&format!("/{}", portal.word())) || within("/me") { to } else { home_of(role) }
}

/// Which page was asked for before the choice.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    to: String,
}

fn invited(page: &Page, one: Waiting) -> Invited {
    let name = one
        .organisation
        .map(|org| words::name(page, org.name.as_ref(), org.name_ar.as_ref()).unwrap_or_else(|| org.reference.clone()));
    Invited {
        id: one.id.to_string(),
        name: name.unwrap_or_default(),
        role: page.t(format!("role-{}", one.role)),
        // Invitations live in real time, whatever the demo's clock says; a day more or less makes no difference to a reader.
        until: page.when(one.expires_at),
    }
}

/// `POST /invitations/{id}`: yes or no; a household that registers itself is made by its yes.
pub async fn reply(State(site): State<Site>, visit: Visit, Path(id): Path<String>, sent: Sent) -> Response {
    let Some(who) = &visit.who else { return Redirect::to("/sign-in?to=/organisations").into_response() };
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let replied = async {
        let id = Uuid::parse_str(&id).map_err(|_| AppError::NotFound)?;
        let waiting = invitations::waiting(&site.house, who).await?;
        let one = waiting.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
        match (sent.get("answer"), one.organisation) {
            ("yes", None) => organisations::register(&site.house, who).await.map(|_| "/customer/household"),
            ("yes", Some(_)) => invitations::accept(&site.house, who, id).await.map(|_| home_of(one.role)),
            _ => invitations::decline(&site.house, who, id).await.map(|()| "/organisations"),
        }
    };
    match replied.await {
        Ok(to) => Redirect::to(to).into_response(),
        Err(error) => visit.failed_on(&site, "/organisations".to_owned(), error),
    }
}
