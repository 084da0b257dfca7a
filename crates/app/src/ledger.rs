//! Reading the books: the journal, as far as policy lets the caller see it, and the check that they hold.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use audit::hash::to_hex;
use audit::ledger::{Book, Fault, Kept, LedgerKey, Said};
use domain::ledger::{Account, Balances, Kind, Line, Side};
use domain::money::Currency;
use domain::{CaseId, Class, ClassSet, StateToken};
use jiff::Timestamp;
use policy::Sight;
use store::tables::inspect::{self, STRETCH, Standing};
use store::tables::ledger::{self as table, Ended};
use store::tables::{Limit, cases};
use store::{StoreError, Tx};
use uuid::Uuid;

use crate::admit::{self, Key, OpenCase};
use crate::caller::Caller;
use crate::{AppError, Desk};

/// An entry as the caller may see it.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The case whose books these are, by its public reference.
    pub case: String,
    /// What it is about.
    pub kind: Kind,
    /// When.
    pub at: Timestamp,
    /// The currency of all its lines.
    pub currency: Currency,
    /// The lines that the caller may see; at least one.
    pub lines: Vec<Line>,
    /// Its number and link, and the entry that it takes back: for the operator's staff. To a party they would tell of what it may not see.
    pub seal: Option<Seal>,
    ended: Ended,
}

/// Where an entry stands in its books.
#[derive(Debug, Clone)]
pub struct Seal {
    /// Its number.
    pub n: i64,
    /// The entry that it takes back.
    pub reverses: Option<i64>,
    /// The record of the step that posted it.
    pub record: Uuid,
    /// Its link, in hexadecimal.
    pub link: String,
}

/// A page of the journal.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// The entries, newest first.
    pub entries: Vec<Posted>,
    /// What to go on after; none on the last page.
    pub next: Option<Ended>,
    /// What stands on each account of the one case that was asked for, as far as it may be seen: minor units.
    pub balances: Vec<(Account, i64)>,
}

/// LIMIT: pages of entries that are looked through for one page that the caller may see.
const LOOKED_THROUGH: usize = 20;

/// A page of the journal: of one case, or of all that the caller is a party to or works on.
pub fn journal(
    tx: &mut Tx,
    desk: &Desk,
    caller: &Caller,
    case: Option<&Key>,
    before: Option<Ended>,
    limit: Limit,
) -> Result<Journal, AppError> {
    if !is_open_to(desk, caller) {
        return Err(AppError::NotFound);
    }
    let only = case.map(|key| admit::case(tx, desk, caller, key)).transpose()?;
    let mut journal = Journal::default();
    let mut known: HashMap<Uuid, Option<(String, ClassSet)>> = HashMap::new();
    if let Some(open) = &only {
        known.insert(open.row.id.0, Some(seen(desk, caller, open)));
    }
    // What may not be known of leaves no gap in a page and no name in its cursor.
    let (size, mut after) = (limit.get() as usize, before);
    for _ in 0..LOOKED_THROUGH {
        let page = table::page(tx, only.as_ref().map(|open| open.row.id.0), after, limit)?;
        let more = page.len() > size;
        for kept in page.into_iter().take(size) {
            after = Some(ended(&kept)?);
            let case = match known.entry(kept.entry.case) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let row = cases::get(tx, CaseId(kept.entry.case))?;
                    let open =
                        row.and_then(|row| admit::open(row, caller).ok()).filter(|open| open.is_seen(desk, caller));
                    new.insert(open.map(|open| seen(desk, caller, &open)))
                }
            };
            journal.entries.extend(case.as_ref().and_then(|case| shown(caller, case, &kept)));
        }
        journal.next = after.filter(|_| more);
        if !more || journal.entries.len() > size {
            break;
        }
    }
    if journal.entries.len() > size {
        journal.entries.truncate(size);
        journal.next = journal.entries.last().map(|last| last.ended);
    }
    if let Some(open) = only {
        let (_, classes) = seen(desk, caller, &open);
        journal.balances = balances(&table::of_cases(tx, &[open.row.id.0])?, classes);
    }
    Ok(journal)
}

/// Whether a role sees money in any state of a case. To whom it is not open at all, the books are not there.
pub fn is_open_to(desk: &Desk, caller: &Caller) -> bool {
    let sees = |state: &StateToken| admit::sees(desk, caller.role, *state, Class::CustomerMoney);
    StateToken::ALL.iter().any(sees)
}

/// Which sums of a case the caller may see.
pub(crate) fn seen(desk: &Desk, caller: &Caller, open: &OpenCase) -> (String, ClassSet) {
    let [shared, own] =
        [open.ask(caller), open.ask_owned(caller, Some(open.row.agency))].map(|ask| desk.policy.view(&ask));
    let mut classes = ClassSet::EMPTY;
    if shared.sight(Class::CustomerMoney) == Sight::Visible {
        classes = classes.with(Class::CustomerMoney);
    }
    if own.sight(Class::InternalMoney) == Sight::Visible {
        classes = classes.with(Class::InternalMoney);
    }
    (open.row.reference.clone(), classes)
}

