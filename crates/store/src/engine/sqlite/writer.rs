//! The one writer of the embedded database, and group commit.
//!
//! Whatever queued during the last fsync shares the next transaction, each closure in a savepoint of its own. The last act
//! before COMMIT links the batch's records to the chain and the tree, whose heads live here. Answers go out after COMMIT.
//! A crash before COMMIT leaves nothing of the batch, and nobody was told otherwise; a crash after it leaves all of it.

use super::readers::link;
use crate::engine::denials::Denied;
use crate::engine::entry::Entry;
use crate::engine::error::{Constraint, StoreError};
use crate::engine::head::HeadCell;
use crate::engine::log;
use crate::engine::points::{Point, reach};
use crate::engine::scope::{Job, Scope};
use crate::engine::tree;
use crate::engine::tx::Tx;
use crate::engine::work::{Verdict, Work};
use audit::Chain;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The scope of the writer's own statements.
const ENGINE: Scope = Scope::System(Job::Sequencer);
/// Closures in one transaction: more would not save fsyncs worth having and make the first one wait.
const BATCH_MAX: usize = 256;
/// Denials kept over for the next batch after a failed one; beyond, the database has been gone for long.
const CARRIED_MAX: usize = 10_000;

/// The door to the writing thread. Dropping it stops the thread when the queue is empty.
pub(in crate::engine) struct Writer {
    queue: Option<SyncSender<Box<dyn Work>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(tx: Tx, chain: Chain, head: Arc<HeadCell>, queue: usize) -> Self {
        let (send, receive) = sync_channel(queue);
        let scribe = Scribe { tx, chain, head, carried: Vec::new() };
        let thread = thread::Builder::new().name("store-writer".into()).spawn(move || scribe.serve(&receive));
        Self { queue: Some(send), thread: thread.ok() }
    }

    /// Queues a closure, or answers it at once that the queue is full.
    pub fn submit(&self, work: Box<dyn Work>) {
        let (work, error) = match self.queue.as_ref().map(|queue| queue.try_send(work)) {
            Some(Ok(())) | None => return,
            Some(Err(TrySendError::Full(work))) => (work, StoreError::Overloaded),
            Some(Err(TrySendError::Disconnected(work))) => (work, StoreError::Gone),
        };
        work.answer(Err(error));
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store's writer had panicked");
        }
    }
}

/// What the writing thread owns.
struct Scribe {
    tx: Tx,
    chain: Chain,
    head: Arc<HeadCell>,
    /// Denials of a batch that failed: their refusals were answered 503, yet they happened.
    carried: Vec<Denied>,
}

