//! What households say of their agencies' coordination: each its own, and what everybody reads of it.
//!
//! A row speaks of a case between two organisations. There is no column for a worker, and none that could hold a number.

use domain::{CaseId, OrgId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// One review of a case whoever comes first: the unique key that has the last word.
pub const ONCE: &str = "agency_review_once";

/// The three answers, each by its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// How well the agency coordinated.
    pub coordination: String,
    /// How well meeting times were found.
    pub meetings: String,
    /// How clear the fees were.
    pub fees: String,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyReview {
    /// The identifier.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// The household.
    pub org: OrgId,
    /// The agency.
    pub agency_code: String,
    /// What it answered.
    pub answers: Answers,
    /// What it added in its own words.
    pub text: Option<String>,
    /// `answers` without a text; of a text `waiting`, `published` or `refused`.
    pub standing: String,
    /// Why a text was refused.
    pub refused_for: Option<String>,
    /// When it was written.
    pub at: Timestamp,
    /// The moderator.
    pub checked_by: Option<UserId>,
    /// When.
    pub checked_at: Option<Timestamp>,
}

const COLUMNS: &str = "r.id, r.case_id, r.org, r.agency_code, r.coordination, r.meetings, r.fees, r.text, r.standing, \
    r.refused_for, r.at, r.checked_by, r.checked_at";

fn answers(row: &Row<'_>) -> Result<Answers, StoreError> {
    Ok(Answers { coordination: row.get("coordination")?, meetings: row.get("meetings")?, fees: row.get("fees")? })
}

fn read(row: &Row<'_>) -> Result<AgencyReview, StoreError> {
    Ok(AgencyReview {
        id: row.get("id")?,
        case: row.get("case_id")?,
        org: row.get("org")?,
        agency_code: row.get("agency_code")?,
        answers: answers(row)?,
        text: row.get("text")?,
        standing: row.get("standing")?,
        refused_for: row.get("refused_for")?,
        at: row.get("at")?,
        checked_by: row.get("checked_by")?,
        checked_at: row.get("checked_at")?,
    })
}

/// Keeps a review of the scope's own organisation, and publishes its answers without case and household. `month` as `2026-11`.
pub fn insert(tx: &mut Tx, new: &AgencyReview, month: &str) -> Result<(), StoreError> {
    super::one(tx.run(
        "insert into agency_review (id, case_id, org, agency_code, coordination, meetings, fees, text, standing, at) \
         select $1, c.id, :org, $3, $4, $5, $6, $7, $8, $9 from case_file c where c.id = $2 and c.customer_org = :org \
         and {read:case_file c}",
        params![
            new.id,
            new.case,
            &new.agency_code,
            &new.answers.coordination,
            &new.answers.meetings,
            &new.answers.fees,
            new.text.clone(),
            &new.standing,
            new.at
        ],
    )?)?;
    super::one(tx.run(
        "insert into published_review (id, agency_code, coordination, meetings, fees, month) \
         select r.id, r.agency_code, r.coordination, r.meetings, r.fees, $2 from agency_review r \
         where r.id = $1 and r.org = :org and {read:agency_review r}",
        params![new.id, month],
    )?)
}

/// The review of a case, if the scope may read it.
pub fn of_case(tx: &mut Tx, case: CaseId) -> Result<Option<AgencyReview>, StoreError> {
    let sql = format!("select {COLUMNS} from agency_review r where r.case_id = $1 and {{read:agency_review r}}");
    tx.maybe(&sql, params![case], read)
}

/// One by its identifier.
pub fn get(tx: &mut Tx, id: Uuid) -> Result<Option<AgencyReview>, StoreError> {
    let sql = format!("select {COLUMNS} from agency_review r where r.id = $1 and {{read:agency_review r}}");
    tx.maybe(&sql, params![id], read)
}

/// Takes a review back, with what was published of it.
pub fn remove(tx: &mut Tx, id: Uuid) -> Result<(), StoreError> {
    super::one(tx.run("delete from published_review where id = $1 and {write:published_review}", params![id])?)?;
    super::one(tx.run("delete from agency_review where id = $1 and {write:agency_review}", params![id])?)
}

/// One page of the texts that wait for a moderator, the oldest first, with one more when another page follows.
pub fn waiting(tx: &mut Tx, after: Option<(Timestamp, Uuid)>, limit: Limit) -> Result<Vec<AgencyReview>, StoreError> {
    let mut binds = Binds::none();
    let keyset =
        after.map_or(String::new(), |(at, id)| format!("and (r.at, r.id) > ({}, {})", binds.add(at), binds.add(id)));
    let sql = format!(
        "select {COLUMNS} from agency_review r where r.standing = 'waiting' {keyset} and {{read:agency_review r}} \
         order by r.at, r.id limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// Publishes a text that waits. Whoever comes later finds it settled.
pub fn publish(tx: &mut Tx, id: Uuid, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update agency_review set standing = 'published', checked_by = $2, checked_at = $3 \
         where id = $1 and standing = 'waiting' and {write:agency_review}",
        params![id, by, at],
    )?)?;
    super::one(tx.run(
        "update published_review set text = (select r.text from agency_review r where r.id = $1 and {read:agency_review r}) \
         where id = $1 and {write:published_review}",
        params![id],
    )?)
}

/// Refuses a text that waits, for a reason of the closed list. The answers stay.
pub fn refuse(tx: &mut Tx, id: Uuid, reason: &str, by: UserId, at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update agency_review set standing = 'refused', refused_for = $2, checked_by = $3, checked_at = $4 \
         where id = $1 and standing = 'waiting' and {write:agency_review}",
        params![id, reason, by, at],
    )?)
}

