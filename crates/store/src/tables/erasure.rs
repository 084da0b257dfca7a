//! Forgetting: the keys, the sealed values, the keyed hashes, what stood in clear, what waits to be sent, and the way in. What stays
//! is a row without a person: a reference, a state, so that cases and the log still point at something.
//!
//! Whoever adds a table with rows about a person adds it to [`OF_PERSON`], or says here why it stays.

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

/// An erasure that an officer decided, or a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The worker, the household's organisation, or the person.
    pub subject: Uuid,
    /// `worker`, `household` or `person`.
    pub kind: String,
    /// Why: a word.
    pub reason: String,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// When it was carried out.
    pub done_at: Option<Timestamp>,
}

/// What goes with a person: rows that say something of them or would let them in, by the column that names them. What stays: their
/// `app_user` and `membership` rows without a name, and the pseudonym in cases, consents and the log.
const OF_PERSON: &[&str] = &[
    "delete from outbox where user_id = $1 and {write:outbox}",
    "delete from document_link where person = $1 and {write:document_link}",
    "delete from wrong_guess where exists (select 1 from address a where a.user_id = $1 and a.channel = wrong_guess.channel \
     and a.mailbox_index = wrong_guess.mailbox_index and {read:address a}) and {write:wrong_guess}",
    "delete from sign_in_bound where (id in (select s.id from session s where s.user_id = $1 and {read:session s}) \
     or id in (select c.id from challenge c where c.user_id = $1 and {read:challenge c})) and {write:sign_in_bound}",
    "delete from linked_identity where user_id = $1 and {write:linked_identity}",
    "delete from known_network where exists (select 1 from address a where a.user_id = $1 and a.channel = known_network.channel \
     and a.address_index = known_network.address_index and {read:address a}) and {write:known_network}",
    "delete from challenge where (user_id = $1 or exists (select 1 from address a where a.user_id = $1 and a.channel = challenge.channel \
     and a.address_index = challenge.address_index and {read:address a})) and {write:challenge}",
    "delete from address_change where user_id = $1 and {write:address_change}",
    "delete from connection_entry where connection in (select c.id from connection c where c.user_id = $1 and {read:connection c}) \
     and {write:connection_entry}",
    "delete from connection where user_id = $1 and {write:connection}",
    "delete from address where user_id = $1 and {write:address}",
    "delete from spent_refresh where session in (select s.id from session s where s.user_id = $1 and {read:session s}) \
     and {write:spent_refresh}",
    "delete from kiosk where person = $1 and {write:kiosk}",
    "delete from last_choice where user_id = $1 and {write:last_choice}",
    "delete from session where user_id = $1 and {write:session}",
    "delete from recovery_code where user_id = $1 and {write:recovery_code}",
    "delete from factor where user_id = $1 and {write:factor}",
    "delete from passkey where user_id = $1 and {write:passkey}",
    "delete from alert where user_id = $1 and {write:alert}",
    "delete from known_device where user_id = $1 and {write:known_device}",
    "delete from factor_reset where user_id = $1 and {write:factor_reset}",
    "delete from idempotency where user_id = $1 and {write:idempotency}",
    "update app_user set name_sealed = null, version = version + 1 where id = $1 and {write:app_user}",
];
/// What goes with a household, by its organisation.
const OF_HOUSEHOLD: &[&str] = &[
    "update customer set name_sealed = null, civil_id_sealed = null, address_sealed = null, phone_sealed = null, civil_id_index = null, \
     phone_index = null, phone_proved_at = null, first_name = null, area = null, household = null, duties = null, verified_at = null, \
     verified_by = null, privacy_notice = null, version = version + 1 where org = $1 and {write:customer}",
    "delete from challenge where proves_org = $1 and {write:challenge}",
    "delete from connection_entry where connection in (select c.id from connection c where c.org = $1 and {read:connection c}) \
     and {write:connection_entry}",
    "delete from connection where org = $1 and {write:connection}",
    "delete from outbox where org = $1 and {write:outbox}",
    "delete from idempotency where org = $1 and {write:idempotency}",
    "delete from note where case_id in (select c.id from case_file c where c.customer_org = $1 and {read:case_file c}) and {write:note}",
    "delete from published_review where id in (select r.id from agency_review r where r.org = $1 and {read:agency_review r}) \
     and {write:published_review}",
    "delete from agency_review where org = $1 and {write:agency_review}",
];
/// What goes with a worker.
const OF_WORKER: &[&str] = &[
    "delete from worker_identity where worker = $1 and {write:worker_identity}",
    "delete from moderation_index where worker = $1 and {write:moderation_index}",
    "delete from note where worker = $1 and {write:note}",
    "delete from change_request where worker = $1 and {write:change_request}",
];

