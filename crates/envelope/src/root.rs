//! What wraps the keys of organisations: a key that lies here, or one that another machine keeps and never hands out.
//!
//! A wrapped key begins with a version byte and the eight bytes that name what wrapped it, so that in a rotation both root keys can be
//! at work, and a wrong one is told from a damaged value.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::cipher::{Cipher, KeyId, OpenError};
use crate::secret::SecretKey;

/// Why a root key does not wrap or open. Holds no key and no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// It does not open this value.
    #[error("wrapped key: {0}")]
    Wrapped(#[from] OpenError),
    /// The value was wrapped under a root key that is not at hand.
    #[error(
        "a wrapped key hangs under root key {0}, which is not here: the key files are of another installation, or of before or after a rotation"
    )]
    NotHere(KeyId),
    /// Its file, or what should be its file.
    #[error("{0}")]
    Place(String),
    /// Whoever keeps it does not answer, or not in time. Worth trying again.
    #[error("who keeps the root key does not answer: {0}")]
    Away(String),
    /// Whoever keeps it is locked.
    #[error("who keeps the root key is sealed: {0}")]
    Sealed(String),
    /// Whoever keeps it refuses us.
    #[error("who keeps the root key refuses: {0}")]
    Refused(String),
    /// Whoever keeps it says what cannot be.
    #[error("who keeps the root key answers what cannot be: {0}")]
    Strange(String),
}

/// A root key, wherever it is.
pub trait Root: Send + Sync {
    /// Its name, which every key that it wraps begins with after the version.
    fn id(&self) -> KeyId;

    /// Wraps a key that belongs to `data`.
    fn wrap(&self, data: &[u8], secret: &SecretKey) -> Result<Vec<u8>, RootError>;

    /// Unwraps it.
    fn unwrap(&self, data: &[u8], wrapped: &[u8]) -> Result<SecretKey, RootError>;
}

/// Where root keys are kept, made and destroyed. Every call may be repeated after a crash.
pub trait Keeper: Send + Sync {
    /// Those at hand; more than one in a rotation.
    fn roots(&self) -> Result<Vec<Arc<dyn Root>>, RootError>;

    /// Makes the one that is to follow `present`, or finds the one that was made before.
    fn make_next(&self, present: KeyId) -> Result<Arc<dyn Root>, RootError>;

    /// Destroys those that are not this one. Nothing hangs under them any more.
    fn keep_only(&self, id: KeyId) -> Result<(), RootError>;
}

/// The key of the installation, from its key file. Zeroised when dropped.
#[derive(Debug)]
pub struct RootKey {
    cipher: Cipher,
}

impl RootKey {
    /// From the key file's secret.
    pub fn new(secret: &SecretKey) -> Self {
        Self { cipher: Cipher::new(secret, "amana/root/v1") }
    }
}

impl Root for RootKey {
    fn id(&self) -> KeyId {
        self.cipher.id()
    }

    fn wrap(&self, data: &[u8], secret: &SecretKey) -> Result<Vec<u8>, RootError> {
        Ok(self.cipher.seal(data, &secret.bytes()[..]))
    }

    fn unwrap(&self, data: &[u8], wrapped: &[u8]) -> Result<SecretKey, RootError> {
        Ok(unwrap(&self.cipher, data, wrapped)?)
    }
}

/// One root key that is neither made nor destroyed here.
pub(crate) struct Fixed(pub Arc<dyn Root>);

impl Keeper for Fixed {
    fn roots(&self) -> Result<Vec<Arc<dyn Root>>, RootError> {
        Ok(vec![Arc::clone(&self.0)])
    }

    fn make_next(&self, _: KeyId) -> Result<Arc<dyn Root>, RootError> {
        Err(RootError::Place("there is no place here for another root key".to_owned()))
    }

    fn keep_only(&self, _: KeyId) -> Result<(), RootError> {
        Ok(())
    }
}

pub(crate) fn unwrap(wrapping: &Cipher, data: &[u8], bytes: &[u8]) -> Result<SecretKey, OpenError> {
    let plain = wrapping.open(data, bytes)?;
    let secret: [u8; 32] = plain[..].try_into().map_err(|_| OpenError::NotThisType)?;
    Ok(SecretKey::new(Zeroizing::new(secret)))
}

impl KeyId {
    /// What a wrapped key says of who wrapped it; none of what is too short to say it.
    pub fn of(wrapped: &[u8]) -> Option<Self> {
        wrapped.get(1..9)?.try_into().ok().map(Self)
    }

    /// From stored bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
