//! The demo's inbox: every mail and text message that was sent, in a file of JSON lines beside the demo's data.
//!
//! The newest [`KEPT`] are kept. A message that is tried again is there once.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use app::ports::{Clock, Message, Messenger, SendError, Sending};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::answer::Failure;
use crate::files;

/// No mail reaches a mailbox there: so that a demo, too, has something that could not be delivered.
const UNREACHABLE: &str = "@unreachable.example";

/// How many messages are kept.
pub const KEPT: usize = 10_000;

/// A message as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The address that it went to.
    pub to: String,
    /// `sms` or `email`.
    pub channel: String,
    /// The subject line; empty for SMS.
    pub subject: String,
    /// The text.
    pub text: String,
    /// When, by the demo's clock.
    pub at: Timestamp,
    /// Stays the same when the message is tried again.
    #[serde(default)]
    pub key: String,
}

/// The inbox of one demo.
pub struct Inbox {
    file: PathBuf,
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
}

/// The newest letters, oldest first, and how many lines the file has.
struct Kept {
    letters: VecDeque<Letter>,
    lines: usize,
}

impl Inbox {
    /// Opens the inbox in a data folder. A last line that a crash cut is left out.
    pub fn open(data: &Path, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let file = data.join("inbox.jsonl");
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::io(&file, &error)),
        };
        let mut letters: VecDeque<Letter> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        letters.drain(..letters.len().saturating_sub(KEPT));
        rewrite(&file, &letters).map_err(|error| Failure::io(&file, &error))?;
        let lines = letters.len();
        Ok(Self { file, clock, kept: Mutex::new(Kept { letters, lines }) })
    }

    /// The newest first; of one address only, when it is given.
    pub fn list(&self, to: Option<&str>) -> Vec<Letter> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = |letter: &&Letter| to.is_none_or(|to| letter.to.eq_ignore_ascii_case(to.trim()));
        kept.letters.iter().rev().filter(wanted).cloned().collect()
    }

    fn keep(&self, letter: Letter) -> io::Result<()> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.letters.iter().rev().any(|there| there.key == letter.key) {
            return Ok(());
        }
        let line = serde_json::to_string(&letter)? + "\n";
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.file)?;
        let whole = file.metadata()?.len();
        if let Err(error) = file.write_all(line.as_bytes()) {
            // half a line would swallow the next one; where this fails too, the next start leaves both out
            drop(file.set_len(whole));
            return Err(error);
        }
        kept.letters.push_back(letter);
        kept.lines += 1;
        if kept.letters.len() > KEPT {
            kept.letters.pop_front();
        }
        if kept.lines > 2 * KEPT {
            rewrite(&self.file, &kept.letters)?;
            kept.lines = kept.letters.len();
        }
        Ok(())
    }
}

impl Messenger for Inbox {
    fn send(&self, message: Message) -> Sending<'_> {
        let Message { key, channel, to, subject, text } = message;
        if to.ends_with(UNREACHABLE) {
            return Box::pin(async { Err(SendError::Never("550 no such mailbox".to_owned())) });
        }
        let letter = Letter { to, channel, subject, text, at: self.clock.now(), key };
        Box::pin(async move { self.keep(letter).map_err(|error| SendError::Later(error.to_string())) })
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox").field("file", &self.file).finish_non_exhaustive()
    }
}

fn rewrite(file: &Path, letters: &VecDeque<Letter>) -> io::Result<()> {
    let mut text = String::new();
    for letter in letters {
        text.push_str(&serde_json::to_string(letter)?);
        text.push('\n');
    }
    files::replace(file, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::clock::RealClock;

    async fn send(inbox: &Inbox, key: &str, to: &str) {
        let message = Message {
            key: key.to_owned(),
            channel: "sms".to_owned(),
            to: to.to_owned(),
            subject: String::new(),
            text: format!("text {key}"),
        };
        inbox.send(message).await.expect("kept");
    }

    fn open(data: &Path) -> Inbox {
        Inbox::open(data, Arc::new(RealClock)).expect("an inbox")
    }

    #[tokio::test]
    async fn the_newest_message_stands_first_and_a_second_try_is_not_there_twice() {
        let data = tempfile::tempdir().expect("a folder");
        let inbox = open(data.path());
        send(&inbox, "a", "+96890000001").await;
        send(&inbox, "b", "salma@home.example").await;
        send(&inbox, "a", "+96890000001").await;
        let texts: Vec<_> = inbox.list(None).into_iter().map(|letter| letter.text).collect();
        assert_eq!(texts, ["text b", "text a"]);
        assert_eq!(inbox.list(Some("Salma@home.example")).len(), 1);
        assert_eq!(open(data.path()).list(None), inbox.list(None), "a second start shows the same");
        assert_eq!(files::mode(&data.path().join("inbox.jsonl")).expect("a mode"), 0o600);
    }

    #[tokio::test]
    async fn no_more_than_two_thousand_are_kept() {
        let data = tempfile::tempdir().expect("a folder");
        let inbox = open(data.path());
        for n in 0..=2 * KEPT {
            send(&inbox, &n.to_string(), "x@y.example").await;
        }
        assert_eq!(inbox.list(None).len(), KEPT);
        assert_eq!(inbox.list(None)[0].text, format!("text {}", 2 * KEPT));
        let text = std::fs::read_to_string(data.path().join("inbox.jsonl")).expect("a file");
        assert_eq!(text.lines().count(), KEPT, "the file was shortened");
    }

    #[tokio::test]
    async fn a_line_cut_by_a_crash_loses_that_line_only() {
        let data = tempfile::tempdir().expect("a folder");
        send(&open(data.path()), "a", "x@y.example").await;
        let file = data.path().join("inbox.jsonl");
        let mut text = std::fs::read_to_string(&file).expect("a file");
        text.push_str("{\"to\":\"x@y.ex");
        std::fs::write(&file, text).expect("written");
        let inbox = open(data.path());
        send(&inbox, "b", "x@y.example").await;
        assert_eq!(open(data.path()).list(None).len(), 2);
    }
}