/// Keeps that somebody is to be erased. False when it was decided before.
pub fn ask(tx: &mut Tx, asked: &Asked) -> Result<bool, StoreError> {
    let added = tx.run(
        "insert into erasure (subject, kind, reason, asked_by, at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        params![asked.subject, &asked.kind, &asked.reason, asked.by, asked.at],
    )?;
    Ok(added == 1)
}

/// The erasure of this subject, if one was decided.
pub fn asked(tx: &mut Tx, subject: Uuid) -> Result<Option<Asked>, StoreError> {
    tx.maybe(
        "select e.subject, e.kind, e.reason, e.asked_by, e.at, e.done_at from erasure e where e.subject = $1 and {read:erasure e}",
        params![subject],
        |row| {
            Ok(Asked {
                subject: row.get("subject")?,
                kind: row.get("kind")?,
                reason: row.get("reason")?,
                by: row.get("asked_by")?,
                at: row.get("at")?,
                done_at: row.get("done_at")?,
            })
        },
    )
}

/// Keeps that an erasure was carried out.
pub fn done(tx: &mut Tx, subject: Uuid, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "update erasure set done_at = $2 where subject = $1 and done_at is null and {write:erasure}",
        params![subject, at],
    )
    .map(drop)
}

/// The keys under which messages to these people went out, so that what still lies with the gateway can be taken back.
pub fn messages_to(tx: &mut Tx, people: &[UserId]) -> Result<Vec<String>, StoreError> {
    let mut keys = Vec::new();
    for person in people {
        let sql = "select o.idempotency_key from outbox o where o.user_id = $1 and {read:outbox o}";
        keys.extend(tx.all(sql, params![*person], |row| row.get::<String>("idempotency_key"))?);
    }
    Ok(keys)
}

/// Everybody whose way in goes with this subject: itself, a household's members, a worker's own sign-in, and whoever was invited
/// there and is nobody else.
pub fn people_of(tx: &mut Tx, subject: Uuid) -> Result<Vec<UserId>, StoreError> {
    tx.all(
        "select u.id as person from app_user u where u.id = $1 and {read:app_user u} \
         union select m.user_id as person from membership m where m.org = $1 and {read:membership m} \
         union select w.person as person from worker w where w.id = $1 and w.person is not null and {read:worker w} \
         union select i.person as person from invitation i where (i.worker = $1 or i.org = $1) and {read:invitation i}",
        params![subject],
        |row| row.get("person"),
    )
}

/// Whose way in would go with this subject: a person's own; a worker's or those of a household's members, unless they are a member of
/// something else as well.
pub fn leaving(tx: &mut Tx, kind: &str, subject: Uuid) -> Result<Vec<UserId>, StoreError> {
    match kind {
        "household" => with_household(tx, OrgId(subject)),
        "worker" => Ok(with_worker(tx, WorkerId(subject))?.into_iter().map(|(person, _)| person).collect()),
        _ => Ok(vec![UserId(subject)]),
    }
}

/// The members of a household, of now and before, who are in no other organisation.
fn with_household(tx: &mut Tx, org: OrgId) -> Result<Vec<UserId>, StoreError> {
    tx.all(
        "select distinct m.user_id from membership m where m.org = $1 and {read:membership m} \
         and not exists (select 1 from membership o where o.user_id = m.user_id and o.org <> $1 and o.ended_at is null \
         and {read:membership o})",
        params![org],
        |row| row.get("user_id"),
    )
}

/// The person who signs in as this worker, with the organisation, if they are nothing else anywhere.
fn with_worker(tx: &mut Tx, worker: WorkerId) -> Result<Option<(UserId, OrgId)>, StoreError> {
    tx.maybe(
        "select w.person, w.org from worker w where w.id = $1 and w.person is not null and {read:worker w} \
         and not exists (select 1 from membership o where o.user_id = w.person and o.ended_at is null \
         and not (o.org = w.org and o.role = 'worker') and {read:membership o})",
        params![worker],
        |row| Ok((row.get("person")?, row.get("org")?)),
    )
}

/// Forgets a worker, and the person who signed in as that worker unless they are a member of something else. In the scope of
/// the keys' job; it may run twice.
pub fn worker(tx: &mut Tx, worker: WorkerId, now: Timestamp) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    destroy(tx, worker.0, &mut forgotten)?;
    listed::forget(tx, worker)?;
    for sql in OF_WORKER {
        tx.run(sql, params![worker])?;
    }
    lists_with(tx, worker, &mut forgotten)?;
    let person =
        tx.maybe("select w.person, w.org from worker w where w.id = $1 and {read:worker w}", params![worker], |row| {
            Ok(row.get::<Option<UserId>>("person")?.zip(Some(row.get::<OrgId>("org")?)))
        })?;
    let leaving = with_worker(tx, worker)?;
    invited(tx, "worker", worker.0, &mut forgotten)?;
    if let Some((person, org)) = person.flatten() {
        tx.run(
            "update membership set ended_at = $3, version = version + 1 where user_id = $1 and org = $2 and role = 'worker' \
             and ended_at is null and {write:membership}",
            params![person, org, now],
        )?;
    }
    if let Some((person, _)) = leaving {
        person_rows(tx, person, &mut forgotten)?;
    }
    tx.run(
        "update worker set public_form = null, first_name = '', origin = '', languages = $2, skills = $2, work = $2, experience_years = 0, age = 0, \
         wage_minor = null, history = null, person = null, version = version + 1 where id = $1 and {write:worker}",
        params![worker, serde_json::json!([])],
    )?;
    done(tx, worker.0, now)?;
    Ok(forgotten)
}

