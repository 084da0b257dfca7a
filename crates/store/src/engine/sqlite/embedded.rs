//! The parts of an embedded store, and the order in which they start and stop.

use super::copy::copy_to;
use super::folder::{Folder, empty_log, open_writer};
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
        if config.read_only {
            // the log is not looked at: who only reads may be here to find out what is wrong with it
            folder.check(schema.migrations)?;
            let readers = Readers::open(folder.database(), config.steps, config.readers, schema.walls)?;
            return Ok(Self { writer: None, readers, _head_file: None, folder });
        }
        let connection = open_writer(&folder, config, schema.migrations)?;
        connection.unlimit();
        let mut tx = Tx::new(Link::Sqlite(connection), schema.walls);
        tx.begin(Scope::System(Job::Sequencer));
        let chain = log::resume(&mut tx, &log, head::read(&log)?)?;
        let head = HeadCell::new(chain.head());
        let head_file = log.head_file.map(|path| HeadFile::start(path, log.id, Arc::clone(&head))).transpose()?;
        let readers = Readers::open(folder.database(), config.steps, config.readers, schema.walls)?;
        let writer = Some(Writer::start(tx, chain, head, config.queue));
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

    pub fn empty_log(&self) -> Result<bool, StoreError> {
        if self.may_write() { empty_log(self.folder.database()) } else { Err(StoreError::ReadOnly) }
    }

    pub fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        copy_to(self.folder.database(), to)
    }
}
