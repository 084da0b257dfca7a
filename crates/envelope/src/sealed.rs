//! A value that can be stored and passed on, and read only with a permit.

use std::marker::PhantomData;

use domain::Class;
use domain::FieldAction::{Export, Reveal, Share, View, ViewMasked};
use policy::{Act, Permit};
use uuid::Uuid;

use crate::cipher::OpenError;
use crate::place::Place;
use crate::seal::{Seal, pad, unpad};
use crate::subject::SubjectKey;

/// Ciphertext of a `T`. `Debug` prints `<sealed>`.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// Takes stored bytes as they are; whether they are sound shows when they are opened.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, of: PhantomData }
    }

    /// The bytes to be stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl SubjectKey {
    /// Seals a value for its place.
    pub fn seal<T: Seal>(&self, place: &Place, value: &T) -> Sealed<T> {
        Sealed::from_bytes(self.field().seal(&place.associated_data(), &pad(&value.to_plain())))
    }
}

impl<T: Seal> Sealed<T> {
    /// Opens the value at its place, for a permit to see the place's row in this class.
    pub fn open(&self, key: &SubjectKey, place: &Place, class: Class, permit: &Permit) -> Result<T, OpenError> {
        let whole = matches!(permit.act(), Act::Field(View | Reveal | Export | Share));
        self.open_for(whole, key, place, class, permit)
    }

    /// Opens the value for a permit that may be for the masked sight only; nothing but the mask leaves.
    pub fn open_masked(
        &self,
        key: &SubjectKey,
        place: &Place,
        class: Class,
        permit: &Permit,
        mask: fn(&T) -> String,
    ) -> Result<String, OpenError> {
        let sight = matches!(permit.act(), Act::Field(ViewMasked | View | Reveal | Export | Share));
        self.open_for(sight, key, place, class, permit).map(|value| mask(&value))
    }

    fn open_for(
        &self,
        act_fits: bool,
        key: &SubjectKey,
        place: &Place,
        class: Class,
        permit: &Permit,
    ) -> Result<T, OpenError> {
        if !(act_fits && names(permit, place.row, class)) {
            return Err(OpenError::NotPermitted);
        }
        let plain = key.field().open(&place.associated_data(), &self.bytes)?;
        T::from_plain(unpad(&plain).ok_or(OpenError::NotThisType)?).ok_or(OpenError::NotThisType)
    }
}

/// Whether the permit names this object and class. The kind is not compared: identifiers are unique in the house.
pub(crate) fn names(permit: &Permit, object: Uuid, class: Class) -> bool {
    permit.object().id == object && permit.classes().has(class)
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<sealed>")
    }
}
