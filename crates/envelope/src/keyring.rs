//! Keys that wrap keys, and a cache of those that are unwrapped.
//!
//! A cached key is reached only by presenting the wrapped row that the database holds now. So a destroyed row means a key
//! out of reach for the very next request on every node; the memory itself is cleared by [`Keyring::sweep`] or
//! [`Keyring::forget`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::OrgId;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, OpenError};
use crate::entropy::Entropy;
use crate::secret::SecretKey;
use crate::subject::SubjectKey;
use crate::token::CodeKey;

/// Subject keys kept unwrapped per generation; a page shows 24.
const MAX_SUBJECTS: usize = 4096;

/// The key of the installation, from its key file. Zeroised when dropped.
#[derive(Debug)]
pub struct RootKey(SecretKey);

impl RootKey {
    /// From the key file's secret.
    pub fn new(secret: SecretKey) -> Self {
        Self(secret)
    }

    /// The key under which one-time codes are hashed.
    pub fn codes(&self) -> CodeKey {
        CodeKey::new(&self.0.derive("amana/one-time-code/v1"))
    }
}

/// An organisation's key of one epoch, wrapped by the root key: a row of `org_key`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrappedOrgKey {
    /// The organisation.
    pub org: OrgId,
    /// The epoch, from 1.
    pub epoch: u32,
    /// The wrapped key.
    pub bytes: Vec<u8>,
}

/// A subject's key, wrapped by the organisation's key of one epoch: a row of `subject_key`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WrappedKey {
    /// The organisation.
    pub org: OrgId,
    /// Whose key it is.
    pub subject: Uuid,
    /// The epoch that it is wrapped under.
    pub epoch: u32,
    /// The wrapped key.
    pub bytes: Vec<u8>,
}

/// Why a key cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// The organisation's key is not in the cache: read its row, give it to [`Keyring::learn`], ask again.
    #[error("the key of organisation {org}, epoch {epoch:?}, is not loaded")]
    OrgKeyNotLoaded {
        /// The organisation.
        org: OrgId,
        /// The epoch; `None` stands for the newest.
        epoch: Option<u32>,
    },
    /// A wrapped key does not open.
    #[error("wrapped key: {0}")]
    Wrapped(#[from] OpenError),
}

/// Unwraps and makes keys. Share it; locks are short.
pub struct Keyring {
    root: Cipher,
    entropy: Arc<dyn Entropy>,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    orgs: HashMap<OrgId, HashMap<u32, Arc<Cipher>>>,
    young: HashMap<WrappedKey, Arc<SubjectKey>>,
    old: HashMap<WrappedKey, Arc<SubjectKey>>,
}

impl Keyring {
    /// A keyring under this root key.
    pub fn new(root: &RootKey, entropy: Arc<dyn Entropy>) -> Self {
        Self { root: Cipher::new(&root.0, "amana/root/v1"), entropy, cache: Mutex::default() }
    }

    /// Makes the first key of a new organisation and remembers it, so that its founding can seal at once. Store the row
    /// in the same transaction.
    pub fn new_org(&self, org: OrgId) -> WrappedOrgKey {
        let (row, secret) = self.make_org_key(org, 1);
        self.remember(org, 1, &secret);
        row
    }

    /// Makes the key of an organisation's next epoch. Store the row, and [`Self::learn`] it only when it is committed:
    /// two nodes may make the same epoch, and what the loser's key wrapped could never be opened.
    pub fn new_epoch(&self, org: OrgId, epoch: u32) -> WrappedOrgKey {
        self.make_org_key(org, epoch).0
    }

    /// Unwraps an organisation's stored key and remembers it.
    pub fn learn(&self, row: &WrappedOrgKey) -> Result<(), KeyringError> {
        let secret = unwrap(&self.root, &org_data(row.org, row.epoch), &row.bytes)?;
        self.remember(row.org, row.epoch, &secret);
        Ok(())
    }

    /// Makes a subject's key under the organisation's newest epoch known here. Seal with it at once; store the row in the
    /// same transaction as the sealed values.
    pub fn new_subject(&self, org: OrgId, subject: Uuid) -> Result<(Arc<SubjectKey>, WrappedKey), KeyringError> {
        let (epoch, wrapping) = self.org_key(org, None)?;
        let secret = SecretKey::random(&*self.entropy);
        let bytes = wrapping.seal(&subject_data(org, subject, epoch), &secret.bytes()[..]);
        let row = WrappedKey { org, subject, epoch, bytes };
        let key = Arc::new(SubjectKey::new(org, subject, secret));
        self.cache().keep(row.clone(), Arc::clone(&key));
        Ok((key, row))
    }