/// Forgets a household: what it said of itself, what it wrote, and everybody who acted for it and for nobody else. Its cases stay,
/// with an organisation that is nobody. In the scope of the keys' job; it may run twice.
pub fn household(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    destroy(tx, org.0, &mut forgotten)?;
    for sql in OF_HOUSEHOLD {
        tx.run(sql, params![org])?;
    }
    invited(tx, "org", org.0, &mut forgotten)?;
    let members = with_household(tx, org)?;
    tx.run(
        "update membership set ended_at = $2, version = version + 1 where org = $1 and ended_at is null and {write:membership}",
        params![org, now],
    )?;
    for member in members {
        person_rows(tx, member, &mut forgotten)?;
    }
    done(tx, org.0, now)?;
    Ok(forgotten)
}

/// Forgets a person who has an account: their name and addresses, their sessions, what waits for them. They are a member of nothing
/// any more. In the scope of the keys' job; it may run twice.
pub fn person(tx: &mut Tx, person: UserId, now: Timestamp) -> Result<Forgotten, StoreError> {
    let mut forgotten = Forgotten::default();
    tx.run(
        "update membership set ended_at = $2, version = version + 1 where user_id = $1 and ended_at is null and {write:membership}",
        params![person, now],
    )?;
    person_rows(tx, person, &mut forgotten)?;
    done(tx, person.0, now)?;
    Ok(forgotten)
}

/// The way in, and everything that would reach them. The row stays, for the log names it.
fn person_rows(tx: &mut Tx, person: UserId, forgotten: &mut Forgotten) -> Result<(), StoreError> {
    destroy(tx, person.0, forgotten)?;
    invited(tx, "accepted_by", person.0, forgotten)?;
    invited(tx, "person", person.0, forgotten)?;
    for sql in OF_PERSON {
        tx.run(sql, params![person])?;
    }
    // Second factors and second codes are counted for the person in an address's place.
    for (table, column) in [("wrong_guess", "mailbox_index"), ("known_network", "address_index")] {
        let sql = format!("delete from {table} where {column} = $1 and {{write:{table}}}");
        tx.run(&sql, params![person.0.as_bytes().to_vec()])?;
    }
    Ok(())
}

/// Forgets the invitations that `column` says are theirs, and the keys of those who never became a person here.
fn invited(tx: &mut Tx, column: &str, id: Uuid, forgotten: &mut Forgotten) -> Result<(), StoreError> {
    let sql = format!("select i.id, i.person from invitation i where i.{column} = $1 and {{read:invitation i}}");
    let invited = tx.all(&sql, params![id], |row| Ok((row.get::<Uuid>("id")?, row.get::<UserId>("person")?)))?;
    for (invitation, waiting) in invited {
        tx.run("delete from invitation where id = $1 and {write:invitation}", params![invitation])?;
        if super::people::get(tx, waiting)?.is_none() {
            destroy(tx, waiting.0, forgotten)?;
            tx.run("delete from outbox where user_id = $1 and {write:outbox}", params![waiting])?;
        }
    }
    Ok(())
}

/// Destroys the files of imports in which the worker stands. One that is being taken in or undone is left: it destroys its own.
fn lists_with(tx: &mut Tx, worker: WorkerId, forgotten: &mut Forgotten) -> Result<(), StoreError> {
    let imports = tx.all(
        "select i.id from import i where i.kept_until is not null and i.state in ('read', 'done', 'undone') and {read:import i} \
         and exists (select 1 from import_row r where r.import = i.id and r.worker = $1 and {read:import_row r})",
        params![worker],
        |row| row.get::<Uuid>("id"),
    )?;
    for import in imports {
        if super::imports::destroy_file(tx, import)? {
            forgotten.keys.push(import);
        }
        tx.run("update import set kept_until = null where id = $1 and {write:import}", params![import])?;
    }
    Ok(())
}

fn destroy(tx: &mut Tx, subject: Uuid, forgotten: &mut Forgotten) -> Result<(), StoreError> {
    super::exports::forget(tx, subject)?;
    super::document_checks::forget(tx, subject)?;
    super::document_reminders::forget(tx, subject)?;
    super::documents::forget(tx, subject)?;
    let gone = tx.run("delete from subject_key where subject = $1 and {write:subject_key}", params![subject])?;
    if gone > 0 {
        forgotten.keys.push(subject);
    }
    Ok(())
}
