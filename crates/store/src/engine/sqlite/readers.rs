//! The connections that only read: a small stack, one caller each, waiting callers in line for two seconds.

use super::folder::open_reader;
use super::link::SqliteLink;
use crate::engine::error::StoreError;
use crate::engine::gate::{Gate, Pass};
use crate::engine::scope::Scope;
use crate::engine::statement::Wall;
use crate::engine::tx::{Link, Tx};
use crate::engine::work::guarded;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(in crate::engine) struct Readers {
    database: PathBuf,
    steps: u64,
    walls: &'static [Wall],
    idle: Mutex<Vec<Tx>>,
    gate: Gate,
}

impl Readers {
    /// Opens the first connection at once, so that a wrong file is found now and not at the first request.
    pub fn open(database: &Path, steps: u64, count: usize, walls: &'static [Wall]) -> Result<Self, StoreError> {
        let readers =
            Self { database: database.to_owned(), steps, walls, idle: Mutex::default(), gate: Gate::new(count) };
        let first = readers.connect()?;
        readers.give_back(first);
        Ok(readers)
    }

    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Runs a closure on one snapshot. The pass shows that the caller has waited in line.
    pub fn run<T, E: From<StoreError>>(
        &self,
        _pass: Pass,
        scope: Scope,
        closure: &dyn Fn(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut tx = idle.map_or_else(|| self.connect(), Ok)?;
        link(&tx).order("begin")?;
        link(&tx).limit();
        let outcome = guarded(&mut tx, scope, closure);
        link(&tx).unlimit();
        // a connection that cannot end its snapshot is not used again
        if link(&tx).order("commit").is_ok() {
            self.give_back(tx);
        }
        outcome
    }

    fn connect(&self) -> Result<Tx, StoreError> {
        Ok(Tx::new(Link::Sqlite(open_reader(&self.database, self.steps)?), self.walls))
    }

    fn give_back(&self, tx: Tx) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(tx);
    }
}

/// The connection of a transaction that was opened here.
pub(super) fn link(tx: &Tx) -> &SqliteLink {
    match &tx.link {
        Link::Sqlite(link) => link,
        Link::Postgres(_) => unreachable!("SQLite's threads open SQLite connections only"),
    }
}
