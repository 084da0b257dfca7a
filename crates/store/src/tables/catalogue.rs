//! The public catalogue: a projection of listed workers with public fields only.

use domain::reidentification::Age;
use domain::{OrgId, WorkerId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::workers::Facts;
use super::{Binds, Limit, quasi_identifiers};
use crate::{Row, StoreError, Tx, params};

/// A published profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The public reference, `P-…`.
    pub reference: String,
    /// The agency's code.
    pub agency_code: String,
    /// Kinds of work.
    pub work: Vec<String>,
    /// The age, or the band that is told of it.
    pub age: Age,
    /// Years of experience.
    pub experience_years: i64,
    /// Skills.
    pub skills: Vec<String>,
    /// Languages.
    pub languages: Vec<String>,
    /// From which day on.
    pub available_from: Date,
    /// Whether a case holds the worker at the moment.
    pub held: bool,
    /// When it was listed.
    pub listed_at: Timestamp,
}

policy::fields! {
    Profile {
        /// The public reference.
        REFERENCE = reference: String, key;
        /// The agency's code.
        AGENCY_CODE = agency_code: String, PublicProfile => "AG-021";
        /// Kinds of work.
        WORK = work: Vec<String>, PublicProfile => "housekeeper";
        /// The age, or the band that is told of it.
        AGE = age: Age, PublicProfile => "30–34";
        /// Years of experience.
        EXPERIENCE_YEARS = experience_years: i64, PublicProfile => 6;
        /// Skills.
        SKILLS = skills: Vec<String>, PublicProfile => "cooking,child-care";
        /// Languages.
        LANGUAGES = languages: Vec<String>, PublicProfile => "ar,am";
        /// From which day on.
        AVAILABLE_FROM = available_from: Date, PublicProfile => "2027-02-01";
        /// Whether a case holds the worker.
        HELD = held: bool, PublicProfile => "no";
        /// When it was listed.
        LISTED_AT = listed_at: Timestamp, PublicProfile => "2026-11-03";
    }
}

/// A word that is told of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    /// Its list: `work`, `language` or `skill`.
    pub kind: &'static str,
    /// The word.
    pub word: &'static str,
}

/// What a visitor may filter by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of each of these groups the profile bears one word at least. No group is empty.
    pub tagged: Vec<Vec<Tag>>,
    /// At least so many years.
    pub experience_min: Option<u32>,
    /// Available on this day.
    pub available_from: Option<Date>,
}

/// Where a page ended: the order is newest first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct After {
    /// The last profile's time of listing.
    pub listed_at: Timestamp,
    /// Its reference.
    pub reference: String,
}

const COLUMNS: &str = "p.reference, p.agency_code, p.work, p.age_from, p.age_to, p.experience_years, p.skills, p.languages, \
    p.available_from, p.held, p.listed_at";

fn read(row: &Row<'_>) -> Result<Profile, StoreError> {
    Ok(Profile {
        reference: row.get("reference")?,
        agency_code: row.get("agency_code")?,
        work: super::json(row, "work")?,
        age: Age::band(row.get("age_from")?, row.get("age_to")?).ok_or_else(|| row.contradiction("age_to"))?,
        experience_years: row.get("experience_years")?,
        skills: super::json(row, "skills")?,
        languages: super::json(row, "languages")?,
        available_from: row
            .get::<String>("available_from")?
            .parse()
            .map_err(|_| row.contradiction("available_from"))?,
        held: row.get("held")?,
        listed_at: row.get("listed_at")?,
    })
}

/// The catalogue's version, which moves with every change of what the public sees, and the hash of the policy set in force,
/// if it is not the one that the program was built with.
pub fn version(tx: &mut Tx) -> Result<(i64, Option<String>), StoreError> {
    tx.one(
        "select c.version, h.hash from catalogue c join policy_head h on h.one = c.one \
         where c.one = 1 and {read:catalogue c} and {read:policy_head h}",
        params![],
        |row| Ok((row.get("version")?, row.get("hash")?)),
    )
}

/// How many profiles are published.
pub fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("select count(*) as n from profile p where not p.hidden and {read:profile p}", params![], |row| row.get("n"))
}

