//! One thread's session with PostgreSQL: each closure in a transaction of its own, under the role of its scope.
//!
//! A transaction that met another (serialisation failure, deadlock) is run again, three times at most. A connection that
//! broke, or cannot say what became of its transaction, is never used again.

use super::error::explain;
use super::link::PgLink;
use super::pending;
use crate::engine::config::Postgres;
use crate::engine::denials::Denied;
use crate::engine::entry::Entry;
use crate::engine::error::StoreError;
use crate::engine::points::{Point, reach};
use crate::engine::scope::{Job, Scope};
use crate::engine::statement::Wall;
use crate::engine::tx::{Link, Tx};
use crate::engine::work::{Verdict, Work, guarded};
use postgres::{Client, NoTls};
use std::sync::Arc;
use std::time::Duration;

/// The scope of the engine's own statements.
const ENGINE: Scope = Scope::System(Job::Sequencer);
/// Further tries of a transaction that met another.
const RETRIES: u32 = 3;

/// What every session of a pool shares.
pub(super) struct Desk {
    pub config: Postgres,
    pub walls: &'static [Wall],
    pub writer: audit::Writer,
}

pub(super) struct Session {
    desk: Arc<Desk>,
    tx: Option<Tx>,
}

/// Opens a connection as the server's own login.
pub(super) fn connect(config: &Postgres) -> Result<Client, StoreError> {
    let mut client = Client::connect(&config.url, NoTls).map_err(|error| explain(&error))?;
    let settings = format!(
        "set statement_timeout = {ms}; set lock_timeout = {ms}; set idle_in_transaction_session_timeout = {ms}; \
         set application_name = 'amana'; set client_min_messages = warning; set timezone = 'UTC'",
        ms = config.statement_ms
    );
    client.batch_execute(&settings).map_err(|error| explain(&error))?;
    Ok(client)
}

/// Opens a transaction for `scope`. Only a typed UUID and fixed words are ever formatted into its text.
pub(super) fn opening(scope: Scope, begin: &str) -> String {
    match scope {
        Scope::Org(org) => format!("{begin}; set local role amana_org; set local app.org = '{org}'"),
        Scope::Subject(user) => format!("{begin}; set local role amana_subject; set local app.subject = '{user}'"),
        Scope::Operator => format!("{begin}; set local role amana_operator"),
        Scope::Public => format!("{begin}; set local role amana_public"),
        Scope::SignIn => format!("{begin}; set local role amana_signin"),
        Scope::System(_) => format!("{begin}; set local role amana_system"),
    }
}

impl Session {
    pub fn new(desk: Arc<Desk>) -> Self {
        Self { desk, tx: None }
    }

    /// Runs a writing closure and answers its caller.
    pub fn write(&mut self, mut work: Box<dyn Work>) {
        let mut fate = self.attempt(work.as_mut());
        for retry in 0..RETRIES {
            if fate != Err(StoreError::Busy) {
                break;
            }
            std::thread::sleep(Duration::from_millis(1 << retry));
            fate = self.attempt(work.as_mut());
        }
        work.answer(fate);
    }

    /// Runs a reading closure on one snapshot.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        scope: Scope,
        closure: &dyn Fn(&mut Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.begin(scope, "begin isolation level repeatable read read only")?;
        let outcome = guarded(tx, scope, closure);
        // nothing was written, so it does not matter how the transaction ends
        self.end("commit")?;
        outcome
    }

    /// One try. An error means that nothing was kept, but for [`StoreError::Gone`] at the commit, which leaves it open.
    fn attempt(&mut self, work: &mut dyn Work) -> Result<(), StoreError> {
        let scope = work.scope();
        let tx = self.begin(scope, "begin")?;
        let verdict = work.run(tx);
        reach(Point::SessionRun);
        match verdict {
            Verdict::Keep(entries) => self.keep(&entries),
            Verdict::Undo(denial) => {
                let met_another = tx.failed() == Some(&StoreError::Busy);
                self.abandon();
                match denial {
                    _ if met_another => Err(StoreError::Busy),
                    Some(denial) => self.deny(&denial),
                    None => Ok(()),
                }
            }
        }
    }

    /// Leaves the records and commits.
    fn keep(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        let desk = Arc::clone(&self.desk);
        let tx = self.tx()?;
        let stamps = pending::leave(tx, &desk.writer, entries);
        reach(Point::RecordsLeft);
        let kept = stamps.outcome.and_then(|()| self.end("commit"));
        reach(Point::SessionCommitted);
        if kept.is_err() {
            stamps.given.into_iter().for_each(|stamp| desk.writer.void(stamp));
            self.abandon();
        }
        kept
    }

    /// Keeps a denial in a transaction of its own after the one that it ended: as a record, or as one more of its window.
    fn deny(&mut self, denied: &Denied) -> Result<(), StoreError> {
        let tx = self.begin(ENGINE, "begin")?;
        match denied.count(tx) {
            Ok(true) => self.keep(std::slice::from_ref(&denied.entry)),
            Ok(false) => self.keep(&[]),
            Err(error) => {
                self.abandon();
                Err(error)
            }
        }
    }

    /// Opens a transaction, on a new connection when the old one broke while it was idle: nothing ran on it yet.
    fn begin(&mut self, scope: Scope, begin: &str) -> Result<&mut Tx, StoreError> {
        let opening = opening(scope, begin);
        let fresh = self.tx.is_none();
        let mut opened = self.order(&opening);
        if opened.is_err() && !fresh {
            self.tx = None;
            opened = self.order(&opening);
        }
        if let Err(error) = opened {
            self.abandon();
            return Err(error);
        }
        let tx = self.tx()?;
        tx.begin(scope);
        Ok(tx)
    }

    fn end(&mut self, text: &str) -> Result<(), StoreError> {
        self.order(text).inspect_err(|_| self.tx = None)
    }

    /// Takes the transaction back; a connection that cannot is dropped, which takes it back as well.
    fn abandon(&mut self) {
        if self.tx.is_some() && self.order("rollback").is_err() {
            self.tx = None;
        }
    }

    fn order(&mut self, text: &str) -> Result<(), StoreError> {
        link(self.tx()?).order(text)
    }

    fn tx(&mut self) -> Result<&mut Tx, StoreError> {
        if self.tx.is_none() {
            let link = Box::new(PgLink::new(connect(&self.desk.config)?));
            self.tx = Some(Tx::new(Link::Postgres(link), self.desk.walls));
        }
        self.tx.as_mut().ok_or(StoreError::Gone)
    }
}

/// The connection of a transaction that was opened here.
pub(super) fn link(tx: &mut Tx) -> &mut PgLink {
    match &mut tx.link {
        Link::Postgres(link) => link,
        Link::Sqlite(_) => unreachable!("PostgreSQL's threads open PostgreSQL connections only"),
    }
}
