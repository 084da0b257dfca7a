//! Closing the log: which bodies may be dropped, and dropping them. Number, leaf and link stay.
//!
//! A record is dropped only while nobody may still ask for it: not while a worker or a household that it is about, or whose case it is
//! about, is known here. When they are erased, nobody is left whom it could be told. What the log says of itself is never dropped.

use audit::{CLOSED, Hash, leaf};
use domain::ids::RecordId;
use jiff::Timestamp;

use crate::{Row, StoreError, Tx, Value, params};

/// Records are dropped in steps of at most so many: a transaction of one takes some tens of milliseconds.
pub const STEP: usize = 500;
/// Rows of one INSERT.
const ROWS: usize = 25;

/// What the log says of itself: without these records it could not be verified, or would hide what was done to it.
const OWN: [&str; 5] = ["audit.ratchet", CLOSED, "log_continued", "pending_record_set_aside", "pending_record_missing"];

/// A worker who is known here.
const WORKER: &str = "w.state <> 'roster:erased' and {read:worker w}";
/// A household that is known here.
const HOUSEHOLD: &str = "o.kind = 'customer' and {read:organisation o} \
    and not exists (select 1 from erasure x where x.subject = o.id and {read:erasure x})";

/// A record whose body may be dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closable {
    /// Its number.
    pub n: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its link.
    pub mac: Hash,
}

/// The records from `after` to `until` whose bodies may be dropped, in the order of their numbers, at most [`STEP`]. `System` only.
pub fn closable(tx: &mut Tx, after: u64, until: u64) -> Result<Vec<Closable>, StoreError> {
    let own = OWN.map(|action| format!("'{action}'")).join(", ");
    let sql = format!(
        "select e.n, e.body, e.mac from audit_event e where e.n > $1 and e.n <= $2 and {{read:audit_event e}} \
         and e.action not in ({own}) \
         and not exists (select 1 from worker w where w.id = e.subject and {WORKER}) \
         and not exists (select 1 from record_subject r join worker w on w.id = r.subject \
             where r.record = e.id and {{read:record_subject r}} and {WORKER}) \
         and not exists (select 1 from organisation o where o.id = e.object and {HOUSEHOLD}) \
         and not exists (select 1 from record_subject r join organisation o on o.id = r.subject \
             where r.record = e.id and {{read:record_subject r}} and {HOUSEHOLD}) \
         and not exists (select 1 from case_file f join worker w on w.id = f.worker \
             where f.id = e.case_id and {{read:case_file f}} and {WORKER}) \
         and not exists (select 1 from case_file f join organisation o on o.id = f.customer_org \
             where f.id = e.case_id and {{read:case_file f}} and {HOUSEHOLD}) \
         order by e.n limit {STEP}"
    );
    tx.all(&sql, params![number(after)?, number(until)?], |row| {
        Ok(Closable { n: unsigned(row, "n")?, bytes: row.get("body")?, mac: row.get("mac")? })
    })
}

/// The first record that is not older than this; none when all are.
pub fn first_since(tx: &mut Tx, since: Timestamp) -> Result<Option<u64>, StoreError> {
    let sql = "select e.n from audit_event e where e.at >= $1 and {read:audit_event e} order by e.n limit 1";
    tx.maybe(sql, params![since], |row| unsigned(row, "n"))
}

/// Drops the bodies of these records and everything that finds them; the caller's transaction writes the record of the closing.
/// `System` only.
pub fn drop_bodies(tx: &mut Tx, records: &[Closable], closing: RecordId) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return Ok(()) };
    for rows in records.chunks(ROWS) {
        let places: Vec<String> = (0..rows.len())
            .map(|row| format!("(${}, ${}, ${}, ${})", row * 4 + 1, row * 4 + 2, row * 4 + 3, row * 4 + 4))
            .collect();
        let values = rows.iter().map(|record| {
            let values: [Value; 4] =
                [number(record.n)?.into(), leaf(&record.bytes).into(), record.mac.into(), closing.into()];
            Ok(values)
        });
        let values = values.collect::<Result<Vec<_>, StoreError>>()?.concat();
        tx.run(&format!("insert into audit_closed (n, leaf, mac, closing) values {}", places.join(", ")), &values)?;
    }
    let between = params![number(first.n)?, number(last.n)?, closing];
    tx.run(
        "delete from record_subject where record in (select e.id from audit_event e join audit_closed c on c.n = e.n \
         where c.n >= $1 and c.n <= $2 and c.closing = $3 and {read:audit_event e} and {read:audit_closed c}) \
         and {write:record_subject}",
        between,
    )?;
    let gone = tx.run(
        "delete from audit_event where n in (select c.n from audit_closed c where c.n >= $1 and c.n <= $2 and c.closing = $3 \
         and {read:audit_closed c}) and {write:audit_event}",
        between,
    )?;
    if gone == records.len() as u64 { Ok(()) } else { Err(StoreError::Stale) }
}

/// What stays of a record whose body was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Its number.
    pub n: u64,
    /// Its leaf.
    pub leaf: Hash,
    /// Its link.
    pub mac: Hash,
    /// The record of the closing.
    pub closing: RecordId,
}

/// What stays of one record; none when it has its body, or there is no such record.
pub fn dropped(tx: &mut Tx, n: i64) -> Result<Option<Dropped>, StoreError> {
    let sql = "select c.n, c.leaf, c.mac, c.closing from audit_closed c where c.n = $1 and {read:audit_closed c}";
    tx.maybe(sql, params![n], |row| {
        let (leaf, mac) = (row.get("leaf")?, row.get("mac")?);
        Ok(Dropped { n: unsigned(row, "n")?, leaf, mac, closing: row.get("closing")? })
    })
}

/// The numbers of these records that have no body any more.
pub fn among(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<u64>, StoreError> {
    let sql =
        "select c.n from audit_closed c where c.n >= $1 and c.n <= $2 and {read:audit_closed c} order by c.n limit 100";
    tx.all(sql, params![from, until], |row| unsigned(row, "n"))
}

/// How many records have no body any more.
pub fn count(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.one("select count(*) as n from audit_closed c where {read:audit_closed c}", params![], |row| unsigned(row, "n"))
}

fn number(n: u64) -> Result<i64, StoreError> {
    i64::try_from(n).map_err(|_| StoreError::Damaged("the log's numbers are used up".to_owned()))
}

fn unsigned(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
    u64::try_from(row.get::<i64>(column)?).map_err(|_| row.contradiction(column))
}
