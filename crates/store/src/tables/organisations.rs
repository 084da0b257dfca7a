//! Organisations: the operator, agencies, customers.

use domain::OrgId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::{Row, StoreError, Tx, params};

/// An organisation. A customer's name is not here: it is sealed in `customer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The identifier.
    pub id: OrgId,
    /// `operator`, `agency` or `customer`.
    pub kind: String,
    /// The public reference, `O-…`.
    pub reference: String,
    /// The licence-like code of an agency, `AG-021`.
    pub code: Option<String>,
    /// The trade name, in Latin script.
    pub name: Option<String>,
    /// The trade name, in Arabic script.
    pub name_ar: Option<String>,
    /// `unverified`, `valid` or `lapsed`; agencies only.
    pub licence: Option<String>,
    /// The last day of the licence, as far as this scope may know it.
    pub licence_until: Option<Date>,
    /// When the operator last checked it.
    pub licence_checked_at: Option<Timestamp>,
    /// Whether it was made by the demo.
    pub demo: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

impl Organisation {
    /// Whether the licence stands on this day: checked, not lapsed, and not past its last day.
    pub fn licence_valid(&self, today: Date) -> bool {
        self.licence.as_deref() == Some("valid") && self.licence_until.is_none_or(|until| today <= until)
    }
}

const COLUMNS: &str = "o.id, o.kind, o.reference, o.code, o.name, o.name_ar, o.licence, \
    (select li.until from licence li where li.org = o.id and {read:licence li}) as licence_until, \
    o.licence_checked_at, o.demo, o.created_at, o.version";

fn read(row: &Row<'_>) -> Result<Organisation, StoreError> {
    let until: Option<String> = row.get("licence_until")?;
    Ok(Organisation {
        id: row.get("id")?,
        kind: row.get("kind")?,
        reference: row.get("reference")?,
        code: row.get("code")?,
        name: row.get("name")?,
        name_ar: row.get("name_ar")?,
        licence: row.get("licence")?,
        licence_until: match until {
            Some(text) => Some(text.parse().map_err(|_| row.contradiction("licence_until"))?),
            None => None,
        },
        licence_checked_at: row.get("licence_checked_at")?,
        demo: row.get("demo")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
    })
}

/// Adds an organisation. The code and the reference are unique: `organisation_code_key`, `organisation_reference_key`.
pub fn insert(tx: &mut Tx, new: &Organisation) -> Result<(), StoreError> {
    let sql = match tx.scope() {
        // A household that registers itself: while somebody waits to do so, and never anything but a customer.
        crate::Scope::SignIn => {
            "insert into organisation (id, kind, reference, code, name, name_ar, licence, licence_checked_at, \
             demo, created_at, version) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from invitation i \
             where $2 = 'customer' and i.org is null and i.ended_at is null and {read:invitation i} limit 1"
        }
        _ => {
            "insert into organisation (id, kind, reference, code, name, name_ar, licence, licence_checked_at, \
             demo, created_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        }
    };
    super::one(tx.run(
        sql,
        params![
            new.id,
            &new.kind,
            &new.reference,
            new.code.clone(),
            new.name.clone(),
            new.name_ar.clone(),
            new.licence.clone(),
            new.licence_checked_at,
            new.demo,
            new.created_at,
            new.version
        ],
    )?)?;
    new.licence_until.map_or(Ok(()), |until| set_until(tx, new.id, until))
}

fn set_until(tx: &mut Tx, agency: OrgId, until: Date) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into licence (org, until) values ($1, $2) on conflict (org) do update set until = excluded.until",
        params![agency, until.to_string()],
    )?)
}

/// The organisation, if this scope may know of it.
pub fn get(tx: &mut Tx, id: OrgId) -> Result<Option<Organisation>, StoreError> {
    let sql = format!("select {COLUMNS} from organisation o where o.id = $1 and {{read:organisation o}}");
    tx.maybe(&sql, params![id], read)
}

/// The agency with this code.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Organisation>, StoreError> {
    let sql = format!("select {COLUMNS} from organisation o where o.code = $1 and {{read:organisation o}}");
    tx.maybe(&sql, params![code], read)
}

/// The organisation with this public reference.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Organisation>, StoreError> {
    let sql = format!("select {COLUMNS} from organisation o where o.reference = $1 and {{read:organisation o}}");
    tx.maybe(&sql, params![reference], read)
}

/// The one operator organisation of this installation.
pub fn operator(tx: &mut Tx) -> Result<Option<Organisation>, StoreError> {
    let sql = format!("select {COLUMNS} from organisation o where o.kind = 'operator' and {{read:organisation o}}");
    tx.maybe(&sql, params![], read)
}

/// Every organisation that this scope may know of, by code and reference.
pub fn all(tx: &mut Tx) -> Result<Vec<Organisation>, StoreError> {
    let sql =
        format!("select {COLUMNS} from organisation o where {{read:organisation o}} order by o.code, o.reference");
    tx.all(&sql, params![], read)
}

/// One page of them in the order in which they came, with one more when another page follows.
pub fn page(tx: &mut Tx, after: Option<OrgId>, limit: super::Limit) -> Result<Vec<Organisation>, StoreError> {
    let mut binds = super::Binds::none();
    let keyset = after.map_or(String::new(), |after| format!("o.id > {} and ", binds.add(after)));
    let sql = format!(
        "select {COLUMNS} from organisation o where {keyset}{{read:organisation o}} order by o.id limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Records the outcome of a licence check.
pub fn set_licence(
    tx: &mut Tx,
    id: OrgId,
    version: i64,
    licence: &str,
    until: Option<Date>,
    at: Timestamp,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "update organisation set licence = $3, licence_checked_at = $4, version = version + 1 \
         where id = $1 and version = $2 and {write:organisation}",
        params![id, version, licence, at],
    )?)?;
    match until {
        Some(until) => set_until(tx, id, until),
        None => tx.run("delete from licence where org = $1 and {write:licence}", params![id]).map(drop),
    }
}

/// The last day of a licence passed. When it was checked, and until when it was good, stays. False when it lapsed before.
pub fn lapse(tx: &mut Tx, id: OrgId, version: i64) -> Result<bool, StoreError> {
    let lapsed = tx.run(
        "update organisation set licence = 'lapsed', version = version + 1 \
         where id = $1 and version = $2 and licence = 'valid' and {write:organisation}",
        params![id, version],
    )?;
    Ok(lapsed == 1)
}

/// What the public may know of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAgency {
    /// The trade name, in Latin script.
    pub name: Option<String>,
    /// The trade name, in Arabic script.
    pub name_ar: Option<String>,
    /// Whether the operator has verified the licence.
    pub licence_valid: bool,
    /// When it was last checked.
    pub licence_checked_at: Option<Timestamp>,
}

/// An agency as the public may know it: no date, no number, no paper of its licence.
pub fn public_agency(tx: &mut Tx, code: &str) -> Result<Option<PublicAgency>, StoreError> {
    tx.maybe(
        "select o.name, o.name_ar, o.licence, o.licence_checked_at from organisation o where o.code = $1 and {read:organisation o}",
        params![code],
        |row| {
            let licence: Option<String> = row.get("licence")?;
            Ok(PublicAgency {
                name: row.get("name")?,
                name_ar: row.get("name_ar")?,
                licence_valid: licence.as_deref() == Some("valid"),
                licence_checked_at: row.get("licence_checked_at")?,
            })
        },
    )
}
