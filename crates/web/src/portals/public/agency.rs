//! An agency as everybody may know it: its licence, and what households say of its coordination. Nobody who works is spoken of.

use app::agency_reviews::{self, Counted};
use app::{AppError, Limit};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::browse::reader;
use crate::cursor;
use crate::i18n::muscat;
use crate::page::{Page, answer};
use crate::portals::fill::words;
use crate::site::Site;
use crate::ui::{Badge, Pager, Tone};
use crate::visit::Visit;

/// One question with how often each answer was given.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The question.
    pub question: String,
    /// Each answer in words, and how many households gave it.
    pub answers: Vec<(String, i64)>,
}

/// A published text.
#[derive(Debug, Clone)]
pub struct Said {
    /// The month, in words.
    pub month: String,
    /// The text.
    pub text: String,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/public/agency.html")]
pub struct Agency {
    /// The frame; entry `catalogue`.
    pub page: Page,
    /// The code.
    pub code: String,
    /// The trade name; empty when there is none.
    pub name: String,
    /// Whether its licence is verified.
    pub licence: Badge,
    /// When that was checked, in words; empty when it was not.
    pub checked: String,
    /// How many households answered.
    pub households: i64,
    /// The questions.
    pub asked: Vec<Asked>,
    /// A page of texts, newest first.
    pub said: Vec<Said>,
    /// Back and next.
    pub pager: Pager,
}

/// Which page of the texts.
#[derive(Deserialize)]
pub struct Which {
    after: Option<String>,
}

/// `GET /agencies/{code}`
pub async fn agency(
    State(site): State<Site>,
    visit: Visit,
    Path(code): Path<String>,
    Query(which): Query<Which>,
) -> Response {
    match page(&site, &visit, code, which.after.as_deref()).await {
        Ok(view) => answer(StatusCode::OK, &view, visit.who.is_none()),
        Err(error) => visit.failed(&site, error),
    }
}

async fn page(site: &Site, visit: &Visit, code: String, after: Option<&str>) -> Result<Agency, AppError> {
    let cursors = cursor::of_all(site, &format!("agencies/{code}/reviews"));
    let after = cursors.read::<(String, Uuid)>(after)?;
    let back = after.is_some();
    let read = move |tx: &mut _, desk: &_, caller: &_| {
        agency_reviews::agency(tx, desk, caller, &code, after.clone(), Limit::PAGE)
    };
    let found = site.house.read(&reader(visit), read).await?;
    let page = visit.page(site, visit.portal(), "catalogue");
    let here = format!("/agencies/{}", found.agency.code);
    let licence = match found.agency.licensed {
        true => Badge::new(Tone::Ok, "circle-check", page.t("agency-licensed")),
        false => Badge::new(Tone::Mute, "x", page.t("licence-not-checked")),
    };
    let checked = found.agency.checked_at.filter(|_| found.agency.licensed);
    Ok(Agency {
        name: words::name(&page, found.agency.name.as_ref(), found.agency.name_ar.as_ref()).unwrap_or_default(),
        code: found.agency.code,
        licence,
        checked: checked.map(|at| page.date(muscat(at).date())).unwrap_or_default(),
        households: found.households,
        asked: found.counted.iter().map(|one| asked(&page, one)).collect(),
        said: found.texts.into_iter().map(|one| Said { month: month(&page, &one.month), text: one.text }).collect(),
        pager: Pager {
            lang: page.lang,
            first: back.then(|| here.clone()),
            next: found.next.map(|last| format!("{here}?after={}", cursors.write(&last))),
        },
        page,
    })
}

fn asked(page: &Page, one: &Counted) -> Asked {
    Asked {
        question: page.t(format!("review-agency-{}", one.question)),
        answers: one.answers.iter().map(|(said, many)| (page.t(format!("experience-{said}")), *many)).collect(),
    }
}

/// `2026-11` as the reader says it.
fn month(page: &Page, month: &str) -> String {
    format!("{month}-01").parse().map_or_else(|_| month.to_owned(), |first| page.lang.month(first))
}
