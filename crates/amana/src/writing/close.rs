//! Closing the log: how far it may go, and the steps, each decided by the data-protection officer and recorded as theirs.

use app::House;
use app::log::{self, ClosingStep, OldEnough, Wanted};
use audit::Remains;
use audit::hash::from_hex;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::erase::officer_at;
use super::people::failed;
use crate::answer::{Answer, Failure};

/// One step as it goes over the socket: the record before it, what it leaves (first, last, count, hash).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bodies {
    /// The record after which it begins.
    pub after: u64,
    /// The first record that it drops.
    pub first: u64,
    /// The last record that it drops.
    pub last: u64,
    /// How many.
    pub count: u64,
    /// What stays of them, in hexadecimal.
    pub remains: String,
}

/// Says up to which record the log may be closed: a number in the answer's `until`.
pub async fn plan(house: &House, officer: &str, before: &str) -> Result<Answer, Failure> {
    officer_at(house, officer).await?;
    match log::plan(house, wanted(before)?).await.map_err(failed)? {
        OldEnough::Until(until) => Ok(Answer::done("", json!({ "until": until }))),
        OldEnough::Not { before, n } => {
            let years = house.packs.load().in_force().rules().log.keep_years;
            let next = match n {
                0 | 1 => "no record is that old yet".to_owned(),
                n => format!("ask for --before {} at the most, which is record {n}", before.strftime("%Y-%m-%d")),
            };
            Err(Failure::Unsafe(format!("records are kept for {years} years: {next}; nothing was dropped")))
        }
    }
}

/// Carries out steps, in their order; what was done before a failure stays done.
pub async fn steps(house: &House, officer: &str, archive: Option<&str>, steps: &[Bodies]) -> Result<Answer, Failure> {
    let officer = officer_at(house, officer).await?;
    let archive = archive.map(|text| from_hex(text).ok_or_else(unreadable)).transpose()?;
    for step in steps {
        let Bodies { after, first, last, count, remains } = step;
        let hash = from_hex(remains).ok_or_else(unreadable)?;
        let remains = Remains { first: *first, last: *last, count: *count, hash };
        log::close(house, &officer, ClosingStep { after: *after, remains, archive }).await.map_err(failed)?;
    }
    Ok(Answer::done("", json!({ "steps": steps.len() })))
}

fn unreadable() -> Failure {
    Failure::Usage("a hash has 64 hexadecimal digits".to_owned())
}

/// A record's number, or a day: its beginning in Muscat.
fn wanted(text: &str) -> Result<Wanted, Failure> {
    if let Ok(n) = text.parse::<u64>() {
        return Ok(Wanted::BeforeRecord(n));
    }
    let day: Option<Timestamp> = text.parse().ok().and_then(web::i18n::muscat_day);
    day.map(Wanted::BeforeTime)
        .ok_or_else(|| Failure::Usage(format!("--before {text}: write a record's number, or a day as 2014-12-31")))
}
