//! Idempotency: what a request with this key answered before.

pub use store::tables::idempotency::{Key, Outcome};
use store::Tx;

use crate::AppError;

/// The earlier outcome, if there is one.
pub fn find(tx: &mut Tx, key: &Key) -> Result<Option<Outcome>, AppError> {
    Ok(store::tables::idempotency::find(tx, key)?)
}
