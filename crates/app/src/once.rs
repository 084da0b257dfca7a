//! Idempotency: what a request with this key answered before.

use store::Tx;
pub use store::tables::idempotency::{Key, Outcome};

use crate::{AppError, Desk};

/// The key of a request and the hash of what it asks, if the client sent a key.
pub type Once = Option<(Key, Vec<u8>)>;

/// The earlier outcome, if there is one.
pub fn find(tx: &mut Tx, key: &Key) -> Result<Option<Outcome>, AppError> {
    Ok(store::tables::idempotency::find(tx, key)?)
}

/// Keeps that the request with this key was carried out on `object`.
pub(crate) fn keep(tx: &mut Tx, desk: &Desk, once: Option<&(Key, Vec<u8>)>, object: &str) -> Result<(), AppError> {
    let Some((key, body_hash)) = once else { return Ok(()) };
    let outcome = Outcome { body_hash: body_hash.clone(), object: Some(object.to_owned()) };
    Ok(store::tables::idempotency::keep(tx, key, &outcome, desk.now)?)
}
