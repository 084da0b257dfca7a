//! The callers of the scenarios: what they ask next, and when an answer is right.

use std::sync::Arc;

use serde_json::Value;

use crate::http::{find, request};
use crate::load::Asking;

/// What stands in no answer to somebody who may not see it: names of fields that only the owner's organisation reads, and the
/// beginning of every telephone number.
const HIDDEN: &[&[u8]] =
    &[b"passport", b"full_name", b"national_id", b"civil_id", b"birth_date", b"kin_", b"+968", b"medical"];

/// How often something stands in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// So often and not once more.
    Just(usize),
    /// As often as the search finds it, and at least once.
    Some,
}

/// Reads from a list of addresses, one after the other.
pub struct Reader {
    /// The addresses.
    pub paths: Arc<Vec<String>>,
    /// The place in them, of the next request.
    pub at: usize,
    /// Steps of this width, so that no two callers ask in step.
    pub stride: usize,
    /// Who asks.
    pub token: String,
    /// What every right answer contains; nothing in particular when empty.
    pub wanted: &'static [u8],
    /// How often.
    pub times: Times,
    /// Whether the answer is for somebody who may see public fields only.
    pub masked: bool,
}

impl Asking for Reader {
    fn next(&mut self) -> Vec<u8> {
        self.at = (self.at + self.stride) % self.paths.len();
        request("GET", &self.paths[self.at], &self.token, None)
    }

    fn check(&mut self, status: u16, body: &[u8]) -> Result<(), String> {
        let path = &self.paths[self.at];
        if status != 200 {
            return Err(format!("{path} answered {status}: {}", String::from_utf8_lossy(body)));
        }
        if self.wanted.is_empty() {
            return Ok(());
        }
        let there = count(body, self.wanted);
        let right = match self.times {
            Times::Just(times) => there == times,
            Times::Some => there > 0,
        };
        if !right {
            return Err(format!("{path}: {there}, wanted {:?}: {}", self.times, String::from_utf8_lossy(body)));
        }
        match HIDDEN.iter().find(|hidden| self.masked && find(body, hidden).is_some()) {
            Some(hidden) => Err(format!("{path} tells {}", String::from_utf8_lossy(hidden))),
            None => Ok(()),
        }
    }
}

fn count(mut body: &[u8], wanted: &[u8]) -> usize {
    let mut times = 0;
    while let Some(at) = find(body, wanted) {
        times += 1;
        body = &body[at + wanted.len()..];
    }
    times
}

/// Moves a case of its own: proposes another time for the meeting, again and again.
pub struct Mover {
    /// The household's token.
    pub token: String,
    /// The case.
    pub id: String,
    /// Its version, which each step sends and raises.
    pub version: i64,
    /// A moment some days ahead.
    pub meeting: jiff::Timestamp,
}

impl Asking for Mover {
    fn next(&mut self) -> Vec<u8> {
        let slots = serde_json::json!([{ "starts_at": self.meeting, "minutes": 30, "place": "video" }]);
        let step =
            serde_json::json!({ "step": "propose_meeting", "version": self.version, "slots": slots, "weekend": true });
        request("POST", &format!("/api/v1/cases/{}/steps", self.id), &self.token, Some(&step.to_string()))
    }

    fn check(&mut self, status: u16, body: &[u8]) -> Result<(), String> {
        let case: Value = serde_json::from_slice(body).unwrap_or_default();
        if status != 200 || case["version"] != self.version + 1 {
            return Err(format!("a step answered {status}: {}", String::from_utf8_lossy(body)));
        }
        self.version += 1;
        Ok(())
    }
}

/// Moves cases of a peer from one state to the other.
pub struct PeerMover {
    /// The token.
    pub token: String,
    /// Its own cases.
    pub ids: Vec<usize>,
    /// Requests so far.
    pub nth: usize,
}

impl Asking for PeerMover {
    fn next(&mut self) -> Vec<u8> {
        self.nth += 1;
        let state = if (self.nth / self.ids.len()).is_multiple_of(2) { "contract" } else { "meeting" };
        let body = format!("{{\"state\":\"{state}\"}}");
        request("PATCH", &format!("/cases/{}", self.ids[self.nth % self.ids.len()]), &self.token, Some(&body))
    }

    fn check(&mut self, status: u16, body: &[u8]) -> Result<(), String> {
        if status == 200 { Ok(()) } else { Err(format!("{status}: {}", String::from_utf8_lossy(body))) }
    }
}
