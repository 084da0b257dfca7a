//! Cases and their books against the log: each stands where its last record left it.
//!
//! LIMIT: a case's records say its state and version, so only these are compared. What else a row says stands in no record.

use std::collections::HashMap;
use std::sync::Arc;

use app::ledger::{self, Told};
use audit::Finding;
use audit::hash::{from_hex, to_hex};
use audit::ledger::{Fault, LedgerKey, Said};
use domain::StateToken;
use serde::{Deserialize, Serialize};
use store::tables::inspect::{self, Body, Linked, Moved, STRETCH, Standing};
use store::{Store, Tx};
use uuid::Uuid;

use crate::answer::Failure;
use crate::site::Site;

use super::read;

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Strayed {
    /// What is wrong.
    pub found: Vec<Finding>,
    /// Cases that the log speaks of.
    pub cases: u64,
    /// Entries of books that were derived anew.
    pub entries: u64,
}

/// LIMIT: cases that are kept for a run that goes on, some 60 MB of text. Of more it compares those that its own records move.
const KEPT_MAX: usize = 300_000;

/// The same in a file: each case with its version and state, the last entry of its books with its link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    whole: bool,
    cases: Vec<(Uuid, i64, String)>,
    books: Vec<(Uuid, i64, String)>,
}

/// Where the records that were read left the cases, and what they say of the books.
#[derive(Default)]
pub struct Left {
    cases: HashMap<Uuid, Moved>,
    books: HashMap<Uuid, Said>,
    /// Whether the log was read from its first record, and every record says what it did: a case that none of them tells of was then put
    /// in by other hands.
    whole: bool,
}

impl Left {
    /// Nothing was read yet; it begins with this record.
    pub fn from(first: u64) -> Self {
        Self { cases: HashMap::new(), books: HashMap::new(), whole: first <= 1 }
    }

    /// Goes on where another run stood; `None` where what it kept does not read.
    pub fn resumed(kept: &Kept) -> Option<Self> {
        let case = |(case, version, to): &(Uuid, i64, String)| {
            let to = StateToken::parse(to).ok()?;
            Some((*case, Moved { case: *case, version: *version, to, posted: None }))
        };
        let said = |(case, n, link): &(Uuid, i64, String)| Some((*case, Said { n: *n, link: from_hex(link)? }));
        Some(Self {
            cases: kept.cases.iter().map(case).collect::<Option<_>>()?,
            books: kept.books.iter().map(said).collect::<Option<_>>()?,
            whole: kept.whole,
        })
    }

    /// For another run to go on with.
    pub fn kept(&self) -> Kept {
        if self.cases.len() > KEPT_MAX {
            return Kept { whole: false, cases: Vec::new(), books: Vec::new() };
        }
        let case = |moved: &Moved| (moved.case, moved.version, moved.to.as_str().to_owned());
        Kept {
            whole: self.whole,
            cases: self.cases.values().map(case).collect(),
            books: self.books.iter().map(|(case, said)| (*case, said.n, to_hex(&said.link))).collect(),
        }
    }

    /// Notes where a record left the case that it moved. One whose body was dropped does not say it.
    pub fn note(&mut self, row: &Linked) {
        self.whole &= matches!(row.body, Body::Kept(_));
        if let Some(moved) = &row.moved {
            self.cases.insert(moved.case, *moved);
            self.books.extend(moved.posted.map(|said| (moved.case, said)));
        }
    }

    /// Cases that stand elsewhere now, and those that are gone. One whose record still waits for the sequencer is none of them.
    pub fn strayed(&self, site: &Site, store: &Store, key: &LedgerKey) -> Result<Strayed, Failure> {
        let waiting = match site.config.database.url {
            Some(_) => read(store, inspect::waiting)?,
            None => Vec::new(),
        };
        let (mut found, mut there, mut after) = (Vec::new(), 0, Uuid::nil());
        loop {
            let page = read(store, move |tx: &mut Tx| inspect::cases(tx, after))?;
            there += page.iter().filter(|case| self.cases.contains_key(&case.id)).count();
            found.extend(page.iter().filter(|case| !waiting.contains(&case.id)).filter_map(|case| self.compare(case)));
            match page.last().filter(|_| page.len() == STRETCH) {
                Some(last) => after = last.id,
                None => break,
            }
        }
        // Cases are never deleted, so one that the log speaks of and that is not there was taken out.
        if there < self.cases.len() {
            found.push(Finding::CasesGone { gone: (self.cases.len() - there) as u64 });
        }
        let mut strayed = Strayed { found, cases: self.cases.len() as u64, ..Strayed::default() };
        self.books(store, key, &waiting, &mut strayed)?;
        Ok(strayed)
    }

    /// The books of all cases: their links, their sums, and whether log and case say the same.
    fn books(&self, store: &Store, key: &LedgerKey, waiting: &[Uuid], strayed: &mut Strayed) -> Result<(), Failure> {
        let told = Arc::new(Told { last: self.books.clone(), whole: self.whole });
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            let (key, told) = (key.clone(), Arc::clone(&told));
            let checked = read(store, move |tx: &mut Tx| ledger::check(tx, &key, &told, from))?;
            let faults = checked.faults.into_iter().filter(|(case, _)| !waiting.contains(case));
            strayed.found.extend(faults.map(|(_, fault)| Finding::Books(fault)));
            strayed.entries += checked.entries;
            after = checked.next;
        }
        let lines = read(store, store::tables::ledger::strays)?;
        if lines > 0 {
            strayed.found.push(Finding::Books(Fault::Stray { lines }));
        }
        Ok(())
    }

    fn compare(&self, case: &Standing) -> Option<Finding> {
        let left = match self.cases.get(&case.id) {
            Some(left) if left.version == case.version && left.to.as_str() == case.state => return None,
            Some(left) => format!("its last record left it at `{}` in version {}", left.to, left.version),
            None if self.whole => "no record tells of it".to_owned(),
            None => return None,
        };
        let (reference, stands) = (case.reference.clone(), case.state.clone());
        Some(Finding::Strayed { reference, stands, version: case.version, left })
    }
}
