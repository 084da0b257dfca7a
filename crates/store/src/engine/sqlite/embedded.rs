//! The parts of an embedded store, and the order in which they start and stop.

use super::copy::copy_to;
use super::folder::{Folder, open_reader, open_writer};
use super::readers::Readers;
use super::writer::Writer;
use crate::engine::config::{Log, Sqlite};
use crate::engine::error::StoreError;
use crate::engine::head::{self, HeadCell, HeadFile};
use crate::engine::log;
use crate::engine::schema::Schema;
use crate::engine::scope::{Job, Scope};
use crate::engine::tx::{Link, Tx};
use crate::engine::work::Work;
use std::path::Path;
use std::sync::Arc;

/// Fields are dropped in their order: the writer finishes its queue, the head is written a last time, the lock is freed.
pub(in crate::engine) struct Embedded {
    /// None when opened only to read.
    writer: Option<Writer>,
    readers: Readers,
    _head_file: Option<HeadFile>,
    folder: Folder,
}

impl Embedded {
    /// Locks the folder, brings the schema up to date, checks the log's end against the head outside, starts the threads.
    pub fn open(config: &Sqlite, log: Log, schema: Schema) -> Result<Self, StoreError> {
        let folder = Folder::open(config)?;
        let connection = if config.read_only {
            folder.check(schema.migrations)?;
            open_reader(folder.database(), config.steps)?
        } else {
            open_writer(&folder, config, schema.migrations)?
        };
        connection.unlimit();
        let mut tx = Tx::new(Link::Sqlite(connection), schema.walls);
        tx.begin(Scope::System(Job::Sequencer));
        let chain = log::resume(&mut tx, &log, head::read(&log)?)?;
        let head = HeadCell::new(chain.head());
        let head_file = match (log.head_file, config.read_only) {
            (Some(path), false) => Some(HeadFile::start(path, log.id, Arc::clone(&head))?),
            _ => None,
        };
        let readers = Readers::open(folder.database(), config.steps, config.readers, schema.walls)?;
        let writer = (!config.read_only).then(|| Writer::start(tx, chain, head, config.queue));
        Ok(Self { writer, readers, _head_file: head_file, folder })
    }

    pub fn readers(&self) -> &Readers {
        &self.readers
    }

    pub fn may_write(&self) -> bool {
        self.writer.is_some()
    }

    pub fn write(&self, work: Box<dyn Work>) {
        match &self.writer {
            Some(writer) => writer.submit(work),
            None => work.answer(Err(StoreError::ReadOnly)),
        }
    }

    pub fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        copy_to(self.folder.database(), to)
    }
}
