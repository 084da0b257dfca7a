//! Invoices and credit notes, and the numbers that they take.

use domain::OrgId;
use domain::invoice::{InvoiceKind, InvoiceLine};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Binds, Limit, as_json, json};
use crate::{Row, StoreError, Tx, params, places};

/// An invoice as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The identifier.
    pub id: Uuid,
    /// Who asks for the money.
    pub issuer: OrgId,
    /// The letters before its number.
    pub series: String,
    /// The year of its number.
    pub year: i64,
    /// The count in the series and year.
    pub n: i64,
    /// All three together.
    pub number: String,
    /// What it is.
    pub kind: InvoiceKind,
    /// For which case.
    pub case: Uuid,
    /// The case's customer.
    pub customer: OrgId,
    /// The case's agency.
    pub agency: OrgId,
    /// Three letters.
    pub currency: String,
    /// Without tax.
    pub net_minor: i64,
    /// The tax.
    pub vat_minor: i64,
    /// What else it says.
    pub body: Body,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Until when it is to be paid; none for a credit note.
    pub due_at: Option<Timestamp>,
    /// The record of the step that issued it.
    pub record: Uuid,
    /// Over all that it says.
    pub seal: audit::Hash,
}

/// What an invoice says beside its sums: as it was on that day, whatever changes later.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// Which invoices of the case a credit note gives back from.
    pub credits: Vec<InvoiceKind>,
    /// The rule by which its sums were rounded and cut.
    pub rounding: String,
    /// Tax on services that day, in hundredths of a percent.
    pub vat_basis_points: u16,
    /// Who issued it: name, name in Arabic, tax number, register, address in both languages.
    pub issuer: Issuer,
    /// Who is asked for a commission, as they were on that day. A household is not named on its invoices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Issuer>,
    /// The public reference of the case.
    pub case: String,
}

/// Who issued an invoice, or an agency that is asked for a commission, as it was on that day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Trade name.
    pub name: String,
    /// The same in Arabic.
    pub name_ar: String,
    /// As the tax office gave it.
    pub vat_number: Option<String>,
    /// Of the commercial register.
    pub register_number: Option<String>,
    /// Of the office.
    pub address: Option<String>,
    /// The same in Arabic.
    pub address_ar: Option<String>,
}

/// The next number of a series. Whoever takes one and does not commit gives it back with everything else; on PostgreSQL the others
/// wait for that.
pub fn next_number(tx: &mut Tx, issuer: OrgId, series: &str, year: i64) -> Result<i64, StoreError> {
    let sql = "insert into invoice_series as s (issuer, series, year, last) values ($1, $2, $3, 1) \
        on conflict (issuer, series, year) do update set last = s.last + 1 where {write:invoice_series s} returning last";
    tx.one(sql, params![issuer.0, series, year], |row| row.get("last"))
}

/// Keeps what is issued.
pub fn add(tx: &mut Tx, new: &Invoice) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into invoice (id, issuer, series, year, n, number, kind, case_id, customer_org, agency_org, currency, net_minor, \
         vat_minor, body, issued_at, due_at, record, seal) \
         select $1, $2, $3, $4, $5, $6, $7, c.id, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17 from case_file c \
         where c.id = $18 and {read:case_file c}",
        params![
            new.id,
            new.issuer.0,
            &new.series,
            new.year,
            new.n,
            &new.number,
            new.kind.as_str(),
            new.customer.0,
            new.agency.0,
            &new.currency,
            new.net_minor,
            new.vat_minor,
            as_json(&new.body),
            new.issued_at,
            new.due_at,
            new.record,
            new.seal,
            new.case
        ],
    )?)
}

const COLUMNS: &str = "i.id, i.issuer, i.series, i.year, i.n, i.number, i.kind, i.case_id, i.customer_org, i.agency_org, i.currency, \
    i.net_minor, i.vat_minor, i.body, i.issued_at, i.due_at, i.record, i.seal";

