//! Records whose bodies were dropped: each must be among those that a closing in the log says it dropped.
//!
//! What stays of them is added up for each closing that a row names, and compared at the end with what the closing's record says:
//! whoever takes a body away without a record, or beside one, is found.

use std::collections::BTreeMap;

use domain::ids::RecordId;

use super::{Finding, Report};
use crate::closing::{CLOSED, Closing, Remains};
use crate::hash::Hash;
use crate::read::Event;

/// What was seen of closings so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Closings {
    /// What stays, by the closing that its rows name.
    pub seen: BTreeMap<RecordId, Remains>,
    /// Closings whose record is linked: its number, and what it says.
    pub said: BTreeMap<RecordId, (u64, Remains)>,
}

impl Closings {
    /// A row without a body.
    pub fn note(&mut self, closing: RecordId, n: u64, leaf: &Hash, mac: &Hash) {
        self.seen.entry(closing).or_default().add(n, leaf, mac);
    }

    /// A linked record, which may be that of a closing. It is parsed only when the word stands in it at all.
    pub fn hear(&mut self, n: u64, bytes: &[u8]) {
        if bytes.windows(CLOSED.len()).any(|window| window == CLOSED.as_bytes())
            && let Ok(event) = Event::parse(bytes)
            && let Some(closing) = Closing::of(&event.draft)
        {
            self.said.insert(event.draft.id, (n, closing.remains));
        }
    }

    /// `after` is the record before the first one read; closings of records behind `until` were made while rows were read, and may
    /// have dropped what was read with its body.
    pub fn compare(&self, after: u64, until: u64, report: &mut Report) {
        for (id, seen) in &self.seen {
            if !self.said.contains_key(id) {
                report.find(Finding::Dropped { first: seen.first, last: seen.last, count: seen.count });
            }
        }
        let read = self.said.iter().filter(|(_, (n, said))| *n <= until && said.first > after);
        for (id, (n, said)) in read {
            if self.seen.get(id) != Some(said) {
                report.find(Finding::Closed { n: *n, first: said.first, last: said.last });
            }
        }
    }

    /// How many records have no body any more.
    pub fn dropped(&self) -> u64 {
        self.seen.values().map(|remains| remains.count).sum()
    }
}
