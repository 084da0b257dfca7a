//! Papers of money as PDF, by the typesetter that is linked in: one at a time, because it keeps what it has read between papers.

use std::sync::Mutex;

use app::ports::printer::{Paper, PrintError, Printer};

/// The typesetter.
#[derive(Debug, Default)]
pub struct Typesetter {
    /// Held while a paper is set.
    one: Mutex<()>,
}

impl Printer for Typesetter {
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>, PrintError> {
        // A paper that brought the typesetter down left nothing half done that the next one could meet.
        let _one = self.one.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        print::pdf(paper).map_err(|error| PrintError(error.to_string()))
    }
}
