//! What a backup says of itself. It stands first in the file, so that what does not fit is refused before anything is unpacked.

use audit::Head;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::tables::inspect::Counts;
use uuid::Uuid;

use super::objects::LIST;
use crate::answer::Failure;
use crate::installation::Kind;

/// The format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format.
    pub format: u32,
    /// The program's version that took it.
    pub made_by: String,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Whose data it is.
    pub installation: Uuid,
    /// When that installation was made.
    pub installed_at: Timestamp,
    /// Its log.
    pub log: Uuid,
    /// The epoch of its log.
    pub epoch: u32,
    /// Demo or production.
    pub kind: Kind,
    /// Which database.
    pub database: Database,
    /// The number of the newest migration.
    pub schema: usize,
    /// The log's last record. On PostgreSQL the copy may hold a few more.
    pub head_n: u64,
    /// Its link, in hexadecimal.
    pub head_mac: String,
    /// How much there is of what. On PostgreSQL the copy may hold a little more.
    pub counts: Counts,
    /// The sealed files of documents.
    pub documents: Documents,
    /// The files, in their order.
    pub files: Vec<File>,
}

/// Where the sealed files of documents are, and how many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// The bucket in which they stay; none: they lie beside the backup.
    pub bucket: Option<String>,
    /// How many there are.
    pub objects: u64,
    /// How many of those that the database names were missing already.
    pub missing: u64,
}

/// What a demo's backup has besides: who is in it, and how far its clock was moved.
pub const DEMO_FILES: &[&str] = &["people.json", "demo-clock"];

/// Which database a copy is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Database {
    /// The embedded one: `amana.db`.
    Sqlite,
    /// PostgreSQL: `amana.dump`, the custom format of `pg_dump`.
    Postgres,
}

impl Database {
    /// The one file of such a backup.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Sqlite => "amana.db",
            Self::Postgres => "amana.dump",
        }
    }
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The log's last record.
    pub fn head(&self) -> Result<Head, Failure> {
        let mac = audit::hash::from_hex(&self.head_mac).ok_or_else(|| contradicts("a head that is no hash"))?;
        Ok(Head { n: self.head_n, mac })
    }

    /// Reads a manifest, and refuses what this program cannot restore.
    pub fn parse(json: &[u8]) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct Version {
            format: u32,
            schema: usize,
        }
        let version: Version = serde_json::from_slice(json).map_err(|_| contradicts("no readable manifest"))?;
        if version.format > FORMAT || version.schema > store::SCHEMA_VERSION {
            return Err(Failure::Unsafe(format!(
                "the backup was taken by a newer program (format {}, schema {}; this one reads {FORMAT} and {}): restore it with that one",
                version.format,
                version.schema,
                store::SCHEMA_VERSION
            )));
        }
        let manifest: Self = serde_json::from_slice(json).map_err(|_| contradicts("no readable manifest"))?;
        let may_be_there =
            |file: &File| file.name == LIST || manifest.kind == Kind::Demo && DEMO_FILES.contains(&file.name.as_str());
        match &manifest.files[..] {
            [first, rest @ ..] if first.name == manifest.database.file() && rest.iter().all(may_be_there) => {
                Ok(manifest)
            }
            _ => Err(contradicts("other files than a backup has")),
        }
    }
}

/// Sealed by the right key and yet not what this program writes.
pub fn contradicts(what: &str) -> Failure {
    Failure::Unsafe(format!("the backup contradicts itself: it has {what}"))
}