    /// The subject's key, from its row as the database holds it now.
    pub fn subject(&self, row: &WrappedKey) -> Result<Arc<SubjectKey>, KeyringError> {
        if let Some(key) = self.cache().find(row) {
            return Ok(key);
        }
        let (_, wrapping) = self.org_key(row.org, Some(row.epoch))?;
        let secret = unwrap(&wrapping, &subject_data(row.org, row.subject, row.epoch), &row.bytes)?;
        let key = Arc::new(SubjectKey::new(row.org, row.subject, secret));
        self.cache().keep(row.clone(), Arc::clone(&key));
        Ok(key)
    }

    /// Wraps a subject's key again under the organisation's newest epoch known here.
    pub fn rewrap(&self, row: &WrappedKey) -> Result<WrappedKey, KeyringError> {
        let (_, from) = self.org_key(row.org, Some(row.epoch))?;
        let (epoch, to) = self.org_key(row.org, None)?;
        let secret = unwrap(&from, &subject_data(row.org, row.subject, row.epoch), &row.bytes)?;
        let bytes = to.seal(&subject_data(row.org, row.subject, epoch), &secret.bytes()[..]);
        Ok(WrappedKey { epoch, bytes, ..row.clone() })
    }

    /// Drops a person's key from memory, at erasure.
    pub fn forget(&self, subject: Uuid) {
        let mut cache = self.cache();
        cache.young.retain(|row, _| row.subject != subject);
        cache.old.retain(|row, _| row.subject != subject);
    }

    /// Drops an organisation's key of one epoch, when the epoch is destroyed.
    pub fn forget_epoch(&self, org: OrgId, epoch: u32) {
        let mut cache = self.cache();
        if let Some(epochs) = cache.orgs.get_mut(&org) {
            epochs.remove(&epoch);
        }
        cache.young.retain(|row, _| (row.org, row.epoch) != (org, epoch));
        cache.old.retain(|row, _| (row.org, row.epoch) != (org, epoch));
    }

    /// Drops the subject keys that were not used since the last sweep. Call it every minute or so.
    pub fn sweep(&self) {
        let mut cache = self.cache();
        cache.old = std::mem::take(&mut cache.young);
    }

    fn make_org_key(&self, org: OrgId, epoch: u32) -> (WrappedOrgKey, SecretKey) {
        let secret = SecretKey::random(&*self.entropy);
        let bytes = self.root.seal(&org_data(org, epoch), &secret.bytes()[..]);
        (WrappedOrgKey { org, epoch, bytes }, secret)
    }

    fn org_key(&self, org: OrgId, epoch: Option<u32>) -> Result<(u32, Arc<Cipher>), KeyringError> {
        let cache = self.cache();
        let epochs = cache.orgs.get(&org);
        let found = epochs.and_then(|epochs| {
            let epoch = epoch.or_else(|| epochs.keys().max().copied())?;
            epochs.get(&epoch).map(|key| (epoch, Arc::clone(key)))
        });
        found.ok_or(KeyringError::OrgKeyNotLoaded { org, epoch })
    }

    fn remember(&self, org: OrgId, epoch: u32, secret: &SecretKey) {
        let key = Arc::new(Cipher::new(secret, "amana/wrap/v1"));
        self.cache().orgs.entry(org).or_default().insert(epoch, key);
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        // A panic elsewhere cannot leave a map half-written in a way that matters: entries are whole or absent.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<keyring>")
    }
}

impl Cache {
    fn find(&mut self, row: &WrappedKey) -> Option<Arc<SubjectKey>> {
        if let Some(key) = self.young.get(row) {
            return Some(Arc::clone(key));
        }
        let (row, key) = self.old.remove_entry(row)?;
        self.keep(row, Arc::clone(&key));
        Some(key)
    }

    fn keep(&mut self, row: WrappedKey, key: Arc<SubjectKey>) {
        if self.young.len() >= MAX_SUBJECTS {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(row, key);
    }
}

fn unwrap(wrapping: &Cipher, data: &[u8], bytes: &[u8]) -> Result<SecretKey, OpenError> {
    let plain = wrapping.open(data, bytes)?;
    let secret: [u8; 32] = plain[..].try_into().map_err(|_| OpenError::NotThisType)?;
    Ok(SecretKey::new(Zeroizing::new(secret)))
}

fn org_data(org: OrgId, epoch: u32) -> Vec<u8> {
    [&b"amana/org-key/v1\0"[..], org.0.as_bytes(), &epoch.to_be_bytes()].concat()
}

fn subject_data(org: OrgId, subject: Uuid, epoch: u32) -> Vec<u8> {
    [&b"amana/subject-key/v1\0"[..], org.0.as_bytes(), subject.as_bytes(), &epoch.to_be_bytes()].concat()
}
