//! What moderators found when they compared a paper with what was typed from it: one opinion, and a second where it is wanted.

use domain::{CheckReason, CheckResult, DOCUMENT_RULES, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use super::documents::{self, Document};
use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// One opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// 1, or 2 for the second.
    pub nth: i64,
    /// What was found.
    pub result: CheckResult,
    /// Why it was not accepted.
    pub reason: Option<CheckReason>,
    /// Whether the check digits of its lines fit; none where they were not read.
    pub lines: Option<bool>,
    /// Whether a second opinion is wanted.
    pub second: bool,
    /// Whose it is.
    pub by: UserId,
    /// When, in real time.
    pub at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Opinion, StoreError> {
    Ok(Opinion {
        nth: row.get("nth")?,
        result: row.get("result")?,
        reason: row.get("reason")?,
        lines: row.get("lines")?,
        second: row.get("second")?,
        by: row.get("by_user")?,
        at: row.get("at")?,
    })
}

/// Keeps an opinion on a paper; false when there is one in this place already.
pub fn insert(tx: &mut Tx, document: Uuid, new: &Opinion) -> Result<bool, StoreError> {
    let kept = tx.run(
        "insert into document_check (document, nth, org, result, reason, lines, second, by_user, at) \
         select d.id, $2, d.org, $3, $4, $5, $6, $7, $8 from document d where d.id = $1 and {read:document d} on conflict do nothing",
        params![document, new.nth, new.result, new.reason, new.lines, new.second, new.by, new.at],
    )?;
    Ok(kept == 1)
}

/// The opinions on a paper, the first first.
pub fn of(tx: &mut Tx, document: Uuid) -> Result<Vec<Opinion>, StoreError> {
    tx.all(
        "select c.nth, c.result, c.reason, c.lines, c.second, c.by_user, c.at from document_check c where c.document = $1 \
         and {read:document_check c} order by c.nth",
        params![document],
        read,
    )
}

/// The papers that wait for an opinion: clean, the paper's last version, of a kind that is compared, and about nobody whose record stands
/// where no moderator looks.
fn waits() -> String {
    let rules = DOCUMENT_RULES.iter().filter(|rule| rule.is_compared());
    let kinds: Vec<String> =
        rules.map(|rule| format!("d.owner_kind = '{}' and d.kind = '{}'", rule.owner, rule.kind)).collect();
    format!(
        "d.state in ('clean', 'overruled') and d.replaced_at is null and ({}) \
         and (d.worker is null or exists (select 1 from worker w where w.id = d.worker \
           and w.state in ('roster:consented', 'roster:reviewed', 'roster:listed') and {{read:worker w}})) \
         and not exists (select 1 from document_check c where c.document = d.id and (c.nth = 2 or not c.second) \
           and {{read:document_check c}}) and {{read:document d}}",
        kinds.join(" or ")
    )
}

/// One page of the papers that wait, the oldest first; `after` is the last of the page before.
pub fn waiting(tx: &mut Tx, after: Option<Uuid>, limit: Limit) -> Result<Vec<Document>, StoreError> {
    let mut binds = Binds::none();
    let keyset = after.map_or(String::new(), |id| format!("and d.id > {}", binds.add(id)));
    let sql = format!("select d.id from document d where {} {keyset} order by d.id limit {}", waits(), limit.and_one());
    let ids: Vec<Uuid> = tx.all(&sql, &binds.values, |row| row.get("id"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(documents::get(tx, id)?);
    }
    Ok(found)
}

/// How many wait that were filed before this moment; at most one more than `most`.
pub fn count(tx: &mut Tx, before: Timestamp, most: Limit) -> Result<i64, StoreError> {
    let sql = format!(
        "select count(*) as number from (select d.id from document d where d.uploaded_at < $1 and {} limit {}) as waiting",
        waits(),
        most.and_one()
    );
    tx.one(&sql, params![before], |row| row.get("number"))
}

/// Forgets the opinions on the papers of whoever is forgotten. In the scope of the keys' job.
pub fn forget(tx: &mut Tx, subject: Uuid) -> Result<u64, StoreError> {
    tx.run(
        "delete from document_check where document in (select d.id from document d where (d.subject = $1 or d.owner = $1 or d.worker = $1) \
         and {read:document d}) and {write:document_check}",
        params![subject],
    )
}