fn read(row: &Row<'_>) -> Result<Invoice, StoreError> {
    let kind: String = row.get("kind")?;
    Ok(Invoice {
        id: row.get("id")?,
        issuer: OrgId(row.get("issuer")?),
        series: row.get("series")?,
        year: row.get("year")?,
        n: row.get("n")?,
        number: row.get("number")?,
        kind: InvoiceKind::parse(&kind).map_err(|unknown| StoreError::Damaged(unknown.to_string()))?,
        case: row.get("case_id")?,
        customer: OrgId(row.get("customer_org")?),
        agency: OrgId(row.get("agency_org")?),
        currency: row.get("currency")?,
        net_minor: row.get("net_minor")?,
        vat_minor: row.get("vat_minor")?,
        body: json(row, "body")?,
        issued_at: row.get("issued_at")?,
        due_at: row.get("due_at")?,
        record: row.get("record")?,
        seal: row.get("seal")?,
    })
}

/// One of them.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Invoice>, StoreError> {
    let sql = format!("select {COLUMNS} from invoice i where i.id = $1 and {{read:invoice i}}");
    tx.maybe(&sql, params![id], read)
}

/// All of a case, oldest first.
pub fn of_case(tx: &mut Tx, case: Uuid) -> Result<Vec<Invoice>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from invoice i where i.case_id = $1 and {{read:invoice i}} order by i.issued_at, i.id"
    );
    tx.all(&sql, params![case], read)
}

/// All of these cases, each case's oldest first.
pub fn of_cases(tx: &mut Tx, cases: &[Uuid]) -> Result<Vec<Invoice>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select {COLUMNS} from invoice i where i.case_id in ({}) and {{read:invoice i}} order by i.case_id, i.issued_at, i.id",
        places(1, cases.len())
    );
    let binds: Vec<_> = cases.iter().map(|case| crate::Value::from(*case)).collect();
    tx.all(&sql, &binds, read)
}

/// Where a page of invoices ended.
pub type Ended = (Timestamp, Uuid);

/// A page of invoices, newest first, and one more.
pub fn page(tx: &mut Tx, before: Option<Ended>, limit: Limit) -> Result<Vec<Invoice>, StoreError> {
    let mut binds = Binds::none();
    let earlier = before.map(|(at, id)| format!("(i.issued_at, i.id) < ({}, {}) and ", binds.add(at), binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from invoice i where {}{{read:invoice i}} order by i.issued_at desc, i.id desc limit {}",
        earlier.unwrap_or_default(),
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Invoices issued from one moment until before another, oldest first, after this one: for reports, `limit` at a time.
pub fn between(
    tx: &mut Tx,
    (from, until): (Timestamp, Timestamp),
    after: Option<Ended>,
    limit: u32,
) -> Result<Vec<Invoice>, StoreError> {
    let (at, id) = after.unwrap_or((from, Uuid::nil()));
    let sql = format!(
        "select {COLUMNS} from invoice i where (i.issued_at, i.id) > ($1, $2) and i.issued_at < $3 and {{read:invoice i}} \
         order by i.issued_at, i.id limit {limit}"
    );
    tx.all(&sql, params![at, id, until], read)
}

/// Series whose numbers are not 1, 2, 3 and so on up to the last one that was given: none, where nobody wrote by hand.
pub fn gaps(tx: &mut Tx) -> Result<Vec<(Uuid, String, i64)>, StoreError> {
    let sql = "select s.issuer, s.series, s.year from invoice_series s where {read:invoice_series s} and s.series <> 'RCT' \
        and s.last <> (select count(*) from invoice i where i.issuer = s.issuer and i.series = s.series and i.year = s.year \
        and i.n <= s.last and {read:invoice i}) order by s.issuer, s.series, s.year";
    tx.all(sql, params![], |row| Ok((row.get("issuer")?, row.get("series")?, row.get("year")?)))
}
