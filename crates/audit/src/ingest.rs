//! Pending rows on PostgreSQL: what protects a record between the commit and its place in the chain.
//!
//! Each process stamps its records with a counter and a MAC; the sequencer checks both. An altered row fails its MAC,
//! a deleted one leaves a hole in the counters. A counter whose transaction was rolled back is announced as void by
//! the writer's next stamp, so a hole that nobody announces is a deletion.
//! LIMIT: when a process dies, its last counters (at most its transactions in flight) cannot be told from deleted rows
//! that nobody has counted past.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::hmac;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::hash::{Hash, same, to_hash};
use crate::record::Record;

/// At most this many void counters are announced by one stamp; the rest wait for the next.
const MAX_VOID: usize = 256;

/// The key of the stamps: web processes and the sequencer hold it, the database does not.
#[derive(Clone)]
pub struct IngestKey(hmac::Key);

impl IngestKey {
    /// From 32 random bytes.
    pub fn new(secret: &Zeroizing<[u8; 32]>) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, &**secret))
    }

    /// `HMAC(K, label || writer || be64(counter) || be32(void bytes) || void || leaf)`, label `"audit-ingest/v1\0"`.
    fn stamp(&self, writer: Uuid, counter: u64, void: &[u8], leaf: &Hash) -> Hash {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(b"audit-ingest/v1\0");
        context.update(writer.as_bytes());
        context.update(&counter.to_be_bytes());
        context.update(&u32::try_from(void.len()).unwrap_or(u32::MAX).to_be_bytes());
        context.update(void);
        context.update(leaf);
        to_hash(context.sign().as_ref())
    }

    fn state(&self, writer: Uuid, state: &[u8]) -> Hash {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(b"audit-intake/v1\0");
        context.update(writer.as_bytes());
        context.update(state);
        to_hash(context.sign().as_ref())
    }
}

impl std::fmt::Debug for IngestKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IngestKey")
    }
}

/// What stands beside a record's bytes in the pending table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The process that wrote it (drawn at start).
    pub writer: Uuid,
    /// The writer's counter, from 1, without gaps but for void ones.
    pub counter: u64,
    /// Counters whose transactions came to nothing: 8 bytes each, big-endian.
    pub void: Vec<u8>,
    /// The MAC over all that and the record's leaf hash.
    pub mac: Hash,
}

/// Gives out stamps in one process. Share it; each method takes a short lock.
#[derive(Debug)]
pub struct Writer {
    id: Uuid,
    key: IngestKey,
    state: Mutex<Counters>,
}

#[derive(Debug)]
struct Counters {
    next: u64,
    void: Vec<u64>,
}

impl Writer {
    /// A writer with an identifier that was never used before.
    pub fn new(id: Uuid, key: IngestKey) -> Self {
        Self { id, key, state: Mutex::new(Counters { next: 1, void: Vec::new() }) }
    }

    /// Stamps one record. Ask as late as possible before the commit: every stamp must be stored or given to [`Self::void`].
    pub fn stamp(&self, record: &Record) -> Stamp {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let counter = state.next;
        state.next += 1;
        let keep = state.void.len().saturating_sub(MAX_VOID);
        let void: Vec<u8> = state.void.split_off(keep).into_iter().flat_map(u64::to_be_bytes).collect();
        drop(state);
        let mac = self.key.stamp(self.id, counter, &void, record.leaf());
        Stamp { writer: self.id, counter, void, mac }
    }

    /// The transaction of this stamp was rolled back, or nobody knows: the next stamp says so.
    pub fn void(&self, stamp: Stamp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.void.push(stamp.counter);
        state.void.extend(counters(&stamp.void));
    }
}

/// Why the sequencer must not put a pending row into the chain. Keep the row aside and raise an alarm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// The row is not as its writer stamped it.
    #[error("pending record {counter} of writer {writer} was altered after it was written")]
    Altered {
        /// The writer named in the row.
        writer: Uuid,
        /// The counter named in the row.
        counter: u64,
    },
    /// The row was taken before.
    #[error("pending record {counter} of writer {writer} was put in a second time")]
    Replayed {
        /// The writer.
        writer: Uuid,
        /// The counter.
        counter: u64,
    },
    /// The stored state of a writer's counters is not as the sequencer left it.
    #[error("the stored counters of writer {0} were altered")]
    StateAltered(Uuid),
}