impl Scribe {
    fn serve(mut self, queue: &Receiver<Box<dyn Work>>) {
        loop {
            let patience = if self.carried.is_empty() { Duration::MAX } else { Duration::from_secs(1) };
            match receive(queue, patience) {
                Ok(first) => self.batch(Some(first), queue),
                Err(RecvTimeoutError::Timeout) => self.batch(None, queue),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if !self.carried.is_empty() {
            self.batch(None, queue);
        }
    }

    /// One transaction, from BEGIN to the answers.
    fn batch(&mut self, first: Option<Box<dyn Work>>, queue: &Receiver<Box<dyn Work>>) {
        let denials = std::mem::take(&mut self.carried);
        let mut batch = Batch { done: Vec::new(), entries: Vec::new(), denials };
        let fate = self.fill(first, queue, &mut batch).and_then(|()| self.commit(&mut batch));
        if let Err(error) = &fate {
            tracing::warn!(%error, closures = batch.done.len(), "a batch was lost");
            if !link(&self.tx).lost_transaction() {
                // where this fails too, the connection holds no transaction to undo
                drop(link(&self.tx).order("rollback"));
            }
            self.after_loss(batch.denials);
        }
        for work in batch.done {
            work.answer(fate.clone());
        }
    }

    fn fill(
        &mut self,
        first: Option<Box<dyn Work>>,
        queue: &Receiver<Box<dyn Work>>,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let begun = link(&self.tx).order("begin immediate");
        reach(Point::BatchBegun);
        let mut next = first;
        while let Some(mut work) = next {
            let kept = begun.clone().and_then(|()| self.one(work.as_mut(), batch));
            if kept == Err(StoreError::TooLong) {
                // its own fault; the others of the batch may well come again
                work.answer(kept);
                return Err(StoreError::Busy);
            }
            batch.done.push(work);
            kept?;
            next = if batch.done.len() < BATCH_MAX { queue.try_recv().ok() } else { None };
        }
        begun
    }

    /// One closure in its savepoint. An error means that the whole transaction is lost; a denial is noted even then.
    fn one(&mut self, work: &mut dyn Work, batch: &mut Batch) -> Result<(), StoreError> {
        link(&self.tx).order("savepoint closure")?;
        link(&self.tx).limit();
        let verdict = work.run(&mut self.tx);
        link(&self.tx).unlimit();
        reach(Point::ClosureRun);
        let lost = link(&self.tx).lost_transaction();
        let lost = lost.then(|| self.tx.failed().cloned().unwrap_or(StoreError::Gone));
        let mut keep = false;
        match verdict {
            Verdict::Keep(kept) if lost.is_none() => {
                if self.any_known(&kept, batch)? {
                    work.refuse(StoreError::Conflict(Constraint::Unique("audit_event_id_key".into())));
                } else {
                    batch.entries.extend(kept);
                    keep = true;
                }
            }
            Verdict::Undo(Some(denial)) => batch.denials.push(*denial),
            Verdict::Keep(_) | Verdict::Undo(None) => {}
        }
        if let Some(error) = lost {
            return Err(error);
        }
        if !keep {
            link(&self.tx).order("rollback to closure")?;
        }
        link(&self.tx).order("release closure")?;
        reach(Point::ClosureKept);
        Ok(())
    }

    /// Whether one of these records stands in the log or the batch already: a defect of its closure, which must not cost
    /// the others their commit.
    fn any_known(&mut self, kept: &[Entry], batch: &Batch) -> Result<bool, StoreError> {
        self.tx.begin(ENGINE);
        for (at, entry) in kept.iter().enumerate() {
            let id = entry.record.id();
            let twice = kept[..at].iter().chain(batch.records()).any(|other| other.record.id() == id);
            if twice || log::is_linked(&mut self.tx, id)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts the batch's denials, links its records and commits: its last act.
    fn commit(&mut self, batch: &mut Batch) -> Result<(), StoreError> {
        self.tx.begin(ENGINE);
        for denied in &batch.denials {
            if denied.count(&mut self.tx)? {
                batch.entries.push(denied.entry.clone());
            }
        }
        let entries = &batch.entries;
        let staged = self.chain.stage(entries.iter().map(|entry| &entry.record));
        for (entry, link) in entries.iter().zip(staged.links()) {
            log::append(&mut self.tx, entry, *link)?;
            reach(Point::RecordLinked);
        }
        if !entries.is_empty() {
            tree::keep(&mut self.tx, staged.tiles())?;
            log::set_head(&mut self.tx, staged.head())?;
        }
        reach(Point::HeadStored);
        link(&self.tx).order("commit")?;
        reach(Point::BatchCommitted);
        // from here on the batch is durable; a crash now loses only the answers
        self.chain.advance(staged).map_err(|error| StoreError::Damaged(error.to_string()))?;
        self.head.set(self.chain.head());
        Ok(())
    }

    /// Takes the chain up where the database stands, for a COMMIT that was reported as failed may have been kept, and
    /// carries the denials over to the next batch.
    fn after_loss(&mut self, denials: Vec<Denied>) {
        self.tx.begin(ENGINE);
        if let Ok(Some(head)) = log::stored_head(&mut self.tx)
            && head != self.chain.head()
            && let Ok(tree) = tree::stored(&mut self.tx, head.n)
        {
            self.chain = Chain::resume(self.chain.key().clone(), head, tree);
            self.head.set(head);
        }
        for denied in denials {
            let kept = log::is_linked(&mut self.tx, denied.entry.record.id()) == Ok(true);
            if !kept && self.carried.len() < CARRIED_MAX {
                self.carried.push(denied);
            }
        }
    }
}

/// What one transaction gathers.
struct Batch {
    done: Vec<Box<dyn Work>>,
    /// The records of changes; they are lost with them.
    entries: Vec<Entry>,
    /// The denials; each stands for itself.
    denials: Vec<Denied>,
}

impl Batch {
    /// All records that this transaction may link.
    fn records(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().chain(self.denials.iter().map(|denied| &denied.entry))
    }
}

fn receive(queue: &Receiver<Box<dyn Work>>, patience: Duration) -> Result<Box<dyn Work>, RecvTimeoutError> {
    if patience == Duration::MAX {
        return queue.recv().map_err(|_| RecvTimeoutError::Disconnected);
    }
    queue.recv_timeout(patience)
}
