//! The database's folder: its file, its lock, its connections.
//!
//! One process opens a folder for writing, and holds its lock file for as long as it lives; the system frees the lock when
//! the process dies, however it dies.

use super::link::SqliteLink;
use super::names::Names;
use crate::engine::config::Sqlite;
use crate::engine::error::StoreError;
use crate::engine::migrate;
use rusqlite::{Connection, OpenFlags};
use std::fs::{self, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder, locked when it is open for writing.
#[derive(Debug)]
pub(in crate::engine) struct Folder {
    database: PathBuf,
    /// Held, never read: the lock lasts as long as the open file.
    _lock: Option<File>,
}

const DATABASE: &str = "amana.db";
const LOCK: &str = "amana.lock";

impl Folder {
    /// Opens the folder, with the lock unless only for reading.
    pub fn open(config: &Sqlite) -> Result<Self, StoreError> {
        let folder = &config.folder;
        let database = folder.join(DATABASE);
        if config.read_only {
            if !database.is_file() {
                return Err(StoreError::Unopened(format!("{} has no database", folder.display())));
            }
            return Ok(Self { database, _lock: None });
        }
        let cannot = |error: std::io::Error| StoreError::Unopened(format!("{}: {error}", folder.display()));
        // what lies in it is nobody's business but the server's
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(cannot)?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK)).map_err(cannot)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { database, _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(folder.display().to_string())),
            Err(TryLockError::Error(error)) => Err(cannot(error)),
        }
    }

    /// Whether a process has this folder open for writing now.
    pub fn is_in_use(folder: &Path) -> bool {
        let lock = File::options().write(true).open(folder.join(LOCK));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }

    pub fn database(&self) -> &Path {
        &self.database
    }

    /// Whether the database has exactly this program's schema: asked when it is opened only to read.
    pub fn check(&self, migrations: &[migrate::Migration]) -> Result<(), StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        migrate::check_sqlite(&Connection::open_with_flags(&self.database, flags).map_err(cannot)?, migrations)
    }
}

/// The writing connection, with the schema brought up to date.
pub(in crate::engine) fn open_writer(
    folder: &Folder,
    config: &Sqlite,
    migrations: &[migrate::Migration],
) -> Result<SqliteLink, StoreError> {
    // INVARIANT: FULL, so that an acknowledged write outlives a power cut, not only a killed process
    let pragmas = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
        pragma busy_timeout = 5000; pragma secure_delete = on; pragma trusted_schema = off; pragma cache_size = -16000; \
        pragma journal_size_limit = 67108864;";
    let mut connection = Connection::open(folder.database()).map_err(cannot)?;
    connection.execute_batch(pragmas).map_err(cannot)?;
    migrate::sqlite(&mut connection, migrations)?;
    let names = Names::read(&connection).map_err(cannot)?;
    SqliteLink::new(connection, Arc::new(names), config.steps)
}

/// Moves what the write-ahead log holds into the database and cuts the log to nothing, so that what was deleted stands in
/// neither: `secure_delete` wipes the one, this the other. False while a reader still needs the log, or the writer is at work.
pub(in crate::engine) fn empty_log(database: &Path) -> Result<bool, StoreError> {
    let connection = Connection::open(database).map_err(cannot)?;
    // while it waits for readers it keeps the writer waiting: not for long
    connection.execute_batch("pragma busy_timeout = 200; pragma secure_delete = on").map_err(cannot)?;
    let busy = connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0));
    match busy {
        Ok(busy) => Ok(busy == 0),
        Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::DatabaseBusy => Ok(false),
        Err(error) => Err(cannot(error)),
    }
}

/// A connection that can only read.
pub(in crate::engine) fn open_reader(database: &Path, steps: u64) -> Result<SqliteLink, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags).map_err(cannot)?;
    let pragmas =
        "pragma query_only = on; pragma busy_timeout = 5000; pragma trusted_schema = off; pragma cache_size = -8000;";
    connection.execute_batch(pragmas).map_err(cannot)?;
    SqliteLink::new(connection, Arc::default(), steps)
}

fn cannot(error: rusqlite::Error) -> StoreError {
    match Names::default().explain(error) {
        StoreError::Program(message) => StoreError::Unopened(message),
        other => other,
    }
}
