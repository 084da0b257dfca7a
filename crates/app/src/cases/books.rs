//! What a step moves in the books of its case, posted in the step's own transaction.

use audit::ledger::{Entry, Line, Said};
use domain::case::{Case, Effect, MoneyEvent, Moved};
use domain::ids::RecordId;
use domain::ledger::{self, Transaction};
use store::Tx;
use store::tables::ledger as table;
use uuid::Uuid;

use crate::{AppError, Desk};

/// Posts the entries of a step, each linked to the one before it. What the step's record has to say of them; `None` where no money
/// moved.
///
/// The case was saved with the version that was read, so nobody else is posting in these books at this moment.
pub(super) fn post(
    tx: &mut Tx,
    desk: &Desk,
    before: &Case,
    moved: &Moved,
    record: RecordId,
) -> Result<Option<Said>, AppError> {
    let posted = ledger::post(before, &moved.case, events(moved), desk.pack_of(&moved.case));
    if posted.is_empty() {
        return Ok(None);
    }
    add(tx, desk, moved.case.id.0, &posted, record)
}

/// What a step did to the customer's money.
pub(super) fn events(moved: &Moved) -> impl Iterator<Item = MoneyEvent> {
    moved.effects.iter().filter_map(|effect| match effect {
        Effect::Money { event } => Some(*event),
        _ => None,
    })
}

/// Adds entries to the books of a case, each linked to the one before it; says the last one.
pub(super) fn add(
    tx: &mut Tx,
    desk: &Desk,
    case: Uuid,
    posted: &[Transaction],
    record: RecordId,
) -> Result<Option<Said>, AppError> {
    let mut last = table::last(tx, case)?;
    for transaction in posted {
        let before = last.map_or_else(|| desk.ledger.begin(case), |last| last.link);
        let n = last.map_or(0, |last| last.n) + 1;
        let entry = entry(tx, desk, case, n, transaction, record)?;
        let link = desk.ledger.link(&before, &entry);
        table::add(tx, &entry, &link)?;
        last = Some(Said { n, link });
    }
    Ok(last)
}

fn entry(
    tx: &mut Tx,
    desk: &Desk,
    case: Uuid,
    n: i64,
    posted: &Transaction,
    record: RecordId,
) -> Result<Entry, AppError> {
    let reverses = match posted.kind().reverses() {
        Some(kind) => table::last_of(tx, case, kind.as_str())?,
        None => None,
    };
    let lines = posted.lines().iter().map(|line| Line {
        account: line.account.as_str().to_owned(),
        side: line.side.as_str().to_owned(),
        minor: line.minor,
    });
    Ok(Entry {
        case,
        n,
        kind: posted.kind().as_str().to_owned(),
        reverses,
        currency: posted.currency().code().to_owned(),
        record: record.0,
        at: desk.now.as_microsecond(),
        lines: lines.collect(),
    })
}
