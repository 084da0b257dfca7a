//! The one that puts pending records into the chain: of all nodes, whoever holds the lock.
//!
//! It wakes by notice or after 200 ms, and moves what waits in one transaction: out of `audit_pending`, into `audit_event`
//! with number and link. A crash before its COMMIT leaves everything pending, after it nothing.
//! Never an id as a watermark: the order of ids is not the order of commits.

use super::intake::Intakes;
use super::link::PgLink;
use super::session::{Desk, connect, link, opening};
use crate::engine::config::Log;
use crate::engine::entry::Entry;
use crate::engine::error::StoreError;
use crate::engine::head::HeadCell;
use crate::engine::log;
use crate::engine::points::{Point, reach};
use crate::engine::scope::{Job, Scope};
use crate::engine::statement::{Value, places};
use crate::engine::tree;
use crate::engine::tx::{Link, Tx};
use crate::params;
use audit::{Chain, Stamp};
use postgres::fallible_iterator::FallibleIterator;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use uuid::Uuid;

const SCOPE: Scope = Scope::System(Job::Sequencer);
const LOCK: i64 = 0x616d_616e_615f_7371;
const IDLE: Duration = Duration::from_millis(200);
/// After a lost connection, and between two looks at a lock that another node holds.
const PAUSE: Duration = Duration::from_millis(500);
/// Records moved in one transaction.
const BATCH: usize = 500;

/// Runs until it is dropped.
pub(in crate::engine) struct Sequencer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    pub fn start(desk: Arc<Desk>, log: Log, head: Arc<HeadCell>) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new().name("store-sequencer".into()).spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                if let Err(error) = term(&desk, &log, &head, &stopped) {
                    tracing::error!(%error, "the log's sequencer stopped and starts again");
                }
                if !stopped.load(Ordering::Relaxed) {
                    thread::sleep(PAUSE);
                }
            }
        })?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the log's sequencer had panicked");
        }
    }
}

/// A pending row as its writer left it.
struct Pending {
    id: Uuid,
    body: Vec<u8>,
    stamp: Stamp,
}

/// One term of office: from the lock until the connection or the program ends.
fn term(desk: &Desk, log: &Log, head: &HeadCell, stop: &AtomicBool) -> Result<(), StoreError> {
    let mut tx = Tx::new(Link::Postgres(Box::new(PgLink::new(connect(&desk.config)?))), desk.walls);
    tx.begin(SCOPE);
    let locked = tx.one("select pg_try_advisory_lock($1) as locked", params![LOCK], |row| row.get::<bool>("locked"))?;
    if !locked {
        return Ok(());
    }
    begin(&mut tx)?;
    let mut chain = log::resume(&mut tx, log, Some(head.get()))?;
    link(&mut tx).order("commit; listen amana_log")?;
    head.set(chain.head());
    let mut intakes = Intakes::new(log.ingest.clone());
    loop {
        // asked before the move, so that what was committed before the stop is moved as well
        let last = stop.load(Ordering::Relaxed);
        begin(&mut tx)?;
        let moved = move_batch(&mut tx, &mut chain, &mut intakes)?;
        head.set(chain.head());
        match moved {
            BATCH => {}
            _ if last => return Ok(()),
            _ => wait(&mut tx)?,
        }
    }
}

fn begin(tx: &mut Tx) -> Result<(), StoreError> {
    link(tx).order(&opening(SCOPE, "begin"))?;
    tx.begin(SCOPE);
    Ok(())
}

/// Sleeps until somebody gives notice, 200 ms at most.
fn wait(tx: &mut Tx) -> Result<(), StoreError> {
    let mut notices = link(tx).client.notifications();
    notices.timeout_iter(IDLE).next().map_err(|_| StoreError::Gone)?;
    // several notices are one
    while notices.iter().next().map_err(|_| StoreError::Gone)?.is_some() {}
    Ok(())
}