fn shown(caller: &Caller, (case, classes): &(String, ClassSet), kept: &Kept) -> Option<Posted> {
    let entry = &kept.entry;
    let lines: Vec<Line> = lines(kept).filter(|line| classes.has(line.account.class())).collect();
    if lines.is_empty() {
        return None;
    }
    let seal = Seal { n: entry.n, reverses: entry.reverses, record: entry.record, link: to_hex(&kept.link) };
    Some(Posted {
        case: case.clone(),
        kind: Kind::parse(&entry.kind).ok()?,
        at: Timestamp::from_microsecond(entry.at).ok()?,
        currency: Currency::of(&entry.currency)?,
        lines,
        seal: Some(seal).filter(|_| caller.is_operator()),
        ended: ended(kept).ok()?,
    })
}

/// The lines in words of ours; what somebody else wrote into the table is the verifier's to name.
pub(crate) fn lines(kept: &Kept) -> impl Iterator<Item = Line> {
    kept.entry.lines.iter().filter_map(|line| {
        let (account, side) = (Account::parse(&line.account).ok()?, Side::parse(&line.side).ok()?);
        Some(Line { account, side, minor: line.minor })
    })
}

fn balances(entries: &[Kept], classes: ClassSet) -> Vec<(Account, i64)> {
    let mut balances = Balances::default();
    entries.iter().flat_map(lines).for_each(|line| balances.add(line));
    let of = |account: &Account| Some((*account, i64::try_from(balances.of(*account)).ok()?));
    Account::ALL.iter().filter(|account| classes.has(account.class())).filter_map(of).collect()
}

fn ended(kept: &Kept) -> Result<Ended, AppError> {
    let at =
        Timestamp::from_microsecond(kept.entry.at).map_err(|_| StoreError::Damaged("an entry's time".to_owned()))?;
    Ok((at, kept.entry.case, kept.entry.n))
}

/// What the log says of the books: of each case the last entry that it tells of.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// By case.
    pub last: HashMap<Uuid, Said>,
    /// Whether every record of the log was read with its body.
    pub whole: bool,
}

/// What a check of books found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Cases looked at.
    pub cases: u64,
    /// Entries whose links and sums were derived anew.
    pub entries: u64,
    /// What is wrong, by case.
    pub faults: Vec<(Uuid, Fault)>,
    /// The last case looked at, to go on after; none at the end.
    pub next: Option<Uuid>,
}

/// Checks the books of the cases after this one, at most a thousand of them: links, debits against credits, reversals, and what log and
/// case say.
pub fn check(tx: &mut Tx, key: &LedgerKey, told: &Told, after: Uuid) -> Result<Checked, StoreError> {
    let cases = inspect::cases(tx, after)?;
    let next = cases.last().filter(|_| cases.len() == STRETCH).map(|last| last.id);
    Ok(Checked { next, ..check_these(tx, key, told, &cases)? })
}

fn check_these(tx: &mut Tx, key: &LedgerKey, told: &Told, cases: &[Standing]) -> Result<Checked, StoreError> {
    let ids: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
    let entries = table::of_cases(tx, &ids)?;
    let mut checked = Checked { cases: cases.len() as u64, entries: entries.len() as u64, ..Checked::default() };
    for case in cases {
        let from = entries.partition_point(|kept| kept.entry.case < case.id);
        let to = entries.partition_point(|kept| kept.entry.case <= case.id);
        let book = Book {
            reference: &case.reference,
            entries: &entries[from..to],
            said: told.last.get(&case.id).copied(),
            all_said: told.whole,
            account: &case.account,
        };
        checked.faults.extend(book.check(Some(key)).into_iter().map(|fault| (case.id, fault)));
    }
    Ok(checked)
}

/// How the books fare, as far as it is known without reading all of them.
#[derive(Debug, Clone)]
pub struct Health {
    /// Entries.
    pub entries: u64,
    /// The last one.
    pub last_at: Option<Timestamp>,
    /// The books in which money moved last, derived anew.
    pub newest: Checked,
}

/// Checks the books of the cases in which money moved last.
pub fn health(tx: &mut Tx, key: &LedgerKey) -> Result<Health, StoreError> {
    let newest = table::page(tx, None, None, Limit::PAGE)?;
    let mut ids: Vec<Uuid> = newest.iter().map(|kept| kept.entry.case).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = inspect::cases_among(tx, &ids)?;
    Ok(Health {
        entries: table::count(tx)?.unsigned_abs(),
        last_at: newest.first().and_then(|last| Timestamp::from_microsecond(last.entry.at).ok()),
        newest: check_these(tx, key, &Told::default(), &cases)?,
    })
}
