//! Idempotency keys: the same request sent again is answered again, and done once.

use app::{AppError, Caller, House};
use axum::http::HeaderMap;
use domain::Role;
use uuid::Uuid;

use crate::problem::Problem;

/// The key of this request and the hash of what it asks, if the client sent one.
pub type Once = Option<(app::once::Key, Vec<u8>)>;

/// Reads `Idempotency-Key`: up to 128 visible ASCII characters. `route` and `ask` make the key this request's own.
pub fn read(headers: &HeaderMap, caller: &Caller, route: &str, ask: &[u8]) -> Result<Once, Problem> {
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    let plain = !key.is_empty() && key.len() <= 128 && key.bytes().all(|b| b.is_ascii_graphic());
    if !plain || values.next().is_some() {
        return Err(Problem::bad_request("Idempotency-Key is one value of up to 128 visible characters."));
    }
    let user = caller.user.map_or(Uuid::nil(), |user| user.0);
    let org = if caller.role == Role::Worker { user } else { caller.org.map_or(user, |org| org.0) };
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, ask).as_ref().to_vec();
    Ok(Some((app::once::Key { user, org, route: route.to_owned(), key: key.to_owned() }, hash)))
}

/// What this request answered before: the object that it made or moved. The same key with another body is an error.
pub async fn before(house: &House, caller: &Caller, once: &Once) -> Result<Option<String>, Problem> {
    let Some((key, hash)) = once.clone() else { return Ok(None) };
    let found = house.read(caller, move |tx, _, _| -> Result<_, AppError> { app::once::find(tx, &key) }).await?;
    match found {
        Some(outcome) if outcome.body_hash == hash => Ok(outcome.object),
        Some(_) => Err(Problem::invalid("Idempotency-Key", "This key was used for another request. Use a new one.")),
        None => Ok(None),
    }
}
