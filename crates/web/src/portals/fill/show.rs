//! The list of cases and the page of one, as answers: the same in every portal that has them.

use app::admit::Key;
use app::cases;
use app::{AppError, Caller, Limit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::{Reference, ReferenceKind};
use domain::{CaseId, Side};
use serde::Deserialize;
use uuid::Uuid;

use super::{case_page, groups, place, row};
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
    pub before: Option<String>,
}

impl Older {
    /// Where they begin. Whatever is no such place is not there.
    pub fn before(&self) -> Result<Option<i64>, AppError> {
        self.before.as_deref().map(str::parse).transpose().map_err(|_| AppError::NotFound)
    }
}

/// Which page of a list, and which part of it.
#[derive(Debug, Default, Deserialize)]
pub struct Which {
    /// From the link under the list.
    pub after: Option<String>,
    /// The part, by its word.
    #[serde(default)]
    pub show: String,
    /// A reference that is looked for.
    #[serde(default)]
    pub q: String,
}

/// `GET {cases}/{reference}`
pub async fn show(site: &Site, visit: &Visit, portal: Portal, reference: &str, older: &Older) -> Response {
    let caller = match visit.member(site, portal) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    let before = match older.before() {
        Ok(before) => before,
        Err(error) => return visit.failed(site, error),
    };
    match case_page(site, visit, portal, &caller, reference, before).await {
        Ok(page) => answer(StatusCode::OK, &page, false),
        Err(error) => visit.failed(site, error),
    }
}

/// `GET {cases}`: a page, those that wait for the reader first. A reference that is looked for leads to its case.
pub async fn list(site: &Site, visit: &Visit, portal: Portal, which: &Which) -> Response {
    let caller = match visit.member(site, portal) {
        Ok(caller) => caller,
        Err(response) => return response,
    };
    if !which.q.trim().is_empty()
        && let Some(found) = find(site, &caller, &which.q).await
    {
        return match found {
            Ok(reference) => Redirect::to(&format!("{}/{reference}", place(portal).0)).into_response(),
            Err(error) => visit.failed(site, error),
        };
    }
    match list_page(site, visit, portal, &caller, which).await {
        Ok(page) => answer(StatusCode::OK, &page, false),
        Err(error) => visit.failed(site, error),
    }
}

/// The case with this reference. A foreign one is not there, like one that never was.
async fn find(site: &Site, caller: &Caller, typed: &str) -> Option<Result<String, AppError>> {
    let reference = Reference::parse(ReferenceKind::Case, typed)?;
    let key = Key::Reference(reference);
    let found = site.house.read(caller, move |tx, desk, caller| cases::case(tx, desk, caller, &key)).await;
    match found {
        Ok(view) => Some(Ok(view.open.row.reference)),
        Err(AppError::NotFound) => None,
        Err(error) => Some(Err(error)),
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
    let group = groups::named(&which.show);
    let cursors = cursor::of(site, caller, &format!("cases {}", group.word));
    let after = cursors.read::<Uuid>(which.after.as_deref())?.map(CaseId);
    let ((views, next), (counts, _)) = site
        .house
        .read(caller, move |tx, desk, caller| {
            let page = cases::list(tx, desk, caller, group.states, after, Limit::PAGE)?;
            Ok((page, cases::counts(tx, desk, caller)?))
        })
        .await?;
    let (page, desk) = (visit.page(site, portal, entry), site.house.desk());
    let mut rows: Vec<_> = views.iter().map(|view| row(&page, &desk, Side::of(caller.role), portal, view)).collect();
    if !portal.staff() {
        rows.sort_by_key(|row| row.next.is_empty());
    }
    let shown = format!("{address}?show={}", group.word);
    Ok(CaseList {
        tabs: groups::tabs(&page, portal, address, group, &counts),
        cases: rows,
        search: which.q.trim().to_owned(),
        pager: Pager {
            lang: page.lang,
            first: which.after.is_some().then(|| shown.clone()),
            next: next.map(|last| format!("{shown}&after={}", cursors.write(&last.0))),
        },
        page,
    })
}
