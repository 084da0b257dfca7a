//! Idempotency: what a request with this key answered before.

use store::Tx;
pub use store::tables::idempotency::{Key, Outcome};

use crate::AppError;

/// The earlier outcome, if there is one.
pub fn find(tx: &mut Tx, key: &Key) -> Result<Option<Outcome>, AppError> {
    Ok(store::tables::idempotency::find(tx, key)?)
}
