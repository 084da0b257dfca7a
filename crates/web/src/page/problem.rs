//! What is said when something cannot be done: what happened, and what to do next. No names of ours, no personal data.

use app::AppError;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::Response;
use domain::refusal::Refusal;
use domain::words::Statement;
use fluent_templates::fluent_bundle::FluentValue;
use jiff::Timestamp;

use super::{Page, Portal, answer};

/// An error as a page. The words of a status are the messages `problem-STATUS`, with `detail` and `do`.
#[derive(Debug, Clone, Template)]
#[template(path = "page/problem.html")]
pub struct Problem {
    /// The frame; on a signed-in page the portal's, so that the way back is there.
    pub page: Page,
    /// 400, 401, 403, 404, 409, 413, 422, 429, 500 or 503; another one takes the words of 400 or 500.
    pub status: StatusCode,
    /// What exactly, in words; empty takes the status's own. For a refused step: [`refusal_words`].
    pub detail: String,
    /// Where the one link leads instead: to where it can be begun again.
    pub again: Option<&'static str>,
}

impl Problem {
    fn key(&self) -> String {
        let known = matches!(self.status.as_u16(), 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503 | 507);
        let near = if self.status.is_client_error() { 400 } else { 500 };
        format!("problem-{}", if known { self.status.as_u16() } else { near })
    }

    fn detail(&self) -> String {
        if self.detail.is_empty() { self.page.t(format!("{}.detail", self.key())) } else { self.detail.clone() }
    }

    /// Where the one link leads: to the sign-in, back to the same page, or to the portal's first page.
    fn way(&self) -> String {
        if let Some(place) = self.again {
            return place.to_owned();
        }
        match self.status.as_u16() {
            401 => format!("/sign-in?to={}", self.page.path),
            409 | 429 | 503 | 507 => self.page.path.clone(),
            _ => match self.page.portal {
                Portal::Public => "/catalogue",
                Portal::Customer => "/customer/cases",
                Portal::Agency => "/agency",
                Portal::Worker => "/worker",
                Portal::Operator => "/operator",
            }
            .to_owned(),
        }
    }
}

/// Why a step is not possible and what to do next, in the reader's words.
pub fn refusal_words(page: &Page, refusal: &Refusal) -> String {
    if let Ok(statement) = Statement::parse(refusal.rule) {
        return page.t1("refusal-statement", "statement", page.t(format!("statement-{statement}")));
    }
    let said: Vec<(&'static str, String)> =
        refusal.args.iter().map(|(name, value)| (*name, moment(page, value))).collect();
    let args: Vec<(&'static str, FluentValue<'_>)> =
        said.iter().map(|(name, value)| (*name, FluentValue::from(value.as_str()))).collect();
    let key = format!("refusal-{}", refusal.rule);
    match page.lang.say(&key, &args) {
        words if words == key => page.t("refusal-generic"),
        words => words,
    }
}

/// A time in a refusal is exact; people read it as a moment in Muscat.
fn moment(page: &Page, value: &str) -> String {
    value.parse::<Timestamp>().map_or_else(|_| value.to_owned(), |at| page.when(at).words().to_owned())
}

/// What an error says in the reader's words; empty where only its kind can be told.
pub fn error_words(page: &Page, error: &AppError) -> String {
    match error {
        AppError::Refused(refusal) => refusal_words(page, refusal),
        AppError::Stale { .. } => page.t("problem-stale"),
        AppError::StepUp => page.t("problem-step-up"),
        AppError::Conflict(word) => page.t(format!("conflict-{word}")),
        AppError::AskedAlready(case) => page.t1("conflict-asked_already", "case", case.clone()),
        AppError::Invalid(faults) => {
            faults.first().map(|fault| page.t(format!("fault-{}", fault.reason))).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// An error as a page.
pub fn error_page(page: Page, error: AppError) -> Response {
    let detail = error_words(&page, &error);
    let problem = crate::problem::Problem::from(error);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = answer(status, &Problem { page, status, detail, again: None }, false);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
