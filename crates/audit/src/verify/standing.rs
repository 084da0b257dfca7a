//! How far a verification has come, to go on from there another time.
//!
//! It is taken only while nothing is found: what is wrong is told by the run that finds it, and looked at again by the next.

use domain::ids::RecordId;
use serde::{Deserialize, Serialize};

use super::closings::Closings;
use super::{Verifier, ends_period};
use crate::chain::Head;
use crate::closing::Remains;
use crate::hash::{from_hex, to_hex};
use crate::key::ChainKey;

/// Everything that a [`Verifier`] knows after a sound stretch. Hashes are in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The record before the first one read.
    pub after: u64,
    /// The end of the log when the verification began.
    pub begun: u64,
    /// The last record read.
    pub n: u64,
    /// Its link.
    pub mac: String,
    /// The key period there.
    pub period: u32,
    /// Rows read.
    pub rows: u64,
    /// What stays of dropped records, by the closing that they name.
    seen: Vec<(RecordId, u64, u64, u64, String)>,
    /// What closings say: their number besides.
    said: Vec<(RecordId, u64, u64, u64, u64, String)>,
}

impl Verifier {
    /// How far it has come. `None` where it cannot go on from: something is found or suspected, or the last record turns the key.
    pub fn standing(&self) -> Option<Standing> {
        let sound = self.report.is_sound() && self.suspects.is_empty() && self.shift == 0 && self.joined;
        if !sound || self.report.verified != self.report.rows || ends_period(&self.last_bytes, self.key.period()) {
            return None;
        }
        let spelt = |remains: &Remains| (remains.first, remains.last, remains.count, to_hex(&remains.hash));
        Some(Standing {
            after: self.after,
            begun: self.begun,
            n: self.last.n,
            mac: to_hex(&self.last.mac),
            period: self.key.period(),
            rows: self.report.rows,
            seen: (self.closings.seen.iter())
                .map(|(id, remains)| {
                    let (first, last, count, hash) = spelt(remains);
                    (*id, first, last, count, hash)
                })
                .collect(),
            said: (self.closings.said.iter())
                .map(|(id, (n, remains))| {
                    let (first, last, count, hash) = spelt(remains);
                    (*id, *n, first, last, count, hash)
                })
                .collect(),
        })
    }

    /// Goes on where an earlier verification with the same origin key stood. `None` when that is spelt wrongly.
    ///
    /// Whoever calls this knows that the standing is one of their own, and that the log still has this link under this number.
    pub fn resume(origin: ChainKey, standing: &Standing, expected: Option<Head>) -> Option<Self> {
        let mut key = origin;
        while key.period() < standing.period {
            key = key.next();
        }
        let read =
            |first: u64, last: u64, count: u64, hash: &str| Some(Remains { first, last, count, hash: from_hex(hash)? });
        let seen = standing.seen.iter().map(|(id, f, l, c, hash)| Some((*id, read(*f, *l, *c, hash)?)));
        let said = standing.said.iter().map(|(id, n, f, l, c, hash)| Some((*id, (*n, read(*f, *l, *c, hash)?))));
        let start = Head { n: standing.n, mac: from_hex(&standing.mac)? };
        let mut verifier = Self::after(key, start, expected).begun_at(standing.begun);
        verifier.closings = Closings { seen: seen.collect::<Option<_>>()?, said: said.collect::<Option<_>>()? };
        verifier.after = standing.after;
        (verifier.report.rows, verifier.report.verified) = (standing.rows, standing.rows);
        Some(verifier)
    }
}
