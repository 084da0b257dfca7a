//! How often one network may ask, as the settings say: `[limits]`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use web::limits::{Allowance, Allowances, Rule};

use crate::hidden::Hidden;

/// LIMIT: no rule allows more in its time: a limit that nobody reaches is none.
const MOST_MAX: u32 = 1_000_000;
/// LIMIT: the longest time that a rule counts over.
const SECONDS_MAX: u32 = 86_400;

/// What each rule allows one network, in place of what the program ships: `search = { most = 600, seconds = 60 }`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Every request.
    pub all: Option<Allowed>,
    /// The ways in: codes and renewals.
    pub sign_in: Option<Allowed>,
    /// Forms of people who are not signed in.
    pub forms: Option<Allowed>,
    /// The catalogue and lists.
    pub search: Option<Allowed>,
    /// Files that are brought.
    pub uploads: Option<Allowed>,
    /// Files that are taken.
    pub exports: Option<Allowed>,
    /// The Redis by which several nodes share their counts; none: each counts for itself. May hold a password, and is never shown.
    #[serde(skip_serializing)]
    pub redis: Option<Hidden>,
    /// A file with its password, mode 0600, where none stands in the address.
    pub redis_password_file: Option<PathBuf>,
    /// Certificates (PEM) that are believed beside the system's, for `rediss://`.
    pub redis_trust: Option<PathBuf>,
}

/// So often in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// How often.
    pub most: u32,
    /// In how many seconds.
    pub seconds: u32,
}

impl Limits {
    /// What the rules allow; or the setting that is out of bounds, and why.
    pub fn allowances(&self) -> Result<Allowances, (&'static str, String)> {
        let mut allowances = Allowances::default();
        for rule in Rule::ALL {
            let set = match rule {
                Rule::All => self.all,
                Rule::SignIn => self.sign_in,
                Rule::Forms => self.forms,
                Rule::Search => self.search,
                Rule::Uploads => self.uploads,
                Rule::Exports => self.exports,
            };
            let Some(Allowed { most, seconds }) = set else { continue };
            if !(1..=MOST_MAX).contains(&most) || !(1..=SECONDS_MAX).contains(&seconds) {
                let why = format!("most is between 1 and {MOST_MAX}, seconds between 1 and {SECONDS_MAX}");
                return Err((rule.as_str(), why));
            }
            allowances.0[rule as usize] = Allowance { most, seconds };
        }
        Ok(allowances)
    }

    /// The files that it names.
    pub fn files(&mut self) -> [&mut Option<PathBuf>; 2] {
        [&mut self.redis_password_file, &mut self.redis_trust]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_is_set_replaces_what_is_shipped_and_leaves_the_others() {
        let set = Limits { search: Some(Allowed { most: 5, seconds: 7 }), ..Limits::default() };
        let allowances = set.allowances().expect("in bounds");
        assert_eq!(allowances.of(Rule::Search), Allowance { most: 5, seconds: 7 });
        assert_eq!(allowances.of(Rule::SignIn), Allowances::default().of(Rule::SignIn));
    }

    #[test]
    fn a_limit_that_lets_nobody_in_or_everybody_is_refused_by_its_name() {
        for (most, seconds) in [(0, 60), (MOST_MAX + 1, 60), (10, 0), (10, SECONDS_MAX + 1)] {
            let set = Limits { uploads: Some(Allowed { most, seconds }), ..Limits::default() };
            assert_eq!(set.allowances().expect_err("out of bounds").0, "uploads");
        }
    }
}
