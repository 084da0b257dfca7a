//! One person's key: everything that is sealed about them hangs on it.

use domain::OrgId;
use uuid::Uuid;

use crate::cipher::Cipher;
use crate::file::FileKey;
use crate::secret::SecretKey;

/// The key of one subject. Zeroised when dropped.
#[derive(Debug)]
pub struct SubjectKey {
    org: OrgId,
    subject: Uuid,
    secret: SecretKey,
    /// Ready, because fields are what pages are full of; the other subkeys are derived when they are wanted.
    field: Cipher,
}

impl SubjectKey {
    pub(crate) fn new(org: OrgId, subject: Uuid, secret: SecretKey) -> Self {
        Self { org, subject, field: Cipher::new(&secret, "amana/field/v1"), secret }
    }

    /// The organisation under whose key this one is wrapped.
    pub fn org(&self) -> OrgId {
        self.org
    }

    /// Whose key it is.
    pub fn subject(&self) -> Uuid {
        self.subject
    }

    /// The key of this subject's files; each file gets a fresh key of its own from it.
    pub fn files(&self) -> FileKey {
        FileKey::new(self.secret.derive("amana/file/v1"))
    }

    pub(crate) fn field(&self) -> &Cipher {
        &self.field
    }

    pub(crate) fn cipher(&self, label: &'static str) -> Cipher {
        Cipher::new(&self.secret, label)
    }
}
