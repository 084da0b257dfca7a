//! One person's key: everything that is sealed about them hangs on it.

use domain::{Class, FieldAction, OrgId};
use policy::{Act, Permit};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, OpenError};
use crate::delivery::ForDelivery;
use crate::file::FileKey;
use crate::place::Place;
use crate::sealed::{Seal, Sealed, names, pad, unpad};
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

    /// Seals a value for its place.
    pub fn seal<T: Seal>(&self, place: &Place, value: &T) -> Sealed<T> {
        Sealed::new(self, place, value)
    }

    /// Seals an address or a code that the relay will deliver to this person.
    pub fn seal_for_delivery<T: Seal>(&self, place: &Place, value: &T) -> ForDelivery<T> {
        ForDelivery::new(self, place, value)
    }

    /// Seals the personal part of an audit record for that record.
    pub fn seal_detail(&self, record: Uuid, detail: &[u8]) -> Vec<u8> {
        self.audit().seal(&self.detail_place(record), &pad(detail))
    }

    /// Opens it again, for a permit that lets the caller see the record in the class `audit`.
    pub fn open_detail(&self, record: Uuid, sealed: &[u8], permit: &Permit) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let sight = matches!(permit.act(), Act::Field(FieldAction::View | FieldAction::Reveal | FieldAction::Export));
        if !(sight && names(permit, record, Class::Audit)) {
            return Err(OpenError::NotPermitted);
        }
        let mut plain = self.audit().open(&self.detail_place(record), sealed)?;
        let length = unpad(&plain).ok_or(OpenError::NotThisType)?.len();
        plain.truncate(length);
        Ok(plain)
    }

    /// The key of this subject's files; each file gets a fresh key of its own from it.
    pub fn files(&self) -> FileKey {
        FileKey::new(self.secret.derive("amana/file/v1"))
    }

    pub(crate) fn field(&self) -> &Cipher {
        &self.field
    }

    pub(crate) fn delivery(&self) -> Cipher {
        Cipher::new(&self.secret, "amana/delivery/v1")
    }

    fn audit(&self) -> Cipher {
        Cipher::new(&self.secret, "amana/audit/v1")
    }

    fn detail_place(&self, record: Uuid) -> Vec<u8> {
        Place { org: self.org, table: "audit_event", row: record, column: "detail" }.associated_data()
    }
}
