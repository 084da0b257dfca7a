//! Checkpoints: size and root of the log's tree, signed with the installation's log key.
//!
//! INVARIANT: nothing is signed that does not hold what was signed before. A log that lost its tail, or was written anew, gets
//! no signature; whoever kept an earlier checkpoint could otherwise be shown another past.

use audit::hash::to_hex;
use audit::ledger::LedgerKey;
use audit::{Checkpoint, LogId, Signer, VerifierKey, origin};
use jiff::Timestamp;
use store::tables::checkpoints::{self, Kept};
use store::tables::inspect;
use store::{Job, Recorded, Scope, StoreError, Tx};

use crate::ports::Signed;
use crate::{AppError, House};

/// Signs the checkpoints of one log in its present epoch. `Debug` shows the name only.
#[derive(Debug)]
pub struct LogSigner {
    log: LogId,
    epoch: u32,
    seed: zeroize::Zeroizing<[u8; 32]>,
    signer: Signer,
    ledger: LedgerKey,
}

impl Signed {
    /// The root in hexadecimal.
    pub fn root_in_hex(&self) -> String {
        to_hex(&self.root)
    }
}

impl LogSigner {
    /// From the 32 secret bytes of the log's key.
    pub fn new(log: LogId, epoch: u32, seed: zeroize::Zeroizing<[u8; 32]>) -> Self {
        let signer = Signer::new(origin(log, epoch), &seed);
        let ledger = LedgerKey::derive(&seed);
        Self { log, epoch, seed, signer, ledger }
    }

    /// Which log it is.
    pub fn log(&self) -> LogId {
        self.log
    }

    /// Signs the entries of the books: whoever signs the log signs them, under a key of its own.
    pub fn ledger(&self) -> &LedgerKey {
        &self.ledger
    }

    /// The present epoch; 1 until the log goes on from a restored copy.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// How the log is called in checkpoints.
    pub fn origin(&self) -> String {
        origin(self.log, self.epoch)
    }

    /// What checkpoints of an epoch are verified with.
    pub fn verifier(&self, epoch: u32) -> VerifierKey {
        if epoch == self.epoch {
            return self.signer.verifier();
        }
        Signer::new(origin(self.log, epoch), &self.seed).verifier()
    }

    /// Reads a note of this log, of whichever epoch; the error says what is wrong with it.
    pub fn open(&self, note: &str) -> Result<Signed, String> {
        let named = note.lines().next().unwrap_or_default();
        let epoch = self.epoch_of(named).ok_or_else(|| format!("it is not of the log {}", origin(self.log, 1)))?;
        let read = Checkpoint::open(note, &self.verifier(epoch)).map_err(|error| error.to_string())?;
        Ok(Signed { epoch, size: read.size, root: read.root, note: note.to_owned() })
    }

    fn epoch_of(&self, named: &str) -> Option<u32> {
        let first = origin(self.log, 1);
        let epoch = match named.strip_prefix(&first)? {
            "" => 1,
            later => later.strip_prefix('/')?.parse().ok()?,
        };
        (origin(self.log, epoch) == named).then_some(epoch)
    }
}

/// The checkpoint of the log as it is now: the kept one when nothing was added since, else one signed here and not kept. `None`
/// while the log is empty. [`StoreError::Damaged`] when the log does not hold what was signed last.
pub fn draw(tx: &mut Tx, log: &LogSigner) -> Result<Option<Signed>, StoreError> {
    let Some(head) = inspect::head(tx)?.filter(|head| head.n > 0) else { return Ok(None) };
    if let Some(last) = checkpoints::newest(tx)? {
        let damaged = |why: &str| StoreError::Damaged(format!("the last checkpoint, of {} records, {why}", last.size));
        let said = log.open(&last.note).map_err(|why| damaged(&why))?;
        if said.size > head.n || checkpoints::root(tx, said.size)? != Some(said.root) {
            return Err(damaged(
                "is not in the log any more; nothing is signed until `amana audit verify` finds no fault",
            ));
        }
        if said.epoch == log.epoch && said.size == head.n {
            return Ok(Some(said));
        }
    }
    let root = checkpoints::root(tx, head.n)?.ok_or_else(|| StoreError::Damaged("the log has no tree".to_owned()))?;
    let note = Checkpoint::sign(log.origin(), head.n, root, &log.signer);
    Ok(Some(Signed { epoch: log.epoch, size: head.n, root, note }))
}

/// Signs the log as it is now and keeps the checkpoint. Signing again what did not grow gives the same checkpoint.
pub async fn checkpoint(house: &House) -> Result<Option<Signed>, AppError> {
    let (inner, at) = (house.clone(), house.real());
    let work = move |tx: &mut Tx| -> Result<_, AppError> {
        let drawn = draw(tx, &inner.log)?;
        if let Some(signed) = &drawn {
            keep(tx, signed, at)?;
        }
        // A checkpoint is about the log and not of it: a record of each would make the next one necessary.
        Ok(Recorded::housekeeping(drawn))
    };
    house.store.write(Scope::System(Job::Housekeeping), work).await
}

/// Keeps a checkpoint beside the log.
fn keep(tx: &mut Tx, signed: &Signed, at: Timestamp) -> Result<(), StoreError> {
    let size =
        i64::try_from(signed.size).map_err(|_| StoreError::Damaged("the log's numbers are used up".to_owned()))?;
    checkpoints::keep(tx, &Kept { epoch: i64::from(signed.epoch), size, at, note: signed.note.clone() })
}
