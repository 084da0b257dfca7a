//! Makes a file that prints and keeps of a paper of money. What stands on the paper is said by whoever hands it over.

pub use exchange::paper::Paper;

/// Why a paper is not printed: what of it does not fit. It names no person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PrintError(pub String);

/// Prints papers.
pub trait Printer: Send + Sync {
    /// The paper as a PDF; the same paper gives the same bytes. It takes a moment of a processor: never called inside a transaction,
    /// nor on a thread that serves.
    ///
    /// # Errors
    /// [`PrintError`] for a paper that is too long or cannot be set.
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>, PrintError>;
}
