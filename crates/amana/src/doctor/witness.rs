//! Who keeps the log's checkpoints outside, and whether they have the last one.

use std::sync::Arc;

use app::ports::Messenger;
use store::tables::{checkpoints, witnesses as health};
use store::{Job, Scope, Store, StoreError, Tx};

use super::Finding;
use crate::adapters::nowhere::Nowhere;
use crate::installation::Kind;
use crate::site::{Found, Site};

/// Looks at them.
pub fn look(site: &Site, found: &Found, store: &Store) -> Vec<Finding> {
    let messenger: Arc<dyn Messenger> = Arc::new(Nowhere);
    let configured = match crate::witnesses::all(site, &messenger) {
        Ok(configured) => configured,
        Err(failure) => return vec![Finding::failed("witness", &failure)],
    };
    let read = |tx: &mut Tx| -> Result<_, StoreError> { Ok((health::all(tx)?, checkpoints::newest(tx)?)) };
    let (known, newest) = match store.read_now(Scope::System(Job::Housekeeping), read) {
        Ok(read) => read,
        Err(error) => return vec![Finding::fault("witness", error.to_string(), "")],
    };
    let Some(newest) = newest else {
        return vec![Finding::note("witness", "the log was not signed yet", "it is, a minute after the server starts")];
    };
    let mut findings = Vec::new();
    if configured.len() == 1 && found.installation.kind == Kind::Production {
        findings.push(Finding::note(
            "witness",
            "nobody outside keeps the log's checkpoints",
            "name a folder, an address or a mailbox of somebody else under [witness]: until then whoever has database and keys can \
             write the log anew",
        ));
    }
    for witness in &configured {
        let name = witness.name();
        findings.push(match known.iter().find(|health| health.name == name) {
            Some(health) if health.trouble.is_empty() => Finding::fine(
                "witness",
                format!("{name} has the checkpoint of {} records, the last one is of {}", health.size, newest.size),
            ),
            Some(health) => Finding::fault(
                "witness",
                format!(
                    "{name} did not take the last checkpoint: {}; it has the one of {} records",
                    health.trouble, health.size
                ),
                "mend the way to it; it is given the newest one each minute",
            ),
            None => Finding::note("witness", format!("{name} was given no checkpoint yet"), "start the server"),
        });
    }
    findings
}
