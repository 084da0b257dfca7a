//! The archive of a closing: the bodies that are dropped from the log, each with its number and link, as a file of plain lines.
//!
//! The first line is `amana-archive v1 <log>`, then there is `<n> <link> <the record's bytes>` for each body, and at the end
//! `end <count> <remains>`.
//! Numbers ascend. `remains` is that of the closing ([`crate::Remains`]). A record has no line feed within: its JSON spells them. The file's
//! SHA-256 stands in the closing's record.

use std::io::{self, BufRead, Read, Write};

use aws_lc_rs::digest::{Context, SHA256};
use uuid::Uuid;

use crate::closing::Remains;
use crate::format::MAX_RECORD_BYTES;
use crate::hash::{Hash, from_hex, leaf, to_hash, to_hex};
use crate::key::LogId;

/// LIMIT: bytes of one line: a record, its number and its link.
const LINE_MAX: usize = MAX_RECORD_BYTES + 100;
const HEAD: &str = "amana-archive v1 ";

/// One body in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// The record's number.
    pub n: u64,
    /// Its link.
    pub mac: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a whole archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// What stays in the log of the records that it holds.
    pub remains: Remains,
    /// SHA-256 of the file.
    pub sha256: Hash,
}

/// Why a file is no archive, or cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The first line is none of an archive.
    #[error("it does not begin as an archive of version 1 does")]
    NotAnArchive,
    /// A line is none of an archive.
    #[error("line {0} is none of an archive: the file was changed or cut")]
    Line(u64),
    /// The last line says something else than the lines before it give.
    #[error("its last line does not fit the lines before it: the file was changed or cut")]
    End,
    /// Something follows the last line.
    #[error("something follows its last line")]
    Longer,
    /// The record holds a line feed, as no record does.
    #[error("record {0} holds a line feed: it is none that this program wrote")]
    LineFeed(u64),
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes an archive.
pub struct Writer<W> {
    to: W,
    hashed: Context,
    remains: Remains,
}

impl<W: Write> Writer<W> {
    /// Begins one of this log.
    pub fn begin(to: W, log: LogId) -> Result<Self, ArchiveError> {
        let mut writer = Self { to, hashed: Context::new(&SHA256), remains: Remains::default() };
        writer.put(format!("{HEAD}{}\n", log.0).as_bytes())?;
        Ok(writer)
    }

    /// One body more; numbers ascend.
    pub fn add(&mut self, n: u64, mac: &Hash, bytes: &[u8]) -> Result<(), ArchiveError> {
        if bytes.contains(&b'\n') {
            return Err(ArchiveError::LineFeed(n));
        }
        self.put(format!("{n} {} ", to_hex(mac)).as_bytes())?;
        self.put(bytes)?;
        self.put(b"\n")?;
        self.remains.add(n, &leaf(bytes), mac);
        Ok(())
    }

    /// Ends it; gives back what was written to.
    pub fn end(mut self) -> Result<(W, Whole), ArchiveError> {
        let Remains { count, hash, .. } = self.remains;
        self.put(format!("end {count} {}\n", to_hex(&hash)).as_bytes())?;
        self.to.flush()?;
        Ok((self.to, Whole { remains: self.remains, sha256: to_hash(self.hashed.finish().as_ref()) }))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.hashed.update(bytes);
        Ok(self.to.write_all(bytes)?)
    }
}

/// Reads an archive line by line.
pub struct Reader<R> {
    from: R,
    hashed: Context,
    line: u64,
    /// Which log it is of.
    log: LogId,
    remains: Remains,
    whole: Option<Whole>,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    pub fn begin(from: R) -> Result<Self, ArchiveError> {
        let mut reader = Self {
            from,
            hashed: Context::new(&SHA256),
            line: 0,
            log: LogId(Uuid::nil()),
            remains: Remains::default(),
            whole: None,
        };
        let first = reader.next_line()?;
        let named = first.and_then(|line| String::from_utf8(line).ok());
        let log = named.as_deref().and_then(|line| Uuid::parse_str(line.strip_prefix(HEAD)?).ok());
        reader.log = LogId(log.ok_or(ArchiveError::NotAnArchive)?);
        Ok(reader)
    }

    /// Which log it is of.
    pub fn log(&self) -> LogId {
        self.log
    }

    /// The next body; `None` behind the last one, when the whole file fits what its last line says ([`Self::whole`]).
    pub fn next_body(&mut self) -> Result<Option<Archived>, ArchiveError> {
        if self.whole.is_some() {
            return Ok(None);
        }
        let line = self.next_line()?.ok_or(ArchiveError::End)?;
        if line.starts_with(b"end ") {
            return self.last_line(&line).map(|()| None);
        }
        let body = read_body(&line).filter(|body| body.n > self.remains.last);
        let body = body.ok_or(ArchiveError::Line(self.line))?;
        self.remains.add(body.n, &leaf(&body.bytes), &body.mac);
        Ok(Some(body))
    }

    /// What the archive is, once it was read to its end.
    pub fn whole(&self) -> Option<Whole> {
        self.whole
    }

    fn last_line(&mut self, line: &[u8]) -> Result<(), ArchiveError> {
        let Remains { count, hash, .. } = self.remains;
        if line != format!("end {count} {}", to_hex(&hash)).as_bytes() {
            return Err(ArchiveError::End);
        }
        if self.from.read(&mut [0])? > 0 {
            return Err(ArchiveError::Longer);
        }
        let hashed = std::mem::replace(&mut self.hashed, Context::new(&SHA256));
        self.whole = Some(Whole { remains: self.remains, sha256: to_hash(hashed.finish().as_ref()) });
        Ok(())
    }

    /// The next line without its line feed; `None` at the end. A line without line feed is none.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, ArchiveError> {
        self.line += 1;
        let mut line = Vec::new();
        self.from.by_ref().take(LINE_MAX as u64).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        self.hashed.update(&line);
        if line.pop() != Some(b'\n') {
            return Err(ArchiveError::Line(self.line));
        }
        Ok(Some(line))
    }
}

fn read_body(line: &[u8]) -> Option<Archived> {
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let (n, mac, bytes) = (parts.next()?, parts.next()?, parts.next()?);
    let number = std::str::from_utf8(n).ok()?;
    let n: u64 = number.parse().ok().filter(|n: &u64| n.to_string() == number)?;
    Some(Archived { n, mac: from_hex(std::str::from_utf8(mac).ok()?)?, bytes: bytes.to_vec() })
}
