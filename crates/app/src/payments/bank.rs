//! What came in by bank: a file is read whole or not at all, each line once, and what names a case exactly is put there.
//!
//! A crash between two stretches leaves whole lines behind, each with its payment or open. The same file read again goes on from there.

use std::collections::HashMap;

use audit::Hash;
use aws_lc_rs::digest;
use domain::case::Case;
use domain::money::Currency;
use domain::{CaseId, StepToken};
use exchange::statement::matching::{Open, Pays, Proposal, propose};
use exchange::statement::{self, StatementError, StatementLine};
use policy::ObjectRef;
use store::tables::bank::{self as table, BankFile, BankLine};
use store::tables::{Limit, cases};
use store::{Recorded, Tx};
use uuid::Uuid;

use super::land::{Source, land};
use crate::admit::{self, Key};
use crate::caller::Caller;
use crate::cases::{UNPAID, owed, payment_reference};
use crate::{AppError, Desk, House, record};

/// Lines that one transaction keeps and puts to their cases.
const STRETCH: usize = 40;
/// LIMIT: cases that a file is compared with, those with the nearest day first.
const OPEN_MAX: u32 = 20_000;

/// What reading a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Read {
    /// Lines on which money came in.
    pub lines: usize,
    /// Of them those that the bank told of before.
    pub known: usize,
    /// Those that were put to a case.
    pub paid: usize,
}

