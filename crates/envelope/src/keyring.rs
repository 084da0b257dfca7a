//! Keys that wrap keys, and a cache of those that are unwrapped.
//!
//! A cached key is reached only by presenting the wrapped row that the database holds now. So a destroyed row means a key
//! out of reach for the very next request on every node; the memory itself is cleared by [`Keyring::sweep`] or
//! [`Keyring::forget`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use domain::OrgId;
use uuid::Uuid;

use crate::cipher::{Cipher, KeyId, OpenError};
use crate::entropy::Entropy;
use crate::root::{Fixed, Keeper, Root, RootError, RootKey, unwrap};
use crate::secret::SecretKey;
use crate::subject::SubjectKey;

/// Subject keys kept unwrapped per generation; a page shows 24.
const MAX_SUBJECTS: usize = 4096;

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    /// The root key does not do its work.
    #[error(transparent)]
    Root(#[from] RootError),
}

/// Unwraps and makes keys. Share it; locks are short.
pub struct Keyring {
    keeper: Arc<dyn Keeper>,
    roots: RwLock<Roots>,
    entropy: Arc<dyn Entropy>,
    cache: Mutex<Cache>,
}

/// The root keys at hand, and which of them wraps what is new.
struct Roots {
    all: Vec<Arc<dyn Root>>,
    wraps: Arc<dyn Root>,
}

#[derive(Default)]
struct Cache {
    orgs: HashMap<OrgId, HashMap<u32, Arc<Cipher>>>,
    young: HashMap<WrappedKey, Arc<SubjectKey>>,
    old: HashMap<WrappedKey, Arc<SubjectKey>>,
}

impl Keyring {
    /// A keyring under this root key alone.
    pub fn new(root: RootKey, entropy: Arc<dyn Entropy>) -> Self {
        let root: Arc<dyn Root> = Arc::new(root);
        let roots = Roots { all: vec![Arc::clone(&root)], wraps: Arc::clone(&root) };
        Self { keeper: Arc::new(Fixed(root)), roots: RwLock::new(roots), entropy, cache: Mutex::default() }
    }

    /// A keyring under the root keys of this keeper, of which the first wraps until [`Self::wrap_under`] says otherwise.
    pub fn kept_by(keeper: Arc<dyn Keeper>, entropy: Arc<dyn Entropy>) -> Result<Self, RootError> {
        let all = keeper.roots()?;
        let first = all.first().cloned().ok_or_else(|| RootError::Place("there is no root key".to_owned()))?;
        let roots = RwLock::new(Roots { all, wraps: first });
        Ok(Self { keeper, roots, entropy, cache: Mutex::default() })
    }

    /// Where the root keys are kept.
    pub fn keeper(&self) -> &dyn Keeper {
        &*self.keeper
    }

    /// The root key that wraps what is new.
    pub fn root(&self) -> KeyId {
        self.roots.read().unwrap_or_else(PoisonError::into_inner).wraps.id()
    }

    /// Lets this root key wrap what is new. One that was not here at the start is looked for at its keeper.
    pub fn wrap_under(&self, id: KeyId) -> Result<(), RootError> {
        let root = self.root_of(id)?;
        self.roots.write().unwrap_or_else(PoisonError::into_inner).wraps = root;
        Ok(())
    }

    /// Whether this root key is at hand.
    pub fn has_root(&self, id: KeyId) -> bool {
        self.root_of(id).is_ok()
    }

    /// Forgets the root keys but this one: the others are destroyed.
    pub fn forget_roots_but(&self, id: KeyId) {
        self.roots.write().unwrap_or_else(PoisonError::into_inner).all.retain(|root| root.id() == id);
    }

    fn root_of(&self, id: KeyId) -> Result<Arc<dyn Root>, RootError> {
        let known = |roots: &Roots| roots.all.iter().find(|root| root.id() == id).cloned();
        if let Some(root) = known(&self.roots.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(root);
        }
        let anew = self.keeper.roots()?;
        let mut roots = self.roots.write().unwrap_or_else(PoisonError::into_inner);
        roots.all = anew;
        known(&roots).ok_or(RootError::NotHere(id))
    }

    /// Makes the first key of a new organisation and remembers it, so that its founding can seal at once. Store the row
    /// in the same transaction.
    pub fn new_org(&self, org: OrgId) -> Result<WrappedOrgKey, KeyringError> {
        let (row, secret) = self.make_org_key(org, 1)?;
        self.remember(org, 1, &secret);
        Ok(row)
    }

