//! The sealed side of a worker: ciphertext and keyed hashes, never a value in clear.

use domain::{OrgId, WorkerId};

use crate::{Row, StoreError, Tx, params};

/// The sealed facts. Column names are part of each ciphertext's place, so they are fixed for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealed {
    /// The full name.
    pub name: Vec<u8>,
    /// The birth date.
    pub birth_date: Vec<u8>,
    /// The passport's number.
    pub passport: Option<Vec<u8>>,
    /// The passport's last day.
    pub passport_until: Option<Vec<u8>>,
    /// The civil ID's number.
    pub civil_id: Option<Vec<u8>>,
    /// The worker's own telephone number.
    pub phone: Option<Vec<u8>>,
    /// The next of kin's name.
    pub kin_name: Option<Vec<u8>>,
    /// The next of kin's telephone number.
    pub kin_phone: Option<Vec<u8>>,
    /// The fitness result.
    pub fitness: Option<Vec<u8>>,
    /// The day of the fitness result.
    pub fitness_on: Option<Vec<u8>>,
}

/// Keyed hashes of one organisation, by which duplicates are found without reading a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indexes {
    /// Of the passport's number.
    pub passport: Option<Vec<u8>>,
    /// Of the civil ID's number.
    pub civil_id: Option<Vec<u8>>,
    /// Of the telephone number.
    pub phone: Option<Vec<u8>>,
}

/// Adds the sealed side of a worker of the scope's own organisation. `worker_passport_once` and `worker_civil_id_once`
/// refuse a second record of the same person.
pub fn insert(tx: &mut Tx, worker: WorkerId, sealed: &Sealed, indexes: &Indexes) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into worker_identity (worker, org, name_sealed, birth_date_sealed, passport_sealed, passport_until_sealed, \
         civil_id_sealed, phone_sealed, kin_name_sealed, kin_phone_sealed, fitness_sealed, fitness_on_sealed, \
         passport_index, civil_id_index, phone_index) \
         select w.id, w.org, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 \
         from worker w where w.id = $1 and w.org = :org and {read:worker w}",
        params![
            worker,
            sealed.name.clone(),
            sealed.birth_date.clone(),
            sealed.passport.clone(),
            sealed.passport_until.clone(),
            sealed.civil_id.clone(),
            sealed.phone.clone(),
            sealed.kin_name.clone(),
            sealed.kin_phone.clone(),
            sealed.fitness.clone(),
            sealed.fitness_on.clone(),
            indexes.passport.clone(),
            indexes.civil_id.clone(),
            indexes.phone.clone()
        ],
    )?)
}

fn read(row: &Row<'_>) -> Result<Sealed, StoreError> {
    Ok(Sealed {
        name: row.get("name_sealed")?,
        birth_date: row.get("birth_date_sealed")?,
        passport: row.get("passport_sealed")?,
        passport_until: row.get("passport_until_sealed")?,
        civil_id: row.get("civil_id_sealed")?,
        phone: row.get("phone_sealed")?,
        kin_name: row.get("kin_name_sealed")?,
        kin_phone: row.get("kin_phone_sealed")?,
        fitness: row.get("fitness_sealed")?,
        fitness_on: row.get("fitness_on_sealed")?,
    })
}

const COLUMNS: &str = "i.name_sealed, i.birth_date_sealed, i.passport_sealed, i.passport_until_sealed, i.civil_id_sealed, \
    i.phone_sealed, i.kin_name_sealed, i.kin_phone_sealed, i.fitness_sealed, i.fitness_on_sealed";

/// The sealed side of a worker.
pub fn get(tx: &mut Tx, worker: WorkerId) -> Result<Option<Sealed>, StoreError> {
    let sql = format!("select {COLUMNS} from worker_identity i where i.worker = $1 and {{read:worker_identity i}}");
    tx.maybe(&sql, params![worker], read)
}

/// The sealed names of a page of the scope's own workers.
pub fn names(tx: &mut Tx, workers: &[WorkerId]) -> Result<Vec<(WorkerId, Vec<u8>)>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select i.worker, i.name_sealed from worker_identity i where i.worker in ({}) and {{read:worker_identity i}}",
        crate::places(1, workers.len())
    );
    let values: Vec<crate::Value> = workers.iter().map(|worker| (*worker).into()).collect();
    tx.all(&sql, &values, |row| Ok((row.get("worker")?, row.get("name_sealed")?)))
}

/// What of the sealed side of a worker is there at all: that it is, never what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnFile {
    /// The passport's number.
    pub passport: bool,
    /// Its last day.
    pub passport_until: bool,
    /// The worker's own telephone number.
    pub phone: bool,
    /// The next of kin, with a number.
    pub kin: bool,
    /// The fitness examination, with its day.
    pub fitness: bool,
}

