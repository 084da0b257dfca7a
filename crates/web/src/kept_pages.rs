//! Pages of the catalogue as they were written out, for as long as nothing changes of what the public sees.
//!
//! Everybody asks for the same first pages. Who asks is looked up each time, and so is the catalogue's version; only reading and
//! writing out the same rows again is spared. Two callers share a page when policy shows them the same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use app::catalogue::Wanted;
use axum::body::Bytes;

/// LIMIT: pages that are kept; of a hundred profiles each has some 30 KiB.
const PAGES_MAX: usize = 256;

/// The pages by what was wanted, each with the version of the catalogue that it shows.
#[derive(Debug, Default)]
pub struct KeptPages(Mutex<HashMap<Wanted, (i64, Bytes)>>);

impl KeptPages {
    /// The page as it was written last. Whether it still holds, the catalogue's version says.
    pub fn find(&self, wanted: &Wanted) -> Option<(i64, Bytes)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(wanted).cloned()
    }

    /// Keeps a page. When there is no place left, all go but those of this version; when these are too many, all.
    pub fn keep(&self, wanted: Wanted, version: i64, page: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= PAGES_MAX {
            kept.retain(|_, (of, _)| *of == version);
        }
        if kept.len() >= PAGES_MAX {
            kept.clear();
        }
        kept.insert(wanted, (version, page));
    }
}
