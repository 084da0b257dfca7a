//! Sealed files: 64 KiB chunks, each opened only when it is verified, with a mark on the last one.
//!
//! Format v1: `"amana-file" | version(1) = 1 | key id(8) | salt(32) | check(16)`, then the chunks, each with its tag(16).
//! From the file key and the salt HKDF makes a fresh AES-256-GCM key, a nonce prefix and the check; header and context
//! (what the file belongs to) go into that derivation. Chunk nonces are STREAM's (Hoang, Reyhanitabar, Rogaway, Vizar
//! 2015): `prefix(7) | be32(chunk) | last(1)`. A file cut at a chunk border lacks its last chunk and does not open.
//! LIMIT: 2^32 chunks, that is 256 TiB.

mod chunks;
mod open;
mod seal;

pub use chunks::FileChunks;
pub use open::FileOpener;
pub use seal::FileSealer;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::cipher::{KeyId, key_id};
use crate::secret::SecretKey;

const MAGIC: &[u8; 10] = b"amana-file";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const HEADER: usize = MAGIC.len() + 1 + 8 + 32 + 16;

/// Why a sealed file does not open. Given as the source of an [`std::io::Error`] of kind `InvalidData`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It does not begin as one.
    #[error("this is no file sealed by Amana")]
    NotSealed,
    /// Another format version.
    #[error("sealed file: format version {0}, this program reads version 1")]
    WrongVersion(u8),
    /// Sealed under another key.
    #[error("sealed file: it belongs to another key")]
    WrongKey,
    /// The right key, but the header was changed, or the file belongs to something else.
    #[error("sealed file: its header is damaged, or it was put here in place of another file")]
    Moved,
    /// A chunk was changed, or is the last and cut in its middle.
    #[error("sealed file: damaged at chunk {0} (of 64 KiB, from 0), or cut within it")]
    Damaged(u32),
    /// The end is missing.
    #[error("sealed file: its end is missing; it was cut at chunk {0} (of 64 KiB, from 0)")]
    Cut(u32),
    /// Bytes follow the last chunk.
    #[error("sealed file: something was added after its end")]
    Extended,
    /// More chunks than the format can count.
    #[error("sealed file: larger than 256 TiB")]
    TooLarge,
}

impl From<FileError> for std::io::Error {
    fn from(error: FileError) -> Self {
        Self::new(std::io::ErrorKind::InvalidData, error)
    }
}

/// The key from which each file's own key is derived: a subject's, or that of backups. Zeroised when dropped.
#[derive(Debug, Clone)]
pub struct FileKey(SecretKey);

impl FileKey {
    /// From a secret used for nothing else.
    pub fn new(secret: SecretKey) -> Self {
        Self(secret)
    }

    fn id(&self) -> KeyId {
        key_id(&self.0)
    }

    /// The stream of one file and the check of its header.
    fn stream(&self, salt: &[u8; 32], context: &[u8]) -> (Stream, [u8; 16]) {
        let id = self.id();
        let derived = self.0.expand::<55>(salt, &[MAGIC, &[1], &id.0, context]);
        let key = UnboundKey::new(&AES_256_GCM, &derived[..32]).expect("AES-256 takes 32 bytes");
        let mut prefix = [0; 7];
        prefix.copy_from_slice(&derived[32..39]);
        let mut check = [0; 16];
        check.copy_from_slice(&derived[39..]);
        (Stream { key: LessSafeKey::new(key), prefix, chunk: 0 }, check)
    }
}

/// The key and the place in one file.
struct Stream {
    key: LessSafeKey,
    prefix: [u8; 7],
    chunk: u32,
}

impl Stream {
    /// INVARIANT: a sealing stream moves on after every chunk and its key seals one file only, so no nonce comes twice.
    fn nonce(&self, last: bool) -> Nonce {
        let mut nonce = [0; 12];
        nonce[..7].copy_from_slice(&self.prefix);
        nonce[7..11].copy_from_slice(&self.chunk.to_be_bytes());
        nonce[11] = u8::from(last);
        Nonce::assume_unique_for_key(nonce)
    }

    fn seal(&mut self, last: bool, chunk: &mut Vec<u8>) -> Result<(), FileError> {
        let sealed = self.key.seal_in_place_append_tag(self.nonce(last), Aad::empty(), chunk);
        sealed.expect("AES-256-GCM seals a chunk of 64 KiB");
        self.chunk = self.chunk.checked_add(1).ok_or(FileError::TooLarge)?;
        Ok(())
    }

    /// Opens in place and gives the length of the plaintext. Nothing may be read from `chunk` when it fails.
    fn open(&mut self, last: bool, chunk: &mut [u8]) -> Option<usize> {
        let length = self.key.open_in_place(self.nonce(last), Aad::empty(), chunk).ok()?.len();
        self.chunk = self.chunk.checked_add(1)?;
        Some(length)
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stream(chunk {})", self.chunk)
    }
}
