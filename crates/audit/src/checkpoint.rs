//! Checkpoints (C2SP tlog-checkpoint): the size and root of the tree, signed. Whoever holds one can prove what stood in the
//! log when it was made, and that the log only grew since.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::hash::Hash;
use crate::key::LogId;
use crate::note::{NoteError, Signer, VerifierKey};

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log, and which epoch of it.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// Why a text is no checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a note, or not signed by this key.
    #[error("{0}")]
    Note(#[from] NoteError),
    /// Signed, and yet no checkpoint.
    #[error(
        "the note is signed and yet no checkpoint: its lines are the origin, the number of records, and the root in base64"
    )]
    Form,
    /// Of another log, or another epoch of this one.
    #[error("the checkpoint is of {found}, the key is of {wanted}")]
    Origin {
        /// Its origin.
        found: String,
        /// The key's name.
        wanted: String,
    },
}

/// How a log is called: `amana/<log>`, and `amana/<log>/<epoch>` after it went on from a restored copy.
pub fn origin(log: LogId, epoch: u32) -> String {
    if epoch <= 1 { format!("amana/{}", log.0) } else { format!("amana/{}/{epoch}", log.0) }
}

impl Checkpoint {
    /// The text that is signed.
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Signs it.
    pub fn sign(origin: String, size: u64, root: Hash, signer: &Signer) -> String {
        signer.sign(&Self { origin, size, root }.text())
    }

    /// Reads a note that this key has signed.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let found = Self::read(key.open(note)?).ok_or(CheckpointError::Form)?;
        match found.origin == key.name() {
            true => Ok(found),
            false => Err(CheckpointError::Origin { found: found.origin, wanted: key.name().to_owned() }),
        }
    }

    /// Reads the text of a note. Lines after the third are extensions, which are signed as well and mean nothing here.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let decimal = size.bytes().all(|digit| digit.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        let size = size.parse().ok().filter(|_| decimal)?;
        (!origin.is_empty() && lines.all(|line| !line.is_empty())).then(|| Self {
            origin: origin.to_owned(),
            size,
            root,
        })
    }
}
