//! What cells name from the closed lists, remembered from row to row, and the reason where they name nothing known.

use super::faults::{Reason, SUGGESTIONS_MAX};
use super::values::Given;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::text::items;
use std::cell::RefCell;
use std::collections::HashMap;

/// What words stood for in earlier rows: rosters say the same few things again and again.
#[derive(Default)]
pub(super) struct Words(RefCell<HashMap<(&'static str, String), Vec<&'static str>>>);

/// LIMIT: texts that are remembered, each at most this long.
const REMEMBERED: usize = 4_096;
const REMEMBERED_BYTES: usize = 120;

impl Words {
    /// The one word that a cell names.
    pub(super) fn one(&self, given: &Given, list: &'static Vocabulary) -> Result<&'static str, Reason> {
        let text = given.text();
        let find = || list.find_one(&text).map(|token| vec![token]).ok_or_else(|| unknown(&text, list));
        self.remembered(&text, list, find).map(|tokens| tokens.first().copied().unwrap_or_default())
    }

    /// All words that a cell names.
    pub(super) fn of(&self, given: &Given, list: &'static Vocabulary) -> Result<Vec<&'static str>, Reason> {
        let text = given.text();
        self.remembered(&text, list, || match list.find(&text) {
            Some(token) => Ok(vec![token]),
            None => list.find_all(items(&text)).map_err(|item| unknown(&item, list)),
        })
    }

    fn remembered(
        &self,
        text: &str,
        list: &'static Vocabulary,
        find: impl FnOnce() -> Result<Vec<&'static str>, Reason>,
    ) -> Result<Vec<&'static str>, Reason> {
        let key = (list.name, text.to_owned());
        if let Some(tokens) = self.0.borrow().get(&key) {
            return Ok(tokens.clone());
        }
        let tokens = find()?;
        let mut known = self.0.borrow_mut();
        if known.len() < REMEMBERED && text.len() <= REMEMBERED_BYTES {
            known.insert(key, tokens.clone());
        }
        Ok(tokens)
    }
}

fn unknown(said: &str, list: &Vocabulary) -> Reason {
    let near = list.nearest(said, SUGGESTIONS_MAX);
    let suggestions = near.into_iter().map(|token| list.message_key(token)).collect();
    Reason::UnknownWord { word: said.chars().take(40).collect(), suggestions }
}