/// An agency as everybody knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAgency {
    /// The code.
    pub code: String,
    /// The trade name.
    pub name: Option<String>,
    /// The trade name in Arabic script.
    pub name_ar: Option<String>,
    /// Whether its licence is verified.
    pub licensed: bool,
    /// When that was checked.
    pub checked_at: Option<Timestamp>,
}

/// The agency of this code.
pub fn agency(tx: &mut Tx, code: &str) -> Result<Option<KnownAgency>, StoreError> {
    let sql = "select o.code, o.name, o.name_ar, o.licence, o.licence_checked_at from organisation o \
        where o.code = $1 and o.kind = 'agency' and {read:organisation o}";
    tx.maybe(sql, params![code], |row| {
        Ok(KnownAgency {
            code: row.get("code")?,
            name: row.get("name")?,
            name_ar: row.get("name_ar")?,
            licensed: row.get::<Option<String>>("licence")?.as_deref() == Some("valid"),
            checked_at: row.get("licence_checked_at")?,
        })
    })
}

/// How often each answer was given to each question: question, answer, number.
pub fn counts(tx: &mut Tx, agency_code: &str) -> Result<Vec<(String, String, i64)>, StoreError> {
    let of = |question: &str| {
        format!(
            "select '{question}' as question, p.{question} as answer, count(*) as n from published_review p \
             where p.agency_code = $1 and {{read:published_review p}} group by p.{question}"
        )
    };
    let mut found = Vec::new();
    for question in ["coordination", "meetings", "fees"] {
        found.extend(tx.all(&of(question), params![agency_code], |row| {
            Ok((row.get("question")?, row.get("answer")?, row.get("n")?))
        })?);
    }
    Ok(found)
}

/// A published text with the answers beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The identifier.
    pub id: Uuid,
    /// The month: `2026-11`.
    pub month: String,
    /// The answers.
    pub answers: Answers,
    /// The text.
    pub text: String,
}

/// One page of published texts, newest first, with one more when another page follows.
pub fn published(
    tx: &mut Tx,
    agency_code: &str,
    after: Option<(String, Uuid)>,
    limit: Limit,
) -> Result<Vec<Published>, StoreError> {
    let mut binds = Binds::new(agency_code);
    let keyset = after.map_or(String::new(), |(month, id)| {
        format!("and (p.month, p.id) < ({}, {})", binds.add(month), binds.add(id))
    });
    let sql = format!(
        "select p.id, p.month, p.coordination, p.meetings, p.fees, p.text from published_review p \
         where p.agency_code = $1 and p.text is not null {keyset} and {{read:published_review p}} \
         order by p.month desc, p.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, |row| {
        Ok(Published { id: row.get("id")?, month: row.get("month")?, answers: answers(row)?, text: row.get("text")? })
    })
}
