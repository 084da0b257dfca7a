//! Values that the relay hands to the person themselves: the address that a message goes to, the code in it.
//!
//! Delivery discloses nothing to anybody, so it has no caller and no permit; the system has no eyes (policy
//! `never.system_reads`). Instead such values have a subkey of their own: what was sealed for delivery can be delivered,
//! and nothing else that is sealed about the person opens this way.

use std::marker::PhantomData;

use crate::cipher::OpenError;
use crate::place::Place;
use crate::seal::{Seal, pad, unpad};
use crate::subject::SubjectKey;

const USE: &str = "amana/delivery/v1";

/// Ciphertext of a `T` that is to be delivered. `Debug` prints `<sealed>`.
#[derive(Clone, PartialEq, Eq)]
pub struct ForDelivery<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

impl<T> ForDelivery<T> {
    /// Takes stored bytes as they are.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes, of: PhantomData }
    }

    /// The bytes to be stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl SubjectKey {
    /// Seals an address or a code that the relay will deliver to this person.
    pub fn seal_for_delivery<T: Seal>(&self, place: &Place, value: &T) -> ForDelivery<T> {
        let cipher = self.cipher(USE);
        ForDelivery::from_bytes(cipher.seal(&place.associated_data(), &pad(&value.to_plain())))
    }
}

impl<T: Seal> ForDelivery<T> {
    /// Opens the value at its place, to be delivered to its subject and to nobody else.
    pub fn open(&self, key: &SubjectKey, place: &Place) -> Result<T, OpenError> {
        let plain = key.cipher(USE).open(&place.associated_data(), &self.bytes)?;
        T::from_plain(unpad(&plain).ok_or(OpenError::NotThisType)?).ok_or(OpenError::NotThisType)
    }
}

impl<T> std::fmt::Debug for ForDelivery<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<sealed>")
    }
}