/// The sequencer's view of one writer: which counters have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    writer: Uuid,
    /// Every counter below has arrived or is void.
    next: u64,
    /// Arrived, at or above `next`.
    seen: BTreeSet<u64>,
    /// Announced as void and not (yet) arrived.
    void: BTreeSet<u64>,
}

impl Intake {
    /// Nothing has arrived from this writer.
    pub fn new(writer: Uuid) -> Self {
        Self { writer, next: 1, seen: BTreeSet::new(), void: BTreeSet::new() }
    }

    /// Takes one row. A void counter that arrives after all (the commit's answer was lost) is taken once.
    pub fn take(&mut self, key: &IngestKey, stamp: &Stamp, leaf: &Hash) -> Result<(), IngestError> {
        let (writer, counter) = (stamp.writer, stamp.counter);
        let expected = key.stamp(writer, counter, &stamp.void, leaf);
        if writer != self.writer || !same(&expected, &stamp.mac) {
            return Err(IngestError::Altered { writer, counter });
        }
        if !self.void.remove(&counter) && (counter < self.next || self.seen.contains(&counter)) {
            return Err(IngestError::Replayed { writer, counter });
        }
        if counter >= self.next {
            self.seen.insert(counter);
        }
        let news: Vec<u64> = counters(&stamp.void).filter(|c| *c >= self.next && !self.seen.contains(c)).collect();
        self.void.extend(news);
        self.settle();
        Ok(())
    }

    /// Counters that others have passed and that are neither here nor void: in flight when young, deleted when old.
    pub fn missing(&self) -> Vec<u64> {
        let last = self.seen.last().copied().unwrap_or(self.next);
        (self.next..last).filter(|c| !self.seen.contains(c) && !self.void.contains(c)).take(MAX_VOID).collect()
    }

    /// The missing counter has been reported in the log itself; it is not reported again.
    pub fn give_up(&mut self, counter: u64) {
        self.void.insert(counter);
        self.settle();
    }

    /// The state for the database, with a MAC.
    pub fn to_bytes(&self, key: &IngestKey) -> Vec<u8> {
        let mut state = self.next.to_be_bytes().to_vec();
        for set in [&self.seen, &self.void] {
            state.extend_from_slice(&(set.len() as u64).to_be_bytes());
            state.extend(set.iter().flat_map(|counter| counter.to_be_bytes()));
        }
        let mac = key.state(self.writer, &state);
        state.extend_from_slice(&mac);
        state
    }

    /// Reads the state back. LIMIT: an older state of the same writer passes; rows that it lets in twice are then
    /// refused by the unique record identifier.
    pub fn from_bytes(key: &IngestKey, writer: Uuid, bytes: &[u8]) -> Result<Self, IngestError> {
        let altered = || IngestError::StateAltered(writer);
        let (state, mac) = bytes.split_last_chunk::<32>().ok_or_else(altered)?;
        if !same(&key.state(writer, state), mac) {
            return Err(altered());
        }
        let mut numbers = counters(state);
        let next = numbers.next().ok_or_else(altered)?;
        let mut set = || -> Option<BTreeSet<u64>> {
            let len = usize::try_from(numbers.next()?).ok()?;
            Some(numbers.by_ref().take(len).collect())
        };
        let (seen, void) = (set().ok_or_else(altered)?, set().ok_or_else(altered)?);
        Ok(Self { writer, next, seen, void })
    }

    fn settle(&mut self) {
        loop {
            if !self.seen.remove(&self.next) && !self.void.contains(&self.next) {
                break;
            }
            self.next += 1;
        }
        // A void counter may still arrive for a while; the oldest are forgotten so that the state stays small.
        while self.void.len() > MAX_VOID && self.void.first().is_some_and(|c| *c < self.next) {
            self.void.pop_first();
        }
    }
}

fn counters(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    bytes.chunks_exact(8).map(|chunk| u64::from_be_bytes(chunk.try_into().expect("chunks of eight bytes")))
}
