//! Changing the policies while the house is open: proposed, compiled and proved, compared with the set in force. What only
//! narrows is in force at once; what widens waits for a second person.

mod approve;
mod force;
mod kept;
mod propose;
mod see;

pub use approve::approve;
pub use force::load;
pub use propose::{Proposed, propose};
pub use see::{Set, Standing, list, one};

pub use crate::explorer::{Broken, saved_tests_hold};

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use policy::Table;
use serde_json::Value as Json;
use store::tables::policy_sets::PolicySet;

use crate::ports::PolicyFiles;
use crate::{AppError, House};

/// How long a set waits for its second person.
pub const WAITS: SignedDuration = SignedDuration::from_hours(24);

/// How many persons stand behind a set that widens.
pub const PERSONS: usize = 2;

/// LIMIT: files of a set, bytes of all of them together, characters of a file's name.
pub const FILES_MAX: usize = 64;
/// See [`FILES_MAX`].
pub const BYTES_MAX: usize = 512 * 1024;
/// See [`FILES_MAX`].
pub const NAME_MAX: usize = 64;

/// Whether a set of that time can still be approved.
fn waits(set: &PolicySet, now: Timestamp) -> bool {
    set.in_force_at.is_none() && now.duration_since(set.proposed_at) < WAITS
}

/// The texts of a row.
fn files_of(files: &Json) -> Result<PolicyFiles, AppError> {
    let damaged = |_| store::StoreError::Damaged("policy_set.files cannot be read".to_owned());
    Ok(serde_json::from_value(files.clone()).map_err(damaged)?)
}

/// Compiles on a thread that may take its time.
async fn compile(house: &House, files: PolicyFiles) -> Result<Arc<Table>, AppError> {
    let compiler = Arc::clone(&house.policies);
    apart(move || compiler.compile(&files)).await?.map(Arc::new).map_err(AppError::Policies)
}

/// Work of more than a moment, off the threads that answer requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| store::StoreError::Overloaded.into())
}
