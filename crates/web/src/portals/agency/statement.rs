//! What an agency is to be paid out: its own cases, as far as policy shows it their money.

use app::AppError;
use app::reports::{self, sheet::Kind};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::form::Sent;
use crate::page::{Page, Portal, answer};
use crate::portals::sheets::{self, Table};
use crate::site::Site;
use crate::visit::Visit;

const PLACE: &str = "/agency/statement";

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/agency/statement.html")]
pub struct StatementPage {
    /// The frame; entry `statement`.
    pub page: Page,
    /// What is to be paid out.
    pub payout: String,
    /// By case, with the sum under it.
    pub table: Table,
    /// What the table is called.
    pub label: String,
}

/// `/agency/statement`
pub fn routes() -> Router<Site> {
    Router::new().route("/agency/statement", get(show).post(take))
}

async fn show(State(site): State<Site>, visit: Visit) -> Result<Response, Response> {
    let caller = visit.member(&site, Portal::Agency)?;
    let page = visit.page(&site, Portal::Agency, "statement");
    let read = site.house.read(&caller, reports::statement).await;
    let statement = read.map_err(|error| visit.failed(&site, error))?;
    let sheet = sheets::statement(page.lang, &site.house.desk(), &statement);
    let filled = StatementPage {
        payout: page.lang.rial(statement.total().payout_minor()),
        table: Table::of(&page, &sheet, Some("/agency/cases")),
        label: sheet.title,
        page,
    };
    Ok(answer(StatusCode::OK, &filled, false))
}

/// The statement as a file, on record before it is made.
async fn take(State(site): State<Site>, visit: Visit, sent: Sent) -> Result<Response, Response> {
    let caller = visit.sender(&site, Portal::Agency, &sent)?;
    let file = async {
        let kind = Kind::parse(sent.get("kind")).ok_or(AppError::NotFound)?;
        site.house.write(&caller, reports::take_statement).await?;
        let statement = site.house.read(&caller, reports::statement).await?;
        let sheet = sheets::statement(visit.lang, &site.house.desk(), &statement);
        sheets::download(&sheet, kind, ["statement.csv", "statement.xlsx"])
    };
    file.await.map_err(|error| visit.failed_on(&site, PLACE.to_owned(), error))
}
