//! The log's head outside the database: written each second and at stop, read at start, so that a cut tail is found.
//!
//! A crash leaves a file up to a second old: it then names a record before the last one, which is checked all the same.

use super::config::Log;
use super::error::StoreError;
use super::points::{Point, reach};
use audit::{Head, LogId};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(1);

/// The last committed head, as far as this process knows it.
#[derive(Debug)]
pub(super) struct HeadCell(Mutex<Head>);

impl HeadCell {
    pub fn new(head: Head) -> Arc<Self> {
        Arc::new(Self(Mutex::new(head)))
    }

    pub fn set(&self, head: Head) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = head;
    }

    pub fn get(&self) -> Head {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the file that the last run left. A file of another log, or one that cannot be read, is an error: it is the only
/// witness there is.
pub(super) fn read(log: &Log) -> Result<Option<Head>, StoreError> {
    let Some(path) = &log.head_file else { return Ok(None) };
    let line = match fs::read(path) {
        Ok(line) => line,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::Unopened(format!("{}: {error}", path.display()))),
    };
    let wrong = |what: &str| {
        let advice = "put the file back, or keep it aside and compare the log with what witnesses have before the server starts without it";
        Err(StoreError::Damaged(format!("{} {what}; {advice}", path.display())))
    };
    match std::str::from_utf8(&line).ok().and_then(Head::parse) {
        Some((id, head)) if id == log.id => Ok(Some(head)),
        Some(_) => wrong("is the head of another log"),
        None => wrong("is no head of a log: it was cut or changed"),
    }
}

/// Writes the file while it lives, and once more at its end.
pub(super) struct HeadFile {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl HeadFile {
    /// Starts with a first write, so that a place that cannot be written is found now.
    pub fn start(path: PathBuf, log: LogId, cell: Arc<HeadCell>) -> Result<Self, StoreError> {
        let mut written = cell.get();
        write(&path, &written.to_line(log))
            .map_err(|error| StoreError::Unopened(format!("{}: {error}", path.display())))?;
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name("store-head".into()).spawn(move || {
            loop {
                let last = stopped.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout);
                let head = cell.get();
                if head != written {
                    match write(&path, &head.to_line(log)) {
                        Ok(()) => written = head,
                        Err(error) => {
                            tracing::error!(%error, path = %path.display(), "the log's head cannot be written");
                        }
                    }
                }
                if last {
                    break;
                }
            }
        });
        Ok(Self { stop: Some(stop), thread: thread.ok() })
    }
}

impl Drop for HeadFile {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the head file had panicked");
        }
    }
}

/// Whole or not at all: a crash leaves the old file or the new one.
fn write(path: &Path, line: &str) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    reach(Point::HeadWritten);
    fs::rename(&new, path)?;
    reach(Point::HeadNamed);
    Ok(())
}
