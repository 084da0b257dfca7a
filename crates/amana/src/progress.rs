//! A line on the terminal for work that takes long. Says nothing where nobody looks: in pipes, logs and tests.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// The line is written anew at most so often.
const EVERY: Duration = Duration::from_millis(200);

/// How far a piece of work is.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    total: u64,
    done: u64,
    begun: Instant,
    /// When the line was last written; none where nobody looks, or before the first time.
    shown: Option<Instant>,
    looked_at: bool,
}

impl Progress {
    /// Begins; `total` is in whatever is counted.
    #[expect(clippy::disallowed_methods, reason = "how fast work goes is measured here, at the edge")]
    pub fn new(what: &'static str, total: u64) -> Self {
        Self { what, total, done: 0, begun: Instant::now(), shown: None, looked_at: stderr().is_terminal() }
    }

    /// So much more is done.
    pub fn add(&mut self, done: u64) {
        self.reach(self.done + done);
    }

    /// So much is done in all.
    #[expect(clippy::disallowed_methods, reason = "how fast work goes is measured here, at the edge")]
    pub fn reach(&mut self, done: u64) {
        self.done = done;
        if self.looked_at && self.shown.is_none_or(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(Instant::now());
            let line = format!("\r\x1b[K{}", line(self.what, self.done, self.total, self.begun.elapsed()));
            // a terminal that went away is no reason to stop
            drop(stderr().write_all(line.as_bytes()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            drop(stderr().write_all(b"\r\x1b[K"));
        }
    }
}

/// `verifying [####      ]  42 %  420000 of 1000000, 95000 a second, 6 s left`
fn line(what: &str, done: u64, total: u64, taken: Duration) -> String {
    let percent = (done * 100).checked_div(total).unwrap_or(100).min(100);
    let filled = usize::try_from(percent / 5).unwrap_or(20);
    let rate = done * 1000 / u64::try_from(taken.as_millis()).unwrap_or(u64::MAX).max(1);
    let left =
        total.saturating_sub(done).checked_div(rate).map_or_else(String::new, |left| format!(", {} left", span(left)));
    format!("{what:12} [{:<20}] {percent:3} %  {done} of {total}, {rate} a second{left}", "#".repeat(filled))
}

/// Seconds in the words that fit them.
fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_much_is_done_how_fast_and_how_long_it_takes_still() {
        let said = line("verifying", 420_000, 1_000_000, Duration::from_millis(4200));
        assert_eq!(said, "verifying    [########            ]  42 %  420000 of 1000000, 100000 a second, 5 s left");
        assert_eq!(line("x", 0, 0, Duration::ZERO), "x            [####################] 100 %  0 of 0, 0 a second");
        assert_eq!([span(119), span(120), span(7200 + 61 * 60)], ["119 s", "2 min", "3 h 1 min"]);
    }
}
