//! The parts of a store on PostgreSQL, and the order in which they start and stop.

use super::error::explain;
use super::link::PgLink;
use super::pool::Pool;
use super::sequencer::Sequencer;
use super::session::{Desk, Session, connect, link, opening};
use crate::engine::config::{Log, Postgres};
use crate::engine::error::StoreError;
use crate::engine::gate::{Gate, Pass};
use crate::engine::head::{self, HeadCell, HeadFile};
use crate::engine::log;
use crate::engine::migrate;
use crate::engine::schema::Schema;
use crate::engine::scope::{Job, Scope};
use crate::engine::tx::{Link, Tx};
use crate::engine::work::Work;
use audit::{Chain, Head};
use postgres::{Client, NoTls};
use std::sync::Arc;
use std::thread;
use tokio::sync::oneshot;

/// Fields are dropped in their order: the pool finishes its work, the sequencer moves what is left, the head is written.
pub(in crate::engine) struct Server {
    pool: Pool,
    _sequencer: Option<Sequencer>,
    _head_file: Option<HeadFile>,
}

impl Server {
    /// Brings the schema up to date where it may, checks the log's end against the head outside, and starts the threads. Who only
    /// reads gets a log that was not looked at.
    pub fn open(config: &Postgres, log: Log, schema: Schema) -> Result<Self, StoreError> {
        let cell = HeadCell::new(first_look(config, &log, schema)?);
        let head_file = match &log.head_file {
            Some(path) => Some(HeadFile::start(path.clone(), log.id, Arc::clone(&cell))?),
            None => None,
        };
        let writer = audit::Writer::new(log.writer, log.ingest.clone());
        let desk = Arc::new(Desk { config: config.clone(), walls: schema.walls, writer });
        let no_thread = |error: std::io::Error| StoreError::Unopened(error.to_string());
        let sequencer = if config.sequencer {
            Some(Sequencer::start(Arc::clone(&desk), log, cell).map_err(no_thread)?)
        } else {
            None
        };
        let pool = Pool::start(&desk).map_err(no_thread)?;
        Ok(Self { pool, _sequencer: sequencer, _head_file: head_file })
    }

    pub fn gate(&self) -> &Gate {
        self.pool.gate()
    }

    pub fn write(&self, pass: Pass, work: Box<dyn Work>) {
        self.pool.submit(pass, move |session: &mut Session| session.write(work));
    }

    /// The outcome comes by the channel; when it closes without one, the store is going down.
    pub fn read<T, E>(
        &self,
        pass: Pass,
        scope: Scope,
        closure: impl Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, E>>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, outcome) = oneshot::channel();
        // the caller may have gone away
        self.pool.submit(pass, move |session: &mut Session| drop(reply.send(session.read(scope, &closure))));
        outcome
    }
}

/// Migrates or checks the schema and reads the log's head, on a thread of its own: the caller's may be a runtime's.
fn first_look(config: &Postgres, log: &Log, schema: Schema) -> Result<Head, StoreError> {
    let look = || {
        if let Some(admin_url) = &config.admin_url {
            let mut owner = Client::connect(admin_url, NoTls).map_err(|error| unopened(&error))?;
            migrate::postgres(&mut owner, schema.migrations)?;
        }
        let mut client = connect(config).map_err(|error| StoreError::Unopened(error.to_string()))?;
        migrate::check_postgres(&mut client, schema.migrations)?;
        // As with the embedded database: who only reads may be here to find out what is wrong with the log.
        if !config.sequencer && log.head_file.is_none() {
            return Ok(Chain::begin(log.key.clone(), log.id).head());
        }
        let mut tx = Tx::new(Link::Postgres(Box::new(PgLink::new(client))), schema.walls);
        let scope = Scope::System(Job::Sequencer);
        link(&mut tx).order(&opening(scope, "begin isolation level repeatable read read only"))?;
        tx.begin(scope);
        log::resume(&mut tx, log, head::read(log)?).map(|chain| chain.head())
    };
    thread::scope(|threads| threads.spawn(look).join()).unwrap_or(Err(StoreError::Panicked))
}

/// Makes the roles of the schema on a server, as the owner, where they are not there yet. A dump speaks of them and does not
/// hold them.
pub(in crate::engine) fn make_roles(admin_url: &str) -> Result<(), StoreError> {
    let make = || {
        let mut owner = Client::connect(admin_url, NoTls).map_err(|error| unopened(&error))?;
        owner.batch_execute(crate::ROLES).map_err(|error| unopened(&error))
    };
    thread::scope(|threads| threads.spawn(make).join()).unwrap_or(Err(StoreError::Panicked))
}

fn unopened(error: &postgres::Error) -> StoreError {
    StoreError::Unopened(match explain(error) {
        StoreError::Gone => format!("PostgreSQL does not answer: {error}"),
        other => other.to_string(),
    })
}
