//! `amana doctor`.

use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::cli::Place;
use crate::doctor::{Finding, Level, examine};

/// Examines the installation. Settings that cannot be read at all are the one thing that stops it.
pub fn run(place: &Place) -> Result<Answer, Failure> {
    let site = super::site(place)?;
    let findings = examine(&site);
    let faults = findings.iter().filter(|finding| finding.level == Level::Fault).count();
    let mut lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    lines.push(match faults {
        0 => "nothing to mend".to_owned(),
        1 => "one fault".to_owned(),
        faults => format!("{faults} faults"),
    });
    Ok(Answer::checked(faults == 0, lines.join("\n"), json!({ "holds": faults == 0, "findings": findings })))
}
