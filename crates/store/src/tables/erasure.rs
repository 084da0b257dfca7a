//! Forgetting a worker: the keys, the sealed values, the keyed hashes, what stood in clear, and the way in. What stays is a row
//! without a person: its reference, its agency, its state, so that cases and the log still point at something.

use domain::{OrgId, UserId, WorkerId};
use jiff::Timestamp;
use uuid::Uuid;

use super::listed;
use crate::{StoreError, Tx, params};

/// What was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Whose keys were destroyed; empty when they were before.
    pub keys: Vec<Uuid>,
}

/// Forgets a worker, and the person who signed in as that worker unless they are a member of something else. In the scope of
/// the keys' job; it may run twice.
pub fn worker(tx: &mut Tx, worker: WorkerId, now: Timestamp) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    destroy(tx, worker.0, &mut forgotten)?;
    tx.run("delete from worker_identity where worker = $1 and {write:worker_identity}", params![worker])?;
    listed::forget(tx, worker)?;
    tx.run("delete from moderation_index where worker = $1 and {write:moderation_index}", params![worker])?;
    let invited = tx.all(
        "select i.id, i.person from invitation i where i.worker = $1 and {read:invitation i}",
        params![worker],
        |row| Ok((row.get::<Uuid>("id")?, row.get::<UserId>("person")?)),
    )?;
    let person =
        tx.maybe("select w.person, w.org from worker w where w.id = $1 and {read:worker w}", params![worker], |row| {
            Ok(row.get::<Option<UserId>>("person")?.zip(Some(row.get::<OrgId>("org")?)))
        })?;
    for (invitation, waiting) in invited {
        tx.run("delete from invitation where id = $1 and {write:invitation}", params![invitation])?;
        if super::people::get(tx, waiting)?.is_none() {
            destroy(tx, waiting.0, &mut forgotten)?;
        }
    }
    if let Some((person, org)) = person.flatten() {
        tx.run(
            "update membership set ended_at = $3, version = version + 1 where user_id = $1 and org = $2 and role = 'worker' \
             and ended_at is null and {write:membership}",
            params![person, org, now],
        )?;
        if super::people::memberships(tx, person)?.is_empty() {
            forget_person(tx, person, now, &mut forgotten)?;
        }
    }
    tx.run("delete from note where worker = $1 and {write:note}", params![worker])?;
    tx.run("delete from change_request where worker = $1 and {write:change_request}", params![worker])?;
    tx.run(
        "update worker set public_form = null, first_name = '', origin = '', languages = $2, skills = $2, work = $2, experience_years = 0, age = 0, \
         wage_minor = null, history = null, person = null, version = version + 1 where id = $1 and {write:worker}",
        params![worker, serde_json::json!([])],
    )?;
    Ok(forgotten)
}

/// The way in: addresses, sessions, the name. The row stays, for the log names it.
fn forget_person(tx: &mut Tx, person: UserId, now: Timestamp, forgotten: &mut Forgotten) -> Result<(), StoreError> {
    destroy(tx, person.0, forgotten)?;
    tx.run("delete from address where user_id = $1", params![person])?;
    tx.run("update session set ended_at = $2 where user_id = $1 and ended_at is null", params![person, now])?;
    tx.run("update app_user set name_sealed = null, version = version + 1 where id = $1", params![person])?;
    Ok(())
}

fn destroy(tx: &mut Tx, subject: Uuid, forgotten: &mut Forgotten) -> Result<(), StoreError> {
    let gone = tx.run("delete from subject_key where subject = $1 and {write:subject_key}", params![subject])?;
    if gone > 0 {
        forgotten.keys.push(subject);
    }
    Ok(())
}
