//! What documents need from outside: a place for sealed files, a scanner, and a process that looks into files.
//!
//! Files pass in pieces, so that nobody holds one whole.

use std::future::Future;
use std::pin::Pin;

use documents::{Content, Refusal};
use serde::{Deserialize, Serialize};
use store::StoreError;
use zeroize::Zeroizing;

use crate::AppError;

/// Why something outside was not done. Reasons name no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It may be done later: away, slow, busy.
    #[error("not now: {0}")]
    Later(String),
    /// No room is left.
    #[error("no room left: {0}")]
    Full(String),
    /// It will not be done until somebody looks after it: wrong credentials, a folder that may not be written.
    #[error("it needs looking after: {0}")]
    Broken(String),
}

impl From<Trouble> for AppError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Full(_) => {
                tracing::error!(%trouble, "no room is left for documents");
                Self::Store(StoreError::Full)
            }
            Trouble::Later(_) | Trouble::Broken(_) => {
                tracing::warn!(%trouble, "documents");
                Self::FilesAway(trouble.to_string())
            }
        }
    }
}

/// A boxed future, because ports are used as trait objects.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'a>>;

/// Where sealed files lie. Names are ours: two hexadecimal digits, a slash, thirty more.
pub trait Objects: Send + Sync {
    /// What it is called, for people.
    fn name(&self) -> &str;

    /// Told once at the start whether documents were filed already. A place that should hold some and was never seen before refuses
    /// everything from then on.
    fn settle(&self, filed: bool) {
        let _ = filed;
    }

    /// Begins a new object. It is there, whole, once it is finished, and not at all before.
    fn begin<'a>(&'a self, object: &'a str) -> Doing<'a, Box<dyn Putting>>;

    /// Begins to read one; `None` where there is none.
    fn open<'a>(&'a self, object: &'a str) -> Doing<'a, Option<Box<dyn Getting>>>;

    /// Removes one. One that is not there is no trouble.
    fn remove<'a>(&'a self, object: &'a str) -> Doing<'a, ()>;

    /// Every object whose name begins with these two hexadecimal digits.
    fn list<'a>(&'a self, prefix: &'a str) -> Doing<'a, Vec<Listed>>;

    /// Removes what writers that were killed left half done, if it is older than a day.
    fn tidy(&self) -> Doing<'_, u64>;
}

/// An object as a listing has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub object: String,
    /// Its bytes.
    pub bytes: u64,
    /// When it was finished.
    pub at: jiff::Timestamp,
}

/// An object that is being written. Dropped before it is finished, nothing of it is ever listed or read.
pub trait Putting: Send {
    /// Takes the next bytes.
    fn take(&mut self, bytes: Vec<u8>) -> Doing<'_, ()>;
    /// Makes it durable and puts it in its place.
    fn finish(self: Box<Self>) -> Doing<'static, ()>;
}

/// Something that is being read.
pub trait Getting: Send {
    /// The next bytes; `None` at the end.
    fn next(&mut self) -> Doing<'_, Option<Vec<u8>>>;
}

/// What a scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Something was found, and what it is called.
    Found(String),
}

/// Looks for what harms. Whatever is no clear answer is trouble, never a verdict.
pub trait Scanner: Send + Sync {
    /// Its name, version and signatures in one line: another line means that it would judge anew.
    fn about(&self) -> Doing<'_, String>;

    /// Begins to scan a file of this many bytes.
    fn begin(&self, bytes: u64) -> Doing<'_, Box<dyn Scanning>>;
}

/// A file that is being scanned.
pub trait Scanning: Send {
    /// Takes the next bytes.
    fn take<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()>;
    /// Its verdict, when all were given.
    fn finish(self: Box<Self>) -> Doing<'static, Verdict>;
}

/// What is to be done with a file that is looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Make of it what may be kept.
    Accept,
    /// Draw this page, the first is 0, its longer side this many pixels.
    Draw {
        /// The page.
        page: usize,
        /// Pixels of its longer side, at most.
        side: u32,
        /// What is drawn across it: letters, digits and `-_:./`.
        words: String,
    },
}

/// What was found, before the bytes that follow it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Looked {
    /// What is to be kept, and after it its small picture.
    Accepted {
        /// What it is.
        content: Content,
        /// Its pages.
        pages: usize,
        /// How many bytes are to be kept.
        bytes: usize,
        /// How many bytes its small picture has.
        thumbnail: usize,
    },
    /// A page as JPEG.
    Drawn {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// How many bytes.
        bytes: usize,
    },
    /// Why it is not kept.
    Refused(Refusal),
}

/// Looks into files, where what a crafted file does to a decoder harms nothing.
pub trait Looker: Send + Sync {
    /// Begins with a file.
    fn begin(&self, task: Task) -> Doing<'_, Box<dyn Looking>>;
}

/// A file that is being looked into.
pub trait Looking: Send {
    /// Takes the next bytes of the file.
    fn take<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()>;
    /// What was found, when all were given, and the bytes that follow it.
    fn finish(self: Box<Self>) -> Doing<'static, (Looked, Box<dyn Getting>)>;
}

/// A piece of a file in clear: zeroised when dropped.
pub type Piece = Zeroizing<Vec<u8>>;