/// Which of these languages somebody speaks whose profile is published. Each is one step into the words' index, however long the catalogue.
pub fn spoken(tx: &mut Tx, languages: &[&str]) -> Result<Vec<String>, StoreError> {
    let mut binds = Binds::none();
    let asked: Vec<String> = languages.iter().map(|word| format!("({})", binds.add(*word))).collect();
    let sql = format!(
        "with asked(word) as (values {}) select a.word from asked a where exists (select 1 from profile_tag l \
         join profile p on p.reference = l.reference where l.kind = 'language' and l.word = a.word and not p.hidden \
         and {{read:profile p}} and {{read:profile_tag l}})",
        asked.join(", ")
    );
    tx.all(&sql, &binds.values, |row| row.get("word"))
}

/// One page of profiles, newest first, with one row more when another page follows.
pub fn page(tx: &mut Tx, filter: &Filter, after: Option<&After>, limit: Limit) -> Result<Vec<Profile>, StoreError> {
    let (sql, binds) = statement(filter, after, limit);
    tx.all(&sql, &binds.values, read)
}

/// The words' own index leads when there is one, so that a rare word does not walk the whole catalogue: the group with the
/// fewest words, each a list in the order of the page; the others are looked up in theirs.
pub(super) fn statement(filter: &Filter, after: Option<&After>, limit: Limit) -> (String, Binds) {
    let mut groups: Vec<&[Tag]> = filter.tagged.iter().map(Vec::as_slice).collect();
    groups.sort_by_key(|group| group.len());
    let lead = groups.first().copied().unwrap_or_default();
    let others = groups.get(1..).unwrap_or_default();
    let mut binds = Binds::none();
    let mut list = |lead: Option<&Tag>, columns: &str| {
        let list = one_list(&mut binds, columns, filter, lead, others, after);
        format!("{list} limit {}", limit.and_one())
    };
    let sql = match lead {
        [] => list(None, COLUMNS),
        [tag] => list(Some(tag), COLUMNS),
        several => {
            let lists: Vec<String> = several
                .iter()
                .map(|tag| format!("select * from ({}) l", list(Some(tag), "p.listed_at, p.reference")))
                .collect();
            format!(
                "select {COLUMNS} from ({}) f join profile p on p.reference = f.reference and {{read:profile p}} \
                 order by f.listed_at desc, f.reference desc limit {}",
                lists.join(" union "),
                limit.and_one()
            )
        }
    };
    (sql, binds)
}

/// Profiles that pass the filter, newest first, of one word's list or of the whole catalogue.
fn one_list(
    binds: &mut Binds,
    columns: &str,
    filter: &Filter,
    lead: Option<&Tag>,
    others: &[&[Tag]],
    after: Option<&After>,
) -> String {
    let mut wanted = vec!["not p.hidden and {read:profile p}".to_owned()];
    let bears = |binds: &mut Binds, alias: &str, tag: &Tag| {
        format!(
            "{alias}.kind = '{}' and {alias}.word = {} and {alias}.listed_at = p.listed_at \
             and {alias}.reference = p.reference and {{read:profile_tag {alias}}}",
            tag.kind,
            binds.add(tag.word)
        )
    };
    let (order, join) = match lead {
        Some(tag) => ("t", format!("join profile_tag t on {}", bears(binds, "t", tag))),
        None => ("p", String::new()),
    };
    for group in others {
        let any: Vec<String> = group
            .iter()
            .map(|tag| format!("exists (select 1 from profile_tag o where {})", bears(binds, "o", tag)))
            .collect();
        wanted.push(format!("({})", any.join(" or ")));
    }
    if let Some(years) = filter.experience_min {
        wanted.push(format!("p.experience_years >= {}", binds.add(years)));
    }
    if let Some(day) = filter.available_from {
        wanted.push(format!("p.available_from <= {}", binds.add(day.to_string())));
    }
    if let Some(After { listed_at, reference }) = after {
        let (at, reference) = (binds.add(*listed_at), binds.add(reference));
        wanted.push(format!("({order}.listed_at, {order}.reference) < ({at}, {reference})"));
    }
    format!(
        "select {columns} from profile p {join} where {} order by {order}.listed_at desc, {order}.reference desc",
        wanted.join(" and ")
    )
}

/// One profile. Whoever is no visitor finds it while its agency's licence is not in force as well: a case goes on.
pub fn get(tx: &mut Tx, reference: &str) -> Result<Option<Profile>, StoreError> {
    let sql = format!("select {COLUMNS} from profile p where p.reference = $1 and {{read:profile p}}");
    tx.maybe(&sql, params![reference], read)
}

