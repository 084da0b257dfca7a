//! Values that the system works with and discloses to nobody: the address that a message goes to, the code in it, the secret that
//! an authenticator shares with us, what another service granted, the key of a file that is scanned.
//!
//! Nobody reads them, so opening has no caller and no permit; the system has no eyes (policy `never.system_reads`). Instead each
//! use has a subkey of its own: what was sealed for delivery can be delivered, what was sealed to check answers can check them, what
//! was sealed to act elsewhere can act there, and nothing else that is sealed about the person opens this way.

use std::marker::PhantomData;

use crate::cipher::OpenError;
use crate::place::Place;
use crate::seal::{Seal, pad, unpad};
use crate::subject::SubjectKey;

/// What the system needs a value for.
pub trait Use {
    /// The label of the subkey.
    const LABEL: &'static str;
}

/// An address or a code that the relay delivers to its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {}
impl Use for Delivery {
    const LABEL: &'static str = "amana/delivery/v1";
}

/// A secret that the subject's answers are checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checking {}
impl Use for Checking {
    const LABEL: &'static str = "amana/checking/v1";
}

/// What somebody else's service granted: the system acts there with it for its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {}
impl Use for Acting {
    const LABEL: &'static str = "amana/acting/v1";
}

/// The key of a file that the house itself looks into: the scanner, the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inspection {}
impl Use for Inspection {
    const LABEL: &'static str = "amana/inspection/v1";
}

/// Ciphertext of a `T` for one use of the system. `Debug` prints `<sealed>`.
#[derive(Clone, PartialEq, Eq)]
pub struct Unseen<T, U> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> (T, U)>,
}

/// Ciphertext of a `T` that is to be delivered.
pub type ForDelivery<T> = Unseen<T, Delivery>;
/// Ciphertext of a `T` that answers are checked with.
pub type ForChecking<T> = Unseen<T, Checking>;
/// Ciphertext of a `T` that the system acts with elsewhere.
pub type ForActing<T> = Unseen<T, Acting>;
/// Ciphertext of a `T` by which the house looks into a file.
pub type ForInspection<T> = Unseen<T, Inspection>;

impl<T, U> Unseen<T, U> {
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
        self.seal_unseen(place, value)
    }

    /// Seals a secret that this person's answers are checked with.
    pub fn seal_for_checking<T: Seal>(&self, place: &Place, value: &T) -> ForChecking<T> {
        self.seal_unseen(place, value)
    }

    /// Seals what the system acts with elsewhere for this person.
    pub fn seal_for_acting<T: Seal>(&self, place: &Place, value: &T) -> ForActing<T> {
        self.seal_unseen(place, value)
    }

    /// Seals the key of a file that the house's own checks look into.
    pub fn seal_for_inspection<T: Seal>(&self, place: &Place, value: &T) -> ForInspection<T> {
        self.seal_unseen(place, value)
    }

    fn seal_unseen<T: Seal, U: Use>(&self, place: &Place, value: &T) -> Unseen<T, U> {
        let cipher = self.cipher(U::LABEL);
        Unseen::from_bytes(cipher.seal(&place.associated_data(), &pad(&value.to_plain())))
    }
}

impl<T: Seal, U: Use> Unseen<T, U> {
    /// Opens the value at its place, for this use and nobody's eyes.
    pub fn open(&self, key: &SubjectKey, place: &Place) -> Result<T, OpenError> {
        let plain = key.cipher(U::LABEL).open(&place.associated_data(), &self.bytes)?;
        T::from_plain(unpad(&plain).ok_or(OpenError::NotThisType)?).ok_or(OpenError::NotThisType)
    }
}

impl<T, U> std::fmt::Debug for Unseen<T, U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<sealed>")
    }
}
