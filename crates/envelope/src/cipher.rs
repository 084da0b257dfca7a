//! The one ciphertext format, for values and for wrapped keys alike.
//!
//! `version(1) = 1 | key id(8) | nonce(12) | ciphertext | tag(16)`: AES-256-GCM with a fresh random nonce per value. What
//! the ciphertext belongs to is not in it but in the associated data, so it opens nowhere else.
//! LIMIT: random nonces are safe for about 2^32 values per key; a subject key seals dozens, an organisation key wraps
//! one key per person.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

use crate::secret::SecretKey;

/// The version byte of everything that this crate seals today.
pub(crate) const VERSION: u8 = 1;
const ID_END: usize = 1 + 8;
const HEADER: usize = ID_END + NONCE_LEN;
const TAG: usize = 16;

/// Names a key without telling it: 8 bytes derived from the key itself, so that a wrong key is seen before it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub [u8; 8]);

/// Why a value does not open. Holds no value and no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The permit does not name this object and class, or is no permit to read.
    #[error("the permit does not open this value")]
    NotPermitted,
    /// Too short to be a sealed value.
    #[error("sealed value: too short, it was cut")]
    Cut,
    /// Another format version.
    #[error("sealed value: format version {0}, this program reads version 1")]
    WrongVersion(u8),
    /// Sealed under another key: another person's, another epoch's, another installation's.
    #[error("sealed value: it belongs to another key")]
    WrongKey,
    /// The right key, but the value was changed or stands in another place than it was sealed for.
    #[error("sealed value: damaged, or moved here from another row, column or organisation")]
    MovedOrDamaged,
    /// It opened, but is not of the type that was asked for.
    #[error("sealed value: not of the type that this column holds")]
    NotThisType,
}

/// A key that seals and opens. `Debug` shows its id only.
pub(crate) struct Cipher {
    id: KeyId,
    key: RandomizedNonceKey,
}

impl Cipher {
    /// The cipher of one use (`label`) of a key.
    pub fn new(secret: &SecretKey, label: &'static str) -> Self {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &**secret.derive(label).bytes());
        Self { id: key_id(secret), key: key.expect("AES-256 takes 32 bytes") }
    }

    pub fn id(&self) -> KeyId {
        self.id
    }

    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEADER + plain.len() + TAG);
        out.push(VERSION);
        out.extend_from_slice(&self.id.0);
        out.extend_from_slice(&[0; NONCE_LEN]);
        out.extend_from_slice(plain);
        let sealed = self.key.seal_in_place_separate_tag(Aad::from(aad), &mut out[HEADER..]);
        let (nonce, tag) = sealed.expect("AES-256-GCM seals anything below 64 GiB");
        out[ID_END..HEADER].copy_from_slice(nonce.as_ref());
        out.extend_from_slice(tag.as_ref());
        out
    }

    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let version = *sealed.first().ok_or(OpenError::Cut)?;
        if version != VERSION {
            return Err(OpenError::WrongVersion(version));
        }
        if sealed.len() < HEADER + TAG {
            return Err(OpenError::Cut);
        }
        if sealed[1..ID_END] != self.id.0 {
            return Err(OpenError::WrongKey);
        }
        let nonce = Nonce::try_assume_unique_for_key(&sealed[ID_END..HEADER]).map_err(|_| OpenError::Cut)?;
        let mut buffer = Zeroizing::new(sealed[HEADER..].to_vec());
        let opened = self.key.open_in_place(nonce, Aad::from(aad), &mut buffer);
        let length = opened.map_err(|_| OpenError::MovedOrDamaged)?.len();
        buffer.truncate(length);
        Ok(buffer)
    }
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cipher({:02x?})", self.id.0)
    }
}

pub(crate) fn key_id(secret: &SecretKey) -> KeyId {
    KeyId(*secret.expand(b"", &[b"amana/key-id/v1"]))
}
