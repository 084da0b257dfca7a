//! What stands on an organisation's invoices beside its name.

use domain::OrgId;
use jiff::Timestamp;

use super::one;
use crate::{Row, StoreError, Tx, params};

/// It; everything may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Billing {
    /// As the tax office gave it.
    pub vat_number: Option<String>,
    /// Of the commercial register.
    pub register_number: Option<String>,
    /// Of the office.
    pub address: Option<String>,
    /// The same in Arabic.
    pub address_ar: Option<String>,
    /// Where customers pay in: the platform's only.
    pub iban: Option<String>,
    /// 0 before it was ever said.
    pub version: i64,
}

/// What an organisation said; nothing where it said nothing, or where it is out of reach.
pub fn get(tx: &mut Tx, org: OrgId) -> Result<Billing, StoreError> {
    let sql = "select b.vat_number, b.register_number, b.address, b.address_ar, b.iban, b.version from billing b \
        where b.org = $1 and {read:billing b}";
    Ok(tx.maybe(sql, params![org.0], read)?.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Billing, StoreError> {
    Ok(Billing {
        vat_number: row.get("vat_number")?,
        register_number: row.get("register_number")?,
        address: row.get("address")?,
        address_ar: row.get("address_ar")?,
        iban: row.get("iban")?,
        version: row.get("version")?,
    })
}

/// Keeps it, if it is still as it was read.
pub fn save(tx: &mut Tx, org: OrgId, said: &Billing, at: Timestamp) -> Result<(), StoreError> {
    let Billing { vat_number, register_number, address, address_ar, iban, version } = said;
    if *version == 0 {
        return one(tx.run(
            "insert into billing (org, vat_number, register_number, address, address_ar, iban, updated_at, version) \
             select o.id, $2, $3, $4, $5, $6, $7, 1 from organisation o where o.id = $1 and {read:organisation o} \
             on conflict (org) do nothing",
            params![
                org.0,
                vat_number.clone(),
                register_number.clone(),
                address.clone(),
                address_ar.clone(),
                iban.clone(),
                at
            ],
        )?);
    }
    one(tx.run(
        "update billing as b set vat_number = $2, register_number = $3, address = $4, address_ar = $5, iban = $6, updated_at = $7, \
         version = b.version + 1 where b.org = $1 and b.version = $8 and {write:billing b}",
        params![
            org.0, vat_number.clone(), register_number.clone(), address.clone(), address_ar.clone(), iban.clone(), at, *version
        ],
    )?)
}
