//! Backups: one sealed file with a consistent copy of the database and what it must hold, never with a key.
//!
//! Inside the seal (`envelope`, sealed file v1, context `amana/backup/v1`, the backup key): `be32(length) | manifest JSON`,
//! then the content of each file that the manifest names, in its order. The sealed files of documents lie beside it (`objects`).

mod archive;
mod manifest;
mod objects;
mod postgres;
mod restore;
mod take;
#[cfg(test)]
mod tests;

pub use manifest::{Database, Documents, Manifest};
pub use objects::{LIST, beside};
pub use restore::{Keys, restore};
pub use take::take;