/// Moves what waits and commits; says how many rows it looked at.
fn move_batch(tx: &mut Tx, chain: &mut Chain, intakes: &mut Intakes) -> Result<usize, StoreError> {
    let waiting = waiting(tx)?;
    let known = known(tx, &waiting)?;
    let mut entries = Vec::with_capacity(waiting.len());
    let (mut taken, mut aside) = (Vec::new(), Vec::new());
    for pending in &waiting {
        match accept(tx, intakes, pending, &known)? {
            Ok(entry) => {
                entries.push(entry);
                taken.push(Value::Id(pending.id));
            }
            Err(reason) => {
                tracing::error!(%reason, "a pending record was set aside");
                entries.push(Intakes::set_aside(tx, &pending.stamp)?);
                aside.push(Value::Id(pending.id));
            }
        }
    }
    entries.extend(intakes.missing(tx)?);
    if entries.is_empty() {
        link(tx).order("rollback")?;
        return Ok(0);
    }
    let staged = chain.stage(entries.iter().map(|entry| &entry.record));
    log::append_all(tx, &entries, staged.links())?;
    tree::keep(tx, staged.tiles())?;
    log::set_head(tx, staged.head())?;
    reach(Point::BatchAppended);
    in_chunks(&taken, |list, ids| tx.run(&format!("delete from audit_pending where id in ({list})"), ids).map(drop))?;
    in_chunks(&aside, |list, ids| {
        tx.run(&format!("update audit_pending set set_aside = true where id in ({list})"), ids).map(drop)
    })?;
    intakes.save(tx)?;
    reach(Point::PendingDeleted);
    link(tx).order("commit")?;
    reach(Point::BatchMoved);
    // from here on the records stand in the log; a crash now loses nothing, the next term resumes at the stored head
    chain.advance(staged).map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok(waiting.len())
}

fn waiting(tx: &mut Tx) -> Result<Vec<Pending>, StoreError> {
    let sql = format!(
        "select id, writer, counter, body, ingest_mac, void from audit_pending where not set_aside \
         order by at, writer, counter limit {BATCH}"
    );
    tx.all(&sql, params![], |row| {
        Ok(Pending {
            id: row.get("id")?,
            body: row.get("body")?,
            stamp: Stamp {
                writer: row.get("writer")?,
                counter: row.get::<i64>("counter")?.unsigned_abs(),
                void: row.get("void")?,
                mac: row.get("ingest_mac")?,
            },
        })
    })
}

/// Which of these stand in the log already.
fn known(tx: &mut Tx, waiting: &[Pending]) -> Result<HashSet<Uuid>, StoreError> {
    let ids: Vec<Value> = waiting.iter().map(|pending| Value::Id(pending.id)).collect();
    let mut known = HashSet::new();
    in_chunks(&ids, |list, ids| {
        known.extend(
            tx.all(&format!("select id from audit_event where id in ({list})"), ids, |row| row.get::<Uuid>("id"))?,
        );
        Ok(())
    })?;
    Ok(known)
}

/// The entry of a row that is as its writer stamped it; the inner error says why it is not.
fn accept(
    tx: &mut Tx,
    intakes: &mut Intakes,
    pending: &Pending,
    known: &HashSet<Uuid>,
) -> Result<Result<Entry, String>, StoreError> {
    let entry = match Entry::from_stored(pending.body.clone()) {
        Ok(entry) if entry.record.id().0 == pending.id => entry,
        Ok(_) => return Ok(Err("a pending row names another record than it holds".into())),
        Err(error) => return Ok(Err(error.to_string())),
    };
    if known.contains(&pending.id) {
        return Ok(Err("a pending record stands in the log already".into()));
    }
    let taken = intakes.take(tx, &pending.stamp, entry.record.leaf())?;
    Ok(taken.map(|()| entry).map_err(|error| error.to_string()))
}

/// Runs a statement for fifty identifiers at a time, so that few texts are kept prepared.
fn in_chunks(ids: &[Value], mut run: impl FnMut(&str, &[Value]) -> Result<(), StoreError>) -> Result<(), StoreError> {
    ids.chunks(50).try_for_each(|chunk| run(&places(1, chunk.len()), chunk))
}
