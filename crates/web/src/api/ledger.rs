//! The books, as far as policy lets the caller see them.

use app::admit::Key;
use app::ledger::{self, Posted, Seal};
use axum::extract::State;
use domain::ids::ReferenceKind;
use domain::ledger::Line;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::private::Private;
use crate::api::refusals;
use crate::cursor;
use crate::input::Query;
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;

/// One line of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineBody {
    /// `bank`, `receivable`, `billed`, `held`, `refundable`, `earned`, `fees_at_cost`, `vat`, `commission_due` or `commission`. None is a
    /// worker's.
    account: &'static str,
    /// `debit` or `credit`.
    side: &'static str,
    /// Minor units, more than 0.
    amount_minor: i64,
}

/// Where an entry stands in the books of its case, for the operator's staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct SealBody {
    /// Its number.
    n: i64,
    /// The entry that it takes back.
    reverses: Option<i64>,
    /// The record of the step that posted it.
    record: Uuid,
    /// Its link (HMAC-SHA256), in hexadecimal. The step's record in the log names that of its last entry.
    link: String,
}

/// An entry. Its debits are its credits.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryBody {
    /// The case's reference.
    case: String,
    /// What it is about: `deposit_held`, `refunded`, ...
    kind: &'static str,
    /// When it was posted.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// ISO 4217.
    currency: &'static str,
    /// The lines that the caller may see.
    lines: Vec<LineBody>,
    /// Where it stands in its books; null for parties.
    seal: Option<SealBody>,
}

/// What stands on an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceBody {
    /// The account.
    account: &'static str,
    /// Minor units, more than 0 in the column in which the account grows.
    amount_minor: i64,
}

/// A page of the books.
#[derive(Debug, Serialize, ToSchema)]
pub struct JournalBody {
    /// The entries, newest first.
    items: Vec<EntryBody>,
    /// Send it as `after` for the next page; null on the last.
    next: Option<String>,
    /// What stands on each account of the case that was asked for; empty where none was.
    balances: Vec<BalanceBody>,
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Of this case: UUID or C-…
    case: Option<String>,
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The cursor from `next`.
    after: Option<String>,
}

/// The books of the caller's cases, newest entry first: each side reads what is its own.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "money", security(("bearer" = [])), params(Which),
    responses((status = 200, description = "A page", body = JournalBody), refusals::Reading))]
pub async fn list(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(which): Query<Which>,
) -> Result<Private<JournalBody>, Problem> {
    let limit = cursor::limit(which.limit)?;
    let cursors = cursor::of(&site, &caller, &format!("ledger {}", which.case.as_deref().unwrap_or_default()));
    let after = cursors.read::<(Timestamp, Uuid, i64)>(which.after.as_deref())?;
    let case = which.case.as_deref().map(|case| Key::parse(ReferenceKind::Case, case)).transpose()?;
    let journal = site
        .house
        .read(&caller, move |tx, desk, caller| ledger::journal(tx, desk, caller, case.as_ref(), after, limit))
        .await?;
    let balance = |(account, amount_minor): &(domain::ledger::Account, i64)| BalanceBody {
        account: account.as_str(),
        amount_minor: *amount_minor,
    };
    Ok(Private(JournalBody {
        next: journal.next.map(|last| cursors.write(&last)),
        balances: journal.balances.iter().map(balance).collect(),
        items: journal.entries.into_iter().map(body).collect(),
    }))
}

fn body(posted: Posted) -> EntryBody {
    let line =
        |line: &Line| LineBody { account: line.account.as_str(), side: line.side.as_str(), amount_minor: line.minor };
    let seal = |seal: Seal| SealBody { n: seal.n, reverses: seal.reverses, record: seal.record, link: seal.link };
    EntryBody {
        lines: posted.lines.iter().map(line).collect(),
        case: posted.case,
        kind: posted.kind.as_str(),
        at: posted.at,
        currency: posted.currency.code(),
        seal: posted.seal.map(seal),
    }
}
