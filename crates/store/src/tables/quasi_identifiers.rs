//! What the re-identification check counts: the listed people by age, origin, languages and skills, as they are and not as they
//! are told. A row stands as long as its profile does.
//!
//! LIMIT: whoever is hidden for a standstill is counted: leaving them out would tell of it. Agencies whose licence is not in
//! force are left out.

use domain::WorkerId;
use domain::reidentification::{Age, Peers};

use super::Binds;
use super::workers::Facts;
use crate::{Row, StoreError, Tx, params};

/// Words in order, a blank between: people who know the same stand together, however their record lists it.
fn line(words: &[String]) -> String {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.join(" ")
}

/// Adds a worker who is published now under this reference, in the scope that publishes.
pub fn add(tx: &mut Tx, reference: &str, worker: WorkerId, agency: &str, facts: &Facts) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into quasi_identifier (reference, worker, agency_code, origin, age, languages, skills) \
         select $1, w.id, $3, $4, $5, $6, $7 from worker w where w.id = $2 and {read:worker w}",
        params![reference, worker, agency, &facts.origin, facts.age, line(&facts.languages), line(&facts.skills)],
    )?)
}

/// The listed people from these countries and of these ages, alike ones together, without this worker.
pub fn peers(tx: &mut Tx, origins: &[&str], age: Age, without: WorkerId) -> Result<Vec<Peers>, StoreError> {
    let mut binds = Binds::new(without);
    let (from, to) = (binds.add(age.from()), binds.add(age.to()));
    let origins: Vec<String> = origins.iter().map(|origin| binds.add(*origin)).collect();
    let sql = format!(
        "select q.age, q.origin, q.languages, q.skills, count(*) as people from quasi_identifier q \
         where q.origin in ({}) and q.age between {from} and {to} and q.worker <> $1 and q.agency_code in \
         (select o.code from organisation o where o.licence = 'valid' and {{read:organisation o}}) \
         and {{read:quasi_identifier q}} group by q.age, q.origin, q.languages, q.skills",
        origins.join(", ")
    );
    tx.all(&sql, &binds.values, |row| {
        Ok(Peers {
            age: row.get("age")?,
            origin: row.get("origin")?,
            languages: words(row, "languages")?,
            skills: words(row, "skills")?,
            people: u64::try_from(row.get::<i64>("people")?).unwrap_or(0),
        })
    })
}

fn words(row: &Row<'_>, column: &str) -> Result<Vec<String>, StoreError> {
    Ok(row.get::<String>(column)?.split_whitespace().map(str::to_owned).collect())
}
