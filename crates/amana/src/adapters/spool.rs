//! Messages leave as files in a folder: a mail and SMS gateway takes them from there.
//!
//! One message, one file `NAME.json`, mode 0600, put there whole by a rename: `{"key","channel","to","subject","text"}`. The
//! gateway deletes what it has delivered. The same message tried again has the same name; who must not send twice remembers `key`.

use std::io;
use std::path::{Path, PathBuf};

use app::ports::{Message, Messenger, SendError, Sending};
use serde::Serialize;

use crate::answer::Failure;
use crate::files;

/// The spool folder.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Leaf<'a> {
    key: &'a str,
    channel: &'a str,
    to: &'a str,
    subject: &'a str,
    text: &'a str,
}

impl Spool {
    /// Opens the folder, and makes it where it is not there.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        files::private_folder(folder).map_err(|error| Failure::io(folder, &error))?;
        Ok(Self::at(folder))
    }

    /// The folder as it is.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn leave(&self, message: &Message) -> io::Result<()> {
        let Message { key, channel, to, subject, text } = message;
        let json = serde_json::to_vec(&Leaf { key, channel, to, subject, text })?;
        files::replace(&self.folder.join(file_name(key)), &json)
    }

    fn remove(&self, key: &str) -> io::Result<()> {
        match std::fs::remove_file(self.folder.join(file_name(key))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }
}

impl Messenger for Spool {
    fn send(&self, message: Message) -> Sending<'_> {
        Box::pin(async move {
            let spool = self.clone();
            let left = tokio::task::spawn_blocking(move || spool.leave(&message)).await;
            left.map_err(io::Error::other).flatten().map_err(|error| SendError::Later(format!("spool: {error}")))
        })
    }

    fn take_back(&self, keys: Vec<String>) -> Sending<'_> {
        Box::pin(async move {
            let spool = self.clone();
            let taken = tokio::task::spawn_blocking(move || keys.iter().try_for_each(|key| spool.remove(key))).await;
            taken.map_err(io::Error::other).flatten().map_err(|error| SendError::Later(format!("spool: {error}")))
        })
    }
}

/// Keys are the outbox's own words; should one hold anything else, it must still be one plain name.
fn file_name(key: &str) -> String {
    let plain: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '.' }).collect();
    if plain == key && plain.len() <= 120 {
        return format!("{plain}.json");
    }
    let hash = audit::hash::to_hex(&audit::leaf(key.as_bytes()));
    let short = &plain[..plain.len().min(80)];
    format!("m{short}-{}.json", &hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(key: &str) -> Message {
        Message {
            key: key.to_owned(),
            channel: "email".to_owned(),
            to: "salma@home.example".to_owned(),
            subject: "Code".to_owned(),
            text: "123456".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_message_is_left_whole_and_for_its_owner_only() {
        let place = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&place.path().join("spool")).expect("a spool");
        spool.send(message("code:7/a")).await.expect("left");
        spool.send(message("code:7/a")).await.expect("left again");
        let names: Vec<_> =
            std::fs::read_dir(&spool.folder).expect("read").map(|e| e.expect("an entry").path()).collect();
        let [file] = &names[..] else { panic!("one file, not {names:?}") };
        assert_eq!(files::mode(file).expect("a mode"), 0o600);
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(file).expect("read")).expect("JSON");
        assert_eq!((json["to"].as_str(), json["key"].as_str()), (Some("salma@home.example"), Some("code:7/a")));
    }

    #[tokio::test]
    async fn what_the_gateway_has_not_taken_yet_is_taken_back_and_nothing_else() {
        let place = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&place.path().join("spool")).expect("a spool");
        for key in ["code:1/a", "code:2/b"] {
            spool.send(message(key)).await.expect("left");
        }
        spool.take_back(vec!["code:1/a".to_owned(), "code:9/z".to_owned()]).await.expect("taken back");
        let names: Vec<_> =
            std::fs::read_dir(&spool.folder).expect("read").map(|e| e.expect("an entry").file_name()).collect();
        assert_eq!(names, [file_name("code:2/b").as_str()]);
    }

    #[tokio::test]
    async fn a_full_or_missing_folder_means_later_not_never() {
        let place = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&place.path().join("spool")).expect("a spool");
        std::fs::remove_dir(&spool.folder).expect("removed");
        assert!(matches!(spool.send(message("a")).await, Err(SendError::Later(_))));
    }

    #[test]
    fn different_keys_have_different_plain_names() {
        let keys = ["a", "a/b", "a.b", "../x", "ü", &"y".repeat(300), &"y".repeat(301)];
        let names: std::collections::BTreeSet<_> = keys.iter().map(|key| file_name(key)).collect();
        assert_eq!(names.len(), keys.len());
        assert!(names.iter().all(|name| !name.contains('/') && !name.starts_with('.') && name.len() < 130));
    }
}