/// Why a file was not read: nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// What is wrong with it, and where.
    #[error(transparent)]
    File(#[from] StatementError),
    /// Anything else.
    #[error(transparent)]
    App(#[from] AppError),
}

/// Reads a file of the bank and puts what names a case to it.
pub async fn read_file(house: &House, caller: &Caller, bytes: Vec<u8>) -> Result<Read, Unread> {
    let currency = house.desk().pack().rules().money.currency;
    let open = house
        .read(caller, move |tx, desk, caller| {
            desk.proven_lately(caller.proof)?;
            if !admit::may_count(desk, caller, StepToken::MatchBank) {
                return Err(AppError::NotFound);
            }
            open_cases(tx)
        })
        .await?;
    let work = move || read(&bytes, currency, &open);
    let (digest, lines) =
        tokio::task::spawn_blocking(work).await.map_err(|_| AppError::from(store::StoreError::Overloaded))??;
    let mut done = Read { lines: lines.len(), ..Read::default() };
    let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    for (nth, stretch) in lines.chunks(STRETCH).enumerate() {
        let first = nth * STRETCH;
        let stretch = stretch.to_vec();
        let part = house
            .write(caller, move |tx, desk, caller| keep(tx, desk, caller, (digest, total, currency), first, &stretch))
            .await?;
        done.known += part.known;
        done.paid += part.paid;
    }
    Ok(done)
}

/// A line with what it pays.
#[derive(Clone)]
struct Matched {
    line: StatementLine,
    parts: Vec<(CaseId, i64)>,
}

fn read(bytes: &[u8], currency: Currency, open: &[Open]) -> Result<(Hash, Vec<Matched>), StatementError> {
    let mut lines = statement::read(bytes, currency)?.lines;
    lines.retain(|line| line.amount.minor > 0 && !line.reversal);
    let mut pays: HashMap<usize, Vec<(CaseId, i64)>> =
        propose(&lines, open).into_iter().map(|Proposal { line, pays }| (line, parts(&lines[line], pays))).collect();
    let matched = lines.into_iter().enumerate();
    let matched = matched.map(|(at, line)| Matched { line, parts: pays.remove(&at).unwrap_or_default() });
    let digest = digest::digest(&digest::SHA256, bytes);
    Ok((digest.as_ref().try_into().expect("SHA-256 gives 32 bytes"), matched.collect()))
}

/// What a line pays without a person: what it names. All of it, also where it is more or less than is due.
fn parts(line: &StatementLine, pays: Pays) -> Vec<(CaseId, i64)> {
    match pays {
        Pays::Whole(part) | Pays::Partial { part, .. } | Pays::Over { part, .. } => {
            vec![(CaseId(part.open), line.amount.minor)]
        }
        Pays::Split(parts) => parts.into_iter().map(|part| (CaseId(part.open), part.minor)).collect(),
        Pays::Unclear(_) | Pays::Suggested(_) | Pays::Unknown => Vec::new(),
    }
}

/// What is asked for now, by every name that a payer may use.
fn open_cases(tx: &mut Tx) -> Result<Vec<Open>, AppError> {
    let mut open = Vec::new();
    for row in cases::by_due(tx, UNPAID, OPEN_MAX)? {
        let Ok(case) = serde_json::from_value::<Case>(row.body.clone()) else { continue };
        let due_minor = owed(&case).unwrap_or(0);
        for reference in [payment_reference(&row.reference), row.reference] {
            open.push(Open { id: row.id.0, reference, due_minor });
        }
    }
    Ok(open)
}

fn keep(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    (digest, lines, currency): (Hash, i64, Currency),
    first: usize,
    stretch: &[Matched],
) -> Result<Recorded<Read>, AppError> {
    let file = BankFile {
        id: desk.id(1),
        digest,
        currency: currency.code().to_owned(),
        lines,
        read_by: caller.actor_id(),
        read_at: desk.now,
    };
    let file = table::add_file(tx, &file)?;
    let object = ObjectRef { kind: "bank_file", id: file, version: 1 };
    let permit = admit::money(desk, caller, StepToken::MatchBank, object)?;
    let mut done = Read::default();
    let mut drafts = Vec::new();
    // Each line has two numbers for records, and a place for its own identifier.
    for (nth, matched) in (0_u16..).zip(stretch) {
        let line = line(desk.id(0x200 + nth), file, first + usize::from(nth) + 1, &matched.line);
        if !table::add_line(tx, &line)? {
            done.known += 1;
            continue;
        }
        let landed = put(tx, desk, caller, &line, &matched.parts, 2 + nth * 4)?;
        if !landed.is_empty() {
            table::settle(tx, line.id, "paid")?;
            done.paid += 1;
            drafts.extend(landed);
        }
    }
    let count = |n: usize| audit::Fact::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let draft = record::allowed(desk, caller, &permit, 0)
        .fact("lines", count(stretch.len()))
        .fact("known", count(done.known))
        .fact("paid", count(done.paid));
    let recorded = Recorded::with(done, draft);
    Ok(drafts.into_iter().fold(recorded, Recorded::and))
}

/// Puts a line to its cases: to all of them, or to none where one of them cannot take it now.
fn put(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    line: &BankLine,
    parts: &[(CaseId, i64)],
    nth: u16,
) -> Result<Vec<audit::Draft>, AppError> {
    // LIMIT: two cases by one line; more is for a person.
    if parts.len() > 2 {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for (case, minor) in parts {
        let open = admit::case(tx, desk, caller, &Key::Id(case.0))?;
        if !desk.policy.may_step(&open.ask(caller), StepToken::ConfirmPayment) {
            return Ok(Vec::new());
        }
        cases.push((open, *minor));
    }
    let mut drafts = Vec::new();
    for (at, (open, minor)) in (0_u16..).zip(&cases) {
        let source = Source { method: "bank", key: format!("bank:{}:{}", line.id, open.row.id.0) };
        if let Some(landed) = land(tx, desk, caller, open, &source, *minor, nth + at * 2)? {
            drafts.extend(landed.drafts);
        }
    }
    Ok(drafts)
}

fn line(id: Uuid, file: Uuid, nth: usize, read: &StatementLine) -> BankLine {
    let said = [Some(read.reference_text.as_str()), read.end_to_end.as_deref()];
    BankLine {
        id,
        file,
        nth: i64::try_from(nth).unwrap_or(i64::MAX),
        bank_id: cut(&read.id, 140),
        booked_on: read.booked_on.to_string(),
        amount_minor: read.amount.minor,
        words: cut(&with_digits(said.into_iter().flatten()), 200),
        state: "open".to_owned(),
        version: 1,
    }
}

/// Of the payer's words those with a digit: a reference has one, a name has none.
fn with_digits<'a>(said: impl Iterator<Item = &'a str>) -> String {
    let words = said.flat_map(str::split_whitespace).filter(|word| word.chars().any(char::is_numeric));
    words.collect::<Vec<_>>().join(" ")
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// An open line with the case that it may be for.
#[derive(Debug, Clone)]
pub struct OpenLine {
    /// The line.
    pub line: BankLine,
    /// The reference of the one case that is due with exactly this sum.
    pub suggested: Option<String>,
}

/// What finance sees of the bank.
#[derive(Debug, Clone, Default)]
pub struct BankPage {
    /// Lines that nobody has put to a case yet, oldest first; the first page of them.
    pub open: Vec<OpenLine>,
}

/// What came in by bank and waits for a person.
pub fn bank(tx: &mut Tx, desk: &Desk, caller: &Caller) -> Result<BankPage, AppError> {
    if !admit::may_count(desk, caller, StepToken::MatchBank) {
        return Err(AppError::NotFound);
    }
    let lines = table::open(tx, Limit::PAGE)?;
    if lines.is_empty() {
        return Ok(BankPage::default());
    }
    let mut by_sum: HashMap<i64, Vec<String>> = HashMap::new();
    for row in cases::by_due(tx, UNPAID, OPEN_MAX)? {
        let Ok(case) = serde_json::from_value::<Case>(row.body.clone()) else { continue };
        if let Some(due) = owed(&case) {
            by_sum.entry(due).or_default().push(row.reference);
        }
    }
    let suggested = |line: &BankLine| match by_sum.get(&line.amount_minor).map(Vec::as_slice) {
        Some([one]) => Some(one.clone()),
        _ => None,
    };
    Ok(BankPage { open: lines.into_iter().map(|line| OpenLine { suggested: suggested(&line), line }).collect() })
}

/// Puts an open line to a case by hand. Conflict: `bank_line_over` where somebody settled it already.
pub fn pay_line(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid, case: &Key) -> Result<Recorded<()>, AppError> {
    desk.proven_lately(caller.proof)?;
    let line = open_line(tx, desk, caller, id)?;
    let open = admit::case(tx, desk, caller, case)?;
    let source = Source { method: "bank", key: format!("bank:{}:{}", line.id, open.row.id.0) };
    let landed =
        land(tx, desk, caller, &open, &source, line.amount_minor, 0)?.ok_or(AppError::Conflict("bank_line_over"))?;
    table::settle(tx, id, "paid")?;
    Ok(landed.recorded())
}

/// Says of an open line that it is nobody's here. Conflict: `bank_line_over`.
pub fn leave_line(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<Recorded<()>, AppError> {
    let line = open_line(tx, desk, caller, id)?;
    let permit =
        admit::money(desk, caller, StepToken::MatchBank, ObjectRef { kind: "bank_line", id, version: line.version })?;
    table::settle(tx, id, "left")?;
    Ok(Recorded::with((), record::allowed(desk, caller, &permit, 0).fact("left", audit::Fact::Flag(true))))
}

fn open_line(tx: &mut Tx, desk: &Desk, caller: &Caller, id: Uuid) -> Result<BankLine, AppError> {
    if !admit::may_count(desk, caller, StepToken::MatchBank) {
        return Err(AppError::NotFound);
    }
    let line = table::line(tx, id)?.ok_or(AppError::NotFound)?;
    if line.state == "open" { Ok(line) } else { Err(AppError::Conflict("bank_line_over")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_payers_words_no_name_is_kept() {
        let said = ["Transfer from Salma Al Harthy RF18C7K2M9QX4", "inv ٢٠٢٦-١٧ for Salma"];
        assert_eq!(with_digits(said.into_iter()), "RF18C7K2M9QX4 ٢٠٢٦-١٧");
    }
}
