//! Verification of a stretch of the log, streaming: rows in ascending order of their numbers, one pass, little memory.
//!
//! A row whose link does not fit is kept as a suspect; at the end the suspects are told apart (see `suspects`). With a
//! head from outside the database, a cut tail and a fork are found too; without one they cannot be.
//! Stretches can be verified in parallel, each from its own [`Verifier::after`], and joined with [`Report::join`].

use crate::chain::Head;
use crate::format::{RATCHET, ratchet_of};
use crate::hash::{Hash, leaf, same};
use crate::key::{ChainKey, LogId};
use crate::read::Event;
use domain::ids::RecordId;

mod closings;
mod finding;
mod standing;
mod suspects;
mod tree;

use closings::Closings;
pub use finding::{Finding, Report};
pub use standing::Standing;
use suspects::Suspect;
pub use tree::{Signed, TreeCheck, TreeReport, TreeStanding};

/// At most so many suspects and findings are kept one by one; the rest are counted.
const MAX_LISTED: usize = 1000;
/// How many rows taken out or put in at one place are recognised when the rest was renumbered.
const MAX_SHIFT: i64 = 64;
/// How often a shift is looked for, so that a wrong key does not cost a search per row.
const MAX_SEARCHES: u32 = 64;

/// Checks rows as they come. See the module.
#[derive(Debug)]
pub struct Verifier {
    key: ChainKey,
    expected: Option<Head>,
    /// The last row seen: its number and its link as stored.
    last: Head,
    /// The link before the next row is known: false after a gap.
    joined: bool,
    /// Bytes of the last row, to see whether it ended a key period.
    last_bytes: Vec<u8>,
    /// True number minus stored number, after rows were taken out or put in and the rest renumbered.
    shift: i64,
    run: u64,
    searches: u32,
    suspects: Vec<Suspect>,
    closings: Closings,
    /// The record before the first one read.
    after: u64,
    /// The end of the log when the verification began.
    begun: u64,
    report: Report,
}

impl Verifier {
    /// From the first record of a log, with the key of period 0.
    pub fn new(key: ChainKey, log: LogId, expected: Option<Head>) -> Self {
        let start = Head { n: 0, mac: key.genesis(log) };
        Self::after(key, start, expected)
    }

    /// From the record after `start`, with the key of its period. `start` must come from a place that is trusted, or
    /// from a stretch that is verified as well. `expected` is the head kept outside the database.
    pub fn after(key: ChainKey, start: Head, expected: Option<Head>) -> Self {
        Self {
            key,
            expected,
            last: start,
            joined: true,
            last_bytes: Vec::new(),
            shift: 0,
            run: 0,
            searches: 0,
            suspects: Vec::new(),
            closings: Closings::default(),
            after: start.n,
            begun: u64::MAX,
            report: Report::new(start),
        }
    }

    /// Says where the log ended when its rows began to be read: a closing behind that may drop bodies that were read already.
    #[must_use]
    pub fn begun_at(mut self, head: u64) -> Self {
        self.begun = head;
        self
    }

    /// Checks the next row as stored: its number, its bytes, its link. Gives its leaf, for the check of the tree.
    pub fn push(&mut self, n: u64, bytes: &[u8], mac: &Hash) -> Hash {
        let leaf = leaf(bytes);
        if self.step(n, leaf, mac, false) {
            self.closings.hear(n, bytes);
        }
        self.last_bytes.extend_from_slice(bytes);
        leaf
    }

    /// Checks the next row, whose body was dropped by this closing: its number, the leaf that stays of it, its link.
    pub fn push_dropped(&mut self, n: u64, leaf: Hash, mac: &Hash, closing: RecordId) {
        self.step(n, leaf, mac, true);
        self.closings.note(closing, n, &leaf, mac);
    }

