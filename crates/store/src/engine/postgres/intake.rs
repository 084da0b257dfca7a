//! What the sequencer knows of each writer: which of its counters have arrived, which are missing, for how long.
//!
//! A counter that others have passed is a transaction in flight or a deleted row; after a minute it is the latter, and the
//! log says so itself. Time and identifiers of such records are the database's, since the store draws none.

use crate::engine::entry::Entry;
use crate::engine::error::StoreError;
use crate::engine::tx::Tx;
use crate::params;
use audit::{Actor, Draft, Fact, Hash, IngestError, IngestKey, Intake, Stamp};
use domain::Role;
use domain::ids::RecordId;
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// No transaction lives as long as this: statements and idle transactions are cut off long before.
const IN_FLIGHT_MAX_SECONDS: i64 = if cfg!(test) { 1 } else { 60 };

pub(super) struct Intakes {
    key: IngestKey,
    known: HashMap<Uuid, Intake>,
    changed: BTreeSet<Uuid>,
    /// Since when a counter is missed.
    missed: HashMap<(Uuid, u64), Timestamp>,
}

impl Intakes {
    pub fn new(key: IngestKey) -> Self {
        Self { key, known: HashMap::new(), changed: BTreeSet::new(), missed: HashMap::new() }
    }

    /// Takes one row; the inner error says what is wrong with it.
    pub fn take(&mut self, tx: &mut Tx, stamp: &Stamp, leaf: &Hash) -> Result<Result<(), IngestError>, StoreError> {
        if !self.known.contains_key(&stamp.writer) {
            let intake = self.load(tx, stamp.writer)?;
            self.known.insert(stamp.writer, intake);
        }
        self.changed.insert(stamp.writer);
        let intake = self.known.entry(stamp.writer).or_insert_with(|| Intake::new(stamp.writer));
        Ok(intake.take(&self.key, stamp, leaf))
    }

    /// The record of a row that was set aside.
    pub fn set_aside(tx: &mut Tx, stamp: &Stamp) -> Result<Entry, StoreError> {
        witness(tx, "pending_record_set_aside", stamp.writer, stamp.counter)
    }

    /// The records of counters that have been missing for too long. Each is reported once.
    pub fn missing(&mut self, tx: &mut Tx) -> Result<Vec<Entry>, StoreError> {
        let missing: Vec<(Uuid, u64)> = self
            .known
            .iter()
            .flat_map(|(writer, intake)| intake.missing().into_iter().map(|counter| (*writer, counter)))
            .collect();
        self.missed.retain(|missed, _| missing.contains(missed));
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let (now, _) = now_and_id(tx)?;
        let mut found = Vec::new();
        for (writer, counter) in missing {
            let since = *self.missed.entry((writer, counter)).or_insert(now);
            if now.as_second() - since.as_second() > IN_FLIGHT_MAX_SECONDS {
                tracing::error!(%writer, counter, "a pending record was deleted before it reached the log");
                found.push(witness(tx, "pending_record_missing", writer, counter)?);
                self.known.entry(writer).and_modify(|intake| intake.give_up(counter));
                self.changed.insert(writer);
            }
        }
        Ok(found)
    }

    /// Keeps what has arrived, in the transaction that moves it.
    pub fn save(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        for writer in std::mem::take(&mut self.changed) {
            let Some(intake) = self.known.get(&writer) else { continue };
            tx.run(
                "insert into audit_intake (writer, state) values ($1, $2) \
                 on conflict (writer) do update set state = excluded.state",
                params![writer, intake.to_bytes(&self.key)],
            )?;
        }
        Ok(())
    }

    fn load(&self, tx: &mut Tx, writer: Uuid) -> Result<Intake, StoreError> {
        let state = tx.maybe("select state from audit_intake where writer = $1", params![writer], |row| {
            row.get::<Vec<u8>>("state")
        })?;
        match state {
            None => Ok(Intake::new(writer)),
            Some(state) => {
                Intake::from_bytes(&self.key, writer, &state).map_err(|error| StoreError::Damaged(error.to_string()))
            }
        }
    }
}

/// A record by which the log speaks of itself.
fn witness(tx: &mut Tx, action: &str, writer: Uuid, counter: u64) -> Result<Entry, StoreError> {
    let (now, id) = now_and_id(tx)?;
    let counter = i64::try_from(counter).unwrap_or(i64::MAX);
    let draft = Draft::new(id, now, Actor::Job("sequencer".into()), Role::System, action)
        .fact("writer", Fact::Id(writer))
        .fact("counter", Fact::Number(counter));
    Entry::seal(&draft)
}

fn now_and_id(tx: &mut Tx) -> Result<(Timestamp, RecordId), StoreError> {
    tx.one("select clock_timestamp() as now, gen_random_uuid() as id", params![], |row| {
        Ok((row.get("now")?, row.get("id")?))
    })
}
