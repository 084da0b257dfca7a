//! The roster: what stands in clear of a worker. The rest is in [`super::identities`].

use domain::{OrgId, StateToken, UserId, WorkerId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// A worker on a roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Worker {
    /// The identifier.
    pub id: WorkerId,
    /// The agency.
    pub org: OrgId,
    /// The worker's own sign-in, once there is one.
    pub person: Option<UserId>,
    /// The agency's reference, `W-…`.
    pub reference: String,
    /// The stored roster state; held, engaged and placed are derived from holds and cases.
    pub state: StateToken,
    /// The roster record as the domain keeps it.
    pub body: Json,
    /// The facts in clear.
    pub facts: Facts,
    /// Who put the worker on the roster.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Grows by one with each change.
    pub version: i64,
}

/// What a profile may show, and what an accepted case may see besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The first name: shown from the interview on.
    pub first_name: String,
    /// Age in whole years on `age_on`.
    pub age: i64,
    /// The day that the age speaks of.
    pub age_on: Date,
    /// Country of origin, ISO 3166-1 alpha-2.
    pub origin: String,
    /// Languages, as vocabulary words.
    pub languages: Vec<String>,
    /// Skills, as vocabulary words.
    pub skills: Vec<String>,
    /// Kinds of work, as vocabulary words.
    pub work: Vec<String>,
    /// Years of experience.
    pub experience_years: i64,
    /// From which day on.
    pub available_from: Date,
    /// The monthly wage asked, in baisa.
    pub wage_minor: Option<i64>,
    /// Work history without names.
    pub history: Option<String>,
}

pub(super) const COLUMNS: &str = "w.id, w.org, w.person, w.reference, w.state, w.body, w.first_name, w.age, w.age_on, w.origin, \
    w.languages, w.skills, w.work, w.experience_years, w.available_from, w.wage_minor, w.history, w.created_by, \
    w.created_at, w.updated_at, w.version";

/// A day kept as ISO text.
fn day(row: &Row<'_>, column: &str) -> Result<Date, StoreError> {
    row.get::<String>(column)?.parse().map_err(|_| row.contradiction(column))
}

pub(super) fn read(row: &Row<'_>) -> Result<Worker, StoreError> {
    Ok(Worker {
        id: row.get("id")?,
        org: row.get("org")?,
        person: row.get("person")?,
        reference: row.get("reference")?,
        state: row.get("state")?,
        body: row.get("body")?,
        facts: Facts {
            first_name: row.get("first_name")?,
            age: row.get("age")?,
            age_on: day(row, "age_on")?,
            origin: row.get("origin")?,
            languages: super::json(row, "languages")?,
            skills: super::json(row, "skills")?,
            work: super::json(row, "work")?,
            experience_years: row.get("experience_years")?,
            available_from: day(row, "available_from")?,
            wage_minor: row.get("wage_minor")?,
            history: row.get("history")?,
        },
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

/// Adds a worker to the roster of the scope's own organisation.
pub fn insert(tx: &mut Tx, new: &Worker) -> Result<(), StoreError> {
    let facts = &new.facts;
    super::one(tx.run(
        "insert into worker (id, org, person, reference, state, body, first_name, age, age_on, origin, languages, skills, \
         work, experience_years, available_from, wage_minor, history, created_by, created_at, updated_at, version) \
         select $1, o.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21 \
         from organisation o where o.id = $2 and o.id = :org and {read:organisation o}",
        params![
            new.id,
            new.org,
            new.person,
            &new.reference,
            new.state,
            &new.body,
            &facts.first_name,
            facts.age,
            facts.age_on.to_string(),
            &facts.origin,
            super::as_json(&facts.languages),
            super::as_json(&facts.skills),
            super::as_json(&facts.work),
            facts.experience_years,
            facts.available_from.to_string(),
            facts.wage_minor,
            facts.history.clone(),
            new.created_by,
            new.created_at,
            new.updated_at,
            new.version
        ],
    )?)
}

/// The worker, if this scope may know of the row.
pub fn get(tx: &mut Tx, id: WorkerId) -> Result<Option<Worker>, StoreError> {
    let sql = format!("select {COLUMNS} from worker w where w.id = $1 and {{read:worker w}}");
    tx.maybe(&sql, params![id], read)
}

/// Those of these workers whom this scope may know of, in no order.
pub fn among(tx: &mut Tx, ids: &[WorkerId]) -> Result<Vec<Worker>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places = crate::places(1, ids.len());
    let sql = format!("select {COLUMNS} from worker w where w.id in ({places}) and {{read:worker w}}");
    let values: Vec<crate::Value> = ids.iter().map(|id| (*id).into()).collect();
    tx.all(&sql, &values, read)
}

/// The worker with this reference.
pub fn by_reference(tx: &mut Tx, reference: &str) -> Result<Option<Worker>, StoreError> {
    let sql = format!("select {COLUMNS} from worker w where w.reference = $1 and {{read:worker w}}");
    tx.maybe(&sql, params![reference], read)
}

/// Where the roster records of this person stand.
pub fn states_of(tx: &mut Tx, person: UserId) -> Result<Vec<StateToken>, StoreError> {
    tx.all("select w.state from worker w where w.person = $1 and {read:worker w}", params![person], |row| {
        row.get("state")
    })
}

/// The record of the person who signs in as this worker, on the roster of this agency: one may be on several.
pub fn of_person(tx: &mut Tx, person: UserId, agency: OrgId) -> Result<Option<Worker>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from worker w where w.person = $1 and w.org = $2 and {{read:worker w}} order by w.id desc limit 1"
    );
    tx.maybe(&sql, params![person, agency], read)
}

