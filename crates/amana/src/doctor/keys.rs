//! The key files: there, whole, readable by nobody else; the origin of the chain moved away.

use super::Finding;
use crate::installation::Kind;
use crate::secrets::{NEEDED, ORIGIN};
use crate::site::Found;

/// Looks at them.
pub fn look(found: &Found) -> Vec<Finding> {
    let mut findings: Vec<_> = NEEDED
        .iter()
        .filter_map(|(name, kind)| found.keys.check(name, *kind).err())
        .map(|error| Finding::fault("keys", error.to_string(), ""))
        .collect();
    if findings.is_empty() {
        findings
            .push(Finding::fine("keys", format!("{} sound files in {}", NEEDED.len(), found.keys.path().display())));
    }
    let origin = found.keys.path().join(ORIGIN);
    match (origin.exists(), found.installation.kind) {
        (false, _) => findings.push(Finding::fine("origin", "the chain's origin key is not on this machine")),
        (true, Kind::Demo) => {
            findings.push(Finding::note("origin", "the chain's origin key is still here, as it may be in a demo", ""));
        }
        (true, Kind::Production) => findings.push(Finding::note(
            "origin",
            format!("the chain's origin key is still at {}", origin.display()),
            "move it to paper or another machine: who has it and the database can forge the log",
        )),
    }
    findings
}
