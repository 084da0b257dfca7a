//! Whom the house has told that a paper ends: one row for each paper and each time, so that nobody is told twice.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::documents::{self, Document};
use crate::{StoreError, Tx, params};
use domain::{DocumentKind, WorkerId};

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

/// Which of these kinds an owner has filed that are over on this day, with nothing of the kind that still holds.
pub fn over(tx: &mut Tx, owner: Uuid, kinds: &[DocumentKind], today: Date) -> Result<Vec<DocumentKind>, StoreError> {
    let mut over = Vec::new();
    for kind in kinds {
        let number: i64 = tx.one(
            "select count(*) as number from document d where d.owner = $1 and d.kind = $2 and d.state in ('clean', 'overruled') \
             and d.expires_on < $3 and {read:document d} and not exists (select 1 from document h where h.owner = $1 and h.kind = $2 \
             and h.state in ('clean', 'overruled') and (h.expires_on is null or h.expires_on >= $3) and {read:document h})",
            params![owner, *kind, today],
            |row| row.get("number"),
        )?;
        if number > 0 {
            over.push(*kind);
        }
    }
    Ok(over)
}

/// Workers in the catalogue of whom a paper of these kinds is over. In the scope of a job.
pub fn listed_without(
    tx: &mut Tx,
    kinds: &[DocumentKind],
    today: Date,
    most: u32,
) -> Result<Vec<WorkerId>, StoreError> {
    let names: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    let names = names.join(", ");
    let sql = format!(
        "select distinct d.worker from document d join worker w on w.id = d.worker where d.owner_kind = 'worker' and d.kind in ({names}) \
         and d.state in ('clean', 'overruled') and d.expires_on < $1 and w.state = 'roster:listed' and {{read:worker w}} \
         and {{read:document d}} \
         and exists (select 1 from profile_link l where l.worker = d.worker and {{read:profile_link l}}) \
         and not exists (select 1 from document h where h.owner = d.owner and h.kind = d.kind and h.state in ('clean', 'overruled') \
           and (h.expires_on is null or h.expires_on >= $1) and {{read:document h}}) limit {most}"
    );
    tx.all(&sql, params![today], |row| row.get("worker"))
}
