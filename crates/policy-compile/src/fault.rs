//! Why a policy set is refused: file, line, what is wrong, and what would be right.

use std::fmt;

use miette::Diagnostic;

use crate::sources::Source;

/// One fault of a policy set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What would be right, for example the valid words.
    pub help: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

/// The set is not loaded. Holds every fault found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub Vec<Fault>);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policy set is refused:")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl std::error::Error for Refused {}

/// The fault at a line of a source.
pub(crate) fn at(source: &Source, line: usize, what: impl Into<String>) -> Fault {
    Fault { file: source.name.clone(), line, what: what.into(), help: None }
}

/// A fault as Cedar reports it; `line` is where to point when Cedar names no place.
pub(crate) fn reported(source: &Source, line: usize, report: &dyn Diagnostic) -> Fault {
    let place = report.labels().and_then(|mut labels| labels.next());
    let line = place.map_or(line, |place| line_of(&source.text, place.offset()));
    Fault {
        file: source.name.clone(),
        line,
        what: report.to_string(),
        help: report.help().map(|help| help.to_string()),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}
