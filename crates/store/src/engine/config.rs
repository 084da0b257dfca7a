//! How a store is opened.

use audit::{ChainKey, Hash, IngestKey, LogId};
use std::path::PathBuf;
use uuid::Uuid;

/// Where the data is.
#[derive(Debug, Clone)]
pub enum Config {
    /// A folder with the embedded database. One process at a time opens it for writing.
    Sqlite(Sqlite),
    /// A PostgreSQL server, shared by several nodes.
    Postgres(Postgres),
}

/// The embedded database.
#[derive(Debug, Clone)]
pub struct Sqlite {
    /// The folder; made when it is not there.
    pub folder: PathBuf,
    /// Connections for reading.
    pub readers: usize,
    /// Writes that may wait; the next one is [`Overloaded`](crate::StoreError::Overloaded).
    pub queue: usize,
    /// Most steps of SQLite's virtual machine that one closure may take: ten million are about a quarter of a second.
    pub steps: u64,
    /// Opens only to read, beside a running server: every write is refused.
    pub read_only: bool,
}

impl Sqlite {
    /// The usual sizes.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), readers: 4, queue: 1024, steps: 20_000_000, read_only: false }
    }
}

/// A PostgreSQL server.
///
/// LIMIT: the connection is not encrypted; use a Unix socket or a network of your own.
#[derive(Debug, Clone)]
pub struct Postgres {
    /// The server's login, `amana_login`: `host=/run/postgresql dbname=amana user=amana_login`.
    pub url: String,
    /// The owner's login, to bring the schema up to date. Without it an older schema is refused.
    pub admin_url: Option<String>,
    /// Connections, each with a thread of its own.
    pub pool: usize,
    /// Longest time of one statement, in milliseconds.
    pub statement_ms: u32,
    /// Whether this node may put pending records into the chain (one of all nodes does, at a time).
    pub sequencer: bool,
}

impl Postgres {
    /// The usual sizes.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), admin_url: None, pool: 16, statement_ms: 5000, sequencer: true }
    }
}

/// What the store needs to link records, and where it leaves the log's head.
#[derive(Debug, Clone)]
pub struct Log {
    /// The installation's log.
    pub id: LogId,
    /// The key of the present period.
    pub key: ChainKey,
    /// The key of pending rows; used on PostgreSQL.
    pub ingest: IngestKey,
    /// Names this process in its pending rows: drawn at each start, never used before.
    pub writer: Uuid,
    /// The file for the head (number and link), outside of the database's folder; written each second and at stop, compared
    /// at start, so that a cut tail is found. `None` for tests and reading commands.
    pub head_file: Option<PathBuf>,
    /// Signed checkpoints that are kept outside of the database: what the log must still hold when it is opened for writing.
    pub outside: Vec<Outside>,
}

/// What a checkpoint outside of the database says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// How many records.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Where it is kept, for the message.
    pub place: String,
}