/// Who is behind a published profile: for a signed-in customer's step, never for the public or for another worker. A hidden
/// one is not there.
pub fn behind(tx: &mut Tx, reference: &str) -> Result<Option<(WorkerId, OrgId)>, StoreError> {
    if matches!(tx.scope(), crate::Scope::Subject(_)) {
        return Ok(None);
    }
    tx.maybe("select l.worker, l.agency_org from {ask:behind $1} l", params![reference], |row| {
        Ok((row.get("worker")?, row.get("agency_org")?))
    })
}

/// The public reference of a listed worker.
pub fn reference_of(tx: &mut Tx, worker: WorkerId) -> Result<Option<String>, StoreError> {
    tx.maybe(
        "select l.reference from profile_link l where l.worker = $1 and {read:profile_link l}",
        params![worker],
        |row| row.get("reference"),
    )
}

/// Whether a profile is in the catalogue for everybody: neither its agency's licence nor a standstill hides it.
pub fn is_shown(tx: &mut Tx, reference: &str) -> Result<bool, StoreError> {
    let sql = "select p.reference from profile p where p.reference = $1 and not p.hidden and {read:profile p}";
    Ok(tx.maybe(sql, params![reference], |row| row.get::<String>("reference"))?.is_some())
}

/// Publishes a profile, and counts its worker with the facts as they are among the listed. Taking it back is a trigger's work
/// when the worker's state or case says so.
pub fn publish(
    tx: &mut Tx,
    profile: &Profile,
    facts: &Facts,
    worker: WorkerId,
    agency: OrgId,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into profile (reference, agency_code, work, age_from, age_to, experience_years, skills, languages, available_from, \
         held, listed_at, hidden) select $1, o.code, $3, $4, $12, $5, $6, $7, $8, $9, $10, coalesce(o.licence, '') <> 'valid' \
         or exists (select 1 from case_file c where c.worker = $11 and \
         c.overlay in ('frozen', 'safeguarding') and {read:case_file c}) from organisation o \
         where o.code = $2 and {read:organisation o}",
        params![
            &profile.reference,
            &profile.agency_code,
            super::as_json(&profile.work),
            profile.age.from(),
            profile.experience_years,
            super::as_json(&profile.skills),
            super::as_json(&profile.languages),
            profile.available_from.to_string(),
            profile.held,
            profile.listed_at,
            worker,
            profile.age.to()
        ],
    )?)?;
    let lists = [("work", &profile.work), ("language", &profile.languages), ("skill", &profile.skills)];
    for (kind, word) in lists.into_iter().flat_map(|(kind, words)| words.iter().map(move |word| (kind, word))) {
        super::one(tx.run(
            "insert into profile_tag (kind, word, listed_at, reference) select $1, $2, $3, p.reference \
             from profile p where p.reference = $4 and {read:profile p}",
            params![kind, word, profile.listed_at, &profile.reference],
        )?)?;
    }
    super::one(tx.run(
        "insert into profile_link (reference, worker, agency_org) select $1, w.id, w.org from worker w \
         where w.id = $2 and w.org = $3 and {read:worker w}",
        params![&profile.reference, worker, agency],
    )?)?;
    quasi_identifiers::add(tx, &profile.reference, worker, &profile.agency_code, facts)
}

/// Says from which day on a listed worker is to be had, without listing anew.
pub fn set_available(tx: &mut Tx, worker: WorkerId, from: Date) -> Result<(), StoreError> {
    tx.run(
        "update profile set available_from = $2 where reference in \
         (select l.reference from profile_link l where l.worker = $1 and {read:profile_link l}) and {write:profile}",
        params![worker, from.to_string()],
    )?;
    Ok(())
}

/// Takes a profile out of the catalogue while its worker stays listed: hidden until the agency confirms.
pub fn unpublish(tx: &mut Tx, worker: WorkerId) -> Result<(), StoreError> {
    tx.run(
        "delete from profile where reference in (select l.reference from profile_link l where l.worker = $1 and {read:profile_link l}) \
         and {write:profile}",
        params![worker],
    )?;
    tx.run("delete from profile_link where worker = $1 and {write:profile_link}", params![worker])?;
    Ok(())
}
