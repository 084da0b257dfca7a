//! The audit record and what makes it hold: record bytes, hash chain, pending rows, tree, checkpoints, proofs, verification.
//!
//! Pure but for hashing: no clock, no randomness, no files, no SQL. The bytes of a record are written once and are
//! the truth from then on; nothing here ever writes a stored record again.
//! The formats (`record v1`, `audit-link/v1`, `audit-ingest/v1`) are final: change one only under a new version.

pub mod archive;
pub mod chain;
pub mod checkpoint;
pub mod closing;
pub mod draft;
mod format;
pub mod glance;
pub mod hash;
pub mod ingest;
pub mod key;
pub mod ledger;
mod likeness;
pub mod note;
pub mod proof;
pub mod read;
pub mod record;
pub mod tiles;
pub mod tree;
pub mod verify;

pub use archive::ArchiveError;
pub use chain::{Chain, Head, Link, Staged};
pub use checkpoint::{Checkpoint, CheckpointError, origin};
pub use closing::{CLOSED, Closing, Remains};
pub use draft::{Actor, Decision, Draft, Fact, Object, PurposeSource};
pub use format::MAX_RECORD_BYTES;
pub use glance::Glance;
pub use hash::{Hash, leaf, node};
pub use ingest::{IngestError, IngestKey, Intake, Stamp, Writer};
pub use key::{ChainKey, LogId};
pub use note::{NoteError, Signer, VerifierKey, VerifierKeyError};
pub use proof::{Proof, ProofError};
pub use read::{Event, FormatError};
pub use record::{Record, SealError};
pub use tiles::{Tile, Tree};
pub use verify::{Finding, Report, Signed, Standing, TreeCheck, TreeReport, TreeStanding, Verifier};
