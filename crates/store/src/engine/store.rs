//! The store: opens a database and runs closures in it, each in a transaction of one scope.

use super::config::{Config, Log};
use super::error::{Refused, StoreError};
use super::gate::Pass;
use super::head::{self, HeadCell, HeadFile};
use super::log;
use super::migrate::Migration;
use super::recorded::Recorded;
use super::scope::{Job, Scope};
use super::sqlite::{self, Folder, Readers, Writer};
use super::statement::Wall;
use super::tx::{Link, Tx};
use super::work::{Work, Write};
use audit::Head;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What a database of this house consists of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    pub migrations: &'static [Migration],
    pub walls: &'static [Wall],
}

/// The database. Cheap to clone; the last clone to go stops its threads.
#[derive(Clone)]
pub struct Store(Arc<Engine>);

/// Fields are dropped in their order: first the writer ends, then the head is written a last time, then the lock is freed.
enum Engine {
    Sqlite(Embedded),
}

struct Embedded {
    writer: Option<Writer>,
    readers: Readers,
    head: Arc<HeadCell>,
    _head_file: Option<HeadFile>,
    folder: Folder,
}

impl Store {
    /// Opens the database, brings its schema up to date, and takes up the chain of records where it stands.
    pub fn open(config: &Config, log: Log) -> Result<Self, StoreError> {
        Self::open_schema(config, log, crate::SCHEMA)
    }

    pub(crate) fn open_schema(config: &Config, log: Log, schema: Schema) -> Result<Self, StoreError> {
        match config {
            Config::Sqlite(config) => {
                Embedded::open(config, log, schema).map(|embedded| Self(Arc::new(Engine::Sqlite(embedded))))
            }
            Config::Postgres(_) => Err(StoreError::Unopened("PostgreSQL comes next".into())),
        }
    }

    /// Changes something. The closure must return its record with its value; both are durable when this returns.
    ///
    /// The closure may run several times (PostgreSQL, when transactions met), so identifiers and times are drawn before; it
    /// does no input or output and stays under 20 ms. When it fails, panics or leaves out its record, nothing of it is kept
    /// but its denial.
    pub async fn write<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<Recorded<T>, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Refused + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.submit(Write { scope, closure, outcome: None, reply });
        answer.await.unwrap_or_else(|_| Err(StoreError::Gone.into()))
    }

    /// [`Self::write`] on a thread that may block: commands, jobs, tests. Panics on a thread of an async runtime.
    pub fn write_now<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<Recorded<T>, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Refused + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.submit(Write { scope, closure, outcome: None, reply });
        answer.blocking_recv().unwrap_or_else(|_| Err(StoreError::Gone.into()))
    }

    /// Reads from one consistent snapshot.
    pub async fn read<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let Engine::Sqlite(embedded) = &*self.0;
        let pass = embedded.readers.gate().pass().await?;
        let engine = Arc::clone(&self.0);
        let read = move || engine.read(pass, scope, &closure);
        tokio::task::spawn_blocking(read).await.unwrap_or_else(|_| Err(StoreError::Gone.into()))
    }

    /// [`Self::read`] on a thread that may block.
    pub fn read_now<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let Engine::Sqlite(embedded) = &*self.0;
        let pass = embedded.readers.gate().pass_blocking()?;
        self.0.read(pass, scope, &closure)
    }

    /// The head of the log as last committed.
    pub fn head(&self) -> Head {
        let Engine::Sqlite(embedded) = &*self.0;
        embedded.head.get()
    }

    /// Copies the database to the new file `to`, as of one moment, while others go on. Blocks; PostgreSQL has `pg_dump`.
    pub fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        let Engine::Sqlite(embedded) = &*self.0;
        sqlite::copy_to(embedded.folder.database(), to)
    }

    fn submit(&self, work: impl Work + 'static) {
        let Engine::Sqlite(embedded) = &*self.0;
        match &embedded.writer {
            Some(writer) if work.scope().may_write() => writer.submit(Box::new(work)),
            _ => Box::new(work).answer(Err(StoreError::ReadOnly)),
        }
    }
}

impl Engine {
    fn read<T, E: From<StoreError>>(
        &self,
        pass: Pass,
        scope: Scope,
        closure: &dyn Fn(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let Self::Sqlite(embedded) = self;
        embedded.readers.run(pass, scope, closure)
    }
}

impl Embedded {
    fn open(config: &super::config::Sqlite, log: Log, schema: Schema) -> Result<Self, StoreError> {
        let folder = Folder::open(config)?;
        let connection = match config.read_only {
            true => sqlite::open_reader(folder.database(), config.steps)?,
            false => sqlite::open_writer(&folder, config, schema.migrations)?,
        };
        let mut tx = Tx::new(Link::Sqlite(connection), schema.walls);
        tx.begin(Scope::System(Job::Sequencer));
        let chain = log::resume(&mut tx, &log, head::read(&log)?)?;
        let head = HeadCell::new(chain.head());
        let head_file = match (&log.head_file, config.read_only) {
            (Some(path), false) => Some(HeadFile::start(path.clone(), log.id, Arc::clone(&head))?),
            _ => None,
        };
        let readers = Readers::open(folder.database(), config.steps, config.readers, schema.walls)?;
        let writer = (!config.read_only).then(|| Writer::start(tx, chain, Arc::clone(&head), config.queue));
        Ok(Self { writer, readers, head, _head_file: head_file, folder })
    }
}
