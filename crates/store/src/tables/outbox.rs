//! The outbox: work for the outside, left in the same transaction as the change that asks for it.

use domain::{OrgId, UserId};
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Binds, Limit};
use crate::{Row, StoreError, Tx, params};

/// A notice to be carried out at least once.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The identifier.
    pub id: Uuid,
    /// Makes a second notice of the same thing disappear.
    pub key: String,
    /// `message` or the name of another job.
    pub kind: String,
    /// The message's template, or the job's verb.
    pub template: String,
    /// References only, never a person's data.
    pub args: Json,
    /// The organisation that it concerns.
    pub org: Option<OrgId>,
    /// Whom it goes to.
    pub user: Option<UserId>,
    /// `sms` or `email`.
    pub channel: Option<String>,
    /// The address, sealed.
    pub address: Option<Vec<u8>>,
    /// A one-time code, sealed.
    pub code: Option<Vec<u8>>,
    /// Not before.
    pub run_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was given up.
    pub dead_at: Option<Timestamp>,
}

const COLUMNS: &str = "id, idempotency_key, kind, template, args, org, user_id, channel, address_sealed, code_sealed, run_at, \
    attempts, last_error, dead_at";

fn read(row: &Row<'_>) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: row.get("id")?,
        key: row.get("idempotency_key")?,
        kind: row.get("kind")?,
        template: row.get("template")?,
        args: row.get("args")?,
        org: row.get("org")?,
        user: row.get("user_id")?,
        channel: row.get("channel")?,
        address: row.get("address_sealed")?,
        code: row.get("code_sealed")?,
        run_at: row.get("run_at")?,
        attempts: row.get("attempts")?,
        last_error: row.get("last_error")?,
        dead_at: row.get("dead_at")?,
    })
}

/// Leaves a notice. One with the same key changes nothing.
pub fn leave(tx: &mut Tx, new: &Notice, at: Timestamp) -> Result<(), StoreError> {
    tx.run(
        "insert into outbox (id, idempotency_key, kind, template, args, org, user_id, channel, address_sealed, code_sealed, \
         run_at, attempts, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12) on conflict do nothing",
        params![
            new.id,
            &new.key,
            &new.kind,
            &new.template,
            &new.args,
            new.org,
            new.user,
            new.channel.clone(),
            new.address.clone(),
            new.code.clone(),
            new.run_at,
            at
        ],
    )?;
    Ok(())
}

/// The kind of a job that takes its time: it has a lane of its own and holds up no message.
pub const LONG: &str = "long";

/// Takes what is due of jobs that are quickly done under a lease, oldest first. A lease that runs out makes the notice due again.
pub fn claim(tx: &mut Tx, now: Timestamp, lease_until: Timestamp, most: u32) -> Result<Vec<Notice>, StoreError> {
    claim_where(tx, &format!("not in ('{LONG}', '{MESSAGE}')"), now, lease_until, most)
}

/// The same for [`LONG`] jobs.
pub fn claim_long(tx: &mut Tx, now: Timestamp, lease_until: Timestamp, most: u32) -> Result<Vec<Notice>, StoreError> {
    claim_where(tx, &format!("= '{LONG}'"), now, lease_until, most)
}

/// The kind of a message to a person: a lane of its own as well, for a mail server may be slow.
pub const MESSAGE: &str = "message";

/// The same for messages.
pub fn claim_messages(
    tx: &mut Tx,
    now: Timestamp,
    lease_until: Timestamp,
    most: u32,
) -> Result<Vec<Notice>, StoreError> {
    claim_where(tx, &format!("= '{MESSAGE}'"), now, lease_until, most)
}