    /// Whether the row's link fits.
    fn step(&mut self, n: u64, leaf: Hash, mac: &Hash, dropped: bool) -> bool {
        self.report.rows += 1;
        if n <= self.last.n {
            self.report.find(Finding::OutOfOrder { n, after: self.last.n });
            return false;
        }
        if n > self.last.n + 1 {
            self.report.find(Finding::Missing { from: self.last.n + 1, to: n - 1 });
            self.joined = false;
        }
        let fits = self.check(n, leaf, mac, dropped);
        if self.expected.is_some_and(|head| head.n == n && head.mac != *mac) {
            self.report.find(Finding::Fork { n });
        }
        self.last = Head { n, mac: *mac };
        self.joined = true;
        self.last_bytes.clear();
        fits
    }

    /// Notes that a row is found by other columns than its bytes say: whoever keeps the rows has compared them.
    pub fn misfiled(&mut self, n: u64) {
        self.report.find(Finding::Misfiled { n });
    }

    /// What was found.
    pub fn finish(mut self) -> Report {
        let confirmed = self.expected.filter(|head| head.n == self.last.n).map(|head| head.mac);
        if self.report.verified == 0 && self.report.rows > 0 {
            self.report.find(Finding::WrongKey);
        } else {
            suspects::tell_apart(&self.key, &self.suspects, confirmed, &mut self.report);
        }
        self.closings.compare(self.after, self.begun, &mut self.report);
        self.report.dropped = self.closings.dropped();
        self.report.leave_out_what_follows();
        if let Some(head) = self.expected.filter(|head| head.n > self.last.n) {
            self.report.find(Finding::TailCut { last: self.last.n, expected: head.n });
        }
        self.report.last = self.last;
        self.report.period = self.key.period();
        self.report.tail_checked = self.expected.is_some();
        self.report
    }

    fn check(&mut self, n: u64, leaf: Hash, mac: &Hash, dropped: bool) -> bool {
        let number = n.wrapping_add_signed(self.shift);
        let expected = self.key.link(number, &self.last.mac, &leaf);
        if same(&expected, mac) || self.turned(number, &leaf, mac) {
            self.report.verified += 1;
            self.run = 0;
            return true;
        }
        self.run += 1;
        if (2..=3).contains(&self.run) && self.found_shift(n, &leaf, mac) {
            self.report.verified += 1;
            self.run = 0;
            return true;
        }
        if self.suspects.len() < MAX_LISTED {
            let previous = self.joined.then_some(self.last.mac);
            self.suspects.push(Suspect { n, number, previous, leaf, mac: *mac, expected, dropped });
        } else {
            self.report.unlisted += 1;
        }
        false
    }

    /// Whether the row is the first of the next key period.
    /// INVARIANT: only a record that the old key has linked may end its period; otherwise whoever holds a later key
    /// could end an earlier period where he likes and write the rest anew.
    fn turned(&mut self, number: u64, leaf: &Hash, mac: &Hash) -> bool {
        if self.run > 0 || !ends_period(&self.last_bytes, self.key.period()) {
            return false;
        }
        let next = self.key.next();
        let fits = same(&next.link(number, &self.last.mac, leaf), mac);
        if fits {
            self.key = next;
        }
        fits
    }

    /// Whether the row stands under a wrong number because rows before it were taken out or put in.
    fn found_shift(&mut self, n: u64, leaf: &Hash, mac: &Hash) -> bool {
        if self.searches == MAX_SEARCHES {
            return false;
        }
        self.searches += 1;
        let fits = |by: &i64| {
            let number = n.checked_add_signed(self.shift + by);
            number.is_some_and(|number| same(&self.key.link(number, &self.last.mac, leaf), mac))
        };
        let Some(by) = (-MAX_SHIFT..=MAX_SHIFT).filter(|by| *by != 0).find(fits) else { return false };
        self.shift += by;
        let first = n - (self.run - 1);
        self.suspects.retain(|suspect| suspect.n < first);
        self.report.find(Finding::Renumbered { n: first, by });
        true
    }
}

/// Whether these bytes are the ratchet record that ends this period. Parsed only when the word stands in them at all.
fn ends_period(bytes: &[u8], period: u32) -> bool {
    bytes.windows(RATCHET.len()).any(|window| window == RATCHET.as_bytes())
        && Event::parse(bytes).is_ok_and(|event| ratchet_of(&event.draft) == period.checked_add(1))
}
