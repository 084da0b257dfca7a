//! Reading a sealed file: no byte leaves before its chunk is verified.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::{CHUNK, FileError, FileKey, HEADER, Stream, TAG, chunks};

/// Opens a sealed file as it is read. An error is final: every later read fails as well, and only a read that gives
/// 0 bytes says that the whole file was sound.
#[derive(Debug)]
pub struct FileOpener<R: Read> {
    source: R,
    stream: Stream,
    /// One chunk with its tag and one byte more, by which the last chunk is known.
    buffer: Zeroizing<Vec<u8>>,
    /// How much of the buffer is read ahead.
    ahead: usize,
    plain: Zeroizing<Vec<u8>>,
    given: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Ended,
    Failed(FileError),
}

impl<R: Read> FileOpener<R> {
    /// Reads and checks the header.
    pub fn new(mut source: R, key: &FileKey, context: &[u8]) -> io::Result<Self> {
        let mut header = [0; HEADER];
        let length = read_full(&mut source, &mut header)?;
        let stream = chunks::header(key, context, &header[..length])?;
        Ok(Self {
            source,
            stream,
            buffer: Zeroizing::new(vec![0; CHUNK + TAG + 1]),
            ahead: 0,
            plain: Zeroizing::new(Vec::with_capacity(CHUNK + TAG)),
            given: 0,
            state: State::Open,
        })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let length = self.ahead + read_full(&mut self.source, &mut self.buffer[self.ahead..])?;
        let last = length <= CHUNK + TAG;
        let length = length.min(CHUNK + TAG);
        self.given = 0;
        if let Err(error) = self.open_chunk(last, length) {
            self.plain.clear();
            self.state = State::Failed(error);
            return Err(error.into());
        }
        if last {
            self.state = State::Ended;
        } else {
            self.buffer[0] = self.buffer[CHUNK + TAG];
            self.ahead = 1;
        }
        Ok(())
    }

    fn open_chunk(&mut self, last: bool, length: usize) -> Result<(), FileError> {
        let chunk = self.stream.chunk;
        if let Some(plain) = self.try_open(last, length) {
            self.plain.truncate(plain);
            return Ok(());
        }
        // What does not open as it stands may open with the other mark: that tells a cut or an addition from damage.
        let other_mark = self.try_open(!last, length).is_some();
        Err(match (last, other_mark) {
            _ if length < TAG => FileError::Cut(chunk),
            (true, true) => FileError::Cut(chunk + 1),
            (false, true) => FileError::Extended,
            _ => FileError::Damaged(chunk),
        })
    }

    fn try_open(&mut self, last: bool, length: usize) -> Option<usize> {
        self.plain.clear();
        self.plain.extend_from_slice(&self.buffer[..length]);
        self.stream.open(last, &mut self.plain)
    }
}

impl<R: Read> Read for FileOpener<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.plain.len() && !out.is_empty() {
            match self.state {
                State::Open => self.next_chunk()?,
                State::Ended => return Ok(0),
                State::Failed(error) => return Err(error.into()),
            }
        }
        let taken = out.len().min(self.plain.len() - self.given);
        out[..taken].copy_from_slice(&self.plain[self.given..self.given + taken]);
        self.given += taken;
        Ok(taken)
    }
}

fn read_full(source: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < out.len() {
        match source.read(&mut out[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}
