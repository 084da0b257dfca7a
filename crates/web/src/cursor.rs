//! Pages of lists and their cursors: where a page ended, in a form that nobody needs to read. A broken one is an error, never page one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageOf {
    /// Items of a page, 1 to 100; 24 unless given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// The cursor from `next`.
    pub after: Option<String>,
}

/// A page of a list: the items and where the next page starts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    /// At most `limit` items.
    pub items: Vec<T>,
    /// Send it as `after` for the next page; null on the last.
    pub next: Option<String>,
}

/// Writes a cursor.
pub fn write<T: Serialize>(place: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// Reads a cursor.
pub fn read<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let broken = || {
        Problem::invalid(
            "after",
            "This is no cursor of ours. Take the value of `next` from the page before, or leave it out.",
        )
    };
    let bytes = (text.len() <= 256).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten().ok_or_else(broken)?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| broken())
}

/// Reads a page's size: 1 to 100, 24 unless given.
pub fn limit(size: Option<u32>) -> Result<app::Limit, Problem> {
    match size {
        None => Ok(app::Limit::PAGE),
        Some(size) => {
            app::Limit::new(size).ok_or_else(|| Problem::invalid("limit", "A page has between 1 and 100 items."))
        }
    }
}