fn claim_where(
    tx: &mut Tx,
    kind: &str,
    now: Timestamp,
    lease_until: Timestamp,
    most: u32,
) -> Result<Vec<Notice>, StoreError> {
    let sql = format!(
        "update outbox set lease_until = $2, attempts = attempts + 1 where id in (select o.id from outbox o \
         where o.kind {kind} and o.run_at <= $1 and o.done_at is null and o.dead_at is null and (o.lease_until is null or o.lease_until <= $1) \
         and {{read:outbox o}} order by o.run_at, o.id limit {most}) \
         and done_at is null and dead_at is null and (lease_until is null or lease_until <= $1) and {{write:outbox}} \
         returning {COLUMNS}"
    );
    let mut claimed = tx.all(&sql, params![now, lease_until], read)?;
    claimed.sort_by_key(|notice| (notice.run_at, notice.id));
    Ok(claimed)
}

/// Takes every lease back: for a process that is the only one, when it starts. Who held them has ended.
pub fn take_back(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.run(
        "update outbox set lease_until = $1 where lease_until is not null and done_at is null and dead_at is null and {write:outbox}",
        params![None::<Timestamp>],
    )
}

/// Done: address and code are forgotten. False when it was done before.
pub fn done(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let done = tx.run(
        "update outbox set done_at = $2, address_sealed = null, code_sealed = null, lease_until = null \
         where id = $1 and done_at is null and {write:outbox}",
        params![id, at],
    )?;
    Ok(done == 1)
}

/// A provider has it, and will speak of it by this name.
pub fn handed(tx: &mut Tx, id: Uuid, name: &str) -> Result<(), StoreError> {
    super::one(tx.run("update outbox set handed_as = $2 where id = $1 and {write:outbox}", params![id, name])?)
}

/// Keeps what became of the newest message of this name of which that was not told yet; none where there is none such.
pub fn receive(tx: &mut Tx, name: &str, outcome: &str, at: Timestamp) -> Result<Option<Notice>, StoreError> {
    let sql = format!(
        "update outbox set receipt = $2, receipt_at = $3 where id = (select o.id from outbox o where o.handed_as = $1 \
         and o.receipt is null and {{read:outbox o}} order by o.created_at desc limit 1) and {{write:outbox}} returning {COLUMNS}"
    );
    tx.maybe(&sql, params![name, outcome, at], read)
}

/// How many messages left since `since` of which a provider speaks later, by what it said: `delivered`, `failed`, `expired`, or nothing.
pub fn receipts(tx: &mut Tx, since: Timestamp) -> Result<Vec<(Option<String>, i64)>, StoreError> {
    let sql = "select o.receipt, count(*) as times from outbox o where o.handed_as is not null and o.created_at >= $1 \
               and {read:outbox o} group by o.receipt";
    tx.all(sql, params![since], |row| Ok((row.get("receipt")?, row.get("times")?)))
}

/// What became of a message to one of a person's addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// `sms` or `email`.
    pub channel: String,
    /// `waits`, `given_up`, `left`, or what the network said of it: `delivered`, `failed`, `expired`.
    pub state: String,
}

/// What became of the newest message of this template to each address of a person.
pub fn newest_to(tx: &mut Tx, user: UserId, template: &str) -> Result<Vec<Sent>, StoreError> {
    let sql = "select o.channel, coalesce(o.receipt, case when o.done_at is not null then 'left' when o.dead_at is not null then 'given_up' \
               else 'waits' end) as state from outbox o where o.user_id = $1 and o.template = $2 and o.channel is not null and {read:outbox o} \
               and o.created_at = (select max(n.created_at) from outbox n where n.user_id = $1 and n.template = $2 and {read:outbox n}) \
               order by o.channel";
    tx.all(sql, params![user, template], |row| Ok(Sent { channel: row.get("channel")?, state: row.get("state")? }))
}

/// A message that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Its template.
    pub template: String,
    /// `failed` or `expired`.
    pub receipt: String,
    /// When that was told.
    pub at: Timestamp,
}

/// Those of which was told since `since` that they did not arrive, newest first.
pub fn missed(tx: &mut Tx, since: Timestamp, limit: Limit) -> Result<Vec<Missed>, StoreError> {
    let sql = format!(
        "select o.template, o.receipt, o.receipt_at from outbox o where o.handed_as is not null and o.receipt in ('failed', 'expired') \
         and o.receipt_at >= $1 and {{read:outbox o}} order by o.receipt_at desc, o.id desc limit {}",
        limit.get()
    );
    tx.all(&sql, params![since], |row| {
        Ok(Missed { template: row.get("template")?, receipt: row.get("receipt")?, at: row.get("receipt_at")? })
    })
}

