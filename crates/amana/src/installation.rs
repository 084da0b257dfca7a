//! What makes a data folder an installation: `installation.json`, with its identity and whether it is a demo.
//!
//! A demo is never taken into production, and production data is never opened as a demo.

use std::path::{Path, PathBuf};

use audit::LogId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::adapters::{clock, random};
use crate::answer::Failure;
use crate::files;

/// What the data is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Invented people.
    Demo,
    /// Real people.
    Production,
}

impl Kind {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }
}

/// The identity of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installation {
    /// The format of this file.
    pub format: u32,
    /// Its key files, backups and database name it.
    pub id: Uuid,
    /// The identity of its log.
    pub log: Uuid,
    /// The epoch of its log: it grows when the log goes on from a restored copy.
    #[serde(default = "first")]
    pub epoch: u32,
    /// Demo or production.
    pub kind: Kind,
    /// Whether all keys have been made. Until then a first start goes on; after it a missing key is never made anew.
    pub founded: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

const FORMAT: u32 = 1;

/// The epoch that a log begins with.
const fn first() -> u32 {
    1
}

impl Installation {
    /// A new one, not yet founded.
    pub fn new(kind: Kind) -> Self {
        let (id, log) = (random::fresh_id(), random::fresh_id());
        Self { format: FORMAT, id, log, epoch: first(), kind, founded: false, created_at: clock::real() }
    }

    /// The file in a data folder.
    pub fn file(data: &Path) -> PathBuf {
        data.join("installation.json")
    }

    /// Reads the folder's file; none where nothing was ever started.
    pub fn read(data: &Path) -> Result<Option<Self>, Failure> {
        let file = Self::file(data);
        let text = match std::fs::read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::io(&file, &error)),
        };
        let format: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        if format["format"].as_u64().is_some_and(|format| format > u64::from(FORMAT)) {
            return Err(Failure::Unsafe(format!("{} was written by a newer program; use that one", file.display())));
        }
        serde_json::from_slice(&text).map(Some).map_err(|error| {
            Failure::Unsafe(format!("{} is damaged ({error}); put it back from a backup", file.display()))
        })
    }

    /// Writes the folder's file.
    pub fn write(&self, data: &Path) -> Result<(), Failure> {
        let file = Self::file(data);
        let text = serde_json::to_string_pretty(self).expect("plain words and numbers are JSON") + "\n";
        files::replace(&file, text.as_bytes()).map_err(|error| Failure::io(&file, &error))
    }

    /// The log's identity.
    pub const fn log_id(&self) -> LogId {
        LogId(self.log)
    }
}
