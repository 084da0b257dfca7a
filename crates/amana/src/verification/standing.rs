//! Cases against the log: each stands where its last record left it.
//!
//! LIMIT: a case's records say its state and version, so only these are compared. What else a row says stands in no record.

use std::collections::HashMap;

use audit::Finding;
use store::tables::inspect::{self, Body, Linked, Moved, STRETCH, Standing};
use store::{Store, Tx};
use uuid::Uuid;

use crate::answer::Failure;
use crate::site::Site;

use super::read;

/// Where the records that were read left the cases.
pub struct Left {
    cases: HashMap<Uuid, Moved>,
    /// Whether the log was read from its first record, and every record says what it did: a case that none of them tells of was then put
    /// in by other hands.
    whole: bool,
}

impl Left {
    /// Nothing was read yet; it begins with this record.
    pub fn from(first: u64) -> Self {
        Self { cases: HashMap::new(), whole: first <= 1 }
    }

    /// Notes where a record left the case that it moved. One whose body was dropped does not say it.
    pub fn note(&mut self, row: &Linked) {
        self.whole &= matches!(row.body, Body::Kept(_));
        if let Some(moved) = &row.moved {
            self.cases.insert(moved.case, *moved);
        }
    }

    /// Cases that the log speaks of.
    pub fn compared(&self) -> u64 {
        self.cases.len() as u64
    }

    /// Cases that stand elsewhere now, and those that are gone. One whose record still waits for the sequencer is none of them.
    pub fn strayed(&self, site: &Site, store: &Store) -> Result<Vec<Finding>, Failure> {
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
        Ok(found)
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
