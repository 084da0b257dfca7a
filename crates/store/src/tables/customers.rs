//! Customers: sealed identity, and the area, household and duties that an agency may be told.

use domain::{OrgId, UserId};
use jiff::Timestamp;

use crate::{Row, StoreError, Tx, params};

/// A household or company that hires.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// The name, sealed.
    pub name: Option<Vec<u8>>,
    /// The first word of the name: what a worker calls them in the meeting.
    pub first_name: Option<String>,
    /// The civil ID's number, sealed.
    pub civil_id: Option<Vec<u8>>,
    /// The address, sealed.
    pub address: Option<Vec<u8>>,
    /// The telephone number, sealed.
    pub phone: Option<Vec<u8>>,
    /// The keyed hash of the civil ID's number.
    pub civil_id_index: Option<Vec<u8>>,
    /// The keyed hash of the telephone number, equal within this household only.
    pub phone_index: Option<Vec<u8>>,
    /// When a code sent to this very number was answered.
    pub phone_proved_at: Option<Timestamp>,
    /// The area, for example `Al Khuwair`.
    pub area: Option<String>,
    /// The household in one line.
    pub household: Option<String>,
    /// The duties in one line.
    pub duties: Option<String>,
    /// When the operator verified the customer's identity.
    pub verified_at: Option<Timestamp>,
    /// Which privacy notice was accepted.
    pub privacy_notice: Option<String>,
    /// Grows by one with each change.
    pub version: i64,
}

fn read(row: &Row<'_>) -> Result<Customer, StoreError> {
    Ok(Customer {
        name: row.get("name_sealed")?,
        first_name: row.get("first_name")?,
        civil_id: row.get("civil_id_sealed")?,
        address: row.get("address_sealed")?,
        phone: row.get("phone_sealed")?,
        civil_id_index: row.get("civil_id_index")?,
        phone_index: row.get("phone_index")?,
        phone_proved_at: row.get("phone_proved_at")?,
        area: row.get("area")?,
        household: row.get("household")?,
        duties: row.get("duties")?,
        verified_at: row.get("verified_at")?,
        privacy_notice: row.get("privacy_notice")?,
        version: row.get("version")?,
    })
}

/// Adds the customer's record to its organisation; in an organisation's scope, to its own.
pub fn insert(tx: &mut Tx, org: OrgId, new: &Customer) -> Result<(), StoreError> {
    let own = if matches!(tx.scope(), crate::Scope::Org(_)) { "and o.id = :org" } else { "" };
    let sql = format!(
        "insert into customer (org, name_sealed, civil_id_sealed, address_sealed, phone_sealed, civil_id_index, phone_index, \
         area, household, duties, verified_at, privacy_notice, first_name, version) \
         select o.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1 \
         from organisation o where o.id = $1 and o.kind = 'customer' {own} and {{read:organisation o}}"
    );
    super::one(tx.run(
        &sql,
        params![
            org,
            new.name.clone(),
            new.civil_id.clone(),
            new.address.clone(),
            new.phone.clone(),
            new.civil_id_index.clone(),
            new.phone_index.clone(),
            new.area.clone(),
            new.household.clone(),
            new.duties.clone(),
            new.verified_at,
            new.privacy_notice.clone(),
            new.first_name.clone()
        ],
    )?)
}

/// The customer's record, if this scope may know of it.
pub fn get(tx: &mut Tx, org: OrgId) -> Result<Option<Customer>, StoreError> {
    tx.maybe(
        "select c.name_sealed, c.civil_id_sealed, c.address_sealed, c.phone_sealed, c.civil_id_index, c.phone_index, \
         c.phone_proved_at, c.first_name, c.area, c.household, c.duties, c.verified_at, c.privacy_notice, c.version \
         from customer c where c.org = $1 and {read:customer c}",
        params![org],
        read,
    )
}

/// Records that the operator has seen the customer's ID.
pub fn verify(tx: &mut Tx, org: OrgId, version: i64, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update customer set verified_at = $3, verified_by = $4, version = version + 1 \
         where org = $1 and version = $2 and {write:customer}",
        params![org, version, at, by],
    )?)
}

/// Keeps what a household says of itself. [`StoreError::Stale`] when `version` is not the present one.
pub fn fill(tx: &mut Tx, org: OrgId, version: i64, filled: &Customer) -> Result<(), StoreError> {
    super::one(tx.run(
        "update customer set name_sealed = $3, civil_id_sealed = $4, address_sealed = $5, phone_sealed = $6, \
         civil_id_index = $7, area = $8, household = $9, duties = $10, verified_at = $11, privacy_notice = $12, \
         phone_index = $13, phone_proved_at = $14, first_name = $15, version = version + 1 \
         where org = $1 and version = $2 and {write:customer}",
        params![
            org,
            version,
            filled.name.clone(),
            filled.civil_id.clone(),
            filled.address.clone(),
            filled.phone.clone(),
            filled.civil_id_index.clone(),
            filled.area.clone(),
            filled.household.clone(),
            filled.duties.clone(),
            filled.verified_at,
            filled.privacy_notice.clone(),
            filled.phone_index.clone(),
            filled.phone_proved_at,
            filled.first_name.clone()
        ],
    )?)
}

/// Keeps that a code sent to the household's own number was answered. [`StoreError::Stale`] when the household has another
/// number by now.
pub fn prove_phone(tx: &mut Tx, org: OrgId, phone_index: &[u8], at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update customer set phone_proved_at = $3, version = version + 1 \
         where org = $1 and phone_index = $2 and {write:customer}",
        params![org, phone_index, at],
    )?)
}

/// A household whose identity waits to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// The organisation's public reference.
    pub reference: String,
    /// The version of its record that a check is of.
    pub version: i64,
}

/// Households whose identity was given and not yet looked at, oldest first.
pub fn unchecked(tx: &mut Tx, limit: super::Limit) -> Result<Vec<Unchecked>, StoreError> {
    let sql = format!(
        "select o.reference, c.version from customer c join organisation o on o.id = c.org where c.civil_id_sealed is not null \
         and c.verified_at is null and {{read:customer c}} and {{read:organisation o}} order by c.org limit {}",
        limit.get()
    );
    tx.all(&sql, params![], |row| Ok(Unchecked { reference: row.get("reference")?, version: row.get("version")? }))
}

/// The version of each household's own record that this scope may know of.
pub fn versions(tx: &mut Tx) -> Result<Vec<(OrgId, i64)>, StoreError> {
    tx.all("select c.org, c.version from customer c where {read:customer c} order by c.org", params![], |row| {
        Ok((row.get("org")?, row.get("version")?))
    })
}
