//! A line on the terminal for work that takes long. Says nothing where nobody looks: in pipes, logs and tests.

use std::io::{IsTerminal, Write, stderr};

/// How far a piece of work is.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    total: u64,
    done: u64,
    shown: Option<u64>,
}

impl Progress {
    /// Begins; `total` is in whatever is counted.
    pub fn new(what: &'static str, total: u64) -> Self {
        Self { what, total, done: 0, shown: stderr().is_terminal().then_some(0) }
    }

    /// So much more is done.
    pub fn add(&mut self, done: u64) {
        self.reach(self.done + done);
    }

    /// So much is done in all.
    pub fn reach(&mut self, done: u64) {
        self.done = done;
        let percent = (self.done * 100).checked_div(self.total).unwrap_or(100).min(100);
        if self.shown.is_some_and(|shown| shown != percent) {
            self.shown = Some(percent);
            let filled = usize::try_from(percent / 5).unwrap_or(20);
            let line = format!("\r{:12} [{:<20}] {percent:3} %", self.what, "#".repeat(filled));
            // a terminal that went away is no reason to stop
            drop(stderr().write_all(line.as_bytes()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some_and(|shown| shown > 0) {
            drop(stderr().write_all(b"\r\x1b[K"));
        }
    }
}
