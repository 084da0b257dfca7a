//! The cases that a worker or a household is a party to: what their own pages show, without a word about who the others are. The
//! agency stands in it, as everybody may know it.

use domain::case::{Item, Payer, Quote};
use domain::{Role, Side};
use serde_json::{Value, json};
use store::Tx;

use super::groups::{BOOKS, CASES, EVENTS, MEETINGS, QUOTES, REVIEWS, STATEMENTS, TERMS};
use super::record::case_row;
use crate::admit::Key;
use crate::agency_reviews::{self, Own};
use crate::caller::Caller;
use crate::cases::{self, CaseView, MeetingRecord};
use crate::held::Group;
use crate::{AppError, Desk, House, Limit, ledger};

/// LIMIT: cases of one export, and events of one case.
const CASES_MAX: usize = 1_000;
const EVENTS_MAX: usize = 1_000;

/// The rows of each group, as far as one case has some.
#[derive(Default)]
struct Rows {
    cases: Vec<Vec<Value>>,
    events: Vec<Vec<Value>>,
    meetings: Vec<Vec<Value>>,
    terms: Vec<Vec<Value>>,
    quotes: Vec<Vec<Value>>,
    books: Vec<Vec<Value>>,
    statements: Vec<Vec<Value>>,
    reviews: Vec<Vec<Value>>,
}

/// All of the caller's cases, newest first.
pub(super) async fn cases(house: &House, caller: &Caller) -> Result<Vec<Group>, AppError> {
    let (mut rows, mut after) = (Rows::default(), None);
    loop {
        let page = move |tx: &mut Tx, desk: &Desk, caller: &Caller| {
            let (views, next) = cases::list(tx, desk, caller, &[], after, Limit::PAGE)?;
            let mut rows = Rows::default();
            for view in &views {
                one(tx, desk, caller, view, &mut rows)?;
            }
            Ok((rows, next))
        };
        let (found, next) = house.read(caller, page).await?;
        rows.extend(found);
        after = next;
        if after.is_none() || rows.cases.len() >= CASES_MAX {
            break;
        }
    }
    Ok(vec![
        CASES.with(rows.cases),
        EVENTS.with(rows.events),
        MEETINGS.with(rows.meetings),
        TERMS.with(rows.terms),
        QUOTES.with(rows.quotes),
        BOOKS.with(rows.books),
        STATEMENTS.with(rows.statements),
        REVIEWS.with(rows.reviews),
    ])
}

impl Rows {
    fn extend(&mut self, more: Self) {
        self.cases.extend(more.cases);
        self.events.extend(more.events);
        self.meetings.extend(more.meetings);
        self.terms.extend(more.terms);
        self.quotes.extend(more.quotes);
        self.books.extend(more.books);
        self.statements.extend(more.statements);
        self.reviews.extend(more.reviews);
    }
}

fn one(tx: &mut Tx, desk: &Desk, caller: &Caller, view: &CaseView, rows: &mut Rows) -> Result<(), AppError> {
    let row = &view.open.row;
    let (key, case) = (Key::Id(row.id.0), json!(row.reference));
    rows.cases.push(case_row(row, view.agency.code.as_ref(), view.agency.name.as_ref()));
    let mut before = None;
    for _ in 0..EVENTS_MAX / 100 {
        let limit = Limit::new(100).unwrap_or(Limit::PAGE);
        let (events, next) = cases::timeline(tx, desk, caller, &key, before, limit)?;
        rows.events.extend(events.into_iter().map(|event| {
            vec![case.clone(), json!(event.at), json!(event.step.as_str()), json!(event.to.as_str()), json!(event.side)]
        }));
        before = next;
        if before.is_none() {
            break;
        }
    }
    let meeting = cases::meeting(tx, desk, caller, &key)?;
    if let Some(agreed) = &meeting.agreed {
        rows.meetings.push(vec![
            case.clone(),
            json!(agreed.slot.starts_at),
            json!(agreed.slot.minutes),
            json!(agreed.slot.place.as_str()),
            json!(meeting.record.show(&MeetingRecord::WAY).visible().cloned().flatten()),
        ]);
    }
    if let Some(terms) = cases::terms(tx, desk, caller, &key)? {
        rows.terms.push(vec![
            case.clone(),
            json!(terms.sha256.as_str()),
            json!(terms.languages),
            json!(terms.wage_minor),
            json!(terms.hours_per_day),
            json!(terms.rest_days_per_week),
        ]);
    }
    if let Some(quote) = cases::quote(tx, desk, caller, &key)? {
        let quote: Quote = serde_json::from_value(quote)
            .map_err(|_| store::StoreError::Damaged(format!("case_quote.body of {} cannot be read", row.id)))?;
        rows.quotes.extend(quote.lines.iter().map(|line| {
            let item = serde_json::to_value::<Item>(line.item).unwrap_or_default();
            let payer = serde_json::to_value::<Payer>(line.payer).unwrap_or_default();
            vec![case.clone(), item, payer, json!(line.amount_minor)]
        }));
    }
    books(tx, desk, caller, &key, &row.reference, &mut rows.books)?;
    // What the caller's own side said; what others said of it is theirs.
    let said = cases::stated(tx, desk, caller, &key)?;
    let own = said.into_iter().filter(|said| Side::of(said.by) == Side::of(caller.role));
    rows.statements.extend(own.map(|said| vec![case.clone(), json!(said.statement.as_str()), json!(said.at)]));
    if caller.role == Role::Customer
        && let Own::Said(said) = agency_reviews::own(tx, desk, caller, &key)?
    {
        rows.reviews.push(vec![
            case,
            json!(said.agency_code),
            json!(said.answers.coordination),
            json!(said.answers.meetings),
            json!(said.answers.fees),
            json!(said.text),
            json!(said.standing),
            json!(said.at),
        ]);
    }
    Ok(())
}

/// What was posted about a case, as far as the caller sees its money: nothing for whom the books are not open.
fn books(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    key: &Key,
    case: &str,
    rows: &mut Vec<Vec<Value>>,
) -> Result<(), AppError> {
    if !ledger::is_open_to(desk, caller) {
        return Ok(());
    }
    let mut before = None;
    for _ in 0..EVENTS_MAX / 100 {
        let limit = Limit::new(100).unwrap_or(Limit::PAGE);
        let journal = ledger::journal(tx, desk, caller, Some(key), before, limit)?;
        for entry in &journal.entries {
            rows.extend(entry.lines.iter().map(|line| {
                vec![
                    json!(case),
                    json!(entry.at),
                    json!(entry.kind.as_str()),
                    json!(line.account.as_str()),
                    json!(line.side.as_str()),
                    json!(line.minor),
                    json!(entry.currency.code()),
                ]
            }));
        }
        before = journal.next;
        if before.is_none() {
            break;
        }
    }
    Ok(())
}
