//! What is wrong with an installation, and how to mend it. Reads only, also beside a running server.

mod data;
mod documents;
mod keys;
mod limits;
mod machine;
mod messages;
mod payments;
mod settings;
mod witness;

use std::fmt;

use serde::Serialize;

use crate::answer::Failure;
use crate::site::Site;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Note,
    /// To be mended: the exit status says so too.
    Fault,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// What was looked at.
    pub check: &'static str,
    /// What was found.
    pub found: String,
    /// How to mend it; empty when there is nothing to mend.
    pub mend: String,
}

impl Finding {
    /// As it should be.
    pub fn fine(check: &'static str, found: impl Into<String>) -> Self {
        Self { level: Level::Fine, check, found: found.into(), mend: String::new() }
    }

    /// Worth knowing.
    pub fn note(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { level: Level::Note, check, found: found.into(), mend: mend.into() }
    }

    /// To be mended.
    pub fn fault(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { level: Level::Fault, check, found: found.into(), mend: mend.into() }
    }

    /// A failure on the way is a fault; its message says what to do.
    fn failed(check: &'static str, failure: &Failure) -> Self {
        Self::fault(check, failure.to_string(), "")
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Fine => "ok   ",
            Level::Note => "note ",
            Level::Fault => "FAULT",
        };
        write!(f, "{level} {:9} {}", self.check, self.found)?;
        if self.mend.is_empty() { Ok(()) } else { write!(f, "\n      {:9} -> {}", "", self.mend) }
    }
}

/// Looks at everything that can be looked at.
pub fn examine(site: &Site) -> Vec<Finding> {
    let found = site.installation();
    let mut findings = settings::look(site, found.as_ref().ok().map(|found| found.installation.kind));
    match found {
        Err(failure) => findings.push(Finding::failed("place", &failure)),
        Ok(found) => {
            findings.extend(keys::look(&found));
            let store = site.open_to_read(&found);
            findings.extend(documents::look(site, store.as_ref().ok()));
            findings.extend(machine::look(site, &found, store.as_ref().ok()));
            findings.extend(match &store {
                Ok(store) => [
                    data::look(site, &found, store),
                    documents::overrides(store),
                    messages::cost(site, store),
                    witness::look(site, &found, store),
                ]
                .concat(),
                Err(failure) => vec![Finding::failed("database", failure)],
            });
        }
    }
    findings
}