/// One page of all rosters in one state, longest on the roster first: the moderators' queue.
pub fn queue(tx: &mut Tx, state: StateToken, after: Option<WorkerId>, limit: Limit) -> Result<Vec<Worker>, StoreError> {
    let mut binds = Binds::new(state);
    let keyset = after.map_or(String::new(), |after| format!("and w.id > {}", binds.add(after)));
    let sql = format!(
        "select {COLUMNS} from worker w where w.state = $1 {keyset} and {{read:worker w}} order by w.id limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Keeps the record after a roster step. [`StoreError::Stale`] when `version` is not the present one.
pub fn save(
    tx: &mut Tx,
    id: WorkerId,
    version: i64,
    state: StateToken,
    body: &Json,
    at: Timestamp,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "update worker set state = $3, body = $4, updated_at = $5, version = version + 1 \
         where id = $1 and version = $2 and {write:worker}",
        params![id, version, state, body, at],
    )?)
}

/// Keeps edited facts with the record after the edit. [`StoreError::Stale`] when `version` is not the present one.
pub fn edit(tx: &mut Tx, version: i64, edited: &Worker) -> Result<(), StoreError> {
    let facts = &edited.facts;
    super::one(tx.run(
        "update worker set first_name = $3, age = $4, age_on = $5, origin = $6, languages = $7, skills = $8, work = $9, \
         experience_years = $10, available_from = $11, wage_minor = $12, history = $13, updated_at = $14, state = $15, \
         body = $16, version = version + 1 where id = $1 and version = $2 and {write:worker}",
        params![
            edited.id,
            version,
            &facts.first_name,
            facts.age,
            facts.age_on.to_string(),
            &facts.origin,
            super::as_json(&facts.languages),
            super::as_json(&facts.skills),
            super::as_json(&facts.work),
            facts.experience_years,
            facts.available_from.to_string(),
            facts.wage_minor,
            facts.history.clone(),
            edited.updated_at,
            edited.state,
            &edited.body
        ],
    )?)
}

/// Gives the worker a sign-in of their own.
pub fn set_person(tx: &mut Tx, id: WorkerId, person: UserId) -> Result<(), StoreError> {
    super::one(tx.run(
        "update worker set person = $2 where id = $1 and person is null and {write:worker}",
        params![id, person],
    )?)
}
