//! Writing a sealed file.

use std::io::{self, Write};

use zeroize::Zeroizing;

use super::{CHUNK, FileKey, HEADER, MAGIC, Stream, TAG};
use crate::entropy::{Entropy, draw};

/// Seals what is written to it. Without [`FileSealer::finish`] the file has no last chunk and never opens.
#[derive(Debug)]
#[must_use = "a sealed file must be finished"]
pub struct FileSealer<W: Write> {
    out: W,
    stream: Stream,
    chunk: Zeroizing<Vec<u8>>,
    /// A write to the sink failed: what it holds can no longer become a whole file.
    failed: bool,
}

impl<W: Write> FileSealer<W> {
    /// Begins a file. `context` says what it belongs to ([`crate::Place::associated_data`], or a label such as
    /// `backup/v1`) and must be given again to open it.
    pub fn new(mut out: W, key: &FileKey, context: &[u8], entropy: &dyn Entropy) -> io::Result<Self> {
        let salt = draw::<32>(entropy);
        let (stream, check) = key.stream(&salt, context);
        let mut header = Vec::with_capacity(HEADER);
        for part in [&MAGIC[..], &[1], &key.id().0, &salt[..], &check] {
            header.extend_from_slice(part);
        }
        out.write_all(&header)?;
        // With its whole capacity from the start the buffer never moves and leaves no copy behind.
        Ok(Self { out, stream, chunk: Zeroizing::new(Vec::with_capacity(CHUNK + TAG)), failed: false })
    }

    /// Writes the last chunk and gives the sink back; the caller makes it durable.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush_chunk(true)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn flush_chunk(&mut self, last: bool) -> io::Result<()> {
        if self.failed {
            return Err(io::Error::other("an earlier write of this sealed file failed"));
        }
        self.failed = true;
        self.stream.seal(last, &mut self.chunk)?;
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        self.failed = false;
        Ok(())
    }
}

impl FileSealer<Vec<u8>> {
    /// What is sealed so far and was not taken yet, to be passed on.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }
}

impl<W: Write> Write for FileSealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits for more before it goes out, because it may be the last.
        if self.failed || self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.flush_chunk(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Flushes the sink only: a part of a chunk cannot be sealed before it is complete.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
