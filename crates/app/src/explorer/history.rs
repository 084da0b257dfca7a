//! What became of each rule: which policy sets brought it, changed it or took it out, as each set was compared with the one before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use policy::{Rule, Table};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::Tx;
use store::tables::Limit;
use store::tables::policy_sets as sets;

use crate::AppError;

/// What a set did to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It was not there before.
    Brought,
    /// It speaks otherwise, or says otherwise why.
    Changed,
    /// It is not there any more.
    Gone,
}

impl Became {
    /// Its word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Brought => "brought",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// One moment in the life of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The set's number; 0 for the one that the program was built with.
    pub set: i64,
    /// When it came into force; none for set 0.
    pub at: Option<Timestamp>,
    /// What it did.
    pub became: Became,
}

/// What became of the rules in the sets that were in force, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    rules: BTreeMap<String, Vec<Moment>>,
}

/// LIMIT: sets that are gone through, the newest; what an older one did to a rule is not told.
const SETS: u32 = 100;

impl History {
    /// Of a rule in force, newest first. One that no stored set brought came with the program.
    pub fn of(&self, rule: &str) -> Vec<Moment> {
        let mut moments = self.rules.get(rule).cloned().unwrap_or_default();
        if moments.last().is_none_or(|first| first.became != Became::Brought) {
            moments.push(Moment { set: 0, at: None, became: Became::Brought });
        }
        moments
    }
}

/// Of every rule.
pub(super) fn history(tx: &mut Tx) -> Result<History, AppError> {
    let damaged = |_| store::StoreError::Damaged("policy_set.rules cannot be read".to_owned());
    let mut rules: BTreeMap<String, Vec<Moment>> = BTreeMap::new();
    for set in sets::were_in_force(tx, Limit::new(SETS).unwrap_or(Limit::PAGE))? {
        let changed: BTreeMap<String, Became> = serde_json::from_value(set.rules).map_err(damaged)?;
        for (rule, became) in changed {
            rules.entry(rule).or_default().push(Moment { set: set.number, at: set.in_force_at, became });
        }
    }
    Ok(History { rules })
}

/// What a set does to the rules of the one that it is compared with, as its row keeps it.
pub(crate) fn compared(old: &Table, new: &Table) -> Json {
    let ids: BTreeSet<&str> = old.rules().iter().chain(new.rules()).map(|rule| &*rule.id).collect();
    let became = |id: &str| match (old.rule(id), new.rule(id)) {
        (None, Some(_)) => Some(Became::Brought),
        (Some(_), None) => Some(Became::Gone),
        (Some(old), Some(new)) if !says_the_same(old, new) => Some(Became::Changed),
        _ => None,
    };
    let changed: BTreeMap<&str, Became> = ids.into_iter().filter_map(|id| Some((id, became(id)?))).collect();
    serde_json::to_value(changed).expect("words of the house serialise")
}

/// Whether two rules say the same, wherever they stand.
fn says_the_same(old: &Rule, new: &Rule) -> bool {
    let why = (&old.why, &old.why_ar) == (&new.why, &new.why_ar);
    let speaks = (old.effect, &old.fields, &old.steps) == (new.effect, &new.fields, &new.steps);
    why && speaks && old.written.text == new.written.text
}