/// Failed: tried again at `run_at`, or given up.
pub fn failed(
    tx: &mut Tx,
    id: Uuid,
    error: &str,
    run_at: Timestamp,
    dead_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    super::one(tx.run(
        "update outbox set last_error = $2, run_at = $3, dead_at = $4, lease_until = null where id = $1 and {write:outbox}",
        params![id, error, run_at, dead_at],
    )?)
}

/// Nothing could be done yet, and nothing failed: it is looked at again at `run_at`, and this look does not count as a try.
pub fn put_off(tx: &mut Tx, id: Uuid, run_at: Timestamp) -> Result<(), StoreError> {
    super::one(tx.run(
        "update outbox set run_at = $2, attempts = attempts - 1, lease_until = null where id = $1 and {write:outbox}",
        params![id, run_at],
    )?)
}

/// One page of what was given up and waits for somebody, newest first, with one row more when another page follows.
/// `after` is the last letter of the page before.
pub fn dead(tx: &mut Tx, after: Option<(Timestamp, Uuid)>, limit: Limit) -> Result<Vec<Notice>, StoreError> {
    let mut binds = Binds::none();
    let keyset = after.map_or(String::new(), |(at, id)| {
        let (at, id) = (binds.add(at), binds.add(id));
        format!("and (o.dead_at < {at} or (o.dead_at = {at} and o.id < {id}))")
    });
    let sql = format!(
        "select {COLUMNS} from outbox o where o.dead_at is not null and o.done_at is null {keyset} and {{read:outbox o}} \
         order by o.dead_at desc, o.id desc limit {}",
        limit.and_one()
    );
    tx.all(&sql, &binds.values, read)
}

/// When a notice was left.
pub fn left_at(tx: &mut Tx, id: Uuid) -> Result<Timestamp, StoreError> {
    let sql = "select o.created_at from outbox o where o.id = $1 and {read:outbox o}";
    tx.one(sql, params![id], |row| row.get("created_at"))
}

/// Forgets the address and the code of codes that were given up before `before`: nobody can have them sent any more.
pub fn forget_codes(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    tx.run(
        "update outbox set done_at = dead_at, address_sealed = null, code_sealed = null \
         where dead_at < $1 and done_at is null and code_sealed is not null and {write:outbox}",
        params![before],
    )
}

/// Somebody has dealt with a dead letter in another way: it is not sent any more, address and code are forgotten. False when
/// there is none such.
pub fn settle(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let settled = tx.run(
        "update outbox set done_at = $2, address_sealed = null, code_sealed = null \
         where id = $1 and dead_at is not null and done_at is null and {write:outbox}",
        params![id, at],
    )?;
    Ok(settled == 1)
}

/// Brings a dead letter back; false when there is none such.
pub fn revive(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let revived = tx.run(
        "update outbox set dead_at = null, attempts = 0, run_at = $2 where id = $1 and dead_at is not null and done_at is null and {write:outbox}",
        params![id, now],
    )?;
    Ok(revived == 1)
}

/// Forgets up to `most` notices that were done before `before`.
pub fn forget(tx: &mut Tx, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let sql = format!(
        "delete from outbox where id in (select id from outbox where done_at < $1 order by done_at limit {most})"
    );
    tx.run(&sql, params![before])
}

/// How many wait and how many are dead.
pub fn counts(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    tx.one(
        "select count(*) as waiting, (select count(*) from outbox d where d.dead_at is not null and d.done_at is null and {read:outbox d}) as dead \
         from outbox o where o.done_at is null and o.dead_at is null and {read:outbox o}",
        params![],
        |row| Ok((row.get("waiting")?, row.get("dead")?)),
    )
}

/// When the next notice is due.
pub fn next(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.one(
        "select min(o.run_at) as next from outbox o where o.done_at is null and o.dead_at is null and {read:outbox o}",
        params![],
        |row| row.get("next"),
    )
}
