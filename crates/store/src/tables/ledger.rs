//! The books of cases: entries with their lines, added and never changed.

use std::collections::HashMap;

use audit::Hash;
use audit::ledger::{Entry, Kept, Line, Said};
use domain::OrgId;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params, places};

/// The last entry in the books of a case; none before the first.
pub fn last(tx: &mut Tx, case: Uuid) -> Result<Option<Said>, StoreError> {
    let sql = "select e.n, e.link from ledger_entry e where e.case_id = $1 and {read:ledger_entry e} order by e.n desc limit 1";
    tx.maybe(sql, params![case], |row| Ok(Said { n: row.get("n")?, link: row.get("link")? }))
}

/// The number of the last entry of this kind.
pub fn last_of(tx: &mut Tx, case: Uuid, kind: &str) -> Result<Option<i64>, StoreError> {
    let sql = "select e.n from ledger_entry e where e.case_id = $1 and e.kind = $2 and {read:ledger_entry e} \
        order by e.n desc limit 1";
    tx.maybe(sql, params![case, kind], |row| row.get("n"))
}

/// Adds an entry with its lines; the case must be within reach.
pub fn add(tx: &mut Tx, entry: &Entry, link: &Hash) -> Result<(), StoreError> {
    let at =
        Timestamp::from_microsecond(entry.at).map_err(|_| StoreError::Program("an entry out of time".to_owned()))?;
    super::one(tx.run(
        "insert into ledger_entry (case_id, n, kind, reverses, currency, record, at, link) \
         select c.id, $2, $3, $4, $5, $6, $7, $8 from case_file c where c.id = $1 and {read:case_file c}",
        params![entry.case, entry.n, &entry.kind, entry.reverses, &entry.currency, entry.record, at, *link],
    )?)?;
    for (nth, line) in (1_i64..).zip(&entry.lines) {
        super::one(tx.run(
            "insert into ledger_line (case_id, n, nth, account, side, amount_minor) \
             select c.id, $2, $3, $4, $5, $6 from case_file c where c.id = $1 and {read:case_file c}",
            params![entry.case, entry.n, nth, &line.account, &line.side, line.minor],
        )?)?;
    }
    Ok(())
}

/// Where a page of the journal ended: the time of its last entry, the case, the number.
pub type Ended = (Timestamp, Uuid, i64);

/// A page of the journal, newest first, and one entry more: of one case, or of all within reach.
pub fn page(tx: &mut Tx, case: Option<Uuid>, before: Option<Ended>, limit: Limit) -> Result<Vec<Kept>, StoreError> {
    let mut binds = Binds::none();
    let of_case = case.map(|case| format!("e.case_id = {} and ", binds.add(case))).unwrap_or_default();
    let earlier = before.map(|(at, case, n)| {
        let places = [binds.add(at), binds.add(case), binds.add(n)].join(", ");
        format!("(e.at, e.case_id, e.n) < ({places}) and ")
    });
    let earlier = earlier.unwrap_or_default();
    let sql = format!(
        "select {COLUMNS} from ledger_entry e where {of_case}{earlier}{{read:ledger_entry e}} \
         order by e.at desc, e.case_id desc, e.n desc limit {}",
        limit.and_one()
    );
    let entries = tx.all(&sql, &binds.values, read)?;
    with_lines(tx, entries)
}

/// All entries of these cases, each case's in the order of their numbers.
pub fn of_cases(tx: &mut Tx, cases: &[Uuid]) -> Result<Vec<Kept>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {COLUMNS} from ledger_entry e where e.case_id in ({}) and {{read:ledger_entry e}} order by e.case_id, e.n",
        places(1, cases.len())
    );
    let binds: Vec<_> = cases.iter().map(|case| crate::Value::from(*case)).collect();
    let entries = tx.all(&sql, &binds, read)?;
    with_lines(tx, entries)
}

/// Every line on the platform's commission from one moment until before another: the agency, the kind of entry, minor units. They are
/// added by whoever asks: a sum of what somebody wrote by hand could be more than the database counts.
pub fn commissions(
    tx: &mut Tx,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<(OrgId, String, i64)>, StoreError> {
    tx.all(
        "select c.agency_org, e.kind, l.amount_minor from ledger_line l \
         join ledger_entry e on e.case_id = l.case_id and e.n = l.n join case_file c on c.id = e.case_id \
         where l.account = 'commission' and e.at >= $1 and e.at < $2 and {read:ledger_line l} and {read:ledger_entry e} \
         and {read:case_file c}",
        params![from, until],
        |row| Ok((OrgId(row.get("agency_org")?), row.get("kind")?, row.get("amount_minor")?)),
    )
}

/// Lines without their entry, and entries without their case: none, where nobody wrote into the tables by hand.
pub fn strays(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one(
        "select (select count(*) from ledger_line l where {read:ledger_line l} and not exists \
         (select 1 from ledger_entry e where e.case_id = l.case_id and e.n = l.n and {read:ledger_entry e})) \
         + (select count(*) from ledger_entry x where {read:ledger_entry x} and not exists \
         (select 1 from case_file c where c.id = x.case_id and {read:case_file c})) as strays",
        params![],
        |row| row.get("strays"),
    )
}

/// How many entries there are.
pub fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select count(*) as entries from ledger_entry e where {read:ledger_entry e}", params![], |row| {
        row.get("entries")
    })
}

const COLUMNS: &str = "e.case_id, e.n, e.kind, e.reverses, e.currency, e.record, e.at, e.link";

fn read(row: &Row<'_>) -> Result<Kept, StoreError> {
    let at: Timestamp = row.get("at")?;
    let entry = Entry {
        case: row.get("case_id")?,
        n: row.get("n")?,
        kind: row.get("kind")?,
        reverses: row.get("reverses")?,
        currency: row.get("currency")?,
        record: row.get("record")?,
        at: at.as_microsecond(),
        lines: Vec::new(),
    };
    Ok(Kept { entry, link: row.get("link")? })
}

/// Lines that this scope may not read are left out.
fn with_lines(tx: &mut Tx, mut entries: Vec<Kept>) -> Result<Vec<Kept>, StoreError> {
    let mut cases: Vec<Uuid> = entries.iter().map(|kept| kept.entry.case).collect();
    cases.sort_unstable();
    cases.dedup();
    if cases.is_empty() {
        return Ok(entries);
    }
    let sql = format!(
        "select l.case_id, l.n, l.account, l.side, l.amount_minor from ledger_line l \
         where l.case_id in ({}) and {{read:ledger_line l}} order by l.case_id, l.n, l.nth",
        places(1, cases.len())
    );
    let binds: Vec<_> = cases.into_iter().map(crate::Value::from).collect();
    let mut lines: HashMap<(Uuid, i64), Vec<Line>> = HashMap::new();
    for (at, line) in tx.all(&sql, &binds, |row| {
        let line = Line { account: row.get("account")?, side: row.get("side")?, minor: row.get("amount_minor")? };
        Ok(((row.get("case_id")?, row.get("n")?), line))
    })? {
        lines.entry(at).or_default().push(line);
    }
    for kept in &mut entries {
        kept.entry.lines = lines.remove(&(kept.entry.case, kept.entry.n)).unwrap_or_default();
    }
    Ok(entries)
}
