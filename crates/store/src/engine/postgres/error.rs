//! PostgreSQL's errors in the house's words. Its messages may carry values of rows; only names are taken from them.

use crate::engine::error::{Constraint, StoreError};
use postgres::error::SqlState;

/// What a failed statement means. Serialisation failures and deadlocks are [`StoreError::Busy`]: worth another try.
pub(super) fn explain(error: &postgres::Error) -> StoreError {
    let Some(server) = error.as_db_error() else {
        // a value of the wrong kind is refused before it is sent; everything else is the connection
        let source = std::error::Error::source(error);
        let broken = error.is_closed() || source.is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
        return if broken { StoreError::Gone } else { StoreError::Program(error.to_string()) };
    };
    let code = server.code();
    match *code {
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => {
            StoreError::Conflict(Constraint::Unique(name(server.constraint())))
        }
        SqlState::CHECK_VIOLATION => StoreError::Conflict(Constraint::Check(name(server.constraint()))),
        SqlState::NOT_NULL_VIOLATION => {
            StoreError::Conflict(Constraint::NotNull(format!("{}.{}", name(server.table()), name(server.column()))))
        }
        SqlState::FOREIGN_KEY_VIOLATION => StoreError::Conflict(Constraint::Foreign),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::LOCK_NOT_AVAILABLE => {
            StoreError::Busy
        }
        SqlState::QUERY_CANCELED => StoreError::TooLong,
        SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        // names the table, no value
        SqlState::INSUFFICIENT_PRIVILEGE => StoreError::Walled(server.message().to_owned()),
        SqlState::DISK_FULL | SqlState::OUT_OF_MEMORY | SqlState::INSUFFICIENT_RESOURCES => StoreError::Full,
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => StoreError::Damaged(server.message().to_owned()),
        SqlState::TOO_MANY_CONNECTIONS => StoreError::Busy,
        _ if matches!(&code.code()[..2], "08" | "57" | "58") => StoreError::Gone,
        // syntax and unknown names; messages of other classes quote values
        _ if code.code().starts_with("42") => StoreError::Program(server.message().to_owned()),
        _ => StoreError::Program(format!("SQLSTATE {}", code.code())),
    }
}

fn name(given: Option<&str>) -> String {
    given.unwrap_or("?").to_owned()
}
