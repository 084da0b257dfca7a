//! What can go wrong in the store, in words that both databases share.
//!
//! Never carries a stored value: only names of tables, columns and constraints, and row ids.

use thiserror::Error;

/// Why a transaction was not carried out. Nothing of it was kept (but a denial, see [`Refused`]).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// A stored value that the types do not allow: the database was changed by other hands, or by a wrong migration.
    #[error(
        "{table}.{column} of row {row} holds what it cannot hold: it was changed by other hands; compare it with a backup"
    )]
    Contradiction {
        /// The table (the first that the statement names).
        table: String,
        /// The column as the statement names it.
        column: String,
        /// The row's `id`, or `?` where the statement does not read it.
        row: String,
    },
    /// A constraint of the schema refused the change.
    #[error("refused by {0}")]
    Conflict(Constraint),
    /// The row has another version than the one that the caller saw.
    #[error("the row was changed since it was read")]
    Stale,
    /// [`Tx::one`](super::Tx::one) found no row.
    #[error("no such row")]
    Missing,
    /// The disk, or the room given to the database, is full.
    #[error("no room left for the database: make room on its disk")]
    Full,
    /// The database is locked, or others wanted the same rows, even after retries.
    #[error("the database is busy")]
    Busy,
    /// The database does not answer, or the transaction was lost with its batch. The outcome of a COMMIT that was under
    /// way on PostgreSQL is then unknown; idempotency keys settle it.
    #[error("the database is gone: see that it runs, and that its disk has room and may be written")]
    Gone,
    /// More work waits than the store takes on.
    #[error("too much is waiting for the database")]
    Overloaded,
    /// The closure exceeded the limit of one transaction.
    #[error("the transaction took too long")]
    TooLong,
    /// A write in a scope, connection or installation that only reads.
    #[error("this may only read")]
    ReadOnly,
    /// The wall of the scope refused a statement or a row.
    #[error("outside the scope: {0}")]
    Walled(String),
    /// A write without a record, in a scope where each write has one.
    #[error("a write without its audit record")]
    Unrecorded,
    /// A statement after another one failed: the transaction is over.
    #[error("an earlier statement of this transaction failed")]
    Poisoned,
    /// The closure panicked; its changes were taken back.
    #[error("the work panicked")]
    Panicked,
    /// What is stored, or was found beside it, is not what this installation wrote. Needs a person.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Another process has this folder open for writing.
    #[error("{0} is in use by another process")]
    InUse(String),
    /// The folder, address or schema does not allow to open the database.
    #[error("cannot open the store: {0}")]
    Unopened(String),
    /// A statement that is wrong in itself: a defect of this crate.
    #[error("wrong statement: {0}")]
    Program(String),
}

/// The constraint that refused a change. Both databases name unique and check constraints alike.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Constraint {
    /// A unique index or key; unnamed ones are called as PostgreSQL does, `table_pkey` and `table_column_key`.
    #[error("unique {0}")]
    Unique(String),
    /// A check, by its name.
    #[error("check {0}")]
    Check(String),
    /// `table.column` must not be empty.
    #[error("not null {0}")]
    NotNull(String),
    /// A row points at one that is not there, or is pointed at. SQLite does not say which.
    #[error("foreign key")]
    Foreign,
}

impl StoreError {
    /// Whether the same request may well succeed a little later: answered 503 with `Retry-After`.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Full | Self::Busy | Self::Gone | Self::Overloaded)
    }

    /// Whether the unique constraint `name` refused the change.
    pub fn is_conflict(&self, name: &str) -> bool {
        matches!(self, Self::Conflict(Constraint::Unique(unique)) if unique == name)
    }
}

/// An error of a use case that knows whether it is a denial to be kept in the log.
///
/// The closure's own changes and records are taken back, its denial stays.
pub trait Refused {
    /// The record of the refusal, or `None` where the error is no denial.
    fn denial(&self) -> Option<audit::Draft>;
}

impl Refused for StoreError {
    fn denial(&self) -> Option<audit::Draft> {
        None
    }
}
