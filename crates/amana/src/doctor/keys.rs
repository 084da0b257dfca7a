//! The key files: there, whole, readable by nobody else; the origin of the chain moved away.

use envelope::{Keeper, SecretKey, SystemEntropy};

use super::Finding;
use crate::answer::Failure;
use crate::installation::Kind;
use crate::secrets::ORIGIN;
use crate::site::Found;

/// Looks at them.
pub fn look(found: &Found) -> Vec<Finding> {
    let mut findings: Vec<_> = found
        .keys
        .needed()
        .filter_map(|(name, kind)| found.keys.check(name, kind).err())
        .map(|error| Finding::fault("keys", error.to_string(), ""))
        .collect();
    if findings.is_empty() {
        let sound = format!("{} sound files in {}", found.keys.needed().count(), found.keys.path().display());
        findings.extend([Finding::fine("keys", sound), root(found)]);
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

/// Whether the root key does its work: one that another machine keeps may be away, locked or refuse.
fn root(found: &Found) -> Finding {
    let tried = found.keys.root().and_then(|keeper| {
        let roots = keeper.roots().map_err(|error| Failure::Unsafe(error.to_string()))?;
        let secret = SecretKey::random(&SystemEntropy);
        for root in &roots {
            let wrapped = root.wrap(b"doctor", &secret).and_then(|wrapped| root.unwrap(b"doctor", &wrapped));
            wrapped.map_err(|error| Failure::Unsafe(error.to_string()))?;
        }
        Ok((keeper.place(), roots.len()))
    });
    match tried {
        Ok((place, 1)) => Finding::fine("root", format!("the root key wraps and opens (place: {place})")),
        Ok((place, many)) => Finding::note(
            "root",
            format!("{many} root keys are at hand (place: {place})"),
            "a rotation is under way, or waits: `amana keys rotate --root` ends it",
        ),
        Err(failure) => Finding::failed("root", &failure),
    }
}
