//! What the re-identification check counts: the listed people by age, origin, languages and skills, as they are and not as they
//! are told. A row stands as long as its profile does.
//!
//! LIMIT: whoever is hidden for a standstill is counted: leaving them out would tell of it. Agencies whose licence is not in
//! force are left out.

use domain::WorkerId;
use domain::reidentification::{Age, Peers, PublicForm};

use super::Binds;
use super::workers::Facts;
use crate::{StoreError, Tx, params};

/// Words in order, a blank on each side of each: people who know the same stand together, however their record lists it.
fn line(words: &[String]) -> String {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.iter().fold(" ".to_owned(), |line, word| line + word + " ")
}

/// Adds a worker who is published now under this reference, in the scope that publishes.
pub fn add(tx: &mut Tx, reference: &str, worker: WorkerId, agency: &str, facts: &Facts) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into quasi_identifier (reference, worker, agency_code, origin, age, languages, skills) \
         select $1, w.id, $3, $4, $5, $6, $7 from worker w where w.id = $2 and {read:worker w}",
        params![reference, worker, agency, &facts.origin, facts.age, line(&facts.languages), line(&facts.skills)],
    )?)
}

/// LIMIT: words of a form that are looked for; a number has room for so many. The closed lists have fewer.
const WORDS_MAX: usize = 60;

/// The listed people from these countries and of the last of these ages, without this worker. Whoever is alike in what a check
/// tells apart comes together, so that the answer stays small however many are listed: in the words of the form, the country of
/// the form or another, and the narrowest of these ages.
pub fn peers(
    tx: &mut Tx,
    told: &PublicForm,
    origins: &[&str],
    ages: [Age; 3],
    without: WorkerId,
) -> Result<Vec<Peers>, StoreError> {
    let mut binds = Binds::new(without);
    let [exact, narrow, wide] =
        ages.map(|age| format!("q.age between {} and {}", binds.add(age.from()), binds.add(age.to())));
    let home = binds.add(told.origin.clone().unwrap_or_default());
    let origins: Vec<String> = origins.iter().map(|origin| binds.add(*origin)).collect();
    let languages = told.languages.iter().map(|word| ("languages", word));
    let words: Vec<_> = languages.chain(told.skills.iter().map(|word| ("skills", word))).take(WORDS_MAX).collect();
    let knows: Vec<String> = words
        .iter()
        .enumerate()
        .map(|(at, (column, word))| {
            let pattern = binds.add(format!("% {word} %"));
            format!("case when q.{column} like {pattern} then {} else 0 end", 1_i64 << at)
        })
        .collect();
    let sql = format!(
        "select min(k.age) as age, min(k.origin) as origin, k.knows, count(*) as people from (select q.age, q.origin, \
         case when q.origin = {home} then 1 else 0 end as home, case when {exact} then 0 when {narrow} then 1 else 2 end as band, \
         {} as knows from quasi_identifier q where q.origin in ({}) and {wide} and q.worker <> $1 \
         and q.agency_code in (select o.code from organisation o where o.licence = 'valid' and {{read:organisation o}}) \
         and {{read:quasi_identifier q}}) k group by k.home, k.band, k.knows",
        if knows.is_empty() { "0".to_owned() } else { knows.join(" + ") },
        origins.join(", ")
    );
    tx.all(&sql, &binds.values, |row| {
        let known: i64 = row.get("knows")?;
        let has = |column: &str| -> Vec<String> {
            let of = words.iter().enumerate().filter(|(at, (of, _))| *of == column && known >> at & 1 == 1);
            of.map(|(_, (_, word))| (*word).clone()).collect()
        };
        Ok(Peers {
            age: row.get("age")?,
            origin: row.get("origin")?,
            languages: has("languages"),
            skills: has("skills"),
            people: u64::try_from(row.get::<i64>("people")?).unwrap_or(0),
        })
    })
}
