//! Whom the house has told that a paper ends: one row for each paper and each time, so that nobody is told twice.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::documents::{self, Document};
use crate::{StoreError, Tx, params};
use domain::{DocumentKind, WorkerId};

/// In the place of the days: what follows when nothing of its kind holds any more was done for this version. It is done once, so that
/// what the operator finds afterwards stands.
pub const FOLLOWED: i64 = -1;

/// Papers whose last day lies in this span, both days of it included, of which nobody was told this time. In the scope of a job.
pub fn due(tx: &mut Tx, days: i64, from: Date, to: Date, most: u32) -> Result<Vec<Document>, StoreError> {
    let sql = format!(
        "select d.id from document d where d.replaced_at is null and d.state in ('clean', 'overruled') and d.expires_on >= $2 \
         and d.expires_on <= $3 and {{read:document d}} and not exists (select 1 from document_reminder r where r.document = d.id \
         and r.days = $1 and {{read:document_reminder r}}) order by d.expires_on limit {most}"
    );
    let ids: Vec<Uuid> = tx.all(&sql, params![days, from, to], |row| row.get("id"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(documents::get(tx, id)?);
    }
    Ok(found)
}

/// Keeps that its owner was told; false when they were before.
pub fn told(tx: &mut Tx, document: Uuid, days: i64, at: Timestamp) -> Result<bool, StoreError> {
    let kept = tx.run(
        "insert into document_reminder (document, days, at) select d.id, $2, $3 from document d where d.id = $1 and {read:document d} \
         on conflict do nothing",
        params![document, days, at],
    )?;
    Ok(kept == 1)
}

/// Forgets what was told of the papers of whoever is forgotten. In the scope of the keys' job.
pub fn forget(tx: &mut Tx, subject: Uuid) -> Result<u64, StoreError> {
    tx.run(
        "delete from document_reminder where document in (select d.id from document d where (d.subject = $1 or d.owner = $1 or d.worker = $1) \
         and {read:document d}) and {write:document_reminder}",
        params![subject],
    )
}

/// A version that holds on the day `today`: clean, not over, and not settled by moderators as anything but accepted. One that nobody compared
/// yet holds.
fn holds(alias: &str, today: &str) -> String {
    format!(
        "{alias}.state in ('clean', 'overruled') and ({alias}.expires_on is null or {alias}.expires_on >= {today}) \
         and not {} and {{read:document {alias}}}",
        unaccepted(alias)
    )
}

/// A version that was looked at once and does not hold: over, or not accepted. Of what is destroyed the last day is still known, so that
/// nobody is better off because an old version is gone.
fn ended(alias: &str, today: &str) -> String {
    format!(
        "{alias}.scanned_at is not null and ({alias}.expires_on < {today} or {}) and {{read:document {alias}}}",
        unaccepted(alias)
    )
}

/// The last word of the moderators on it is settled, and it is not "accepted".
fn unaccepted(alias: &str) -> String {
    format!(
        "exists (select 1 from document_check k{alias} where k{alias}.document = {alias}.id \
         and (k{alias}.nth = 2 or not k{alias}.second) and k{alias}.result <> 'accepted' and {{read:document_check k{alias}}})"
    )
}

fn named(kinds: &[DocumentKind]) -> String {
    let names: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    names.join(", ")
}

/// Which of these kinds an owner has filed that are over on this day, or were not accepted, with nothing of the kind that still holds. What
/// waits or is held never holds; a version that was replaced does until its last day.
pub fn over(tx: &mut Tx, owner: Uuid, kinds: &[DocumentKind], today: Date) -> Result<Vec<DocumentKind>, StoreError> {
    let sql = format!(
        "select count(*) as number from document d where d.owner = $1 and d.kind = $2 and {} \
         and not exists (select 1 from document h where h.owner = $1 and h.kind = $2 and {})",
        ended("d", "$3"),
        holds("h", "$3")
    );
    let mut over = Vec::new();
    for kind in kinds {
        let number: i64 = tx.one(&sql, params![owner, *kind, today], |row| row.get("number"))?;
        if number > 0 {
            over.push(*kind);
        }
    }
    Ok(over)
}

/// Versions of agencies' papers of these kinds that are over or were not accepted, with nothing of the kind that still holds, and for which
/// what follows was not done yet ([`FOLLOWED`]). In the scope of a job.
pub fn agencies_without(
    tx: &mut Tx,
    kinds: &[DocumentKind],
    today: Date,
    most: u32,
) -> Result<Vec<Document>, StoreError> {
    let sql = format!(
        "select d.id from document d where d.owner_kind = 'agency' and d.kind in ({}) and {} \
         and not exists (select 1 from document_reminder r where r.document = d.id and r.days = $2 and {{read:document_reminder r}}) \
         and not exists (select 1 from document h where h.owner = d.owner and h.kind = d.kind and {}) order by d.id limit {most}",
        named(kinds),
        ended("d", "$1"),
        holds("h", "$1")
    );
    let ids: Vec<Uuid> = tx.all(&sql, params![today, FOLLOWED], |row| row.get("id"))?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(documents::get(tx, id)?);
    }
    Ok(found)
}

/// Workers in the catalogue of whom a paper of these kinds is over. In the scope of a job.
pub fn listed_without(
    tx: &mut Tx,
    kinds: &[DocumentKind],
    today: Date,
    most: u32,
) -> Result<Vec<WorkerId>, StoreError> {
    let sql = format!(
        "select distinct d.worker from document d join worker w on w.id = d.worker where d.owner_kind = 'worker' and d.kind in ({}) \
         and {} and w.state = 'roster:listed' and {{read:worker w}} \
         and exists (select 1 from profile_link l where l.worker = d.worker and {{read:profile_link l}}) \
         and not exists (select 1 from document h where h.owner = d.owner and h.kind = d.kind and {}) limit {most}",
        named(kinds),
        ended("d", "$1"),
        holds("h", "$1")
    );
    tx.all(&sql, params![today], |row| row.get("worker"))
}
