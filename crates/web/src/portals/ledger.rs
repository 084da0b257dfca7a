//! The books: what moved in the accounts of the reader's cases, newest first, and what stands on each account of one case. One page for
//! every portal that has money.

use app::admit::Key;
use app::ledger::{self, Journal, Posted};
use app::{AppError, Caller, Limit};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::ReferenceKind;
use domain::ledger::Line;
use domain::money::Money;
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use crate::cursor;
use crate::i18n::Lang;
use crate::input::Query;
use crate::page::{Page, Portal, answer};
use crate::site::Site;
use crate::ui::{Pager, When};
use crate::visit::Visit;

/// One line of an entry.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The account, in words.
    pub account: String,
    /// `debit` or `credit`, in words.
    pub side: String,
    /// The sum.
    pub sum: String,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When.
    pub when: When,
    /// The case's page and reference.
    pub case: (String, String),
    /// What it is about, in words.
    pub what: String,
    /// Its lines.
    pub lines: Vec<Moved>,
    /// Its number, and the first digits of its link; staff alone.
    pub seal: Option<(i64, String)>,
}

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "portals/ledger.html")]
pub struct Ledger {
    /// The frame; entry `ledger`.
    pub page: Page,
    /// Where this page stands.
    pub place: &'static str,
    /// The case that was asked for; empty for all.
    pub case: String,
    /// Whether there is no such case to be seen.
    pub unknown: bool,
    /// Account and what stands on it, of one case.
    pub balances: Vec<(String, String)>,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Back and next.
    pub pager: Pager,
}

/// The page's address, and that of cases.
const fn of(portal: Portal) -> (&'static str, &'static str) {
    match portal {
        Portal::Operator => ("/operator/ledger", "/operator/cases"),
        Portal::Agency => ("/agency/ledger", "/agency/cases"),
        _ => ("/customer/ledger", "/customer/cases"),
    }
}

/// Which page, of which case.
#[derive(Debug, Deserialize)]
struct Which {
    #[serde(default)]
    case: String,
    after: Option<String>,
}

/// The route of one portal.
pub fn routes(portal: Portal) -> Router<Site> {
    let list =
        async move |State(site): State<Site>, visit: Visit, Query(which): Query<Which>| -> Result<Response, Response> {
            let caller = visit.member(&site, portal)?;
            let filled = fill(&site, &visit, &caller, portal, which).await;
            Ok(answer(StatusCode::OK, &filled.map_err(|error| visit.failed(&site, error))?, false))
        };
    let books = of(portal).0;
    Router::new().route(books, get(list))
}

async fn fill(site: &Site, visit: &Visit, caller: &Caller, portal: Portal, which: Which) -> Result<Ledger, AppError> {
    let (place, cases) = of(portal);
    let case: String = which.case.trim().chars().take(64).collect();
    let cursors = cursor::of(site, caller, &format!("ledger {case}"));
    let after = cursors.read::<(Timestamp, Uuid, i64)>(which.after.as_deref())?;
    let asked = case.clone();
    let read = site.house.read(caller, move |tx, desk, caller| {
        let key = Some(&asked).filter(|case| !case.is_empty()).map(|case| Key::parse(ReferenceKind::Case, case));
        ledger::journal(tx, desk, caller, key.transpose()?.as_ref(), after, Limit::PAGE)
    });
    let (journal, unknown) = match read.await {
        Err(AppError::NotFound) if !case.is_empty() => (Journal::default(), true),
        read => (read?, false),
    };
    let page = visit.page(site, portal, "ledger");
    let narrowed = if case.is_empty() { String::new() } else { format!("case={case}&") };
    let first = if case.is_empty() { place.to_owned() } else { format!("{place}?case={case}") };
    Ok(Ledger {
        place,
        unknown,
        balances: journal
            .balances
            .iter()
            .map(|(account, minor)| (page.t(format!("account-{account}")), sum(page.lang, *minor, &journal)))
            .collect(),
        entries: journal.entries.iter().map(|posted| entry(&page, cases, posted)).collect(),
        pager: Pager {
            lang: page.lang,
            first: after.map(|_| first),
            next: journal.next.map(|last| format!("{place}?{narrowed}after={}", cursors.write(&last))),
        },
        case,
        page,
    })
}

/// All entries of one case are in one currency.
fn sum(lang: Lang, minor: i64, journal: &Journal) -> String {
    let currency = journal.entries.first().map_or(domain::money::Currency::Omr, |entry| entry.currency);
    lang.sum(Money { minor, currency })
}

fn entry(page: &Page, cases: &str, posted: &Posted) -> Entry {
    let line = |line: &Line| Moved {
        account: page.t(format!("account-{}", line.account)),
        side: page.t(format!("side-{}", line.side)),
        sum: page.lang.sum(Money { minor: line.minor, currency: posted.currency }),
    };
    Entry {
        when: page.when(posted.at),
        case: (format!("{cases}/{}", posted.case), posted.case.clone()),
        what: page.t(format!("entry-{}", posted.kind)),
        lines: posted.lines.iter().map(line).collect(),
        seal: posted.seal.as_ref().map(|seal| (seal.n, seal.link.chars().take(16).collect())),
    }
}

#[cfg(test)]
mod tests {
    use domain::ledger::{Account, Kind, Side};

    use crate::i18n::Lang;

    #[test]
    fn every_account_side_and_kind_of_entry_has_a_name_in_both_languages() {
        let accounts = Account::ALL.iter().map(|account| format!("account-{account}"));
        let sides = Side::ALL.iter().map(|side| format!("side-{side}"));
        let kinds = Kind::ALL.iter().map(|kind| format!("entry-{kind}"));
        for key in accounts.chain(sides).chain(kinds) {
            for lang in [Lang::En, Lang::Ar] {
                assert_ne!(lang.t(&key), key, "{key}");
            }
        }
    }
}
