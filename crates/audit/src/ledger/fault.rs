//! What can be wrong with the books of a case, in words that say which entry, which check, and what differs.

/// One thing that is wrong. `book` is the public reference of the case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// What stands in the entry is not what was signed, or its link was changed.
    #[error(
        "books of {book}, entry {n}: its link is {stored}, and what stands in the entry gives {derived}; a line, a word or the link was \
         changed by other hands"
    )]
    Link {
        /// The books.
        book: String,
        /// The entry.
        n: i64,
        /// The first digits of the link that is kept.
        stored: String,
        /// The first digits of the link that it should have.
        derived: String,
    },
    /// Entries are absent.
    #[error("books of {book}: entries {from} to {to} are missing; entries are never deleted, so they were taken out")]
    Missing {
        /// The books.
        book: String,
        /// The first absent number.
        from: i64,
        /// The last absent number.
        to: i64,
    },
    /// The books end before what the log says.
    #[error("books of {book}: they end at entry {last}, and the log tells of entry {said}: the tail was cut")]
    Cut {
        /// The books.
        book: String,
        /// The last entry there is; 0 for none.
        last: i64,
        /// The last entry there was.
        said: i64,
    },
    /// No record tells of these entries.
    #[error("books of {book}, entry {n}: the log tells of {said} entries, so it was put in by other hands")]
    Untold {
        /// The books.
        book: String,
        /// The first entry that none tells of.
        n: i64,
        /// How many entries the log tells of.
        said: i64,
    },
    /// The log knows another entry under this number.
    #[error(
        "books of {book}, entry {n}: its record in the log names another link; the books were written anew by somebody who has the key"
    )]
    OtherLink {
        /// The books.
        book: String,
        /// The entry.
        n: i64,
    },
    /// Debits are not credits.
    #[error("books of {book}, entry {n}: its debits are {debits} and its credits {credits}")]
    Uneven {
        /// The books.
        book: String,
        /// The entry.
        n: i64,
        /// Minor units.
        debits: i128,
        /// Minor units.
        credits: i128,
    },
    /// A word that is on no list, or a line of nothing.
    #[error("books of {book}, entry {n}: {what}")]
    Word {
        /// The books.
        book: String,
        /// The entry.
        n: i64,
        /// What is wrong.
        what: String,
    },
    /// Two currencies in one book.
    #[error("books of {book}, entry {n}: it is in {this}, and the books are in {others}; two currencies never add")]
    Mixed {
        /// The books.
        book: String,
        /// The entry.
        n: i64,
        /// The entry's currency.
        this: String,
        /// That of the first entry.
        others: String,
    },
    /// A reversing entry that does not take back what it names.
    #[error("books of {book}, entry {n}: it is to take back entry {reverses}, and does not: {why}")]
    Reversal {
        /// The books.
        book: String,
        /// The entry.
        n: i64,
        /// What it names; 0 for nothing.
        reverses: i64,
        /// Why not.
        why: &'static str,
    },
    /// The books are not those of the case.
    #[error("books of {book}: {what} is {books} in the books and {case} in the case (minor units)")]
    Misfit {
        /// The books.
        book: String,
        /// What is compared.
        what: &'static str,
        /// What the books say.
        books: i128,
        /// What it should be.
        case: i128,
    },
    /// Books without a case, or lines without an entry.
    #[error(
        "{lines} lines of books belong to no entry, or entries to no case: they were put in, or what they belong to was taken out"
    )]
    Stray {
        /// How many.
        lines: i64,
    },
}
