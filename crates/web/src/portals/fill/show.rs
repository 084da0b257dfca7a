//! The list of cases and the page of one, as answers: the same in every portal that has them.

use app::cases;
use app::{AppError, Caller, Limit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{CaseId, Side};
use serde::Deserialize;
use uuid::Uuid;

use super::{case_page, place, row};
use crate::cursor;
use crate::page::{Portal, answer};
use crate::portals::CaseList;
use crate::site::Site;
use crate::ui::Pager;
use crate::visit::Visit;

/// Where older events begin.
#[derive(Debug, Deserialize)]
pub struct Older {
    /// From the link under the timeline.
    pub before: Option<i64>,
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
pub struct Which {
    /// From the link under the list.
    pub after: Option<String>,
}

/// `GET {cases}/{reference}`
pub async fn show(site: &Site, visit: &Visit, portal: Portal, reference: &str, before: Option<i64>) -> Response {
    let caller = match visit.member(site, portal) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    match case_page(site, visit, portal, &caller, reference, before).await {
        Ok(page) => answer(StatusCode::OK, &page, false),
        Err(error) => visit.failed(site, error),
    }
}

/// `GET {cases}`: a page, those that wait for the reader first.
pub async fn list(site: &Site, visit: &Visit, portal: Portal, which: &Which) -> Response {
    let caller = match visit.member(site, portal) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    match list_page(site, visit, portal, &caller, which).await {
        Ok(page) => answer(StatusCode::OK, &page, false).into_response(),
        Err(error) => visit.failed(site, error),
    }
}

async fn list_page(
    site: &Site,
    visit: &Visit,
    portal: Portal,
    caller: &Caller,
    which: &Which,
) -> Result<CaseList, AppError> {
    let (address, entry) = place(portal);
    let after = cursor::read::<Uuid>(which.after.as_deref()).map_err(|_| AppError::NotFound)?.map(CaseId);
    let (views, next) = site
        .house
        .read(caller, move |tx, desk, caller| cases::list(tx, desk, caller, None, after, Limit::PAGE))
        .await?;
    let (page, desk) = (visit.page(site, portal, entry), site.house.desk());
    let mut rows: Vec<_> = views.iter().map(|view| row(&page, &desk, Side::of(caller.role), portal, view)).collect();
    rows.sort_by_key(|row| row.next.is_empty());
    Ok(CaseList {
        tabs: Vec::new(),
        cases: rows,
        pager: Pager {
            lang: page.lang,
            first: which.after.is_some().then(|| address.to_owned()),
            next: next.map(|last| format!("{address}?after={}", cursor::write(&last.0))),
        },
        page,
    })
}
