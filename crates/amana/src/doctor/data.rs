//! The database: whose it is, whether its log holds, and what was given up.

use jiff::SignedDuration;
use store::tables::{inspect, outbox, records};
use store::{Job, Scope, Store, StoreError, Tx};

use super::Finding;
use crate::adapters::clock;
use crate::installation::Kind;
use crate::site::{Found, Site};
use crate::verification::{Ask, Verified, head_outside, stored_head, verify_log};

/// So many of the last records are verified; `amana audit verify` does all.
const FAST: u64 = 10_000;

/// Looks at it.
pub fn look(site: &Site, found: &Found, store: &Store) -> Vec<Finding> {
    let mut findings = log(site, found, store);
    let looked = store.read_now(Scope::System(Job::Housekeeping), |tx: &mut Tx| -> Result<_, StoreError> {
        let last = records::page(tx, records::About::All, None, store::tables::Limit::new(1).expect("one is a size"))?;
        Ok((inspect::demo_marks(tx)?, outbox::counts(tx)?, last.first().map(|event| event.at)))
    });
    match looked {
        Err(error) => findings.push(Finding::fault("database", error.to_string(), "")),
        Ok((marks, (waiting, dead), last)) => {
            findings.extend(mark(found.installation.kind, marks));
            findings.push(match dead {
                0 => Finding::fine("outbox", format!("{waiting} notices wait, none was given up")),
                dead => Finding::fault(
                    "outbox",
                    format!("{dead} notices were given up after many tries"),
                    "look at why on the operator's page of dead letters, mend it there, and bring them back",
                ),
            });
            let soon = clock::real().saturating_add(SignedDuration::from_mins(5)).unwrap_or(jiff::Timestamp::MAX);
            if found.installation.kind == Kind::Production && last.is_some_and(|last| last > soon) {
                let mend = "set the machine's clock, and keep it with NTP: deadlines and the log are wrong until then";
                findings.push(Finding::fault("clock", "the log's last record is from the future", mend));
            }
        }
    }
    findings
}

/// The log, and the books that it tells of.
fn log(site: &Site, found: &Found, store: &Store) -> Vec<Finding> {
    let verified = head_outside(site, found).and_then(|outside| {
        let stored = stored_head(store, found)?;
        let from = stored.n.saturating_sub(FAST).max(1);
        let ask = Ask { from, ..Ask::whole(Some(outside.unwrap_or(stored))) };
        Ok((verify_log(site, store, found, &ask)?, outside.is_some()))
    });
    match verified {
        Err(failure) => vec![Finding::failed("log", &failure)],
        Ok((Verified { report, .. }, _)) if !report.is_sound() => vec![Finding::fault(
            if matches!(report.findings.first(), Some(audit::Finding::Books(_))) { "books" } else { "log" },
            report.findings.first().map_or_else(String::new, ToString::to_string),
            "run `amana audit verify`, keep a copy of the folder as it is, and compare with a backup",
        )],
        Ok((Verified { report, entries, .. }, outside)) => {
            let end = if outside { "and its end is the one kept outside" } else { "no head is kept outside yet" };
            vec![
                Finding::fine("log", format!("the last {} records hold, {end}", report.rows)),
                Finding::fine("books", format!("{entries} entries hold, and debits are credits")),
            ]
        }
    }
}

fn mark(kind: Kind, (marked, unmarked): (i64, i64)) -> Option<Finding> {
    let wrong = match kind {
        Kind::Demo => unmarked,
        Kind::Production => marked,
    };
    (wrong > 0).then(|| {
        let found = format!("{wrong} organisations of this {} are not of its kind", kind.as_str());
        Finding::fault("mark", found, "demo data and real data were mixed by hand; restore a backup from before")
    })
}
