//! Keys for use cases: a new person's key before the transaction, a known person's key after it.
//!
//! The writer thread never unwraps anything: keys are made or fetched here, on the edge, and only bytes go in.

use std::collections::HashMap;
use std::sync::Arc;

use domain::OrgId;
use envelope::keyring::{KeyringError, WrappedKey, WrappedOrgKey};
use envelope::{RootError, SubjectKey};
use store::tables::keys;
use store::{Job, Scope, Tx};
use uuid::Uuid;

use crate::{AppError, House};

const KEYS: Scope = Scope::System(Job::Keys);
/// How often a row is read whose epoch or root key goes meanwhile: one rotation takes one away, and two at once are none.
const READ_ANEW_MAX: usize = 3;

/// A fresh key and the row that must be stored with whatever it seals.
#[derive(Clone)]
pub struct Fresh {
    /// Seals.
    pub key: Arc<SubjectKey>,
    /// To be stored in the same transaction.
    pub row: keys::WrappedKey,
}

/// What an organisation's new keys are wrapped under at this moment.
#[derive(Clone, Copy)]
pub(crate) struct Wrapping {
    pub org: OrgId,
    /// None: not founded yet; its first key was made just now, to be stored together with this one.
    epoch: Option<u32>,
}

impl House {
    /// A key for a new person or household of an organisation.
    pub async fn fresh_key(&self, org: OrgId, subject: Uuid) -> Result<Fresh, AppError> {
        let under = self.wrapping(org).await?;
        self.fresh(under, subject)
    }

    /// Asked for each request or chunk: a node that remembers only an older epoch must not go on wrapping under it.
    pub(crate) async fn wrapping(&self, org: OrgId) -> Result<Wrapping, AppError> {
        let newest =
            self.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::newest(tx, org)?) }).await?;
        let Some(row) = newest else { return Ok(Wrapping { org, epoch: None }) };
        let known = epoch(row.epoch)?;
        if self.keyring.knows(org, known) {
            return Ok(Wrapping { org, epoch: Some(known) });
        }
        let newest = self.learn(org).await?.last().map(|row| epoch(row.epoch)).transpose()?;
        Ok(Wrapping { org, epoch: newest })
    }

    /// One more key under the same epoch.
    pub(crate) fn fresh(&self, under: Wrapping, subject: Uuid) -> Result<Fresh, AppError> {
        let (key, row) = match under.epoch {
            Some(epoch) => self.keyring.new_subject_in(under.org, epoch, subject),
            None => self.keyring.new_subject(under.org, subject),
        }?;
        Ok(Fresh { key, row: keys::WrappedKey { org: row.org, epoch: row.epoch.into(), wrapped: row.bytes } })
    }

    /// The key of a person whose sealed values are to be opened or added to.
    pub async fn key_of(&self, subject: Uuid) -> Result<Arc<SubjectKey>, AppError> {
        let mut found = self.keys_of(vec![subject]).await?;
        found.remove(&subject).ok_or_else(|| {
            AppError::Sealed(format!("the key of {subject} is gone: they were erased, or its row was taken out"))
        })
    }

    /// The keys of these people; whoever was erased has none.
    pub async fn keys_of(&self, subjects: Vec<Uuid>) -> Result<HashMap<Uuid, Arc<SubjectKey>>, AppError> {
        let mut found = HashMap::with_capacity(subjects.len());
        let mut wanted = subjects;
        // A rotation may destroy an epoch after a row was read and before its key is opened: by then the row is wrapped anew.
        for _ in 0..READ_ANEW_MAX {
            let ids = wanted.clone();
            let rows = self
                .store
                .read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_subjects(tx, &ids)?) })
                .await?;
            wanted.clear();
            for (subject, row) in rows {
                match self.unwrapped(subject, row).await? {
                    Some(key) => drop(found.insert(subject, key)),
                    None => wanted.push(subject),
                }
            }
            if wanted.is_empty() {
                return Ok(found);
            }
        }
        Err(AppError::Sealed("the epoch that wraps this person's key is gone".to_owned()))
    }

    /// None when the row's epoch is not there any more.
    async fn unwrapped(&self, subject: Uuid, row: keys::WrappedKey) -> Result<Option<Arc<SubjectKey>>, AppError> {
        let wrapped = WrappedKey { org: row.org, subject, epoch: epoch(row.epoch)?, bytes: row.wrapped };
        let unwrapped = match self.keyring.subject(&wrapped) {
            Err(KeyringError::OrgKeyNotLoaded { org, .. }) => {
                self.learn(org).await?;
                self.keyring.subject(&wrapped)
            }
            other => other,
        };
        match unwrapped {
            Ok(key) => Ok(Some(key)),
            Err(KeyringError::OrgKeyNotLoaded { .. }) => Ok(None),
            Err(KeyringError::Wrapped(error)) => Err(AppError::Sealed(format!(
                "subject_key.wrapped of {subject}: {error}; compare the row with a backup"
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// Learns an organisation's keys of all epochs that there are, and forgets those that are gone. The rows, the newest last.
    pub(crate) async fn learn(&self, org: OrgId) -> Result<Vec<keys::WrappedKey>, AppError> {
        let mut read = 0;
        loop {
            let rows =
                self.store.read(KEYS, move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_org(tx, org)?) }).await?;
            if let Some(oldest) = rows.first() {
                self.keyring.forget_before(org, epoch(oldest.epoch)?);
            }
            read += 1;
            let mut gone = false;
            for row in &rows {
                let wrapped = WrappedOrgKey { org, epoch: epoch(row.epoch)?, bytes: row.wrapped.clone() };
                match self.keyring.learn(&wrapped) {
                    Ok(()) => {}
                    // The root key may have gone after the row was read: by then the row is wrapped anew.
                    Err(KeyringError::Root(RootError::NotHere(_))) if read < READ_ANEW_MAX => gone = true,
                    Err(KeyringError::Root(RootError::Wrapped(error))) => {
                        return Err(AppError::Sealed(format!(
                            "org_key.wrapped of {org} in epoch {}: {error}; compare the row with a backup",
                            row.epoch
                        )));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            if !gone {
                return Ok(rows);
            }
        }
    }
}

pub(crate) fn epoch(stored: i64) -> Result<u32, AppError> {
    stored.try_into().map_err(|_| AppError::Sealed("a key epoch out of range".to_owned()))
}
