//! `amana audit verify`.

use std::fmt::Write;
use std::path::PathBuf;

use audit::hash::to_hex;
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::site::Site;
use crate::verification::{Ask, head_outside, stored_head, verify_log};

/// Verifies the log beside a running server, and says what was found and how far the check goes.
pub fn verify(site: &Site, from: u64, chain_key: Option<PathBuf>) -> Result<Answer, Failure> {
    let found = site.installation()?;
    // The head first: what is in the file now is in the database by the time that its rows are read.
    let outside = head_outside(site, &found)?;
    let store = site.open_to_read(&found)?;
    let stored = stored_head(&store, &found)?;
    let key = if chain_key.is_some() { "brought" } else { "server" };
    let ask = Ask { from, chain_key, expected: Some(outside.unwrap_or(stored)) };
    let report = verify_log(&store, &found, &ask)?;
    let mut text = String::new();
    for finding in &report.findings {
        writeln!(text, "{finding}").expect("a string takes all text");
    }
    if report.unlisted > 0 {
        writeln!(text, "and {} findings more", report.unlisted).expect("a string takes all text");
    }
    let verdict = if report.is_sound() { "the log holds" } else { "THE LOG DOES NOT HOLD" };
    writeln!(
        text,
        "{verdict}: {} records read, {} links derived anew; the last is {} {}",
        report.rows,
        report.verified,
        report.last.n,
        to_hex(&report.last.mac)
    )
    .expect("a string takes all text");
    if outside.is_none() {
        text.push_str("no head is kept outside of the database: a tail that was cut whole would not be seen\n");
    }
    if from > 1 {
        text.push_str("the link before the first record read was taken for granted; without --from nothing is\n");
    }
    let findings: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    let json = json!({
        "holds": report.is_sound(),
        "from": from,
        "rows": report.rows,
        "verified": report.verified,
        "last": { "n": report.last.n, "mac": to_hex(&report.last.mac) },
        "log": found.installation.log,
        "key": key,
        "tail_checked": outside.is_some(),
        "findings": findings,
        "unlisted": report.unlisted,
    });
    Ok(Answer::checked(report.is_sound(), text, json))
}