    /// Makes the key of an organisation's next epoch. Store the row, and [`Self::learn`] it only when it is committed:
    /// two nodes may make the same epoch, and what the loser's key wrapped could never be opened.
    pub fn new_epoch(&self, org: OrgId, epoch: u32) -> Result<WrappedOrgKey, KeyringError> {
        Ok(self.make_org_key(org, epoch)?.0)
    }

    /// Unwraps an organisation's stored key and remembers it.
    pub fn learn(&self, row: &WrappedOrgKey) -> Result<(), KeyringError> {
        self.remember(row.org, row.epoch, &self.unwrapped(row)?);
        Ok(())
    }

    /// Wraps an organisation's key again under the root key that wraps what is new.
    pub fn rewrap_org(&self, row: &WrappedOrgKey) -> Result<WrappedOrgKey, KeyringError> {
        let secret = self.unwrapped(row)?;
        let wraps = Arc::clone(&self.roots.read().unwrap_or_else(PoisonError::into_inner).wraps);
        let bytes = wraps.wrap(&org_data(row.org, row.epoch), &secret)?;
        Ok(WrappedOrgKey { bytes, ..row.clone() })
    }

    fn unwrapped(&self, row: &WrappedOrgKey) -> Result<SecretKey, KeyringError> {
        let id = KeyId::of(&row.bytes).ok_or(OpenError::Cut)?;
        Ok(self.root_of(id)?.unwrap(&org_data(row.org, row.epoch), &row.bytes)?)
    }

    /// Makes a subject's key under the organisation's newest epoch known here. Seal with it at once; store the row in the
    /// same transaction as the sealed values.
    pub fn new_subject(&self, org: OrgId, subject: Uuid) -> Result<(Arc<SubjectKey>, WrappedKey), KeyringError> {
        self.make_subject(org, None, subject)
    }

    /// The same under one epoch: the newest that the database knows, whatever is known here.
    pub fn new_subject_in(
        &self,
        org: OrgId,
        epoch: u32,
        subject: Uuid,
    ) -> Result<(Arc<SubjectKey>, WrappedKey), KeyringError> {
        self.make_subject(org, Some(epoch), subject)
    }

    fn make_subject(
        &self,
        org: OrgId,
        epoch: Option<u32>,
        subject: Uuid,
    ) -> Result<(Arc<SubjectKey>, WrappedKey), KeyringError> {
        let (epoch, wrapping) = self.org_key(org, epoch)?;
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
        let (newest, _) = self.org_key(row.org, None)?;
        self.rewrap_in(row, newest)
    }

    /// The same under one epoch.
    pub fn rewrap_in(&self, row: &WrappedKey, epoch: u32) -> Result<WrappedKey, KeyringError> {
        let (_, from) = self.org_key(row.org, Some(row.epoch))?;
        let (epoch, to) = self.org_key(row.org, Some(epoch))?;
        let secret = unwrap(&from, &subject_data(row.org, row.subject, row.epoch), &row.bytes)?;
        let bytes = to.seal(&subject_data(row.org, row.subject, epoch), &secret.bytes()[..]);
        Ok(WrappedKey { epoch, bytes, ..row.clone() })
    }

    /// Whether an organisation's key of this epoch is at hand.
    pub fn knows(&self, org: OrgId, epoch: u32) -> bool {
        self.org_key(org, Some(epoch)).is_ok()
    }

    /// Drops the keys of an organisation's epochs before this one: they are destroyed, here or by another node.
    pub fn forget_before(&self, org: OrgId, oldest: u32) {
        let known = self.cache().orgs.get(&org).map(|epochs| epochs.keys().copied().collect::<Vec<_>>());
        for epoch in known.unwrap_or_default().into_iter().filter(|epoch| *epoch < oldest) {
            self.forget_epoch(org, epoch);
        }
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

    fn make_org_key(&self, org: OrgId, epoch: u32) -> Result<(WrappedOrgKey, SecretKey), KeyringError> {
        let secret = SecretKey::random(&*self.entropy);
        let wraps = Arc::clone(&self.roots.read().unwrap_or_else(PoisonError::into_inner).wraps);
        let bytes = wraps.wrap(&org_data(org, epoch), &secret)?;
        Ok((WrappedOrgKey { org, epoch, bytes }, secret))
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

fn org_data(org: OrgId, epoch: u32) -> Vec<u8> {
    [&b"amana/org-key/v1\0"[..], org.0.as_bytes(), &epoch.to_be_bytes()].concat()
}

fn subject_data(org: OrgId, subject: Uuid, epoch: u32) -> Vec<u8> {
    [&b"amana/subject-key/v1\0"[..], org.0.as_bytes(), subject.as_bytes(), &epoch.to_be_bytes()].concat()
}
