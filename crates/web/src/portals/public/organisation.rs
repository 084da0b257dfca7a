//! For whom somebody acts: one of their own memberships.

use app::{AppError, sign_in};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Membership, Organisations};
use crate::form::Sent;
use crate::page::answer;
use crate::portals::fill::words;
use crate::site::Site;
use crate::visit::{Visit, home_of};

/// `GET /organisations`
pub async fn list(State(site): State<Site>, visit: Visit) -> Response {
    let Some(who) = &visit.who else { return Redirect::to("/sign-in?to=/organisations").into_response() };
    let me = match sign_in::memberships(&site.house, who.user()).await {
        Ok(me) => me,
        Err(error) => return visit.failed(&site, error),
    };
    let page = visit.page(&site, visit.portal(), "");
    let memberships = me
        .memberships
        .into_iter()
        .map(|(membership, org)| Membership {
            name: words::name(&page, org.name.as_ref(), org.name_ar.as_ref()).unwrap_or_else(|| org.reference.clone()),
            organisation: org.reference,
            role: page.t(format!("role-{}", membership.role)),
            current: Some(membership.id) == who.signed.session.membership,
        })
        .collect();
    answer(StatusCode::OK, &Organisations { page, memberships }, false)
}

/// `POST /organisations`
pub async fn choose(State(site): State<Site>, visit: Visit, sent: Sent) -> Response {
    let Some(who) = &visit.who else { return Redirect::to("/sign-in?to=/organisations").into_response() };
    if !visit.is_ours(sent.get("csrf")) {
        return visit.expired(&site);
    }
    let chosen = async {
        let me = sign_in::memberships(&site.house, who.user()).await?;
        let found = me.memberships.iter().find(|(_, org)| org.reference == sent.get("organisation"));
        let (membership, _) = found.ok_or(AppError::NotFound)?;
        sign_in::choose(&site.house, who, membership.id).await
    };
    match chosen.await {
        Ok((_, role)) => Redirect::to(home_of(role)).into_response(),
        Err(error) => visit.failed_on(&site, "/organisations".to_owned(), error),
    }
}
