//! Pages of lists and their cursors: where a page ended, in a form that nobody can read. One that is none is an error, never page one.

use app::{AppError, Caller, CursorKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::problem::Problem;
use crate::site::Site;

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

/// LIMIT: characters of a cursor.
const LENGTH_MAX: usize = 256;

/// The cursors of one list, of one reader: they open for the same person in the same role of the same organisation alone.
pub struct Cursors {
    key: CursorKey,
    list: String,
}

/// The cursors of this reader's list. `list` names it with whatever narrows it.
pub fn of(site: &Site, caller: &Caller, list: &str) -> Cursors {
    let (person, org) = (caller.actor_id(), caller.org.map_or(Uuid::nil(), |org| org.0));
    Cursors { key: site.house.indexes.cursors(), list: format!("{} {org} {person} {list}", caller.role) }
}

/// The cursors of a list that is everybody's.
pub fn of_all(site: &Site, list: &str) -> Cursors {
    of(site, &Caller::anonymous("en"), list)
}

impl Cursors {
    /// Writes a cursor.
    pub fn write<T: Serialize>(&self, place: &T) -> String {
        URL_SAFE_NO_PAD.encode(self.key.seal(&self.list, &serde_json::to_vec(place).unwrap_or_default()))
    }

    /// Reads a cursor. One that was changed, or is of another list or reader, is refused with a sentence.
    pub fn read<T: DeserializeOwned>(&self, text: Option<&str>) -> Result<Option<T>, AppError> {
        let Some(text) = text else { return Ok(None) };
        let sealed = (text.len() <= LENGTH_MAX).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten();
        let place = sealed.and_then(|sealed| self.key.open(&self.list, &sealed));
        let place = place.and_then(|place| serde_json::from_slice(&place).ok());
        place.map(Some).ok_or_else(|| AppError::invalid("after", "cursor_unknown"))
    }
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
