//! Keys for use cases: a new person's key before the transaction, a known person's key after it.
//!
//! The writer thread never unwraps anything: keys are made or fetched here, on the edge, and only bytes go in.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{OrgId, Relation, Role, StateToken};
use envelope::SubjectKey;
use envelope::keyring::{KeyringError, WrappedKey, WrappedOrgKey};
use store::tables::keys;
use store::{Job, Scope, Tx};
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::CaseView;
use crate::{AppError, House};

/// A fresh key and the row that must be stored with whatever it seals.
#[derive(Clone)]
pub struct Fresh {
    /// Seals.
    pub key: Arc<SubjectKey>,
    /// To be stored in the same transaction.
    pub row: keys::WrappedKey,
}

impl House {
    /// A key for a new person or household of an organisation.
    pub async fn fresh_key(&self, org: OrgId, subject: Uuid) -> Result<Fresh, AppError> {
        let (key, row) = match self.keyring.new_subject(org, subject) {
            Err(KeyringError::OrgKeyNotLoaded { .. }) => {
                self.learn(org).await?;
                self.keyring.new_subject(org, subject)
            }
            other => other,
        }
        .map_err(|error| AppError::Sealed(error.to_string()))?;
        Ok(Fresh { key, row: keys::WrappedKey { org: row.org, epoch: row.epoch.into(), wrapped: row.bytes } })
    }

    /// The key of a person whose sealed values are to be opened or added to.
    pub async fn key_of(&self, subject: Uuid) -> Result<Arc<SubjectKey>, AppError> {
        let row = self
            .store
            .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(keys::of_subject(tx, subject)?)
            })
            .await?
            .ok_or_else(|| AppError::Sealed("the key of this person is gone".to_owned()))?;
        self.unwrapped(subject, row).await
    }

    /// The keys of these people; whoever was erased has none.
    pub async fn keys_of(&self, subjects: Vec<Uuid>) -> Result<HashMap<Uuid, Arc<SubjectKey>>, AppError> {
        let rows = self
            .store
            .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> {
                Ok(keys::of_subjects(tx, &subjects)?)
            })
            .await?;
        let mut found = HashMap::with_capacity(rows.len());
        for (subject, row) in rows {
            found.insert(subject, self.unwrapped(subject, row).await?);
        }
        Ok(found)
    }

    async fn unwrapped(&self, subject: Uuid, row: keys::WrappedKey) -> Result<Arc<SubjectKey>, AppError> {
        let wrapped = WrappedKey { org: row.org, subject, epoch: epoch(row.epoch)?, bytes: row.wrapped };
        match self.keyring.subject(&wrapped) {
            Err(KeyringError::OrgKeyNotLoaded { org, .. }) => {
                self.learn(org).await?;
                self.keyring.subject(&wrapped)
            }
            other => other,
        }
        .map_err(|error| AppError::Sealed(error.to_string()))
    }

    /// The six digits that a worker tells the agency on arrival: derived from the case, stored nowhere.
    pub fn arrival_code(&self, case: domain::CaseId) -> String {
        let hash = self.codes.hash(case.0, "000000");
        let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % 1_000_000;
        format!("{number:06}")
    }

    /// The same for whoever may read it: the worker, between the booked journey and the arrival.
    pub fn code_for_arrival(&self, caller: &Caller, view: &CaseView) -> Option<String> {
        let row = &view.open.row;
        let travels = row.state == StateToken::Travel && view.open.relations.has(Relation::Subject);
        (travels && caller.role == Role::Worker).then(|| self.arrival_code(row.id))
    }

    async fn learn(&self, org: OrgId) -> Result<(), AppError> {
        let rows = self
            .store
            .read(Scope::System(Job::Keys), move |tx: &mut Tx| -> Result<_, AppError> { Ok(keys::of_org(tx, org)?) })
            .await?;
        for row in rows {
            self.keyring
                .learn(&WrappedOrgKey { org, epoch: epoch(row.epoch)?, bytes: row.wrapped })
                .map_err(|error| AppError::Sealed(error.to_string()))?;
        }
        Ok(())
    }
}

fn epoch(stored: i64) -> Result<u32, AppError> {
    stored.try_into().map_err(|_| AppError::Sealed("a key epoch out of range".to_owned()))
}
