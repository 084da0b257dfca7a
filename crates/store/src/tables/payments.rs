//! Money that came in or goes back: noted by one person, confirmed by another, by a bank's file, or by what a card's bank says.

use domain::{CaseId, OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit, one};
use crate::{Row, StoreError, Tx, params};

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The identifier.
    pub id: Uuid,
    /// For which case.
    pub case: CaseId,
    /// The case's customer.
    pub customer: OrgId,
    /// The case's agency.
    pub agency: OrgId,
    /// `cash`, `bank` or `card`.
    pub method: String,
    /// `in` or `out`.
    pub way: String,
    /// More than 0.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// `noted`, `confirmed` or `refused`.
    pub state: String,
    /// The number of its receipt, once confirmed.
    pub receipt: Option<String>,
    /// What it comes from, so that the same is counted once: a line of a bank's file, a card's charge.
    pub source: Option<String>,
    /// Who noted it; none: the system.
    pub noted_by: Option<UserId>,
    /// When.
    pub noted_at: Timestamp,
    /// Who confirmed or refused it; none before, and for the system.
    pub answered_by: Option<UserId>,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// Its entry in the books of the case.
    pub entry: Option<i64>,
    /// The record of whoever confirmed it.
    pub record: Option<Uuid>,
    /// 1 when noted, 2 when answered.
    pub version: i64,
}

/// Two that come from one source: the unique key that has the last word.
pub const SOURCE: &str = "payment_source_key";

const COLUMNS: &str = "p.id, p.case_id, p.customer_org, p.agency_org, p.method, p.way, p.amount_minor, p.currency, p.state, p.receipt, \
    p.source, p.noted_by, p.noted_at, p.answered_by, p.answered_at, p.entry, p.record, p.version";

fn read(row: &Row<'_>) -> Result<Payment, StoreError> {
    let who = |column| Ok::<_, StoreError>(row.get::<Option<Uuid>>(column)?.map(UserId));
    Ok(Payment {
        id: row.get("id")?,
        case: CaseId(row.get("case_id")?),
        customer: OrgId(row.get("customer_org")?),
        agency: OrgId(row.get("agency_org")?),
        method: row.get("method")?,
        way: row.get("way")?,
        amount_minor: row.get("amount_minor")?,
        currency: row.get("currency")?,
        state: row.get("state")?,
        receipt: row.get("receipt")?,
        source: row.get("source")?,
        noted_by: who("noted_by")?,
        noted_at: row.get("noted_at")?,
        answered_by: who("answered_by")?,
        answered_at: row.get("answered_at")?,
        entry: row.get("entry")?,
        record: row.get("record")?,
        version: row.get("version")?,
    })
}

/// Keeps a payment. `false` where one that comes from the same source is there already.
pub fn add(tx: &mut Tx, new: &Payment) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into payment (id, case_id, customer_org, agency_org, method, way, amount_minor, currency, state, receipt, source, \
         noted_by, noted_at, answered_by, answered_at, entry, record, version) \
         select $1, c.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18 from case_file c \
         where c.id = $2 and {read:case_file c} on conflict (source) do nothing",
        params![
            new.id,
            new.case.0,
            new.customer.0,
            new.agency.0,
            &new.method,
            &new.way,
            new.amount_minor,
            &new.currency,
            &new.state,
            new.receipt.clone(),
            new.source.clone(),
            new.noted_by.map(|user| user.0),
            new.noted_at,
            new.answered_by.map(|user| user.0),
            new.answered_at,
            new.entry,
            new.record,
            new.version
        ],
    )?;
    Ok(added == 1)
}

/// Keeps the answer to one that was noted, if nobody answered it yet.
pub fn answer(tx: &mut Tx, answered: &Payment) -> Result<(), StoreError> {
    one(tx.run(
        "update payment as p set state = $2, receipt = $3, answered_by = $4, answered_at = $5, entry = $6, record = $7, version = 2 \
         where p.id = $1 and p.state = 'noted' and {write:payment p}",
        params![
            answered.id,
            &answered.state,
            answered.receipt.clone(),
            answered.answered_by.map(|user| user.0),
            answered.answered_at,
            answered.entry,
            answered.record
        ],
    )?)
}

/// One of them.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Payment>, StoreError> {
    let sql = format!("select {COLUMNS} from payment p where p.id = $1 and {{read:payment p}}");
    tx.maybe(&sql, params![id], read)
}

/// The one that comes from this source.
pub fn of_source(tx: &mut Tx, source: &str) -> Result<Option<Payment>, StoreError> {
    let sql = format!("select {COLUMNS} from payment p where p.source = $1 and {{read:payment p}}");
    tx.maybe(&sql, params![source], read)
}

/// All of a case, oldest first.
pub fn of_case(tx: &mut Tx, case: Uuid) -> Result<Vec<Payment>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from payment p where p.case_id = $1 and {{read:payment p}} order by p.noted_at, p.id"
    );
    tx.all(&sql, params![case], read)
}

/// Those that wait for a second person, oldest first.
pub fn waiting(tx: &mut Tx, limit: Limit) -> Result<Vec<Payment>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from payment p where p.state = 'noted' and {{read:payment p}} order by p.noted_at, p.id limit {}",
        limit.get()
    );
    tx.all(&sql, params![], read)
}

/// Where a page of payments ended.
pub type Ended = (Timestamp, Uuid);

/// A page of payments, newest first, and one more.
pub fn page(tx: &mut Tx, before: Option<Ended>, limit: Limit) -> Result<Vec<Payment>, StoreError> {
    let mut binds = Binds::none();
    let earlier = before.map(|(at, id)| format!("(p.noted_at, p.id) < ({}, {}) and ", binds.add(at), binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from payment p where {}{{read:payment p}} order by p.noted_at desc, p.id desc limit {}",
        earlier.unwrap_or_default(),
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}