/// What is on file of a page of the scope's own workers.
pub fn on_file(tx: &mut Tx, workers: &[WorkerId]) -> Result<Vec<(WorkerId, OnFile)>, StoreError> {
    if workers.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select i.worker, i.passport_sealed is not null as passport, i.passport_until_sealed is not null as passport_until, \
         i.phone_sealed is not null as phone, i.kin_name_sealed is not null and i.kin_phone_sealed is not null as kin, \
         i.fitness_sealed is not null and i.fitness_on_sealed is not null as fitness \
         from worker_identity i where i.worker in ({}) and {{read:worker_identity i}}",
        crate::places(1, workers.len())
    );
    let values: Vec<crate::Value> = workers.iter().map(|worker| (*worker).into()).collect();
    tx.all(&sql, &values, |row| {
        let on_file = OnFile {
            passport: row.get("passport")?,
            passport_until: row.get("passport_until")?,
            phone: row.get("phone")?,
            kin: row.get("kin")?,
            fitness: row.get("fitness")?,
        };
        Ok((row.get("worker")?, on_file))
    })
}

/// Which of these keyed hashes the organisation already has: `(passport, civil_id)`.
pub fn known(tx: &mut Tx, org: OrgId, indexes: &Indexes) -> Result<(bool, bool), StoreError> {
    let passport = tx.maybe(
        "select i.worker from worker_identity i where i.org = $1 and i.passport_index = $2 and {read:worker_identity i}",
        params![org, indexes.passport.clone()],
        |row| row.get::<WorkerId>("worker"),
    )?;
    let civil_id = tx.maybe(
        "select i.worker from worker_identity i where i.org = $1 and i.civil_id_index = $2 and {read:worker_identity i}",
        params![org, indexes.civil_id.clone()],
        |row| row.get::<WorkerId>("worker"),
    )?;
    Ok((passport.is_some(), civil_id.is_some()))
}

/// Adds the operator-keyed hashes by which a person on two rosters is found.
pub fn insert_moderation(tx: &mut Tx, worker: WorkerId, kind: &str, index: &[u8]) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into moderation_index (kind, value_index, worker, listed) select $2, $3, w.id, $4 \
         from worker w where w.id = $1 and w.org = :org and {read:worker w}",
        params![worker, kind, index, false],
    )?)
}

/// Replaces the sealed side of a worker of the scope's own organisation. An index that is not given stays as it was.
pub fn replace(tx: &mut Tx, worker: WorkerId, sealed: &Sealed, indexes: &Indexes) -> Result<(), StoreError> {
    super::one(tx.run(
        "update worker_identity set name_sealed = $2, birth_date_sealed = $3, passport_sealed = $4, \
         passport_until_sealed = $5, civil_id_sealed = $6, phone_sealed = $7, kin_name_sealed = $8, kin_phone_sealed = $9, \
         fitness_sealed = $10, fitness_on_sealed = $11, passport_index = coalesce($12, passport_index), \
         civil_id_index = coalesce($13, civil_id_index), phone_index = coalesce($14, phone_index) \
         where worker = $1 and {write:worker_identity}",
        params![
            worker,
            sealed.name.clone(),
            sealed.birth_date.clone(),
            sealed.passport.clone(),
            sealed.passport_until.clone(),
            sealed.civil_id.clone(),
            sealed.phone.clone(),
            sealed.kin_name.clone(),
            sealed.kin_phone.clone(),
            sealed.fitness.clone(),
            sealed.fitness_on.clone(),
            indexes.passport.clone(),
            indexes.civil_id.clone(),
            indexes.phone.clone()
        ],
    )?)
}

/// Puts a corrected number's operator-keyed hash in the place of the old one, or adds it.
pub fn replace_moderation(tx: &mut Tx, worker: WorkerId, kind: &str, index: &[u8]) -> Result<(), StoreError> {
    let replaced = tx.run(
        "update moderation_index set value_index = $3 where worker = $1 and kind = $2 and {write:moderation_index}",
        params![worker, kind, index],
    )?;
    if replaced == 0 { insert_moderation(tx, worker, kind, index) } else { Ok(()) }
}

/// Marks the person as listed here. `listed_once` refuses it when another agency has listed the same person; the
/// moderator learns that, never where.
pub fn mark_listed(tx: &mut Tx, worker: WorkerId, listed: bool) -> Result<(), StoreError> {
    tx.run(
        "update moderation_index set listed = $2 where worker = $1 and {write:moderation_index}",
        params![worker, listed],
    )?;
    Ok(())
}

/// Whether another agency has listed the same person.
pub fn listed_elsewhere(tx: &mut Tx, worker: WorkerId) -> Result<bool, StoreError> {
    tx.one(
        "select count(*) as many from moderation_index mine join moderation_index other \
         on other.kind = mine.kind and other.value_index = mine.value_index and other.worker <> mine.worker \
         and {read:moderation_index other} where mine.worker = $1 and other.listed and {read:moderation_index mine}",
        params![worker],
        |row| Ok(row.get::<i64>("many")? > 0),
    )
}
