//! The personal part of an audit record, under a subkey of its own: erasing the person leaves the record and its proofs.

use domain::{Class, FieldAction};
use policy::{Act, Permit};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::cipher::OpenError;
use crate::place::Place;
use crate::seal::{pad, unpad};
use crate::sealed::names;
use crate::subject::SubjectKey;

const USE: &str = "amana/audit/v1";

impl SubjectKey {
    /// Seals the personal part of an audit record for that record.
    pub fn seal_detail(&self, record: Uuid, detail: &[u8]) -> Vec<u8> {
        self.cipher(USE).seal(&self.detail_place(record), &pad(detail))
    }

    /// Opens it again, for a permit that lets the caller see the record in the class `audit`.
    pub fn open_detail(&self, record: Uuid, sealed: &[u8], permit: &Permit) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let sight = matches!(permit.act(), Act::Field(FieldAction::View | FieldAction::Reveal | FieldAction::Export));
        if !(sight && names(permit, record, Class::Audit)) {
            return Err(OpenError::NotPermitted);
        }
        let mut plain = self.cipher(USE).open(&self.detail_place(record), sealed)?;
        let length = unpad(&plain).ok_or(OpenError::NotThisType)?.len();
        plain.truncate(length);
        Ok(plain)
    }

    fn detail_place(&self, record: Uuid) -> Vec<u8> {
        Place { org: self.org(), table: "audit_event", row: record, column: "detail" }.associated_data()
    }
}
