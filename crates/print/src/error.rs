//! Why a paper is not printed. Names the limit, never what stood on the paper.

/// Why a paper is not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// There is more of something than one paper may have.
    #[error("too many {what}: {found}, where a paper may have {most}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A row is not as long as its table's head.
    #[error("a row has {found} cells under a head of {head}")]
    Ragged {
        /// Cells of the row.
        found: usize,
        /// Cells of the head.
        head: usize,
    },
    /// The language is no BCP 47 tag of a language and perhaps a script and a region.
    #[error("the language of the paper is no language tag")]
    Language,
    /// The title is empty: a paper that is kept for years has to say what it is.
    #[error("the paper has no title")]
    Untitled,
    /// The time of issue lies before 1970 or after the year 9999.
    #[error("{0} seconds since 1970 are no time of issue")]
    Date(i64),
    /// The square code cannot hold that much.
    #[error("the square code cannot hold {0} bytes")]
    Code(usize),
    /// The typesetter refused, which no paper within the limits should make it do: a fault of ours.
    #[error("the paper cannot be set: {0}")]
    Layout(String),
}
