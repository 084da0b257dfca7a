//! Sealing and opening: keys that wrap keys, values that say nothing in a file, hashes that find without showing.
//!
//! Root key -> organisation key (one per epoch) -> subject key -> subkeys for fields, files and record details. Forgetting
//! a subject's key is forgetting the person. Randomness is drawn here and in the port of `app` only.
//! The formats are final: the fixed vectors under `tests/` stay for ever; change a format only under a new version.

mod cipher;
mod cursor;
mod detail;
pub mod entropy;
pub mod file;
pub mod index;
pub mod keyfile;
pub mod keyring;
pub mod normal;
mod place;
pub mod root;
mod seal;
mod sealed;
mod secret;
mod subject;
pub mod token;
mod unseen;

pub use cipher::{KeyId, OpenError};
pub use cursor::CursorKey;
pub use entropy::{Entropy, SystemEntropy};
pub use file::{FileChunks, FileError, FileKey, FileOpener, FileSealer};
pub use index::{BlindIndex, BlindIndexKey, NameKey};
pub use keyfile::{KeyFile, KeyFileError, KeyKind};
pub use keyring::{Keyring, KeyringError, WrappedKey, WrappedOrgKey};
pub use normal::{CivilId, Email, Passport, Phone};
pub use place::Place;
pub use root::{Keeper, Root, RootError, RootKey};
pub use seal::Seal;
pub use sealed::Sealed;
pub use secret::SecretKey;
pub use subject::SubjectKey;
pub use token::{CodeKey, OneTimeCode, Token, random_code, random_token, token_hash};
pub use unseen::{ForActing, ForChecking, ForDelivery, ForInspection};
