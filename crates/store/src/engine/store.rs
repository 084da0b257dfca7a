//! The store: opens a database and runs closures in it, each in a transaction of one scope.

use super::config::{Config, Log};
use super::error::{Refused, StoreError};
use super::log;
use super::postgres::{Server, make_roles};
use super::recorded::Recorded;
use super::schema::Schema;
use super::scope::{Job, Scope};
use super::sqlite::{Embedded, Folder};
use super::tx::Tx;
use super::work::Write;
use domain::ids::RecordId;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// The database. Cheap to clone; the last clone to go stops its threads.
#[derive(Clone)]
pub struct Store(Arc<Engine>, Arc<AtomicU64>);

enum Engine {
    Sqlite(Embedded),
    Postgres(Server),
}

impl Store {
    /// Opens the database, brings its schema up to date, and takes up the chain of records where it stands.
    pub fn open(config: &Config, log: Log) -> Result<Self, StoreError> {
        Self::open_schema(config, log, crate::SCHEMA)
    }

    /// Makes the roles of the schema on a PostgreSQL server, with its owner's login. They belong to no database, so a dump
    /// cannot bring them along.
    pub fn make_roles(admin_url: &str) -> Result<(), StoreError> {
        make_roles(admin_url)
    }

    pub(crate) fn open_schema(config: &Config, log: Log, schema: Schema) -> Result<Self, StoreError> {
        match config {
            Config::Sqlite(config) => Embedded::open(config, log, schema).map(Engine::Sqlite),
            Config::Postgres(config) => Server::open(config, log, schema).map(Engine::Postgres),
        }
        .map(|engine| Self(Arc::new(engine), Arc::default()))
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
        self.0.may_write(scope)?;
        let (reply, outcome) = oneshot::channel();
        let work = Box::new(Write { scope, closure: self.counted(closure), outcome: None, reply });
        match &*self.0 {
            Engine::Sqlite(embedded) => embedded.write(work),
            Engine::Postgres(server) => server.write(server.gate().pass().await?, work),
        }
        outcome.await.unwrap_or_else(|_| Err(StoreError::Gone.into()))
    }

    /// [`Self::write`] on a thread that may block: commands, jobs, tests. Panics on a thread of an async runtime.
    pub fn write_now<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<Recorded<T>, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Refused + Send + 'static,
    {
        self.0.may_write(scope)?;
        let (reply, outcome) = oneshot::channel();
        let work = Box::new(Write { scope, closure: self.counted(closure), outcome: None, reply });
        match &*self.0 {
            Engine::Sqlite(embedded) => embedded.write(work),
            Engine::Postgres(server) => server.write(server.gate().pass_blocking()?, work),
        }
        outcome.blocking_recv().unwrap_or_else(|_| Err(StoreError::Gone.into()))
    }

    /// Reads from one consistent snapshot.
    ///
    /// LIMIT: on SQLite the closure runs on the caller's thread, since a page of 24 takes less time than the way to another
    /// thread and back. What reads much goes through [`Self::read_now`] on a blocking thread.
    pub async fn read<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let closure = self.counted(closure);
        match &*self.0 {
            Engine::Sqlite(embedded) => {
                let pass = embedded.readers().gate().pass().await?;
                embedded.readers().run(pass, scope, &closure)
            }
            Engine::Postgres(server) => {
                let pass = server.gate().pass().await?;
                server.read(pass, scope, closure).await.unwrap_or_else(|_| Err(StoreError::Gone.into()))
            }
        }
    }

    /// [`Self::read`] on a thread that may block.
    pub fn read_now<T, E, F>(&self, scope: Scope, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let closure = self.counted(closure);
        match &*self.0 {
            Engine::Sqlite(embedded) => {
                let pass = embedded.readers().gate().pass_blocking()?;
                embedded.readers().run(pass, scope, &closure)
            }
            Engine::Postgres(server) => {
                let pass = server.gate().pass_blocking()?;
                server.read(pass, scope, closure).blocking_recv().unwrap_or_else(|_| Err(StoreError::Gone.into()))
            }
        }
    }

    /// How many statements closures have run here since the store was opened: what use cases cost the database. What the store does of
    /// itself, the log's links and denials, is not counted.
    pub fn statements(&self) -> u64 {
        self.1.load(Ordering::Relaxed)
    }

    /// A closure whose statements are counted.
    fn counted<T, E>(
        &self,
        closure: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> impl Fn(&mut Tx) -> Result<T, E> + Send + 'static {
        let all = Arc::clone(&self.1);
        move |tx: &mut Tx| {
            let before = tx.ran();
            let outcome = closure(tx);
            all.fetch_add(tx.ran() - before, Ordering::Relaxed);
            outcome
        }
    }

    /// Waits until a record stands in the chain, for values that may leave the house only then. On SQLite it does from the
    /// commit on; on PostgreSQL the sequencer is woken. [`StoreError::Busy`] when it does not get there in time.
    pub async fn wait_linked(&self, record: RecordId, patience: Duration) -> Result<(), StoreError> {
        if let Engine::Sqlite(_) = *self.0 {
            return Ok(());
        }
        let sequencer = Scope::System(Job::Sequencer);
        let looks = async {
            self.read(sequencer, log::wake).await?;
            while !self.read(sequencer, move |tx| log::is_linked(tx, record)).await? {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
            Ok(())
        };
        tokio::time::timeout(patience, looks).await.unwrap_or(Err(StoreError::Busy))
    }

    /// Takes what was deleted out of the write-ahead log, as the database itself wipes it: to be called after somebody was erased.
    /// False when readers keep the log open; then it is to be tried again. Waits 200 ms at most.
    ///
    /// LIMIT: PostgreSQL wipes nothing: row versions that were deleted stay in its files until its vacuum and its own writes
    /// take their place. There this does nothing and is true; what stays is sealed under keys that are destroyed.
    pub fn empty_log(&self) -> Result<bool, StoreError> {
        match &*self.0 {
            Engine::Sqlite(embedded) => embedded.empty_log(),
            Engine::Postgres(_) => Ok(true),
        }
    }

    /// Whether no other process can be at work on this database: the embedded one is locked by whoever writes.
    pub fn is_alone(&self) -> bool {
        matches!(&*self.0, Engine::Sqlite(embedded) if embedded.may_write())
    }

    /// Whether a process has the embedded database of this folder open for writing now.
    pub fn is_in_use(folder: &Path) -> bool {
        Folder::is_in_use(folder)
    }

    /// Copies the database to the new file `to`, as of one moment, while others go on. Blocks. PostgreSQL has `pg_dump` for
    /// this: there it is [`StoreError::Unopened`].
    pub fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        match &*self.0 {
            Engine::Sqlite(embedded) => embedded.copy_to(to),
            Engine::Postgres(_) => Err(StoreError::Unopened("copy a PostgreSQL database with pg_dump".into())),
        }
    }
}

impl Engine {
    fn may_write(&self, scope: Scope) -> Result<(), StoreError> {
        let writer = match self {
            Self::Sqlite(embedded) => embedded.may_write(),
            Self::Postgres(_) => true,
        };
        if writer && scope.may_write() { Ok(()) } else { Err(StoreError::ReadOnly) }
    }
}
