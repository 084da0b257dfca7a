//! A value that can be stored and passed on, and read only with a permit.
//!
//! The plaintext is padded to a multiple of 32 bytes, so that a length does not tell `fit` from `unfit`.

use std::marker::PhantomData;

use domain::Class;
use domain::FieldAction::{Export, Reveal, Share, View, ViewMasked};
use jiff::civil::Date;
use policy::{Act, Permit};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::cipher::OpenError;
use crate::place::Place;
use crate::subject::SubjectKey;

const BLOCK: usize = 32;

/// What can be sealed: its bytes, and back.
pub trait Seal: Sized {
    /// The bytes to be sealed.
    fn to_plain(&self) -> Zeroizing<Vec<u8>>;
    /// Reads them back; `None` when they are not this type's.
    fn from_plain(plain: &[u8]) -> Option<Self>;
}

impl Seal for String {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.as_bytes().to_vec())
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        std::str::from_utf8(plain).ok().map(str::to_owned)
    }
}

impl Seal for Vec<u8> {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.clone())
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        Some(plain.to_vec())
    }
}

impl Seal for Date {
    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.to_string().into_bytes())
    }

    fn from_plain(plain: &[u8]) -> Option<Self> {
        std::str::from_utf8(plain).ok()?.parse().ok()
    }
}

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

impl<T: Seal> Sealed<T> {
    pub(crate) fn new(key: &SubjectKey, place: &Place, value: &T) -> Self {
        Self::from_bytes(key.field().seal(&place.associated_data(), &pad(&value.to_plain())))
    }

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

/// The value, the byte 0x80, then zeros to the end of the block (ISO/IEC 7816-4).
pub(crate) fn pad(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (plain.len() + 1).next_multiple_of(BLOCK);
    let mut out = Zeroizing::new(Vec::with_capacity(length));
    out.extend_from_slice(plain);
    out.push(0x80);
    out.resize(length, 0);
    out
}

pub(crate) fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let end = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[end] == 0x80).then(|| &padded[..end])
}
