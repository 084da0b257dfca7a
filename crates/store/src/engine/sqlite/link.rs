//! One connection to SQLite: runs ready statements, says what went wrong in the house's words, limits a closure's work.

use super::names::Names;
use crate::engine::error::{Constraint, StoreError};
use crate::engine::statement::{Cells, Plan, Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, ffi};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How many steps of the virtual machine pass between two looks at the budget.
const LOOK_EVERY: i32 = 1000;

pub(in crate::engine) struct SqliteLink {
    pub(super) connection: Connection,
    names: Arc<Names>,
    /// Looks left before the running statement is interrupted.
    budget: Arc<AtomicI64>,
    looks: i64,
}

impl SqliteLink {
    pub fn new(mut connection: Connection, names: Arc<Names>, steps: u64) -> Result<Self, StoreError> {
        let budget = Arc::new(AtomicI64::new(i64::MAX));
        let left = Arc::clone(&budget);
        connection.set_prepared_statement_cache_capacity(256);
        // A statement keeps the plan that it was prepared with, whatever values are bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(|error| names.explain(error))?;
        connection
            .progress_handler(LOOK_EVERY, Some(move || left.fetch_sub(1, Ordering::Relaxed) <= 0))
            .map_err(|error| names.explain(error))?;
        let looks = i64::try_from(steps / LOOK_EVERY as u64).unwrap_or(i64::MAX);
        Ok(Self { connection, names, budget, looks })
    }

    /// Gives the next closure its full budget.
    pub fn limit(&self) {
        self.budget.store(self.looks, Ordering::Relaxed);
    }

    /// The engine's own statements are not limited.
    pub fn unlimit(&self) {
        self.budget.store(i64::MAX, Ordering::Relaxed);
    }

    /// Whether SQLite has given up the transaction by itself (disk full, I/O error, interrupted write).
    pub fn lost_transaction(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// Runs fixed text without rows: BEGIN, SAVEPOINT, COMMIT.
    pub fn order(&self, text: &'static str) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(text).map_err(|error| self.names.explain(error))?;
        statement.raw_execute().map(drop).map_err(|error| self.names.explain(error))
    }

    pub fn query(
        &mut self,
        plan: &Plan,
        values: &[&Value],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        let explain = |error| self.names.explain(error);
        let mut statement = self.connection.prepare_cached(&plan.text).map_err(explain)?;
        let columns = plan.columns.get_or_init(|| statement.column_names().map(str::to_owned).collect());
        for (at, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value).map_err(explain)?;
        }
        if columns.is_empty() {
            return statement.raw_execute().map(|changed| changed as u64).map_err(explain);
        }
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(explain)? {
            each(&Row { cells: Cells::Sqlite(row), columns, text: &plan.text })?;
        }
        drop(rows);
        drop(statement);
        Ok(self.connection.changes())
    }
}

impl Names {
    /// An error of SQLite in the house's words. Messages never carry values; SQLite's name tables and columns only.
    pub fn explain(&self, error: rusqlite::Error) -> StoreError {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return StoreError::Program(error.to_string());
        };
        let message = message.as_deref().unwrap_or_default();
        match failure.code {
            ErrorCode::ConstraintViolation => self.constraint(failure.extended_code, message),
            ErrorCode::DiskFull => StoreError::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
            ErrorCode::OperationInterrupted => StoreError::TooLong,
            ErrorCode::ReadOnly => StoreError::ReadOnly,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged(message.to_owned()),
            ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed => StoreError::Gone,
            _ => StoreError::Program(message.to_owned()),
        }
    }

    fn constraint(&self, code: i32, message: &str) -> StoreError {
        let named = message.split_once(": ").map_or(message, |(_, named)| named);
        StoreError::Conflict(match code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
                Constraint::Unique(self.unique(named))
            }
            ffi::SQLITE_CONSTRAINT_CHECK => Constraint::Check(named.to_owned()),
            ffi::SQLITE_CONSTRAINT_NOTNULL => Constraint::NotNull(named.to_owned()),
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Constraint::Foreign,
            // a trigger's `raise(abort, ..)`, a value of another type than a strict table's column
            _ => return StoreError::Program(message.to_owned()),
        })
    }
}
