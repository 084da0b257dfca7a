//! Idempotency keys: the same request sent again is answered again, and done once.

use std::str::FromStr;

use app::{AppError, Caller, House};
use axum::http::HeaderMap;
use domain::Role;
use uuid::Uuid;

use crate::problem::Problem;

pub use app::once::Once;

/// Reads `Idempotency-Key`: up to 128 visible ASCII characters. `route` and `ask` make the key this request's own.
pub fn read(headers: &HeaderMap, caller: &Caller, route: &str, ask: &[u8]) -> Result<Once, Problem> {
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key = if values.next().is_none() { value.to_str().unwrap_or_default() } else { "" };
    of_key(caller, route, key, ask).map(Some)
}

/// The same for a form, whose key was drawn with its page. An empty key is a page that is too old.
pub fn of_form(caller: &Caller, route: &str, key: &str, ask: &[u8]) -> Result<Once, AppError> {
    of_key(caller, route, key, ask).map(Some).map_err(|_| AppError::Stale { given: 0 })
}

fn of_key(caller: &Caller, route: &str, key: &str, ask: &[u8]) -> Result<(app::once::Key, Vec<u8>), Problem> {
    if key.is_empty() || key.len() > 128 || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Problem::bad_request("Idempotency-Key is one value of up to 128 visible characters."));
    }
    let user = caller.user.map_or(Uuid::nil(), |user| user.0);
    let org = if caller.role == Role::Worker { user } else { caller.org.map_or(user, |org| org.0) };
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, ask).as_ref().to_vec();
    Ok((app::once::Key { user, org, route: route.to_owned(), key: key.to_owned() }, hash))
}

/// What this request answered before: the object that it made or moved. The same key with another body is an error.
pub async fn before(house: &House, caller: &Caller, once: &Once) -> Result<Option<String>, Problem> {
    done(house, caller, once).await.map_err(|error| match error {
        AppError::Conflict("key_reused") => {
            Problem::invalid("Idempotency-Key", "This key was used for another request. Use a new one.")
        }
        other => Problem::from(other),
    })
}

/// Does what a request asks, unless it was done under this key before.
pub async fn first<T, E, F>(
    house: &House,
    caller: &Caller,
    once: Once,
    act: impl FnOnce(Once) -> F,
) -> Result<(), Problem>
where
    F: Future<Output = Result<T, E>>,
    Problem: From<E>,
{
    if before(house, caller, &once).await?.is_none() {
        act(once).await?;
    }
    Ok(())
}

/// Makes what a request asks for and names it; sent again, what was made before.
pub async fn made<T, E, F>(
    house: &House,
    caller: &Caller,
    once: Once,
    act: impl FnOnce(Once) -> F,
) -> Result<T, Problem>
where
    T: FromStr,
    F: Future<Output = Result<T, E>>,
    Problem: From<E>,
{
    match before(house, caller, &once).await? {
        Some(before) => before.parse().map_err(|_| Problem::not_found()),
        None => Ok(act(once).await?),
    }
}

/// The same for pages.
pub async fn done(house: &House, caller: &Caller, once: &Once) -> Result<Option<String>, AppError> {
    let Some((key, hash)) = once.clone() else { return Ok(None) };
    let found = house.read(caller, move |tx, _, _| -> Result<_, AppError> { app::once::find(tx, &key) }).await?;
    match found {
        Some(outcome) if outcome.body_hash == hash => Ok(outcome.object),
        Some(_) => Err(AppError::Conflict("key_reused")),
        None => Ok(None),
    }
}
